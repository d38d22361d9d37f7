// Module `lists`: parts of lists, and what is in them.

#include <algorithm>

#include "stdlib/lists.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

term member_2(arguments a) {
  term_ref at = a[1];
  for (; at.is_cons(); at = at.tail()) {
    if (at.head() == a[0].ref()) {
      return true;
    }
  }
  return at.is_nil() ? term(false) : (badarg(), term());
}

term last_1(arguments a) {
  term_ref at = a[0];
  term_ref last;
  for (; at.is_cons(); at = at.tail()) {
    last = at.head();
  }
  return last && at.is_nil() ? term(last) : (function_clause(), term());
}

/// What `nth` and `nthtail` say of a first argument that is no integer: it is counted down as
/// long as it is greater than 1, which all but numbers are.
[[noreturn]] void no_count(term_ref n, term_ref list) {
  if (!is_number(n) && list.is_cons()) {
    badarith();
  }
  function_clause();
}

term nth_2(arguments a) {
  term_ref at = a[1];
  if (!a[0].is_integer()) {
    no_count(a[0], at);
  }
  std::int64_t n = is_negative(a[0]) ? 0 : integer_from(0, a[0]);
  for (; n > 1 && at.is_cons(); --n) {
    at = at.tail();
  }
  return n == 1 && at.is_cons() ? term(at.head()) : (function_clause(), term());
}

term nthtail_2(arguments a) {
  term_ref at = a[1];
  if (!a[0].is_integer()) {
    no_count(a[0], at);
  }
  std::int64_t n = is_negative(a[0]) ? -1 : integer_from(0, a[0]);
  const bool whole = n == 0;
  for (; n > 0 && at.is_cons(); --n) {
    at = at.tail();
  }
  return n == 0 && (!whole || at.is_list()) ? term(at) : (function_clause(), term());
}

term delete_2(arguments a) {
  term_refs before;
  term_ref at = a[1];
  for (; at.is_cons(); at = at.tail()) {
    if (at.head() == a[0].ref()) {
      return make_list(before, at.tail());
    }
    before.push_back(at.head());
  }
  return at.is_nil() ? a[1] : (function_clause(), term());
}

/// The first elements, as many as there are.
term first_of(term_ref list, std::int64_t count) {
  term_refs all;
  for (; count > 0 && list.is_cons(); --count, list = list.tail()) {
    all.push_back(list.head());
  }
  if (count > 0 && !list.is_nil()) {
    function_clause();
  }
  return make_list(all);
}

term sublist_2(arguments a) {
  if (!a[1].is_integer() || !a[0].is_list() || is_negative(a[1])) {
    function_clause();
  }
  return first_of(a[0], integer_from(0, a[1]));
}

term sublist_3(arguments a) {
  term_ref at = a[0];
  if (!a[1].is_integer() || compare(a[1], term(1)) < 0) {
    function_clause();
  }
  std::int64_t start = integer_from(1, a[1]);
  for (; start > 1 && at.is_cons(); --start) {
    at = at.tail();
  }
  if (start > 1) {
    return at.is_nil() ? term::nil() : (function_clause(), term());
  }
  if (!at.is_list() || !a[2].is_integer() || is_negative(a[2])) {
    function_clause();
  }
  return first_of(at, integer_from(0, a[2]));
}

term prefix_2(arguments a) {
  term_ref x = a[0];
  term_ref y = a[1];
  while (x.is_cons() && y.is_cons() && x.head() == y.head()) {
    x = x.tail();
    y = y.tail();
  }
  if (!x.is_list() || !y.is_list()) {
    function_clause();
  }
  return x.is_nil();
}

term suffix_2(arguments a) {
  const std::int64_t whole = a[1].ref().list_length();
  const std::int64_t part = a[0].ref().list_length();
  if (whole < 0 || part < 0) {
    badarg();
  }
  term_ref at = a[1];
  for (std::int64_t skipped = whole - part; skipped > 0; --skipped) {
    at = at.tail();
  }
  return part <= whole && at == a[0].ref();
}

term split_2(arguments a) {
  if (!a[0].is_integer() || is_negative(a[0]) || !a[1].is_list()) {
    // In OTP all of these go to one clause for arguments of the wrong type.
    badarg();
  }
  term_refs before;
  term_ref at = a[1];
  std::int64_t n = integer_from(0, a[0]);
  for (; n > 0 && at.is_cons(); --n, at = at.tail()) {
    before.push_back(at.head());
  }
  if (n > 0) {
    at.is_nil() ? badarg() : function_clause();
  }
  return tuple(make_list(before), at);
}

term droplast_1(arguments a) {
  term_refs all;
  if (!gather(a[0], all).is_nil() || all.empty()) {
    function_clause();
  }
  all.pop_back();
  return make_list(all);
}

term sum_1(arguments a) {
  term sum(0);
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    const term_ref head = at.head();
    const word quick = arithmetic::add_small(sum.ref().raw(), head.raw());
    sum = quick != 0 ? term::adopt(quick, nullptr) : computed(arithmetic::add, sum, head);
  }
  return at.is_nil() ? sum : (function_clause(), term());
}

}  // namespace

std::span<const native_row> lists_part_rows() {
  static constexpr native_row rows[] = {
      {"member", 2, member_2},   {"last", 1, last_1},         {"nth", 2, nth_2},
      {"nthtail", 2, nthtail_2}, {"delete", 2, delete_2},     {"sublist", 2, sublist_2},
      {"sublist", 3, sublist_3}, {"prefix", 2, prefix_2},     {"suffix", 2, suffix_2},
      {"split", 2, split_2},     {"droplast", 1, droplast_1}, {"sum", 1, sum_1},
  };
  return rows;
}

}  // namespace kith::detail
