// Module `erlang`: what functions there are, and ports and libraries, of which there are none.

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

constexpr std::int64_t arity_max = 255;

bool is_native(const term& m, const term& f, const term& arity) {
  const atom module = atom_of(m);
  const atom function = atom_of(f);
  if (!arity.ref().is_integer()) {
    badarg();
  }
  return arity.ref().fits_int64() && arity.as_int() >= 0 && arity.as_int() <= arity_max &&
         static_cast<bool>(
             here().natives.find(module, function, static_cast<std::uint32_t>(arity.as_int())));
}

term function_exported_3(arguments a) {
  if (is_native(a[0], a[1], a[2])) {
    return true;
  }
  const kernel_state* kernel = kernel_here();
  return kernel != nullptr && kernel->code != nullptr && a[2].ref().fits_int64() &&
         a[2].as_int() >= 0 && a[2].as_int() <= arity_max &&
         kernel->code->exports(a[0].as_atom(), a[1].as_atom(),
                               static_cast<std::uint32_t>(a[2].as_int()));
}
term is_builtin_3(arguments a) {
  return term(is_native(a[0], a[1], a[2]));
}

/// Modules of natives are part of the program, as those that an emulator has loaded at its start.
term loaded_0(arguments) {
  return list_of(here().natives.modules());
}
term module_loaded_1(arguments a) {
  return term(here().natives.has_module(atom_of(a[0])));
}

// ---- ports -------------------------------------------------------------------------------------

term ports_0(arguments) {
  return term::nil();
}
term no_port(arguments) {
  badarg();
}
/// As of a port that has been closed, or a name that no port has.
term port_info(arguments a) {
  return a[0].ref().is_port() || a[0].is_atom() ? term(atoms::undefined) : (badarg(), term());
}
term open_port_2(arguments) {
  notsup();
}

// ---- libraries ---------------------------------------------------------------------------------

term load_nif_2(arguments) {
  return tuple(atoms::error, tuple(atom("load_failed"), "Native libraries are not supported"));
}
term nif_error_1(arguments a) {
  raise_error(a[0]);
}

}  // namespace

std::span<const native_row> erlang_program_rows() {
  static constexpr native_row rows[] = {
      {"function_exported", 3, function_exported_3},
      {"is_builtin", 3, is_builtin_3},
      {"loaded", 0, loaded_0},
      {"pre_loaded", 0, loaded_0},
      {"module_loaded", 1, module_loaded_1},
      {"ports", 0, ports_0},
      {"open_port", 2, open_port_2},
      {"port_info", 1, port_info},
      {"port_info", 2, port_info},
      {"port_close", 1, no_port},
      {"port_command", 2, no_port},
      {"port_command", 3, no_port},
      {"port_connect", 2, no_port},
      {"port_control", 3, no_port},
      {"port_call", 2, no_port},
      {"port_call", 3, no_port},
      {"port_get_data", 1, no_port},
      {"port_set_data", 2, no_port},
      {"load_nif", 2, load_nif_2},
      {"nif_error", 1, nif_error_1},
      {"nif_error", 2, nif_error_1},
  };
  return rows;
}

}  // namespace kith::detail
