// Fencing epochs: numbers that grow from one holder of a lock to the next. A node keeps one number
// for all resources, the greatest that it has handed out or seen; who has a lock asks the Kith
// nodes it is held on for theirs, lets the greatest of these nodes hand out the next, and tells all
// of it.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith::detail {

/// Far beyond any clock in microseconds: what another node says past it is not believed.
inline constexpr std::int64_t lock_epoch_max = std::int64_t{1} << 60u;
[[nodiscard]] bool is_lock_epoch(term_ref t);

/// The greatest epoch of this node, which becomes `at_least` if it is less.
std::uint64_t seen_lock_epoch(std::uint64_t at_least);
/// Hands out the next, which is greater than `after` too.
std::uint64_t next_lock_epoch(std::uint64_t after);

}  // namespace kith::detail
