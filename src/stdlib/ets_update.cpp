// Module `ets`: changes of elements, in one step.

#include "stdlib/ets.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

bool holds_one(const ets_store& store) {
  return store.type() == ets_type::set || store.type() == ets_type::ordered_set;
}

term_refs elements_of(term_ref object) {
  term_refs all(object.arity());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = object[i];
  }
  return all;
}

/// The place, from 0, that an update may change: not the key's.
std::size_t place_in(term_ref place, std::size_t arity, const ets_store& store) {
  const auto at = static_cast<std::uint64_t>(integer_from(1, place));
  if (at > arity || at == store.keypos()) {
    badarg();
  }
  return static_cast<std::size_t>(at - 1);
}

/// An object whose integers are added to.
class counters {
 public:
  counters(term_ref object, const ets_store& store)
      : elements_(elements_of(object)), store_(store) {}

  /// `{Pos, Increment}` or `{Pos, Increment, Threshold, SetValue}`; returns the new value.
  term add(term_ref operation) {
    if (!operation.is_tuple(2) && !operation.is_tuple(4)) {
      badarg();
    }
    const std::size_t at = place_in(operation[0], elements_.size(), store_);
    const bool bounded = operation.is_tuple(4);
    if (!elements_[at].is_integer() || !operation[1].is_integer() ||
        (bounded && (!operation[2].is_integer() || !operation[3].is_integer()))) {
      badarg();
    }
    term value = computed(arithmetic::add, elements_[at], operation[1]);
    if (bounded) {
      const auto side = compare(value, operation[2]);
      if (is_negative(operation[1]) ? side < 0 : side > 0) {
        value = term(operation[3]);
      }
    }
    kept_.push_back(value);
    elements_[at] = kept_.back();
    return value;
  }

  [[nodiscard]] term object() const { return tuple_of(elements_); }

 private:
  term_refs elements_;
  const ets_store& store_;
  std::vector<term> kept_;
};

/// An increment alone is of the element behind the key.
term as_operation(term_ref operation, const ets_store& store) {
  return operation.is_integer() ? term(tuple(store.keypos() + 1, operation)) : term(operation);
}

term update_counter(term_ref table, term_ref key, term_ref operations, term_ref otherwise) {
  const ets_writing held(table);
  ets_store& store = held.store();
  if (!holds_one(store)) {
    badarg();
  }
  const ets_objects* there = store.find(key);
  if (there == nullptr) {
    if (!otherwise || !otherwise.is_tuple() || otherwise.arity() < store.keypos()) {
      badarg();
    }
  }
  term object(there != nullptr ? there->front().ref() : otherwise);
  if (there == nullptr) {
    term_refs all = elements_of(object);
    all[store.keypos() - 1] = key;
    object = tuple_of(all);
  }
  counters changed(object, store);
  std::vector<term> values;
  term result;
  if (operations.is_list()) {
    term_ref at = operations;
    for (; at.is_cons(); at = at.tail()) {
      values.push_back(changed.add(at.head()));
    }
    if (!at.is_nil()) {
      badarg();
    }
    result = list_of(values);
  } else {
    result = changed.add(as_operation(operations, store));
  }
  if (there != nullptr) {
    store.replace(key, changed.object());
  } else {
    store.insert(changed.object());
  }
  return result;
}

term update_counter_3(arguments a) {
  return update_counter(a[0], a[1], a[2], {});
}
term update_counter_4(arguments a) {
  return a[3].is_tuple() ? update_counter(a[0], a[1], a[2], a[3]) : (badarg(), term());
}

term update_element_3(arguments a) {
  const ets_writing held(a[0]);
  ets_store& store = held.store();
  const term one = a[2].is_tuple() ? term(list(a[2])) : a[2];
  term_refs changes;
  if (!holds_one(store) || !one.is_list() || !gather(one, changes).is_nil()) {
    badarg();
  }
  for (const term_ref change : changes) {
    if (!change.is_tuple(2)) {
      badarg();
    }
    static_cast<void>(place_in(change[0], SIZE_MAX, store));
  }
  const ets_objects* there = store.find(a[1]);
  if (there == nullptr) {
    return false;
  }
  term_refs all = elements_of(there->front());
  for (const term_ref change : changes) {
    all[place_in(change[0], all.size(), store)] = change[1];
  }
  store.replace(a[1], tuple_of(all));
  return true;
}

}  // namespace

std::span<const native_row> ets_update_rows() {
  static constexpr native_row rows[] = {
      {"update_counter", 3, update_counter_3},
      {"update_counter", 4, update_counter_4},
      {"update_element", 3, update_element_3},
  };
  return rows;
}

}  // namespace kith::detail
