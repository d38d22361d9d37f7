// Module `ets`: objects go in, are looked up and taken out.

#include <algorithm>

#include "stdlib/ets.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

/// One object, or a list of some; badarg when one has no key.
term_refs objects_of(const ets_store& store, term_ref given) {
  term_refs all;
  if (given.is_tuple()) {
    all.push_back(given);
  } else if (!given.is_list() || !gather(given, all).is_nil()) {
    badarg();
  }
  for (const term_ref object : all) {
    if (!object.is_tuple() || object.arity() < store.keypos()) {
      badarg();
    }
  }
  return all;
}

term insert_2(arguments a) {
  const ets_writing held(a[0]);
  term_refs all = objects_of(held.store(), a[1]);
  if (held.store().type() == ets_type::bag) {  // as OTP, which begins at the end there
    std::reverse(all.begin(), all.end());
  }
  for (const term_ref object : all) {
    held.store().insert(term(object));
  }
  return true;
}

term insert_new_2(arguments a) {
  const ets_writing held(a[0]);
  const term_refs all = objects_of(held.store(), a[1]);
  for (const term_ref object : all) {
    if (held.store().find(held.store().key_of(object)) != nullptr) {
      return false;
    }
  }
  for (const term_ref object : all) {
    held.store().insert(term(object));
  }
  return true;
}

term lookup_2(arguments a) {
  const ets_reading held(a[0]);
  return ets_list(held.store().find(a[1]));
}

/// Of a bag the newest first, as in OTP.
term lookup_element_3(arguments a) {
  const ets_reading held(a[0]);
  const auto place = static_cast<std::uint64_t>(integer_from(1, a[2]));
  const ets_objects* objects = held.store().find(a[1]);
  if (objects == nullptr) {
    badarg();
  }
  term_refs all;
  for (const term& object : *objects) {
    all.push_back(object.tuple_size() >= place ? object[place - 1] : (badarg(), term_ref()));
  }
  const bool one =
      held.store().type() == ets_type::set || held.store().type() == ets_type::ordered_set;
  return one ? term(all.front()) : make_list(all);
}

term member_2(arguments a) {
  const ets_reading held(a[0]);
  return held.store().find(a[1]) != nullptr;
}

term delete_2(arguments a) {
  const ets_writing held(a[0]);
  held.store().erase(a[1]);
  return true;
}

term delete_object_2(arguments a) {
  const ets_writing held(a[0]);
  if (!a[1].is_tuple() || a[1].tuple_size() < held.store().keypos()) {
    badarg();
  }
  held.store().erase_object(a[1]);
  return true;
}

term take_2(arguments a) {
  const ets_writing held(a[0]);
  term all = ets_list(held.store().find(a[1]));
  held.store().erase(a[1]);
  return all;
}

term delete_all_objects_1(arguments a) {
  const ets_writing held(a[0]);
  held.store().clear();
  return true;
}

}  // namespace

std::span<const native_row> ets_object_rows() {
  static constexpr native_row rows[] = {
      {"insert", 2, insert_2},
      {"insert_new", 2, insert_new_2},
      {"lookup", 2, lookup_2},
      {"lookup_element", 3, lookup_element_3},
      {"member", 2, member_2},
      {"delete", 2, delete_2},
      {"delete_object", 2, delete_object_2},
      {"take", 2, take_2},
      {"delete_all_objects", 1, delete_all_objects_1},
  };
  return rows;
}

}  // namespace kith::detail
