// How much an endurance test does. By itself a share that takes seconds; all of it by hand:
//
//   KITH_SCALE    per cent of the full counts: 100 for all (10 unless set; 1 under a sanitizer)
//   KITH_SECONDS  how long the stress goes on (60 unless set)
//   KITH_SEED     what the stress draws its lots from (1 unless set)
#pragma once

#include <cstdint>

#include "kith/duration.hpp"
#include "sanitized.hpp"

namespace kith::endurance {

/// The share of `full` that is asked for, at least 1.
[[nodiscard]] std::int64_t share(std::int64_t full);
/// `full`, but the share of it under a sanitizer: for what is quick enough to be done whole.
[[nodiscard]] std::int64_t whole(std::int64_t full);
[[nodiscard]] duration stress_time();
[[nodiscard]] std::uint64_t seed();

/// How long a test waits for what is to happen; generous, since a pass never waits that long.
inline constexpr duration patience = 120_s;

}  // namespace kith::endurance
