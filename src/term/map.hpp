// Making a map in an arena: of pairs whose terms lie in the same arena. How it lies there is in
// map_node.hpp.
#pragma once

#include <cstdint>
#include <span>

#include "kith/arena.hpp"
#include "kith/map.hpp"

namespace kith {

/// Words of the node of a map of that many pairs (at most 2^31), without what the pairs hold.
[[nodiscard]] std::uint64_t size_map(std::uint64_t pairs) noexcept;

/// Takes the node's words and returns where the caller writes key, value, key, value, … in any
/// order of keys. Nothing is a map before `seal_map`, which comes when all keys are whole.
[[nodiscard]] detail::word* open_map(arena& a, std::uint64_t pairs) noexcept;
/// Sorts the pairs into place. The map's word, or 0 when a key comes twice: the pairs are then all
/// still there, in some order.
[[nodiscard]] detail::word seal_map(detail::word* pairs, std::uint64_t count) noexcept;

/// The same in one: `keys_and_values` are words of terms in the arena, key, value, key, value, …
/// Takes `size_map` words; 0 when a key comes twice.
[[nodiscard]] detail::word map_in(arena& a, std::span<const detail::word> keys_and_values) noexcept;

}  // namespace kith
