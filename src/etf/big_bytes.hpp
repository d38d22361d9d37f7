// The magnitudes of SMALL_BIG_EXT and LARGE_BIG_EXT: bytes, the least significant first.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "kith/arena.hpp"

namespace kith::etf {

static_assert(std::endian::native == std::endian::little, "limbs are copied as they lie");

/// Without the zero bytes at the end, which carry nothing.
inline std::uint64_t significant(const char* bytes, std::uint64_t n) noexcept {
  while (n != 0 && bytes[n - 1] == 0) {
    --n;
  }
  return n;
}
/// The value of at most 8 bytes.
inline std::uint64_t magnitude(const char* bytes, std::uint64_t n) noexcept {
  std::uint64_t m = 0;
  std::memcpy(&m, bytes, n);
  return m;
}
/// Words of the node for `n` significant bytes; 0 when a word itself holds them.
inline std::uint64_t size_big(bool negative, const char* bytes, std::uint64_t n) noexcept {
  return n > 8 ? 1 + (n + 7) / 8 : arena::size_integer(negative, magnitude(bytes, n));
}

}  // namespace kith::etf
