// Module `erlang`: tuples, and the BIFs of guards on lists and maps.

#include "stdlib/erlang.hpp"
#include "stdlib/make_list.hpp"

namespace kith::detail {

namespace {

constexpr std::int64_t arity_max = (std::int64_t{1} << 24) - 1;

/// The index, from 0, of a place that counts from 1 and is at most `last`.
std::size_t index_of(term_ref place, std::size_t last) {
  const std::int64_t n = integer_from(1, place);
  if (static_cast<std::uint64_t>(n) > last) {
    badarg();
  }
  return static_cast<std::size_t>(n - 1);
}

term_refs elements_of(term_ref tuple) {
  if (!tuple.is_tuple()) {
    badarg();
  }
  term_refs all(tuple.arity());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = tuple[i];
  }
  return all;
}

term element_2(arguments a) {
  if (!a[1].is_tuple()) {
    badarg();
  }
  return term(a[1][index_of(a[0], a[1].tuple_size())]);
}

term setelement_3(arguments a) {
  term_refs all = elements_of(a[1]);
  all[index_of(a[0], all.size())] = a[2];
  return tuple_of(all);
}

term insert_element_3(arguments a) {
  term_refs all = elements_of(a[1]);
  const std::size_t at = index_of(a[0], all.size() + 1);
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), a[2]);
  return tuple_of(all);
}

term append_element_2(arguments a) {
  term_refs all = elements_of(a[0]);
  all.push_back(a[1]);
  return tuple_of(all);
}

term delete_element_2(arguments a) {
  term_refs all = elements_of(a[1]);
  const std::size_t at = index_of(a[0], all.size());
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(at));
  return tuple_of(all);
}

term_refs filled(term_ref arity, term_ref element) {
  const std::int64_t n = integer_from(0, arity);
  if (n > arity_max) {
    badarg();
  }
  return term_refs(static_cast<std::size_t>(n), element);
}

term make_tuple_2(arguments a) {
  return tuple_of(filled(a[0], a[1]));
}

term make_tuple_3(arguments a) {
  term_refs all = filled(a[0], a[1]);
  term_ref at = a[2];
  for (; at.is_cons(); at = at.tail()) {
    const term_ref pair = at.head();
    if (!pair.is_tuple(2)) {
      badarg();
    }
    all[index_of(pair[0], all.size())] = pair[1];
  }
  return at.is_nil() ? tuple_of(all) : (badarg(), term());
}

term tuple_to_list_1(arguments a) {
  return make_list(elements_of(a[0]));
}

term list_to_tuple_1(arguments a) {
  term_refs all;
  if (!gather(a[0], all).is_nil()) {
    badarg();
  }
  if (all.size() > static_cast<std::size_t>(arity_max)) {
    system_limit();
  }
  return tuple_of(all);
}

term tuple_size_1(arguments a) {
  return a[0].is_tuple() ? term(a[0].tuple_size()) : (badarg(), term());
}

term size_1(arguments a) {
  if (a[0].is_tuple()) {
    return term(a[0].tuple_size());
  }
  // Of a bitstring the whole bytes.
  return a[0].ref().is_bitstring() ? term(a[0].ref().bit_size() / 8) : (badarg(), term());
}

term byte_size_1(arguments a) {
  return a[0].ref().is_bitstring() ? term((a[0].ref().bit_size() + 7) / 8) : (badarg(), term());
}
term bit_size_1(arguments a) {
  return a[0].ref().is_bitstring() ? term(a[0].ref().bit_size()) : (badarg(), term());
}

term hd_1(arguments a) {
  return a[0].ref().is_cons() ? term(a[0].ref().head()) : (badarg(), term());
}
term tl_1(arguments a) {
  return a[0].ref().is_cons() ? term(a[0].ref().tail()) : (badarg(), term());
}
term length_1(arguments a) {
  const std::int64_t n = a[0].ref().list_length();
  return n >= 0 ? term(n) : (badarg(), term());
}

term_ref map_of(term_ref t) {
  if (!t.is_map()) {
    raise_error(tuple(atom("badmap"), t));
  }
  return t;
}
term map_size_1(arguments a) {
  return term(map_of(a[0]).map_size());
}
term map_get_2(arguments a) {
  const term_ref value = map_of(a[1]).map_get(a[0]);
  if (!value) {
    raise_error(tuple(atom("badkey"), a[0]));
  }
  return term(value);
}
term is_map_key_2(arguments a) {
  return static_cast<bool>(map_of(a[1]).map_get(a[0]));
}

}  // namespace

std::span<const native_row> erlang_tuple_rows() {
  static constexpr native_row rows[] = {
      {"element", 2, element_2},
      {"setelement", 3, setelement_3},
      {"insert_element", 3, insert_element_3},
      {"append_element", 2, append_element_2},
      {"delete_element", 2, delete_element_2},
      {"make_tuple", 2, make_tuple_2},
      {"make_tuple", 3, make_tuple_3},
      {"tuple_to_list", 1, tuple_to_list_1},
      {"list_to_tuple", 1, list_to_tuple_1},
      {"tuple_size", 1, tuple_size_1},
      {"size", 1, size_1},
      {"byte_size", 1, byte_size_1},
      {"bit_size", 1, bit_size_1},
      {"hd", 1, hd_1},
      {"tl", 1, tl_1},
      {"length", 1, length_1},
      {"map_size", 1, map_size_1},
      {"map_get", 2, map_get_2},
      {"is_map_key", 2, is_map_key_2},
  };
  return rows;
}

}  // namespace kith::detail
