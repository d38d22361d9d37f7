// Module `global`: names. Its locks are those of global_lock_natives.cpp.

#include "kernel/fun.hpp"
#include "kernel/global_server.hpp"
#include "kernel/module_rows.hpp"
#include "kith/gen_server.hpp"
#include "kith/global.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

using global::resolve;

atom yes_or_no(bool yes) {
  return yes ? atoms::yes : atoms::no;
}

/// A pid where OTP's functions have a guard.
pid guarded_pid(term_ref t) {
  return t.is_pid() ? t.as_pid() : (function_clause(), pid());
}

/// A fun of three arguments, or `{Module, Function}`.
resolve resolver_of(term_ref t) {
  if (t.is_tuple(2) && t[0].is_atom() && t[1].is_atom()) {
    return {t[0].as_atom(), t[1].as_atom()};
  }
  return t.is_fun() && arity_of_fun(t) == 3 ? resolve(term(t))
                                            : (function_clause(), resolve(term(t)));
}

/// Of `(Name, Pid)` or `(Name, Pid, Resolve)`.
resolve resolver_in(const term& args) {
  const bool is_named = args.ref().list_length() == 3;
  return is_named ? resolver_of(argument(args, 2)) : resolve(resolve::random_exit_name);
}

task<term> register_name(ctx self, term args) {
  const term name(argument(args, 0));
  const pid who = guarded_pid(argument(args, 1));
  const resolve how = resolver_in(args);
  const bool is_registered = co_await global::register_name(self, name, who, how);
  co_return yes_or_no(is_registered);
}
task<term> re_register_name(ctx self, term args) {
  const term name(argument(args, 0));
  const pid who = guarded_pid(argument(args, 1));
  const resolve how = resolver_in(args);
  co_await global::re_register_name(self, name, who, how);
  co_return atoms::yes;
}
task<term> register_name_external(ctx self, term args) {
  const term name(argument(args, 0));
  const pid who = guarded_pid(argument(args, 1));
  const bool is_named = args.ref().list_length() == 3;
  const resolve how =
      is_named ? resolve(term(argument(args, 2))) : resolve(resolve::random_exit_name);
  const bool is_registered = co_await global::register_name_external(self, name, who, how);
  co_return yes_or_no(is_registered);
}
task<term> unregister_name_1(ctx self, term args) {
  const term name(argument(args, 0));
  co_await global::unregister_name(self, name);
  co_return atoms::ok;
}

term whereis_name_1(arguments a) {
  const pid who = global::whereis_name(a[0]);
  return who ? term(who) : term(atoms::undefined);
}
term registered_names_0(arguments) {
  return global::registered_names();
}
term send_2(arguments a) {
  return global::send(a[0], a[1]);
}

// ---- conflicts ---------------------------------------------------------------------------------

template <resolve::standard How>
term resolves_3(arguments a) {
  return resolve_as(How, a[0], pid_of(a[1]), pid_of(a[2]));
}
task<term> resolve_it_4(ctx self, term args) {
  return resolve_it(self, term(argument(args, 0)), term(argument(args, 1)),
                    pid_of(argument(args, 2)), pid_of(argument(args, 3)));
}

// ---- the net -----------------------------------------------------------------------------------

task<term> sync_0(ctx self, term) {
  co_await global::sync(self);
  co_return atoms::ok;
}
task<term> sync_1(ctx self, term args) {
  std::vector<atom> nodes;
  for_each_of(argument(args, 0), [&](term_ref t) { nodes.push_back(atom_of(t)); });
  co_await global::sync(self, nodes);
  co_return atoms::ok;
}
task<term> disconnect_0(ctx self, term) {
  return global::disconnect(self);
}
task<term> info_0(ctx self, term) {
  const destination server = atoms::global_name_server;
  term state = co_await gen_server::call(self, server, atom("info"), duration::infinity());
  co_return state;
}
task<term> get_locker_0(ctx self, term) {
  const destination server = atoms::global_name_server;
  const term state = co_await gen_server::call(self, server, atom("info"), duration::infinity());
  co_return term(state[7]);
}
/// The server is there before any process of a program is.
term start_0(arguments) {
  return tuple(atoms::error, tuple(atom("already_started"), whereis(atoms::global_name_server)));
}

}  // namespace

std::span<const waiting_row> global_waiting() {
  static constexpr waiting_row rows[] = {
      {"register_name", 2, register_name},
      {"register_name", 3, register_name},
      {"re_register_name", 2, re_register_name},
      {"re_register_name", 3, re_register_name},
      {"register_name_external", 2, register_name_external},
      {"register_name_external", 3, register_name_external},
      {"unregister_name", 1, unregister_name_1},
      {"unregister_name_external", 1, unregister_name_1},
      {"resolve_it", 4, resolve_it_4},
      {"sync", 0, sync_0},
      {"sync", 1, sync_1},
      {"disconnect", 0, disconnect_0},
      {"info", 0, info_0},
      {"get_locker", 0, get_locker_0},
  };
  return rows;
}
std::span<const native_row> global_rows() {
  static constexpr native_row rows[] = {
      {"whereis_name", 1, whereis_name_1},
      {"registered_names", 0, registered_names_0},
      {"send", 2, send_2},
      {"random_exit_name", 3, resolves_3<resolve::random_exit_name>},
      {"random_notify_name", 3, resolves_3<resolve::random_notify_name>},
      {"notify_all_name", 3, resolves_3<resolve::notify_all_name>},
      {"start", 0, start_0},
      {"start_link", 0, start_0},
  };
  return rows;
}

}  // namespace kith::detail
