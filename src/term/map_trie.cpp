#include "term/map_trie.hpp"

#include <algorithm>
#include <array>

#include "kith/map.hpp"

namespace kith::detail {

namespace {

constexpr std::size_t fan_out = std::size_t{1} << trie_bits;

/// Words that a leaf of `n` pairs keeps for more: for half as many, like those that it has.
std::uint64_t room_for_more(std::uint64_t n, std::uint64_t embedded) noexcept {
  const std::uint64_t more = n / 2 + 2;
  return more * (3 + (embedded + n - 1) / n);
}

/// A leaf of pairs in order.
term leaf_of(std::span<const entry> sorted) {
  const std::uint64_t n = sorted.size();
  const std::uint64_t embedded = embedded_words(sorted);
  const std::uint64_t room = room_for_more(n, embedded);
  arena a(hash_map_words(n, 1) + room + embedded);
  word* node = a.take(hash_map_words(n, 1) + room);
  node[0] = header(kind::hash_map, n);
  node[1] = leaf_word(room);
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

/// As a term; none if there is none.
term_ref child_term(term_ref inner, std::size_t branch_number) noexcept {
  const xref* x = child_on(pointer(inner.raw()), branch_number);
  return x == nullptr ? term_ref() : term_ref(x->target, x->owner);
}

/// The node with another child, or none, on that branch; the other children are shared.
term with_child(term_ref inner, std::size_t branch_number, term_ref child) {
  const std::uint64_t bit = std::uint64_t{1} << branch_number;
  const std::uint64_t old_bits = inner.node()[1];
  const std::uint64_t bits = child ? old_bits | bit : old_bits & ~bit;
  const term_ref old = child_term(inner, branch_number);
  const std::uint64_t pairs =
      inner.map_size() - (old ? old.map_size() : 0) + (child ? child.map_size() : 0);
  const std::uint64_t words = 2 + children_of(bits) * xref_words;
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

/// False when it is not there.
bool remove_sorted(entries& all, const entry& e) {
  const auto at = std::lower_bound(all.begin(), all.end(), e, before);
  if (at == all.end() || at->hash != e.hash || at->key != e.key) {
    return false;
  }
  all.erase(at);
  return true;
}

}  // namespace

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

void put_sorted(entries& all, const entry& e) {
  const auto at = std::lower_bound(all.begin(), all.end(), e, before);
  if (at != all.end() && at->hash == e.hash && at->key == e.key) {
    at->value = e.value;
  } else {
    all.insert(at, e);
  }
}

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

term put_below(term_ref node, unsigned shift, const entry& e) {
  if (!is_trie(node)) {
    entries all = entries_of(node);
    put_sorted(all, e);
    return trie_of(all, shift);
  }
  const std::size_t b = branch(e.hash, shift);
  const term_ref child = child_term(node, b);
  return child ? with_child(node, b, put_below(child, shift - trie_bits, e))
               : with_new_child(node, shift, e);
}

term with_new_child(term_ref inner, unsigned shift, const entry& e) {
  return with_child(inner, branch(e.hash, shift), leaf_of({&e, 1}));
}

term remove_below(term_ref node, unsigned shift, const entry& e) {
  if (!is_trie(node) || node.map_size() <= trie_leaf_max / 2) {
    entries all = entries_of(node);
    const bool removed = remove_sorted(all, e);
    KITH_ASSERT(removed);
    return all.empty() ? term() : leaf_of(all);
  }
  const std::size_t b = branch(e.hash, shift);
  return with_child(node, b, remove_below(child_term(node, b), shift - trie_bits, e));
}

}  // namespace kith::detail
