// Clocks, checks, percentiles, memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <kith/kith.hpp>

namespace bench {

/// Ends the program with status 1 and a sentence when the work was not done right.
void check(const char* what, std::int64_t got, std::int64_t wanted);
/// The same for what has no number.
void check(const char* what, bool right);

/// 1 + 2 + … + n.
[[nodiscard]] constexpr std::int64_t sum_to(std::int64_t n) {
  return n * (n + 1) / 2;
}

[[nodiscard]] inline std::int64_t now_ns() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

class stopwatch {
 public:
  [[nodiscard]] double seconds() const { return static_cast<double>(now_ns() - began_) / 1e9; }
  /// `count` of something in the time since.
  [[nodiscard]] double rate(std::int64_t count) const {
    return static_cast<double>(count) / seconds();
  }

 private:
  std::int64_t began_ = now_ns();
};

/// The sample below which the share `p` of all lies; nearest rank. There must be one at least.
[[nodiscard]] double percentile(std::vector<double> samples, double p);

/// A line of /proc/PID/status, in KiB: "VmRSS", "VmHWM". Process 0 is this one.
[[nodiscard]] std::int64_t status_kb(const std::string& line, int process = 0);

/// Lets other processes, of Kith and of the system, come to rest.
[[nodiscard]] kith::task<void> rest(kith::ctx self, kith::duration time);

/// Sends each of the workers `start`, waits until each has answered `{done, Sum}`, and returns how
/// many seconds that took. Each must have come to `sum`.
[[nodiscard]] kith::task<double> all_at_once(kith::ctx self, std::vector<kith::pid> workers,
                                             std::int64_t sum);

}  // namespace bench
