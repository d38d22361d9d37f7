// A token goes around a ring: does a hop cost more when there are more processes?
#include <vector>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

/// Passes the token on; who gets 0 tells the boss.
process hops(ctx self, pid boss, std::int64_t index) {
  pid next;
  co_await self.receive(on(tuple(atom("next"), bind(next))));
  for (;;) {
    std::int64_t left = 0;
    co_await self.receive(on(bind(left)));
    if (left == 0) {
      send(boss, tuple(atom("done"), index));
    } else {
      send(next, left - 1);
    }
  }
}

class work {
 public:
  explicit work(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) {
    for (std::int64_t i = 0; i < n_; ++i) {
      all_.push_back(spawn(hops, pid(self), i));
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
      send(all_[i], tuple(atom("next"), all_[(i + 1) % all_.size()]));
    }
    co_return;
  }
  /// Goes on where it stopped, so that each process has its turn however few the hops are.
  task<double> run(ctx self, std::int64_t times) {
    const stopwatch time;
    send(all_[static_cast<std::size_t>(at_)], times);
    std::int64_t index = -1;
    co_await self.receive(on(tuple(atom("done"), bind(index))));
    const double took = time.seconds();
    at_ = (at_ + times) % n_;
    check("where the token stopped", index, at_);
    co_return took;
  }
  task<void> finish(ctx) {
    for (const pid p : all_) {
      exit(p, atoms::kill);
    }
    co_return;
  }

 private:
  std::int64_t n_;
  std::int64_t at_ = 0;
  std::vector<pid> all_;
};

}  // namespace

task<double> ring(ctx self, std::int64_t n, double least) {
  return seconds_each<work>(self, n, least);
}

}  // namespace growth
