// Maps that differ in a pair: put, remove, from_list. Large ones become tries, of which an update
// copies the path to one leaf and shares the rest; or changes them, if nobody else has them.
#include <algorithm>

#include "kith/map.hpp"
#include "term/hash.hpp"
#include "term/map.hpp"
#include "term/map_change.hpp"
#include "term/map_trie.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

/// A map in a block of its own: flat or hashed, as its size asks. No key comes twice.
term one_block(std::span<const entry> all) {
  arena a(size_map(all.size()) + embedded_words(all));
  word* pairs = open_map(a, all.size());
  embed_pairs(a, pairs, all);
  const word map = seal_map(pairs, all.size());
  KITH_ASSERT(map != 0);
  return a.finish(map);
}

/// A map that has just changed, and may change again.
term changed_of(std::span<const entry> sorted) {
  return sorted.size() <= flat_map_max ? one_block(sorted) : trie_of(sorted, root_shift);
}

/// Where the key is among the pairs, or would be.
std::uint64_t place_of(const word* pairs, std::uint64_t count, term_ref key) noexcept {
  std::uint64_t low = 0;
  while (count != 0) {
    const std::uint64_t half = count / 2;
    if (compare_exact(view(pairs[2 * (low + half)]), key) < 0) {
      low += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return low;
}

term put_flat(term_ref map, term_ref key, term_ref value) {
  const word* from = map.node() + 1;
  const std::uint64_t count = map.map_size();
  const std::uint64_t place = place_of(from, count, key);
  const bool is_there = place < count && view(from[2 * place]) == key;
  if (!is_there && count == flat_map_max) {
    entries all = entries_of(map);
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(place), {0, key, value});
    return one_block(all);
  }
  const std::uint64_t made = count + (is_there ? 0 : 1);
  // Of two keys that are the same, 0.0 and -0.0, the one that was there stays.
  const term_ref kept = is_there ? map.inside(from[2 * place]) : key;
  std::uint64_t words = size_map(made) + embed_words(kept) + embed_words(value);
  const std::uint64_t replaced = is_there ? place : count;
  for (std::uint64_t i = 0; i < 2 * count; ++i) {
    words += i / 2 == replaced ? 0 : embed_words(map.inside(from[i]));
  }
  arena a(words);
  word* to = a.take(size_map(made));
  *to++ = header(kind::flat_map, made);
  const auto copy = [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = 2 * first; i < 2 * last; ++i) {
      *to++ = a.embed(map.inside(from[i]));
    }
  };
  copy(0, place);
  *to++ = a.embed(kept);
  *to++ = a.embed(value);
  copy(is_there ? place + 1 : place, count);
  return a.finish(boxed_word(to - 1 - 2 * made));
}

}  // namespace

term map_put(term&& map, term_ref key, term_ref value) {
  KITH_ASSERT(map.is_map());
  if (is_trie(map)) {
    return put_changing(std::move(map), {term_hash(key), key, value});
  }
  return map_put(map.ref(), key, value);
}

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
