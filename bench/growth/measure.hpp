// Clocks, checks, and the repeating of short work until the clock can tell its time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

#include <kith/kith.hpp>

namespace growth {

/// Ends the program with status 1 and a sentence when the work was not done right.
void check(std::string_view what, std::int64_t got, std::int64_t wanted);
void check(std::string_view what, bool right);

/// 1 + 2 + … + n.
[[nodiscard]] constexpr std::int64_t sum_to(std::int64_t n) {
  return n * (n + 1) / 2;
}

class stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - began_;
    return since.count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// What some work of size n takes, in seconds for each time that it is done. `Work` has
///   explicit Work(std::int64_t n);
///   task<void> begin(ctx self);                       makes what the work needs
///   task<double> run(ctx self, std::int64_t times);   does it, checks it; the seconds it took
///   task<void> finish(ctx self);                      checks the whole, clears away
/// It is done once before anything counts, then more and more often, until it takes about `least`
/// seconds together: the last round is the one that counts.
template <class Work>
kith::task<double> seconds_each(kith::ctx self, std::int64_t n, double least) {
  Work work(n);
  co_await work.begin(self);
  co_await work.run(self, 1);
  std::int64_t times = 1;
  double took = co_await work.run(self, times);
  while (took < least / 2) {
    const double more = std::clamp(0.8 * least / took, 2.0, 100.0);
    times = static_cast<std::int64_t>(static_cast<double>(times) * more);
    took = co_await work.run(self, times);
  }
  co_await work.finish(self);
  co_return took / static_cast<double>(times);
}

}  // namespace growth
