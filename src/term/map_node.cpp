#include "term/map_node.hpp"

#include <algorithm>
#include <bit>

#include "term/hash.hpp"
#include "term/node_view.hpp"

namespace kith::detail {

namespace {

map_leaf leaf_of(term_ref map) noexcept {
  const word* n = map.node();
  const std::uint64_t count = size_of(*n);
  if (kind_of(*n) == kind::flat_map) {
    return {nullptr, n + 1, map.home(), count};
  }
  return {n + 2, n + 2 + count, map.home(), count};
}

/// The children of a trie node lie behind its header and its bits.
term_ref child_at(term_ref trie, std::uint64_t i) noexcept {
  const auto* x = reinterpret_cast<const xref*>(trie.node() + 2) + i;
  return {x->target, x->owner};
}

/// The leaf in which a key of that hash lies, if anywhere; none if there is no such leaf.
term_ref leaf_for(term_ref map, std::uint64_t hash) noexcept {
  unsigned shift = 64;
  while (kind_of(*map.node()) == kind::trie_map) {
    shift -= trie_bits;
    const std::uint64_t bits = map.node()[1];
    const std::uint64_t bit = std::uint64_t{1} << ((hash >> shift) & ((1u << trie_bits) - 1));
    if ((bits & bit) == 0) {
      return {};
    }
    map = child_at(map, children_of(bits & (bit - 1)));
  }
  return map;
}

const word* find_in_flat(const map_leaf& leaf, term_ref key) noexcept {
  const bool plain = is_plain(key.raw());
  for (std::uint64_t i = 0; i < leaf.count; ++i) {
    const word k = leaf.pairs[2 * i];
    if (k == key.raw() || (!plain && !is_plain(k) && view(k) == key)) {
      return leaf.pairs + 2 * i + 1;
    }
  }
  return nullptr;
}

/// The run of pairs of that hash in a hash_map node: [first, last).
std::pair<std::uint64_t, std::uint64_t> run_of(const word* n, std::uint64_t hash) noexcept {
  const std::uint64_t count = size_of(*n);
  const std::uint64_t buckets = buckets_of(n);
  const word* hashes = n + 2;
  std::uint64_t first = 0;
  std::uint64_t last = count;
  if (buckets > 1) {
    const auto* starts = reinterpret_cast<const std::uint32_t*>(n + 2 + 3 * count);
    const std::uint64_t bucket = hash >> (65u - static_cast<unsigned>(std::bit_width(buckets)));
    first = starts[bucket];
    last = starts[bucket + 1];
  }
  const word* low = std::lower_bound(hashes + first, hashes + last, hash);
  const word* high = low;
  while (high != hashes + last && *high == hash) {
    ++high;
  }
  return {static_cast<std::uint64_t>(low - hashes), static_cast<std::uint64_t>(high - hashes)};
}

const word* find_in_hashed(term_ref leaf, std::uint64_t hash, term_ref key) noexcept {
  const word* n = leaf.node();
  auto [first, last] = run_of(n, hash);
  const word* pairs = n + 2 + size_of(*n);
  while (last - first > 1) {  // keys that collide are in term order
    const std::uint64_t middle = first + (last - first) / 2;
    if (compare_exact(view(pairs[2 * middle]), key) <= 0) {
      first = middle;
    } else {
      last = middle;
    }
  }
  return first != last && view(pairs[2 * first]) == key ? pairs + 2 * first + 1 : nullptr;
}

}  // namespace

map_leaf leaf_at(term_ref map, std::uint64_t& index) noexcept {
  while (kind_of(*map.node()) == kind::trie_map) {
    std::uint64_t child = 0;
    for (;; ++child) {
      const std::uint64_t below = size_of(*child_at(map, child).node());
      if (index < below) {
        break;
      }
      index -= below;
    }
    map = child_at(map, child);
  }
  return leaf_of(map);
}

void write_starts(word* node) noexcept {
  const std::uint64_t count = size_of(*node);
  const std::uint64_t buckets = buckets_of(node);
  if (buckets <= 1) {
    return;
  }
  const word* hashes = node + 2;
  const unsigned shift = 65u - static_cast<unsigned>(std::bit_width(buckets));
  auto* starts = reinterpret_cast<std::uint32_t*>(node + 2 + 3 * count);
  std::fill_n(starts, buckets + 1, 0u);
  for (std::uint64_t i = 0; i < count; ++i) {
    starts[(hashes[i] >> shift) + 1] = static_cast<std::uint32_t>(i + 1);  // ends there, so far
  }
  for (std::uint64_t b = 1; b <= buckets; ++b) {
    starts[b] = std::max(starts[b], starts[b - 1]);  // an empty one ends where the one before does
  }
}

map_cursor::map_cursor(term_ref map) noexcept : map_(map), left_(size_of(*map.node())) {
  if (left_ != 0) {
    leaf_ = leaf_at(map, at_);
  }
}

void map_cursor::next() noexcept {
  --left_;
  if (++at_ == leaf_.count && left_ != 0) {
    at_ = size_of(*map_.node()) - left_;
    leaf_ = leaf_at(map_, at_);
  }
}

const word* find_value(term_ref map, term_ref key, block*& home) noexcept {
  if (kind_of(*map.node()) == kind::flat_map) {
    home = map.home();
    return find_in_flat(leaf_of(map), key);
  }
  const std::uint64_t hash = term_hash(key);
  const term_ref leaf = leaf_for(map, hash);
  home = leaf.home();
  return leaf ? find_in_hashed(leaf, hash, key) : nullptr;
}

}  // namespace kith::detail

namespace kith {

std::size_t term_ref::map_size() const noexcept {
  KITH_ASSERT(is_map());
  return detail::size_of(*node());
}

term_ref term_ref::map_get(term_ref key) const noexcept {
  KITH_ASSERT(is_map());
  detail::block* home = nullptr;
  const detail::word* value = detail::find_value(*this, key, home);
  return value == nullptr ? term_ref() : term_ref(0, home).inside(*value);
}

}  // namespace kith
