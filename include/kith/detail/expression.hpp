// What builders and patterns are made of: expressions that hold their operands. An expression can
// be written as a term if no part of it is a pattern, and any expression can be matched. Users
// write the functions of build.hpp and pattern.hpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/codec.hpp"
#include "kith/reflect.hpp"

namespace kith::detail {

/// The base of every expression. Each has
///
///   static constexpr bool is_pattern    holds something that a term is not made of
///   static constexpr bool borrows       binds a term_ref, which lives no longer than the term
///   words(), write(arena&)              if it is no pattern, as a codec
///   match(term_ref)                     phase 1: looks, writes nothing
///   commit(term_ref)                    phase 2: writes the variables; only after a match of that
///                                       term, with none between
///   extract(term_ref, then, values…)    calls then(values…, own…), only after a match; own are the
///                                       values that the pattern would bind
///   explain(term_ref, mismatch&)        why it does not match; only after it did not
///   describe(std::string&)              appends the pattern as Erlang would write it
///
/// Expressions have constructors and are no aggregates, since they stand within co_await.
///
/// `Self` makes the base another type for each: of two empty bases of one type, an object and its
/// first part would need two addresses, and eight bytes for that.
template <class Self>
struct expression {
  using expression_type = Self;
  /// A reference without which nothing matches, if one is known.
  [[nodiscard]] constexpr const reference* needs() const noexcept { return nullptr; }
};

template <class T>
concept is_expression = requires { typename std::remove_cvref_t<T>::expression_type; };

/// A term as a part of a pattern's description, shortened.
void describe_term(std::string& out, term_ref t);
/// "a float" as <float>.
void describe_type(std::string& out, std::string_view expected);

// Operands side by side. (std::tuple takes longer to compile.)
template <std::size_t I, class T>
struct slot {
  T value;
  template <class U>
  explicit slot(U&& v) : value(std::forward<U>(v)) {}
};

template <class Indices, class... Ts>
struct slots;
template <std::size_t... I, class... Ts>
struct slots<std::index_sequence<I...>, Ts...> : slot<I, Ts>... {
  template <class... Us>
  explicit slots(Us&&... vs) : slot<I, Ts>(std::forward<Us>(vs))... {}
};
template <>
struct slots<std::index_sequence<>> {};

template <class... Ts>
using operands = slots<std::make_index_sequence<sizeof...(Ts)>, Ts...>;

template <std::size_t I, class T>
constexpr const T& at(const slot<I, T>& s) noexcept {
  return s.value;
}
template <std::size_t I, class T>
constexpr T& at(slot<I, T>& s) noexcept {
  return s.value;
}

/// A value, matched exactly (1 is not 1.0). It is held here, or seen where it lies: a `Stored` is
/// then a pointer.
template <class T, class Stored>
class literal : public expression<literal<T, Stored>> {
 public:
  static constexpr bool is_pattern = false;
  static constexpr bool borrows = false;

  template <class U>
    requires(!std::same_as<std::remove_cvref_t<U>, literal>)
  explicit literal(U&& v) : stored_(std::forward<U>(v)) {}

  [[nodiscard]] std::uint64_t words() const { return codec<T>::words(value()); }
  word write(arena& to) const { return codec<T>::write(to, value()); }
  [[nodiscard]] const reference* needs() const noexcept {
    if constexpr (std::same_as<T, reference>) {
      return &value();
    } else {
      return nullptr;
    }
  }

  [[nodiscard]] bool match(term_ref t) const {
    if constexpr (requires { codec<T>::equals(t, value()); }) {
      return codec<T>::equals(t, value());
    } else {
      return t == build();
    }
  }
  void commit(term_ref) const noexcept {}
  template <class Then, class... Values>
  decltype(auto) extract(term_ref, Then&& then, Values&... values) const {
    return then(values...);
  }
  void explain(term_ref t, mismatch& why) const { why.got = brief(t); }
  void describe(std::string& out) const { describe_term(out, build()); }

  [[nodiscard]] term build() const {
    arena a(words());
    const word root = write(a);
    return a.finish(root);
  }
  operator term() const { return build(); }  // NOLINT: implicit by design

 private:
  [[nodiscard]] decltype(auto) value() const noexcept {
    if constexpr (std::is_pointer_v<Stored>) {
      return *stored_;
    } else {
      return (stored_);
    }
  }

  Stored stored_;
};

template <class T>
inline constexpr bool is_char_array = false;
template <std::size_t N>
inline constexpr bool is_char_array<char[N]> = true;

/// The expression that an operand becomes. Small values, and what the expression takes over, are
/// held by value; what lives elsewhere is only seen, so it must outlive the statement.
template <class Arg>
auto as_operand(Arg&& arg) {
  using T = std::remove_cvref_t<Arg>;
  static_assert(!std::same_as<T, char>,
                "a char is no term: write the text as a string, or the code as an int");
  constexpr bool lvalue = std::is_lvalue_reference_v<Arg>;
  if constexpr (is_expression<T>) {
    return T(std::forward<Arg>(arg));
  } else if constexpr (std::is_arithmetic_v<T> || std::same_as<T, atom> || std::same_as<T, pid> ||
                       std::same_as<T, reference> || std::same_as<T, term_ref> ||
                       std::same_as<T, std::string_view>) {
    return literal<T, T>(arg);
  } else if constexpr (is_char_array<T> || std::same_as<T, char*> || std::same_as<T, const char*> ||
                       (std::same_as<T, std::string> && lvalue)) {
    return literal<std::string_view, std::string_view>(std::string_view(arg));
  } else if constexpr (std::same_as<T, term> && lvalue) {
    return literal<term_ref, term_ref>(arg.ref());
  } else if constexpr (has_codec<T>) {
    if constexpr (lvalue) {
      return literal<T, const T*>(&arg);
    } else {
      return literal<T, T>(std::forward<Arg>(arg));
    }
  } else {
    static_assert(std::is_convertible_v<Arg, term>,
                  "neither a term nor a value that becomes one: see kith/reflect.hpp");
    return literal<term, term>(term(std::forward<Arg>(arg)));
  }
}

template <class Arg>
using operand_for = decltype(as_operand(std::declval<Arg>()));

template <class E>
term build(const E& e) {
  arena a(e.words());
  const word root = e.write(a);
  return a.finish(root);
}

}  // namespace kith::detail
