// The atom table. Looking up takes no lock; making an atom takes one. Nothing is ever freed, so a
// reader may go on in a table that has been outgrown meanwhile.
#pragma once

#include <cstdint>
#include <string_view>

#include "kith/atom.hpp"

namespace kith {

struct atom_entry {
  const char* text;
  std::uint32_t portable_hash;  ///< what OTP's phash2 makes of the name before its final mixing
  std::uint16_t bytes;
  std::uint16_t table_hash;  ///< 16 bits of the hash that the table itself goes by
};

/// The entry of an atom that exists.
[[nodiscard]] const atom_entry& entry_of(atom a) noexcept;

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
