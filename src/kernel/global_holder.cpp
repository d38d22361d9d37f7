// Takes global's lock on all nodes of our partition for one attempt to meet another node, and holds
// it until the locker says so: who holds a lock is watched, and lives as long as it has it.
// OTP: kernel, global: lock_nodes_safely/3, delete_locks/2.
//
//   holder → locker   {locked, Holder, true | false}, {unlocked, Holder}
//   locker → holder   {unlock, no_fun | [{Node, Message}]}

#include <algorithm>

#include "kernel/global_locks.hpp"
#include "kernel/global_server.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

namespace {

/// Locks the greatest node that we know, ourselves, `extra`, and then all others: all of them,
/// which are returned, or none. (OTP gives back what it knows by then, and leaves the greatest
/// locked for ever when that has gone from there in between.)
task<std::vector<atom>> lock_nodes_safely(ctx self, pid server, term id, std::vector<atom> extra) {
  std::vector<atom> known = co_await known_nodes(self, server);
  known.push_back(node_name());
  const std::vector<atom> first = {*std::max_element(known.begin(), known.end())};
  const bool boss_is_here = first.front() == node_name();
  // Locking ourselves now could stop a node that has locked the greatest already: only look.
  const std::vector<atom> none;
  if (!boss_is_here && !kernel_here()->names.can_lock(id[0], id[1])) {
    co_return none;
  }
  const bool has_boss = co_await try_lock_known(self, id, first);
  if (!has_boss) {
    co_return none;
  }
  known = co_await known_nodes(self, server);
  extra.insert(extra.begin(), node_name());
  const std::vector<atom> second = without(extra, first);
  const bool has_us = co_await try_lock_known(self, id, second);
  if (!has_us) {
    co_await unlock(self, id, first);
    co_return none;
  }
  std::vector<atom> locked = first;
  locked.insert(locked.end(), second.begin(), second.end());
  const std::vector<atom> third = without(known, locked);
  const bool has_all = co_await try_lock_known(self, id, third);
  if (!has_all) {
    co_await unlock(self, id, locked);
    co_return none;
  }
  locked.insert(locked.end(), third.begin(), third.end());
  co_return locked;
}

/// What the server asked to be sent before the lock goes.
void send_all(term_ref to_be_sent) {
  for (; to_be_sent.is_cons(); to_be_sent = to_be_sent.tail()) {
    const term_ref one = to_be_sent.head();
    if (one.is_tuple(2) && one[0].is_atom()) {
      send(destination(atoms::global_name_server, one[0].as_atom()),
           tuple(atoms::gen_cast, one[1]));
    }
  }
}

}  // namespace

process global_holder(ctx self, pid locker, pid server, term id, std::vector<atom> extra) {
  const std::vector<atom> nodes = co_await lock_nodes_safely(self, server, id, extra);
  send(locker, tuple(atom("locked"), self.self(), !nodes.empty()));
  if (nodes.empty()) {
    co_return;
  }
  term to_be_sent;
  co_await self.receive(on(tuple(atom("unlock"), bind(to_be_sent))));
  send_all(to_be_sent);
  co_await unlock_boss_last(self, id, nodes);
  send(locker, tuple(atom("unlocked"), self.self()));
}

}  // namespace kith::detail
