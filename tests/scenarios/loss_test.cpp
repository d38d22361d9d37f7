// How soon the loss of a node is noticed. OTP: kernel, net_ticktime: between 0.75 and 1.25 of it.

#include <doctest/doctest.h>

#include "cluster.hpp"
#include "seeds.hpp"

namespace kith::scenarios {
namespace {

constexpr duration soonest = ticktime * 3 / 4;
/// And what it takes to tell.
constexpr duration latest = ticktime * 5 / 4 + 50_ms;
/// To hear of it when the other side, that noticed, closes.
constexpr duration to_hear = 100_ms;

process waits_for_loss(ctx self, testing::simulation* sim, atom other, duration* when) {
  monitor_node(other, true);
  co_await self.receive(on(tuple(atoms::nodedown, other)));
  *when = sim->now();
}

struct trouble {
  const char* name;
  void (*strike)(cluster& c);
  bool first_is_deaf;  ///< hears nothing from then on
  bool second_is_deaf;
};

const trouble troubles[] = {
    {"cut", [](cluster& c) { c.sim().cut(c.host(0), c.host(1)); }, true, true},
    {"first is deaf", [](cluster& c) { c.sim().cut_one_way(c.host(1), c.host(0)); }, true, false},
    {"second is deaf", [](cluster& c) { c.sim().cut_one_way(c.host(0), c.host(1)); }, false, true},
    {"dark", [](cluster& c) { c.crash(1); }, true, false},
    {"stopped", [](cluster& c) { c.host(1).pause(); }, true, false},
};

std::vector<std::string> noticed_in_time(testing::simulation& sim, const trouble& t) {
  std::vector<std::string> problems;
  duration when[2];
  cluster c(sim, 2);
  for (std::size_t i = 0; i < 2; ++i) {
    c.at(i).spawn(waits_for_loss, &sim, c.name(1 - i), &when[i]);
  }
  if (!sim.run_until([&] { return c.are_connected(0, 1); }, 10_s)) {
    return {"the nodes do not connect"};
  }
  sim.run_for(ticktime * 3 + duration::milliseconds(static_cast<std::int64_t>(sim.draw(8'000))));
  if (when[0] != duration() || when[1] != duration()) {
    return {"lost before there was any trouble"};
  }
  const duration struck = sim.now();
  t.strike(c);
  sim.run_for(ticktime * 2);
  const bool is_deaf[] = {t.first_is_deaf, t.second_is_deaf};
  for (std::size_t i = 0; i < 2; ++i) {
    if (!is_deaf[i]) {
      continue;
    }
    const duration after = when[i] - struck;
    if (after < soonest || after > latest) {
      problems.push_back("n" + std::to_string(i) + " noticed after " + std::to_string(after.ms()) +
                         " ms");
    }
    const duration told = when[1 - i] - when[i];
    if (c.is_up(1) && c.sim().now() - when[i] > to_hear && !is_deaf[1 - i] &&
        std::string_view(t.name) != "stopped" && (told < duration() || told > to_hear)) {
      problems.push_back("the other side heard of it " + std::to_string(told.ms()) + " ms later");
    }
  }
  return problems;
}

TEST_CASE("loss: a node that falls silent is given up between 0.75 and 1.25 of net_ticktime") {
  for (const trouble& t : troubles) {
    SUBCASE(t.name) {
      run_seeds(5, [&](testing::simulation& sim) { return noticed_in_time(sim, t); }, t.name);
    }
  }
}

}  // namespace
}  // namespace kith::scenarios
