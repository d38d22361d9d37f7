// global_group in groups of real nodes and Kith nodes. The cases of OTP's global_group_SUITE, as
// far as they say something about two kinds of node, are named in the tests; all of them run with
// Kith nodes alone in tests/scenarios/global_group_test.cpp.
#include <doctest/doctest.h>

#include <string>

#include "kith/global.hpp"
#include "kith/global_group.hpp"
#include "kith_side.hpp"
#include "ports.hpp"
#include "puppet.hpp"

namespace kith::interop {
namespace {

constexpr const char* two_groups = "[{one,[cat@localhost,dog@localhost]},"
                                   "{two,[owl@localhost,fox@localhost]}]";

/// Two groups, a real node and a Kith node in each.
struct mixed {
  explicit mixed(std::string groups) : groups_(std::move(groups)) {}

  std::string groups_;
  epmd_daemon epmd;
  erl_node cat{{.epmd = epmd.port(), .global_groups = groups_}};
  kith_side dog{{.epmd = epmd.port(), .global_groups = groups_}};
  erl_node owl{{.name = "owl@localhost", .epmd = epmd.port(), .global_groups = groups_}};
  kith_side fox{{.name = "fox@localhost", .epmd = epmd.port(), .global_groups = groups_}};
};

/// `global_group:info()` says that the other node of the group is in step.
bool in_step(erl_node& at, const std::string& other) {
  return at.eval("Await(fun() -> lists:keyfind(synced_nodes, 1, global_group:info()) =:= "
                 "{synced_nodes, [" +
                 other + "]} end)") == "true";
}

task<term> awaits_step(ctx self, term other) {
  const std::string wanted = to_string(term(tuple(atom("synced_nodes"), list(other))));
  for (;;) {
    const term info = co_await global_group::info(self);
    if (to_string(info).find(wanted) != std::string::npos) {
      co_return atoms::ok;
    }
    co_await self.receive(on(atom("never")), after(5_ms));
  }
}

task<term> registers(ctx self, term t) {
  co_await global::sync(self);
  const bool mine = co_await global::register_name(self, term(t[0]), t[1].as_pid());
  co_return term(mine);
}

task<term> finds(ctx, term name) {
  const pid who = global::whereis_name(name);
  co_return who ? term(who.node()) : term(atoms::undefined);
}

TEST_CASE("global_group: nodes of a group share names, nodes of two do not (start_gg_proc, "
          "two_grp)") {
  mixed m(two_groups);
  REQUIRE(in_step(m.cat, "dog@localhost"));
  REQUIRE(in_step(m.owl, "fox@localhost"));
  REQUIRE(m.dog.run(awaits_step, atom("cat@localhost")).is(atoms::ok));
  REQUIRE(m.fox.run(awaits_step, atom("owl@localhost")).is(atoms::ok));

  CHECK(m.cat.eval("global:sync()") == "ok");
  CHECK(m.owl.eval("global:sync()") == "ok");
  CHECK(m.cat.eval("global:register_name(test, self())") == "yes");
  CHECK(to_string(m.dog.run(finds, atom("test"))) == "cat@localhost");
  const pid puppet = m.fox.spawn_puppet();
  CHECK(to_string(m.fox.run(registers, tuple(atom("test"), puppet))) == "true");
  CHECK(m.owl.eval("node(global:whereis_name(test))") == "fox@localhost");
  CHECK(m.cat.eval("node(global:whereis_name(test))") == "cat@localhost");

  // What each side says of the groups.
  CHECK(m.cat.eval("[erpc:call(N, global_group, global_groups, []) || N <- [node(), "
                   "dog@localhost]]") == "[{one,[two]},{one,[two]}]");
  CHECK(m.owl.eval("[erpc:call(N, global_group, own_nodes, []) || N <- [node(), "
                   "fox@localhost]]") ==
        "[[fox@localhost,owl@localhost],[fox@localhost,owl@localhost]]");

  // From a real node by way of a Kith node, and the other way round.
  CHECK(m.cat.eval("global_group:registered_names({node, fox@localhost})") == "[test]");
  CHECK(m.cat.eval("global_group:registered_names({group, two})") == "[test]");
  CHECK(m.cat.eval("node(global_group:whereis_name({group, two}, test))") == "fox@localhost");
  CHECK(m.cat.eval("global_group:send({group, two}, nobody, hi)") == "{badarg,{nobody,hi}}");
  CHECK(m.cat.eval("node(global_group:send({node, fox@localhost}, test, hi))") == "fox@localhost");
  CHECK(m.fox.transcript(puppet, 1) == "hi\n");
  const auto by_fox = [](ctx self, term) -> task<term> {
    using global_group::place;
    const term names = co_await global_group::registered_names(self, place::group(atom("one")));
    const term there =
        co_await global_group::registered_names(self, place::node(atom("dog@localhost")));
    const pid mine = co_await global_group::whereis_name(self, atom("test"));
    const pid his =
        co_await global_group::whereis_name(self, place::group(atom("one")), atom("test"));
    const pid sent = co_await global_group::send(self, place::node(atom("cat@localhost")),
                                                 atom("test"), atom("hello"));
    const pid none =
        co_await global_group::send(self, place::group(atom("one")), atom("nobody"), 1);
    co_return list(names, there, mine.node(), his.node(), sent == his, static_cast<bool>(none));
  };
  CHECK(to_string(m.fox.run(by_fox)) == "[[test],[test],fox@localhost,cat@localhost,true,false]");
  CHECK(m.cat.eval("Collect(1)") == "[hello]");

  // They are connected now, across the groups, and still share nothing.
  CHECK(m.cat.eval("lists:member(fox@localhost, nodes())") == "true");
  CHECK(m.cat.eval("node(global:whereis_name(test))") == "cat@localhost");
  CHECK(to_string(m.dog.run(finds, atom("test"))) == "cat@localhost");
  CHECK(m.owl.eval("node(global:whereis_name(test))") == "fox@localhost");
  CHECK(m.cat.eval("erpc:call(dog@localhost, global_group, own_nodes, [])") ==
        "[cat@localhost,dog@localhost]");
}

TEST_CASE("global_group: every function, called on a Kith node by a real one") {
  mixed m(two_groups);
  REQUIRE(m.dog.run(awaits_step, atom("cat@localhost")).is(atoms::ok));
  REQUIRE(in_step(m.cat, "dog@localhost"));
  // The same question of both nodes of the group, and the same answer.
  const auto both = [&](const std::string& function, const std::string& args) {
    CAPTURE(function);
    CAPTURE(args);
    const std::string call = "(catch erpc:call(N, global_group, " + function + ", " + args + "))";
    const std::string real = m.cat.eval_alone("N = cat@localhost, " + call);
    CHECK(m.cat.eval_alone("N = dog@localhost, " + call) == real);
    return real;
  };
  CHECK(both("global_groups", "[]") == "{one,[two]}");
  CHECK(both("own_nodes", "[]") == "[cat@localhost,dog@localhost]");
  CHECK(both("get_own_nodes", "[]") == "[cat@localhost,dog@localhost]");
  CHECK(both("get_own_nodes_with_errors", "[]") == "{ok,[cat@localhost,dog@localhost]}");
  CHECK(both("group_configured", "[]") == "true");
  CHECK(both("member", "[cat@localhost]") == "true");
  CHECK(both("member", "[owl@localhost]") == "false");
  CHECK(both("participant", "[owl@localhost]") == "false");
  CHECK(both("publish", "[normal, owl@localhost]") == "true");
  CHECK(both("publish", "[hidden, owl@localhost]") == "false");
  CHECK(both("publish", "[hidden, dog@localhost]") == "true");
  CHECK(both("monitor_nodes", "[maybe]") == "{error,not_boolean}");
  CHECK(both("ng_add_check", "[owl@localhost, [owl@localhost]]") == "not_agreed");
  CHECK(both("ng_add_check", "[owl@localhost, hidden, [cat@localhost, dog@localhost]]") ==
        "not_agreed");
  CHECK(both("ng_add_check", "[owl@localhost, [dog@localhost, cat@localhost]]") == "agreed");
  CHECK(both("registered_names", "[{node, cat@localhost}]") == "[]");
  CHECK(both("registered_names", "[{group, three}]") == "[]");
  CHECK(both("registered_names", "[{node, gone@localhost}]") == "[]");
  CHECK(both("whereis_name", "[nobody]") == "undefined");
  CHECK(both("whereis_name", "[{node, owl@localhost}, nobody]") == "undefined");
  CHECK(both("send", "[nobody, hi]") == "{badarg,{nobody,hi}}");
  CHECK(both("send", "[{group, one}, nobody, hi]") == "{badarg,{nobody,hi}}");
  CHECK(both("sync", "[]") == "ok");
  CHECK(in_step(m.cat, "dog@localhost"));
  CHECK(m.dog.run(awaits_step, atom("cat@localhost")).is(atoms::ok));
  CHECK(m.cat.eval_alone("[{state, synced}, {own_group_name, one}, {own_group_nodes, "
                         "[cat@localhost, dog@localhost]}, {synced_nodes, [cat@localhost]}, "
                         "{sync_error, []}, {no_contact, []}, {other_groups, [{two, "
                         "[owl@localhost, fox@localhost]}]}, {monitoring, []}] = "
                         "erpc:call(dog@localhost, global_group, info, []), ok") == "ok");
}

TEST_CASE("global_group: a search that dies is told, and the server lives (test_exit)") {
  mixed m(two_groups);
  const std::string there = "erpc:call(fox@localhost, global_group, ";
  CHECK(m.owl.eval("net_adm:ping(fox@localhost)") == "pong");
  // All three at once: each takes five seconds, here and in OTP.
  CHECK(m.owl.eval("Me = self(), [spawn(fun() -> Me ! {F, erpc:call(fox@localhost, global_group, "
                   "F, A)} end) || {F, A} <- [{registered_names_test, [{node, test3844zty}]}, "
                   "{send_test, [ann, test3844zty]}, {whereis_name_test, [test3844zty]}]], "
                   "lists:sort(Collect(3))") == "[{registered_names_test,{error,testing_exit}},"
                                                "{send_test,{badarg,{ann,test3844zty}}},"
                                                "{whereis_name_test,{error,testing_exit}}]");
  CHECK(m.owl.eval(there + "send_test, [ann, x])") == "{error,illegal_function_call}");
  CHECK(m.owl.eval(there + "own_nodes, [])") == "[fox@localhost,owl@localhost]");
}

TEST_CASE("global_group: nodes with other definitions are in touch, and share no names") {
  const epmd_daemon epmd;
  erl_node cat({.epmd = epmd.port(), .global_groups = "[{one,[cat@localhost,dog@localhost]}]"});
  kith_side dog({.epmd = epmd.port(),
                 .global_groups = "[{one,[cat@localhost,dog@localhost,owl@localhost]}]"});
  CHECK(cat.eval("net_adm:ping(dog@localhost)") == "pong");
  CHECK(cat.eval("Await(fun() -> lists:keyfind(sync_error, 1, global_group:info()) =:= "
                 "{sync_error, [dog@localhost]} end)") == "true");
  CHECK(cat.eval("Await(fun() -> {sync_error, [cat@localhost]} =:= lists:keyfind(sync_error, 1, "
                 "erpc:call(dog@localhost, global_group, info, [])) end)") == "true");
  CHECK(cat.eval("global:register_name(test, self())") == "yes");
  CHECK(to_string(dog.run(finds, atom("test"))) == "undefined");
}

TEST_CASE("global_group: a hidden group is hidden from the others (hidden_groups)") {
  mixed m("[{one,hidden,[cat@localhost,dog@localhost]},{two,[owl@localhost,fox@localhost]}]");
  REQUIRE(in_step(m.cat, "dog@localhost"));
  CHECK(m.cat.eval("nodes()") == "[dog@localhost]");
  CHECK(m.owl.eval("net_adm:ping(dog@localhost)") == "pong");
  CHECK(m.fox.ping("cat@localhost"));
  CHECK(m.fox.ping("dog@localhost"));
  CHECK(m.dog.nodes_of("visible") == "[cat@localhost]");
  CHECK(m.dog.nodes_of("hidden") == "[fox@localhost,owl@localhost]");
  CHECK(m.fox.nodes_of("hidden") == "[cat@localhost,dog@localhost]");
  CHECK(m.fox.nodes_of("visible") == "[owl@localhost]");
  CHECK(m.owl.eval("nodes()") == "[fox@localhost]");
}

TEST_CASE("global_group: disconnected from all of its group, a node finds back to it "
          "(global_disconnect)") {
  mixed m(two_groups);
  REQUIRE(in_step(m.cat, "dog@localhost"));
  CHECK(m.cat.eval("net_adm:ping(owl@localhost)") == "pong");
  CHECK(m.cat.eval("global:register_name(test, self())") == "yes");
  CHECK(m.cat.eval("erpc:call(dog@localhost, net_adm, ping, [fox@localhost])") == "pong");
  CHECK(to_string(m.dog.run([](ctx self, term) -> task<term> {
          co_return co_await global::disconnect(self);
        })) == "[cat@localhost]");
  CHECK(m.cat.eval("Await(fun() -> nodes() =:= [owl@localhost] end)") == "true");
  CHECK(m.cat.eval("net_adm:ping(dog@localhost)") == "pong");
  REQUIRE(in_step(m.cat, "dog@localhost"));
  REQUIRE(m.dog.run(awaits_step, atom("cat@localhost")).is(atoms::ok));
  const auto found = [](ctx self, term name) -> task<term> {
    co_await global::sync(self);
    const pid who = global::whereis_name(name);
    co_return who ? term(who.node()) : term(atoms::undefined);
  };
  CHECK(to_string(m.dog.run(found, atom("test"))) == "cat@localhost");
}

}  // namespace
}  // namespace kith::interop
