// Modules of the application `kernel`, and what clients ask of `code`, `io_lib` and `os`.

#include "kernel/global_locks.hpp"
#include "kernel/global_server.hpp"
#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kernel/natives.hpp"
#include "kith/global.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

// ---- global ------------------------------------------------------------------------------------

task<term> resolve_it_4(ctx self, term args) {
  return resolve_it(self, term(argument(args, 0)), term(argument(args, 1)),
                    pid_of(argument(args, 2)), pid_of(argument(args, 3)));
}
term whereis_name_1(arguments a) {
  const pid who = global::whereis_name(a[0]);
  return who ? term(who) : term(atoms::undefined);
}
term registered_names_0(arguments) {
  return global::registered_names();
}

constexpr waiting_row global_waiting[] = {{"resolve_it", 4, resolve_it_4}};
constexpr native_row global_rows[] = {
    {"whereis_name", 1, whereis_name_1},
    {"registered_names", 0, registered_names_0},
};

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
  add_rows(natives, atom("global"), global_waiting);
  add_rows(natives, atom("global"), global_rows);
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
