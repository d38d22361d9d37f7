// Cases of OTP's global_SUITE, as nodes of Kith go through them: names, locks, and what is wrong.

#include <doctest/doctest.h>

#include "global_net.hpp"
#include "kith/nodes.hpp"
#include "kith/rpc.hpp"

namespace kith::scenarios {
namespace {

const term name_a = atom("a");
const term name_b = atom("b");

void check_no_locks(global_net& n) {
  n.sim.run_for(5_s);
  for (std::size_t i = 0; i < n.c.size(); ++i) {
    if (n.c.is_up(i)) {
      CHECK(n.run(i, [](ctx, term) -> task<term> { co_return global::locks(); }) == term::nil());
    }
  }
}

TEST_CASE("global_SUITE names: a name is one process's on all nodes, until it is given back or the "
          "process ends") {
  global_net n(3);
  REQUIRE(n.join_all());
  const pid first = n.somebody(1);
  const pid other = n.somebody(2);
  CHECK(n.register_name(1, name_a, first));
  CHECK(n.all_find(name_a, first));
  CHECK_FALSE(n.register_name(2, name_a, other));
  CHECK_FALSE(n.register_name(0, name_b, n.foreign(first)));  // which has a name
  n.unregister_name(0, name_a);
  CHECK(n.none_finds(name_a));
  CHECK(n.register_name(2, name_a, other));
  CHECK(n.all_find(name_a, other));
  n.run(0, [](ctx, term) -> task<term> { co_return global::send(name_a, atom("hello")); });
  n.sim.run_for(1_s);
  CHECK(n.heard(2, other) == std::vector<std::string>{"hello"});
  CHECK(to_string(n.names(0)) == "[a]");
  n.stop(2, other);
  CHECK(n.none_finds(name_a));
  CHECK(to_string(n.names(0)) == "[]");
  check_no_locks(n);
}

TEST_CASE("global_SUITE names_hidden, locks_hidden: a hidden node has names and locks of its own") {
  global_net n(2);
  REQUIRE(n.join_all());
  testing::host far = n.sim.add_host("omega");
  node_options o = n.c.options(0);
  o.name = "h@omega";
  o.hidden = true;
  o.world = &far.world();
  node h(o);
  n.sim.run_for(1_s);
  CHECK(n.run(0, [](ctx self, term) -> task<term> {
           const bool there = co_await net_adm::ping(self, atom("h@omega"));
           co_return term(there);
         }).is(atoms::true_));
  const pid who = n.somebody(0);
  CHECK(n.register_name(0, name_a, who));
  CHECK(n.all_find(name_a, who));
  CHECK(n.set_lock(1, tuple(name_a, atom("me")), {0, 1}, 0));
  const auto seen = std::make_shared<term>();
  h.spawn(
      [](ctx self, std::shared_ptr<term> out) -> process {
        const bool is_there = static_cast<bool>(global::whereis_name(name_a));
        const bool may_lock =
            co_await global::set_lock(self, tuple(name_a, atom("another")), global::all_nodes(), 0);
        *out = tuple(is_there, may_lock, kith::nodes(atom("hidden")));
      },
      seen);
  n.sim.run_for(5_s);
  CHECK(to_string(*seen) == "{false,true,[n0@alpha]}");
}

TEST_CASE("global_SUITE locks: one requester at a time, on each of the nodes that it names") {
  global_net n(3);
  REQUIRE(n.join_all());
  const term mine = tuple(atom("res"), atom("me"));
  const term yours = tuple(atom("res"), atom("you"));
  const auto holds = n.run(0, [](ctx self, term) -> task<term> {
    // Set twice, deleted once: free. Another process of one requester is let in, and counts.
    const term id = tuple(atom("res"), atom("me"));
    const bool once = co_await global::set_lock(self, id);
    const bool again = co_await global::set_lock(self, id);
    co_await global::del_lock(self, id);
    const term other = tuple(atom("res"), atom("you"));
    const std::vector<atom> nodes = global::all_nodes();
    const bool others = co_await global::set_lock(self, other, nodes, 0);
    co_await global::del_lock(self, other);
    co_return tuple(once, again, others);
  });
  CHECK(to_string(holds) == "{true,true,true}");
  check_no_locks(n);
  // On some nodes only: elsewhere it is free.
  const pid keeper = n.c.at(0).spawn([](ctx self) -> process {
    const std::vector<atom> nodes = {atom("n0@alpha"), atom("n1@beta")};
    const term id = tuple(atom("res"), atom("me"));
    const bool locked = co_await global::set_lock(self, id, nodes, 0);
    KITH_ASSERT(locked);
    co_await self.receive(on(atom("stop")));
  });
  n.sim.run_for(1_s);
  CHECK_FALSE(n.set_lock(1, yours, {1, 2}, 0));
  CHECK(n.set_lock(1, yours, {2}, 0));
  CHECK_FALSE(n.set_lock(2, yours, {0, 1, 2}, 1));
  CHECK(n.set_lock(2, mine, {0, 1, 2}, 0));
  n.stop(0, keeper);
  CHECK(n.set_lock(2, yours, {0, 1, 2}, 10));
}

TEST_CASE("global_SUITE names_and_locks: a lock of one's own and names do not meet") {
  global_net n(3);
  REQUIRE(n.join_all());
  const pid keeper = n.c.at(0).spawn([](ctx self) -> process {
    const bool locked = co_await global::set_lock(self, tuple(name_a, self.self()));
    KITH_ASSERT(locked);
    co_await self.receive(on(atom("stop")));
  });
  n.sim.run_for(1_s);
  const pid who = n.somebody(1);
  CHECK(n.register_name(1, name_a, who));
  CHECK(n.all_find(name_a, who));
  CHECK_FALSE(n.set_lock(2, tuple(name_a, atom("other")), {0, 1, 2}, 0));
  n.stop(0, keeper);
  n.stop(1, who);
  CHECK(n.none_finds(name_a));
  CHECK(n.set_lock(2, tuple(name_a, atom("other")), {0, 1, 2}, 10));
}

process locks_and_waits(ctx self) {
  const bool locked = co_await global::set_lock(self, tuple(atom("res"), self.self()));
  KITH_ASSERT(locked);
  co_await self.receive(on(atom("stop")));
}

TEST_CASE("global_SUITE lock_die: a lock goes with the process that holds it, and with its node") {
  global_net n(3);
  REQUIRE(n.join_all());
  const term id = tuple(atom("res"), atom("me"));
  const pid first = n.c.at(0).spawn(locks_and_waits);
  n.sim.run_for(1_s);
  CHECK_FALSE(n.set_lock(1, id, {0, 1, 2}, 0));
  n.stop(0, first);
  CHECK(n.set_lock(1, id, {0, 1, 2}, 10));
  n.c.at(2).spawn(locks_and_waits);
  n.sim.run_for(1_s);
  CHECK_FALSE(n.set_lock(1, id, {0, 1}, 0));
  n.c.crash(2);
  CHECK(n.set_lock(1, id, {0, 1}, 10));
  check_no_locks(n);
}

TEST_CASE("global_SUITE otp_1849: of two processes of one requester each counts until it ends") {
  global_net n(3);
  REQUIRE(n.join_all());
  const auto locker = [](ctx self) -> process {
    const bool locked = co_await global::set_lock(self, tuple(atom("res"), atom("both")));
    KITH_ASSERT(locked);
    co_await self.receive(on(atom("stop")));
  };
  const pid first = n.c.at(0).spawn(locker);
  const pid second = n.c.at(1).spawn(locker);
  n.sim.run_for(1_s);
  const term id = tuple(atom("res"), atom("me"));
  CHECK_FALSE(n.set_lock(2, id, {0, 1, 2}, 0));
  n.stop(0, first);
  n.sim.run_for(1_s);
  CHECK_FALSE(n.set_lock(2, id, {0, 1, 2}, 0));
  n.stop(1, second);
  n.sim.run_for(1_s);
  CHECK(n.set_lock(2, id, {0, 1, 2}, 0));
}

TEST_CASE("global_SUITE otp_5737: no nodes are locked at once, and who may not try again is told") {
  global_net n(2);
  REQUIRE(n.join_all());
  const term id = tuple(atom("res"), atom("me"));
  CHECK(n.set_lock(0, id, {}, 0));
  const pid holder = n.c.at(0).spawn(locks_and_waits);
  n.sim.run_for(1_s);
  CHECK_FALSE(n.set_lock(0, id, {0, 1}, 0));
  CHECK(n.run(0, [](ctx self, term) -> task<term> {
           const auto body = [](ctx) -> task<term> { co_return atom("done"); };
           term said = co_await global::trans(self, tuple(atom("res"), self.self()), body,
                                              global::all_nodes(), 0);
           co_return said;
         }).is(atom("aborted")));
  n.stop(0, holder);
  n.sim.run_for(1_s);
  CHECK(n.run(0, [](ctx self, term) -> task<term> {
           const auto body = [](ctx) -> task<term> { co_return atom("done"); };
           term said = co_await global::trans(self, tuple(atom("res"), self.self()), body);
           co_return said;
         }).is(atom("done")));
  // A body that throws leaves no lock.
  CHECK(to_string(n.run(0, [](ctx self, term) -> task<term> {
          const auto body = [](ctx) -> task<term> {
            exit(atom("gone"));
            co_return atom("done");
          };
          term said = co_await global::trans(self, tuple(atom("res"), self.self()), body);
          co_return said;
        })) == "{'EXIT',gone}");
  check_no_locks(n);
}

TEST_CASE("global_SUITE name_die: a name goes with its process, and with its node") {
  global_net n(3);
  REQUIRE(n.join_all());
  const pid first = n.somebody(0);
  const pid second = n.somebody(2);
  CHECK(n.register_name(1, name_a, n.foreign(first)));  // by another node
  CHECK(n.register_name(2, name_b, second));
  CHECK(n.all_find(name_a, first));
  n.stop(0, first);
  CHECK(n.none_finds(name_a));
  n.c.crash(2);
  CHECK(n.none_finds(name_b));
}

TEST_CASE("global_SUITE bad_input: what is wrong fails, and nothing is registered or locked") {
  global_net n(2);
  REQUIRE(n.join_all());
  const auto from_1 = [&](atom function, term args) {
    return to_string(n.run(
        1,
        [](ctx self, term what) -> task<term> {
          term said = co_await rpc::call(self, atom("n0@alpha"), atom("global"), what[0].as_atom(),
                                         term(what[1]));
          co_return said;
        },
        tuple(function, args)));
  };
  const std::string clause = "{badrpc,{'EXIT',{function_clause,";
  CHECK(from_1(atom("register_name"), list(name_a, 1)).starts_with(clause));
  CHECK(from_1(atom("register_name"), list(name_a, n.somebody(1), 1)).starts_with(clause));
  CHECK(from_1(atom("re_register_name"), list(name_a, 1)).starts_with(clause));
  CHECK(from_1(atom("set_lock"), list(1)).starts_with(clause));
  CHECK(
      from_1(atom("set_lock"), list(tuple(1, 1), list(atom("n0@alpha")), -1)).starts_with(clause));
  CHECK(from_1(atom("del_lock"), list(1)).starts_with(clause));
  CHECK(from_1(atom("trans"), list(1, 2)).starts_with(clause));
  CHECK(from_1(atom("unregister_name"), list(atom("nobody"))) == "ok");
  CHECK(from_1(atom("send"), list(atom("nobody"), 1)) == "{badrpc,{'EXIT',{badarg,{nobody,1}}}}");
  CHECK(n.names(0) == term::nil());
  check_no_locks(n);
}

TEST_CASE("global_SUITE garbage_messages: the server, its locker and its registrar go on") {
  global_net n(2);
  REQUIRE(n.join_all());
  const auto throws_garbage = [](ctx self, term) -> task<term> {
    const destination server(atoms::global_name_server, atom("n0@alpha"));
    const term state =
        co_await rpc::call(self, atom("n0@alpha"), atom("global"), atom("info"), list());
    const atom a("garbage");
    const std::vector<term> all = {
        a,
        tuple(a),
        tuple(a, a, a),
        list(),
        tuple(atoms::gen_call, a, a),
        tuple(atoms::gen_cast, a),
        tuple(atoms::gen_cast, tuple(atom("in_sync"), a, a)),
        tuple(atoms::gen_cast, tuple(atom("resolved"), a, list(), list(), a, list(), a)),
        tuple(atoms::gen_cast, tuple(atom("lock_set"), self.self(), true, list(), a)),
        tuple(atoms::gen_cast, tuple(atom("exchange"), a, list(), list(), a)),
        tuple(atom("lost_connection"), a, 1, 1, a),
        tuple(atom("remove_connection"), a),
        tuple(atom("cancel"), a, a, a),
        tuple(atom("his_the_locker"), a, a, a, a),
        tuple(atom("add_to_known"), a),
        tuple(atom("lock_set"), a, true, a, a)};
    for (const term& m : all) {
      send(server, m);
      send(state[7].as_pid(), m);  // the locker
      send(state[8].as_pid(), m);  // the registrar
    }
    co_return state;
  };
  CHECK(n.run(1, throws_garbage).is_tuple(11));
  n.sim.run_for(5_s);
  const pid who = n.somebody(0);
  CHECK(n.register_name(0, name_a, who));
  CHECK(n.all_find(name_a, who));
  // A node that comes later is let in: its locker and theirs still talk.
  n.c.kill_and_start(1);
  n.sim.run_for(20_s);
  CHECK(n.join(0, 1));
  CHECK(n.all_find(name_a, who));
  check_no_locks(n);
}

TEST_CASE("global_SUITE sync_0: after sync the names of all connected nodes are known") {
  global_net n(4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(n.register_name(i, tuple(atom("of"), n.c.name(i)), n.somebody(i)));
  }
  CHECK(n.run(0, [](ctx self, term) -> task<term> {
    for (const char* other : {"n1@beta", "n2@gamma", "n3@delta"}) {
      (void)co_await net_adm::ping(self, atom(other));
    }
    co_await global::sync(self);
    co_return global::registered_names().ref().list_length();
  }) == term(4));
  CHECK(n.run(0, [](ctx self, term) -> task<term> {
           const std::vector<atom> one = {atom("n1@beta")};
           co_await global::sync(self, one);
           co_return atoms::ok;
         }).is(atoms::ok));
}

TEST_CASE("global_SUITE register_1: of many that want a name at once one gets it") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    global_net n(3, seed);
    REQUIRE(n.join_all());
    auto said = std::make_shared<std::vector<bool>>();
    for (std::size_t i = 0; i < 9; ++i) {
      n.c.at(i % 3).spawn(
          [](ctx self, std::shared_ptr<std::vector<bool>> out) -> process {
            const bool mine = co_await global::register_name(self, name_a, self);
            out->push_back(mine);
            co_await self.receive(on(atom("stop")));
          },
          said);
    }
    CHECK(n.soon([&] { return said->size() == 9; }));
    CHECK(std::count(said->begin(), said->end(), true) == 1);
    CHECK(n.agreed(name_a));
    check_no_locks(n);
  }
}

TEST_CASE("global_SUITE re_register_name: the name goes over, and nobody watches who had it") {
  global_net n(2);
  REQUIRE(n.join_all());
  const pid first = n.somebody(0);
  const pid second = n.somebody(1);
  const auto re_register = [&](std::size_t at, pid who) {
    n.run(
        at,
        [](ctx self, term whom) -> task<term> {
          co_await global::re_register_name(self, name_a, whom.as_pid());
          co_return atoms::ok;
        },
        who);
  };
  for (int i = 0; i < 5; ++i) {
    re_register(0, first);
    CHECK(n.all_find(name_a, first));
    re_register(1, second);
    CHECK(n.all_find(name_a, second));
  }
  const term watched = n.run(
      0,
      [](ctx self, term whom) -> task<term> {
        const term said = co_await process_info(self, whom.as_pid(), atom("monitored_by"));
        co_return term(said[1]);
      },
      first);
  CHECK(watched == term::nil());
  n.stop(0, first);
  CHECK(n.all_find(name_a, second));
}

TEST_CASE("global_SUITE name_exit: a name that is given to one who ends is nobody's") {
  global_net n(3);
  REQUIRE(n.join_all());
  const pid who = n.somebody(1);
  n.stop(1, who);
  n.sim.run_for(1_s);
  n.register_name(0, name_a, n.foreign(who));
  CHECK(n.none_finds(name_a));
  const pid next = n.somebody(2);
  CHECK(n.register_name(2, name_a, next));
  CHECK(n.all_find(name_a, next));
}

TEST_CASE("global_SUITE external_nodes: a node stands for a process that knows no names itself") {
  global_net n(2);
  REQUIRE(n.join_all());
  testing::host far = n.sim.add_host("omega");
  node_options o = n.c.options(0);
  o.name = "c@omega";
  o.hidden = true;
  o.world = &far.world();
  auto h = std::make_unique<node>(o);
  n.sim.run_for(1_s);
  const pid who = h->spawn([](ctx self) -> process { co_await self.receive(on(atom("stop"))); });
  const pid seen = n.foreign(who);
  const auto call = [&](atom function, term args) {
    return to_string(n.run(
        0,
        [](ctx self, term what) -> task<term> {
          term said = co_await rpc::call(self, node_name(), atom("global"), what[0].as_atom(),
                                         term(what[1]));
          co_return said;
        },
        tuple(function, args)));
  };
  CHECK(call(atom("register_name_external"), list(name_a, seen)) == "yes");
  CHECK(n.all_find(name_a, seen));
  CHECK(call(atom("register_name_external"), list(name_a, seen)) == "no");
  CHECK(call(atom("unregister_name_external"), list(name_a)) == "ok");
  CHECK(n.none_finds(name_a));
  CHECK(call(atom("register_name_external"), list(name_a, seen)) == "yes");
  h.reset();
  CHECK(n.none_finds(name_a));
}

TEST_CASE("global_SUITE otp_5640: a process has one name, but what is forced on it") {
  global_net n(2);
  REQUIRE(n.join_all());
  const pid who = n.somebody(0);
  CHECK(n.register_name(0, name_a, who));
  CHECK_FALSE(n.register_name(0, name_b, who));
  CHECK_FALSE(n.register_name(1, name_b, n.foreign(who)));
  CHECK(n.none_finds(name_b));
  n.stop(0, who);
  CHECK(n.none_finds(name_a));
}

TEST_CASE("global: a lease ends by itself, is renewed, and goes with its owner") {
  global_net n(3);
  REQUIRE(n.join_all());
  const term id = tuple(atom("res"), atom("me"));
  const auto owner = std::make_shared<std::vector<std::string>>();
  n.c.at(0).spawn(
      [](ctx self, std::shared_ptr<std::vector<std::string>> out) -> process {
        const term wanted = tuple(atom("res"), atom("leased"));
        const pid keeper = co_await global::lease_lock(self, wanted, 5_s);
        const bool renewed = co_await global::renew_lease(self, keeper, 10_s);
        out->push_back(keeper && renewed ? "held" : "not held");
        const term told = co_await self.receive();
        out->push_back(to_string(told));
        const bool was = co_await global::end_lease(self, keeper);
        out->push_back(was ? "was held" : "was over");
      },
      owner);
  n.sim.run_for(1_s);
  CHECK(*owner == std::vector<std::string>{"held"});
  CHECK_FALSE(n.set_lock(1, id, {0, 1, 2}, 0));
  n.sim.run_for(7_s);
  CHECK_FALSE(n.set_lock(1, id, {0, 1, 2}, 0));
  n.sim.run_for(4_s);
  CHECK(n.set_lock(1, id, {0, 1, 2}, 0));
  CHECK(*owner == std::vector<std::string>{"held", "{lock_expired,{res,leased}}", "was over"});

  const pid second = n.c.at(0).spawn([](ctx self) -> process {
    const pid keeper = co_await global::lease_lock(self, tuple(atom("res"), atom("x")), 1000_s);
    KITH_ASSERT(static_cast<bool>(keeper));
    co_await self.receive(on(atom("stop")));
  });
  n.sim.run_for(1_s);
  CHECK_FALSE(n.set_lock(1, id, {0, 1, 2}, 0));
  n.stop(0, second);
  n.sim.run_for(1_s);
  CHECK(n.set_lock(1, id, {0, 1, 2}, 0));
  check_no_locks(n);
}

TEST_CASE("global: fencing epochs grow from holder to holder, whichever nodes come and go") {
  global_net n(3);
  REQUIRE(n.join_all());
  const auto takes = [](ctx self, term) -> task<term> {
    const auto body = [](ctx, std::uint64_t epoch) -> task<term> { co_return term(epoch); };
    term said = co_await global::trans(self, tuple(atom("res"), self.self()), body);
    co_return said;
  };
  term last = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    const term epoch = n.run(i % 3, takes);
    CHECK(compare(last, epoch) < 0);
    last = epoch;
  }
  // One that has lost all it knew hears of it from the others, and clocks may go back.
  n.c.kill_and_start(0);
  n.c.host(0).jump_wall_clock(duration::seconds(-86'400));
  n.c.host(1).jump_wall_clock(duration::seconds(-86'400));
  n.sim.run_for(20_s);
  REQUIRE(n.join_all());
  const term epoch = n.run(0, takes);
  CHECK(compare(last, epoch) < 0);
  check_no_locks(n);
}

TEST_CASE("global: who holds a lock can be seen on every node that it is held on") {
  global_net n(2);
  REQUIRE(n.join_all());
  const pid holder = n.c.at(0).spawn(locks_and_waits);
  n.sim.run_for(1_s);
  for (std::size_t i = 0; i < 2; ++i) {
    const term all = n.run(i, [](ctx, term) -> task<term> { co_return global::locks(); });
    REQUIRE(all.ref().list_length() == 1);
    const term_ref lock = all.ref().head();
    CHECK(lock[0].is(atom("res")));
    CHECK(lock[1].as_pid() == holder);
    CHECK(lock[2].head().as_pid() == holder);
  }
}

}  // namespace
}  // namespace kith::scenarios
