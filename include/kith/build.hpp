// Builders: `term t = tuple(atoms::ok, 42, list(1, 2, 3));`
//
// Each of these functions returns an expression that converts to `term`; nested ones are sized
// first and written into one block, with one allocation. Their operands are
//
//   integers, bool, float, double (finite), atom, pid, reference
//   const char*, std::string, std::string_view    an Erlang string: a list of characters (UTF-8 in)
//   bin("…"), binary                               a binary
//   term, term_ref                                 small ones are copied in, large ones shared
//   other builders
//   vector, array, map, optional, pair, structs …  see reflect.hpp
//
// Variables of class type are not copied into the expression but seen where they lie; what is
// written in place is moved in. So use an expression within the statement that makes it, or while
// its variables live and keep their values. The same expressions, with `bind` and its like within,
// are patterns: see pattern.hpp.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/detail/compound.hpp"

namespace kith {

/// `{A, B, …}`.
template <class... Args>
auto tuple(Args&&... args) {
  return detail::tuple_expression<detail::operand_for<Args>...>(
      std::in_place, detail::as_operand(std::forward<Args>(args))...);
}

/// `[A, B, …]`; `list()` is `[]`.
template <class... Args>
auto list(Args&&... args) {
  return detail::list_expression<false, detail::operand_for<Args>...>(
      std::in_place, detail::as_operand(std::forward<Args>(args))...);
}

/// `[Head | Tail]`, or with more heads `[A, B | Tail]`: the last operand is the tail.
template <class Head, class... Args>
  requires(sizeof...(Args) > 0)
auto cons(Head&& head, Args&&... more_and_tail) {
  return detail::list_expression<true, detail::operand_for<Head>, detail::operand_for<Args>...>(
      std::in_place, detail::as_operand(std::forward<Head>(head)),
      detail::as_operand(std::forward<Args>(more_and_tail))...);
}

/// `#{K => V, …}` of keys and values by turns; of equal keys the last counts. As a pattern it
/// matches maps that have these keys, whatever else they have; its keys are never patterns.
template <class... Args>
auto map(Args&&... keys_and_values) {
  static_assert(sizeof...(Args) % 2 == 0, "a key without a value");
  static_assert(!detail::key_is_pattern<detail::operand_for<Args>...>,
                "a key of a map is no pattern: give its value");
  return detail::map_expression<detail::operand_for<Args>...>(
      std::in_place, detail::as_operand(std::forward<Args>(keys_and_values))...);
}

/// `<<"…">>`. A std::string given in place is moved in, others are only seen.
inline auto bin(std::string_view bytes) {
  return detail::literal<detail::binary_view, detail::binary_view>(detail::binary_view{bytes});
}
inline auto bin(const char* bytes) {
  return bin(std::string_view(bytes));
}
inline auto bin(const std::string& bytes) {
  return bin(std::string_view(bytes));
}
inline auto bin(std::string&& bytes) {
  return detail::literal<binary, binary>(binary(std::move(bytes)));
}

/// A list of the elements of anything that has begin() and end().
template <class Range>
auto list_of(Range&& range) {
  using T = std::remove_cvref_t<Range>;
  using elements = detail::elements_of<T>;
  if constexpr (std::is_lvalue_reference_v<Range>) {
    return detail::literal<elements, const T*>(&range);
  } else {
    return detail::literal<elements, T>(std::forward<Range>(range));
  }
}

}  // namespace kith
