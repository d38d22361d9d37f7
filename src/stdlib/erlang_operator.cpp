// Module `erlang`: the operators as functions.

#include "stdlib/erlang.hpp"
#include "stdlib/lists.hpp"

namespace kith::detail {

namespace {

using binary_operation = term (*)(term_ref, term_ref, arithmetic::fault&);
using unary_operation = term (*)(term_ref, arithmetic::fault&);

template <binary_operation Of>
term binary(arguments a) {
  return computed(Of, a[0], a[1]);
}
template <unary_operation Of>
term unary(arguments a) {
  return computed(Of, a[0]);
}

term equal(arguments a) {
  return a[0] == a[1] || compare(a[0], a[1]) == 0;
}
term not_equal(arguments a) {
  return a[0] != a[1] && compare(a[0], a[1]) != 0;
}
term exactly_equal(arguments a) {
  return a[0] == a[1];
}
term not_exactly_equal(arguments a) {
  return a[0] != a[1];
}
term less(arguments a) {
  return compare(a[0], a[1]) < 0;
}
term at_most(arguments a) {
  return compare(a[0], a[1]) <= 0;
}
term greater(arguments a) {
  return compare(a[0], a[1]) > 0;
}
term at_least(arguments a) {
  return compare(a[0], a[1]) >= 0;
}

bool truth(term_ref t) {
  return t.is(atoms::true_) || (t.is(atoms::false_) ? false : (badarg(), false));
}
term and_2(arguments a) {
  const bool second = truth(a[1]);
  return truth(a[0]) && second;
}
term or_2(arguments a) {
  const bool second = truth(a[1]);
  return truth(a[0]) || second;
}
term xor_2(arguments a) {
  return truth(a[0]) != truth(a[1]);
}
term not_1(arguments a) {
  return !truth(a[0]);
}

term append(arguments a) {
  return append_lists(a[0], a[1]);
}
term subtract(arguments a) {
  return subtract_lists(a[0], a[1]);
}

term max_2(arguments a) {
  return compare(a[0], a[1]) < 0 ? a[1] : a[0];
}
term min_2(arguments a) {
  return compare(a[1], a[0]) < 0 ? a[1] : a[0];
}

}  // namespace

std::span<const native_row> erlang_operator_rows() {
  static constexpr native_row rows[] = {
      {"+", 2, binary<arithmetic::add>},
      {"-", 2, binary<arithmetic::subtract>},
      {"*", 2, binary<arithmetic::multiply>},
      {"/", 2, binary<arithmetic::divide>},
      {"div", 2, binary<arithmetic::div>},
      {"rem", 2, binary<arithmetic::rem>},
      {"bsl", 2, binary<arithmetic::bsl>},
      {"bsr", 2, binary<arithmetic::bsr>},
      {"band", 2, binary<arithmetic::band>},
      {"bor", 2, binary<arithmetic::bor>},
      {"bxor", 2, binary<arithmetic::bxor>},
      {"bnot", 1, unary<arithmetic::bnot>},
      {"+", 1, unary<arithmetic::plus>},
      {"-", 1, unary<arithmetic::negate>},
      {"==", 2, equal},
      {"/=", 2, not_equal},
      {"=:=", 2, exactly_equal},
      {"=/=", 2, not_exactly_equal},
      {"<", 2, less},
      {"=<", 2, at_most},
      {">", 2, greater},
      {">=", 2, at_least},
      {"and", 2, and_2},
      {"or", 2, or_2},
      {"xor", 2, xor_2},
      {"not", 1, not_1},
      {"++", 2, append},
      {"append", 2, append},
      {"--", 2, subtract},
      {"subtract", 2, subtract},
      {"max", 2, max_2},
      {"min", 2, min_2},
  };
  return rows;
}

}  // namespace kith::detail
