#include "kith/pg.hpp"

#include "kernel/kernel_state.hpp"
#include "kernel/pg_calls.hpp"
#include "kernel/pg_scope.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "kith/pattern.hpp"
#include "kith/reflect.hpp"
#include "otp/gen.hpp"

namespace kith::detail {

namespace {

std::shared_ptr<pg_groups> groups_of(term_ref scope) {
  return scope.is_atom() ? kernel_here()->groups.find(scope.as_atom()) : nullptr;
}

}  // namespace

task<term> pg_call(ctx self, term scope, term request) {
  const auto server = destination_of(scope);
  if (!server) {
    raise_error(atoms::badarg);
  }
  co_return co_await gen_server::call(self, *server, request, duration::infinity());
}

void pg_check_local(term_ref pids) {
  const atom here = node_name();
  const auto check = [here](term_ref one) {
    if (!one.is_pid() || one.as_pid().node() != here) {
      raise_error(tuple(atom("nolocal"), one));
    }
  };
  if (!pids.is_list()) {
    return check(pids);
  }
  for (; pids.is_cons(); pids = pids.tail()) {
    check(pids.head());
  }
  if (!pids.is_nil()) {
    raise_error(atom("function_clause"));
  }
}

term pg_members(term_ref scope, term_ref group) {
  const auto groups = groups_of(scope);
  return groups == nullptr ? term::nil() : groups->members(group);
}

term pg_local_members(term_ref scope, term_ref group) {
  const auto groups = groups_of(scope);
  return groups == nullptr ? term::nil() : groups->local_members(group);
}

task<term> pg_demonitor(ctx self, term scope, term ref) {
  const term request = tuple(atom("demonitor"), ref);
  const term answer = co_await pg_call(self, scope, request);
  if (!answer.is(atoms::ok)) {
    co_return false;
  }
  const reference its = ref.as_reference();
  std::size_t came = 0;
  while (came == 0) {
    came = co_await self.receive(on(tuple(its, any, any, any)), after(duration()));
  }
  co_return atoms::ok;
}

}  // namespace kith::detail

namespace kith::pg {

namespace {

std::vector<pid> pids_of(term_ref list) {
  std::vector<pid> all;
  for (; list.is_cons(); list = list.tail()) {
    all.push_back(list.head().as_pid());
  }
  return all;
}

std::shared_ptr<detail::pg_groups> running(atom scope) {
  auto groups = detail::kernel_here()->groups.find(scope);
  if (groups == nullptr) {
    raise_error(atoms::badarg);
  }
  return groups;
}

/// Of what the scope has answered to `monitor`; it may have too many already.
reference reference_in(const term& answer) {
  if (!answer[0].is_reference()) {
    exit(term(answer[1]));
  }
  return answer[0].as_reference();
}

task<term> change(ctx self, atom scope, const char* what, term group, term who) {
  detail::pg_check_local(who);
  return detail::pg_call(self, scope, tuple(atom(what), group, who));
}

task<void> join_local(ctx self, atom scope, term group, term who) {
  co_await change(self, scope, "join_local", group, who);
}

task<bool> leave_local(ctx self, atom scope, term group, term who) {
  const term answer = co_await change(self, scope, "leave_local", group, who);
  co_return answer.is(atoms::ok);
}

}  // namespace

atom default_scope() {
  static const atom scope("pg");
  return scope;
}

task<term> start(ctx self, atom scope) {
  return gen_server::start<detail::pg_scope>(self, gen_server::local(scope), scope);
}
task<term> start_link(ctx self, atom scope) {
  return gen_server::start_link<detail::pg_scope>(self, gen_server::local(scope), scope);
}

task<void> join(ctx self, term group, pid who) {
  return join_local(self, default_scope(), std::move(group), who);
}
task<void> join(ctx self, term group, std::vector<pid> who) {
  return join_local(self, default_scope(), std::move(group), list_of(who));
}
task<void> join(ctx self, atom scope, term group, pid who) {
  return join_local(self, scope, std::move(group), who);
}
task<void> join(ctx self, atom scope, term group, std::vector<pid> who) {
  return join_local(self, scope, std::move(group), list_of(who));
}

task<bool> leave(ctx self, term group, pid who) {
  return leave_local(self, default_scope(), std::move(group), who);
}
task<bool> leave(ctx self, term group, std::vector<pid> who) {
  return leave_local(self, default_scope(), std::move(group), list_of(who));
}
task<bool> leave(ctx self, atom scope, term group, pid who) {
  return leave_local(self, scope, std::move(group), who);
}
task<bool> leave(ctx self, atom scope, term group, std::vector<pid> who) {
  return leave_local(self, scope, std::move(group), list_of(who));
}

std::vector<pid> get_members(const term& group) {
  return get_members(default_scope(), group);
}
std::vector<pid> get_members(atom scope, const term& group) {
  return pids_of(detail::pg_members(term(scope), group));
}
std::vector<pid> get_local_members(const term& group) {
  return get_local_members(default_scope(), group);
}
std::vector<pid> get_local_members(atom scope, const term& group) {
  return pids_of(detail::pg_local_members(term(scope), group));
}
std::vector<term> which_groups(atom scope) {
  return running(scope)->names();
}
std::vector<term> which_local_groups(atom scope) {
  return running(scope)->local_names();
}

task<watched_group> monitor(ctx self, term group) {
  return monitor(self, default_scope(), std::move(group));
}
task<watched_group> monitor(ctx self, atom scope, term group) {
  const term request = tuple(atom("monitor"), group);
  const term answer = co_await detail::pg_call(self, scope, request);
  watched_group watched{reference_in(answer), pids_of(answer[1])};
  co_return watched;
}

task<watched_scope> monitor_scope(ctx self, atom scope) {
  const term answer = co_await detail::pg_call(self, scope, atom("monitor"));
  watched_scope watched{reference_in(answer), term(answer[1])};
  co_return watched;
}

task<bool> demonitor(ctx self, reference ref) {
  return demonitor(self, default_scope(), ref);
}
task<bool> demonitor(ctx self, atom scope, reference ref) {
  const term answer = co_await detail::pg_demonitor(self, scope, ref);
  co_return answer.is(atoms::ok);
}

}  // namespace kith::pg
