// Calls between nodes, as scripts: a process on the first of three nodes calls functions of the
// module `calls` on the others, and says what it hears.
//
//   echo/1 gives its argument, where/0 its node, sleeps/1 its node after so many milliseconds;
//   fails/1, hurls/1 and leaves/1 raise their argument, is_ended/1 ends its process by an exit
//   signal of it; tells/1 sends {told, Node} to a process
#pragma once

#include <string>
#include <vector>

#include "cluster.hpp"
#include "kith/erpc.hpp"
#include "kith/gen_server.hpp"
#include "kith/rpc.hpp"

namespace kith::scenarios {

using lines = std::vector<std::string>;

inline const atom calls("calls");

/// One run of a script: what it has heard, and whether it is through.
struct scene {
  cluster& c;
  lines heard = {};
  bool over = false;

  void hear(const term& t) { heard.push_back(to_string(t)); }
  /// That the time since `began` is `limit`, or little more.
  void hear_time(duration began, duration limit);
};

using script = process (*)(ctx self, scene* s);

/// Runs the script with some seeds, and fails the test where it hears something else.
void plays(script body, const lines& expected);

/// Hears how many messages are left half a minute later.
task<void> hear_rest(ctx self, scene* s);

}  // namespace kith::scenarios
