// Cases of OTP's pg_SUITE whose matter is the network, between Kith's nodes: who is cut off from
// whom, for how long, and what happens meanwhile.

#include <doctest/doctest.h>

#include <algorithm>

#include "cluster.hpp"
#include "kith/pg.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

const atom scope("scope");
const atom group("g");

/// What a node is to do once, and what came of it.
struct order {
  enum class what : std::uint8_t { start, join, leave, look, kill_scope, meet };
  what wanted;
  std::vector<pid> who;
  atom other;
  std::vector<pid> members;
  bool done = false;
};

process obeys(ctx self, order* o) {
  switch (o->wanted) {
  case order::what::start: co_await pg::start(self, scope); break;
  case order::what::join: co_await pg::join(self, scope, group, o->who); break;
  case order::what::leave: co_await pg::leave(self, scope, group, o->who); break;
  case order::what::look: o->members = pg::get_members(scope, group); break;
  case order::what::kill_scope: exit(whereis(scope), atoms::kill); break;
  case order::what::meet: co_await net_kernel::connect_node(self, o->other); break;
  }
  o->done = true;
}

process idle(ctx self) {
  co_await self.receive(on(atom("stop")));
}

/// Nodes that run the scope, each with two members.
class groups {
 public:
  groups(testing::simulation& sim, std::size_t size) : c_(sim, size) {
    for (std::size_t i = 0; i < size; ++i) {
      start(i);
      own_.push_back({c_.at(i).spawn(idle), c_.at(i).spawn(idle)});
      join(i, own_[i]);
    }
  }

  cluster& nodes() { return c_; }
  void start(std::size_t i) { obey(i, order::what::start); }
  void join(std::size_t i, std::vector<pid> who) { obey(i, order::what::join, std::move(who)); }
  void leave(std::size_t i, std::vector<pid> who) { obey(i, order::what::leave, std::move(who)); }
  void kill_scope(std::size_t i) { obey(i, order::what::kill_scope); }
  pid own(std::size_t i, std::size_t which) { return own_[i][which]; }
  pid fresh(std::size_t i) { return c_.at(i).spawn(idle); }
  void end(std::size_t i, pid who) { c_.at(i).send(who, atom("stop")); }

  void cut(std::vector<std::size_t> one, std::vector<std::size_t> other) {
    for (const std::size_t i : one) {
      for (const std::size_t j : other) {
        c_.sim().cut(c_.host(i), c_.host(j));
      }
    }
  }
  /// All meet all, again and again, until each sees `n` members and the same ones.
  bool agree(std::size_t n) {
    for (int attempts = 0; attempts < 60; ++attempts) {
      for (std::size_t i = 0; i < c_.size(); ++i) {
        for (std::size_t j = 0; j < c_.size(); ++j) {
          ask(i, order{order::what::meet, {}, c_.name(j), {}, false}, 10_s);
        }
      }
      c_.sim().run_for(1_s);
      if (same(n)) {
        return true;
      }
    }
    return false;
  }
  /// Whether each of these sees as many members, without asking anybody to meet.
  bool see(const std::vector<std::size_t>& who, std::size_t n) {
    const duration until = c_.sim().now() + ticktime * 4;
    const auto sees = [&](std::size_t i) { return members(i).size() == n; };
    while (!std::all_of(who.begin(), who.end(), sees)) {
      if (c_.sim().now() > until) {
        return false;
      }
      c_.sim().run_for(200_ms);
    }
    return true;
  }

 private:
  bool ask(std::size_t i, order o, duration limit) {
    auto& kept = orders_.emplace_back(std::make_unique<order>(std::move(o)));
    c_.at(i).spawn(obeys, kept.get());
    return c_.sim().run_until([&] { return kept->done; }, limit);
  }
  void obey(std::size_t i, order::what what, std::vector<pid> who = {}) {
    if (!ask(i, order{what, std::move(who), {}, {}, false}, 10_s)) {
      FAIL("a node does not do what it is told");
    }
  }
  std::vector<std::string> members(std::size_t i) {
    obey(i, order::what::look);
    std::vector<std::string> all;
    for (const pid who : orders_.back()->members) {
      all.push_back(std::string(who.node().name()) + " " + std::to_string(who.id()) + " " +
                    std::to_string(who.serial()));
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  bool same(std::size_t n) {
    const std::vector<std::string> first = members(0);
    bool all = first.size() == n;
    for (std::size_t i = 1; i < c_.size(); ++i) {
      all = all && members(i) == first;
    }
    return all;
  }

  std::vector<std::unique_ptr<order>> orders_;
  cluster c_;
  std::vector<std::vector<pid>> own_;
};

using problems = std::vector<std::string>;

TEST_CASE("pg_SUITE netsplit: two nodes that are cut off know their own, then all again") {
  run_seeds(5, [](testing::simulation& sim) -> problems {
    groups g(sim, 2);
    if (!g.agree(4)) {
      return {"they do not agree at first"};
    }
    g.cut({0}, {1});
    if (!g.see({0, 1}, 2)) {
      return {"one still knows the other's members"};
    }
    g.join(0, {g.fresh(0), g.own(0, 0)});
    g.leave(1, {g.own(1, 0)});
    sim.heal_all();
    return g.agree(5) ? problems() : problems{"they do not agree after it"};
  });
}

TEST_CASE("pg_SUITE trisplit: two nodes lose each other while a third knows both") {
  run_seeds(5, [](testing::simulation& sim) -> problems {
    groups g(sim, 3);
    if (!g.agree(6)) {
      return {"they do not agree at first"};
    }
    g.cut({1}, {2});
    sim.run_for(ticktime * 2);
    g.leave(1, {g.own(1, 0)});
    g.join(2, {g.own(2, 0), g.fresh(2)});
    g.end(0, g.own(0, 1));
    sim.run_for(ticktime);
    sim.heal_all();
    return g.agree(6) ? problems() : problems{"they do not agree after it"};
  });
}

TEST_CASE("pg_SUITE foursplit: two pairs part, each goes on, and they meet") {
  run_seeds(5, [](testing::simulation& sim) -> problems {
    groups g(sim, 4);
    if (!g.agree(8)) {
      return {"they do not agree at first"};
    }
    g.cut({0, 1}, {2, 3});
    if (!g.see({0, 1, 2, 3}, 4)) {
      return {"a pair still knows members of the other"};
    }
    g.join(0, {g.fresh(0)});
    g.leave(3, {g.own(3, 0), g.own(3, 1)});
    if (!g.see({0, 1}, 5) || !g.see({2, 3}, 2)) {
      return {"a pair does not agree"};
    }
    sim.heal_all();
    return g.agree(7) ? problems() : problems{"they do not agree after it"};
  });
}

TEST_CASE("pg_SUITE scope_restart, disconnected_start: a scope begins anew while its node is cut "
          "off") {
  run_seeds(5, [](testing::simulation& sim) -> problems {
    groups g(sim, 3);
    if (!g.agree(6)) {
      return {"they do not agree at first"};
    }
    g.cut({2}, {0, 1});
    sim.run_for(duration::milliseconds(static_cast<std::int64_t>(sim.draw(12'000))));
    g.kill_scope(2);
    g.start(2);
    g.join(2, {g.own(2, 1)});
    sim.heal_all();
    return g.agree(5) ? problems() : problems{"they do not agree after it"};
  });
}

TEST_CASE(
    "pg_SUITE leave_exit_race: members end and leave while their node is cut off, or is not") {
  run_seeds(5, [](testing::simulation& sim) -> problems {
    groups g(sim, 2);
    if (!g.agree(4)) {
      return {"they do not agree at first"};
    }
    for (int i = 0; i < 8; ++i) {
      const pid one = g.fresh(0);
      g.join(0, {one, one});
      if (sim.draw(2) == 0) {
        g.cut({0}, {1});
      }
      g.end(0, one);
      g.leave(0, {one});
      sim.run_for(duration::milliseconds(static_cast<std::int64_t>(sim.draw(12'000))));
      sim.heal_all();
    }
    return g.agree(4) ? problems() : problems{"they do not agree after it"};
  });
}

}  // namespace
}  // namespace kith::scenarios
