// What must hold of signals, links and monitors, whatever happens to the nodes and the network
// between them.

#include <doctest/doctest.h>

#include "adversities.hpp"
#include "seeds.hpp"
#include "talk.hpp"
#include "ties.hpp"

namespace kith::scenarios {
namespace {

/// So long the last connection may need to notice that it is dead, and a stream to recover.
constexpr duration recovery_max = 3_min;
constexpr std::size_t seeds_per_adversity = 8;

/// Two nodes, or three, of which the third has no trouble of its own.
std::size_t draw_members(testing::simulation& sim) {
  return 2 + sim.draw(2);
}

void add(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::vector<std::string> order_holds(testing::simulation& sim, const adversity& trouble) {
  talk all(sim);
  cluster c(sim, draw_members(sim),
            [&all](cluster& in, std::size_t member) { all.join(in, member); });
  std::vector<std::string> problems;
  if (!sim.run_until([&] { return all.heard(0, 1) > 20 && all.heard(1, 0) > 20; }, 1_min)) {
    problems.push_back("the nodes do not get to talk");
  }
  trouble.strike(c);
  end_trouble(c);
  if (!trouble.loses_connection && all.losses() != 0) {
    problems.push_back("a connection was lost that need not have been");
  }
  const std::uint64_t there = all.heard(0, 1);
  const std::uint64_t back = all.heard(1, 0);
  if (!sim.run_until([&] { return all.heard(0, 1) > there + 20 && all.heard(1, 0) > back + 20; },
                     recovery_max)) {
    problems.push_back("after the trouble the nodes do not talk again");
  }
  sim.run_for(ticktime);
  add(problems, all.problems());
  return problems;
}

std::vector<std::string> ties_end_once(testing::simulation& sim, const adversity& trouble) {
  ties all(sim);
  cluster c(sim, draw_members(sim),
            [&all](cluster& in, std::size_t member) { all.join(in, member); });
  std::vector<std::string> problems;
  sim.run_for(ticktime);
  trouble.strike(c);
  end_trouble(c);
  sim.run_for(ticktime);
  all.finish();
  sim.run_for(1_s);
  // What still stands ends with the connection.
  for (std::size_t i = 1; i < c.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      sim.cut(c.host(i), c.host(j));
    }
  }
  sim.run_for(ticktime * 2);
  add(problems, all.problems());
  add(problems, all.owed());
  add(problems, all.left_behind(c));
  if (all.broken() < 5) {
    problems.push_back("hardly any tie was broken: the test is worth nothing");
  }
  return problems;
}

TEST_CASE("signals: those of a pair arrive in order, and a gap is where a connection was lost") {
  for (const adversity& trouble : adversities()) {
    SUBCASE(trouble.name) {
      run_seeds(
          seeds_per_adversity, [&](testing::simulation& sim) { return order_holds(sim, trouble); },
          trouble.name);
    }
  }
}

TEST_CASE("ties: each is broken once, and one that was undone never") {
  for (const adversity& trouble : adversities()) {
    SUBCASE(trouble.name) {
      run_seeds(
          seeds_per_adversity,
          [&](testing::simulation& sim) { return ties_end_once(sim, trouble); }, trouble.name);
    }
  }
}

}  // namespace
}  // namespace kith::scenarios
