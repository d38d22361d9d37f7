// The atom table. Looking up takes no lock; making an atom takes one. Nothing is ever freed, so a
// reader may go on in a table that has been outgrown meanwhile.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <string_view>

#include "kith/atom.hpp"

namespace kith {

/// So many bytes may be read from the start of any name, so that a short one is copied without
/// looking at its length.
inline constexpr std::size_t atom_readable_bytes = 16;

struct atom_entry {
  const char* text;             ///< the name, and bytes of no meaning up to atom_readable_bytes
  std::uint32_t portable_hash;  ///< what OTP's phash2 makes of the name before its final mixing
  std::uint16_t bytes;
  std::uint16_t table_hash;  ///< 16 bits of the hash that the table itself goes by
};

namespace detail {

// Entries lie in chunks of 1024, 2048, 4096, …, so that none ever moves.
inline constexpr std::uint32_t first_atom_chunk = 1024;
inline constexpr unsigned first_atom_chunk_bits = 10;
inline constexpr std::size_t atom_chunks_max = 32 - first_atom_chunk_bits;

extern constinit std::array<std::atomic<atom_entry*>, atom_chunks_max> atom_chunks;

struct atom_place {
  unsigned chunk;
  std::uint32_t offset;
};
constexpr atom_place place_of_atom(std::uint32_t index) noexcept {
  const std::uint64_t i = std::uint64_t{index} + first_atom_chunk;
  const unsigned chunk = static_cast<unsigned>(std::bit_width(i)) - 1 - first_atom_chunk_bits;
  return {chunk, static_cast<std::uint32_t>(i - (std::uint64_t{first_atom_chunk} << chunk))};
}

}  // namespace detail

/// The entry of an atom that exists.
[[nodiscard]] inline const atom_entry& entry_of(atom a) noexcept {
  const detail::atom_place p = detail::place_of_atom(a.index());
  // acquire: pairs with the release in `add_entry`, for a thread that got the index by chance of
  // a data structure that orders nothing.
  return detail::atom_chunks[p.chunk].load(std::memory_order_acquire)[p.offset];
}

/// The hash that OTP keeps with an atom's name (P. J. Weinberger's, over Latin-1 where the
/// character has that form). OTP: erts, atom.c.
[[nodiscard]] constexpr std::uint32_t portable_atom_hash(std::string_view name) noexcept {
  std::uint32_t h = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::uint32_t c = static_cast<unsigned char>(name[i]);
    if ((c & 0xFEu) == 0xC2u && i + 1 < name.size()) {
      c = (c << 6u) | (static_cast<unsigned char>(name[++i]) & 0x3Fu);
      c &= 0xFFu;
    }
    h = (h << 4u) + c;
    const std::uint32_t top = h & 0xF0000000u;
    if (top != 0) {
      h ^= top >> 24u;
      h ^= top;
    }
  }
  return h;
}

}  // namespace kith
