#pragma once

#include <algorithm>

namespace kith::io {

/// Whether to do what pays only when there is news. Each time that paid earns credit, each that did
/// not costs one; without credit it is tried once in `trial_period`.
class bet {
 public:
  [[nodiscard]] bool is_on() noexcept { return credit_ > 0 || --credit_ <= -trial_period; }
  void settle(bool paid) noexcept {
    credit_ = paid ? std::min(std::max(credit_, 0) + gain, credit_max) : std::max(credit_ - 1, 0);
  }

 private:
  static constexpr int credit_max = 16;
  static constexpr int gain = 4;
  static constexpr int trial_period = 32;

  int credit_ = credit_max;
};

}  // namespace kith::io
