#pragma once

#include <atomic>
#include <cstdint>

namespace kith::detail {

/// What erlang:statistics/1 said the last time, of what it tells the growth of.
struct statistics_marks {
  std::atomic<std::uint64_t> reductions{0};
  std::atomic<std::uint64_t> exact_reductions{0};
  std::atomic<std::uint64_t> runtime_ms{0};
  std::atomic<std::uint64_t> wall_clock_ms{0};
};

}  // namespace kith::detail
