// Comparing two maps of the same size, over 32 pairs, as a state machine: each step asks for the
// comparison of two terms and is resumed with the outcome.
//
// The order is by the keys in term order, then by the values in order of the keys; but the maps are
// walked in order of the keys' hashes. So the first difference met is not the one that decides:
// that of the smallest key is, and a difference of keys beats any of values.
#pragma once

#include <cstdint>

#include "term/map_node.hpp"

namespace kith::detail {

enum class comparison : std::uint8_t {
  equality,  ///< `=:=`; any outcome but 0 says no more than unequal
  exact,     ///< integers before floats
  numeric,   ///< 1 == 1.0
};

class map_compare {
 public:
  struct step {
    word a;
    word b;
    comparison how;
  };

  map_compare(term_ref a, term_ref b, comparison how) noexcept : a_(a), b_(b), how_(how) {}

  /// Takes the outcome of the last step (the first time: 0). True: `next` is to be compared.
  /// False: it is over, and `outcome` is the result.
  bool resume(int& outcome, step& next) noexcept;

 private:
  enum class state : std::uint8_t {
    start,
    same_keys,      ///< so far both have the same keys; those of this pair are being compared
    smaller_key,    ///< whether this pair's key is below that of the difference of values found
    values,         ///< the values of this pair
    other_keys,     ///< the keys differ somewhere; those of this pair are being compared
    smallest_of_a,  ///< a key that only a has: whether it is the smallest such
    smallest_of_b,
  };
  enum class go : std::uint8_t { ask, on, over };

  go walk_same(int& outcome, step& next) noexcept;
  go walk_other(int& outcome, step& next) noexcept;
  go only_in(map_cursor& c, int who, state waiting, step& next) noexcept;
  void differ(word key, int outcome) noexcept {
    least_ = key;
    result_ = outcome;
  }

  map_cursor a_;
  map_cursor b_;
  word least_ = 0;  ///< the smallest key found at which they differ
  int result_ = 0;  ///< what the difference there says
  comparison how_;
  state state_ = state::start;
  bool known_ = false;  ///< the order of this pair's keys is known: only_
  int only_ = 0;
};

}  // namespace kith::detail
