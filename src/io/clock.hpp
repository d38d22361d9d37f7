#pragma once

#include <ctime>

#include "io/world.hpp"

namespace kith::io {

/// The system's monotonic clock, for the files of `io/real_*`.
inline instant clock_now() noexcept {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return instant{static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec};
}

}  // namespace kith::io
