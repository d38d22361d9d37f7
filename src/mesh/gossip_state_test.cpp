#include "mesh/gossip_state.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"

namespace kith::mesh {
namespace {

using verdict = gossip_state::verdict;

struct known_world final : gossip_state::surroundings {
  [[nodiscard]] std::string_view own_name() const override { return own; }
  [[nodiscard]] bool is_connected(std::string_view node) const override {
    return connected.contains(std::string(node));
  }
  [[nodiscard]] bool is_atom(std::string_view name) const override {
    return atoms.contains(std::string(name));
  }
  [[nodiscard]] bool is_own(const io::address& a) const override {
    return a.is_loopback() || a.ip == own_address.ip;
  }

  std::string own = "dog@alpha";
  std::set<std::string> connected;
  std::set<std::string> atoms;
  io::address own_address = *io::address::parse("10.0.0.1", 0);
};

struct fixture {
  verdict heard(const std::string& node) { return state.heard(node, elsewhere, now); }
  verdict heard(const std::string& node, std::string_view from, std::uint16_t port = 45'892) {
    return state.heard(node, *io::address::parse(from, port), now);
  }

  known_world around;
  gossip_state state{around, dist::name_domain::short_names};
  io::address elsewhere = *io::address::parse("10.0.0.2", 45'892);
  io::instant now{1'000'000'000'000};
};

TEST_CASE("gossip_state: a node that is not connected is tried, once in a while") {
  fixture f;
  CHECK(f.heard("dog@alpha") == verdict::own);
  CHECK(f.heard("cat@beta") == verdict::tried);
  CHECK(f.heard("cat@beta") == verdict::recent);
  f.now = f.now + tries_time;
  CHECK(f.heard("cat@beta") == verdict::tried);
  f.around.connected = {"cat@beta"};
  CHECK(f.heard("cat@beta") == verdict::connected);
  f.now = f.now + tries_time;
  CHECK(f.heard("cat@beta") == verdict::connected);
  f.around.connected.clear();
  CHECK(f.heard("cat@beta") == verdict::tried);
  CHECK(f.state.to_term() ==
        term(map(atom("tried"), 3, atom("own"), 1, atoms::connected, 2, atom("bogus"), 0,
                 atom("recent"), 1, atom("crowded"), 0, atom("strange"), 0)));
}

TEST_CASE("gossip_state: names that no node can have where they come from are not tried") {
  fixture f;
  for (const char* name :
       {"", "cat", "@beta", "cat@", "cat@beta@gamma", "c at@beta", "cat@be\nta", "cat@be\x7fta",
        "cat@\xff\xfe", "cat@beta.example", "cat@0.0.0.0", "cat@::", "cat@255.255.255.255",
        "cat@224.0.0.1", "cat@239.255.255.255", "cat@ff02::1", "nonode@nohost", "cat@10.0.0.2"}) {
    CAPTURE(name);
    CHECK(f.heard(name) == verdict::bogus);
  }
  CHECK(f.heard(std::string(300, 'x') + "@beta") == verdict::bogus);
  CHECK(f.heard("cat@beta", "10.0.0.2", 0) == verdict::bogus);
}

TEST_CASE("gossip_state: with long names, hosts may be addresses, but none that nobody has") {
  known_world around;
  around.own = "dog@alpha.example";
  gossip_state state(around, dist::name_domain::long_names);
  const io::address from = *io::address::parse("10.0.0.2", 45'892);
  const auto heard = [&](const char* name) { return state.heard(name, from, {1}); };
  CHECK(heard("cat@beta.example") == verdict::tried);
  CHECK(heard("cat@10.0.0.2") == verdict::tried);
  CHECK(heard("cat@beta") == verdict::bogus);
  for (const char* name : {"cat@0.0.0.0", "cat@::", "cat@255.255.255.255", "cat@224.0.0.1",
                           "cat@239.255.255.255", "cat@ff02::1", "cat@127.0.0.1", "cat@::1"}) {
    CAPTURE(name);
    CHECK(heard(name) == verdict::bogus);
  }
}

TEST_CASE("gossip_state: nodes on loopback are believed where this machine says so") {
  fixture f;
  CHECK(f.heard("cat@localhost") == verdict::bogus);
  CHECK(f.heard("cat@localhost", "127.0.0.1") == verdict::tried);
  CHECK(f.heard("owl@localhost", "10.0.0.1") == verdict::tried);
}

TEST_CASE("gossip_state: not more than so many nodes are tried in one time") {
  fixture f;
  for (std::size_t i = 0; i < tries_max; ++i) {
    CHECK(f.heard("cat" + std::to_string(i) + "@beta") == verdict::tried);
  }
  CHECK(f.heard("owl@beta") == verdict::crowded);
  CHECK(f.heard("cat0@beta") == verdict::recent);
  f.now = f.now + tries_time;
  CHECK(f.heard("owl@beta") == verdict::tried);
}

TEST_CASE("gossip_state: strangers cost so many atoms and no more, until they are connected") {
  fixture f;
  const auto name = [](std::size_t i) { return "cat" + std::to_string(i) + "@beta"; };
  for (std::size_t i = 0; i < strangers_max; ++i) {
    f.now = f.now + tries_time;
    REQUIRE(f.heard(name(i)) == verdict::tried);
    f.around.atoms.insert(name(i));
  }
  f.now = f.now + tries_time;
  CHECK(f.heard("owl@beta") == verdict::strange);
  // Those that are atoms already cost none.
  CHECK(f.heard(name(7)) == verdict::tried);
  f.around.atoms.insert("ape@beta");
  CHECK(f.heard("ape@beta") == verdict::tried);
  f.around.connected = {name(7)};
  CHECK(f.heard(name(7)) == verdict::connected);
  CHECK(f.heard("owl@beta") == verdict::tried);
  CHECK(f.heard("emu@beta") == verdict::strange);
}

}  // namespace
}  // namespace kith::mesh
