// Modules of the application `kernel`, and what clients ask of `code`, `io_lib` and `os`.

#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kernel/natives.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

// ---- code: a module is here because it was registered, or it is not ----------------------------

term ensure_loaded_1(arguments a) {
  return here().natives.has_module(atom_of(a[0])) ? term(tuple(atom("module"), a[0]))
                                                  : term(tuple(atoms::error, atom("nofile")));
}
term load_binary_3(arguments) {
  return tuple(atoms::error, atom("badfile"));
}

constexpr native_row code_rows[] = {
    {"ensure_loaded", 1, ensure_loaded_1},
    {"load_binary", 3, load_binary_3},
};

// ---- os, io_lib --------------------------------------------------------------------------------

term getpid_0(arguments) {
  return term(std::to_string(here().home().world().os_pid()));
}
constexpr native_row os_rows[] = {{"getpid", 0, getpid_0}};

term format_2(arguments a) {
  const auto text = io_lib_format(a[0], a[1], printable_range_here());
  return text.ok() ? term(*text) : (badarg(), term());
}
constexpr native_row io_lib_rows[] = {{"format", 2, format_2}};

}  // namespace

void add_kernel_natives(native_table& natives) {
  add_rows(natives, atom("global"), global_waiting());
  add_rows(natives, atom("global"), global_rows());
  add_rows(natives, atom("global"), global_lock_waiting());
  add_rows(natives, atom("kith_global"), kith_global_waiting());
  add_rows(natives, atom("global_group"), global_group_waiting());
  add_rows(natives, atom("global_group"), global_group_rows());
  add_rows(natives, atom("kith_registry"), kith_registry_waiting());
  add_rows(natives, atom("kith_registry"), kith_registry_rows());
  add_rows(natives, atom("Elixir.Registry"), elixir_registry_rows());
  add_rows(natives, atom("pg"), pg_waiting());
  add_rows(natives, atom("pg"), pg_rows());
  add_rows(natives, atom("kith_global"), kith_global_rows());
  add_rows(natives, atoms::net_kernel, net_kernel_waiting());
  add_rows(natives, atoms::net_kernel, net_kernel_rows());
  add_rows(natives, atom("net_adm"), net_adm_waiting());
  add_rows(natives, atom("net_adm"), net_adm_rows());
  add_rows(natives, atoms::init, init_rows());
  add_rows(natives, atom("application"), application_rows());
  add_rows(natives, atom("os"), os_rows);
  add_rows(natives, atom("io_lib"), io_lib_rows);
}

void add_code_natives(native_table& natives) {
  add_rows(natives, atom("code"), code_rows);
}

}  // namespace kith::detail
