// How connections come about, and what is heard when they do not.

#include <doctest/doctest.h>

#include <algorithm>

#include "cluster.hpp"
#include "kith/gen_server.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

/// What one attempt came to.
struct attempt {
  bool ended = false;
  bool good = false;
};

process connects(ctx self, atom to, attempt* what) {
  what->good = co_await net_kernel::connect_node(self, to);
  what->ended = true;
}

struct events {
  std::vector<std::string> lines;
};

process listens(ctx self, events* heard) {
  net_kernel::monitor_nodes(true);
  for (;;) {
    const term message = co_await self.receive();
    heard->lines.push_back(to_string(message));
  }
}

/// Everything there is to ask of a node that cannot be reached.
process asks_in_vain(ctx self, atom to, events* heard) {
  trap_exit(true);
  monitor_node(to, true);
  const reference watch = monitor({atom("anybody"), to});
  send({atom("anybody"), to}, atom("hello"));
  for (int left = 2; left > 0; --left) {
    term message;
    co_await self.receive(on(bind(message)));
    heard->lines.push_back(to_string(message.is_tuple(5) ? message[4] : message[0]));
    if (message.is_tuple(5) && !(message[1].as_reference() == watch)) {
      heard->lines.push_back("of another monitor");
    }
  }
  co_await self.receive(on(atom("never")), after(ticktime));
  heard->lines.push_back("nothing more");
}

void want_in_vain(std::vector<std::string>& problems, testing::simulation& sim, node& from,
                  atom to) {
  events heard;
  from.spawn(asks_in_vain, to, &heard);
  if (!sim.run_until([&] { return heard.lines.size() >= 3; }, 1_min)) {
    problems.push_back("no answer about " + std::string(to.name()));
    return;
  }
  std::sort(heard.lines.begin(), heard.lines.end());
  if (heard.lines != std::vector<std::string>{"noconnection", "nodedown", "nothing more"}) {
    problems.push_back("of " + std::string(to.name()) + " came " + heard.lines[0] + ", " +
                       heard.lines[1] + ", " + heard.lines[2]);
  }
}

TEST_CASE("setup: two nodes that dial each other at once get one connection") {
  run_seeds(40, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    events heard[2];
    cluster c(sim, 2);
    for (std::size_t i = 0; i < 2; ++i) {
      c.at(i).spawn(listens, &heard[i]);
    }
    for (int round = 0; round < 6 && problems.empty(); ++round) {
      attempt tries[2];
      const std::size_t first = sim.draw(2);
      c.at(first).spawn(connects, c.name(1 - first), &tries[0]);
      sim.run_for(duration::microseconds(static_cast<std::int64_t>(sim.draw(3'000))));
      c.at(1 - first).spawn(connects, c.name(first), &tries[1]);
      if (!sim.run_until([&] { return tries[0].ended && tries[1].ended; }, 1_min)) {
        problems.push_back("a dial never ends");
      } else if (!tries[0].good || !tries[1].good) {
        problems.push_back("a dial failed");
      }
      sim.run_for(10_s);
      if (!c.are_connected(0, 1)) {
        problems.push_back("not connected");
      }
      for (const events& each : heard) {
        if (each.lines.size() != static_cast<std::size_t>(2 * round + 1)) {
          problems.push_back("up and down " + std::to_string(each.lines.size()) + " times in " +
                             std::to_string(round + 1) + " rounds");
        }
      }
      const std::size_t who = sim.draw(2);
      c.at(who).spawn(
          [](ctx, atom other) -> process {
            disconnect_node(other);
            co_return;
          },
          c.name(1 - who));
      sim.run_for(1_s);
    }
    return problems;
  });
}

TEST_CASE("setup: a node that is disconnected while global gets to know it is not dialled again") {
  run_seeds(200, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    cluster c(sim, 2);
    attempt tried;
    bool was_connected = false;
    c.at(0).spawn(connects, c.name(1), &tried);
    // From the handshake to where both have their locks, and have given them back.
    sim.run_for(duration::microseconds(static_cast<std::int64_t>(sim.draw(30'000))));
    const std::size_t who = sim.draw(2);
    c.at(who).spawn(
        [](ctx, atom other, bool* had_it) -> process {
          *had_it = disconnect_node(other);
          co_return;
        },
        c.name(1 - who), &was_connected);
    sim.run_for(1_s);
    if (was_connected && c.are_connected(0, 1)) {
      problems.push_back("connected again");
    }
    return problems;
  });
}

/// Answers a call a second after it came.
process answers_late(ctx self) {
  register_name(atom("late"), self);
  term from;
  co_await self.receive(on(tuple(atom("$gen_call"), bind(from), any)));
  co_await self.receive(on(atom("never")), after(1_s));
  gen_server::reply(from, atom("late"));
}

process asks(ctx self, atom there) {
  const destination server(atom("late"), there);
  const term answer = co_await gen_server::call(self, server, atom("question"));
  (void)answer;
}

TEST_CASE("setup: a caller whose node is lost is not dialled to be answered") {
  run_seeds(20, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    cluster c(sim, 2);
    c.at(1).spawn(answers_late);
    sim.run_for(1_s);  // until they are at their epmds
    c.at(0).spawn(asks, c.name(1));
    sim.run_for(500_ms);
    if (!c.are_connected(0, 1)) {
      problems.push_back("never connected");
    }
    c.at(0).spawn(
        [](ctx, atom other) -> process {
          disconnect_node(other);
          co_return;
        },
        c.name(1));
    sim.run_for(3_s);
    if (c.are_connected(0, 1)) {
      problems.push_back("connected again");
    }
    return problems;
  });
}

bool is_named(const node& n) {
  return n.name() != atoms::nonode;
}

TEST_CASE("setup: who has no name gets one of a peer, also of two dialled at once, and loses it") {
  run_seeds(20, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    cluster c(sim, 3);
    c.end(2);
    node_options o = c.options(2);
    o.name = "undefined";
    node nameless(o);
    for (int round = 0; round < 3 && problems.empty(); ++round) {
      if (is_named(nameless) || !nameless.nodes().empty()) {
        problems.push_back("it begins as " + std::string(nameless.name().name()));
      }
      attempt tries[2];
      nameless.spawn(connects, c.name(0), &tries[0]);
      sim.run_for(duration::microseconds(static_cast<std::int64_t>(sim.draw(3'000))));
      nameless.spawn(connects, c.name(1), &tries[1]);
      if (!sim.run_until([&] { return tries[0].ended && tries[1].ended; }, 1_min)) {
        problems.push_back("a dial never ends");
      } else if (!tries[0].good && !tries[1].good) {
        problems.push_back("both dials fail");
      } else if (!nameless.name().name().ends_with("@" + c.host(2).name())) {
        problems.push_back("its name is " + std::string(nameless.name().name()));
      }
      if (!c.at(0).nodes().empty() || !c.at(1).nodes().empty()) {
        problems.push_back("it is not hidden");
      }
      // Whichever has named it.
      c.kill_and_start(0);
      c.kill_and_start(1);
      if (!sim.run_until([&] { return !is_named(nameless); }, 1_min)) {
        problems.push_back("it keeps its name");
      }
    }
    return problems;
  });
}

TEST_CASE("setup: the third of three nodes is found by way of the second") {
  run_seeds(3, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    attempt tries[2];
    cluster c(sim, 3);
    c.at(0).spawn(connects, c.name(1), &tries[0]);
    c.at(2).spawn(connects, c.name(1), &tries[1]);
    if (!sim.run_until([&] { return c.are_connected(0, 2); }, 1_min)) {
      problems.push_back("no mesh");
    }
    return problems;
  });
}

TEST_CASE("setup: a node with another cookie is not let in, and hears that it cannot connect") {
  run_seeds(3, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    events heard;
    cluster c(sim, 2);
    c.end(0);
    node_options other = c.options(0);
    other.cookie = "another";
    node stranger(other);
    c.at(1).spawn(listens, &heard);
    want_in_vain(problems, sim, stranger, c.name(1));
    want_in_vain(problems, sim, c.at(1), stranger.name());
    if (!heard.lines.empty() || !c.at(1).nodes().empty() || !stranger.nodes().empty()) {
      problems.push_back("it was let in");
    }
    if (!c.log().has(log_level::alert, "cookie")) {
      problems.push_back("nobody was alerted");
    }
    return problems;
  });
}

TEST_CASE("setup: a node that is not there, or whose host is not, is given up") {
  run_seeds(3, [](testing::simulation& sim) {
    cluster c(sim, 2);
    std::vector<std::string> problems;
    want_in_vain(problems, sim, c.at(0), atom("nobody@beta"));
    want_in_vain(problems, sim, c.at(0), atom("nobody@nowhere"));
    want_in_vain(problems, sim, c.at(0), atom("no name at all"));
    c.crash(1);
    want_in_vain(problems, sim, c.at(0), c.name(1));
    return problems;
  });
}

TEST_CASE("setup: a peer that falls silent in the middle of the handshake is given up") {
  run_seeds(20, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    attempt tries[2];
    cluster c(sim, 2);
    c.at(0).spawn(connects, c.name(1), &tries[0]);
    if (sim.draw(2) == 0) {
      c.at(1).spawn(connects, c.name(0), &tries[1]);
    } else {
      tries[1].ended = true;
    }
    sim.run_for(duration::microseconds(static_cast<std::int64_t>(sim.draw(10'000))));
    sim.cut(c.host(0), c.host(1));
    if (!sim.run_until([&] { return tries[0].ended && tries[1].ended; }, 30_s)) {
      problems.push_back("a dial never ends");
    }
    sim.run_for(ticktime * 2);
    if (!c.at(0).nodes().empty() || !c.at(1).nodes().empty()) {
      problems.push_back("connected over a cut");
    }
    sim.heal_all();
    attempt again;
    c.at(0).spawn(connects, c.name(1), &again);
    if (!sim.run_until([&] { return again.ended; }, 1_min) || !again.good) {
      problems.push_back("does not connect when healed");
    }
    return problems;
  });
}

TEST_CASE("setup: when the node that is the epmd of a host ends, another takes the place") {
  run_seeds(5, [](testing::simulation& sim) {
    cluster c(sim, 2);
    std::vector<std::string> problems;
    node_options options = c.options(1);
    options.listen_port = 0;
    options.name = "second@beta";
    node second(options);
    options.name = "third@beta";
    node third(options);
    c.end(1);
    sim.run_for(10_s);
    for (const char* name : {"second@beta", "third@beta"}) {
      attempt a;
      c.at(0).spawn(connects, atom(name), &a);
      if (!sim.run_until([&] { return a.ended; }, 1_min) || !a.good) {
        problems.push_back(std::string(name) + " is not found any more");
      }
    }
    return problems;
  });
}

TEST_CASE("setup: the built-in epmd listens where ERL_EPMD_ADDRESS says, and on loopback") {
  testing::simulation sim(1);
  attempt tries[2];
  cluster c(sim, 2);
  c.end(1);
  c.host(1).set_env("ERL_EPMD_ADDRESS", "10.0.0.99");  // of no host here
  CHECK_THROWS_AS(c.start(1), start_error);
  c.host(1).set_env("ERL_EPMD_ADDRESS", "127.0.0.1");
  c.start(1);
  c.at(0).spawn(connects, c.name(1), &tries[0]);
  sim.run_for(1_min);
  CHECK(tries[0].ended);
  CHECK_FALSE(tries[0].good);
  c.end(1);
  c.host(1).set_env("ERL_EPMD_ADDRESS", "127.0.0.1," + c.host(1).address());
  c.start(1);
  c.at(0).spawn(connects, c.name(1), &tries[1]);
  sim.run_for(1_min);
  CHECK(tries[1].good);
  c.end(1);
  c.host(1).set_env("ERL_EPMD_ADDRESS", "nowhere");
  CHECK_THROWS_AS(c.start(1), start_error);
}

TEST_CASE("setup: a second node of one name on one host does not start") {
  testing::simulation sim(1);
  cluster c(sim, 1);
  CHECK_THROWS_AS(node{c.options(0)}, start_error);
  c.end(0);
  CHECK_NOTHROW(node{c.options(0)});
}

TEST_CASE("setup: a node whose host crashes while it starts does not start") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    testing::simulation sim(seed);
    cluster c(sim, 1);
    c.end(0);
    sim.after(duration::microseconds(static_cast<std::int64_t>(sim.draw(600))),
              [&] { c.host(0).crash(); });
    try {
      c.start(0);
      sim.run_for(1_s);  // it was faster
      c.end(0);
    } catch (const start_error& e) {
      CHECK(std::string_view(e.what()).find("crashed") != std::string_view::npos);
    }
    CHECK(sim.run_until_quiet(1_s));
  }
}

}  // namespace
}  // namespace kith::scenarios
