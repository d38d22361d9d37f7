// Who sends more than a connection takes waits, and goes on when there is room again or nothing to
// wait for. OTP: erl, +zdbbl.

#include <doctest/doctest.h>

#include "cluster.hpp"
#include "kith/nodes.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

const atom sink("sink");
constexpr std::uint64_t bytes_per_second = 500'000;
/// Of each sender: more than `dist_buf_busy_limit`.
constexpr std::size_t bytes_each = 2'000'000;

process takes_all(ctx self) {
  register_name(sink, self);
  for (;;) {
    co_await self.receive();
  }
}

/// Nothing wakes it but the connection: it waits for no message and for no time.
process sends_much(ctx self, destination to, std::size_t bytes, std::size_t* went_on) {
  const term one = term::binary(std::string(bytes, 'x'));
  for (std::size_t sent = 0; sent < bytes_each; sent += bytes) {
    send(to, one);
  }
  co_await self.yield();
  ++*went_on;
}

process asks_who_waits(ctx, atom node, std::string* said) {
  const term info = net_kernel::node_info(node);
  for (term_ref at = info.ref()[1]; at.is_cons(); at = at.tail()) {
    if (at.head()[0].is(atom("suspended"))) {
      *said = to_string(term(at.head()[1]));
    }
  }
  co_return;
}

/// How many wait for the connection to the second node, as `net_kernel:node_info` says.
std::string waiting(cluster& c) {
  std::string said;
  c.at(0).spawn(asks_who_waits, c.name(1), &said);
  c.sim().run_until([&] { return !said.empty(); }, 1_s);
  return said;
}

struct relief {
  const char* name;
  void (*comes)(cluster& c);
};

const relief reliefs[] = {
    {"room", [](cluster&) {}},
    {"loss", [](cluster& c) { c.sim().cut(c.host(0), c.host(1)); }},
    {"crash", [](cluster& c) { c.crash(1); }},
};

std::vector<std::string> all_go_on(testing::simulation& sim, const relief& r) {
  std::size_t went_on = 0;  // longer than the nodes whose processes count here
  cluster c(sim, 2);
  c.at(1).spawn(takes_all);
  const destination to(sink, c.name(1));
  c.at(0).spawn([](ctx, destination d) -> process { co_return send(d, atoms::true_); }, to);
  if (!sim.run_until([&] { return c.are_connected(0, 1); }, 10_s)) {
    return {"the nodes do not connect"};
  }
  sim.limit(c.host(0), c.host(1), bytes_per_second);
  // Whole messages fill the connection for all; of fragments each sender has its own to wait for.
  const std::size_t senders = 2 + sim.draw(5);
  const std::size_t bytes =
      sim.draw(2) == 0 ? 1'000 + sim.draw(60'000) : 100'000 + sim.draw(200'000);
  std::vector<pid> all;
  for (std::size_t i = 0; i < senders; ++i) {
    all.push_back(c.at(0).spawn(sends_much, to, bytes, &went_on));
  }
  sim.run_for(500_ms);
  const std::string before = waiting(c);
  // Each looks up, finds no room and goes on waiting.
  for (const pid& one : all) {
    c.at(0).send(one, atom("look"));
  }
  sim.run_for(500_ms);
  std::vector<std::string> problems;
  if (const std::string after = waiting(c); after != before) {
    problems.push_back("first " + before + " wait, then " + after);
  }
  if (went_on != 0) {
    problems.push_back(std::to_string(went_on) + " of " + std::to_string(senders) +
                       " did not wait");
  }
  r.comes(c);
  sim.run_until([&] { return went_on == senders; }, 1_min);
  if (went_on != senders) {
    problems.push_back(std::to_string(went_on) + " of " + std::to_string(senders) + " went on");
  }
  return problems;
}

TEST_CASE("backpressure: senders wait for room on the connection, and all go on") {
  for (const relief& r : reliefs) {
    SUBCASE(r.name) {
      run_seeds(8, [&](testing::simulation& sim) { return all_go_on(sim, r); }, r.name);
    }
  }
}

TEST_CASE("backpressure: with a greater limit more waits before a sender does") {
  run_seeds(2, [](testing::simulation& sim) {
    std::vector<std::string> problems;
    std::size_t went_on = 0;  // longer than the node whose processes count here
    cluster c(sim, 2);
    c.at(1).spawn(takes_all);
    c.end(0);
    node_options o = c.options(0);
    o.dist_buf_busy_limit = 2 * bytes_each;
    node big(o);
    const destination to(sink, c.name(1));
    big.spawn([](ctx, destination d) -> process { co_return send(d, atoms::true_); }, to);
    if (!sim.run_until([&] { return !big.nodes().empty(); }, 10_s)) {
      problems.push_back("the nodes do not connect");
    }
    sim.limit(c.host(0), c.host(1), bytes_per_second);
    big.spawn(sends_much, to, std::size_t{1'000}, &went_on);
    sim.run_for(500_ms);
    if (went_on != 1) {
      problems.push_back("the first has to wait");
    }
    for (int more = 0; more < 2; ++more) {
      big.spawn(sends_much, to, std::size_t{1'000}, &went_on);
    }
    sim.run_for(500_ms);
    if (went_on == 3) {
      problems.push_back("nobody has to wait");
    }
    return problems;
  });
}

}  // namespace
}  // namespace kith::scenarios
