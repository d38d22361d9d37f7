// A node that comes back is another one: its creation has changed.
#include <doctest/doctest.h>

#include <memory>

#include "kith_side.hpp"
#include "ports.hpp"
#include "puppet.hpp"

namespace kith::interop {
namespace {

constexpr const char* erl_process =
    "Puppet = {puppet, dog@localhost}, Puppet ! {victim, spawn(fun F() -> "
    "receive {die, W} -> exit(W); X -> tester ! X, F() end end)}, ok";

TEST_CASE("restart: what was known of an erl is not taken for its successor") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  const pid puppet = kith.spawn_puppet(atom("puppet"));
  (void)kith.order(puppet, tuple(atom("trap_exit"), true));
  const auto start = [&] {
    auto erl = std::make_unique<erl_node>(erl_options{.epmd = epmd.port()});
    CHECK(erl->eval(erl_process) == "ok");
    return erl;
  };
  const auto victim = [&] {
    const term told = kith.order(puppet, tuple(atom("await"), 1));
    REQUIRE(told.is_list());
    return term(told.ref().head()[1]);
  };
  auto erl = start();
  const term old = victim();
  const term first = kith.order(puppet, tuple(atom("monitor"), old));
  erl->program().kill();
  CHECK(kith.transcript(puppet, 1) ==
        lines({tuple(atom("DOWN"), first, atom("process"), old, atom("noconnection"))}));
  erl.reset();

  erl = start();
  const term fresh = victim();
  CHECK(old.as_pid().creation() != fresh.as_pid().creation());
  CHECK(to_string(kith.order(puppet, tuple(atom("send"), old, atom("lost")))) == "ok");
  CHECK(to_string(kith.order(puppet, tuple(atom("send"), fresh, atom("found")))) == "ok");
  CHECK(erl->eval("Collect(1)") == "[found]");
  // To the old one nothing can be tied; to the new one everything.
  CHECK(to_string(kith.order(puppet, tuple(atom("link"), fresh))) == "ok");
  const term again = kith.order(puppet, tuple(atom("monitor"), fresh));
  const term dead = kith.order(puppet, tuple(atom("monitor"), old));
  const std::string noproc =
      lines({tuple(atom("DOWN"), dead, atom("process"), old, atom("noproc"))});
  CHECK(kith.transcript(puppet, 1) == noproc);
  CHECK(to_string(kith.order(puppet,
                             tuple(atom("send"), fresh, tuple(atom("die"), atom("bye"))))) == "ok");
  CHECK(kith.transcript(puppet, 2) ==
        lines({tuple(atom("EXIT"), fresh, atom("bye")),
               tuple(atom("DOWN"), again, atom("process"), fresh, atom("bye"))}));
}

TEST_CASE("restart: what an erl knew of a Kith node is not taken for its successor") {
  const epmd_daemon epmd;
  erl_node erl({.epmd = epmd.port()});
  const auto start = [&] {
    return std::make_unique<kith_program>(kith_options{.epmd = epmd.port()});
  };
  auto kith = start();
  CHECK(erl.eval("D = {puppet, dog@localhost}, P = Do(D, spawn), R = monitor(process, P), "
                 "Do(P, {trap_exit, true})") == "ok");
  kith->program().kill();
  CHECK(erl.eval("Collect(1) =:= [{'DOWN', R, process, P, noconnection}]") == "true");
  kith.reset();

  kith = start();
  CHECK(erl.eval("Q = Do(D, spawn), P =/= Q") == "true");
  CHECK(erl.eval("P ! {do, self(), spawn}, Q ! one, Do(Q, {await, 1})") == "[one]");
  CHECK(erl.eval("Collect(0)") == "[]");
  CHECK(erl.eval("link(Q), S = monitor(process, Q), T = monitor(process, P), Collect(1) =:= "
                 "[{'DOWN', T, process, P, noproc}]") == "true");
  CHECK(erl.eval("ok = Do(Q, {die, bye}), lists:sort(Collect(2)) =:= "
                 "lists:sort([{'EXIT', Q, bye}, {'DOWN', S, process, Q, bye}])") == "true");
}

}  // namespace
}  // namespace kith::interop
