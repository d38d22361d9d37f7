// Maps that differ in a pair: put, remove, from_list. Large ones become tries, of which an update
// copies the path to one leaf and shares the rest.
#include <algorithm>
#include <array>
#include <bit>

#include "kith/map.hpp"
#include "term/hash.hpp"
#include "term/map.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

struct entry {
  std::uint64_t hash;
  term_ref key;
  term_ref value;
};
using entries = std::vector<entry>;

constexpr unsigned root_shift = 64;
constexpr std::size_t fan_out = std::size_t{1} << trie_bits;

std::size_t branch(std::uint64_t hash, unsigned shift) noexcept {
  return (hash >> (shift - trie_bits)) & (fan_out - 1);
}

bool is_trie(term_ref map) noexcept {
  return kind_of(*map.node()) == kind::trie_map;
}

bool before(const entry& a, const entry& b) noexcept {
  return a.hash != b.hash ? a.hash < b.hash : compare_exact(a.key, b.key) < 0;
}

/// All pairs, with their hashes if it is a large one, in its order.
entries entries_of(term_ref map) {
  entries all;
  all.reserve(map.map_size() + 1);
  for (map_cursor c(map); !c.done(); c.next()) {
    const term_ref in(0, c.home());
    all.push_back({c.large() ? c.hash() : 0, in.inside(c.key()), in.inside(c.value())});
  }
  return all;
}

std::uint64_t embedded_words(std::span<const entry> all) noexcept {
  std::uint64_t words = 0;
  for (const entry& e : all) {
    words += embed_words(e.key) + embed_words(e.value);
  }
  return words;
}

void embed_pairs(arena& a, word* at, std::span<const entry> all) noexcept {
  for (const entry& e : all) {
    *at++ = a.embed(e.key);
    *at++ = a.embed(e.value);
  }
}

/// A map in a block of its own: flat or hashed, as its size asks. No key comes twice.
term one_block(std::span<const entry> all) {
  arena a(size_map(all.size()) + embedded_words(all));
  word* pairs = open_map(a, all.size());
  embed_pairs(a, pairs, all);
  const word map = seal_map(pairs, all.size());
  KITH_ASSERT(map != 0);
  return a.finish(map);
}

/// A leaf of a trie, of pairs in order.
term leaf_of(std::span<const entry> sorted) {
  const std::uint64_t n = sorted.size();
  arena a(hash_map_words(n, 1) + embedded_words(sorted));
  word* node = a.take(hash_map_words(n, 1));
  node[0] = header(kind::hash_map, n);
  node[1] = 1;
  for (std::uint64_t i = 0; i < n; ++i) {
    node[2 + i] = sorted[i].hash;
  }
  embed_pairs(a, node + 2 + n, sorted);
  return a.finish(boxed_word(node));
}

term inner_of(const std::array<term, fan_out>& below) {
  std::uint64_t count = 0;
  std::uint64_t pairs = 0;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < fan_out; ++i) {
    if (below[i]) {
      ++count;
      pairs += below[i].ref().map_size();
      bits |= std::uint64_t{1} << i;
    }
  }
  arena a(2 + count * xref_words);
  word* node = a.take(2 + count * xref_words);
  node[0] = header(kind::trie_map, pairs);
  node[1] = bits;
  auto* x = reinterpret_cast<xref*>(node + 2);
  for (const term& child : below) {
    if (child) {
      link_away(a.home(), x++, child.ref().raw(), child.ref().home());
    }
  }
  return a.finish(boxed_word(node));
}

/// The node's child on that branch, or none.
term_ref child_on(term_ref inner, std::size_t branch_number) noexcept {
  const std::uint64_t bits = inner.node()[1];
  const std::uint64_t bit = std::uint64_t{1} << branch_number;
  if ((bits & bit) == 0) {
    return {};
  }
  const auto* x = reinterpret_cast<const xref*>(inner.node() + 2) + std::popcount(bits & (bit - 1));
  return {x->target, x->owner};
}

/// The node with another child, or none, on that branch; the other children are shared.
term with_child(term_ref inner, std::size_t branch_number, term_ref child) {
  const std::uint64_t bit = std::uint64_t{1} << branch_number;
  const std::uint64_t old_bits = inner.node()[1];
  const std::uint64_t bits = child ? old_bits | bit : old_bits & ~bit;
  const term_ref old = child_on(inner, branch_number);
  const std::uint64_t pairs =
      inner.map_size() - (old ? old.map_size() : 0) + (child ? child.map_size() : 0);
  const std::uint64_t words = 2 + static_cast<std::uint64_t>(std::popcount(bits)) * xref_words;
  arena a(words);
  word* node = a.take(words);
  node[0] = header(kind::trie_map, pairs);
  node[1] = bits;
  auto* to = reinterpret_cast<xref*>(node + 2);
  const auto* from = reinterpret_cast<const xref*>(inner.node() + 2);
  for (std::size_t i = 0; i < fan_out; ++i) {
    const bool had = (old_bits >> i & 1u) != 0;
    if (i == branch_number) {
      if (child) {
        link_away(a.home(), to++, child.raw(), child.home());
      }
    } else if (had) {
      link_away(a.home(), to++, from->target, from->owner);
    }
    from += had ? 1 : 0;
  }
  return a.finish(boxed_word(node));
}

/// Recurses at most 64 / trie_bits deep, as do the two below.
term trie_of(std::span<const entry> sorted, unsigned shift) {
  if (sorted.size() <= trie_leaf_max || shift == 0) {
    return leaf_of(sorted);
  }
  std::array<term, fan_out> below;
  while (!sorted.empty()) {
    const std::size_t b = branch(sorted.front().hash, shift);
    std::size_t n = 1;
    while (n < sorted.size() && branch(sorted[n].hash, shift) == b) {
      ++n;
    }
    below[b] = trie_of(sorted.first(n), shift - trie_bits);
    sorted = sorted.subspan(n);
  }
  return inner_of(below);
}

/// A map that has just changed, and may change again.
term changed_of(std::span<const entry> sorted) {
  return sorted.size() <= flat_map_max ? one_block(sorted) : trie_of(sorted, root_shift);
}

/// Puts into pairs that are in order.
void put_sorted(entries& all, const entry& e) {
  const auto at = std::lower_bound(all.begin(), all.end(), e, before);
  if (at != all.end() && at->hash == e.hash && at->key == e.key) {
    at->value = e.value;
  } else {
    all.insert(at, e);
  }
}

/// False when it is not there.
bool remove_sorted(entries& all, const entry& e) {
  const auto at = std::lower_bound(all.begin(), all.end(), e, before);
  if (at == all.end() || at->hash != e.hash || at->key != e.key) {
    return false;
  }
  all.erase(at);
  return true;
}

term put_below(term_ref node, unsigned shift, const entry& e) {
  if (!is_trie(node)) {
    entries all = entries_of(node);
    put_sorted(all, e);
    return trie_of(all, shift);
  }
  const std::size_t b = branch(e.hash, shift);
  const term_ref child = child_on(node, b);
  return with_child(node, b, child ? put_below(child, shift - trie_bits, e) : leaf_of({&e, 1}));
}

/// The node without the pair, which is there; no term when nothing is left.
term remove_below(term_ref node, unsigned shift, const entry& e) {
  if (!is_trie(node) || node.map_size() <= trie_leaf_max / 2) {
    entries all = entries_of(node);
    const bool removed = remove_sorted(all, e);
    KITH_ASSERT(removed);
    return all.empty() ? term() : leaf_of(all);
  }
  const std::size_t b = branch(e.hash, shift);
  return with_child(node, b, remove_below(child_on(node, b), shift - trie_bits, e));
}

term put_flat(term_ref map, term_ref key, term_ref value) {
  entries all = entries_of(map);
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const entry& e) { return compare_exact(e.key, key) >= 0; });
  if (at != all.end() && at->key == key) {
    at->value = value;
  } else {
    all.insert(at, {0, key, value});
  }
  return one_block(all);
}

}  // namespace

term map_put(term_ref map, term_ref key, term_ref value) {
  KITH_ASSERT(map.is_map());
  const term_ref old = map.map_get(key);
  if (old && old.raw() == value.raw()) {
    return term(map);
  }
  if (map.map_size() <= flat_map_max) {
    return put_flat(map, key, value);
  }
  const entry e{term_hash(key), key, value};
  if (is_trie(map)) {
    return put_below(map, root_shift, e);
  }
  entries all = entries_of(map);
  put_sorted(all, e);
  return changed_of(all);
}

term map_remove(term_ref map, term_ref key) {
  KITH_ASSERT(map.is_map());
  if (!map.map_get(key)) {
    return term(map);
  }
  if (is_trie(map) && map.map_size() > flat_map_max + 1) {
    return remove_below(map, root_shift, {term_hash(key), key, {}});
  }
  entries all = entries_of(map);
  std::erase_if(all, [&](const entry& e) { return e.key == key; });
  return changed_of(all);
}

term map_from_list(std::span<const map_pair> pairs) {
  struct numbered {
    entry e;
    std::size_t place;
  };
  std::vector<numbered> in_order;
  in_order.reserve(pairs.size());
  for (const map_pair& p : pairs) {
    in_order.push_back({{term_hash(p.key), p.key, p.value}, in_order.size()});
  }
  const auto same = [](const entry& a, const entry& b) {
    return a.hash == b.hash && a.key == b.key;
  };
  std::sort(in_order.begin(), in_order.end(), [&](const numbered& a, const numbered& b) {
    return same(a.e, b.e) ? a.place < b.place : before(a.e, b.e);
  });
  entries all;
  all.reserve(pairs.size());
  for (const numbered& n : in_order) {
    if (!all.empty() && same(all.back(), n.e)) {
      all.back() = n.e;
    } else {
      all.push_back(n.e);
    }
  }
  return one_block(all);
}

}  // namespace kith
