// Module `application`: there are kernel and stdlib, which are part of the program and always run,
// and the environment that programs set.

#include <array>

#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kernel/version.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

application_env& env() {
  return kernel_here()->env;
}

const std::array<atom, 2>& applications() {
  static const std::array<atom, 2> all = {atom("kernel"), atom("stdlib")};
  return all;
}
bool is_there(term_ref application) {
  return application.is(applications()[0]) || application.is(applications()[1]);
}

/// `[{Application, Description, Version}]`
term which_applications(arguments) {
  const std::string v(version());
  return list(tuple(applications()[1], "Kith", v), tuple(applications()[0], "Kith", v));
}

// ---- environment -------------------------------------------------------------------------------

term found(term_ref application, const term& key) {
  return application.is_atom() && key.is_atom() ? env().get(application.as_atom(), key.as_atom())
                                                : term();
}
term value_or_undefined(const term& value) {
  return value ? term(tuple(atoms::ok, value)) : term(atoms::undefined);
}

/// A process belongs to no application.
term get_env_1(arguments) {
  return atoms::undefined;
}
term get_env_2(arguments a) {
  return value_or_undefined(found(a[0], a[1]));
}
term get_env_3(arguments a) {
  const term value = found(a[0], a[1]);
  return value ? value : a[2];
}
term get_all_env_0(arguments) {
  return term::nil();
}
term get_all_env_1(arguments a) {
  return a[0].is_atom() ? env().all(a[0].as_atom()) : term::nil();
}
// The options, a time to wait and whether it outlives a load, make no difference.
term set_env(arguments a) {
  env().set(atom_of(a[0]), atom_of(a[1]), a[2]);
  return atoms::ok;
}
term unset_env(arguments a) {
  env().unset(atom_of(a[0]), atom_of(a[1]));
  return atoms::ok;
}

// ---- keys --------------------------------------------------------------------------------------

term keys_of(term_ref application) {
  std::vector<term> modules;
  if (application.is(applications()[1])) {
    for (const atom m : here().natives.modules()) {
      modules.emplace_back(m);
    }
  }
  return list(tuple(atom("description"), "Kith"), tuple(atom("id"), list()),
              tuple(atom("vsn"), std::string(version())), tuple(atom("modules"), list_of(modules)),
              tuple(atom("maxP"), atoms::infinity), tuple(atom("maxT"), atoms::infinity),
              tuple(atom("registered"), list()), tuple(atom("included_applications"), list()),
              tuple(atom("applications"), list()), tuple(atom("env"), list()),
              tuple(atom("mod"), list()), tuple(atom("start_phases"), atoms::undefined));
}

term get_all_key_1(arguments a) {
  return is_there(a[0]) ? term(tuple(atoms::ok, keys_of(a[0]))) : term(atoms::undefined);
}
term get_key_2(arguments a) {
  if (is_there(a[0])) {
    const term keys = keys_of(a[0]);
    for (term_ref at = keys; at.is_cons(); at = at.tail()) {
      if (at.head()[0] == a[1]) {
        return tuple(atoms::ok, at.head()[1]);
      }
    }
  }
  return atoms::undefined;
}

term undefined(arguments) {
  return atoms::undefined;
}

// ---- starting ----------------------------------------------------------------------------------

/// There is no file of any other application.
term no_file(term_ref application) {
  const std::string file = std::string(atom_of(application).name()) + ".app";
  return tuple(atoms::error, tuple("no such file or directory", file));
}

term start(arguments a) {
  return is_there(a[0]) ? term(tuple(atoms::error, tuple(atom("already_started"), a[0])))
                        : no_file(a[0]);
}
term load(arguments a) {
  return is_there(a[0]) ? term(tuple(atoms::error, tuple(atom("already_loaded"), a[0])))
                        : no_file(a[0]);
}
term ensure_started(arguments a) {
  return is_there(a[0]) ? term(atoms::ok) : no_file(a[0]);
}
term ensure_all_started(arguments a) {
  if (is_there(a[0])) {
    return tuple(atoms::ok, list());
  }
  const term why = no_file(a[0]);
  return tuple(atoms::error, tuple(a[0], why[1]));
}
/// kernel and stdlib run as long as the node.
term stop_1(arguments a) {
  return tuple(atoms::error, tuple(atom("not_started"), atom_of(a[0])));
}

}  // namespace

std::span<const native_row> application_rows() {
  static constexpr native_row rows[] = {
      {"which_applications", 0, which_applications},
      {"which_applications", 1, which_applications},
      {"loaded_applications", 0, which_applications},
      {"get_env", 1, get_env_1},
      {"get_env", 2, get_env_2},
      {"get_env", 3, get_env_3},
      {"get_all_env", 0, get_all_env_0},
      {"get_all_env", 1, get_all_env_1},
      {"set_env", 3, set_env},
      {"set_env", 4, set_env},
      {"unset_env", 2, unset_env},
      {"unset_env", 3, unset_env},
      {"get_key", 1, undefined},
      {"get_key", 2, get_key_2},
      {"get_all_key", 0, get_all_env_0},
      {"get_all_key", 1, get_all_key_1},
      {"get_application", 0, undefined},
      {"get_application", 1, undefined},
      {"start", 1, start},
      {"start", 2, start},
      {"load", 1, load},
      {"ensure_started", 1, ensure_started},
      {"ensure_started", 2, ensure_started},
      {"ensure_all_started", 1, ensure_all_started},
      {"ensure_all_started", 2, ensure_all_started},
      {"stop", 1, stop_1},
  };
  return rows;
}

}  // namespace kith::detail
