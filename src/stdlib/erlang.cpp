#include "stdlib/erlang.hpp"

#include "stdlib/natives.hpp"

namespace kith::detail {

void add_erlang_pure_natives(native_table& natives) {
  const atom m = atoms::erlang;
  add_rows(natives, m, erlang_operator_rows());
  add_rows(natives, m, erlang_type_rows());
  add_rows(natives, m, erlang_number_rows());
  add_rows(natives, m, erlang_float_rows());
  add_rows(natives, m, erlang_atom_rows());
  add_rows(natives, m, erlang_tuple_rows());
  add_rows(natives, m, erlang_binary_rows());
  add_rows(natives, m, erlang_packet_rows());
  add_rows(natives, m, erlang_name_rows());
  add_rows(natives, m, erlang_code_rows());
  add_rows(natives, m, erlang_time_rows());
  add_rows(natives, m, erlang_match_rows());
}

}  // namespace kith::detail
