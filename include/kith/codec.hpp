// How values of C++ types are written into terms and read out of them: numbers, atoms, texts,
// terms. Containers and structs follow in reflect.hpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/arena.hpp"
#include "kith/term.hpp"

namespace kith {

template <class T>
struct codec;

/// Why a term could not be read, or does not match, in words.
struct mismatch {
  std::string where;     ///< "field y of point of element 2", from the inside out; empty: the whole
  std::string expected;  ///< "a float"
  std::string got;       ///< the term found there, shortened

  void record(std::string_view noun, term_ref found);
  /// One step further out.
  void of(std::string_view outer);
};

/// A term as a message shows it: printed where that is short, else what it is ("a list of more than
/// 32 elements"). Takes bounded time for a term of any size.
[[nodiscard]] std::string brief(term_ref t);

/// A read in progress: whether anybody wants to know why it fails, and how deep it has gone.
class reading {
 public:
  /// Values may nest that deep: a peer must not choose how much stack a recursive struct takes.
  static constexpr int depth_max = 500;

  reading() = default;
  explicit reading(mismatch& why, int depth = 0) noexcept : why_(&why), depth_(depth) {}
  reading(const reading&) = delete;
  reading& operator=(const reading&) = delete;

  /// Always false. `expected` is a noun with its article: "a float".
  bool fail(std::string_view expected, term_ref got) {
    if (why_ != nullptr) {
      why_->record(expected, got);
    }
    return false;
  }
  /// Always false; expected is what the codec of `T` says.
  template <class T>
  bool fail_for(term_ref got) {
    if (why_ != nullptr) {
      why_->record(codec<T>::expected(), got);
    }
    return false;
  }
  [[nodiscard]] bool wants_to_know() const noexcept { return why_ != nullptr; }
  [[nodiscard]] mismatch& why() noexcept { return *why_; }

  /// Goes one level down, and back up at its end.
  class level {
   public:
    explicit level(reading& how) noexcept : how_(how) { ++how_.depth_; }
    level(const level&) = delete;
    level& operator=(const level&) = delete;
    ~level() { --how_.depth_; }
    [[nodiscard]] bool too_deep() const noexcept { return how_.depth_ > depth_max; }

   private:
    reading& how_;
  };

 private:
  mismatch* why_ = nullptr;
  int depth_ = 0;
};

/// How a type is written and read. Specialise it for a type of your own that reflection does not
/// fit, with these functions:
///
///   static std::uint64_t words(const T&)             words that `write` takes from the arena
///   static detail::word write(arena&, const T&)      the word that stands for the value
///   static bool read(term_ref, T* out, reading& how) false (`how.fail`) for other terms; with no
///                                                    `out` it only tests, and allocates nothing
///   static std::string expected()                    "a float": what `read` takes, with article
template <class T>
struct codec;

/// Bytes that are a binary as a term; a std::string is an Erlang string, a list of characters.
class binary {
 public:
  binary() = default;
  explicit binary(std::string bytes) noexcept : bytes_(std::move(bytes)) {}
  explicit binary(std::string_view bytes) : bytes_(bytes) {}
  explicit binary(const char* bytes) : bytes_(bytes) {}

  [[nodiscard]] const std::string& bytes() const& noexcept { return bytes_; }
  [[nodiscard]] std::string&& bytes() && noexcept { return std::move(bytes_); }

  friend bool operator==(const binary&, const binary&) = default;

 private:
  std::string bytes_;
};

namespace detail {

template <class T>
concept plain_integer =
    std::is_integral_v<T> && sizeof(T) <= 8 && !std::same_as<T, bool> && !std::same_as<T, char>;

/// The i-th element of a tuple whose arity is known.
inline term_ref part_of(term_ref tuple, std::size_t i) noexcept {
  return tuple.inside(tuple.node()[1 + i]);
}

// Strings, as term(std::string_view) makes them.
[[nodiscard]] std::uint64_t string_words(std::string_view text) noexcept;
word write_string(arena& to, std::string_view text) noexcept;
[[nodiscard]] bool string_equals(term_ref t, std::string_view text) noexcept;
/// Whether `t` is a binary, or a proper flat list of characters.
[[nodiscard]] bool is_text(term_ref t) noexcept;
void read_text(term_ref t, std::string& out);

word write_binary(arena& to, std::string_view bytes) noexcept;
[[nodiscard]] bool binary_equals(term_ref t, std::string_view bytes) noexcept;

/// The 64 bits of an integer of more than 61, if it lies in the range.
[[nodiscard]] bool read_wide(term_ref t, std::int64_t least, std::uint64_t most,
                             std::uint64_t* bits) noexcept;
/// Always false; says "an integer", and of one outside the range what the range is.
bool fail_integer(term_ref t, std::int64_t least, std::uint64_t most, mismatch& why);

template <plain_integer T>
constexpr bool fits_word(T v) noexcept {
  if constexpr (sizeof(T) < 8) {
    return true;
  } else if constexpr (std::is_signed_v<T>) {
    return fits_small(v);
  } else {
    return v <= static_cast<std::uint64_t>(small_max);
  }
}

template <plain_integer T>
constexpr std::uint64_t magnitude_of(T v) noexcept {
  return v < 0 ? ~static_cast<std::uint64_t>(v) + 1 : static_cast<std::uint64_t>(v);
}

template <plain_integer T>
bool read_integer(term_ref t, T* out) noexcept {
  using limits = std::numeric_limits<T>;
  if (t.tag() == tag::small) [[likely]] {
    const std::int64_t v = small_value(t.raw());
    if (v < static_cast<std::int64_t>(limits::min()) ||
        (sizeof(T) < 8 && v > static_cast<std::int64_t>(limits::max()))) {
      return false;
    }
    if (out != nullptr) {
      *out = static_cast<T>(v);
    }
    return true;
  }
  if constexpr (sizeof(T) == 8) {
    std::uint64_t bits = 0;
    if (read_wide(t, static_cast<std::int64_t>(limits::min()),
                  static_cast<std::uint64_t>(limits::max()), &bits)) {
      if (out != nullptr) {
        *out = static_cast<T>(bits);
      }
      return true;
    }
  }
  return false;
}

}  // namespace detail

template <detail::plain_integer T>
struct codec<T> {
  static constexpr std::uint64_t words(T v) noexcept { return detail::fits_word(v) ? 0 : 2; }
  static detail::word write(arena& to, T v) noexcept {
    return detail::fits_word(v) ? detail::small_word(static_cast<std::int64_t>(v))
                                : to.integer(v < 0, detail::magnitude_of(v));
  }
  static bool equals(term_ref t, T v) noexcept {
    if (detail::fits_word(v)) {
      return t.raw() == detail::small_word(static_cast<std::int64_t>(v));
    }
    T found = 0;
    return detail::read_integer(t, &found) && found == v;
  }
  /// Only integers within the range of the type.
  static bool read(term_ref t, T* out, reading& how) {
    using limits = std::numeric_limits<T>;
    return detail::read_integer(t, out) ||
           (how.wants_to_know() &&
            detail::fail_integer(t, static_cast<std::int64_t>(limits::min()),
                                 static_cast<std::uint64_t>(limits::max()), how.why()));
  }
  static std::string expected() { return "an integer"; }
};

template <>
struct codec<bool> {
  static constexpr std::uint64_t words(bool) noexcept { return 0; }
  static detail::word write(arena&, bool v) noexcept {
    return detail::atom_word((v ? atoms::true_ : atoms::false_).index());
  }
  static bool equals(term_ref t, bool v) noexcept { return t.is(v ? atoms::true_ : atoms::false_); }
  static bool read(term_ref t, bool* out, reading& how) {
    if (!t.is(atoms::true_) && !t.is(atoms::false_)) {
      return how.fail("a boolean", t);
    }
    if (out != nullptr) {
      *out = t.is(atoms::true_);
    }
    return true;
  }
  static std::string expected() { return "a boolean"; }
};

template <>
struct codec<double> {
  static constexpr std::uint64_t words(double) noexcept { return arena::size_float(); }
  /// Erlang has no infinity and no NaN: giving one is a mistake of the program.
  static detail::word write(arena& to, double v) noexcept {
    KITH_ASSERT(__builtin_isfinite(v));
    return to.floating(v);
  }
  static bool equals(term_ref t, double v) noexcept { return t.is_float() && t.as_float() == v; }
  /// A float, or an integer of 64 bits, which is converted, as Erlang's arithmetic would.
  static bool read(term_ref t, double* out, reading& how);
  static std::string expected() { return "a float"; }
};

template <>
struct codec<float> {
  static constexpr std::uint64_t words(float) noexcept { return arena::size_float(); }
  static detail::word write(arena& to, float v) noexcept {
    return codec<double>::write(to, static_cast<double>(v));
  }
  static bool equals(term_ref t, float v) noexcept {
    return codec<double>::equals(t, static_cast<double>(v));
  }
  /// Rounds to the nearest; what is too large for the type is no float for it.
  static bool read(term_ref t, float* out, reading& how);
  static std::string expected() { return "a float of 32 bits"; }
};

template <>
struct codec<atom> {
  static constexpr std::uint64_t words(atom) noexcept { return 0; }
  static detail::word write(arena&, atom v) noexcept { return detail::atom_word(v.index()); }
  static bool equals(term_ref t, atom v) noexcept { return t.is(v); }
  static bool read(term_ref t, atom* out, reading& how) {
    if (!t.is_atom()) {
      return how.fail("an atom", t);
    }
    if (out != nullptr) {
      *out = atom::from_index(detail::atom_index(t.raw()));
    }
    return true;
  }
  static std::string expected() { return "an atom"; }
};

template <>
struct codec<pid> {
  // No process is written as `undefined`, which is what erlang:whereis/1 would return.
  static constexpr std::uint64_t words(pid v) noexcept { return v ? arena::size_pid(v) : 0; }
  static detail::word write(arena& to, pid v) noexcept {
    return v.is_local() ? v.local_word()
           : v          ? to.process(v)
                        : detail::atom_word(atoms::undefined.index());
  }
  static bool equals(term_ref t, pid v) noexcept {
    return v ? t.is_pid() && t.as_pid() == v : t.is(atoms::undefined);
  }
  static bool read(term_ref t, pid* out, reading& how) {
    if (t.tag() != detail::tag::pid && !t.is_pid()) {
      return how.fail("a pid", t);
    }
    if (out != nullptr) {
      *out = t.as_pid();
    }
    return true;
  }
  static std::string expected() { return "a pid"; }
};

template <>
struct codec<reference> {
  // No reference is written as `undefined`, like no process.
  static constexpr std::uint64_t words(const reference& v) noexcept {
    return v ? arena::size_reference(v.words().size()) : 0;
  }
  static detail::word write(arena& to, const reference& v) noexcept {
    return v ? to.ref(v) : detail::atom_word(atoms::undefined.index());
  }
  static bool equals(term_ref t, const reference& v) noexcept {
    return v ? t.is(v) : t.is(atoms::undefined);
  }
  static bool read(term_ref t, reference* out, reading& how) {
    if (!t.is_reference()) {
      return how.fail("a reference", t);
    }
    if (out != nullptr) {
      *out = t.as_reference();
    }
    return true;
  }
  static std::string expected() { return "a reference"; }
};

/// A view is written like a string; it cannot be read into, for it would own nothing.
template <>
struct codec<std::string_view> {
  static std::uint64_t words(std::string_view v) noexcept { return detail::string_words(v); }
  static detail::word write(arena& to, std::string_view v) noexcept {
    return detail::write_string(to, v);
  }
  static bool equals(term_ref t, std::string_view v) noexcept {
    return detail::string_equals(t, v);
  }
};

template <>
struct codec<std::string> : codec<std::string_view> {
  /// The characters of an Erlang string in UTF-8, or the bytes of a binary as they are.
  static bool read(term_ref t, std::string* out, reading& how) {
    if (!detail::is_text(t)) {
      return how.fail("a string", t);
    }
    if (out != nullptr) {
      detail::read_text(t, *out);
    }
    return true;
  }
  static std::string expected() { return "a string"; }
};

template <>
struct codec<binary> {
  static std::uint64_t words(const binary& v) noexcept {
    return arena::size_binary(v.bytes().size());
  }
  static detail::word write(arena& to, const binary& v) noexcept {
    return detail::write_binary(to, v.bytes());
  }
  static bool equals(term_ref t, const binary& v) noexcept {
    return detail::binary_equals(t, v.bytes());
  }
  static bool read(term_ref t, binary* out, reading& how) {
    if (!t.is_binary()) {
      return how.fail("a binary", t);
    }
    if (out != nullptr) {
      *out = binary(t.as_binary());
    }
    return true;
  }
  static std::string expected() { return "a binary"; }
};

/// Any term. What is small is copied into the new block, what is large is shared.
template <>
struct codec<term_ref> {
  static std::uint64_t words(term_ref v) noexcept {
    const auto t = v.tag();
    return t == detail::tag::boxed || t == detail::tag::list ? embed_words(v) : 0;
  }
  static detail::word write(arena& to, term_ref v) noexcept { return to.embed(v); }
  static bool equals(term_ref t, term_ref v) noexcept { return t == v; }
  /// Borrows: valid as long as the term that is read.
  static bool read(term_ref t, term_ref* out, reading&) noexcept {
    if (out != nullptr) {
      *out = t;
    }
    return true;
  }
  static std::string expected() { return "a term"; }
};

template <>
struct codec<term> : codec<term_ref> {
  static bool read(term_ref t, term* out, reading&) noexcept {
    if (out != nullptr) {
      *out = term(t);
    }
    return true;
  }
};

}  // namespace kith
