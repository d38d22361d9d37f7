#include "kith/global.hpp"

#include "kernel/fun.hpp"
#include "kernel/global_locks.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"

namespace kith::global {

resolve::resolve(atom module, atom function) : fun_(detail::fun_term(module, function, 3)) {}

atom resolve::named(standard s) {
  switch (s) {
  case random_notify_name: return atom("random_notify_name");
  case notify_all_name: return atom("notify_all_name");
  case random_exit_name: break;
  }
  return atom("random_exit_name");
}

namespace {

/// Has the registrar do it; exits with `{timeout, Name}`.
task<term> change(ctx self, term name, term what, duration limit) {
  const destination server = atoms::global_name_server;
  const term request = tuple(atom("registrar"), what);
  const detail::call_outcome got =
      co_await detail::gen_call(self, server, atoms::gen_call, request, limit);
  if (!got.replied()) {
    exit(got.value().is(atoms::timeout) ? term(tuple(atoms::timeout, name)) : got.value());
  }
  co_return got.value();
}

void check_id(const term& id) {
  if (!id.is_tuple(2)) {
    raise_error(atoms::badarg);
  }
}

}  // namespace

task<bool> register_name(ctx self, term name, pid who, resolve how, duration limit) {
  const term what = tuple(atom("register"), name, who, how.fun());
  const term said = co_await change(self, name, what, limit);
  co_return said.is(atoms::yes);
}

task<bool> register_name(ctx self, term name, pid who, duration limit) {
  return register_name(self, std::move(name), who, resolve::random_exit_name, limit);
}

task<void> re_register_name(ctx self, term name, pid who, resolve how, duration limit) {
  const term what = tuple(atom("re_register"), name, who, how.fun());
  co_await change(self, name, what, limit);
}

task<void> re_register_name(ctx self, term name, pid who, duration limit) {
  return re_register_name(self, std::move(name), who, resolve::random_exit_name, limit);
}

task<bool> register_name_external(ctx self, term name, pid who, resolve how, duration limit) {
  const term what = tuple(atom("register_ext"), name, who, how.fun());
  const term said = co_await change(self, name, what, limit);
  co_return said.is(atoms::yes);
}

task<void> unregister_name_external(ctx self, term name, duration limit) {
  return unregister_name(self, std::move(name), limit);
}

task<void> unregister_name(ctx self, term name, duration limit) {
  if (!whereis_name(name)) {
    co_return;
  }
  const term what = tuple(atom("unregister"), name);
  co_await change(self, name, what, limit);
}

pid whereis_name(term_ref name) {
  return detail::global_where(name);
}

term registered_names() {
  return list_of(detail::kernel_here()->names.names());
}

pid send(term_ref name, term message) {
  const pid who = whereis_name(name);
  if (!who) {
    exit(tuple(atoms::badarg, tuple(name, message)));
  }
  kith::send(who, std::move(message));
  return who;
}

std::vector<atom> all_nodes() {
  std::vector<atom> nodes = {node_name()};
  if (const detail::node_list* others = detail::kernel_here()->nodes) {
    const auto visible = others->visible();
    nodes.insert(nodes.end(), visible.begin(), visible.end());
  }
  return nodes;
}

term locks() {
  std::vector<term> all;
  for (const auto& [resource, lock] : detail::kernel_here()->names.locks()) {
    std::vector<term> holders;
    for (const auto& [who, watch] : lock.holders) {
      holders.emplace_back(who);
    }
    all.push_back(tuple(resource, lock.requester, list_of(holders)));
  }
  return list_of(all);
}

task<bool> set_lock(ctx self, term id, std::vector<atom> nodes, std::uint32_t retries) {
  check_id(id);
  for (std::uint32_t times = 1;; ++times) {
    const bool locked = co_await detail::try_lock(self, id, nodes);
    if (locked) {
      co_return true;
    }
    if (retries != retry_forever && times > retries) {
      co_return false;
    }
    co_await detail::random_sleep(self, times);
  }
}

task<bool> set_lock(ctx self, term id) {
  return set_lock(self, std::move(id), all_nodes());
}

task<void> del_lock(ctx self, term id, std::vector<atom> nodes) {
  check_id(id);
  return detail::unlock(self, std::move(id), std::move(nodes));
}

task<void> del_lock(ctx self, term id) {
  return del_lock(self, std::move(id), all_nodes());
}

task<void> sync(ctx self) {
  const destination server = atoms::global_name_server;
  co_await gen_server::call(self, server, atom("sync"), duration::infinity());
}

task<void> sync(ctx self, std::vector<atom> nodes) {
  const destination server = atoms::global_name_server;
  const term request = tuple(atom("sync"), list_of(nodes));
  co_await gen_server::call(self, server, request, duration::infinity());
}

task<term> disconnect(ctx self) {
  const destination server = atoms::global_name_server;
  co_return co_await gen_server::call(self, server, atom("disconnect"), duration::infinity());
}

}  // namespace kith::global
