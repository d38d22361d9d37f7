// Large binaries in blocks of their own.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith::etf {

/// Zeroes what lies behind the last bit in its byte.
inline void clear_spare_bits(char* data, std::uint64_t bits) noexcept {
  if (bits % 8 != 0) {
    char& last = data[bits / 8];
    last = static_cast<char>(static_cast<unsigned char>(last) & (0xFF00u >> (bits % 8)));
  }
}

/// The bits at `data`, copied into a block; but if they lie in `carrier` (a binary, or no term) and
/// are a good part of it, the term shares them.
[[nodiscard]] term block_of_bits(const char* data, std::uint64_t bits, term_ref carrier);

}  // namespace kith::etf
