#include "sim/simulation.hpp"

#include <doctest/doctest.h>

#include "kith/testing.hpp"
#include "sim/stream_fixture.hpp"

namespace kith::sim {
namespace {

std::uint64_t hash_of_a_conversation(std::uint64_t seed) {
  stream_fixture f(seed);
  f.connect();
  f.near->send(long_text(100'000));
  f.far->send(long_text(3'000));
  f.sim.run_for(duration::seconds(5));
  CHECK(f.far->heard.size() == 100'000);
  return f.sim.trace_hash();
}

/// Notes when it was stepped, and asks for a deadline.
struct sleeper final : io::worker {
  io::world& in;
  io::instant until;
  std::vector<io::instant> steps;

  sleeper(io::world& world, duration time) : in(world), until(world.now() + time) {}
  void started(io::loop& /*mine*/) override {}
  bool step() override { return steps.push_back(in.now()), false; }
  [[nodiscard]] io::instant deadline() const override { return until; }
  [[nodiscard]] bool finished() const override { return steps.back() >= until; }
  void stopped() override {}
};

}  // namespace

TEST_CASE("simulation: two hosts exchange bytes") {
  stream_fixture f(1);
  f.connect();
  f.near->send("Hello!");
  f.far->send("Oh, hi!");
  CHECK(f.sim.run_until_quiet(duration::seconds(1)));
  CHECK(f.far->heard == "Hello!");
  CHECK(f.near->heard == "Oh, hi!");
  CHECK(f.near->stream->remote() == f.far->stream->local());
  CHECK(f.near->stream->local() == f.far->stream->remote());
  CHECK(f.far->stream->remote().ip == f.alpha.address(0).ip);
}

TEST_CASE("simulation: one seed has one trace, another seed another") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CHECK(hash_of_a_conversation(seed) == hash_of_a_conversation(seed));
    CHECK(hash_of_a_conversation(seed) != hash_of_a_conversation(seed + 100));
  }
}

TEST_CASE("simulation: a line of an upper layer changes the hash and is in the trace") {
  simulation a(1);
  simulation b(1);
  CHECK(a.trace_hash() == b.trace_hash());
  a.note_text("dog barks");
  CHECK(a.trace_hash() != b.trace_hash());
  CHECK(a.recent_trace().find("dog barks") != std::string::npos);
}

TEST_CASE("simulation: time leaps to a deadline, however far, and the step comes after it") {
  simulation sim(7);
  host& alpha = sim.add_host("alpha");
  sleeper target(alpha, duration::seconds(86'400));
  const auto thread = alpha.start(target);
  sim.run_for(duration::seconds(90'000));
  CHECK(target.steps.size() == 2);
  CHECK(target.steps.back() >= target.until);
  CHECK(target.steps.back() < target.until + duration::milliseconds(1));
}

TEST_CASE("simulation: who waits for a flag runs the simulation meanwhile") {
  simulation sim(7);
  host& alpha = sim.add_host("alpha");
  std::atomic<std::uint32_t> done{0};
  SUBCASE("until it is set") {
    alpha.run_blocking([&] { done = 1; });
    alpha.wait_for(done);
    CHECK(done == 1);
  }
  SUBCASE("or until the host has crashed") {
    sim.after(duration::seconds(2), [&] { alpha.crash(); });
    alpha.wait_for(done);
    CHECK(done == 0);
  }
}

TEST_CASE("simulation: hosts disagree about the clock but not about its pace") {
  simulation sim(7);
  host& alpha = sim.add_host("alpha");
  host& beta = sim.add_host("beta");
  CHECK(alpha.now() != beta.now());
  const io::instant before = alpha.now();
  const std::int64_t wall = alpha.wall_ns();
  sim.run_for(duration::seconds(3));
  CHECK(alpha.now() == before + duration::seconds(3));
  alpha.jump_wall_clock(duration::seconds(-3'600));
  CHECK(alpha.wall_ns() == wall + 3'000'000'000 - 3'600'000'000'000);
  CHECK(alpha.now() == before + duration::seconds(3));
}

TEST_CASE("simulation: a paused host makes no step, its kernel goes on") {
  stream_fixture f(3);
  f.connect();
  f.beta.pause();
  const int steps = f.far->worker.steps();
  f.near->send("are you there?");
  f.sim.run_for(duration::seconds(30));
  CHECK(f.far->worker.steps() == steps);
  CHECK(f.far->heard.empty());
  f.beta.resume();
  f.sim.run_for(duration::milliseconds(10));
  CHECK(f.far->heard == "are you there?");
}

TEST_CASE("simulation: a blocking job runs later, not on a paused host, not after a crash") {
  simulation sim(5);
  host& alpha = sim.add_host("alpha");
  int ran = 0;
  alpha.run_blocking([&] { ++ran; });
  CHECK(ran == 0);
  sim.run_for(duration::seconds(1));
  CHECK(ran == 1);
  alpha.pause();
  alpha.run_blocking([&] { ++ran; });
  sim.run_for(duration::seconds(1));
  CHECK(ran == 1);
  alpha.resume();
  CHECK(ran == 2);
  alpha.run_blocking([&] { ++ran; });
  alpha.crash();
  sim.run_for(duration::seconds(1));
  CHECK(ran == 2);
}

TEST_CASE("simulation: names of hosts resolve, unknown ones do not, and only while names work") {
  stream_fixture f(9);
  struct {
    const char* name;
    std::optional<io::address> answer;
  } const cases[] = {
      {"alpha", f.alpha.address(0)},
      {"beta.example", f.beta.address(0)},
      {"beta", f.beta.address(0)},
      {"localhost", io::address::loopback(0)},
      {"10.9.8.7", io::address::parse("10.9.8.7", 0)},
      {"gamma", std::nullopt},
  };
  std::vector<result<std::vector<io::address>>> found;
  const auto look_up = [&](const std::string& name) -> result<std::vector<io::address>> {
    found.clear();
    f.near->worker.run([&, name] {
      f.near->worker.own_loop().resolve(name, [&](auto answer) { found.push_back(answer); });
      CHECK(found.empty());
    });
    REQUIRE(f.sim.run_until([&] { return !found.empty(); }, duration::seconds(10)));
    return found.front();
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    const auto answer = look_up(each.name);
    REQUIRE(answer.ok() == each.answer.has_value());
    if (answer)
      CHECK(answer->front() == *each.answer);
  }
  f.sim.net().set_names_work(f.alpha, false);
  CHECK(look_up("beta").failure().code == errc::timed_out);
  CHECK(look_up("localhost").ok());
}

TEST_CASE("simulation: entropy comes from the seed, one stream a host") {
  const auto bytes_of_host = [](std::uint64_t seed, std::size_t which) {
    simulation sim(seed);
    sim.add_host("alpha");
    sim.add_host("beta");
    std::array<std::byte, 16> bytes{};
    sim.hosts()[which]->entropy(bytes);
    return bytes;
  };
  CHECK(bytes_of_host(1, 0) == bytes_of_host(1, 0));
  CHECK(bytes_of_host(1, 0) != bytes_of_host(1, 1));
  CHECK(bytes_of_host(1, 0) != bytes_of_host(2, 0));
}

TEST_CASE("simulation: the public face runs events, predicates and faults") {
  testing::simulation sim(11);
  testing::host alpha = sim.add_host("alpha");
  testing::host beta = sim.add_host("beta");
  CHECK(alpha.address() == "10.0.0.1");
  CHECK(beta.name() == "beta");
  bool rang = false;
  sim.after(duration::seconds(2), [&] {
    rang = true;
    sim.cut(alpha, beta);
  });
  CHECK_FALSE(sim.run_until([&] { return rang; }, duration::seconds(1)));
  CHECK(sim.run_until([&] { return rang; }, duration::seconds(5)));
  CHECK(sim.now() == duration::seconds(2));
  sim.heal_all();
  CHECK(sim.recent_trace().find("cut") != std::string::npos);
  CHECK(sim.draw(10) < 10);
  const std::int64_t wall = alpha.world().wall_ns();
  alpha.jump_wall_clock(duration::seconds(5));
  CHECK(alpha.world().wall_ns() == wall + 5'000'000'000);
}

}  // namespace kith::sim
