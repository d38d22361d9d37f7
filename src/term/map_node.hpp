// How maps lie in memory.
//
//   flat_map   up to 32 pairs: key, value, key, value, … in exact term order of the keys.
//   hash_map   more, in one node. Words after the header:
//                0       in the low half, buckets: how many (a power of two; 1 for none). In the
//                        high half, of a leaf of a trie, room: how many words behind the pairs are
//                        not used yet
//                n       the keys' hashes (term_hash), ascending; equal ones in term order of keys
//                2n      key, value, … in that order
//                then, if there is more than one bucket, 32-bit numbers: where each bucket starts,
//                and n. The bucket is said by the hash's high bits.
//   trie_map   more, in many blocks, so that an update copies only a path. Words after the header:
//                0       the 16 bits say which children there are
//                then    their xrefs, in ascending order: each a trie_map or a hash_map of any
//                        size without buckets. A level takes four bits of the hash, from the top.
//
// What only one term has may change: map_change.cpp puts pairs into leaves, where they have room.
//
// Maps of over 32 pairs are thus always walked in order of hash: two of them are compared side by
// side, whatever each is made of.
#pragma once

#include <cstdint>

#include "kith/arena.hpp"
#include "kith/map.hpp"
#include "kith/term.hpp"

namespace kith::detail {

inline constexpr std::uint64_t flat_map_max = 32;
/// Where a leaf of a trie is split.
inline constexpr std::uint64_t trie_leaf_max = 32;
static_assert(trie_leaf_max <= flat_map_max, "a term is no leaf by itself");
inline constexpr unsigned trie_bits = 4;

/// How many of a node's children these bits say. (std::popcount is a library call where the
/// processor is not known.)
constexpr std::uint64_t children_of(std::uint64_t bits) noexcept {
  bits = (bits & 0x5555u) + (bits >> 1u & 0x5555u);
  bits = (bits & 0x3333u) + (bits >> 2u & 0x3333u);
  bits = (bits & 0x0F0Fu) + (bits >> 4u & 0x0F0Fu);
  return (bits & 0xFFu) + (bits >> 8u);
}
static_assert(children_of(0xFFFF) == 16 && children_of(0x8421) == 4 && children_of(0) == 0);

/// How many buckets a hash_map of n pairs has: two pairs to a bucket, or a few more.
constexpr std::uint64_t buckets_for(std::uint64_t n) noexcept {
  std::uint64_t buckets = 1;
  while (buckets * 2 < n) {
    buckets *= 2;
  }
  return buckets;
}

constexpr std::uint64_t buckets_of(const word* node) noexcept {
  return static_cast<std::uint32_t>(node[1]);
}
constexpr std::uint64_t room_of(const word* node) noexcept {
  return node[1] >> 32u;
}
/// Of a leaf of a trie.
constexpr word leaf_word(std::uint64_t room) noexcept {
  return room << 32u | 1u;
}

constexpr std::uint64_t hash_map_words(std::uint64_t n, std::uint64_t buckets) noexcept {
  return 2 + 3 * n + (buckets > 1 ? buckets / 2 + 1 : 0);
}

/// Writes the starts of a hash_map node whose hashes are in place.
void write_starts(word* node) noexcept;

/// Walks a map's pairs in its order.
class map_cursor {
 public:
  explicit map_cursor(term_ref map) noexcept;
  [[nodiscard]] bool done() const noexcept { return left_ == 0; }
  /// Whether there are hashes: in maps of over 32 pairs, and leaves of tries.
  [[nodiscard]] bool large() const noexcept { return leaf_.hashes != nullptr; }
  [[nodiscard]] std::uint64_t hash() const noexcept { return leaf_.hashes[at_]; }
  [[nodiscard]] word key() const noexcept { return leaf_.pairs[2 * at_]; }
  [[nodiscard]] word value() const noexcept { return leaf_.pairs[2 * at_ + 1]; }
  [[nodiscard]] block* home() const noexcept { return leaf_.home; }
  void next() noexcept;

 private:
  term_ref map_;
  map_leaf leaf_{};
  std::uint64_t at_ = 0;
  std::uint64_t left_ = 0;
};

/// The value word's address, or null; `home` becomes the block that it lies in.
const word* find_value(term_ref map, term_ref key, block*& home) noexcept;

}  // namespace kith::detail
