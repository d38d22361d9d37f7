// Module `lists`: lists of tuples, found by the element at a place. Keys are equal as by `==`.

#include "stdlib/lists.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

bool has_key(term_ref tuple, std::size_t place, term_ref key) {
  if (!tuple.is_tuple() || tuple.arity() < place) {
    return false;
  }
  const term_ref e = tuple.element(place - 1);
  return e == key || compare(e, key) == 0;
}

/// A place in tuples, counted from 1. One that no tuple has is as good as another.
std::size_t place_of(term_ref n, void (*otherwise)()) {
  if (!n.is_integer() || compare(n, term(1)) < 0) {
    otherwise();
  }
  return static_cast<std::size_t>(integer_from(1, n));
}

/// The tuple with that key, or none.
term_ref found(arguments a) {
  // A place is to be a small integer of OTP's.
  if (!a[1].ref().fits_int64() || a[1].as_int() >= std::int64_t{1} << 59u) {
    badarg();
  }
  const std::size_t place = place_of(a[1], badarg);
  term_ref at = a[2];
  for (; at.is_cons(); at = at.tail()) {
    const term_ref head = at.head();
    if (has_key(head, place, a[0])) {
      return head;
    }
  }
  return at.is_nil() ? term_ref() : (badarg(), term_ref());
}

term keyfind_3(arguments a) {
  const term_ref it = found(a);
  return it ? term(it) : term(false);
}
term keymember_3(arguments a) {
  return static_cast<bool>(found(a));
}
term keysearch_3(arguments a) {
  const term_ref it = found(a);
  return it ? term(tuple(atom("value"), it)) : term(false);
}

/// A list taken apart at the first tuple with a key.
struct parting {
  term_refs before;
  term_ref at;     ///< the tuple; none when no tuple has the key
  term_ref after;  ///< the rest, or nil
};

parting part(term_ref key, std::size_t place, term_ref list) {
  parting p;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref head = list.head();
    if (has_key(head, place, key)) {
      p.at = head;
      p.after = list.tail();
      return p;
    }
    p.before.push_back(head);
  }
  if (!list.is_nil()) {
    function_clause();
  }
  p.after = list;
  return p;
}

term keydelete_3(arguments a) {
  const parting p = part(a[0], place_of(a[1], function_clause), a[2]);
  return p.at ? make_list(p.before, p.after) : a[2];
}

term keyreplace_4(arguments a) {
  const std::size_t place = place_of(a[1], function_clause);
  if (!a[3].is_tuple()) {
    function_clause();
  }
  parting p = part(a[0], place, a[2]);
  if (!p.at) {
    return a[2];
  }
  p.before.push_back(a[3]);
  return make_list(p.before, p.after);
}

term keystore_4(arguments a) {
  const std::size_t place = place_of(a[1], function_clause);
  if (!a[3].is_tuple()) {
    function_clause();
  }
  parting p = part(a[0], place, a[2]);
  p.before.push_back(a[3]);
  return make_list(p.before, p.after);
}

term keytake_3(arguments a) {
  const parting p = part(a[0], place_of(a[1], function_clause), a[2]);
  return p.at ? term(tuple(atom("value"), p.at, make_list(p.before, p.after))) : term(false);
}

}  // namespace

std::span<const native_row> lists_key_rows() {
  static constexpr native_row rows[] = {
      {"keyfind", 3, keyfind_3},     {"keymember", 3, keymember_3},   {"keysearch", 3, keysearch_3},
      {"keydelete", 3, keydelete_3}, {"keyreplace", 4, keyreplace_4}, {"keystore", 4, keystore_4},
      {"keytake", 3, keytake_3},
  };
  return rows;
}

}  // namespace kith::detail
