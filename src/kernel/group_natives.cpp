// Module `global_group`: each function of the server is a call to it.

#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kith/gen_server.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

task<term> request(ctx self, term what) {
  const atom server("global_group");
  if (!whereis(server)) {
    co_return tuple(atoms::error, atom("global_group_not_runnig"));
  }
  const destination there = server;
  co_return co_await gen_server::call(self, there, what, duration::infinity());
}

task<term> global_groups_0(ctx self, term) {
  return request(self, atom("global_groups"));
}
task<term> own_nodes_0(ctx self, term) {
  return request(self, atom("own_nodes"));
}
task<term> sync_0(ctx self, term) {
  return request(self, atom("sync"));
}
task<term> info_0(ctx self, term) {
  return request(self, atom("info"));
}
task<term> monitor_nodes_1(ctx self, term args) {
  const term_ref on = argument(args, 0);
  if (!on.is(atoms::true_) && !on.is(atoms::false_)) {
    co_return tuple(atoms::error, atom("not_boolean"));
  }
  const term what = tuple(atom("monitor_nodes"), on);
  co_return co_await request(self, what);
}

/// Of a function that sends its name and its arguments.
task<term> named(ctx self, const char* name, term args) {
  const term_ref a = args;
  switch (a.list_length()) {
  case 1: return request(self, tuple(atom(name), a.head()));
  case 2: return request(self, tuple(atom(name), a.head(), argument(args, 1)));
  default: return request(self, tuple(atom(name), a.head(), argument(args, 1), argument(args, 2)));
  }
}

task<term> registered_names(ctx self, term args) {
  return named(self, "registered_names", args);
}
task<term> send(ctx self, term args) {
  return named(self, "send", args);
}
task<term> whereis_name(ctx self, term args) {
  return named(self, "whereis_name", args);
}
task<term> changed_1(ctx self, term args) {
  return named(self, "global_groups_changed", args);
}
task<term> added_1(ctx self, term args) {
  return named(self, "global_groups_added", args);
}
task<term> removed_1(ctx self, term args) {
  return named(self, "global_groups_removed", args);
}
task<term> ng_add_check_2(ctx self, term args) {
  const term what =
      tuple(atom("ng_add_check"), argument(args, 0), atoms::normal, argument(args, 1));
  return request(self, what);
}
task<term> ng_add_check_3(ctx self, term args) {
  return named(self, "ng_add_check", args);
}
task<term> registered_names_test_1(ctx self, term args) {
  return named(self, "registered_names_test", args);
}
task<term> whereis_name_test_1(ctx self, term args) {
  return named(self, "whereis_name_test", args);
}
task<term> send_test_2(ctx self, term args) {
  return named(self, "send_test", args);
}

// ---- what the definition says; no process is asked -------------------------------------------

auto groups() {
  return kernel_here()->global_groups.get();
}

term get_own_nodes_0(arguments) {
  return own_nodes_of(*groups());
}
term get_own_nodes_with_errors_0(arguments) {
  const auto d = groups();
  return tuple(atoms::ok, d->own.empty() ? term(atom("all")) : own_nodes_of(*d));
}
term member_1(arguments a) {
  return a[0].is_atom() && groups()->is_member(a[0].as_atom());
}
term participant_1(arguments a) {
  const auto d = groups();
  return d->own.empty() || (a[0].is_atom() && d->is_member(a[0].as_atom()));
}
term group_configured_0(arguments) {
  return groups()->configured;
}
term publish_2(arguments a) {
  const bool hidden = a[0].is(atoms::hidden);
  if ((!hidden && !a[0].is(atoms::normal)) || !a[1].is_atom()) {
    function_clause();
  }
  return groups()->publishes_to(a[1].as_atom().name(), hidden);
}

}  // namespace

std::span<const waiting_row> global_group_waiting() {
  static constexpr waiting_row rows[] = {
      {"global_groups", 0, global_groups_0},
      {"own_nodes", 0, own_nodes_0},
      {"monitor_nodes", 1, monitor_nodes_1},
      {"registered_names", 1, registered_names},
      {"send", 2, send},
      {"send", 3, send},
      {"whereis_name", 1, whereis_name},
      {"whereis_name", 2, whereis_name},
      {"sync", 0, sync_0},
      {"info", 0, info_0},
      {"global_groups_changed", 1, changed_1},
      {"global_groups_added", 1, added_1},
      {"global_groups_removed", 1, removed_1},
      {"ng_add_check", 2, ng_add_check_2},
      {"ng_add_check", 3, ng_add_check_3},
      {"registered_names_test", 1, registered_names_test_1},
      {"whereis_name_test", 1, whereis_name_test_1},
      {"send_test", 2, send_test_2},
  };
  return rows;
}

std::span<const native_row> global_group_rows() {
  static constexpr native_row rows[] = {
      {"get_own_nodes", 0, get_own_nodes_0},
      {"get_own_nodes_with_errors", 0, get_own_nodes_with_errors_0},
      {"member", 1, member_1},
      {"participant", 1, participant_1},
      {"group_configured", 0, group_configured_0},
      {"publish", 2, publish_2},
  };
  return rows;
}

}  // namespace kith::detail
