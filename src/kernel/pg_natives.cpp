// Module `pg`. Of what OTP's exports, the callbacks of gen_server are not here: the scope is no
// Erlang module.

#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kernel/pg_calls.hpp"
#include "kith/pg.hpp"

namespace kith::detail {

namespace {

const term& default_scope() {
  static const term scope = pg::default_scope();
  return scope;
}

// ---- scopes -------------------------------------------------------------------------------------

atom scope_of(term_ref t) {
  return t.is_atom() ? t.as_atom() : (function_clause(), atom());
}

task<term> start_1(ctx self, term args) {
  return pg::start(self, scope_of(argument(args, 0)));
}
task<term> start_link_0(ctx self, term) {
  return pg::start_link(self);
}
task<term> start_link_1(ctx self, term args) {
  return pg::start_link(self, scope_of(argument(args, 0)));
}

// ---- members ------------------------------------------------------------------------------------

task<term> change(ctx self, term scope, const char* what, term group, term who) {
  if (!who.is_pid() && !who.is_list()) {
    function_clause();
  }
  pg_check_local(who);
  return pg_call(self, std::move(scope), tuple(atom(what), group, who));
}

template <const char* What>
task<term> change_2(ctx self, term args) {
  return change(self, default_scope(), What, term(argument(args, 0)), term(argument(args, 1)));
}
template <const char* What>
task<term> change_3(ctx self, term args) {
  return change(self, term(argument(args, 0)), What, term(argument(args, 1)),
                term(argument(args, 2)));
}
constexpr char join_local[] = "join_local";
constexpr char leave_local[] = "leave_local";

// ---- lookups ------------------------------------------------------------------------------------

term get_members_1(arguments a) {
  return pg_members(default_scope(), a[0]);
}
term get_members_2(arguments a) {
  return pg_members(a[0], a[1]);
}
term get_local_members_1(arguments a) {
  return pg_local_members(default_scope(), a[0]);
}
term get_local_members_2(arguments a) {
  return pg_local_members(a[0], a[1]);
}
term which_groups_0(arguments) {
  return list_of(pg::which_groups());
}
term which_groups_1(arguments a) {
  return list_of(pg::which_groups(scope_of(a[0])));
}
term which_local_groups_0(arguments) {
  return list_of(pg::which_local_groups());
}
term which_local_groups_1(arguments a) {
  return list_of(pg::which_local_groups(scope_of(a[0])));
}

// ---- monitors -----------------------------------------------------------------------------------

task<term> monitor_scope_0(ctx self, term) {
  return pg_call(self, default_scope(), atom("monitor"));
}
task<term> monitor_scope_1(ctx self, term args) {
  return pg_call(self, term(argument(args, 0)), atom("monitor"));
}
task<term> monitor_1(ctx self, term args) {
  return pg_call(self, default_scope(), tuple(atom("monitor"), argument(args, 0)));
}
task<term> monitor_2(ctx self, term args) {
  return pg_call(self, term(argument(args, 0)), tuple(atom("monitor"), argument(args, 1)));
}
task<term> demonitor_1(ctx self, term args) {
  return pg_demonitor(self, default_scope(), term(argument(args, 0)));
}
task<term> demonitor_2(ctx self, term args) {
  return pg_demonitor(self, term(argument(args, 0)), term(argument(args, 1)));
}

}  // namespace

std::span<const waiting_row> pg_waiting() {
  static constexpr waiting_row rows[] = {
      {"start", 1, start_1},
      {"start_link", 0, start_link_0},
      {"start_link", 1, start_link_1},
      {"join", 2, change_2<join_local>},
      {"join", 3, change_3<join_local>},
      {"leave", 2, change_2<leave_local>},
      {"leave", 3, change_3<leave_local>},
      {"monitor_scope", 0, monitor_scope_0},
      {"monitor_scope", 1, monitor_scope_1},
      {"monitor", 1, monitor_1},
      {"monitor", 2, monitor_2},
      {"demonitor", 1, demonitor_1},
      {"demonitor", 2, demonitor_2},
  };
  return rows;
}

std::span<const native_row> pg_rows() {
  static constexpr native_row rows[] = {
      {"get_members", 1, get_members_1},
      {"get_members", 2, get_members_2},
      {"get_local_members", 1, get_local_members_1},
      {"get_local_members", 2, get_local_members_2},
      {"which_groups", 0, which_groups_0},
      {"which_groups", 1, which_groups_1},
      {"which_local_groups", 0, which_local_groups_0},
      {"which_local_groups", 1, which_local_groups_1},
  };
  return rows;
}

}  // namespace kith::detail
