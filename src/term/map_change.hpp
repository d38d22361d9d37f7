// Changing a map instead of copying it, where nobody else could see it.
#pragma once

#include "kith/term.hpp"
#include "term/map_trie.hpp"

namespace kith::detail {

/// The trie with the pair. What only `map` has of it is changed, the rest is copied. The key and
/// the value are not borrowed from the map.
[[nodiscard]] term put_changing(term map, const entry& e);

}  // namespace kith::detail
