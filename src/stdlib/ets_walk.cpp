// Module `ets`: from key to key.

#include "stdlib/ets.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

term key_or_end(const ets_store& store, const ets_objects* objects) {
  return objects == nullptr ? term(atom("$end_of_table")) : term(store.key_of(objects->front()));
}

term first_1(arguments a) {
  const ets_reading held(a[0]);
  return key_or_end(held.store(), held.store().first());
}
term last_1(arguments a) {
  const ets_reading held(a[0]);
  return key_or_end(held.store(), held.store().last());
}

term next_2(arguments a) {
  const ets_reading held(a[0]);
  bool known = false;
  const ets_objects* objects = held.store().next(a[1], known);
  return known ? key_or_end(held.store(), objects) : (badarg(), term());
}
term prev_2(arguments a) {
  const ets_reading held(a[0]);
  bool known = false;
  const ets_objects* objects = held.store().prev(a[1], known);
  return known ? key_or_end(held.store(), objects) : (badarg(), term());
}

term tab2list_1(arguments a) {
  const ets_reading held(a[0]);
  const ets_store& store = held.store();
  term_refs all;
  bool known = true;
  for (const ets_objects* at = store.first(); at != nullptr;
       at = store.next(store.key_of(at->front()), known)) {
    all.insert(all.end(), at->begin(), at->end());
  }
  return make_list(all);
}

/// The objects of one key at a time.
term slot_2(arguments a) {
  const ets_reading held(a[0]);
  const ets_store& store = held.store();
  const std::int64_t n = integer_from(0, a[1]);
  if (static_cast<std::uint64_t>(n) >= store.keys()) {
    return static_cast<std::uint64_t>(n) == store.keys() ? term(atom("$end_of_table"))
                                                         : (badarg(), term());
  }
  bool known = true;
  const ets_objects* at = store.first();
  for (std::int64_t i = 0; i < n; ++i) {
    at = store.next(store.key_of(at->front()), known);
  }
  return ets_list(at);
}

}  // namespace

std::span<const native_row> ets_walk_rows() {
  static constexpr native_row rows[] = {
      {"first", 1, first_1}, {"last", 1, last_1},         {"next", 2, next_2},
      {"prev", 2, prev_2},   {"tab2list", 1, tab2list_1}, {"slot", 2, slot_2},
  };
  return rows;
}

}  // namespace kith::detail
