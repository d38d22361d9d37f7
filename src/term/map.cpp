#include "term/map.hpp"

#include <algorithm>
#include <bit>
#include <memory>

#include "term/hash.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

struct pair_words {
  word key;
  word value;
};
static_assert(sizeof(pair_words) == 2 * sizeof(word));

struct hashed_pair {
  std::uint64_t hash;
  word key;
  word value;
};

bool key_before(word a, word b) noexcept {
  return compare_exact(view(a), view(b)) < 0;
}

/// Insertion: there are at most 32, and OTP sends them in order. False when a key comes twice.
bool sort_flat(pair_words* pairs, std::uint64_t count) noexcept {
  for (std::uint64_t i = 1; i < count; ++i) {
    const pair_words now = pairs[i];
    std::uint64_t at = i;
    for (; at > 0; --at) {
      const auto order = compare_exact(view(pairs[at - 1].key), view(now.key));
      if (order == 0) {
        return false;
      }
      if (order < 0) {
        break;
      }
    }
    std::move_backward(pairs + at, pairs + i, pairs + i + 1);
    pairs[at] = now;
  }
  return true;
}

bool hashed_before(const hashed_pair& a, const hashed_pair& b) noexcept {
  return a.hash != b.hash ? a.hash < b.hash : key_before(a.key, b.key);
}

/// Sorts the pairs by bucket, counting, and leaves in `starts` where each begins.
void scatter(const word* hashes, const word* pairs, std::uint64_t count, hashed_pair* sorted,
             std::uint32_t* starts, std::uint64_t buckets) noexcept {
  const unsigned shift = 65u - static_cast<unsigned>(std::bit_width(buckets));
  std::fill_n(starts, buckets + 1, 0u);
  for (std::uint64_t i = 0; i < count; ++i) {
    ++starts[(hashes[i] >> shift) + 1];
  }
  for (std::uint64_t b = 1; b <= buckets; ++b) {
    starts[b] += starts[b - 1];
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    sorted[starts[hashes[i] >> shift]++] = {hashes[i], pairs[2 * i], pairs[2 * i + 1]};
  }
  // Each start has moved to the next one's place.
  std::copy_backward(starts, starts + buckets, starts + buckets + 1);
  starts[0] = 0;
}

/// Puts a bucket in order. One of more than a few pairs is a peer's malice, or has keys that are
/// large maps with the same keys.
void sort_bucket(hashed_pair* first, hashed_pair* last) noexcept {
  constexpr std::ptrdiff_t inserted_max = 16;
  if (last - first > inserted_max) {
    std::sort(first, last, hashed_before);
    return;
  }
  for (hashed_pair* at = first; at != last; ++at) {
    const hashed_pair now = *at;
    hashed_pair* to = at;
    for (; to != first && hashed_before(now, to[-1]); --to) {
      *to = to[-1];
    }
    *to = now;
  }
}

/// Writes the sorted pairs back; false when a key comes twice.
bool fill_hashed(word* node, std::uint64_t count, const hashed_pair* sorted) noexcept {
  word* hashes = node + 2;
  word* pairs = hashes + count;
  bool differ = true;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i != 0 && sorted[i].hash == sorted[i - 1].hash) {
      differ = differ && view(sorted[i].key) != view(sorted[i - 1].key);
    }
    hashes[i] = sorted[i].hash;
    pairs[2 * i] = sorted[i].key;
    pairs[2 * i + 1] = sorted[i].value;
  }
  return differ;
}

/// False when a key comes twice.
bool sort_hashed(word* node, std::uint64_t count) noexcept {
  word* hashes = node + 2;
  const word* pairs = hashes + count;
  bool ascending = true;
  for (std::uint64_t i = 0; i < count; ++i) {
    hashes[i] = term_hash(view(pairs[2 * i]));
    ascending = ascending && (i == 0 || hashes[i - 1] < hashes[i]);
  }
  if (ascending) {  // as another Kith sends them
    write_starts(node);
    return true;
  }
  const std::uint64_t buckets = node[1];
  const auto sorted = std::make_unique_for_overwrite<hashed_pair[]>(count);
  auto* starts = reinterpret_cast<std::uint32_t*>(node + 2 + 3 * count);
  scatter(hashes, pairs, count, sorted.get(), starts, buckets);
  for (std::uint64_t b = 0; b < buckets; ++b) {
    sort_bucket(sorted.get() + starts[b], sorted.get() + starts[b + 1]);
  }
  return fill_hashed(node, count, sorted.get());
}

}  // namespace

std::uint64_t size_map(std::uint64_t pairs) noexcept {
  return pairs <= flat_map_max ? 1 + 2 * pairs : hash_map_words(pairs, buckets_for(pairs));
}

word* open_map(arena& a, std::uint64_t pairs) noexcept {
  word* n = a.take(size_map(pairs));
  if (pairs <= flat_map_max) {
    n[0] = header(kind::flat_map, pairs);
    return n + 1;
  }
  n[0] = header(kind::hash_map, pairs);
  n[1] = buckets_for(pairs);
  return n + 2 + pairs;
}

word seal_map(word* pairs, std::uint64_t count) noexcept {
  if (count <= flat_map_max) {
    // An array of words is one of pairs of words.
    return sort_flat(reinterpret_cast<pair_words*>(pairs), count) ? boxed_word(pairs - 1) : 0;
  }
  word* node = pairs - count - 2;
  return sort_hashed(node, count) ? boxed_word(node) : 0;
}

word map_in(arena& a, std::span<const word> keys_and_values) noexcept {
  const std::uint64_t count = keys_and_values.size() / 2;
  word* pairs = open_map(a, count);
  std::copy(keys_and_values.begin(), keys_and_values.end(), pairs);
  return seal_map(pairs, count);
}

std::vector<map_pair> map_sorted(term_ref map) {
  const map_pairs all(map);
  std::vector<map_pair> sorted(all.begin(), all.end());
  if (sorted.size() > flat_map_max) {
    std::sort(sorted.begin(), sorted.end(),
              [](const map_pair& a, const map_pair& b) { return compare_exact(a.key, b.key) < 0; });
  }
  return sorted;
}

std::vector<term_ref> map_keys_sorted(term_ref map) {
  std::vector<term_ref> keys;
  for (const map_pair& p : map_sorted(map)) {
    keys.push_back(p.key);
  }
  return keys;
}

}  // namespace kith
