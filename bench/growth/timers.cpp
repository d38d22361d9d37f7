// Many timers at once: arming all of them, then cancelling them.
#include <vector>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

class work {
 public:
  explicit work(std::int64_t n) : n_(n) {}

  task<void> begin(ctx) { co_return; }
  task<double> run(ctx self, std::int64_t times) {
    std::int64_t cancelled = 0;
    const stopwatch time;
    for (std::int64_t k = 0; k < times; ++k) {
      armed_.clear();
      for (std::int64_t i = 1; i <= n_; ++i) {
        const duration far_off = duration::milliseconds(60'000 + i % 1000);
        armed_.push_back(send_after(far_off, self, tuple(atom("timer"), i)));
      }
      for (const reference& timer : armed_) {
        cancelled += cancel_timer(timer) >= 0 ? 1 : 0;
      }
    }
    const double took = time.seconds();
    check("timers cancelled", cancelled, times * n_);
    co_return took;
  }
  task<void> finish(ctx) { co_return; }

 private:
  std::int64_t n_;
  std::vector<reference> armed_;
};

}  // namespace

task<double> timers(ctx self, std::int64_t n, double least) {
  return seconds_each<work>(self, n, least);
}

}  // namespace growth
