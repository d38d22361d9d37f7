// How numbers, atoms, pids, references and texts are read out of the bytes of a term. See
// from_bytes.hpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "kith/detail/byte_reader.hpp"

namespace kith::detail {

/// A type that has a codec and no better way is read by way of a term.
template <class T>
struct bytes_codec {
  static_assert(!std::same_as<T, term_ref>, "a term_ref would borrow from a term that is gone");
  static bool read(byte_reader& from, T* out) { return from.by_term(out); }
};

template <class T>
std::string expected_for() {
  if constexpr (std::same_as<T, std::string_view>) {  // terms are not read into views
    return "a binary";
  } else {
    return codec<T>::expected();
  }
}

template <plain_integer T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    using limits = std::numeric_limits<T>;
    constexpr auto least = static_cast<std::int64_t>(limits::min());
    constexpr auto most = std::in_range<std::int64_t>(limits::max())
                              ? static_cast<std::int64_t>(limits::max())
                              : std::numeric_limits<std::int64_t>::max();
    std::int64_t v = 0;
    if (!from.integer(least, most, v)) {
      return from.by_term(out);
    }
    *out = static_cast<T>(v);
    return true;
  }
};

template <std::floating_point T>
struct bytes_codec<T> {
  static bool read(byte_reader& from, T* out) {
    double v = 0;
    if (!from.floating(static_cast<double>(std::numeric_limits<T>::max()), v)) {
      return from.by_term(out);
    }
    *out = static_cast<T>(v);
    return true;
  }
};

template <>
struct bytes_codec<bool> {
  static bool read(byte_reader& from, bool* out) {
    *out = from.that_atom(atoms::true_);
    return *out || from.that_atom(atoms::false_) || from.by_term(out);
  }
};
template <>
struct bytes_codec<atom> {
  static bool read(byte_reader& from, atom* out) {
    return from.some_atom(*out) || from.by_term(out);
  }
};
template <>
struct bytes_codec<pid> {
  static bool read(byte_reader& from, pid* out) { return from.process(*out) || from.by_term(out); }
};
template <>
struct bytes_codec<reference> {
  static bool read(byte_reader& from, reference* out) {
    return from.ref(*out) || from.by_term(out);
  }
};
template <>
struct bytes_codec<std::string_view> {
  static bool read(byte_reader& from, std::string_view* out) {
    const char* const start = from.place();
    if (!from.bytes(*out)) {
      return from.fail(start, expected_for<std::string_view>());
    }
    return from.lasts() || from.fail(start, "a binary that is not compressed");
  }
};
template <>
struct bytes_codec<std::string> {
  static bool read(byte_reader& from, std::string* out) {
    std::string_view bytes;
    if (from.bytes(bytes)) {
      *out = bytes;
      return true;
    }
    return from.characters(*out) || from.by_term(out);
  }
};
template <>
struct bytes_codec<binary> {
  static bool read(byte_reader& from, binary* out) {
    std::string_view bytes;
    if (!from.bytes(bytes)) {
      return from.by_term(out);
    }
    *out = binary(bytes);
    return true;
  }
};

}  // namespace kith::detail
