// Global names and locks on three to twenty-five nodes that lose each other in all ways, that are
// cut in two and meet again; and a referee who reads what their users saw.

#include <doctest/doctest.h>

#include <algorithm>

#include "citizens.hpp"
#include "naming_referee.hpp"
#include "sanitized.hpp"
#include "seeds.hpp"
#include "weather.hpp"

namespace kith::scenarios {
namespace {

constexpr duration storm = 40_s;
/// So long a connection may need to notice that it is dead, and others to follow.
constexpr duration settling = ticktime * 2;
/// What was asked for has its answer by then.
constexpr duration answers_max = 30_s;
/// While the net is in parts it takes longer: nodes that are lost are dialled.
constexpr duration answers_in_parts_max = 2_min;

/// Nobody has heard of a node for so long when all are looked at; and how long that is waited for.
constexpr duration calm_min = 20_s;
constexpr duration calm_by = 5_min;

/// Small ones are more frequent: they meet more in less time.
std::size_t some_size(testing::simulation& sim) {
  const std::uint64_t which = sim.draw(16);
  return which < 12 ? 3 + sim.draw(4) : which < 15 ? 7 + sim.draw(6) : 13 + sim.draw(13);
}

class course {
 public:
  explicit course(testing::simulation& sim)
      : sim_(sim), size_(some_size(sim)), all_(sim, size_),
        c_(sim, size_, [this](cluster& in, std::size_t member) { all_.join(in, member); }),
        weather_(c_) {}

  std::vector<std::string> run() {
    weather_.blow(storm);
    all_.set_busy(false);
    weather_.clear_up();
    sim_.run_for(settling);
    meet("after the storm");
    part();
    meet("after the partition");
    for (std::string& each : naming_referee::judge(all_.log())) {
      problems_.push_back(std::move(each));
    }
    return std::move(problems_);
  }

 private:
  /// All connect, and whatever was asked for is answered in time; then all see the same.
  void meet(const std::string& when) {
    all_.set_seeking(true);
    for (int i = 0; i < 3; ++i) {
      all_.probe(c_);
      sim_.run_for(duration::milliseconds(static_cast<std::int64_t>(100 + sim_.draw(5'000))));
    }
    settle(when, answers_max);
    all_.set_seeking(false);
    for (std::size_t i = 0; i < c_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!c_.are_connected(i, j)) {
          problems_.push_back(when + " n" + std::to_string(j) + " and n" + std::to_string(i) +
                              " are not connected");
        }
      }
    }
    all_.look_at(c_);
  }

  void settle(const std::string& when, duration limit) {
    const duration began = sim_.now();
    sim_.run_until([this] { return all_.is_idle(); }, limit);
    for (const std::string& each : all_.waiting()) {
      problems_.push_back(when + ", " + std::to_string((sim_.now() - began).ms()) + " ms later, " +
                          each);
    }
    sim_.run_for(calm_min);
    // Who gives a lock back dials the nodes that it has lost; what comes of that is awaited, too.
    if (!sim_.run_until([this] { return all_.calm() >= calm_min; }, calm_by)) {
      problems_.push_back(when + " nodes still go up and down");
    }
  }

  /// The net falls into parts, which may overlap; they go on for a while by themselves.
  void part() {
    all_.stay_at_home();
    const std::uint64_t way = sim_.draw(4);
    if (way < 2) {
      const std::uint64_t parts = 2 + sim_.draw(2);
      std::vector<std::uint64_t> part_of;
      for (std::size_t i = 0; i < size_; ++i) {
        part_of.push_back(sim_.draw(parts));
        for (std::size_t j = 0; j < i; ++j) {
          if (part_of[j] != part_of[i]) {
            sim_.cut(c_.host(i), c_.host(j));
          }
        }
      }
    } else {
      const std::uint64_t cuts = 1 + sim_.draw(3);
      for (std::uint64_t i = 0; i < cuts; ++i) {
        const std::size_t a = sim_.draw(size_);
        const std::size_t b = (a + 1 + sim_.draw(size_ - 1)) % size_;
        if (way == 2) {
          sim_.cut(c_.host(a), c_.host(b));
        } else {
          sim_.cut_one_way(c_.host(a), c_.host(b));
        }
      }
    }
    sim_.run_for(settling * 2);
    all_.set_busy(true);
    sim_.run_for(20_s);
    all_.set_busy(false);
    settle("in the partition", answers_in_parts_max);
    all_.look_at(c_);
    sim_.heal_all();
  }

  testing::simulation& sim_;
  std::size_t size_;
  citizens all_;
  cluster c_;
  weather weather_;
  std::vector<std::string> problems_;
};

TEST_CASE("naming: names and locks of global keep what they promise") {
  run_seeds(sanitized ? 10 : 100, [](testing::simulation& sim) { return course(sim).run(); });
}

}  // namespace
}  // namespace kith::scenarios
