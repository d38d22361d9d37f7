#include "runtime/log_limit.hpp"

#include <doctest/doctest.h>

#include "runtime/lone_node.hpp"

namespace kith::detail {
namespace {

TEST_CASE("log limit: a node logs 500 lines a second, and the next says how many were left out") {
  lone_node n;
  for (int i = 0; i < 700; ++i) {
    n.core->log(log_level::warning, {}, "strange");
  }
  CHECK(n.log.lines.size() == 500);
  CHECK(n.log.lines.back() == "strange");
  n.sim.run_for(duration::seconds(1));
  n.core->log(log_level::warning, {}, "strange");
  n.core->log(log_level::warning, {}, "strange");
  REQUIRE(n.log.lines.size() == 502);
  CHECK(n.log.lines[500] == "strange; 200 lines before it were not logged");
  CHECK(n.log.lines[501] == "strange");
}

}  // namespace
}  // namespace kith::detail
