// Many nodes, each connected to each: a hundred in one program over sockets, two hundred in the
// simulator.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "kith/testing.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

using nodes_of_mesh = std::vector<std::unique_ptr<node>>;

atom member(std::size_t i, const char* host) {
  return atom("m" + std::to_string(i) + "@" + host);
}

/// Sends its name to the listener of each other node.
process greeter(ctx self, std::vector<atom> others) {
  const atom me = node_name();
  for (const atom other : others) {
    send({atom("listener"), other}, tuple(atom("hello"), me));
    co_await self.yield();
  }
}

/// Hears of each other node once.
process listener(ctx self, std::size_t others, std::atomic<std::size_t>* done) {
  register_name(atom("listener"), self);
  std::vector<atom> heard;
  while (heard.size() < others) {
    atom from;
    co_await self.receive(on(tuple(atom("hello"), bind(from))));
    if (std::find(heard.begin(), heard.end(), from) == heard.end()) {
      heard.push_back(from);
    }
  }
  done->fetch_add(1);
}

bool is_full(const nodes_of_mesh& all) {
  return std::all_of(all.begin(), all.end(),
                     [&](const auto& n) { return n->nodes().size() == all.size() - 1; });
}

std::vector<atom> all_but(const nodes_of_mesh& all, std::size_t one) {
  std::vector<atom> names;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i != one) {
      names.push_back(all[i]->name());
    }
  }
  return names;
}

/// A mesh of so many takes a descriptor for each end of each connection.
void allow_descriptors(std::size_t nodes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const std::size_t needed = nodes * (nodes + 5) + 100;
  REQUIRE_MESSAGE(limit.rlim_cur >= needed, "needs " << needed << " descriptors (ulimit -Hn)");
}

TEST_SUITE_BEGIN("scale");

TEST_CASE("mesh: a hundred nodes in one program see each other, and hear from each other") {
  const auto size = static_cast<std::size_t>(sanitized ? 12 : 100);
  allow_descriptors(size);
  nodes_of_mesh all;
  std::atomic<std::size_t> done{0};
  for (std::size_t i = 0; i < size; ++i) {
    all.push_back(std::make_unique<node>(named("m" + std::to_string(i))));
    all.back()->spawn(listener, size - 1, &done);
    if (i != 0) {
      // The name servers see to it that it gets to know the others.
      CHECK(all.back()->connect(all.front()->name().name()));
    }
  }
  CHECK(eventually([&] { return is_full(all); }));
  for (std::size_t i = 0; i < size; ++i) {
    all[i]->spawn(greeter, all_but(all, i));
  }
  CHECK(eventually([&] { return done.load() == size; }));
}

TEST_CASE("mesh: two hundred simulated nodes see each other, and hear from each other") {
  const auto size = static_cast<std::size_t>(sanitized ? 20 : 200);
  testing::simulation sim(seed());
  nodes_of_mesh all;
  std::vector<testing::host> hosts;
  std::atomic<std::size_t> done{0};
  for (std::size_t i = 0; i < size; ++i) {
    testing::host& host = hosts.emplace_back(sim.add_host("h" + std::to_string(i)));
    node_options o = alone();
    o.name = std::string(member(i, host.name().c_str()).name());
    o.cookie = "endurance";
    o.world = &host.world();
    all.push_back(std::make_unique<node>(o));
    all.back()->spawn(listener, size - 1, &done);
    if (i != 0) {
      CHECK(all.back()->connect(all.front()->name().name()));
    }
  }
  // Not asked after each event: to ask takes longer than what happens in between.
  for (duration waited; waited < 10_min && !is_full(all); waited = waited + 1_s) {
    sim.run_for(1_s);
  }
  CHECK(is_full(all));
  for (std::size_t i = 0; i < size; ++i) {
    all[i]->spawn(greeter, all_but(all, i));
  }
  CHECK(sim.run_until([&] { return done.load() == size; }, 1_min));
  // All at once: of each that left by itself, all others would tell all others.
  for (testing::host& host : hosts) {
    host.kill();
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
