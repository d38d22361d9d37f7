#include "kernel/global_locks.hpp"

#include <algorithm>

#include "kernel/kernel_state.hpp"
#include "kernel/random.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// Whether it makes sense to ask the others.
bool may_be_free_here(const term& id, const std::vector<atom>& nodes) {
  const atom me = node_name();
  return nodes.size() == 1 || std::find(nodes.begin(), nodes.end(), me) == nodes.end() ||
         kernel_here()->names.can_lock(id[0], id[1]);
}

/// The nodes that said true; `refused` when one did not.
std::vector<atom> agreed(const term& replies, bool& refused) {
  std::vector<atom> nodes;
  for (term_ref at = replies[0]; at.is_cons(); at = at.tail()) {
    const term_ref reply = at.head();
    if (reply[1].is(atoms::true_)) {
      nodes.push_back(reply[0].as_atom());
    } else {
      refused = true;
    }
  }
  return nodes;
}

/// Whether one of these nodes gave no answer since there is no connection to it.
bool is_one_lost(term_ref bad_nodes) {
  for (; bad_nodes.is_cons(); bad_nodes = bad_nodes.tail()) {
    if (!is_reached(bad_nodes.head().as_atom())) {
      return true;
    }
  }
  return false;
}

std::vector<atom> atoms_of(term_ref list) {
  std::vector<atom> all;
  for (; list.is_cons(); list = list.tail()) {
    if (list.head().is_atom()) {
      all.push_back(list.head().as_atom());
    }
  }
  return all;
}

bool contains_all(const std::vector<atom>& set, const std::vector<atom>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](atom a) { return std::find(set.begin(), set.end(), a) != set.end(); });
}

}  // namespace

bool is_reached(atom node) {
  const node_list* nodes = kernel_here()->nodes;
  return node == node_name() || (nodes != nullptr && nodes->connection_id(node) != 0);
}

std::vector<atom> without(const std::vector<atom>& nodes, const std::vector<atom>& excluded) {
  std::vector<atom> rest;
  for (const atom node : nodes) {
    if (std::find(excluded.begin(), excluded.end(), node) == excluded.end()) {
      rest.push_back(node);
    }
  }
  return rest;
}

namespace {

/// `with_all`: a node that is lost counts as one that refuses, and is not dialled.
task<bool> lock_once(ctx self, term id, std::vector<atom> nodes, bool with_all) {
  if (nodes.empty()) {
    co_return true;
  }
  if (with_all && !std::all_of(nodes.begin(), nodes.end(), is_reached)) {
    co_return false;
  }
  if (!may_be_free_here(id, nodes)) {
    co_return false;
  }
  const term request = tuple(atom("set_lock"), id);
  const term replies =
      co_await gen_server::multi_call(self, nodes, atoms::global_name_server, request);
  bool refused = false;
  std::vector<atom> locked = agreed(replies, refused);
  if (!refused && !(with_all && is_one_lost(replies[1]))) {
    co_return true;
  }
  if (!locked.empty()) {
    co_await unlock(self, id, locked);
  }
  co_return false;
}

}  // namespace

task<bool> try_lock(ctx self, term id, std::vector<atom> nodes) {
  return lock_once(self, std::move(id), std::move(nodes), false);
}

task<bool> try_lock_known(ctx self, term id, std::vector<atom> nodes) {
  return lock_once(self, std::move(id), std::move(nodes), true);
}

task<void> unlock(ctx self, term id, std::vector<atom> nodes) {
  std::erase_if(nodes, [](atom node) { return !is_reached(node); });
  const term request = tuple(atom("del_lock"), id);
  if (!nodes.empty()) {
    co_await gen_server::multi_call(self, nodes, atoms::global_name_server, request);
  }
}

task<void> unlock_boss_last(ctx self, term id, std::vector<atom> nodes) {
  const std::vector<atom> boss = {*std::max_element(nodes.begin(), nodes.end())};
  const std::vector<atom> others = without(nodes, boss);
  co_await unlock(self, id, others);
  co_await unlock(self, id, boss);
}

task<std::vector<atom>> known_nodes(ctx self, pid server) {
  const term reply =
      co_await gen_server::call(self, server, atom("get_known"), duration::infinity());
  co_return atoms_of(reply);
}

task<std::vector<atom>> lock_all_known(ctx self, term id, pid server) {
  for (std::uint32_t times = 0;; ++times) {
    const std::vector<atom> known = co_await known_nodes(self, server);
    std::vector<atom> nodes = known;
    nodes.push_back(node_name());
    // The greatest first: all that want the lock meet there.
    const std::vector<atom> boss = {*std::max_element(nodes.begin(), nodes.end())};
    const bool first = co_await try_lock_known(self, id, boss);
    if (first) {
      const bool all = co_await try_lock_known(self, id, nodes);
      const std::vector<atom> now = co_await known_nodes(self, server);
      if (all && contains_all(known, now)) {
        co_return nodes;
      }
      if (all) {
        co_await unlock(self, id, nodes);
      } else {
        co_await unlock(self, id, boss);
      }
    }
    co_await random_sleep(self, times);
  }
}

duration random_time(std::uint32_t times) {
  const std::uint64_t most = times > 5 ? 8'000 : (1'000ull << times) / 8;
  return duration::milliseconds(static_cast<std::int64_t>(random_below(most)) + 1);
}

task<void> random_sleep(ctx self, std::uint32_t times) {
  const duration time = random_time(times);
  const reference never = make_ref();
  co_await self.receive(on(never), after(time));
}

pid global_where(term_ref name) {
  const pid who = kernel_here()->names.find(name);
  const bool dead = who && who.is_local() && here().home().find(who) == nullptr;
  return dead ? pid() : who;
}

}  // namespace kith::detail
