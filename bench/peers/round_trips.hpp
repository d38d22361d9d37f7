#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <kith/kith.hpp>

namespace bench {

inline constexpr std::int64_t never_ns = std::numeric_limits<std::int64_t>::max();

/// Sends `{self, {pong, I}}` to an echo and awaits `{pong, I}`, I from n down to 1 or until the
/// clock (`now_ns`) says `until_ns`. Returns how many microseconds each took. (In
/// dist_messages.cpp.)
[[nodiscard]] kith::task<std::vector<double>> round_trips(kith::ctx self, kith::pid echo,
                                                          std::int64_t n, std::int64_t until_ns);

}  // namespace bench
