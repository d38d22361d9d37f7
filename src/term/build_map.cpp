// Maps of builders: unlike those of the wire, they may give a key twice.
#include <algorithm>
#include <span>
#include <vector>

#include "kith/reflect.hpp"
#include "term/map.hpp"
#include "term/map_node.hpp"
#include "term/node_view.hpp"

namespace kith::detail {

namespace {

struct written_pair {
  word key;
  word value;
  std::size_t place;
};

/// The pairs without those whose key comes again later.
std::vector<written_pair> last_of_each(std::span<const word> words) {
  std::vector<written_pair> all;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    all.push_back({words[i], words[i + 1], i});
  }
  std::sort(all.begin(), all.end(), [](const written_pair& a, const written_pair& b) {
    const auto order = compare_exact(view(a.key), view(b.key));
    return order != 0 ? order < 0 : a.place > b.place;
  });
  all.erase(std::unique(all.begin(), all.end(),
                        [](const written_pair& a, const written_pair& b) {
                          return compare_exact(view(a.key), view(b.key)) == 0;
                        }),
            all.end());
  return all;
}

/// Lays fewer pairs where `given` were meant to be; the words left over stay unused.
word seal_fewer(word* place, std::uint64_t given, const std::vector<written_pair>& pairs) {
  const std::uint64_t count = pairs.size();
  word* node = given <= flat_map_max ? place - 1 : place - given - 2;
  word* to = node + 1;
  if (count <= flat_map_max) {
    node[0] = header(kind::flat_map, count);
  } else {
    node[0] = header(kind::hash_map, count);
    node[1] = buckets_for(count);
    to = node + 2 + count;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    to[2 * i] = pairs[i].key;
    to[2 * i + 1] = pairs[i].value;
  }
  const word sealed = seal_map(to, count);
  KITH_ASSERT(sealed != 0);
  return sealed;
}

}  // namespace

std::uint64_t map_words(std::uint64_t pairs) noexcept {
  return size_map(pairs);
}

word* begin_map(arena& to, std::uint64_t pairs) noexcept {
  return open_map(to, pairs);
}

word finish_map(word* pairs, std::uint64_t count) {
  // Sealing mixes up the pairs when it finds a key twice, so a copy of them is kept.
  word few[2 * flat_map_max];
  std::vector<word> many;
  if (count <= flat_map_max) {
    std::copy_n(pairs, 2 * count, few);
  } else {
    many.assign(pairs, pairs + 2 * count);
  }
  const word sealed = seal_map(pairs, count);
  if (sealed != 0) {
    return sealed;
  }
  const std::span<const word> given = many.empty() ? std::span<const word>(few, 2 * count) : many;
  return seal_fewer(pairs, count, last_of_each(given));
}

}  // namespace kith::detail
