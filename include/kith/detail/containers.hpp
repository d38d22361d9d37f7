// Containers as terms and back. See reflect.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/codec.hpp"
#include "kith/map.hpp"

namespace kith {

namespace detail {

template <class T>
concept has_codec = requires(const T& v) { codec<T>::words(v); };

template <class T>
concept range = requires(const T& v) {
  v.begin() != v.end();
  typename T::value_type;
};
template <class T>
concept dictionary = range<T> && requires { typename T::mapped_type; };
template <class T>
concept sequence = range<T> && !requires { typename T::mapped_type; };
template <class T>
concept optional_value = requires(T v) {
  v.has_value();
  v.reset();
  *v;
};
template <class T>
concept product = !range<T> && requires { std::tuple_size<T>::value; };

/// Marks the codecs of whole families of types, which can also be read out of bytes directly
/// (from_bytes.hpp); those of a program's own cannot.
struct own_family {};

/// "element 2", counted from 1.
[[nodiscard]] std::string numbered(std::string_view what, std::size_t number);

/// Reads a part of a value; if that fails, `where()` says which part.
template <class T, class Where>
bool read_part(term_ref t, T* out, reading& how, Where&& where) {
  if (codec<T>::read(t, out, how)) {
    return true;
  }
  if (how.wants_to_know()) {
    how.why().of(where());
  }
  return false;
}

/// Fails, and says that the value nests too deep.
bool too_deep(reading& how, term_ref t);

// Maps. The pairs are written, key and value by turns, to where `begin_map` says, in any order;
// `finish_map` then puts them in theirs. Of equal keys the last counts.
[[nodiscard]] std::uint64_t map_words(std::uint64_t pairs) noexcept;
[[nodiscard]] word* begin_map(arena& to, std::uint64_t pairs) noexcept;
word finish_map(word* pairs, std::uint64_t count);

/// A list of whatever a range holds.
template <class T>
struct elements_of {
  elements_of() = delete;
};

}  // namespace detail

template <class T>
struct codec<detail::elements_of<T>> {
  using element = std::remove_cvref_t<decltype(*std::begin(std::declval<const T&>()))>;

  static std::uint64_t words(const T& v) {
    std::uint64_t sum = 0;
    for (const element& e : v) {
      sum += 2 + codec<element>::words(e);
    }
    return sum;
  }
  static detail::word write(arena& to, const T& v) {
    detail::word first = detail::nil_word;
    detail::word* last = &first;
    for (const element& e : v) {
      detail::word* cell = to.take(2);
      *last = detail::list_word(cell);
      last = cell + 1;
      *last = detail::nil_word;
      cell[0] = codec<element>::write(to, e);
    }
    return first;
  }
};

/// vector, array, set, deque, span, … : a list. Read into those that grow, or into one of as many
/// elements as the list has.
template <detail::sequence T>
struct codec<T> : codec<detail::elements_of<T>>, detail::own_family {
  static bool read(term_ref t, T* out, reading& how) {
    using element = typename T::value_type;
    const reading::level down(how);
    if (down.too_deep()) {
      return detail::too_deep(how, t);
    }
    std::size_t n = 0;
    constexpr bool grows = requires(T v, element e) { v.insert(v.end(), std::move(e)); };
    if constexpr (grows) {
      if (out != nullptr) {
        out->clear();
      }
    }
    term_ref rest = t;
    for (; rest.is_cons(); rest = rest.tail()) {
      const auto where = [&] { return detail::numbered("element ", n + 1); };
      if constexpr (grows) {
        element e{};
        if (!detail::read_part(rest.head(), out == nullptr ? nullptr : &e, how, where)) {
          return false;
        }
        if (out != nullptr) {
          out->insert(out->end(), std::move(e));
        }
      } else {
        if (n == std::tuple_size<T>::value) {
          return how.fail_for<T>(t);
        }
        element* e = out == nullptr ? nullptr : &(*out)[n];
        if (!detail::read_part(rest.head(), e, how, where)) {
          return false;
        }
      }
      ++n;
    }
    bool complete = rest.is_nil();
    if constexpr (!grows) {
      complete = complete && n == std::tuple_size<T>::value;
    }
    return complete || how.fail_for<T>(t);
  }
  static std::string expected() {
    if constexpr (requires { std::tuple_size<T>::value; }) {
      return detail::numbered("a list of length ", std::tuple_size<T>::value);
    } else {
      return "a list";
    }
  }
};

/// map, unordered_map: a map.
template <detail::dictionary T>
struct codec<T> : detail::own_family {
  using key = typename T::key_type;
  using value = typename T::mapped_type;

  static std::uint64_t words(const T& v) {
    std::uint64_t sum = detail::map_words(v.size());
    for (const auto& [k, x] : v) {
      sum += codec<key>::words(k) + codec<value>::words(x);
    }
    return sum;
  }
  static detail::word write(arena& to, const T& v) {
    detail::word* const pairs = detail::begin_map(to, v.size());
    detail::word* at = pairs;
    for (const auto& [k, x] : v) {
      *at++ = codec<key>::write(to, k);
      *at++ = codec<value>::write(to, x);
    }
    return detail::finish_map(pairs, v.size());
  }
  static bool read(term_ref t, T* out, reading& how) {
    const reading::level down(how);
    if (down.too_deep()) {
      return detail::too_deep(how, t);
    }
    if (!t.is_map()) {
      return how.fail("a map", t);
    }
    if (out != nullptr) {
      out->clear();
    }
    for (const auto& [k, x] : map_pairs(t)) {
      if (!read_pair(k, x, out, how)) {
        return false;
      }
    }
    return true;
  }
  static std::string expected() { return "a map"; }

 private:
  static bool read_pair(term_ref k, term_ref x, T* out, reading& how) {
    key read_key{};
    value read_value{};
    if (!detail::read_part(k, out == nullptr ? nullptr : &read_key, how,
                           [k = k] { return "the key " + brief(k); }) ||
        !detail::read_part(x, out == nullptr ? nullptr : &read_value, how,
                           [k = k] { return "the value of " + brief(k); })) {
      return false;
    }
    if (out != nullptr) {
      out->insert_or_assign(std::move(read_key), std::move(read_value));
    }
    return true;
  }
};

/// optional: the value, or `undefined`. (So an optional atom cannot hold `undefined` itself.)
template <detail::optional_value T>
struct codec<T> : detail::own_family {
  using value = typename T::value_type;

  static std::uint64_t words(const T& v) { return v.has_value() ? codec<value>::words(*v) : 0; }
  static detail::word write(arena& to, const T& v) {
    return v.has_value() ? codec<value>::write(to, *v) : codec<atom>::write(to, atoms::undefined);
  }
  static bool read(term_ref t, T* out, reading& how) {
    if (t.is(atoms::undefined)) {
      if (out != nullptr) {
        out->reset();
      }
      return true;
    }
    if (out == nullptr) {
      return codec<value>::read(t, nullptr, how);
    }
    value v{};
    if (!codec<value>::read(t, &v, how)) {
      return false;
    }
    *out = std::move(v);
    return true;
  }
  static std::string expected() { return codec<value>::expected() + " or undefined"; }
};

namespace detail {

/// A tuple of `parts`, behind a tag if there is one (0: none).
template <class... Parts>
std::uint64_t parts_words(word tag, const Parts&... parts) {
  return 1 + (tag != 0 ? 1 : 0) + sizeof...(Parts) +
         (std::uint64_t{0} + ... + codec<Parts>::words(parts));
}
template <class... Parts>
word write_parts(arena& to, word tag, const Parts&... parts) {
  const std::uint64_t arity = sizeof...(Parts) + (tag != 0 ? 1 : 0);
  word* node = to.take(1 + arity);
  word* at = node;
  *at++ = header(kind::tuple, arity);
  if (tag != 0) {
    *at++ = tag;
  }
  ((*at++ = codec<Parts>::write(to, parts)), ...);
  return boxed_word(node);
}

template <class T, class Indices = std::make_index_sequence<std::tuple_size<T>::value>>
struct product_codec;
template <class T, std::size_t... I>
struct product_codec<T, std::index_sequence<I...>> {
  static std::uint64_t words(const T& v) { return parts_words(0, get<I>(v)...); }
  static word write(arena& to, const T& v) { return write_parts(to, 0, get<I>(v)...); }
  static bool read(term_ref t, [[maybe_unused]] T* out, reading& how) {
    const reading::level down(how);
    if (down.too_deep()) {
      return too_deep(how, t);
    }
    if (!t.is_tuple(sizeof...(I))) {
      return how.fail_for<T>(t);
    }
    return (read_part(part_of(t, I), out == nullptr ? nullptr : &get<I>(*out), how,
                      [] { return numbered("element ", I + 1); }) &&
            ...);
  }
  static std::string expected() { return numbered("a tuple of size ", sizeof...(I)); }
};

}  // namespace detail

/// pair, tuple: a tuple.
template <detail::product T>
struct codec<T> : detail::product_codec<T>, detail::own_family {};

}  // namespace kith
