// Names and locks in clusters of real Erlang, Elixir and Kith. Cases of OTP's global_SUITE are
// named.
#include "kith/global.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "kith/gen_server.hpp"
#include "kith/rpc.hpp"
#include "kith_side.hpp"
#include "ports.hpp"
#include "proxy.hpp"

namespace kith::interop {
namespace {

constexpr int short_ticktime = 4;

/// Whether all nodes of the erl's cluster find a name at the same process, soon.
std::string all_agree(const std::string& name) {
  return "Await(fun() -> {L, _} = rpc:multicall([node() | nodes()], global, whereis_name, [" +
         name + "]), length(lists:usort(L)) =:= 1 andalso is_pid(hd(L)) end)";
}
std::string none_finds(const std::string& name) {
  return "Await(fun() -> {L, _} = rpc:multicall([node() | nodes()], global, whereis_name, [" +
         name + "]), lists:usort(L) =:= [undefined] end)";
}
std::string are_nodes(const std::string& list) {
  return "Await(fun() -> lists:sort(nodes()) =:= " + list + " end)";
}

TEST_CASE("global: each function called by rpc on a Kith node says what it says on an erl") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  erl_node owl({.name = "owl@localhost", .epmd = epmd.port()});
  CHECK(erl.eval("net_adm:ping(dog@localhost), net_adm:ping(owl@localhost)") == "pong");
  CHECK(erl.eval(are_nodes("[dog@localhost, owl@localhost]")) == "true");
  CHECK(erl.eval("global:sync()") == "ok");
  CHECK(erl.eval("P = spawn(fun F() -> receive stop -> ok; M -> tester ! {got, M}, F() end end), "
                 "ok") == "ok");
  const char* calls[] = {
      "rpc:call(N, global, register_name, [n1, P])",
      "rpc:call(N, global, register_name, [n1, whereis(init)])",
      "rpc:call(N, global, register_name, [n2, P, fun global:notify_all_name/3])",
      "[global:whereis_name(n1) =:= P, rpc:call(N, global, whereis_name, [n1]) =:= P]",
      "rpc:call(N, global, registered_names, [])",
      "rpc:call(N, global, send, [n1, hello]) =:= P andalso Collect(1)",
      "rpc:call(N, global, send, [nobody, hello])",
      "rpc:call(N, global, re_register_name, [n1, whereis(init)])",
      "rpc:call(N, global, re_register_name, [n1, P, {global, random_exit_name}])",
      "rpc:call(N, global, unregister_name, [n1])",
      "global:whereis_name(n1)",
      "rpc:call(N, global, register_name_external, [n3, P])",
      "rpc:call(N, global, register_name_external, [n3, P, fun global:notify_all_name/3])",
      "rpc:call(N, global, unregister_name_external, [n3])",
      "rpc:call(N, global, set_lock, [{l, me}])",
      "rpc:call(N, global, set_lock, [{l, me}, [node()]])",
      "rpc:call(N, global, set_lock, [{l, me}, [node(), N], 0])",
      "rpc:call(N, global, del_lock, [{l, me}])",
      "rpc:call(N, global, del_lock, [{l, me}, [node()]])",
      ("global:set_lock({l, self()}), R = rpc:call(N, global, set_lock, [{l, you}, [N], 0]), "
       "global:del_lock({l, self()}), R"),
      "rpc:call(N, global, trans, [{l, me}, fun erlang:node/0]) =:= N",
      "rpc:call(N, global, trans, [{l, me}, fun erlang:node/0, [node()]]) =:= N",
      "rpc:call(N, global, trans, [{l, me}, fun erlang:node/0, [node(), N], 0]) =:= N",
      "rpc:call(N, global, sync, [])",
      "rpc:call(N, global, sync, [[node()]])",
      "tuple_size(rpc:call(N, global, info, []))",
      "node(rpc:call(N, global, get_locker, [])) =:= N",
      "rpc:call(N, global, resolve_it, [fun global:notify_all_name/3, n, P, P])",
      "Collect(2)",
      "rpc:call(N, global, random_notify_name, [n, P, P]) =:= P andalso Collect(1)",
      "element(1, rpc:call(N, global, start, []))",
  };
  std::vector<std::string> beside_erl;
  for (const char* call : calls) {
    beside_erl.push_back(erl.eval_alone("N = owl@localhost, " + std::string(call)));
  }
  std::size_t i = 0;
  for (const char* call : calls) {
    CAPTURE(std::string(call));
    const std::string said = erl.eval_alone("N = dog@localhost, " + std::string(call));
    CHECK(said == beside_erl[i++]);
    CHECK(!said.starts_with("!! no"));
  }
  CHECK(erl.eval("ets:tab2list(global_locks)") == "[]");
  CHECK(erl.eval("rpc:call(dog@localhost, kith_global, locks, [])") == "[]");
}

TEST_CASE("global: each function of a real erl does its work when Kith calls it") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  REQUIRE(kith.ping("cat@localhost"));
  const pid puppet = kith.spawn_puppet();
  const auto call = [&](const char* function, term args) {
    return to_string(kith.run(
        [](ctx self, term what) -> task<term> {
          term said = co_await rpc::call(self, atom("cat@localhost"), atom("global"),
                                         what[0].as_atom(), term(what[1]));
          co_return said;
        },
        tuple(atom(function), args)));
  };
  const atom name("from_kith");
  CHECK(call("sync", list()) == "ok");
  CHECK(call("register_name", list(name, puppet)) == "yes");
  CHECK(call("register_name", list(name, puppet)) == "no");
  CHECK(to_string(kith.run([](ctx, term) -> task<term> {
          co_return global::whereis_name(term(atom("from_kith"))).node();
        })) == "dog@localhost");
  CHECK(call("whereis_name", list(name)) == to_string(term(puppet)));
  CHECK(call("registered_names", list()) == "[from_kith]");
  CHECK(call("send", list(name, atom("hello"))) == to_string(term(puppet)));
  CHECK(kith.transcript(puppet, 1) == "hello\n");
  CHECK(call("re_register_name", list(name, puppet)) == "yes");
  CHECK(call("unregister_name", list(name)) == "ok");
  CHECK(to_string(kith.run(
            [](ctx, term) -> task<term> { co_return global::registered_names(); })) == "[]");
  CHECK(call("set_lock",
             list(tuple(1, 2), list(atom("cat@localhost"), atom("dog@localhost")), 0)) == "true");
  CHECK(call("del_lock", list(tuple(1, 2))) == "true");
}

TEST_CASE(
    "global_SUITE names: what is registered on any of erl, Elixir and two of Kith is found on "
    "all, and goes with its node") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  kith_program eel({.name = "eel@localhost", .epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  // Newcomers meet one, and are brought together.
  CHECK(erl.eval("net_adm:ping(dog@localhost)") == "pong");
  REQUIRE(kith.ping("eel@localhost"));
  child fox({"elixir", "--sname", "fox@localhost", "--cookie", the_cookie, "-e",
             "true = Node.connect(:\"eel@localhost\"); :global.sync(); "
             ":yes = :global.register_name(:fox, self()); IO.puts(\"registered\"); "
             "receive do :stop -> :ok end"},
            {{"ERL_EPMD_PORT", std::to_string(epmd.port())}});
  INFO(fox.output());
  REQUIRE(fox.printed("registered"));
  CHECK(erl.eval(are_nodes("[dog@localhost, eel@localhost, fox@localhost]")) == "true");
  CHECK(erl.eval("global:register_name(cat, self())") == "yes");
  const pid puppet = kith.spawn_puppet();
  CHECK(to_string(kith.run(
            [](ctx self, term who) -> task<term> {
              const bool yes = co_await global::register_name(self, atom("dog"), who.as_pid());
              co_return term(yes);
            },
            puppet)) == "true");
  CHECK(erl.eval("rpc:call(eel@localhost, global, register_name, [eel, "
                 "rpc:call(eel@localhost, erlang, whereis, [puppet])])") == "yes");
  for (const char* name : {"cat", "dog", "eel", "fox"}) {
    CAPTURE(std::string(name));
    CHECK(erl.eval(all_agree(name)) == "true");
    CHECK(erl.eval("node(global:whereis_name(" + std::string(name) + "))") ==
          std::string(name) + "@localhost");
  }
  fox.kill();
  eel.program().kill();
  CHECK(erl.eval(none_finds("fox")) == "true");
  CHECK(erl.eval(none_finds("eel")) == "true");
  CHECK(erl.eval(all_agree("dog")) == "true");
}

TEST_CASE("global_SUITE basic_name_partition: two parts of erl and Kith meet, and a name that both "
          "have is settled once and the same everywhere") {
  const epmd_daemon epmd;
  kith_program ant({.name = "ant@localhost", .epmd = epmd.port()});
  erl_node cat({.epmd = epmd.port()});
  kith_program dog({.epmd = epmd.port()});
  erl_node owl({.name = "owl@localhost", .epmd = epmd.port()});
  CHECK(cat.eval("net_adm:ping(ant@localhost), global:sync()") == "ok");
  CHECK(owl.eval("net_adm:ping(dog@localhost), global:sync()") == "ok");
  const std::string idle = "spawn(fun F() -> receive stop -> ok; _ -> F() end end)";
  // Each kind has each side of each conflict; the processes of Kith are puppets.
  const std::string puppet_of = "rpc:call(X, erlang, whereis, [puppet])";
  CHECK(cat.eval("global:register_name(one, " + idle + ")") == "yes");
  CHECK(owl.eval("X = dog@localhost, global:register_name(one, " + puppet_of + ")") == "yes");
  CHECK(cat.eval("X = ant@localhost, global:register_name(two, " + puppet_of +
                 ", fun global:notify_all_name/3)") == "yes");
  CHECK(owl.eval("global:register_name(two, self(), fun global:notify_all_name/3)") == "yes");
  CHECK(cat.eval("global:register_name(mine, self())") == "yes");
  CHECK(cat.eval("net_adm:ping(owl@localhost)") == "pong");
  CHECK(cat.eval(are_nodes("[ant@localhost, dog@localhost, owl@localhost]")) == "true");
  CHECK(cat.eval(all_agree("one")) == "true");
  CHECK(cat.eval("node(global:whereis_name(one))") == "cat@localhost");
  CHECK(cat.eval(none_finds("two")) == "true");
  CHECK(cat.eval(all_agree("mine")) == "true");
  CHECK(owl.eval_alone("[{global_name_conflict, two, Q}] = Collect(1), node(Q)") ==
        "ant@localhost");
}

task<term> keeps_second(ctx, term args) {
  send(destination(atom("tester"), atom("cat@localhost")), atom("resolver_called"));
  co_return term(args.ref().tail().tail().head());
}

TEST_CASE(
    "global_SUITE simple_resolve: a resolver that is a native function of Kith settles beside "
    "erl") {
  const epmd_daemon epmd;
  kith_side ant({.name = "ant@localhost", .epmd = epmd.port()});
  ant.the_node().export_function(atom("resolvers"), atom("second"), 3, keeps_second);
  erl_node erl({.epmd = epmd.port()});
  const pid puppet = ant.spawn_puppet();
  CHECK(to_string(ant.run(
            [](ctx self, term who) -> task<term> {
              const global::resolve how(atom("resolvers"), atom("second"));
              const bool yes =
                  co_await global::register_name(self, atom("same"), who.as_pid(), how);
              co_return term(yes);
            },
            puppet)) == "true");
  CHECK(erl.eval("global:register_name(same, spawn(fun() -> receive stop -> ok end end))") ==
        "yes");
  CHECK(erl.eval("net_adm:ping(ant@localhost), global:sync()") == "ok");
  CHECK(erl.eval(all_agree("same")) == "true");
  CHECK(erl.eval("node(global:whereis_name(same))") == "ant@localhost");
  CHECK(erl.eval("Collect(1)") == "[resolver_called]");
}

/// A lock is taken over and over; who has it says so to `referee` of the erl.
process contends(ctx self, int times) {
  const destination referee(atom("referee"), atom("cat@localhost"));
  for (int i = 0; i < times; ++i) {
    const term id = tuple(atom("wanted"), self.self());
    const bool locked = co_await global::set_lock(self, id);
    KITH_ASSERT(locked);
    send(referee, tuple(atom("enter"), self.self()));
    co_await self.receive(on(atom("never")), after(2_ms));
    send(referee, tuple(atom("leave"), self.self()));
    co_await global::del_lock(self, id);
  }
}

TEST_CASE("global_SUITE locks: a lock that erl and Kith all want is never held twice") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node cat({.epmd = epmd.port()});
  erl_node owl({.name = "owl@localhost", .epmd = epmd.port()});
  CHECK(cat.eval("net_adm:ping(dog@localhost), net_adm:ping(owl@localhost)") == "pong");
  CHECK(owl.eval(are_nodes("[cat@localhost, dog@localhost]")) == "true");
  CHECK(cat.eval("T = self(), register(referee, spawn(fun() -> "
                 "Loop = fun(L, 0) -> T ! fair; "
                 "(L, N) -> receive {enter, P} -> receive {leave, P} -> L(L, N - 1); "
                 "{enter, Q} -> T ! {twice, P, Q} end end end, Loop(Loop, 12) end)), ok") == "ok");
  const std::string contend =
      "[spawn(fun() -> [begin Id = {wanted, self()}, true = global:set_lock(Id), "
      "{referee, cat@localhost} ! {enter, self()}, receive after 2 -> ok end, "
      "{referee, cat@localhost} ! {leave, self()}, global:del_lock(Id) end "
      "|| _ <- [1, 2, 3]] end)], ok";
  CHECK(cat.eval_alone(contend) == "ok");
  CHECK(owl.eval_alone(contend) == "ok");
  kith.the_node().spawn(contends, 3);
  kith.the_node().spawn(contends, 3);
  CHECK(cat.eval_alone("receive fair -> fair; {twice, A, B} -> {A, B} end", 120_s) == "fair");
}

TEST_CASE("global_SUITE lock_die: a lock that a Kith process holds goes when its program is killed "
          "or stopped") {
  const epmd_daemon epmd;
  kith_program kith({.epmd = epmd.port(), .net_ticktime = duration::seconds(short_ticktime)});
  erl_node erl({.epmd = epmd.port(), .net_ticktime = short_ticktime});
  CHECK(erl.eval("net_adm:ping(dog@localhost), global:sync()") == "ok");
  CHECK(erl.eval("{lock_holder, dog@localhost} ! {lock, self(), {res, holder}}, Collect(1)") ==
        "[{locked,true}]");
  CHECK(erl.eval("global:set_lock({res, self()}, [node()], 0)") == "false");
  SUBCASE("killed") {
    kith.program().kill();
  }
  SUBCASE("stopped") {
    kith.program().stop();
  }
  CHECK(erl.eval("Await(fun() -> global:set_lock({res, tester}, [node()], 0) end)") == "true");
}

TEST_CASE(
    "global_SUITE basic_name_partition: a connection is cut and heals; locks of the other side "
    "are free meanwhile, and what both named is settled") {
  // Kith finds the erl by way of a proxy; the erl does not know of Kith's epmd.
  const epmd_daemon erls_epmd;
  const epmd_daemon kiths_epmd;
  const std::uint16_t port = free_port();
  erl_node erl({.epmd = erls_epmd.port(), .net_ticktime = short_ticktime, .listen_port = port});
  proxy between(port);
  const epmd_entry_of entry(kiths_epmd.port(), "cat", between.port());
  kith_side kith({.epmd = kiths_epmd.port(), .net_ticktime = duration::seconds(short_ticktime)});
  REQUIRE(kith.ping("cat@localhost"));
  CHECK(erl.eval("global:sync()") == "ok");
  kith.the_node().spawn([](ctx self) -> process {
    const bool locked = co_await global::set_lock(self, tuple(atom("res"), self.self()));
    send(destination(atom("tester"), atom("cat@localhost")), tuple(atom("locked"), locked));
    co_await self.receive(on(atom("stop")));
  });
  CHECK(erl.eval("Collect(1)") == "[{locked,true}]");
  CHECK(erl.eval("global:set_lock({res, tester}, [node()], 0)") == "false");
  const auto take = [&] {
    return to_string(kith.run(
        [](ctx self, term who) -> task<term> {
          const bool yes = co_await global::register_name(self, atom("same"), who.as_pid());
          co_return term(yes);
        },
        kith.spawn_puppet()));
  };
  SUBCASE("by a reset") {
    between.set(proxy::fault::reset);
  }
  SUBCASE("by swallowing all") {
    between.set(proxy::fault::silence);
  }
  CHECK(erl.eval("Await(fun() -> nodes() =:= [] end)") == "true");
  CHECK(erl.eval("Await(fun() -> global:set_lock({res, tester}, [node()], 0) end)") == "true");
  CHECK(erl.eval("global:register_name(same, self())") == "yes");
  CHECK(take() == "true");
  between.set(proxy::fault::none);
  CHECK(kith.ping("cat@localhost"));
  CHECK(erl.eval("Await(fun() -> nodes() =:= [dog@localhost] end), global:sync()") == "ok");
  CHECK(erl.eval(all_agree("same")) == "true");
  CHECK(erl.eval("global:whereis_name(same) =:= self()") == "true");  // on the lesser node
}

TEST_CASE("global_SUITE lost_connection: a Kith node that one erl loses leaves the other, too") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node cat({.epmd = epmd.port()});
  erl_node owl({.name = "owl@localhost", .epmd = epmd.port()});
  CHECK(cat.eval("net_adm:ping(dog@localhost), net_adm:ping(owl@localhost)") == "pong");
  CHECK(owl.eval(are_nodes("[cat@localhost, dog@localhost]")) == "true");
  CHECK(cat.eval("global:sync()") == "ok");
  CHECK(owl.eval("global:sync()") == "ok");
  CHECK(cat.eval("erlang:disconnect_node(dog@localhost)") == "true");
  // Whoever is left with whom, no two that share a neighbour are apart.
  CHECK(cat.eval("Seen = fun(N) -> case rpc:call(N, erlang, nodes, []) of "
                 "{badrpc, _} -> gone; All -> lists:sort([N | All]) end end, "
                 "Await(fun() -> [Seen(N) || N <- [node() | nodes()]] =:= "
                 "[lists:sort([node() | nodes()]) || _ <- [node() | nodes()]] end)") == "true");
  CHECK(cat.eval("lists:member(dog@localhost, nodes())") == "false");
  CHECK(cat.eval("net_adm:ping(dog@localhost), net_adm:ping(owl@localhost)") == "pong");
  CHECK(cat.eval("Await(fun() -> length(nodes()) =:= 2 end)") == "true");
  CHECK(cat.eval("global:sync(), global:register_name(again, self())") == "yes");
  CHECK(cat.eval(all_agree("again")) == "true");
}

TEST_CASE("global_SUITE garbage_messages: what a real erl throws at Kith's name server is dropped, "
          "and lies about nodes and locks change nothing") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  CHECK(erl.eval("net_adm:ping(dog@localhost), global:sync()") == "ok");
  CHECK(erl.eval(
            "S = {global_name_server, dog@localhost}, Cast = fun(M) -> S ! {'$gen_cast', M} end, "
            "global:register_name(kept, self())") == "yes");
  CHECK(erl.eval("[S ! M || M <- [garbage, {}, {a, b}, {'EXIT', self(), x}, {nodeup, x}, "
                 "{lost_connection, nobody@nowhere, 1, 1, nobody@elsewhere}, "
                 "{lost_connection, 1, 2, 3, 4}, {remove_connection, nobody@nowhere}, "
                 "{cancel_connect, nobody@nowhere, 1}, {init_connect_ack, nobody@nowhere, 1, 2}, "
                 "{nodedown, nobody@nowhere, #{}}, {whereis, kept, garbage}, "
                 "{prepare_shutdown, self(), make_ref()}, {'$gen_call', garbage, garbage}]], ok") ==
        "ok");
  CHECK(
      erl.eval("[Cast(M) || M <- [garbage, {in_sync, nobody@nowhere, true}, "
               "{resolved, node(), [{delete, kept}], [], unused, [], no_tag}, "
               "{resolved, nobody@nowhere, [{delete, kept}], [], unused, [], 1}, "
               "{exchange, node(), [], [], no_tag}, {exchange_ops, node(), no_tag, [{delete, "
               "kept}], []}, "
               "{lock_is_set, node(), no_tag, {global, x}}, {lock_set, self(), true, [], no_tag}, "
               "{lock_set, garbage, true, [], 1}, {init_connect, garbage, node(), garbage}, "
               "{init_connect, {8, tag}, nobody@nowhere, {locker, x, #{}, self()}}, "
               "{new_nodes, nobody@nowhere, [{delete, kept}], [], [], []}, "
               "{async_del_name, kept, self()}, {async_del_lock, x, self()}]], ok") == "ok");
  CHECK(erl.eval("rpc:call(dog@localhost, global, whereis_name, [kept]) =:= self()") == "true");
  CHECK(erl.eval("rpc:call(dog@localhost, erlang, nodes, [])") == "[cat@localhost]");
  CHECK(erl.eval("global:register_name(next, whereis(init))") == "yes");
  CHECK(erl.eval(all_agree("next")) == "true");
  erl_node owl({.name = "owl@localhost", .epmd = epmd.port()});
  CHECK(owl.eval("net_adm:ping(dog@localhost), global:sync()") == "ok");
  CHECK(owl.eval(all_agree("kept")) == "true");
}

TEST_CASE(
    "global: a lease that Kith has on an erl, too, ends there; an epoch needs no answer of it") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  CHECK(erl.eval("net_adm:ping(dog@localhost), global:sync()") == "ok");
  kith.the_node().spawn([](ctx self) -> process {
    const pid keeper = co_await global::lease_lock(self, tuple(atom("res"), atom("kith")), 1_s);
    send(destination(atom("tester"), atom("cat@localhost")), tuple(atom("leased"), keeper));
    const term told = co_await self.receive();
    send(destination(atom("tester"), atom("cat@localhost")), told);
  });
  CHECK(erl.eval_alone("receive {leased, K} -> [{res, kith, [{K, _}]}] = "
                       "ets:tab2list(global_locks), global:set_lock({res, self()}, [node()], 0) "
                       "end") == "false");
  CHECK(erl.eval("Collect(1)") == "[{lock_expired,{res,kith}}]");
  CHECK(erl.eval("Await(fun() -> global:set_lock({res, tester}, [node()], 0) end)") == "true");
  const auto epoch = [&] {
    return kith.run([](ctx self, term) -> task<term> {
      const auto body = [](ctx, std::uint64_t e) -> task<term> { co_return term(e); };
      term said = co_await global::trans(self, tuple(atom("fenced"), self.self()), body);
      co_return said;
    });
  };
  const term first = epoch();
  CHECK(compare(first, epoch()) < 0);
  CHECK(erl.eval("is_integer(rpc:call(dog@localhost, kith_global, lock_epoch, []))") == "true");
  CHECK(erl.eval("rpc:call(dog@localhost, kith_global, trans_with_epoch, "
                 "[{fenced, me}, fun kith_global:seen_epoch/1]) > 0") == "true");
  CHECK(erl.eval("{ok, Keeper} = rpc:call(dog@localhost, kith_global, lease_lock, "
                 "[{brief, me}, 60000]), is_pid(Keeper)") == "true");
  // It goes with who asked, which the process of the call was.
  CHECK(erl.eval("Await(fun() -> global:set_lock({brief, tester}, [node()], 0) end)") == "true");
  CHECK(erl.eval("rpc:call(dog@localhost, kith_global, renew_lease, [Keeper, 1000])") == "false");
  CHECK(erl.eval("rpc:call(dog@localhost, kith_global, end_lease, [Keeper])") == "false");
  CHECK(erl.eval_alone("{badrpc, {'EXIT', {badarg, _}}} = "
                       "rpc:call(dog@localhost, kith_global, next_epoch, [1 bsl 62]), ok") == "ok");
}

class adder final : public gen_server {
  task<action> handle_call(ctx, term request, term) override {
    co_return reply(term(request[0].as_int() + request[1].as_int()));
  }
};

TEST_CASE("global: a server that has a global name is called by it across Erlang and Kith") {
  const epmd_daemon epmd;
  kith_side kith({.epmd = epmd.port()});
  erl_node erl({.epmd = epmd.port()});
  CHECK(erl.eval("net_adm:ping(dog@localhost), global:sync()") == "ok");
  kith.the_node().spawn([](ctx self) -> process {
    const via name = global::name(atom("adder"));
    const term started = co_await gen_server::start<adder>(self, name);
    send(destination(atom("tester"), atom("cat@localhost")), term(started[0]));
    const term again = co_await gen_server::start<adder>(self, name);
    send(destination(atom("tester"), atom("cat@localhost")), term(again[1][0]));
  });
  CHECK(erl.eval("Collect(2)") == "[ok,already_started]");
  CHECK(erl.eval("gen_server:call({global, adder}, {2, 3})") == "5");
  CHECK(erl.eval("gen_server:call({via, global, adder}, {2, 3})") == "5");
  CHECK(erl.eval("gen_server:stop({global, adder}), global:whereis_name(adder)") == "undefined");
  CHECK(erl.eval("global:register_name(erls, spawn(fun() -> receive {'$gen_call', F, Q} -> "
                 "gen_server:reply(F, {Q, node()}) end end))") == "yes");
  const auto ask = [&] {
    return to_string(kith.run([](ctx self, term) -> task<term> {
      term said = co_await gen_server::call(self, global::name(atom("erls")), atom("hello"));
      co_return said;
    }));
  };
  CHECK(ask() == "{hello,cat@localhost}");
  CHECK(erl.eval(none_finds("erls")) == "true");
  CHECK(ask() == "{'EXIT',{noproc,{gen_server,call,[{global,erls},hello]}}}");
}

}  // namespace
}  // namespace kith::interop
