#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kith/term.hpp"

namespace kith {

namespace detail {

/// A stretch of a map's pairs that lie together, in order.
struct map_leaf {
  const word* hashes;  ///< null in maps of up to 32 pairs
  const word* pairs;   ///< key, value, key, value, …
  block* home;
  std::uint64_t count;
};
/// The leaf that holds the `index`-th pair; `index` becomes its place in the leaf.
map_leaf leaf_at(term_ref map, std::uint64_t& index) noexcept;

}  // namespace detail

struct map_pair {
  term_ref key;
  term_ref value;
};

/// The pairs of a map, for `for (const auto& [key, value] : map_pairs(m))`. In term order of the
/// keys up to 32 pairs; past that in an order of their own, the same for equal maps.
class map_pairs {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = map_pair;
    using difference_type = std::ptrdiff_t;
    using pointer = const map_pair*;
    using reference = map_pair;

    iterator() = default;
    iterator(term_ref map, std::uint64_t left) noexcept : map_(map), left_(left) {
      if (left_ != 0) {
        leaf_ = detail::leaf_at(map_, at_);
      }
    }

    map_pair operator*() const noexcept {
      const term_ref in(0, leaf_.home);
      return {in.inside(leaf_.pairs[2 * at_]), in.inside(leaf_.pairs[2 * at_ + 1])};
    }
    iterator& operator++() noexcept {
      --left_;
      if (++at_ == leaf_.count && left_ != 0) {
        at_ = map_.map_size() - left_;
        leaf_ = detail::leaf_at(map_, at_);
      }
      return *this;
    }
    iterator operator++(int) noexcept {
      iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const iterator& a, const iterator& b) noexcept {
      return a.left_ == b.left_;
    }

   private:
    term_ref map_;
    detail::map_leaf leaf_{};
    std::uint64_t at_ = 0;
    std::uint64_t left_ = 0;
  };

  /// `map` is a map, which the caller keeps alive.
  explicit map_pairs(term_ref map) noexcept : map_(map) { KITH_ASSERT(map.is_map()); }

  [[nodiscard]] std::size_t size() const noexcept { return map_.map_size(); }
  [[nodiscard]] iterator begin() const noexcept { return {map_, map_.map_size()}; }
  [[nodiscard]] iterator end() const noexcept { return {}; }

 private:
  term_ref map_;
};

/// The map with `value` under `key`; the old one stays as it was. Logarithmic in large maps, but
/// linear the first time on one that came from another node or a builder.
/// OTP: maps:put/3. Differs: the map comes first.
[[nodiscard]] term map_put(term_ref map, term_ref key, term_ref value);
/// The same. A large map that only `map` has is changed instead of copied; `key` and `value` are
/// then not borrowed from it.
[[nodiscard]] term map_put(term&& map, term_ref key, term_ref value);
/// The map without `key`. OTP: maps:remove/2. Differs: the map comes first.
[[nodiscard]] term map_remove(term_ref map, term_ref key);
/// The map of these pairs; of two with one key the later counts. OTP: maps:from_list/1.
[[nodiscard]] term map_from_list(std::span<const map_pair> pairs);

/// The pairs in term order of their keys (integers before floats).
[[nodiscard]] std::vector<map_pair> map_sorted(term_ref map);
/// The keys in term order (integers before floats).
[[nodiscard]] std::vector<term_ref> map_keys_sorted(term_ref map);

}  // namespace kith
