// What a node that goes away leaves behind: one signal for each tie, however it went.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "kith/global.hpp"
#include "kith_side.hpp"
#include "ports.hpp"
#include "proxy.hpp"
#include "puppet.hpp"

namespace kith::interop {
namespace {

/// Small, so that a silent peer is found within 5 seconds.
constexpr int ticktime = 4;

/// The process `victim` of an erl, as a term of this program.
term victim_of(kith_side& kith, erl_node& erl, pid puppet) {
  CHECK(erl.eval("is_pid(V = spawn(fun F() -> receive X -> tester ! X, F() end end)) andalso "
                 "register(victim, V)") == "true");
  (void)erl.eval("{puppet, dog@localhost} ! {victim, V}, ok");
  // Until global has nothing more to say, here and there: what it sent after the loss would connect
  // anew.
  CHECK(erl.eval("global:sync()") == "ok");
  const term synced = kith.run([](ctx self, term) -> task<term> {
    co_await global::sync(self);
    co_return atoms::ok;
  });
  CHECK(to_string(synced) == "ok");
  CHECK(kith.ping("cat@localhost"));
  const term told = kith.order(puppet, tuple(atom("await"), 1));
  return told.is_list() ? term(told.ref().head()[1]) : told;
}

/// Ties `puppet` to the erl's process in every way; what it is to hear when the erl goes.
std::string tie(kith_side& kith, pid puppet, const term& victim) {
  const atom cat("cat@localhost");
  const atom name("victim");
  CHECK(to_string(kith.order(puppet, tuple(atom("trap_exit"), true))) == "ok");
  CHECK(to_string(kith.order(puppet, tuple(atom("link"), victim))) == "ok");
  const term by_pid = kith.order(puppet, tuple(atom("monitor"), victim));
  const term by_name = kith.order(puppet, tuple(atom("monitor"), tuple(name, cat)));
  CHECK(to_string(kith.order(puppet, tuple(atom("monitor_node"), cat, true))) == "ok");
  const atom lost("noconnection");
  const atom down("DOWN");
  const atom a_process("process");
  return lines({tuple(atom("EXIT"), victim, lost), tuple(down, by_pid, a_process, victim, lost),
                tuple(down, by_name, a_process, tuple(name, cat), lost),
                tuple(atom("nodedown"), cat)});
}

TEST_CASE("loss: when an erl ends, is killed or falls silent, Kith's links and monitors say "
          "noconnection, once each") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port(), .net_ticktime = duration::seconds(ticktime)});
  erl_node erl({.epmd = epmd.port(), .net_ticktime = ticktime});
  const pid puppet = kith.spawn_puppet(atom("puppet"));
  const term victim = victim_of(kith, erl, puppet);
  REQUIRE(victim.is_pid());
  const std::string expected = tie(kith, puppet, victim);
  SUBCASE("halt()") {
    erl.type("halt()");
  }
  SUBCASE("init:stop()") {
    erl.type("init:stop()");
  }
  SUBCASE("kill -9") {
    erl.program().kill();
  }
  SUBCASE("stopped until the tick runs out") {
    erl.program().stop();
  }
  SUBCASE("erl disconnects") {
    erl.type("erlang:disconnect_node(dog@localhost)");
  }
  SUBCASE("Kith disconnects") {
    CHECK(to_string(kith.order(puppet, tuple(atom("disconnect"), atom("cat@localhost")))) ==
          "true");
  }
  CHECK(kith.transcript(puppet, 4) == expected);
  INFO(kith.log().text());
  CHECK(kith.nodes_of("connected") == "[]");
}

/// Ties the tester of an erl to the Kith program's puppet in every way.
void tie(erl_node& erl) {
  CHECK(erl.eval("N = 'dog@localhost', is_pid(P = Do({puppet, N}, spawn))") == "true");
  CHECK(erl.eval("{puppet, N} ! {do, self(), {send, self(), ready}}, Collect(2)") ==
        "[ready,{did,ok}]");
  CHECK(erl.eval("link(P), R1 = monitor(process, P), R2 = monitor(process, {puppet, N}), "
                 "monitor_node(N, true)") == "true");
  CHECK(erl.eval("global:sync()") == "ok");
  // Answered after all of these have arrived.
  CHECK(erl.eval("Do(P, {trap_exit, true})") == "ok");
}

/// Whether the tester has got all that it should, and nothing else.
constexpr const char* all_four =
    "lists:sort(Collect(4)) =:= lists:sort([{'EXIT', P, noconnection}, "
    "{'DOWN', R1, process, P, noconnection}, "
    "{'DOWN', R2, process, {puppet, N}, noconnection}, {nodedown, N}])";

TEST_CASE(
    "loss: when a Kith program ends, is killed or falls silent, Erlang's links and monitors say "
    "noconnection, once each") {
  const epmd_daemon epmd;
  kith_program kith({.epmd = epmd.port(), .net_ticktime = duration::seconds(ticktime)});
  erl_node erl({.epmd = epmd.port(), .net_ticktime = ticktime});
  tie(erl);
  SUBCASE("its node ends") {
    kith.halt();
  }
  SUBCASE("kill -9") {
    kith.program().kill();
  }
  SUBCASE("stopped until the tick runs out") {
    kith.program().stop();
  }
  SUBCASE("erl disconnects") {
    CHECK(erl.eval("erlang:disconnect_node(N)") == "true");
  }
  SUBCASE("Kith disconnects") {
    CHECK(erl.eval("{puppet, N} ! {do, P, {disconnect, node()}}, ok") == "ok");
  }
  CHECK(erl.eval(all_four) == "true");
  CHECK(erl.eval("nodes(connected)") == "[]");
}

TEST_CASE("loss: a connection that is cut breaks all ties at both ends, and the nodes meet again") {
  // Kith finds the erl by way of a proxy; the erl does not know of Kith's epmd.
  const epmd_daemon erls_epmd;
  const epmd_daemon kiths_epmd;
  const std::uint16_t port = free_port();
  erl_node erl({.epmd = erls_epmd.port(), .net_ticktime = ticktime, .listen_port = port});
  proxy between(port);
  const epmd_entry_of entry(kiths_epmd.port(), "cat", between.port());
  kith_side kith({.epmd = kiths_epmd.port(), .net_ticktime = duration::seconds(ticktime)});
  const pid puppet = kith.spawn_puppet(atom("puppet"));
  REQUIRE(kith.ping("cat@localhost"));
  const term victim = victim_of(kith, erl, puppet);
  REQUIRE(victim.is_pid());
  const std::string expected = tie(kith, puppet, victim);
  tie(erl);
  SUBCASE("by a reset") {
    between.set(proxy::fault::reset);
  }
  SUBCASE("by swallowing all") {
    between.set(proxy::fault::silence);
  }
  CHECK(kith.transcript(puppet, 4) == expected);
  CHECK(erl.eval(all_four) == "true");
  CHECK(kith.nodes_of("connected") == "[]");
  between.set(proxy::fault::none);
  CHECK(kith.ping("cat@localhost"));
  CHECK(erl.eval("Do({puppet, N}, {link, self()})") == "ok");
}

TEST_CASE("loss: ties to a node that is not there break at once") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  const pid puppet = kith.spawn_puppet();
  (void)kith.order(puppet, tuple(atom("trap_exit"), true));
  const term gone = pid::external(atom("gone@localhost"), 7, 42, 0);
  CHECK(to_string(kith.order(puppet, tuple(atom("link"), gone))) == "ok");
  const term by_pid = kith.order(puppet, tuple(atom("monitor"), gone));
  CHECK(to_string(kith.order(puppet, tuple(atom("monitor_node"), atom("gone@localhost"), true))) ==
        "ok");
  const atom lost("noconnection");
  CHECK(kith.transcript(puppet, 3) ==
        lines({tuple(atom("EXIT"), gone, lost),
               tuple(atom("DOWN"), by_pid, atom("process"), gone, lost),
               tuple(atom("nodedown"), atom("gone@localhost"))}));
}

}  // namespace
}  // namespace kith::interop
