// Short runs of bytes, handled without a call where that is shorter than the call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace kith::etf {

template <class Block>
Block load_block(const char* p) noexcept {
  Block b = 0;
  std::memcpy(&b, p, sizeof b);
  return b;
}

namespace short_bytes {

// Runs of `sizeof(Block)` to twice as many bytes, as two blocks that may overlap.

template <class Block>
void copy(char* to, const char* from, std::size_t n) noexcept {
  const Block first = load_block<Block>(from);
  const Block last = load_block<Block>(from + n - sizeof(Block));
  std::memcpy(to, &first, sizeof first);
  std::memcpy(to + n - sizeof last, &last, sizeof last);
}
template <class Block>
bool same(const char* a, const char* b, std::size_t n) noexcept {
  const std::size_t last = n - sizeof(Block);
  return load_block<Block>(a) == load_block<Block>(b) &&
         load_block<Block>(a + last) == load_block<Block>(b + last);
}

}  // namespace short_bytes

inline void copy_bytes(char* to, const char* from, std::size_t n) noexcept {
  if (n > 16) {
    std::memcpy(to, from, n);
  } else if (n >= 8) {
    short_bytes::copy<std::uint64_t>(to, from, n);
  } else if (n >= 4) {
    short_bytes::copy<std::uint32_t>(to, from, n);
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      to[i] = from[i];
    }
  }
}

inline bool same_bytes(const char* a, const char* b, std::size_t n) noexcept {
  if (n > 16) {
    return std::memcmp(a, b, n) == 0;
  }
  if (n >= 8) {
    return short_bytes::same<std::uint64_t>(a, b, n);
  }
  if (n >= 4) {
    return short_bytes::same<std::uint32_t>(a, b, n);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (a[i] != b[i]) {
      return false;
    }
  }
  return true;
}

inline bool is_ascii(const char* p, std::size_t n) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080u;
  std::uint64_t all = 0;
  if (n >= 8) {
    for (std::size_t i = 0; i + 8 < n; i += 8) {
      all |= load_block<std::uint64_t>(p + i);
    }
    all |= load_block<std::uint64_t>(p + n - 8);
  } else {
    for (std::size_t i = 0; i < n; ++i) {
      all |= static_cast<unsigned char>(p[i]);
    }
  }
  return (all & high_bits) == 0;
}

}  // namespace kith::etf
