// Module `lists`: lists made of whole lists, and of nothing.

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/small_stack.hpp"
#include "stdlib/lists.hpp"
#include "stdlib/make_list.hpp"
#include "term/bigint.hpp"

namespace kith::detail {

namespace {

/// The elements of a list whose end is not nil: badarg.
term_refs proper(term_ref list) {
  term_refs all;
  if (!gather(list, all).is_nil()) {
    badarg();
  }
  return all;
}

term append_2(arguments a) {
  return append_lists(a[0], a[1]);
}

term append_1(arguments a) {
  term_refs lists;
  if (!gather(a[0], lists).is_nil()) {
    function_clause();
  }
  if (lists.empty()) {
    return term::nil();
  }
  // From the last on, as it fails in OTP.
  const term_ref tail = lists.back();
  lists.pop_back();
  for (std::size_t i = lists.size(); i-- > 0;) {
    if (lists[i].list_length() < 0) {
      badarg();
    }
  }
  term_refs all;
  for (const term_ref list : lists) {
    gather(list, all);
  }
  return make_list(all, tail);
}

term subtract_2(arguments a) {
  return subtract_lists(a[0], a[1]);
}

term reverse_2(arguments a) {
  term turned = reversed_list(a[0], a[1]);
  return turned ? turned : (badarg(), term());
}

term reverse_1(arguments a) {
  const term_ref list = a[0];
  if (list.is_nil() || (list.is_cons() && list.tail().is_nil())) {
    return a[0];
  }
  // The first two are looked at by other means in OTP.
  if (!list.is_cons() || !list.tail().is_cons()) {
    function_clause();
  }
  term turned = reversed_list(list, term::nil());
  return turned ? turned : (badarg(), term());
}

/// Puts the elements of nested lists into one row; a list within may not be improper.
void flatten_into(term_ref list, term_refs& all) {
  small_stack<term_ref, 16> rest;
  for (;;) {
    while (list.is_cons()) {
      const term_ref head = list.head();
      list = list.tail();
      if (!head.is_list()) {
        all.push_back(head);
      } else if (head.is_cons()) {
        rest.push(list);
        list = head;
      }
    }
    if (!list.is_nil()) {
      function_clause();
    }
    if (rest.empty()) {
      return;
    }
    list = rest.pop();
  }
}

/// Whether it is a list of what are no lists.
bool is_flat(term_ref list) noexcept {
  for (; list.is_cons(); list = list.tail()) {
    if (list.head().is_list()) {
      return false;
    }
  }
  return list.is_nil();
}

term flatten_1(arguments a) {
  if (is_flat(a[0])) {
    return a[0];
  }
  term_refs all;
  flatten_into(a[0], all);
  return make_list(all);
}

term flatten_2(arguments a) {
  if (!a[0].is_list() || !a[1].is_list()) {
    function_clause();
  }
  term_refs all;
  flatten_into(a[0], all);
  return make_list(all, a[1]);
}

term flatlength_1(arguments a) {
  term_refs all;
  flatten_into(a[0], all);
  return term(all.size());
}

/// What `concat` makes of one: text, or a list as it is.
term text_of(term_ref t) {
  if (t.is_list()) {
    return term(t);
  }
  if (t.is_atom()) {
    return term(t.as_atom().name());
  }
  if (t.is_integer()) {
    const auto digits = to_digits(t);
    return digits.ok() ? term(*digits) : (system_limit(), term());
  }
  if (t.is_float()) {
    char text[64];
    std::snprintf(text, sizeof text, "%.20e", t.as_float());
    return term(static_cast<const char*>(text));
  }
  function_clause();
}

term concat_1(arguments a) {
  std::vector<term> texts;
  term_ref rest = a[0];
  for (; rest.is_cons(); rest = rest.tail()) {
    texts.push_back(text_of(rest.head()));
  }
  if (!rest.is_nil()) {
    function_clause();
  }
  term_refs all;
  for (const term& t : texts) {
    if (!gather(t, all).is_nil()) {
      badarg();
    }
  }
  return make_list(all);
}

term duplicate_2(arguments a) {
  if (!a[0].is_integer() || is_negative(a[0])) {
    function_clause();
  }
  return make_repeated(static_cast<std::uint64_t>(integer_from(0, a[0])), a[1]);
}

/// The integers `first`, `first + step`, …, `count` of them, which all fit a word.
term small_sequence(std::int64_t first, std::int64_t step, std::uint64_t count) {
  arena out(2 * count);
  word* const conses = out.take(2 * count);
  for (std::uint64_t i = 0; i < count; ++i, first += step) {
    conses[2 * i] = small_word(first);
    conses[2 * i + 1] = list_word(conses + 2 * i + 2);
  }
  conses[2 * count - 1] = nil_word;
  return out.finish(list_word(conses));
}

/// From `first` on by `step`, until `last` is passed; there is at least one when `first` is not
/// past it.
term sequence(term_ref first, term_ref last, term_ref step) {
  const term span = computed(arithmetic::subtract, last, first);
  const term with_first = computed(arithmetic::add, span, step);
  const term count = computed(arithmetic::div, with_first, step);
  const std::int64_t n = count.ref().fits_int64() ? count.as_int() : INT64_MAX;
  if (n <= 0) {
    return term::nil();
  }
  if (n > INT32_MAX) {
    system_limit();
  }
  if (first.tag() == tag::small && last.tag() == tag::small) {
    return small_sequence(first.as_int(), n == 1 ? 0 : step.as_int(),
                          static_cast<std::uint64_t>(n));
  }
  std::vector<term> all;
  term_refs refs;
  term next(first);
  for (std::int64_t i = 0; i < n; ++i) {
    all.push_back(next);
    next = computed(arithmetic::add, next, step);
  }
  refs.assign(all.begin(), all.end());
  return make_list(refs);
}

term seq_2(arguments a) {
  if (!a[0].is_integer() || !a[1].is_integer() ||
      compare(computed(arithmetic::subtract, a[0], term(1)), a[1]) > 0) {
    function_clause();
  }
  return sequence(a[0], a[1], term(1));
}

term seq_3(arguments a) {
  if (!a[0].is_integer() || !a[1].is_integer() || !a[2].is_integer()) {
    badarg();
  }
  const bool down = is_negative(a[2]);
  if (a[2] == term(0)) {
    return a[0] == a[1] ? term(list(a[0])) : (badarg(), term());
  }
  const auto before = compare(computed(arithmetic::subtract, a[0], a[2]), a[1]);
  if (down ? before < 0 : before > 0) {
    badarg();
  }
  return sequence(a[0], a[1], a[2]);
}

}  // namespace

term append_lists(term_ref a, term_ref b) {
  if (a.is_nil()) {
    return term(b);
  }
  const term_refs all = proper(a);
  return all.empty() ? (badarg(), term()) : make_list(all, b);
}

term subtract_lists(term_ref a, term_ref b) {
  const term_refs from = proper(a);
  const term_refs what = proper(b);
  if (from.empty() || what.empty()) {
    return term(a);
  }
  // How often each is still to be taken away. Few are looked up by looking at all of them.
  constexpr std::size_t few = 8;
  struct hash {
    std::size_t operator()(term_ref t) const noexcept { return phash2(t); }
  };
  term_refs kept;
  if (what.size() <= few) {
    term_refs left = what;
    for (const term_ref t : from) {
      const auto at = std::find(left.begin(), left.end(), t);
      at == left.end() ? kept.push_back(t) : static_cast<void>(left.erase(at));
    }
  } else {
    boost::unordered_flat_map<term_ref, std::size_t, hash> left(what.size());
    for (const term_ref t : what) {
      ++left[t];
    }
    for (const term_ref t : from) {
      const auto at = left.find(t);
      at == left.end() || at->second == 0 ? kept.push_back(t) : static_cast<void>(--at->second);
    }
  }
  return make_list(kept);
}

std::span<const native_row> lists_whole_rows() {
  static constexpr native_row rows[] = {
      {"append", 1, append_1},         {"append", 2, append_2},   {"subtract", 2, subtract_2},
      {"reverse", 1, reverse_1},       {"reverse", 2, reverse_2}, {"flatten", 1, flatten_1},
      {"flatten", 2, flatten_2},       {"seq", 2, seq_2},         {"seq", 3, seq_3},
      {"flatlength", 1, flatlength_1}, {"concat", 1, concat_1},   {"duplicate", 2, duplicate_2},
  };
  return rows;
}

}  // namespace kith::detail
