// Cases of OTP's global_SUITE in which nodes part, meet and get lost, as nodes of Kith go through
// them; and resolvers, which say what becomes of a name that two have.

#include <doctest/doctest.h>

#include <algorithm>

#include "global_net.hpp"
#include "kith/nodes.hpp"

namespace kith::scenarios {
namespace {

const term name_a = atom("a");
const term name_b = atom("b");
const term name_c = atom("c");

/// A name of its own on each node.
std::vector<pid> own_names(global_net& n) {
  std::vector<pid> all;
  for (std::size_t i = 0; i < n.c.size(); ++i) {
    all.push_back(n.somebody(i));
    CHECK(n.register_name(i, tuple(atom("of"), n.c.name(i)), all.back()));
  }
  return all;
}

void check_own_names(global_net& n, const std::vector<pid>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    CHECK(n.all_find(tuple(atom("of"), n.c.name(i)), all[i]));
  }
}

void check_no_locks(global_net& n) {
  n.sim.run_for(5_s);
  for (std::size_t i = 0; i < n.c.size(); ++i) {
    if (n.c.is_up(i)) {
      CHECK(n.run(i, [](ctx, term) -> task<term> { co_return global::locks(); }) == term::nil());
    }
  }
}

TEST_CASE("global_SUITE basic_partition: two parts that meet know the names of both") {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    global_net n(4, seed);
    REQUIRE(n.join_all({0, 1}));
    REQUIRE(n.join_all({2, 3}));
    const auto all = own_names(n);
    REQUIRE(n.join(1, 2));
    check_own_names(n, all);
    REQUIRE(n.join_all());
    check_no_locks(n);
  }
}

TEST_CASE("global_SUITE basic_name_partition: of one name in two parts one process keeps it, and "
          "each way of resolving does what it says") {
  global_net n(4);
  REQUIRE(n.join_all());
  REQUIRE(n.part({0, 1}, {2, 3}));
  const pid killed_or_not[] = {n.somebody(1), n.somebody(2)};
  const pid notified_or_not[] = {n.somebody(0), n.somebody(3)};
  const pid both[] = {n.somebody(0), n.somebody(2)};
  CHECK(n.register_name(1, name_a, killed_or_not[0]));
  CHECK(n.register_name(2, name_a, killed_or_not[1]));
  CHECK(n.register_name(0, name_b, notified_or_not[0], global::resolve::random_notify_name));
  CHECK(n.register_name(3, name_b, notified_or_not[1], global::resolve::random_notify_name));
  CHECK(n.register_name(0, name_c, both[0], global::resolve::notify_all_name));
  CHECK(n.register_name(2, name_c, both[1], global::resolve::notify_all_name));
  n.heal();
  REQUIRE(n.join_all());
  CHECK(n.all_find(name_a, killed_or_not[0]));  // the one on the lesser node
  CHECK(n.all_find(name_b, notified_or_not[0]));
  CHECK(n.none_finds(name_c));
  n.sim.run_for(1_s);
  CHECK(n.heard(3, notified_or_not[1]) == std::vector<std::string>{"{global_name_conflict,b}"});
  CHECK(n.heard(0, notified_or_not[0]).empty());
  CHECK(n.heard(0, both[0]).size() == 1);
  CHECK(n.heard(2, both[1]).size() == 1);
  const term alive = n.run(
      2,
      [](ctx self, term who) -> task<term> {
        const bool lives = co_await is_process_alive(self, who.as_pid());
        co_return term(lives);
      },
      killed_or_not[1]);
  CHECK(alive.is(atoms::false_));
  check_no_locks(n);
}

TEST_CASE("global_SUITE advanced_partition: parts that part and meet again in other shapes") {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    global_net n(6, seed);
    REQUIRE(n.join_all());
    const auto all = own_names(n);
    const pid single = n.somebody(0);
    CHECK(n.register_name(0, name_a, single));
    REQUIRE(n.part({0, 1, 2}, {3, 4, 5}));
    CHECK(n.register_name(4, name_a, n.somebody(4)));
    n.heal();
    REQUIRE(n.part({0, 3}, {1, 2, 4, 5}));
    n.heal();
    REQUIRE(n.join_all());
    check_own_names(n, all);
    CHECK(n.agreed(name_a));
    check_no_locks(n);
  }
}

TEST_CASE("global_SUITE stress_partition: names come and go while the parts meet") {
  global_net n(4);
  REQUIRE(n.join_all());
  REQUIRE(n.part({0, 1}, {2, 3}));
  const auto churn = [](ctx self) -> process {
    for (int i = 0; i < 40; ++i) {
      const term name = tuple(atom("churn"), i % 5);
      const bool mine = co_await global::register_name(self, name, self);
      co_await self.receive(on(atom("never")), after(100_ms));
      if (mine) {
        co_await global::unregister_name(self, name);
      }
    }
  };
  const auto done = std::make_shared<int>(0);
  for (std::size_t i = 0; i < 4; ++i) {
    n.c.at(i).spawn(churn);
    n.c.at(i).spawn(
        [](ctx self, std::shared_ptr<int> count) -> process {
          const bool mine =
              co_await global::register_name(self, tuple(atom("late"), node_name()), self);
          *count += mine ? 1 : 0;
          co_await self.receive(on(atom("stop")));
        },
        done);
  }
  n.sim.run_for(1_s);
  n.heal();
  REQUIRE(n.join_all());
  CHECK(n.soon([&] { return *done == 4; }));
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(n.agreed(tuple(atom("late"), n.c.name(i))));
  }
  n.sim.run_for(120_s);
  for (int k = 0; k < 5; ++k) {
    CHECK(n.none_finds(tuple(atom("churn"), k)));
  }
  check_no_locks(n);
}

/// Single nodes with one name each connect as `pairs` say, all at once.
void meet_with_one_name(std::size_t members, bool ring, std::uint64_t seed) {
  CAPTURE(seed);
  global_net n(members, seed);
  for (std::size_t i = 0; i < members; ++i) {
    CHECK(n.register_name(i, name_a, n.somebody(i), global::resolve::random_notify_name));
  }
  const auto own = own_names(n);
  for (std::size_t i = 0; i + (ring ? 0 : 1) < members; ++i) {
    n.c.at(i).spawn(
        [](ctx self, atom next) -> process {
          const bool there = co_await net_kernel::connect_node(self, next);
          (void)there;
        },
        n.c.name((i + 1) % members));
  }
  n.sim.run_for(30_s);
  CHECK(n.join_all());
  CHECK(n.agreed(name_a));
  check_own_names(n, own);
  check_no_locks(n);
}

TEST_CASE("global_SUITE simple_ring: three nodes with one name connect in a ring") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    meet_with_one_name(3, true, seed);
  }
}
TEST_CASE("global_SUITE ring: six nodes with one name connect in a ring") {
  meet_with_one_name(6, true, 1);
  meet_with_one_name(6, true, 2);
}
TEST_CASE("global_SUITE simple_line: three nodes with one name connect in a line") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    meet_with_one_name(3, false, seed);
  }
}
TEST_CASE("global_SUITE line: six nodes with one name connect in a line") {
  meet_with_one_name(6, false, 1);
  meet_with_one_name(6, false, 2);
}

TEST_CASE("global_SUITE many_nodes: nodes that all start at once come to know each other's names") {
  global_net n(6);
  const auto all = own_names(n);
  for (std::size_t i = 1; i < 6; ++i) {
    n.c.at(i).spawn([](ctx self) -> process {
      const bool there = co_await net_kernel::connect_node(self, atom("n0@alpha"));
      (void)there;
    });
  }
  CHECK(n.soon([&] {
    for (std::size_t i = 0; i < 6; ++i) {
      if (n.c.at(i).nodes().size() != 5) {
        return false;
      }
    }
    return true;
  }));
  check_own_names(n, all);
  check_no_locks(n);
}

// ---- resolvers ---------------------------------------------------------------------------------

int resolver_calls = 0;

task<term> keeps_first(ctx, term args) {
  ++resolver_calls;
  co_return term(args.ref().tail().head());
}
task<term> keeps_second(ctx, term args) {
  ++resolver_calls;
  co_return term(args.ref().tail().tail().head());
}
task<term> keeps_none(ctx, term) {
  ++resolver_calls;
  co_return atom("none");
}
task<term> crashes(ctx, term) {
  ++resolver_calls;
  raise_error(atom("resolver_crashed"));
  co_return atom("none");
}
task<term> exits(ctx, term) {
  ++resolver_calls;
  exit(atom("resolver_left"));
  co_return atom("none");
}
task<term> returns_stranger(ctx self, term) {
  ++resolver_calls;
  co_return term(self.self());
}
task<term> takes_locks(ctx self, term args) {
  ++resolver_calls;
  const term id = tuple(atom("of_resolver"), self.self());
  const bool locked = co_await global::set_lock(self, id, global::all_nodes(), 5);
  co_await global::del_lock(self, id);
  co_return locked ? term(args.ref().tail().head()) : term(atom("none"));
}
task<term> disconnects(ctx, term args) {
  ++resolver_calls;
  for (const term_ref who : {args.ref().tail().head(), args.ref().tail().tail().head()}) {
    if (!(who.as_pid().node() == node_name())) {
      disconnect_node(who.as_pid().node());
    }
  }
  co_return term(args.ref().tail().head());
}

void export_resolvers(global_net& n) {
  const std::pair<const char*, native_function> all[] = {{"first", keeps_first},
                                                         {"second", keeps_second},
                                                         {"none", keeps_none},
                                                         {"crashes", crashes},
                                                         {"exits", exits},
                                                         {"stranger", returns_stranger},
                                                         {"takes_locks", takes_locks},
                                                         {"disconnects", disconnects}};
  for (std::size_t i = 0; i < n.c.size(); ++i) {
    for (const auto& [name, body] : all) {
      n.c.at(i).export_function(atom("resolvers"), atom(name), 3, body);
    }
  }
}

TEST_CASE(
    "global_SUITE simple_resolve: a resolver of one's own is called once, and what it returns "
    "holds everywhere") {
  for (const char* how : {"first", "second", "none", "crashes", "exits", "stranger"}) {
    CAPTURE(std::string(how));
    global_net n(4);
    export_resolvers(n);
    REQUIRE(n.join_all({0, 1}));
    REQUIRE(n.join_all({2, 3}));
    const global::resolve by(atom("resolvers"), atom(how));
    const pid low = n.somebody(1);
    const pid high = n.somebody(2);
    CHECK(n.register_name(1, name_a, low, by));
    CHECK(n.register_name(2, name_a, high, by));
    resolver_calls = 0;
    REQUIRE(n.join_all());
    n.sim.run_for(20_s);
    CHECK(resolver_calls == 1);
    const std::string what = how;
    if (what == "first" || what == "second") {
      const pid left = n.agreed(name_a);
      CHECK((left == low || left == high));
      // Neither was told nor harmed.
      CHECK(n.heard(1, low).empty());
      CHECK(n.heard(2, high).empty());
    } else if (what == "crashes" || what == "exits") {
      CHECK(n.agreed(name_a) == high);  // as in OTP
    } else {
      CHECK(n.none_finds(name_a));
    }
    check_no_locks(n);
  }
}

TEST_CASE("global_SUITE simple_resolve: the first and the second are two, whoever connects") {
  std::vector<bool> low_kept;
  for (const char* how : {"first", "second"}) {
    global_net n(2);
    export_resolvers(n);
    const pid low = n.somebody(0);
    const global::resolve by(atom("resolvers"), atom(how));
    CHECK(n.register_name(0, name_a, low, by));
    CHECK(n.register_name(1, name_a, n.somebody(1), by));
    REQUIRE(n.join_all());
    low_kept.push_back(n.agreed(name_a) == low);
  }
  CHECK(low_kept[0] != low_kept[1]);
}

TEST_CASE("global_SUITE simple_resolve2: a resolver may take locks") {
  global_net n(3);
  export_resolvers(n);
  REQUIRE(n.join_all({0, 1}));
  const global::resolve by(atom("resolvers"), atom("takes_locks"));
  CHECK(n.register_name(1, name_a, n.somebody(1), by));
  CHECK(n.register_name(2, name_a, n.somebody(2), by));
  resolver_calls = 0;
  REQUIRE(n.join_all());
  CHECK(n.agreed(name_a));
  CHECK(resolver_calls == 1);
  check_no_locks(n);
}

TEST_CASE("global_SUITE simple_resolve3: a resolver may disconnect the other node") {
  global_net n(2);
  export_resolvers(n);
  const global::resolve by(atom("resolvers"), atom("disconnects"));
  CHECK(n.register_name(0, name_a, n.somebody(0), by));
  CHECK(n.register_name(1, name_a, n.somebody(1), by));
  n.c.at(0).connect(n.c.name(1).name());
  n.sim.run_for(30_s);
  // The one that it picks keeps the name; the other node has its own, or has lost the name with the
  // node of that one; nothing is stuck.
  const pid next = n.somebody(0);
  CHECK(n.register_name(0, name_b, next));
  CHECK(n.whereis_name(0, name_b) == term(next));
  const term here = n.whereis_name(0, name_a);
  const term there = n.whereis_name(1, name_a);
  CAPTURE(to_string(here));
  CAPTURE(to_string(there));
  REQUIRE(there.is_pid());
  CHECK(there.as_pid().node() == n.c.name(1));
  CHECK((!here.is_pid() || here.as_pid().node() == n.c.name(0) || here == there));
  check_no_locks(n);
}

// ---- loss --------------------------------------------------------------------------------------

TEST_CASE("global_SUITE leftover_name: the name of a node's former life is not left") {
  global_net n(3);
  REQUIRE(n.join_all());
  CHECK(n.register_name(0, name_a, n.somebody(0)));
  CHECK(n.agreed(name_a));
  n.c.kill_and_start(0);
  const pid now = n.somebody(0);
  CHECK(n.register_name(0, name_a, now));
  n.sim.run_for(10_s);
  REQUIRE(n.join_all());
  CHECK(n.all_find(name_a, now));
}

TEST_CASE("global_SUITE mass_death: the names of a node that dies go, however many") {
  global_net n(4);
  REQUIRE(n.join_all());
  for (int i = 0; i < 30; ++i) {
    const std::size_t at = 1 + static_cast<std::size_t>(i) % 3;
    CHECK(n.register_name(at, tuple(name_a, i), n.somebody(at)));
  }
  CHECK(n.names(0).ref().list_length() == 30);
  for (std::size_t i = 1; i < 4; ++i) {
    n.c.crash(i);
  }
  n.sim.run_for(ticktime * 2);
  CHECK(n.names(0) == term::nil());
  CHECK(n.register_name(0, name_a, n.somebody(0)));
  check_no_locks(n);
}

TEST_CASE("global_SUITE lost_unregister: what was unregistered in one part does not come back") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    global_net n(3, seed);
    REQUIRE(n.join_all());
    const pid who = n.somebody(1);
    CHECK(n.register_name(1, name_a, who));
    CHECK(n.all_find(name_a, who));
    REQUIRE(n.part({0, 1}, {2}));
    n.unregister_name(1, name_a);
    n.heal();
    REQUIRE(n.join_all());
    n.sim.run_for(10_s);
    CHECK(n.none_finds(name_a));
  }
}

TEST_CASE("global_SUITE both_known_1: parts that keep an old acquaintance settle once") {
  global_net n(4);
  REQUIRE(n.join_all());
  REQUIRE(n.part({0}, {3}));
  REQUIRE(n.part({1}, {2}));
  const pid one = n.somebody(0);
  CHECK(n.register_name(0, name_a, one));
  n.heal();
  REQUIRE(n.join_all());
  CHECK(n.all_find(name_a, one));
  check_no_locks(n);
}

/// Who is connected to whom is an equivalence: no two that share a neighbour are apart.
bool is_union_of_cliques(global_net& n) {
  for (std::size_t a = 0; a < n.c.size(); ++a) {
    for (std::size_t b = 0; b < n.c.size(); ++b) {
      for (std::size_t m = 0; m < n.c.size(); ++m) {
        if (a != b && b != m && a != m && n.c.are_connected(a, m) && n.c.are_connected(m, b) &&
            !n.c.are_connected(a, b)) {
          return false;
        }
      }
    }
  }
  return true;
}

TEST_CASE("global_SUITE lost_connection: two nodes that lose each other do not share a third") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    global_net n(4, seed);
    REQUIRE(n.join_all());
    const auto all = own_names(n);
    REQUIRE(n.part({0}, {1}));
    CHECK(n.soon([&] { return is_union_of_cliques(n); }));
    CHECK_FALSE(n.c.are_connected(0, 1));
    n.heal();
    REQUIRE(n.join_all());
    check_own_names(n, all);
    check_no_locks(n);
  }
}

TEST_CASE("global_SUITE lost_connection2: one that loses several at once, while others lose more") {
  global_net n(6);
  REQUIRE(n.join_all());
  const auto all = own_names(n);
  for (const auto& [a, b] : {std::pair<std::size_t, std::size_t>{0, 1}, {2, 3}, {4, 5}, {1, 4}}) {
    n.sim.cut(n.c.host(a), n.c.host(b));
  }
  n.sim.run_for(ticktime * 3);
  CHECK(n.soon([&] { return is_union_of_cliques(n); }));
  n.heal();
  REQUIRE(n.join_all());
  check_own_names(n, all);
  check_no_locks(n);
}

TEST_CASE("global_SUITE global_disconnect: a node leaves all, and the others stay together") {
  global_net n(4);
  REQUIRE(n.join_all());
  CHECK(n.register_name(1, name_a, n.somebody(1)));
  CHECK(n.agreed(name_a));
  const term left = n.run(1, [](ctx self, term) -> task<term> {
    term all = co_await global::disconnect(self);
    co_return all;
  });
  CHECK(to_string(left) == "[n0@alpha,n2@gamma,n3@delta]");
  CHECK(n.c.at(1).nodes().empty());
  n.sim.run_for(2_s);
  for (const std::size_t i : {0u, 2u, 3u}) {
    CHECK(n.c.at(i).nodes().size() == 2);
    CHECK(n.whereis_name(i, name_a).is(atoms::undefined));
  }
  REQUIRE(n.join_all());
  CHECK(n.agreed(name_a));
}

TEST_CASE("global_SUITE flaw1: a name that was registered before its node met others stays known") {
  global_net n(3);
  const pid who = n.somebody(2);
  CHECK(n.register_name(2, name_a, who));
  REQUIRE(n.join(0, 1));
  const pid other = n.somebody(0);
  CHECK(n.register_name(0, name_b, other));
  REQUIRE(n.join(1, 2));
  CHECK(n.all_find(name_a, who));
  CHECK(n.all_find(name_b, other));
  n.c.crash(1);
  n.sim.run_for(ticktime * 2);
  CHECK(n.all_find(name_a, who));
  CHECK(n.all_find(name_b, other));
}

/// Three nodes, of which the first connects to the others.
struct star {
  explicit star(void (*set)(node_options&)) {
    for (const char* name : {"alpha", "beta", "gamma"}) {
      hosts.push_back(sim.add_host(name));
      node_options o;
      o.name = "n@" + std::string(name);
      o.cookie = "monster";
      o.net_ticktime = ticktime;
      o.log = &log;
      o.world = &hosts.back().world();
      set(o);
      nodes.push_back(std::make_unique<node>(o));
    }
    for (const char* other : {"n@beta", "n@gamma"}) {
      nodes[0]->spawn(
          [](ctx self, atom to) -> process {
            const bool there = co_await net_kernel::connect_node(self, to);
            (void)there;
          },
          atom(other));
    }
    sim.run_for(30_s);
  }
  [[nodiscard]] std::vector<std::size_t> neighbours() const {
    std::vector<std::size_t> counts;
    for (const auto& n : nodes) {
      counts.push_back(n->nodes().size());
    }
    return counts;
  }

  testing::simulation sim{1};
  std::vector<testing::host> hosts;
  log_lines log;
  std::vector<std::unique_ptr<node>> nodes;
};

TEST_CASE("global: without prevent_overlapping_partitions a loss between two is theirs alone") {
  star s([](node_options& o) { o.prevent_overlapping_partitions = false; });
  CHECK(s.neighbours() == std::vector<std::size_t>{2, 2, 2});
  s.sim.cut(s.hosts[1], s.hosts[2]);
  s.sim.run_for(ticktime * 3);
  CHECK(s.neighbours() == std::vector<std::size_t>{2, 1, 1});
}

TEST_CASE("global: without connect_all nodes meet those alone that they were told of") {
  star s([](node_options& o) { o.connect_all = false; });
  CHECK(s.neighbours() == std::vector<std::size_t>{2, 1, 1});
  star all([](node_options&) {});
  CHECK(all.neighbours() == std::vector<std::size_t>{2, 2, 2});
}

}  // namespace
}  // namespace kith::scenarios
