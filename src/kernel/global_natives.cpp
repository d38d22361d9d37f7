// Module `global`: names and locks of the net, as far as they are native; stdlib/global.erl has
// what takes funs. `kith_global:register(Name, Pid, Resolver)` is what registering is made of.

#include "kernel/global_server.hpp"
#include "kernel/module_rows.hpp"
#include "kith/global.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

using global::resolve;

// ---- names -------------------------------------------------------------------------------------

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

resolve resolver_of(term_ref t) {
  return t.is(atom("random_exit_name"))     ? resolve::random_exit_name
         : t.is(atom("random_notify_name")) ? resolve::random_notify_name
         : t.is(atom("notify_all_name"))    ? resolve::notify_all_name
                                            : (badarg(), resolve::random_exit_name);
}

/// `yes` or `no`.
task<term> register_3(ctx self, term args) {
  const term name(argument(args, 0));
  const pid who = pid_of(argument(args, 1));
  const resolve how = resolver_of(argument(args, 2));
  const bool is_registered = co_await global::register_name(self, name, who, how);
  co_return is_registered ? atoms::yes : atom("no");
}
task<term> re_register_2(ctx self, term args) {
  const term name(argument(args, 0));
  const pid who = pid_of(argument(args, 1));
  co_await global::re_register_name(self, name, who);
  co_return atoms::yes;
}
task<term> unregister_name_1(ctx self, term args) {
  const term name(argument(args, 0));
  co_await global::unregister_name(self, name);
  co_return atoms::ok;
}

// ---- locks -------------------------------------------------------------------------------------

term lock_of(term_ref t) {
  return t.is_tuple(2) ? term(t) : (function_clause(), term());
}
std::vector<atom> nodes_of(term_ref list) {
  std::vector<atom> all;
  for_each_of(list, [&](term_ref t) { all.push_back(atom_of(t)); });
  return all;
}
/// A number, or `infinity`.
std::uint32_t retries_of(term_ref t) {
  if (t.is(atoms::infinity)) {
    return global::retry_forever;
  }
  const bool good = t.is_integer() && t.fits_int64() && t.as_int() >= 0;
  return good && t.as_int() < global::retry_forever ? static_cast<std::uint32_t>(t.as_int())
                                                    : (function_clause(), 0u);
}

task<term> set_lock_1(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const bool is_set = co_await global::set_lock(self, id);
  co_return term(is_set);
}
task<term> set_lock_2(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const std::vector<atom> nodes = nodes_of(argument(args, 1));
  const bool is_set = co_await global::set_lock(self, id, nodes);
  co_return term(is_set);
}
task<term> set_lock_3(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const std::vector<atom> nodes = nodes_of(argument(args, 1));
  const std::uint32_t retries = retries_of(argument(args, 2));
  const bool is_set = co_await global::set_lock(self, id, nodes, retries);
  co_return term(is_set);
}
task<term> del_lock_1(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  co_await global::del_lock(self, id);
  co_return atoms::true_;
}
task<term> del_lock_2(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const std::vector<atom> nodes = nodes_of(argument(args, 1));
  co_await global::del_lock(self, id, nodes);
  co_return atoms::true_;
}

// ---- the net -----------------------------------------------------------------------------------

task<term> sync_0(ctx self, term) {
  co_await global::sync(self);
  co_return atoms::ok;
}
task<term> disconnect_0(ctx self, term) {
  return global::disconnect(self);
}

constexpr waiting_row made_of[] = {{"register", 3, register_3}, {"re_register", 2, re_register_2}};

}  // namespace

std::span<const waiting_row> kith_global_waiting() {
  return made_of;
}
std::span<const waiting_row> global_waiting() {
  static constexpr waiting_row rows[] = {
      {"resolve_it", 4, resolve_it_4}, {"unregister_name", 1, unregister_name_1},
      {"set_lock", 1, set_lock_1},     {"set_lock", 2, set_lock_2},
      {"set_lock", 3, set_lock_3},     {"del_lock", 1, del_lock_1},
      {"del_lock", 2, del_lock_2},     {"sync", 0, sync_0},
      {"disconnect", 0, disconnect_0},
  };
  return rows;
}
std::span<const native_row> global_rows() {
  static constexpr native_row rows[] = {
      {"whereis_name", 1, whereis_name_1},
      {"registered_names", 0, registered_names_0},
  };
  return rows;
}

}  // namespace kith::detail
