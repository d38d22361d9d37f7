#pragma once

#include <cstdint>

namespace kith::detail {

/// A number from 0 to `end` - 1, from the world of the running process's node.
[[nodiscard]] std::uint64_t random_below(std::uint64_t end);

}  // namespace kith::detail
