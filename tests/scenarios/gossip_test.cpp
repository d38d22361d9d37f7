// Nodes that find each other by gossip, and strangers who send them whatever they like.

#include "kith/gossip.hpp"

#include <doctest/doctest.h>

#include "cluster.hpp"
#include "io/scripted_worker.hpp"
#include "kith/gen_server.hpp"
#include "mesh/gossip_port.hpp"
#include "mesh/gossip_state.hpp"
#include "otp/gen.hpp"
#include "seeds.hpp"
#include "sim/simulation.hpp"

namespace kith::scenarios {
namespace {

using problems = std::vector<std::string>;

/// Longer than two heartbeats, and an attempt to connect.
constexpr duration soon = duration::seconds(12);

/// What a gossip has counted, when it was last asked.
struct counted {
  term state;
  [[nodiscard]] std::int64_t of(const char* what) const {
    const term key = atom(what);
    const term within = atom("heartbeats");
    const term_ref found = state.ref().map_get(key.ref());
    return found ? found.as_int() : state.ref().map_get(within.ref()).map_get(key.ref()).as_int();
  }
};

process gossips(ctx self, gossip::options how, counted* seen) {
  const term started = co_await gossip::start_link(self, std::move(how));
  if (!started[0].is(atoms::ok)) {
    exit(started);
  }
  const pid server = started[1].as_pid();
  for (;;) {
    co_await self.receive(after(100_ms));
    if (seen != nullptr) {
      const destination to = server;
      detail::call_outcome got =
          co_await detail::gen_call(self, to, atoms::system, atom("get_state"), 5_s);
      seen->state = got.take();
    }
  }
}

void gossip_on(cluster& c, std::size_t i) {
  c.at(i).spawn(gossips, gossip::options(), static_cast<counted*>(nullptr));
}

bool all_connected(cluster& c) {
  for (std::size_t a = 0; a < c.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      if (!c.are_connected(a, b)) {
        return false;
      }
    }
  }
  return true;
}

TEST_CASE("gossip: nodes that know nothing of each other are soon all connected") {
  run_seeds(10, [](testing::simulation& sim) {
    cluster c(sim, 5, gossip_on);
    return sim.run_until([&] { return all_connected(c); }, soon) ? problems()
                                                                 : problems{"not all have met"};
  });
}

TEST_CASE("gossip: nine in ten datagrams may be lost, and all come twice and in any order") {
  run_seeds(10, [](testing::simulation& sim) {
    cluster c(sim, 3, gossip_on);
    for (std::size_t a = 0; a < c.size(); ++a) {
      for (std::size_t b = 0; b < c.size(); ++b) {
        sim.datagram_faults(c.host(a), c.host(b), 900, 1000, 2_s);
      }
    }
    return sim.run_until([&] { return all_connected(c); }, 5_min) ? problems()
                                                                  : problems{"not all have met"};
  });
}

TEST_CASE("gossip: nodes that lost each other, or began anew, meet again") {
  run_seeds(10, [](testing::simulation& sim) {
    problems wrong;
    cluster c(sim, 3, gossip_on);
    const auto meet = [&](const char* when) {
      if (!sim.run_until([&] { return all_connected(c); }, ticktime * 2 + soon * 2)) {
        wrong.push_back(std::string("not all meet ") + when);
      }
    };
    meet("at first");
    sim.cut(c.host(0), c.host(1));
    sim.cut(c.host(0), c.host(2));
    sim.run_for(ticktime * 2);
    if (c.are_connected(0, 1)) {
      wrong.emplace_back("connected across a cut");
    }
    sim.heal_all();
    meet("when healed");
    c.crash(1);
    sim.run_for(ticktime);
    c.restart(1);
    meet("after a crash");
    c.kill_and_start(2);
    meet("after a kill");
    return wrong;
  });
}

TEST_CASE("gossip: nodes of two secrets stay two clusters; those of one meet") {
  run_seeds(3, [](testing::simulation& sim) {
    counted seen;
    cluster c(sim, 4, [&](cluster& all, std::size_t i) {
      gossip::options o;
      o.secret = i == 3 ? "" : i == 2 ? "two" : "one";
      all.at(i).spawn(gossips, o, i == 0 ? &seen : nullptr);
    });
    problems wrong;
    sim.run_for(30_s);
    for (std::size_t a = 0; a < c.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (c.are_connected(a, b) != (a == 1 && b == 0)) {
          wrong.push_back(std::to_string(a) + " and " + std::to_string(b));
        }
      }
    }
    if (seen.of("unreadable") < 4 || seen.of("connected") < 2 || seen.of("own") < 2) {
      wrong.push_back("counted: " + to_string(seen.state));
    }
    return wrong;
  });
}

// ---- strangers
// -----------------------------------------------------------------------------------

/// A node that gossips, and a host without one, from which the test sends datagrams.
struct scene {
  explicit scene(testing::simulation& sim_, gossip::options how = {})
      : sim(sim_),
        c(sim_, 1,
          [this, how](cluster& all, std::size_t) { all.at(0).spawn(gossips, how, &seen); }),
        worker(beta.world(), {}, duration::infinity()) {
    worker.at_end([this] { mouth.reset(); });
    thread = beta.world().start(worker);
    worker.run([this] {
      mouth = *worker.own_loop().bind(
          io::address::any(45'892), {.shared = true, .group = io::multicast{.group = group}},
          [this](std::span<const std::byte> bytes, const io::address& from) {
            if (from.ip == c.host(0).impl().address(0).ip) {
              ++told;
              last.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            }
          });
    });
    sim.run_for(10_s);
  }
  ~scene() {
    worker.run([this] { worker.finish(); });
    thread->join();
  }
  scene(const scene&) = delete;
  scene& operator=(const scene&) = delete;

  void send(const std::string& bytes) {
    worker.run([this, bytes] {
      const auto sent = mouth->send_to(io::bytes_of(bytes), {group.ip, 45'892});
      KITH_ASSERT(sent.ok());
    });
  }
  void send_name(std::string_view name) {
    const char size = static_cast<char>(name.size());
    send("heartbeat::" + std::string("\x83t\0\0\0\1w\4nodew", 13) + size + std::string(name));
  }

  const io::address group = {{233, 252, 1, 32}, 0};
  testing::simulation& sim;
  counted seen;
  int told = 0;      ///< datagrams of the node
  std::string last;  ///< of them
  cluster c;
  testing::host beta = sim.add_host("beta");
  io::scripted_worker worker;
  std::unique_ptr<io::datagram> mouth;
  std::unique_ptr<io::thread_handle> thread;
};

TEST_CASE("gossip: noise, other versions and a flood are dropped without an answer or an atom") {
  run_seeds(3, [](testing::simulation& sim) {
    scene s(sim);
    problems wrong;
    const std::int64_t before = s.seen.of("unreadable");
    const std::uint32_t atoms_before = atom::count();
    std::int64_t sent = 0;
    const auto send = [&](const std::string& bytes) {
      ++sent;
      s.send(bytes);
      s.sim.run_for(1_ms);
    };
    for (int i = 0; i < 200; ++i) {
      std::string noise(1 + sim.draw(200), '\0');
      for (char& c : noise) {
        c = static_cast<char>(sim.draw(256));
      }
      send(noise);
    }
    send("x");
    send(std::string(65'507, 'x'));
    send("heartbeat::");
    send("heartbeat2::" + std::string("\x83t\0\0\0\1w\4nodew\3a@b", 17));
    send("heartbeat::" + std::string("\x82t\0\0\0\1w\4nodew\3a@b", 17));
    send(s.last + std::string(65'000, 'x'));
    send("heartbeat::" + std::string("\x83t\0\0\0\1w\4nodev\xea\x60", 15) +
         std::string(60'000, 'x'));
    s.sim.run_for(10_s);
    if (s.seen.of("unreadable") - before != sent || s.seen.of("tried") != 0) {
      wrong.push_back("counted: " + to_string(s.seen.state));
    }
    if (atom::count() != atoms_before) {
      wrong.emplace_back("an atom was made");
    }
    // A heartbeat of its own every 5 s at most, 2.5 on the average: not one more.
    const int told = s.told;
    s.sim.run_for(20_s);
    if (s.told - told > 25 || s.told - told < 4) {
      wrong.push_back(std::to_string(s.told - told) + " datagrams in 20 s");
    }
    for (int i = 0; i < 5'000; ++i) {
      s.send("noise");
      s.send_name("n0@alpha");
    }
    s.sim.run_for(1_s);
    if (s.c.at(0).nodes().size() != 0 || s.seen.of("own") < 10) {
      wrong.push_back("after a flood: " + to_string(s.seen.state));
    }
    return wrong;
  });
}

TEST_CASE("gossip: of heartbeats that come while a node cannot look a few are kept") {
  run_seeds(2, [](testing::simulation& sim) {
    scene s(sim);
    problems wrong;
    const std::int64_t own = s.seen.of("own");
    s.c.host(0).pause();
    for (int i = 0; i < 200; ++i) {
      s.send_name("n0@alpha");
    }
    s.sim.run_for(1_s);
    s.c.host(0).resume();
    s.sim.run_for(1_s);
    const auto most = static_cast<std::int64_t>(mesh::heartbeats_waiting_max) + 5;
    if (s.seen.of("lost") < 200 - most || s.seen.of("own") > own + most) {
      wrong.push_back("counted: " + to_string(s.seen.state));
    }
    return wrong;
  });
}

TEST_CASE("gossip: an old heartbeat that comes again changes nothing") {
  run_seeds(3, [](testing::simulation& sim) {
    gossip::options how;
    how.secret = "of this scene";
    scene s(sim, how);
    problems wrong;
    const std::string kept = s.last;
    sim.run_for(60_min);
    const term names = list_of(s.c.at(0).nodes());
    const std::int64_t own = s.seen.of("own");
    for (int i = 0; i < 10; ++i) {
      s.send(kept);
      s.sim.run_for(10_ms);
    }
    s.sim.run_for(1_s);
    if (s.seen.of("own") < own + 10 || s.seen.of("tried") != 0 ||
        list_of(s.c.at(0).nodes()) != names) {
      wrong.push_back("counted: " + to_string(s.seen.state));
    }
    return wrong;
  });
}

TEST_CASE("gossip: names of nobody, of all and of loopback elsewhere are not tried") {
  run_seeds(1, [](testing::simulation& sim) {
    scene s(sim);
    problems wrong;
    const char* const names[] = {
        "cat",           "cat@0.0.0.0",   "cat@224.0.0.1", "cat@255.255.255.255",
        "cat@127.0.0.1", "cat@localhost", "cat@",          "@alpha",
        "cat@a@b",       "nonode@nohost"};
    const std::uint32_t atoms_before = atom::count();
    for (const char* name : names) {
      s.send_name(name);
    }
    s.sim.run_for(10_s);
    if (s.seen.of("bogus") != static_cast<std::int64_t>(std::size(names)) ||
        s.seen.of("tried") != 0) {
      wrong.push_back("counted: " + to_string(s.seen.state));
    }
    if (atom::count() != atoms_before) {
      wrong.emplace_back("an atom was made");
    }
    return wrong;
  });
}

TEST_CASE("gossip: a flood of names that nobody has costs so many attempts, and then it is over") {
  run_seeds(3, [](testing::simulation& sim) {
    scene s(sim);
    problems wrong;
    const std::uint32_t atoms_before = atom::count();
    for (int i = 0; i < 1'000; ++i) {
      s.send_name("x" + std::to_string(sim.seed()) + "_" + std::to_string(i) + "@nowhere");
      s.sim.run_for(10_ms);
    }
    // Ten seconds: two times and a piece of a third.
    if (atom::count() - atoms_before > 3 * mesh::tries_max || s.seen.of("crowded") < 800) {
      wrong.push_back("counted: " + to_string(s.seen.state));
    }
    s.sim.run_for(mesh::tries_time);
    const auto gamma = sim.add_host("gamma");
    node_options o = s.c.options(0);
    o.name = "friend@gamma";
    o.world = &gamma.world();
    node a_friend(o);
    a_friend.spawn(gossips, gossip::options(), static_cast<counted*>(nullptr));
    if (!sim.run_until([&] { return !a_friend.nodes().empty(); }, soon)) {
      wrong.emplace_back("a friend does not get in afterwards");
    }
    return wrong;
  });
}

process starts(ctx self, gossip::options how, std::string* said) {
  trap_exit(true);
  const term started = co_await gossip::start_link(self, std::move(how));
  *said = to_string(started);
}

TEST_CASE("gossip: options that are no addresses, and sockets that cannot be had, are told") {
  testing::simulation sim(1);
  cluster c(sim, 1);
  const auto outcome = [&](auto change) {
    gossip::options how;
    change(how);
    std::string said;
    c.at(0).spawn(starts, how, &said);
    sim.run_for(1_s);
    return said;
  };
  CHECK(outcome([](auto& o) { o.if_addr = "here"; }) == "{error,{badarg,if_addr}}");
  CHECK(outcome([](auto& o) { o.multicast_addr = "::1"; }) == "{error,{badarg,multicast_addr}}");
  CHECK(outcome([](auto& o) { o.multicast_if = "eth0"; }) == "{error,{badarg,multicast_if}}");
  CHECK(outcome([](auto& o) { o.if_addr = "10.9.9.9"; }) ==
        "{error,\"bind 10.9.9.9:45892: not an address of this host\"}");
  CHECK(outcome([](auto& o) { o.multicast_if = "10.9.9.9"; }) ==
        "{error,\"join 233.252.1.32:45892: no such device\"}");
  CHECK(outcome([](auto& o) { o.port = 0; }) == "{error,{badarg,port}}");
  CHECK(outcome([](auto&) {}).starts_with("{ok,<"));
  const auto lonely = sim.add_host("omega");
  node_options o = c.options(0);
  o.name = "";
  o.world = &lonely.world();
  node nameless(o);
  std::string said;
  nameless.spawn(starts, gossip::options(), &said);
  sim.run_for(1_s);
  CHECK(said == "{error,nodistribution}");
}

TEST_CASE("gossip: where only broadcasts go, nodes meet by them") {
  run_seeds(2, [](testing::simulation& sim) {
    cluster c(sim, 3, [](cluster& all, std::size_t i) {
      gossip::options how;
      how.broadcast_only = true;
      how.multicast_addr = "255.255.255.255";
      all.at(i).spawn(gossips, how, static_cast<counted*>(nullptr));
    });
    return sim.run_until([&] { return all_connected(c); }, soon) ? problems()
                                                                 : problems{"not all have met"};
  });
}

}  // namespace
}  // namespace kith::scenarios
