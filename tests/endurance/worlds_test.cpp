// Nodes that end leave nothing behind, though the worlds in which they were go on.

#include <deque>
#include <vector>

#include <kith/testing.hpp>

#include "memory.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

TEST_SUITE_BEGIN("memory");

TEST_CASE("memory: nodes leave nothing behind in simulated worlds that go on") {
  const std::int64_t total = whole(1'000);
  std::deque<testing::simulation> worlds;
  std::vector<testing::host> unused;
  for (std::int64_t i = 0; i < 2 * total; ++i) {
    unused.push_back(worlds.emplace_back(seed()).add_host("h"));
  }
  check_no_growth(total, [&](std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      node_options o = alone();
      o.world = &unused.back().world();
      unused.pop_back();
      const node n(o);
    }
  });
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
