// Conflicts of names between two parts of the net that meet. The node of the lower name settles
// them, on the node of its own entry. OTP: kernel, global: exchange_names/4, resolve_it/4.

#include <set>

#include "kernel/apply.hpp"
#include "kernel/fun.hpp"
#include "kernel/global_server.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "kith/rpc.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// What the two sides do with a name: ours, and what the other side is told.
struct operations {
  std::vector<term> ours;
  std::vector<term> his;
};

void settle(operations& ops, const term& entry, const global_name& mine, const term& answer) {
  const term insert_his = tuple(atom("insert"), entry);
  const atom drop("delete");
  if (answer.is_pid() && answer.as_pid() == entry[1].as_pid()) {
    ops.ours.push_back(insert_his);
  } else if (answer.is_pid() && answer.as_pid() == mine.who) {
    ops.his.push_back(tuple(atom("insert"), tuple(entry[0], mine.who, mine.method)));
  } else if (answer.is_tuple(2) && answer[0].is(atoms::badrpc)) {
    log_here(log_level::info, "global: " + to_string(answer) + " when the conflict of name " +
                                  to_string(entry[0]) + " was to be resolved");
    ops.ours.push_back(insert_his);
  } else {
    if (!answer.is(atom("none"))) {
      log_here(log_level::info, "global: the resolve method of name " + to_string(entry[0]) +
                                    " returned " + brief(answer));
    }
    ops.ours.push_back(tuple(drop, entry[0]));
    ops.his.push_back(tuple(drop, entry[0]));
  }
}

/// The names of a list of {Name, Pid, Method}.
std::set<term_ref, term_less> names_of(term_ref entries) {
  std::set<term_ref, term_less> all;
  for (; entries.is_cons(); entries = entries.tail()) {
    all.insert(entries.head()[0]);
  }
  return all;
}

/// `sent` are the names that `node` got of us.
task<operations> compare_names(ctx self, atom node, term names, term sent) {
  const auto conflicts = names_of(sent);
  operations ops;
  for (term_ref at = names; at.is_cons(); at = at.tail()) {
    const term entry(at.head());  // {Name, Pid, Method}
    const auto mine = kernel_here()->names.entry(entry[0]);
    const pid his = entry[1].as_pid();
    if (!mine && node < node_name() && conflicts.contains(entry[0])) {
      // Ours has just died, and he settles the conflict without knowing. (OTP takes his, and he may
      // have settled it for ours.)
      continue;
    }
    if (!mine || (mine->who == his && his.node() != node_name())) {
      // Also what we know already: a node of our partition may have lost his since it heard of it.
      // (OTP does not tell it again, and the names differ.)
      ops.ours.push_back(tuple(atom("insert"), entry));
    } else if (!(mine->who == his) && node_name() < node) {
      const term args = list(mine->method, entry[0], entry[1], mine->who);
      const term answer =
          co_await rpc::call(self, mine->who.node(), atom("global"), atom("resolve_it"), args);
      settle(ops, entry, *mine, answer);
    }
  }
  co_return ops;
}

/// {the one on the lower node name, the other}
std::pair<pid, pid> by_node(pid first, pid second) {
  return first.node() < second.node() ? std::pair(first, second) : std::pair(second, first);
}

}  // namespace

process global_resolver(ctx self, atom node, term tag, pid server) {
  term names;
  term sent;
  co_await self.receive(on(tuple(atom("resolve"), bind(names), bind(sent), node)));
  const operations ops = co_await compare_names(self, node, names, sent);
  send(server, tuple(atoms::gen_cast,
                     tuple(atom("exchange_ops"), node, tag, list_of(ops.ours), list_of(ops.his))));
}

term resolve_as(global::resolve::standard how, term_ref name, pid first, pid second) {
  const auto [low, high] = by_node(first, second);
  switch (how) {
  case global::resolve::random_exit_name:
    log_here(log_level::info,
             "global: name conflict, terminating " + to_string(term(tuple(name, high))));
    exit(high, atoms::kill);
    return low;
  case global::resolve::random_notify_name:
    send(high, tuple(atom("global_name_conflict"), name));
    return low;
  case global::resolve::notify_all_name: break;
  }
  send(first, tuple(atom("global_name_conflict"), name, second));
  send(second, tuple(atom("global_name_conflict"), name, first));
  return atom("none");
}

task<term> resolve_it(ctx self, term method, term name, pid first, pid second) {
  // A name registered without a method has the closure that OTP's `global` makes of its default.
  if (closure_module(method) == atom("global")) {
    co_return resolve_as(global::resolve::random_exit_name, name, first, second);
  }
  // On behalf of nobody: the method came from the node that registered the name.
  const term args = list(method, list(name, first, second));
  const native_outcome got = co_await run_native(self, pid(), atoms::erlang, atom("apply"), args);
  switch (got.kind()) {
  case native_outcome::what::returned:
  case native_outcome::what::thrown: co_return got.value();
  case native_outcome::what::exit: co_return tuple(atoms::EXIT, got.value());
  case native_outcome::what::error: break;
  }
  co_return tuple(atoms::EXIT, tuple(got.value(), got.stack()));
}

}  // namespace kith::detail
