// What is logged of processes that fail: a line for each, unless very many do at once. As OTP's log
// handler, at most 500 lines a second; and a table that is full is said once a second, since it
// makes everybody fail who spawns.
#pragma once

#include <optional>
#include <string>

#include "base/mutex.hpp"
#include "io/world.hpp"
#include "kith/term.hpp"

namespace kith::detail {

/// Any thread may ask.
class crash_reports {
 public:
  static constexpr std::uint32_t lines_per_second = 500;
  static constexpr std::uint32_t system_limits_per_second = 1;

  /// What to log of a process that has failed with `reason`: nothing where there were so many
  /// within this second. The first line after those says how many were left out.
  [[nodiscard]] std::optional<std::string> line(term_ref reason, io::instant now);

 private:
  struct allowance {
    std::uint32_t most;
    io::instant began{};
    std::uint32_t used = 0;  ///< since then
    std::uint64_t left_out = 0;
  };

  mutex mutex_;
  allowance any_ KITH_GUARDED_BY(mutex_){lines_per_second};
  allowance system_limit_ KITH_GUARDED_BY(mutex_){system_limits_per_second};
};

}  // namespace kith::detail
