// Patterns: the expressions of build.hpp with these leaves in them.
//
//   bind(x)                    what can be read into x, which it then is
//   any                        anything
//   as<int>                    what can be read as an int; see destructure, and handlers of on()
//   an_integer, a_list, …      anything of that type
//   any_of(1, 2, a_float)      what one of them matches
//   when(p, test)              what p matches, if the test says so
//
// Matching has two phases: it looks at the whole term, touching no variable and no count, and only
// when all of it matches are the variables written. What bind takes is what a `codec` reads: an
// integer in the range of the variable, a float or an integer for a double, a string or a binary
// for a std::string, any term for a `term`, which then keeps its block alive (`compact` copies a
// small part out of a large message); a `term_ref` borrows.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/build.hpp"
#include "kith/result.hpp"

namespace kith {

namespace detail {

class any_pattern : public expression<any_pattern> {
 public:
  static constexpr bool is_pattern = true;
  static constexpr bool borrows = false;

  constexpr any_pattern() = default;
  [[nodiscard]] bool match(term_ref) const noexcept { return true; }
  void commit(term_ref) const noexcept {}
  template <class Then, class... Values>
  decltype(auto) extract(term_ref, Then&& then, Values&... values) const {
    return then(values...);
  }
  void explain(term_ref, mismatch&) const noexcept {}
  void describe(std::string& out) const { out += '_'; }
};

/// Reads a `T`.
template <class T>
class read_pattern : public expression<read_pattern<T>> {
 public:
  static constexpr bool is_pattern = true;
  static constexpr bool borrows = false;

  constexpr read_pattern() = default;

  [[nodiscard]] bool match(term_ref t) const noexcept {
    reading quietly;
    return codec<T>::read(t, nullptr, quietly);
  }
  void commit(term_ref) const noexcept {}
  template <class Then, class... Values>
  decltype(auto) extract(term_ref t, Then&& then, Values&... values) const {
    T own{};
    read(t, &own);
    return then(values..., own);
  }
  void explain(term_ref t, mismatch& why) const {
    reading how(why);
    static_cast<void>(codec<T>::read(t, nullptr, how));
    if (why.where.empty() && why.expected == codec<T>::expected()) {
      why.expected.clear();  // the description of the pattern says as much
    }
  }
  void describe(std::string& out) const { describe_type(out, codec<T>::expected()); }

 protected:
  static void read(term_ref t, T* to) {
    reading quietly;
    const bool still = codec<T>::read(t, to, quietly);
    KITH_ASSERT(still);
  }
};

/// Reads a `T` and writes it to a variable.
template <class T>
class bind_pattern : public read_pattern<T> {
 public:
  static constexpr bool borrows = std::same_as<T, term_ref>;

  explicit bind_pattern(T& target) noexcept : target_(&target) {}
  void commit(term_ref t) const { this->read(t, target_); }

 private:
  T* target_;
};

/// A number is kept by the first phase, which costs less than to read it again.
template <class T>
  requires std::is_arithmetic_v<T>
class bind_pattern<T> : public read_pattern<T> {
 public:
  explicit bind_pattern(T& target) noexcept : target_(&target) {}
  [[nodiscard]] bool match(term_ref t) const noexcept {
    reading quietly;
    return codec<T>::read(t, &found_, quietly);
  }
  void commit(term_ref) const noexcept { *target_ = found_; }

 private:
  T* target_;
  mutable T found_{};
};

/// The types that patterns tell apart.
enum class tested : std::uint8_t {
  integer,
  floating,
  number,
  atom,
  pid,
  port,
  reference,
  tuple,
  map,
  list,
  binary,
  bitstring,
  fun
};
[[nodiscard]] bool is_of(term_ref t, tested type) noexcept;
[[nodiscard]] std::string_view noun_of(tested type) noexcept;
/// The error of a failed match.
[[nodiscard]] error unmatched(std::string expected, const mismatch& why);

class type_pattern : public expression<type_pattern> {
 public:
  static constexpr bool is_pattern = true;
  static constexpr bool borrows = false;

  constexpr explicit type_pattern(tested type) noexcept : type_(type) {}
  [[nodiscard]] bool match(term_ref t) const noexcept { return is_of(t, type_); }
  void commit(term_ref) const noexcept {}
  template <class Then, class... Values>
  decltype(auto) extract(term_ref, Then&& then, Values&... values) const {
    return then(values...);
  }
  void explain(term_ref t, mismatch& why) const { why.got = brief(t); }
  void describe(std::string& out) const { describe_type(out, noun_of(type_)); }

 private:
  tested type_;
};

/// Whether an expression has no values to give: nothing in it binds.
struct count_values {
  template <class... Values>
  auto operator()(Values&...) const -> std::integral_constant<std::size_t, sizeof...(Values)>;
};
template <class E>
inline constexpr std::size_t values_of =
    decltype(std::declval<const E&>().extract(term_ref(), count_values()))::value;

template <class... Ops>
class any_of_pattern : public compound<any_of_pattern<Ops...>, Ops...> {
  using base = compound<any_of_pattern<Ops...>, Ops...>;
  static_assert(((values_of<Ops> == 0) && ...), "which one matched would be unknown: bind outside");

 public:
  using base::base;
  static constexpr bool is_pattern = true;
  static constexpr bool borrows = false;

  [[nodiscard]] bool match(term_ref t) const {
    return !base::all([&](auto i) { return !this->template op<i>().match(t); });
  }
  void commit(term_ref) const noexcept {}
  template <class Then, class... Values>
  decltype(auto) extract(term_ref, Then&& then, Values&... values) const {
    return then(values...);
  }
  void explain(term_ref t, mismatch& why) const { why.got = brief(t); }
  void describe(std::string& out) const {
    base::each([&](auto i) {
      out += i == 0 ? "" : " or ";
      this->template op<i>().describe(out);
    });
  }
};

/// g++ before 13 destroys a closure that stands within co_await twice.
template <class Closure>
constexpr void refuse_owning_closures() noexcept {
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
  static_assert(std::is_trivially_destructible_v<Closure>,
                "g++ before 13 destroys what a closure inside co_await owns twice: capture by "
                "reference ([&]) instead of by value");
#endif
}

template <class Pattern, class Test>
class guarded_pattern : public expression<guarded_pattern<Pattern, Test>> {
 public:
  static constexpr bool is_pattern = true;
  static constexpr bool borrows = Pattern::borrows;

  guarded_pattern(Pattern pattern, Test test)
      : pattern_(std::move(pattern)), test_(std::move(test)) {}

  [[nodiscard]] const reference* needs() const noexcept { return pattern_.needs(); }
  [[nodiscard]] bool match(term_ref t) const { return pattern_.match(t) && passes(t); }
  void commit(term_ref t) const { pattern_.commit(t); }
  template <class Then, class... Values>
  decltype(auto) extract(term_ref t, Then&& then, Values&... values) const {
    return pattern_.extract(t, then, values...);
  }
  void explain(term_ref t, mismatch& why) const {
    if (!pattern_.match(t)) {
      pattern_.explain(t, why);
    } else {
      why.got = brief(t);
    }
  }
  void describe(std::string& out) const {
    pattern_.describe(out);
    out += " when <test>";
  }

 private:
  [[nodiscard]] bool passes(term_ref t) const {
    try {
      return pattern_.extract(t, [&](auto&... values) { return ask(t, values...); });
    } catch (const std::exception&) {
      return false;  // as a guard of Erlang that fails
    }
  }
  template <class... Values>
  [[nodiscard]] bool ask(term_ref t, Values&... values) const {
    if constexpr (std::is_invocable_r_v<bool, const Test&, Values&...>) {
      return test_(values...);
    } else {
      static_assert(std::is_invocable_r_v<bool, const Test&, term_ref>,
                    "a test takes the values that the pattern binds, or the term, and says bool");
      return test_(t);
    }
  }

  Pattern pattern_;
  [[no_unique_address]] Test test_;
};

}  // namespace detail

/// Matches what can be read into `target` and, once the whole pattern matches, writes it there.
template <class T>
auto bind(T& target) {
  static_assert(!std::is_const_v<T>, "a constant cannot be bound");
  static_assert(!std::same_as<T, std::string_view>, "bind a std::string: a view would own nothing");
  return detail::bind_pattern<T>(target);
}

/// Matches what can be read as a `T`, a value for `destructure`, a test or a handler.
template <class T>
inline constexpr detail::read_pattern<T> as{};

/// Matches anything.
inline constexpr detail::any_pattern any{};

inline constexpr detail::type_pattern an_integer{detail::tested::integer};
inline constexpr detail::type_pattern a_float{detail::tested::floating};
inline constexpr detail::type_pattern a_number{detail::tested::number};
inline constexpr detail::type_pattern an_atom{detail::tested::atom};
inline constexpr detail::type_pattern a_pid{detail::tested::pid};
inline constexpr detail::type_pattern a_port{detail::tested::port};
inline constexpr detail::type_pattern a_reference{detail::tested::reference};
inline constexpr detail::type_pattern a_tuple{detail::tested::tuple};
inline constexpr detail::type_pattern a_map{detail::tested::map};
/// A cons or `[]`, as is_list/1: the tail is not looked at.
inline constexpr detail::type_pattern a_list{detail::tested::list};
inline constexpr detail::type_pattern a_binary{detail::tested::binary};
inline constexpr detail::type_pattern a_bitstring{detail::tested::bitstring};
inline constexpr detail::type_pattern a_fun{detail::tested::fun};

/// Matches what one of the patterns matches; none of them may bind.
template <class... Args>
  requires(sizeof...(Args) > 0)
auto any_of(Args&&... patterns) {
  return detail::any_of_pattern<detail::operand_for<Args>...>(
      std::in_place, detail::as_operand(std::forward<Args>(patterns))...);
}

/// Matches what the pattern matches if `test` then returns true. The test is given the values that
/// the pattern binds (its variables are not written yet), or else the term:
/// `when(tuple(bind(a), bind(b)), [](int x, int y) { return x < y; })`. One that throws a
/// std::exception says no, as a guard of Erlang that fails.
template <class Arg, class Test>
auto when(Arg&& pattern, Test test) {
  detail::refuse_owning_closures<Test>();
  return detail::guarded_pattern<detail::operand_for<Arg>, Test>(
      detail::as_operand(std::forward<Arg>(pattern)), std::move(test));
}

namespace detail {

template <class E>
error no_match(term_ref t, const E& e) {
  std::string expected;
  e.describe(expected);
  mismatch why;
  e.explain(t, why);
  return unmatched(std::move(expected), why);
}

template <class E>
[[gnu::always_inline]] inline bool match_and_bind(term_ref t, const E& e) {
  if (!e.match(t)) {
    return false;
  }
  e.commit(t);
  return true;
}

}  // namespace detail

/// Whether the term matches; then the variables of the pattern are written, else they are not.
template <class Arg>
[[nodiscard, gnu::always_inline]] inline bool match(term_ref t, Arg&& pattern) {
  return detail::match_and_bind(t, detail::as_operand(std::forward<Arg>(pattern)));
}

/// As `match`; a failure says what was expected and which part was something else:
/// `expected {ok, <integer>}, element 2 is "abc"`.
template <class Arg>
[[nodiscard]] result<void> match_or_error(term_ref t, Arg&& pattern) {
  const auto e = detail::as_operand(std::forward<Arg>(pattern));
  if (!detail::match_and_bind(t, e)) {
    return detail::no_match(t, e);
  }
  return {};
}

/// Several values side by side, for structured bindings.
template <class... Ts>
class values {
 public:
  explicit values(Ts... vs) : parts_(std::move(vs)...) {}

  template <std::size_t I>
  [[nodiscard]] auto& get() & noexcept {
    return detail::at<I>(parts_);
  }
  template <std::size_t I>
  [[nodiscard]] const auto& get() const& noexcept {
    return detail::at<I>(parts_);
  }
  template <std::size_t I>
  [[nodiscard]] auto&& get() && noexcept {
    return std::move(detail::at<I>(parts_));
  }

 private:
  detail::operands<Ts...> parts_;
};

namespace detail {

struct collect {
  template <class... Ts>
  auto operator()(Ts&... vs) const {
    if constexpr (sizeof...(Ts) == 1) {
      return (std::move(vs), ...);
    } else {
      return values<Ts...>(std::move(vs)...);
    }
  }
};

}  // namespace detail

/// The values that the pattern reads, in its order: a `result<T>` of one, else a
/// `result<values<…>>`; errors as those of `match_or_error`.
/// `auto reply = destructure(t, tuple(atoms::ok, as<int>, as<std::string>));
///  auto& [n, name] = *reply;`
template <class Arg>
[[nodiscard]] auto destructure(term_ref t, Arg&& pattern) {
  const auto e = detail::as_operand(std::forward<Arg>(pattern));
  static_assert(detail::values_of<decltype(e)> > 0, "nothing to read: say as<int> or the like");
  using found = decltype(e.extract(t, detail::collect()));
  if (!e.match(t)) {
    return result<found>(detail::no_match(t, e));
  }
  return result<found>(e.extract(t, detail::collect()));
}

}  // namespace kith

template <class... Ts>
struct std::tuple_size<kith::values<Ts...>> : std::integral_constant<std::size_t, sizeof...(Ts)> {};
template <std::size_t I, class... Ts>
struct std::tuple_element<I, kith::values<Ts...>> {
  using type =
      std::remove_cvref_t<decltype(std::declval<kith::values<Ts...>&>().template get<I>())>;
};
