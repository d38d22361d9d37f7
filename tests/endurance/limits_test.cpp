// At a limit that is configured, what would go past it fails as it does in OTP, and what lives goes
// on. Each host of the simulation is a program of its own, with its own table of processes.

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "kith/etf.hpp"
#include "kith/rpc.hpp"
#include "kith/testing.hpp"
#include "runtime/spawn_request.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

process waits(ctx self) {
  co_await self.receive(on(atom("end")));
}

/// Spawns until that fails; gives how many there are, and the reason.
process fills(ctx self, std::vector<pid>* made, std::string* why) {
  try {
    for (;;) {
      made->push_back(spawn(waits));
    }
  } catch (const exit_exception& e) {
    *why = to_string(e.exit_reason());
  }
  co_await self.receive(on(atom("end")));
}

node_options on_host(const testing::host& host, const std::string& name, std::uint32_t limit) {
  node_options o = alone();
  o.name = name + "@" + host.name();
  o.cookie = "endurance";
  o.process_limit = limit;
  o.world = &host.world();
  return o;
}

/// What asks for a process on another node come to, as OTP 25 answers at +P 1024.
process asks(ctx self, atom other, std::vector<std::string>* heard) {
  const bool up = co_await net_kernel::connect_node(self, other);
  expect(up, "not connected");
  const detail::spawn_request_options how;
  const reference request = detail::spawn_request(other, atoms::erlang, atom("node"), list(), how);
  term reason;
  co_await self.receive(on(tuple(atoms::spawn_reply, request, atoms::error, bind(reason))));
  heard->push_back(to_string(reason));
  const term answer = co_await rpc::call(self, other, atoms::erlang, atom("node"), list());
  heard->push_back(to_string(answer));
}

TEST_SUITE_BEGIN("scale");

TEST_CASE("limits: at process_limit spawning is a system_limit, here and from other nodes") {
  testing::simulation sim(seed());
  const testing::host alpha = sim.add_host("alpha");
  const testing::host beta = sim.add_host("beta");
  node a(on_host(alpha, "a", 2'000));
  node b(on_host(beta, "b", 0));
  std::vector<std::string> heard;
  // Connected first: a node that is full has no process left for a handshake of name servers.
  CHECK(b.connect("a@alpha"));
  sim.run_for(5_s);
  std::vector<pid> made;
  std::string why;
  a.spawn(fills, &made, &why);
  CHECK(sim.run_until([&] { return !why.empty(); }, 10_s));
  CHECK(why == "{system_limit,[]}");
  CHECK(made.size() > 1'900);
  CHECK(made.size() < 2'000);
  b.spawn(asks, a.name(), &heard);
  CHECK(sim.run_until([&] { return heard.size() == 2; }, 10_s));
  CHECK(heard == std::vector<std::string>{"system_limit", "{badrpc,{'EXIT',system_limit}}"});
  // One that ends makes room for one.
  a.send(made.back(), atom("end"));
  sim.run_for(1_s);
  const pid late = a.spawn(waits);
  CHECK_THROWS_AS(a.spawn(waits), exit_exception);
  CHECK(late != made.back());
}

TEST_CASE("limits: a node does not start with a limit that is none, or that is not the others'") {
  testing::simulation sim(seed());
  const testing::host alpha = sim.add_host("alpha");
  CHECK_THROWS_AS(node(on_host(alpha, "a", 1'023)), start_error);
  CHECK_THROWS_AS(node(on_host(alpha, "a", 1u << 24u)), start_error);
  const node first(on_host(alpha, "a", 3'000));
  CHECK_THROWS_AS(node(on_host(alpha, "b", 4'000)), start_error);
  const node same(on_host(alpha, "c", 3'000));
  const node any(on_host(alpha, "d", 0));
}

TEST_CASE("limits: with a full table of processes another node of the program does not start") {
  testing::simulation sim(seed());
  const testing::host alpha = sim.add_host("alpha");
  node a(on_host(alpha, "a", 1'024));
  std::vector<pid> made;
  std::string why;
  a.spawn(fills, &made, &why);
  CHECK(sim.run_until([&] { return !why.empty(); }, 10_s));
  CHECK_THROWS_AS(node(on_host(alpha, "b", 0)), start_error);
  node_options unnamed = on_host(alpha, "", 0);
  unnamed.name.clear();
  CHECK_THROWS_AS(node{unnamed}, start_error);
}

TEST_CASE("limits: at atom::table_limit new names from elsewhere are refused, known ones are not") {
  node a(named("limits"));
  const atom known("known_before");
  const std::uint32_t limit = atom::table_limit();
  atom::set_table_limit(atom::count());
  CHECK(atom::intern("never_seen_before").failure().code == errc::limit);
  // SMALL_ATOM_UTF8_EXT of a name of five characters
  const auto unknown = binary_to_term(std::string_view("\x83w\5zzzzz", 8));
  CHECK(unknown.failure().code == errc::limit);
  CHECK_FALSE(a.connect("never_seen_before@127.0.0.1"));
  CHECK(atom("known_before") == known);
  CHECK(run(a, [](ctx self) -> task<void> {
          send(self, atom("known_before"));
          co_await self.receive(on(atom("known_before")));
        }) == "");
  atom::set_table_limit(limit);
  CHECK(atom::intern("never_seen_before").ok());
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
