// A process that runs on and on without a co_await holds one scheduler; the node lives on.
#include <doctest/doctest.h>

#include "kith_side.hpp"
#include "ports.hpp"
#include "puppet.hpp"
#include "runtime/node_core.hpp"
#include "runtime/scheduler.hpp"

namespace kith::interop {
namespace {

/// Small, so that who falls silent is given up within 3 to 5 seconds.
constexpr int ticktime = 4;
constexpr duration spin_time = 6_s;

/// Holds the scheduler of that index, and says so when it is over; sends now and then unless
/// `silent`.
process spins(ctx self, std::size_t scheduler, bool silent, shared_box out) {
  // Of many yields one finds the process stolen.
  for (int tries = 0; detail::current_scheduler()->index() != scheduler; ++tries) {
    if (tries == 10'000'000) {
      out->put(atom("never_there"));
      co_return;
    }
    co_await self.yield();
  }
  const io::instant end = io::real_world().now() + spin_time;
  io::instant next = io::real_world().now();
  for (io::instant now = next; now < end; now = io::real_world().now()) {
    if (!silent && next <= now) {
      send({atom("sink"), atom("cat@localhost")}, atom("grain"));
      next = now + 10_ms;
    }
  }
  out->put(atom("over"));
}

TEST_CASE("stuck: a process that spins past the tick time costs no peer a nodedown") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port(), .net_ticktime = duration::seconds(ticktime)});
  if (kith.the_node().core().home().scheduler_count() < 2) {
    MESSAGE("one processor: nobody is there to stand in");
    return;
  }
  erl_node erl({.epmd = epmd.port(), .net_ticktime = ticktime});
  kith.spawn_puppet(atom("puppet"));
  REQUIRE(kith.ping("cat@localhost"));
  CHECK(erl.eval("monitor_node('dog@localhost', true)") == "true");
  CHECK(erl.eval("C = counters:new(1, []), register(sink, spawn(fun F() -> "
                 "receive grain -> counters:add(C, 1, 1), F() end end))") == "true");
  const auto out = std::make_shared<term_box>();
  std::size_t scheduler = 0;
  bool silent = false;
  SUBCASE("on the scheduler of the sockets, with a peer that says nothing") {
    silent = true;
  }
  SUBCASE("on the scheduler of the sockets, with a peer that goes on asking") {}
  SUBCASE("on another scheduler") {
    scheduler = 1;
  }
  kith.the_node().spawn(spins, scheduler, silent, out);
  term over = out->take(silent ? spin_time : 1_s);
  for (int asked = 0; over.is(atom("no_answer")); ++asked) {
    // Answered while the process spins.
    CHECK(erl.eval("element(1, timer:tc(fun() -> "
                   "ok = Do({puppet, 'dog@localhost'}, {trap_exit, true}) end)) < 2000000") ==
          "true");
    over = out->take(500_ms);
    REQUIRE(asked < 60);
    if (asked == 4) {
      CHECK(erl.eval("counters:get(C, 1) > 50") == "true");  // of some 300 by now
    }
  }
  CHECK(to_string(over) == "over");
  // Whatever was to be found out in silence has been by now.
  CHECK(erl.eval("receive {nodedown, _} -> down after 2000 -> up end") == "up");
  CHECK(erl.eval("nodes()") == "[dog@localhost]");
  CHECK(kith.nodes_of("visible") == "[cat@localhost]");
}

}  // namespace
}  // namespace kith::interop
