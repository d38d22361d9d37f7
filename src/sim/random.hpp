#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kith/duration.hpp"

namespace kith::sim {

/// A repeatable stream of random numbers, and a node of the seed tree: each component forks a
/// stream of its own by name, so that one more draw in one shifts nothing in another.
class random {
 public:
  explicit random(std::uint64_t seed);

  /// The stream of the component `name`; it depends on this one's seed, not on its draws.
  [[nodiscard]] random fork(std::string_view name) const;
  [[nodiscard]] random fork(std::uint64_t number) const;

  std::uint64_t next();
  /// 0 to `end` - 1; 0 when `end` is 0.
  std::uint64_t below(std::uint64_t end);
  /// Both ends included.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + below(high - low + 1);
  }
  duration between(duration low, duration high);
  bool chance(unsigned permille) { return below(1'000) < permille; }
  void fill(std::span<std::byte> into);

 private:
  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_;
};

}  // namespace kith::sim
