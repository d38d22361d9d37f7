// Everything at once: processes that do to each other all that can be done, on three to six nodes
// that lose each other in all ways; and a referee who reads what each of them saw.

#include <doctest/doctest.h>

#include "crowd.hpp"
#include "referee.hpp"
#include "sanitized.hpp"
#include "seeds.hpp"
#include "weather.hpp"

namespace kith::scenarios {
namespace {

constexpr duration storm = 1_min;
/// So long a connection may need to notice that it is dead, and the last words to arrive.
constexpr duration settling = ticktime * 2;
constexpr duration answers_max = 2_min;

/// Connections that were lost for what our own nodes said, and not for the weather.
std::vector<std::string> broken_off(cluster& c) {
  std::vector<std::string> lines = c.log().all(log_level::notice, " lost: ");
  std::erase_if(lines, [](const std::string& line) {
    return line.find("net_tick_timeout") != std::string::npos ||
           line.find("connection reset by peer") != std::string::npos;
  });
  return lines;
}

std::vector<std::string> survives(testing::simulation& sim) {
  crowd all(sim);
  cluster c(sim, 3 + sim.draw(4),
            [&all](cluster& in, std::size_t member) { all.join(in, member); });
  weather w(c);
  w.blow(storm);
  w.clear_up();
  all.calm_down();
  sim.run_for(settling);
  all.ask_all();
  const duration end = sim.now() + answers_max;
  while (!all.is_all_answered() && sim.now() < end) {
    sim.run_for(1_s);
  }
  sim.run_for(1_s);
  all.count_ties(c);
  sim.run_for(1_s);
  std::vector<std::string> problems = referee::judge(all.logs(c));
  for (std::string& each : broken_off(c)) {
    problems.push_back(std::move(each));
  }
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!c.are_connected(i, j)) {
        problems.push_back("at the end n" + std::to_string(j) + " and n" + std::to_string(i) +
                           " are not connected");
      }
    }
  }
  return problems;
}

TEST_CASE("storm: signals, links and monitors keep what they promise") {
  run_seeds(sanitized ? 20 : 100, survives);
}

}  // namespace
}  // namespace kith::scenarios
