// rpc, erpc and global, typed in a real erl beside a visible Kith node: they return what they
// return beside another erl.
#include <doctest/doctest.h>

#include <string>

#include "kith/erpc.hpp"
#include "kith/global.hpp"
#include "kith/rpc.hpp"
#include "kith_side.hpp"
#include "ports.hpp"
#include "puppet.hpp"

namespace kith::interop {
namespace {

task<term> twice(ctx, term args) {
  const term_ref n = args.ref().head();
  if (!n.is_integer()) {
    raise_error(atoms::badarg);
  }
  co_return term(2 * n.as_int());
}

task<term> leave(ctx, term args) {
  exit(term(args.ref().head()));
  co_return atoms::ok;
}

task<term> hurl(ctx, term args) {
  throw_term(term(args.ref().head()));
  co_return atoms::ok;
}

struct beside {
  beside() {
    node& n = kith.the_node();
    n.export_function(atom("sums"), atom("twice"), 1, twice);
    n.export_function(atom("sums"), atom("leave"), 1, leave);
    n.export_function(atom("sums"), atom("hurl"), 1, hurl);
    CHECK(erl.eval("N = dog@localhost, net_adm:ping(N)") == "pong");
  }
  epmd_daemon epmd;
  kith_side kith{{.epmd = epmd.port()}};
  erl_node erl{{.epmd = epmd.port()}};
};

TEST_CASE("services: rpc and erpc of Erlang call the functions that a Kith node has registered") {
  beside b;
  CHECK(b.erl.eval("rpc:call(N, erlang, node, [])") == "dog@localhost");
  CHECK(b.erl.eval("rpc:call(N, erlang, node, [], 5000)") == "dog@localhost");
  CHECK(b.erl.eval("rpc:block_call(N, erlang, node, [])") == "dog@localhost");
  CHECK(b.erl.eval("erpc:call(N, erlang, node, [])") == "dog@localhost");
  CHECK(b.erl.eval("erpc:call(N, sums, twice, [21], 5000)") == "42");
  CHECK(b.erl.eval("rpc:call(N, sums, twice, [21])") == "42");
  CHECK(b.erl.eval("rpc:multicall([N, node()], erlang, node, [])") ==
        "{[dog@localhost,cat@localhost],[]}");
  CHECK(b.erl.eval("erpc:multicall([N, node()], erlang, node, [], 5000)") ==
        "[{ok,dog@localhost},{ok,cat@localhost}]");
  CHECK(b.erl.eval("rpc:cast(N, erlang, node, [])") == "true");
  CHECK(b.erl.eval("erpc:cast(N, erlang, node, [])") == "ok");
  CHECK(b.erl.eval("R = erpc:send_request(N, sums, twice, [4]), erpc:receive_response(R)") == "8");
  CHECK(b.erl.eval("K = rpc:async_call(N, sums, twice, [5]), rpc:yield(K)") == "10");
  CHECK(b.erl.eval("rpc:call(N, erlang, whereis, [nobody])") == "undefined");
  CHECK(b.erl.eval("node(rpc:call(N, erlang, whereis, [rex]))") == "dog@localhost");
  CHECK(b.erl.eval("Collect(0)") == "[]");
}

TEST_CASE("services: what goes wrong in a call shows as it does beside an erl") {
  beside b;
  CHECK(b.erl.eval_alone("{badrpc, {'EXIT', {undef, [{no, such, [1], _} | _]}}} = "
                         "rpc:call(N, no, such, [1]), ok") == "ok");
  CHECK(b.erl.eval_alone("try erpc:call(N, no, such, [1]) catch error:{exception, undef, "
                         "[{no, such, [1], _} | _]} -> ok end") == "ok");
  CHECK(b.erl.eval_alone("{badrpc, {'EXIT', {badarg, _}}} = rpc:call(N, sums, twice, [a]), ok") ==
        "ok");
  CHECK(b.erl.eval_alone("try erpc:call(N, sums, twice, [a]) catch error:{exception, badarg, "
                         "S} when is_list(S) -> ok end") == "ok");
  CHECK(b.erl.eval("rpc:call(N, sums, leave, [gone])") == "{badrpc,{'EXIT',gone}}");
  CHECK(b.erl.eval_alone("try erpc:call(N, sums, leave, [gone]) catch exit:{exception, gone} -> ok "
                         "end") == "ok");
  CHECK(b.erl.eval("rpc:call(N, sums, hurl, [ball])") == "ball");
  CHECK(b.erl.eval_alone("try erpc:call(N, sums, hurl, [ball]) catch throw:ball -> ok end") ==
        "ok");
  CHECK(b.erl.eval("rpc:call(gone@localhost, erlang, node, [])") == "{badrpc,nodedown}");
}

TEST_CASE("services: rpc and erpc of Kith call Erlang") {
  beside b;
  const auto run = [&](action body) { return to_string(b.kith.run(body)); };
  CHECK(run([](ctx self, term) -> task<term> {
          const term args = term::nil();
          term t =
              co_await rpc::call(self, atom("cat@localhost"), atoms::erlang, atom("node"), args);
          co_return t;
        }) == "cat@localhost");
  CHECK(run([](ctx self, term) -> task<term> {
          const term args = list(list(3, 1, 2));
          term t =
              co_await erpc::call(self, atom("cat@localhost"), atom("lists"), atom("sort"), args);
          co_return t;
        }) == "[1,2,3]");
  CHECK(run([](ctx self, term) -> task<term> {
          const term args = list(atom("gone"));
          term t =
              co_await rpc::call(self, atom("cat@localhost"), atoms::erlang, atom("exit"), args);
          co_return t;
        }) == "{badrpc,{'EXIT',gone}}");
  CHECK(run([](ctx self, term) -> task<term> {
          const term args = list(atom("gone"));
          term t =
              co_await erpc::call(self, atom("cat@localhost"), atoms::erlang, atom("exit"), args);
          co_return t;
        }) == "{'EXIT',{exception,gone}}");
  CHECK(run([](ctx self, term) -> task<term> {
          const term args = term::nil();
          term t =
              co_await rpc::call(self, atom("gone@localhost"), atoms::erlang, atom("node"), args);
          co_return t;
        }) == "{badrpc,nodedown}");
}

/// What is typed in one erl, and what it answers.
void check_global(erl_node& erl) {
  CHECK(erl.eval("global:sync()") == "ok");
  (void)erl.eval("global:unregister_name(here)");
  CHECK(erl.eval("global:register_name(here, self())") == "yes");
  CHECK(erl.eval("global:whereis_name(here) =:= self()") == "true");
  CHECK(erl.eval("global:register_name(here, whereis(init))") == "no");
  CHECK(erl.eval("global:send(here, hello), Collect(1)") == "[hello]");
  CHECK(erl.eval("global:trans({lock, self()}, fun() -> held end)") == "held");
  CHECK(erl.eval("global:set_lock({lock, self()}), global:del_lock({lock, self()})") == "true");
}

TEST_CASE("services: global of Erlang works beside Kith, and each knows the names of the other") {
  beside b;
  check_global(b.erl);
  const auto whereis = [&](const char* name) {
    return b.kith.run(
        [](ctx self, term t) -> task<term> {
          co_await global::sync(self);
          const pid who = global::whereis_name(t);
          co_return who ? term(who.node()) : term(atoms::undefined);
        },
        atom(name));
  };
  CHECK(to_string(whereis("here")) == "cat@localhost");
  CHECK(b.erl.eval("global:unregister_name(here), global:whereis_name(here)") == "undefined");
  CHECK(to_string(whereis("here")) == "undefined");

  const pid puppet = b.kith.spawn_puppet(atom("puppet"));
  const auto take = [&](const char* name) {
    return to_string(b.kith.run(
        [](ctx self, term t) -> task<term> {
          const bool yes = co_await global::register_name(self, term(t[0]), t[1].as_pid());
          co_return term(yes);
        },
        tuple(atom(name), puppet)));
  };
  CHECK(take("there") == "true");
  CHECK(b.erl.eval("node(global:whereis_name(there))") == "dog@localhost");
  CHECK(b.erl.eval("global:register_name(there, self())") == "no");
  CHECK(b.erl.eval("Do(global:whereis_name(there), {die, bye})") == "ok");
  CHECK(b.erl.eval("Await(fun() -> global:whereis_name(there) =:= undefined end)") == "true");
}

TEST_CASE("services: a second erl joins, and all three agree on names") {
  beside b;
  CHECK(b.erl.eval("global:register_name(here, self())") == "yes");
  erl_node owl({.name = "owl@localhost", .epmd = b.epmd.port()});
  // It meets the Kith node; global brings the other erl along.
  CHECK(owl.eval("net_adm:ping(dog@localhost)") == "pong");
  CHECK(owl.eval("Await(fun() -> lists:sort(nodes()) =:= [cat@localhost, dog@localhost] end)") ==
        "true");
  CHECK(owl.eval("global:sync()") == "ok");
  CHECK(owl.eval("node(global:whereis_name(here))") == "cat@localhost");
  CHECK(owl.eval("global:register_name(hoot, self())") == "yes");
  CHECK(b.erl.eval("node(global:whereis_name(hoot))") == "owl@localhost");
  CHECK(b.kith.nodes_of("visible") == "[cat@localhost,owl@localhost]");
  CHECK(owl.eval("global:trans({lock, self()}, fun() -> held end)") == "held");
  owl.program().kill();
  CHECK(b.erl.eval("Await(fun() -> global:whereis_name(hoot) =:= undefined end)") == "true");
  check_global(b.erl);
}

TEST_CASE("services: global is not held up by a Kith node that has gone or is hidden") {
  const epmd_daemon epmd;
  erl_node erl({.epmd = epmd.port()});
  SUBCASE("gone") {
    kith_program kith({.epmd = epmd.port()});
    CHECK(erl.eval("net_adm:ping(dog@localhost)") == "pong");
    CHECK(erl.eval("global:sync()") == "ok");
    kith.program().kill();
  }
  SUBCASE("ended in good order") {
    kith_program kith({.epmd = epmd.port()});
    CHECK(erl.eval("net_adm:ping(dog@localhost)") == "pong");
    CHECK(erl.eval("global:sync()") == "ok");
    kith.halt();
    CHECK(kith.program().ended());
  }
  SUBCASE("hidden") {
    kith_side kith({.epmd = epmd.port(), .hidden = true});
    CHECK(erl.eval("net_adm:ping(dog@localhost)") == "pong");
    check_global(erl);
    CHECK(kith.nodes_of("hidden") == "[cat@localhost]");
    return;
  }
  check_global(erl);
  // "prevent_overlapping_partitions" would have closed connections, loudly.
  CHECK(!erl.program().printed("overlapping", 0_ms));
}

}  // namespace
}  // namespace kith::interop
