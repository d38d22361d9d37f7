// The tries that large maps become when they are updated. How they lie in memory is in
// map_node.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kith/arena.hpp"
#include "kith/term.hpp"
#include "term/map_node.hpp"

namespace kith::detail {

struct entry {
  std::uint64_t hash;
  term_ref key;
  term_ref value;
};
using entries = std::vector<entry>;

/// The order of pairs in large maps.
inline bool before(const entry& a, const entry& b) noexcept {
  return a.hash != b.hash ? a.hash < b.hash : compare_exact(a.key, b.key) < 0;
}

/// All pairs, with their hashes if it is a large one, in its order.
[[nodiscard]] entries entries_of(term_ref map);
/// Puts into pairs that are in order.
void put_sorted(entries& all, const entry& e);

/// What their keys and values take of the block that embeds them.
[[nodiscard]] std::uint64_t embedded_words(std::span<const entry> all) noexcept;
void embed_pairs(arena& a, word* at, std::span<const entry> all) noexcept;

/// Bits of the hash that are left at a trie's root.
inline constexpr unsigned root_shift = 64;

inline bool is_trie(term_ref map) noexcept {
  return kind_of(*map.node()) == kind::trie_map;
}
/// On which of a node's branches a hash lies.
inline std::size_t branch(std::uint64_t hash, unsigned shift) noexcept {
  return (hash >> (shift - trie_bits)) & ((std::size_t{1} << trie_bits) - 1);
}
/// The node's child on that branch, or null.
[[nodiscard]] inline xref* child_on(word* inner, std::size_t branch_number) noexcept {
  const std::uint64_t bits = inner[1];
  const std::uint64_t bit = std::uint64_t{1} << branch_number;
  return (bits & bit) == 0 ? nullptr
                           : reinterpret_cast<xref*>(inner + 2) + children_of(bits & (bit - 1));
}

// These recurse at most 64 / trie_bits deep. `shift`: bits of the hash that are left there.
/// The node of these pairs, which are in order.
[[nodiscard]] term trie_of(std::span<const entry> sorted, unsigned shift);
/// The node with the pair. The old one stays as it was, as in those below.
[[nodiscard]] term put_below(term_ref node, unsigned shift, const entry& e);
/// The node without the pair, which is there; no term when nothing is left.
[[nodiscard]] term remove_below(term_ref node, unsigned shift, const entry& e);
/// The node with one child more, of that pair alone.
[[nodiscard]] term with_new_child(term_ref inner, unsigned shift, const entry& e);

}  // namespace kith::detail
