// Module `erlang`: type tests.

#include "kernel/fun.hpp"
#include "stdlib/erlang.hpp"

namespace kith::detail {

namespace {

template <bool (term_ref::*Test)() const noexcept>
term test(arguments a) {
  return (a[0].ref().*Test)();
}

term is_atom(arguments a) {
  return a[0].is_atom();
}
term is_boolean(arguments a) {
  return a[0].is(atoms::true_) || a[0].is(atoms::false_);
}
term is_list(arguments a) {
  return a[0].is_list();
}
term is_tuple(arguments a) {
  return a[0].is_tuple();
}
term is_number_1(arguments a) {
  return is_number(a[0]);
}

term is_function_2(arguments a) {
  const auto arity = static_cast<std::uint64_t>(integer_from(0, a[1]));
  return a[0].ref().is_fun() && arity_of_fun(a[0]) == arity;
}

bool is_record(term_ref t, term_ref tag) {
  if (!tag.is_atom()) {
    badarg();
  }
  return t.is_tuple() && t.arity() > 0 && t[0] == tag;
}

term is_record_2(arguments a) {
  return is_record(a[0], a[1]);
}

term is_record_3(arguments a) {
  if (!a[1].is_atom() || a[2].ref().tag() != tag::small) {
    badarg();
  }
  return is_record(a[0], a[1]) && term(a[0].tuple_size()) == a[2];
}

}  // namespace

std::span<const native_row> erlang_type_rows() {
  static constexpr native_row rows[] = {
      {"is_atom", 1, is_atom},
      {"is_binary", 1, test<&term_ref::is_binary>},
      {"is_bitstring", 1, test<&term_ref::is_bitstring>},
      {"is_boolean", 1, is_boolean},
      {"is_float", 1, test<&term_ref::is_float>},
      {"is_function", 1, test<&term_ref::is_fun>},
      {"is_function", 2, is_function_2},
      {"is_integer", 1, test<&term_ref::is_integer>},
      {"is_list", 1, is_list},
      {"is_map", 1, test<&term_ref::is_map>},
      {"is_number", 1, is_number_1},
      {"is_pid", 1, test<&term_ref::is_pid>},
      {"is_port", 1, test<&term_ref::is_port>},
      {"is_record", 2, is_record_2},
      {"is_record", 3, is_record_3},
      {"is_reference", 1, test<&term_ref::is_reference>},
      {"is_tuple", 1, is_tuple},
  };
  return rows;
}

}  // namespace kith::detail
