// Pairs of processes that all talk at once: work for as many schedulers as there are.
#include <vector>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

process answers(ctx self) {
  for (;;) {
    pid from;
    std::int64_t i = 0;
    co_await self.receive(on(tuple(atom("ping"), bind(from), bind(i))));
    send(from, tuple(atom("pong"), i));
  }
}

/// Told `{play, N}`, makes N round trips and sends the boss the sum of their numbers.
process plays(ctx self, pid boss) {
  const pid other = spawn_link(answers);
  for (;;) {
    std::int64_t n = 0;
    co_await self.receive(on(tuple(atom("play"), bind(n))));
    std::int64_t sum = 0;
    for (std::int64_t i = n; i > 0; --i) {
      send(other, tuple(atom("ping"), self, i));
      std::int64_t got = 0;
      co_await self.receive(on(tuple(atom("pong"), bind(got))));
      sum += got;
    }
    send(boss, tuple(atom("played"), sum));
  }
}

class work {
 public:
  explicit work(std::int64_t n) : n_(n) {}

  task<void> begin(ctx self) {
    for (std::int64_t i = 0; i < n_; ++i) {
      all_.push_back(spawn(plays, pid(self)));
    }
    co_return;
  }
  task<double> run(ctx self, std::int64_t times) {
    const stopwatch time;
    for (const pid p : all_) {
      send(p, tuple(atom("play"), times));
    }
    for (std::int64_t i = 0; i < n_; ++i) {
      std::int64_t sum = 0;
      co_await self.receive(on(tuple(atom("played"), bind(sum))));
      check("sum of a pair", sum, sum_to(times));
    }
    co_return time.seconds();
  }
  task<void> finish(ctx) {
    for (const pid p : all_) {
      exit(p, atoms::kill);
    }
    co_return;
  }

 private:
  std::int64_t n_;
  std::vector<pid> all_;
};

}  // namespace

task<double> pairs(ctx self, std::int64_t n, double least) {
  return seconds_each<work>(self, n, least);
}

}  // namespace growth
