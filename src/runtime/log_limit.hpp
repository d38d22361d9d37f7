// How many lines a second are logged: as OTP's log handler allows (kernel, logger_std_h,
// "burst_limit_max_count"), at most 500.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/mutex.hpp"
#include "io/world.hpp"

namespace kith::detail {

inline constexpr std::uint32_t log_lines_per_second = 500;

/// Any thread may ask.
class log_limit {
 public:
  explicit log_limit(std::uint32_t lines_per_second) : most_(lines_per_second) {}

  /// Whether a line may be logged: nothing where there were too many within this second, else how
  /// many were left out since the last one.
  [[nodiscard]] std::optional<std::uint64_t> take(io::instant now) {
    const scoped_lock guard(mutex_);
    if (used_ == most_ && now < began_ + period) {
      ++left_out_;
      return std::nullopt;
    }
    if (used_ == 0 || began_ + period <= now) {
      began_ = now;
      used_ = 0;
    }
    ++used_;
    return std::exchange(left_out_, 0);
  }

 private:
  static constexpr duration period = duration::seconds(1);

  const std::uint32_t most_;
  mutex mutex_;
  io::instant began_ KITH_GUARDED_BY(mutex_){};
  std::uint32_t used_ KITH_GUARDED_BY(mutex_) = 0;  ///< since then
  std::uint64_t left_out_ KITH_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::detail
