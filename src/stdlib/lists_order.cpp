// Module `lists`: sorting and merging. Everything is stable: of two that are equal (as by `==`) the
// first stays first, or is the one that is kept.

#include <algorithm>

#include "stdlib/lists.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/stable_sort.hpp"

namespace kith::detail {

namespace {

bool less(term_ref a, term_ref b) noexcept {
  return compare(a, b) < 0;
}
bool same(term_ref a, term_ref b) noexcept {
  return compare(a, b) == 0;
}

/// A key to sort by, and what it belongs to.
struct keyed {
  term_ref key;
  term_ref whole;
};

bool all_small(std::span<const keyed> all) noexcept {
  return std::all_of(all.begin(), all.end(),
                     [](const keyed& k) { return k.key.tag() == tag::small; });
}

/// Words of small integers compare as signed numbers.
std::int64_t number(const keyed& k) noexcept {
  return static_cast<std::int64_t>(k.key.raw());
}

void sort_keyed(std::vector<keyed>& all) {
  if (all_small(all)) {
    stable_sort(all, [](const keyed& a, const keyed& b) { return number(a) < number(b); });
  } else {
    stable_sort(all, [](const keyed& a, const keyed& b) { return less(a.key, b.key); });
  }
}

/// Floats by their values, which are read once.
void sort_floats(term_refs& all) {
  struct valued {
    double value;
    term_ref whole;
  };
  std::vector<valued> values(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    values[i] = {all[i].as_float(), all[i]};
  }
  stable_sort(values, [](const valued& a, const valued& b) { return a.value < b.value; });
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = values[i].whole;
  }
}

void sort_refs(term_refs& all) {
  const auto small = [](term_ref t) { return t.tag() == tag::small; };
  if (std::all_of(all.begin(), all.end(), small)) {
    // Equal ones are one and the same.
    const auto by_number = [](term_ref a, term_ref b) {
      return static_cast<std::int64_t>(a.raw()) < static_cast<std::int64_t>(b.raw());
    };
    if (!std::is_sorted(all.begin(), all.end(), by_number)) {
      std::sort(all.begin(), all.end(), by_number);
    }
  } else if (std::all_of(all.begin(), all.end(), [](term_ref t) { return t.is_float(); })) {
    sort_floats(all);
  } else if (!std::is_sorted(all.begin(), all.end(), less)) {
    stable_sort(all, less);
  }
}

term_refs elements_of(term_ref list) {
  term_refs all;
  if (!gather(list, all).is_nil()) {
    function_clause();
  }
  return all;
}

term sort_1(arguments a) {
  term_refs all = elements_of(a[0]);
  sort_refs(all);
  return make_list(all);
}

term usort_1(arguments a) {
  term_refs all = elements_of(a[0]);
  sort_refs(all);
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return make_list(all);
}

/// The tuples with their keys. Fewer than two are not looked at.
std::vector<keyed> keyed_elements(term_ref place, term_ref list) {
  if (!place.is_integer() || compare(place, term(1)) < 0) {
    function_clause();
  }
  if (!list.is_list() || (list.is_cons() && !list.tail().is_list())) {
    raise_error(tuple(atom("case_clause"), list));
  }
  const auto at = static_cast<std::size_t>(integer_from(1, place));
  std::vector<keyed> out;
  const bool one = list.is_cons() && list.tail().is_nil();
  for (; list.is_cons(); list = list.tail()) {
    const term_ref t = list.head();
    const bool has = t.is_tuple() && t.arity() >= at;
    if (!has && !one) {
      badarg();
    }
    out.push_back({has ? t.element(at - 1) : t, t});
  }
  if (!list.is_nil()) {
    function_clause();
  }
  return out;
}

term wholes(std::span<const keyed> all) {
  term_refs refs;
  refs.reserve(all.size());
  for (const keyed& k : all) {
    refs.push_back(k.whole);
  }
  return make_list(refs);
}

term keysort_2(arguments a) {
  std::vector<keyed> all = keyed_elements(a[0], a[1]);
  sort_keyed(all);
  return wholes(all);
}

term ukeysort_2(arguments a) {
  std::vector<keyed> all = keyed_elements(a[0], a[1]);
  sort_keyed(all);
  all.erase(std::unique(all.begin(), all.end(),
                        [](const keyed& x, const keyed& y) { return same(x.key, y.key); }),
            all.end());
  return wholes(all);
}

term merged(const std::vector<term_refs>& lists) {
  term_refs all;
  for (const term_refs& list : lists) {
    term_refs both(all.size() + list.size());
    std::merge(all.begin(), all.end(), list.begin(), list.end(), both.begin(), less);
    all = std::move(both);
  }
  return make_list(all);
}

term merge_1(arguments a) {
  term_refs lists = elements_of(a[0]);
  std::erase_if(lists, [](term_ref t) { return t.is_nil(); });
  if (lists.size() == 1) {
    return term(lists.front());
  }
  std::vector<term_refs> all;
  for (const term_ref list : lists) {
    all.push_back(elements_of(list));
  }
  return merged(all);
}

term merge_2(arguments a) {
  return a[1].ref().is_nil() ? a[0] : merged({elements_of(a[0]), elements_of(a[1])});
}

/// The first that no other comes before, or after.
template <class Before>
term extreme(term_ref list, Before before) {
  if (!list.is_cons()) {
    function_clause();
  }
  term_ref best = list.head();
  for (list = list.tail(); list.is_cons(); list = list.tail()) {
    const term_ref head = list.head();
    if (before(head, best)) {
      best = head;
    }
  }
  return list.is_nil() ? term(best) : (function_clause(), term());
}

term max_1(arguments a) {
  return extreme(a[0], [](term_ref x, term_ref y) { return less(y, x); });
}
term min_1(arguments a) {
  return extreme(a[0], less);
}

}  // namespace

std::span<const native_row> lists_order_rows() {
  static constexpr native_row rows[] = {
      {"sort", 1, sort_1},         {"usort", 1, usort_1}, {"keysort", 2, keysort_2},
      {"ukeysort", 2, ukeysort_2}, {"merge", 1, merge_1}, {"merge", 2, merge_2},
      {"max", 1, max_1},           {"min", 1, min_1},
  };
  return rows;
}

}  // namespace kith::detail
