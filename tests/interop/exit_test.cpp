// Exit signals, links and monitors between processes of both kinds, while both nodes live.
#include <doctest/doctest.h>

#include <string>

#include "kith_side.hpp"
#include "ports.hpp"
#include "puppet.hpp"

namespace kith::interop {
namespace {

/// An erl and a Kith node that know each other. Here `puppet` traps exits; in the erl it is Puppet,
/// and New() makes one that does not; the funs Signals(Pid, Ref, Reason) are what comes of a link
/// and a monitor.
struct couple {
  couple() {
    puppet = kith.spawn_puppet(atom("puppet"));
    ok(tuple(atom("trap_exit"), true));
    CHECK(erl.eval("Puppet = {puppet, dog@localhost}, is_pid((New = fun() -> Do(Puppet, spawn) "
                   "end)())") == "true");
    (void)erl.eval("Signals = fun(Pid, Ref, Why) -> lists:sort([{'EXIT', Pid, Why}, "
                   "{'DOWN', Ref, process, Pid, Why}]) end");
  }

  /// A process of the erl that dies of what it is told by {die, Reason}, traps exits when told
  /// `trap`, and sends anything else to the tester.
  term new_victim() {
    (void)erl.eval_alone(
        "Puppet ! {victim, spawn(fun F() -> receive {die, R} -> exit(R); "
        "trap -> process_flag(trap_exit, true), tester ! trapping, F(); X -> tester ! X, F() "
        "end end)}");
    const term told = kith.order(puppet, tuple(atom("await"), 1));
    REQUIRE(told.is_list());
    return term(told.ref().head()[1]);
  }
  term new_trapping_victim() {
    term victim = new_victim();
    send(victim, atom("trap"));
    CHECK(erl.eval("receive trapping -> ok after 9000 -> none end") == "ok");
    return victim;
  }
  void ok(term command) { CHECK(to_string(kith.order(puppet, std::move(command))) == "ok"); }
  void send(const term& to, term message) { ok(tuple(atom("send"), to, message)); }

  epmd_daemon epmd;
  kith_side kith{{.epmd = epmd.port()}};
  erl_node erl{{.epmd = epmd.port()}};
  pid puppet;
};

/// Reasons of all kinds, as text.
constexpr const char* reasons[] = {"normal", "shutdown", "{shutdown,x}", "killed",
                                   "42",     "\"abc\"",  "{oops,[]}",    "#{why=>[not_known]}"};

/// What a link and a monitor say of an end.
std::string signals(const term& who, const term& ref, const term& why) {
  return lines(
      {tuple(atom("EXIT"), who, why), tuple(atom("DOWN"), ref, atom("process"), who, why)});
}

TEST_CASE("exit: the reason of an Erlang process comes through links and monitors to Kith") {
  couple c;
  for (const char* text : reasons) {
    CAPTURE(text);
    const term reason = *parse_term(text);
    const term victim = c.new_victim();
    c.ok(tuple(atom("link"), victim));
    const term ref = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    c.send(victim, tuple(atom("die"), reason));
    CHECK(c.kith.transcript(c.puppet, 2) == signals(victim, ref, reason));
  }
}

TEST_CASE("exit: the reason of a Kith process comes through links and monitors to Erlang") {
  couple c;
  for (const char* text : reasons) {
    CAPTURE(text);
    const std::string why = text;
    CHECK(c.erl.eval_alone("P = New(), link(P), R = monitor(process, P), ok = Do(P, {die, " + why +
                           "}), lists:sort(Collect(2)) =:= Signals(P, R, " + why + ")") == "true");
  }
}

TEST_CASE("exit: exit(Pid, Reason) of Kith reaches an Erlang process as one of Erlang would") {
  couple c;
  const auto exit_with = [&](const term& victim, const term& why) {
    c.ok(tuple(atom("exit"), victim, why));
  };
  for (const char* text : reasons) {
    CAPTURE(text);
    const term reason = *parse_term(text);
    // One that traps exits gets the message.
    exit_with(c.new_trapping_victim(), reason);
    CHECK(c.erl.eval_alone("receive {'EXIT', From, Why} -> {node(From), Why =:= (" +
                           std::string(text) + ")} after 9000 -> none end") ==
          "{dog@localhost,true}");
    // Another dies of it, but not of normal.
    const term victim = c.new_victim();
    const term ref = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    exit_with(victim, reason);
    if (reason.is(atoms::normal)) {
      c.send(victim, tuple(atom("die"), atom("later")));
    }
    const term why = reason.is(atoms::normal) ? term(atom("later")) : reason;
    CHECK(c.kith.transcript(c.puppet, 1) ==
          lines({tuple(atom("DOWN"), ref, atom("process"), victim, why)}));
  }
}

TEST_CASE("exit: exit(Pid, Reason) of Erlang reaches a Kith process as it would one of Erlang") {
  couple c;
  for (const char* text : reasons) {
    CAPTURE(text);
    const std::string why = text;
    // One that traps exits gets the message.
    CHECK(c.erl.eval_alone("P = New(), ok = Do(P, {trap_exit, true}), exit(P, " + why +
                           "), Do(P, {await, 1}) =:= [{'EXIT', self(), " + why + "}]") == "true");
    // Another dies of it, but not of normal.
    const std::string died = why == "normal" ? "later" : why;
    CHECK(c.erl.eval_alone("P = New(), R = monitor(process, P), exit(P, " + why + "), case " + why +
                           " of normal -> Do(P, {die, later}); _ -> ok end, "
                           "Collect(1) =:= [{'DOWN', R, process, P, " +
                           died + "}]") == "true");
  }
}

TEST_CASE("exit: kill cannot be trapped, and those linked get killed") {
  couple c;
  SUBCASE("Kith kills an Erlang process") {
    const term victim = c.new_trapping_victim();
    c.ok(tuple(atom("link"), victim));
    const term ref = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    c.ok(tuple(atom("exit"), victim, atom("kill")));
    CHECK(c.kith.transcript(c.puppet, 2) == signals(victim, ref, atom("killed")));
  }
  SUBCASE("Erlang kills a Kith process") {
    CHECK(c.erl.eval_alone("P = New(), ok = Do(P, {trap_exit, true}), link(P), "
                           "R = monitor(process, P), exit(P, kill), "
                           "lists:sort(Collect(2)) =:= Signals(P, R, killed)") == "true");
  }
}

TEST_CASE("exit: one that does not trap exits dies of the end of what it is linked to, but not of "
          "normal") {
  couple c;
  SUBCASE("a Kith process with an Erlang one") {
    CHECK(c.erl.eval_alone("P = New(), R = monitor(process, P), V = spawn(fun() -> receive W -> "
                           "exit(W) end end), ok = Do(P, {link, V}), V ! normal, "
                           "ok = Do(P, {trap_exit, false}), W2 = spawn(fun() -> receive W -> "
                           "exit(W) end end), ok = Do(P, {link, W2}), W2 ! {too, bad}, "
                           "Collect(1) =:= [{'DOWN', R, process, P, {too, bad}}]") == "true");
  }
  SUBCASE("an Erlang process with a Kith one") {
    CHECK(c.erl.eval_alone("P = New(), {V, R} = spawn_monitor(fun() -> link(P), tester ! linked, "
                           "receive never -> ok end end), receive linked -> ok end, "
                           "ok = Do(P, {die, {too, bad}}), "
                           "Collect(1) =:= [{'DOWN', R, process, V, {too, bad}}]") == "true");
  }
}

TEST_CASE("exit: after unlink and demonitor nothing comes") {
  couple c;
  SUBCASE("to Kith") {
    const term victim = c.new_victim();
    const term other = c.new_victim();
    c.ok(tuple(atom("link"), victim));
    const term ref = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    const term kept = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    c.ok(tuple(atom("unlink"), victim));
    c.ok(tuple(atom("demonitor"), ref));
    c.send(victim, tuple(atom("die"), atom("bye")));
    CHECK(c.kith.transcript(c.puppet, 1) ==
          lines({tuple(atom("DOWN"), kept, atom("process"), victim, atom("bye"))}));
    // A link made anew holds.
    c.ok(tuple(atom("link"), other));
    c.ok(tuple(atom("unlink"), other));
    c.ok(tuple(atom("link"), other));
    c.send(other, tuple(atom("die"), atom("bye")));
    CHECK(c.kith.transcript(c.puppet, 1) == lines({tuple(atom("EXIT"), other, atom("bye"))}));
  }
  SUBCASE("to Erlang") {
    CHECK(c.erl.eval_alone("P = New(), link(P), R = monitor(process, P), "
                           "K = monitor(process, P), unlink(P), demonitor(R), "
                           "ok = Do(P, {die, bye}), "
                           "Collect(1) =:= [{'DOWN', K, process, P, bye}]") == "true");
    CHECK(c.erl.eval_alone("P = New(), link(P), unlink(P), link(P), ok = Do(P, {die, bye}), "
                           "Collect(1) =:= [{'EXIT', P, bye}]") == "true");
  }
  SUBCASE("to Erlang when Kith has unlinked") {
    CHECK(c.erl.eval_alone("P = New(), link(P), ok = Do(P, {unlink, self()}), "
                           "ok = Do(P, {die, bye}), Collect(0)") == "[]");
  }
}

TEST_CASE("exit: a link or monitor to a process that has gone says noproc") {
  couple c;
  SUBCASE("to Kith") {
    const term victim = c.new_victim();
    const term first = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    c.send(victim, tuple(atom("die"), atom("bye")));
    (void)first;
    CHECK(to_string(c.kith.order(c.puppet, tuple(atom("await"), 1))) != "no_answer");
    c.ok(tuple(atom("link"), victim));
    const term ref = c.kith.order(c.puppet, tuple(atom("monitor"), victim));
    CHECK(c.kith.transcript(c.puppet, 2) == signals(victim, ref, atom("noproc")));
    const term name = tuple(atom("nobody"), atom("cat@localhost"));
    const term by_name = c.kith.order(c.puppet, tuple(atom("monitor"), name));
    CHECK(c.kith.transcript(c.puppet, 1) ==
          lines({tuple(atom("DOWN"), by_name, atom("process"), name, atom("noproc"))}));
  }
  SUBCASE("to Erlang") {
    CHECK(c.erl.eval_alone("P = New(), monitor(process, P), ok = Do(P, {die, bye}), Collect(1), "
                           "link(P), R = monitor(process, P), "
                           "lists:sort(Collect(2)) =:= Signals(P, R, noproc)") == "true");
    CHECK(c.erl.eval_alone("R = monitor(process, {nobody, dog@localhost}), Collect(1) =:= "
                           "[{'DOWN', R, process, {nobody, dog@localhost}, noproc}]") == "true");
  }
}

}  // namespace
}  // namespace kith::interop
