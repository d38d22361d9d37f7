#pragma once

#include <algorithm>
#include <chrono>

#include "kith/duration.hpp"

namespace kith::cmd {

/// When something must have happened.
class deadline {
 public:
  explicit deadline(duration in)
      : never_(in.is_infinite()), at_(std::chrono::steady_clock::now() +
                                      std::chrono::nanoseconds(in.is_infinite() ? 0 : in.ns())) {}

  [[nodiscard]] bool passed() const { return !never_ && std::chrono::steady_clock::now() >= at_; }
  /// For poll(2), at most `most` milliseconds; rounded up, so that it has passed afterwards.
  [[nodiscard]] int milliseconds_left(int most) const {
    if (never_) {
      return most;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(at_ - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, most));
  }

 private:
  bool never_;
  std::chrono::steady_clock::time_point at_;
};

}  // namespace kith::cmd
