// The members of C++ structs: how many an aggregate has, where they are and what they are called;
// and the macros that say it.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace kith::detail {

// ---- names, from the text that the compiler has for a function ----

template <class T>
constexpr std::string_view type_text() noexcept {
  return __PRETTY_FUNCTION__;  // … [with T = ns::point; …] (g++), … [T = ns::point] (clang)
}

constexpr std::string_view cut_type_name(std::string_view text) noexcept {
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]<"));
  return text.substr(text.find_last_of(':') + 1);
}

/// The name of a type without its namespaces and template arguments.
template <class T>
inline constexpr std::string_view type_name = cut_type_name(type_text<T>());

// ---- aggregates ----

/// The most members that an aggregate may have; for more, name them with KITH_FIELDS.
inline constexpr std::size_t members_max = 16;

struct anything {
  // A std::optional takes it by its converting constructor; a second way would be one too many.
  template <class T>
    requires(!requires(T o) { o.has_value(); })
  operator T() const;  // NOLINT: implicit by design
};
template <std::size_t>
using anything_at = anything;

template <class T, class Indices>
inline constexpr bool takes = false;
template <class T, std::size_t... I>
  requires requires { T{anything_at<I>()...}; }
inline constexpr bool takes<T, std::index_sequence<I...>> = true;

template <class T, std::size_t N = members_max + 1>
constexpr std::size_t member_count() noexcept {
  if constexpr (takes<T, std::make_index_sequence<N>>) {
    return N;
  } else {
    return member_count<T, N - 1>();
  }
}

/// Calls `f` with all members of an aggregate.
template <class T, class F>
constexpr decltype(auto) with_members(T& v, F&& f) {
  constexpr std::size_t n = member_count<std::remove_const_t<T>>();
  static_assert(n <= members_max, "too many members for reflection: name them with KITH_FIELDS");
  if constexpr (n == 0) {
    return f();
  }
#define KITH_MEMBERS(count, ...)                                                                   \
  else if constexpr (n == (count)) {                                                               \
    auto& [__VA_ARGS__] = v;                                                                       \
    return f(__VA_ARGS__);                                                                         \
  }
  KITH_MEMBERS(1, a)
  KITH_MEMBERS(2, a, b)
  KITH_MEMBERS(3, a, b, c)
  KITH_MEMBERS(4, a, b, c, d)
  KITH_MEMBERS(5, a, b, c, d, e)
  KITH_MEMBERS(6, a, b, c, d, e, g)
  KITH_MEMBERS(7, a, b, c, d, e, g, h)
  KITH_MEMBERS(8, a, b, c, d, e, g, h, i)
  KITH_MEMBERS(9, a, b, c, d, e, g, h, i, j)
  KITH_MEMBERS(10, a, b, c, d, e, g, h, i, j, k)
  KITH_MEMBERS(11, a, b, c, d, e, g, h, i, j, k, l)
  KITH_MEMBERS(12, a, b, c, d, e, g, h, i, j, k, l, m)
  KITH_MEMBERS(13, a, b, c, d, e, g, h, i, j, k, l, m, o)
  KITH_MEMBERS(14, a, b, c, d, e, g, h, i, j, k, l, m, o, p)
  KITH_MEMBERS(15, a, b, c, d, e, g, h, i, j, k, l, m, o, p, q)
  KITH_MEMBERS(16, a, b, c, d, e, g, h, i, j, k, l, m, o, p, q, r)
#undef KITH_MEMBERS
}

template <class... Ts>
struct types {};
struct as_types {
  template <class... Members>
  types<std::remove_cv_t<Members>...> operator()(Members&...) const;
};
template <class T>
using member_types = decltype(with_members(std::declval<T&>(), as_types()));

// A member's name is in the text of a function whose template argument is the member's address. The
// object is never made; only addresses within it are named.
template <class T>
struct named_object {
  T value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T>
extern const named_object<T> never_made;

template <auto* Member>
constexpr std::string_view member_text() noexcept {
  // … Member = (& …::point::y); …] (g++), … [Member = &never_made.value.y] (clang)
  return __PRETTY_FUNCTION__;
}

template <std::size_t I>
struct nth_address {
  template <class First, class... Rest>
  constexpr auto* operator()(First& first, Rest&... rest) const noexcept {
    if constexpr (I == 0) {
      return &first;
    } else {
      return nth_address<I - 1>()(rest...);
    }
  }
};

constexpr std::string_view cut_member_name(std::string_view text) noexcept {
  text.remove_prefix(text.find("Member = "));
  text = text.substr(0, text.find(");"));
  text.remove_prefix(text.find_last_of(":.") + 1);
  return text.substr(0, text.find_first_of(")]"));
}

template <class T, std::size_t I>
constexpr std::string_view find_member_name() noexcept {
  constexpr auto* address = with_members(never_made<T>.value, nth_address<I>());
  return cut_member_name(member_text<address>());
}

/// The name of the I-th member of an aggregate.
template <class T, std::size_t I>
inline constexpr std::string_view member_name = find_member_name<T, I>();
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// Stands for a type in the functions that the macros define.
template <class T>
struct type_tag {};

}  // namespace kith::detail

// Calls `step(type, x)` for each of up to 256 names.
#define KITH_PARENS ()
#define KITH_EXPAND(...) KITH_EXPAND4(KITH_EXPAND4(KITH_EXPAND4(KITH_EXPAND4(__VA_ARGS__))))
#define KITH_EXPAND4(...) KITH_EXPAND3(KITH_EXPAND3(KITH_EXPAND3(KITH_EXPAND3(__VA_ARGS__))))
#define KITH_EXPAND3(...) KITH_EXPAND2(KITH_EXPAND2(KITH_EXPAND2(KITH_EXPAND2(__VA_ARGS__))))
#define KITH_EXPAND2(...) KITH_EXPAND1(KITH_EXPAND1(KITH_EXPAND1(KITH_EXPAND1(__VA_ARGS__))))
#define KITH_EXPAND1(...) __VA_ARGS__
#define KITH_EACH(step, type, ...) __VA_OPT__(KITH_EXPAND(KITH_EACH_STEP(step, type, __VA_ARGS__)))
#define KITH_EACH_STEP(step, type, name, ...)                                                      \
  step(type, name) __VA_OPT__(KITH_EACH_AGAIN KITH_PARENS(step, type, __VA_ARGS__))
#define KITH_EACH_AGAIN() KITH_EACH_STEP

/// Names the members of a struct: its values are then maps, `#{a => …, b => …}`. Write it right
/// after the struct, in the same namespace: `KITH_FIELDS(settings, host, port)`. Reading ignores
/// other keys; a member that is a std::optional may be absent.
#define KITH_FIELDS(type, ...)                                                                     \
  template <class Visit>                                                                           \
  constexpr void kith_fields(::kith::detail::type_tag<type>, Visit&& kith_visit) {                 \
    KITH_EACH(KITH_FIELD, type, __VA_ARGS__)                                                       \
  }                                                                                                \
  static_assert(true)
#define KITH_FIELD(type, name) kith_visit(#name, &type::name);

/// Names the values of an enumeration: they are then atoms. Write it right after the enumeration:
/// `KITH_ENUM(color, red, green)`.
#define KITH_ENUM(type, ...)                                                                       \
  template <class Visit>                                                                           \
  constexpr void kith_enumerators(::kith::detail::type_tag<type>, Visit&& kith_visit) {            \
    KITH_EACH(KITH_ENUMERATOR, type, __VA_ARGS__)                                                  \
  }                                                                                                \
  static_assert(true)
#define KITH_ENUMERATOR(type, name) kith_visit(#name, type::name);
