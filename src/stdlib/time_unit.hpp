// Units of time, as functions of modules `erlang` and `os` take them.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith::detail {

inline constexpr std::int64_t native_per_second = 1'000'000'000;

/// How many parts of a second: `second` 1, `millisecond` 1000, …, or a positive integer. Raises
/// badarg for all else.
[[nodiscard]] term parts_per_second(term_ref unit);
/// Rounds down. OTP: erlang:convert_time_unit/3.
[[nodiscard]] term convert_time_unit(term_ref time, term_ref from, term_ref to);
/// Nanoseconds in another unit.
[[nodiscard]] term in_unit(std::int64_t ns, term_ref unit);

/// `{MegaSeconds, Seconds, MicroSeconds}`.
[[nodiscard]] term timestamp_of(std::int64_t us);

}  // namespace kith::detail
