#include "kernel/global_locks.hpp"
#include "kernel/global_server.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// A process has one global name, as OTP has it unless configured. OTP: global:check_dupname/2.
bool has_other_name(const term& name, pid who) {
  const std::vector<term> names = kernel_here()->names.names_of(who);
  if (names.empty()) {
    return false;
  }
  log_here(log_level::error, "global: " + to_string(term(who)) + " is registered as " +
                                 to_string(names.front()) + " and cannot be " + to_string(name) +
                                 " too");
  return true;
}

bool is_registration(term_ref what) {
  return what.is_tuple(4);
}

/// Whether {register | re_register | register_ext, Name, Pid, Method} or {unregister, Name} is to
/// be done; the lock is held.
bool may_change(term_ref what) {
  const bool is_new = what[0].is(atom("register"));
  const bool is_external = what[0].is(atom("register_ext"));
  if ((is_new || is_external) && global_where(what[1])) {
    return false;
  }
  return !is_new || !has_other_name(term(what[1]), what[2].as_pid());
}

/// Takes the lock, and looks whether `what` is to be done while all whom it locked are known: what
/// a node of them had is not free because we have just lost it. Others may know it still.
/// (OTP does not look again.) Returns the nodes that are locked.
task<std::vector<atom>> lock_to_change(ctx self, term id, pid server, term what, bool* is_allowed) {
  for (;;) {
    const std::vector<atom> nodes = co_await lock_all_known(self, id, server);
    *is_allowed = may_change(what);
    std::vector<atom> known = co_await known_nodes(self, server);
    known.push_back(node_name());
    if (without(nodes, known).empty()) {
      co_return nodes;
    }
    co_await unlock_boss_last(self, id, nodes);
  }
}

/// What the name servers are asked.
term request_of(const term& what) {
  if (!is_registration(what)) {
    return what;
  }
  return what[0].is(atom("register_ext"))
             ? term(tuple(what[0], what[1], what[2], what[3], node_name()))
             : term(tuple(atom("register"), what[1], what[2], what[3]));
}

bool is_change(term_ref t) {
  return (t.is_tuple(4) && t[2].is_pid() &&
          (t[0].is(atom("register")) || t[0].is(atom("re_register")) ||
           t[0].is(atom("register_ext")))) ||
         (t.is_tuple(2) && t[0].is(atom("unregister")));
}

}  // namespace

process global_registrar(ctx self, pid server) {
  for (;;) {
    term what;
    term from;
    term other;
    const std::size_t came = co_await self.receive(
        on(tuple(atom("trans_all_known"), bind(what), bind(from))), on(bind(other)));
    if (came == 1) {
      log_here(log_level::warning,
               "the registrar of global got an unexpected message: " + brief(other));
      continue;
    }
    if (!is_change(what)) {
      gen_reply(from, tuple(atoms::error, atoms::badarg));
      continue;
    }
    const term id = tuple(atom("global"), self.self());
    bool is_allowed = false;
    const std::vector<atom> nodes = co_await lock_to_change(self, id, server, what, &is_allowed);
    if (!is_allowed) {
      co_await unlock_boss_last(self, id, nodes);
      gen_reply(from, atoms::no);
      continue;
    }
    const term request = request_of(what);
    co_await gen_server::multi_call(self, nodes, atoms::global_name_server, request);
    co_await unlock_boss_last(self, id, nodes);
    gen_reply(from, is_registration(what) ? atoms::yes : atoms::ok);
  }
}

}  // namespace kith::detail
