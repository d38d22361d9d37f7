// How nodes end, what others hear of it, and that nothing stays behind.

#include <doctest/doctest.h>

#include <algorithm>

#include "cluster.hpp"
#include "runtime/node_core.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

const atom tell("tell");

/// Tells where it is, and writes down what it is told by those who mean it.
process resident(ctx self, std::vector<std::string>* heard) {
  register_name(atom("resident"), self);
  for (;;) {
    pid who;
    term text;
    const std::size_t which = co_await self.receive(on(tuple(tell, bind(who))), on(bind(text)));
    if (which == 0) {
      send(who, tuple(atom("here"), self));
    } else {
      heard->push_back(to_string(text));
    }
  }
}

struct visit {
  pid found;
  std::vector<std::string> heard;
  duration when;
};

/// Finds the resident of a node, ties itself to it and says what comes.
process visitor(ctx self, testing::simulation* sim, atom node, visit* seen) {
  trap_exit(true);
  send({atom("resident"), node}, tuple(tell, self));
  pid found;
  co_await self.receive(on(tuple(atom("here"), bind(found))));
  link(found);
  const reference watch = monitor(found);
  monitor_node(node, true);
  seen->found = found;
  for (;;) {
    term message;
    co_await self.receive(on(bind(message)));
    seen->when = sim->now();
    seen->heard.push_back(to_string(message[0]) + " " +
                          to_string(message.is_tuple(5)   ? message[4]
                                    : message.is_tuple(3) ? message[2]
                                                          : message[1]));
  }
  (void)watch;
}

std::vector<std::string> sorted(std::vector<std::string> all) {
  std::sort(all.begin(), all.end());
  return all;
}

TEST_CASE("ending: a node that ends in order is missed at once") {
  run_seeds(5, [](testing::simulation& sim) {
    std::vector<std::string> told;
    visit seen;
    cluster c(sim, 2);
    c.at(1).spawn(resident, &told);
    c.at(0).spawn(visitor, &sim, c.name(1), &seen);
    sim.run_for(1_s);
    const duration ended = sim.now();
    c.end(1);
    sim.run_for(10_s);
    std::vector<std::string> problems;
    if (sorted(seen.heard) != std::vector<std::string>{"'DOWN' noconnection", "'EXIT' noconnection",
                                                       "nodedown n1@beta"}) {
      problems.push_back(std::to_string(seen.heard.size()) + " signals came");
    }
    if (seen.when - ended > 100_ms) {
      problems.push_back("after " + std::to_string((seen.when - ended).ms()) + " ms");
    }
    return problems;
  });
}

/// Does to a pid whatever can be done to one.
process bothers(ctx self, pid old, std::vector<std::string>* heard) {
  trap_exit(true);
  send(old, atom("hello"));
  kith::exit(old, atom("go"));
  link(old);
  const reference watch = monitor(old);
  for (int left = 2; left > 0; --left) {
    term message;
    co_await self.receive(on(bind(message)), after(1_min));
    heard->push_back(message.is_tuple(5) && message[1].as_reference() == watch
                         ? to_string(message[4])
                     : message.is_tuple(3) ? to_string(message[2])
                                           : std::string("nothing"));
  }
}

TEST_CASE("ending: a pid of a node's former life reaches nobody in the present one") {
  run_seeds(5, [](testing::simulation& sim) {
    std::vector<std::string> told;
    std::vector<std::string> answers;
    visit before;
    visit now;
    cluster c(sim, 2,
              [&](cluster& in, std::size_t member) { in.at(member).spawn(resident, &told); });
    c.at(0).spawn(visitor, &sim, c.name(1), &before);
    sim.run_for(1_s);
    c.crash(1);
    sim.run_for(sim.draw(2) == 0 ? 1_s : ticktime * 2);
    c.restart(1);
    sim.run_for(ticktime * 2);
    c.at(0).spawn(visitor, &sim, c.name(1), &now);
    sim.run_for(1_s);
    std::vector<std::string> problems;
    if (!now.found || now.found.id() != before.found.id() ||
        now.found.creation() == before.found.creation()) {
      problems.push_back("the two lives do not differ by the creation alone");
    }
    c.at(0).spawn(bothers, before.found, &answers);
    sim.run_for(5_s);
    if (answers != std::vector<std::string>{"noproc", "noproc"}) {
      problems.push_back("other answers than two times noproc");
    }
    if (!told.empty() || !now.heard.empty()) {
      problems.push_back("the present process has noticed");
    }
    return problems;
  });
}

TEST_CASE("ending: a node that is started anew at once is another") {
  run_seeds(5, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    cluster c(sim, 1);
    const std::uint32_t before = c.at(0).core().creation();
    if (sim.draw(2) == 0) {
      c.kill_and_start(0);
    } else {
      c.end(0);
      c.start(0);
    }
    if (c.at(0).core().creation() == before) {
      problems.push_back("its creation is that of its former life");
    }
    return problems;
  });
}

TEST_CASE("ending: when all nodes have ended nothing goes on") {
  run_seeds(5, [](testing::simulation& sim) {
    std::vector<std::string> told;
    std::vector<std::string> problems;
    std::vector<visit> visits(6);
    cluster c(sim, 3,
              [&](cluster& in, std::size_t member) { in.at(member).spawn(resident, &told); });
    std::size_t next = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        if (i != j) {
          c.at(i).spawn(visitor, &sim, c.name(j), &visits[next++]);
        }
      }
    }
    sim.run_for(1_s);
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint64_t how = sim.draw(4);
      if (how == 0) {
        c.crash(i);
      } else if (how == 1) {
        c.host(i).kill();
        c.end(i);
      } else {
        if (how == 2) {
          c.host(i).pause();
        }
        c.end(i);  // goes on, to end
      }
    }
    if (!sim.run_until_quiet(1_min)) {
      problems.push_back("something goes on");
    }
    return problems;
  });
}

TEST_CASE("ending: a node that is stopped in the middle of a dial ends") {
  run_seeds(20, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    visit seen;
    cluster c(sim, 2);
    c.at(0).spawn(visitor, &sim, c.name(1), &seen);
    c.at(1).spawn(visitor, &sim, c.name(0), &seen);
    sim.run_for(duration::microseconds(static_cast<std::int64_t>(sim.draw(8'000))));
    if (sim.draw(3) == 0) {
      c.crash(0);
    } else {
      c.end(0);
    }
    sim.run_for(duration::microseconds(static_cast<std::int64_t>(sim.draw(8'000))));
    c.end(1);
    if (!sim.run_until_quiet(1_min)) {
      problems.push_back("something goes on");
    }
    return problems;
  });
}

}  // namespace
}  // namespace kith::scenarios
