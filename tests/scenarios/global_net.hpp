// Nodes of Kith in one simulation, and what the cases of OTP's global_SUITE do with them.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <vector>

#include "cluster.hpp"
#include "kith/global.hpp"

namespace kith::scenarios {

/// What a process of a node is to do; its value comes to the test.
using deed_of_global = task<term> (*)(ctx self, term argument);

class global_net {
 public:
  explicit global_net(std::size_t members, std::uint64_t seed = 1);

  /// Connects two nodes; true when they are.
  bool join(std::size_t a, std::size_t b);
  /// Connects all of `members` by way of the first, and waits until each knows all others
  /// and their names.
  bool join_all(const std::vector<std::size_t>& members);
  /// All with all.
  bool join_all();
  /// Nothing passes between the one side and the other, until `heal`; waits until both know it.
  bool part(const std::vector<std::size_t>& one, const std::vector<std::size_t>& other);
  void heal() { sim.heal_all(); }

  /// What `body` returns in a new process of a node; what it exits with as `{'EXIT', Reason}`, and
  /// the atom `no_answer` when it takes longer than a minute.
  term run(std::size_t at, deed_of_global body, term argument = term::nil());
  /// A process of a node that lives until it is told to `stop`, or is killed, and tells what else
  /// it got by `heard`.
  pid somebody(std::size_t at);
  /// The messages that `somebody` got, printed.
  std::vector<std::string> heard(std::size_t at, pid who);
  void stop(std::size_t at, pid who) { c.at(at).send(who, atom("stop")); }

  /// As other nodes see it.
  [[nodiscard]] static pid foreign(pid who) {
    return pid::external(who.node(), who.creation(), who.id(), who.serial());
  }
  bool register_name(std::size_t at, const term& name, pid who);
  bool register_name(std::size_t at, const term& name, pid who, const global::resolve& how);
  void unregister_name(std::size_t at, const term& name);
  /// A pid, or the atom `undefined`.
  term whereis_name(std::size_t at, const term& name);
  term names(std::size_t at);
  bool set_lock(std::size_t at, const term& id, std::vector<std::size_t> on, std::uint32_t retries);

  /// Whether all nodes that are up say so, soon.
  bool all_find(const term& name, const term& who);
  bool none_finds(const term& name) { return all_find(name, atoms::undefined); }
  /// The one process that all nodes find, or none when they do not come to agree.
  pid agreed(const term& name);
  bool soon(const std::function<bool()>& what) { return sim.run_until(what, 2_min); }

  testing::simulation sim;
  cluster c;
};

}  // namespace kith::scenarios
