// Callers that mean ill, and peers that take without reading: a node sheds them and goes on.

#include <doctest/doctest.h>

#include "callers.hpp"
#include "cluster.hpp"
#include "dist/admission.hpp"
#include "dist/connection.hpp"
#include "seeds.hpp"
#include "sim/simulation.hpp"

namespace kith::scenarios {
namespace {

struct attempt {
  bool ended = false;
  bool good = false;
  duration when;
};

process connects(ctx self, testing::simulation* sim, atom to, attempt* what) {
  what->good = co_await net_kernel::connect_node(self, to);
  what->when = sim->now();
  what->ended = true;
}

/// A node `target@alpha` that listens where the test knows, and a host for who calls it.
struct scene {
  explicit scene(testing::simulation& in) : sim(in) {
    node_options o;
    o.name = "target@alpha";
    o.cookie = "a cookie of this scene";
    o.net_ticktime = ticktime;
    o.log = &log;
    o.world = &alpha.world();
    o.listen_port = listen_port;
    target = std::make_unique<node>(o);
    o.name = "friend@beta";
    o.world = &beta.world();
    o.listen_port = 0;
    a_friend = std::make_unique<node>(o);
  }
  [[nodiscard]] io::address address() const { return alpha.impl().address(listen_port); }
  /// Whether the friend gets in, and how long that took.
  std::optional<duration> time_to_connect() {
    const duration began = sim.now();
    attempt a;
    a_friend->spawn(connects, &sim, atom("target@alpha"), &a);
    if (!sim.run_until([&] { return a.ended; }, 1_min) || !a.good) {
      return std::nullopt;
    }
    return a.when - began;
  }

  testing::simulation& sim;
  log_lines log;
  testing::host alpha = sim.add_host("alpha");
  testing::host beta = sim.add_host("beta");
  std::unique_ptr<node> target;
  std::unique_ptr<node> a_friend;
};

TEST_CASE(
    "hostile: a thousand silent callers are the most, and are dropped when their time is up") {
  run_seeds(1, [](testing::simulation& sim) {
    scene s(sim);
    std::vector<std::string> problems;
    const callers idle(s.beta, s.address(), dist::callers_max + 200, "");
    sim.run_for(1_s);
    if (idle.open() != dist::callers_max) {
      problems.push_back(std::to_string(idle.open()) + " callers are let wait");
    }
    sim.run_for(7_s);
    if (idle.open() != 0) {
      problems.push_back(std::to_string(idle.open()) + " are still there after net_setuptime");
    }
    if (!s.time_to_connect()) {
      problems.push_back("a friend is not let in afterwards");
    }
    return problems;
  });
}

TEST_CASE("hostile: a caller that speaks something else is dropped, and nobody else is disturbed") {
  run_seeds(2, [](testing::simulation& sim) {
    scene s(sim);
    std::vector<std::string> problems;
    if (!s.time_to_connect()) {
      return std::vector<std::string>{"a friend is not let in"};
    }
    const std::string words[] = {"GET / HTTP/1.1\r\nHost: alpha\r\n\r\n",
                                 "\x16\x03\x01\x02\x00\x01", "\xff\xff\xff\xff\xff\xff",
                                 std::string(2, '\0')};
    for (const std::string& said : words) {
      const callers one(s.beta, s.address(), 1, said);
      sim.run_for(8_s);
      if (one.open() != 0) {
        problems.push_back("not dropped: " + said);
      }
    }
    if (s.target->nodes().size() != 1) {
      problems.push_back("the friend is gone");
    }
    return problems;
  });
}

TEST_CASE(
    "hostile: who tries cookies waits longer each time, and a friend at the same address gets "
    "in within net_setuptime") {
  run_seeds(2, [](testing::simulation& sim) {
    scene s(sim);
    std::vector<std::string> problems;
    node_options o;
    o.name = "stranger@beta";
    o.cookie = "another cookie";
    o.log = &s.log;
    o.world = &s.beta.world();
    node stranger(o);
    std::vector<duration> took;
    for (int i = 0; i < 12; ++i) {
      const duration began = sim.now();
      attempt a;
      stranger.spawn(connects, &sim, atom("target@alpha"), &a);
      sim.run_until([&] { return a.ended; }, 1_min);
      if (a.good) {
        problems.push_back("the stranger is let in");
      }
      took.push_back(a.when - began);
    }
    if (took[3] > 100_ms) {
      problems.push_back("mistakes cost time: " + std::to_string(took[3].ms()) + " ms");
    }
    if (took[8] < 1_s || took[11] < 4_s) {
      problems.push_back("guessing costs no time");
    }
    const auto honest = s.time_to_connect();
    if (!honest || *honest < 3_s || *honest > 7_s) {
      problems.push_back("the friend gets in after " +
                         (honest ? std::to_string(honest->ms()) + " ms" : "no time at all"));
    }
    return problems;
  });
}

TEST_CASE("hostile: a guessable cookie is named in the warning of a node that others can reach") {
  testing::simulation sim(1);
  cluster c(sim, 1);
  CHECK(c.log().has(log_level::warning, "this cookie is one that everybody tries first"));
  const scene s(sim);
  CHECK(s.log.has(log_level::warning, "without TLS"));
  CHECK(!s.log.has(log_level::warning, "this cookie"));
}

process sends_without_end(ctx, destination to, bool* sent) {
  const term large = term::binary(std::string(std::size_t{64} << 20u, 'x'));
  const std::size_t enough = dist::dist_out_bytes_max / (std::size_t{64} << 20u) + 2;
  for (std::size_t i = 0; i < enough; ++i) {
    send(to, large);
  }
  *sent = true;
  co_return;
}

process watches(ctx self, atom other, std::vector<std::string>* heard) {
  monitor_node(other, true);
  for (;;) {
    const term message = co_await self.receive();
    heard->push_back(to_string(message));
  }
}

TEST_CASE("hostile: what waits for a peer that does not read is bounded") {
  run_seeds(1, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    std::vector<std::string> heard;
    bool sent = false;
    cluster c(sim, 2);
    c.at(0).spawn(watches, c.name(1), &heard);
    sim.run_for(1_s);
    c.host(1).pause();
    c.at(0).spawn(sends_without_end, destination(atom("nobody"), c.name(1)), &sent);
    sim.run_until([&] { return !heard.empty(); }, 1_s);
    if (!sent || heard != std::vector<std::string>{"{nodedown,n1@beta}"}) {
      problems.push_back("the connection stands");
    }
    if (!c.log().has(log_level::notice, "dist_out_bytes_max")) {
      problems.push_back("nobody says why it went");
    }
    c.host(1).resume();
    return problems;
  });
}

}  // namespace
}  // namespace kith::scenarios
