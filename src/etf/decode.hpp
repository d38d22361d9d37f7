// Terms out of the external term format. A first pass over the bytes proves every length, count and
// name and adds up the words (measure.hpp); then one block is allocated, and a second pass fills it
// (fill.hpp). Neither recurses, and no memory is taken for what is only claimed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "etf/atom_reader.hpp"
#include "etf/decode_options.hpp"
#include "kith/term.hpp"

namespace kith::etf {

/// Reused from term to term: it remembers the atoms that it has met.
class decoder {
 public:
  explicit decoder(const decoding& how) : how_(how) {}

  void set_cached(std::span<const atom> atoms) noexcept { how_.cached = atoms; }
  /// How many new atoms may still be made; counted down by decoding.
  [[nodiscard]] std::uint32_t new_atoms_left() const noexcept { return how_.limits.new_atoms_max; }
  void set_new_atoms_left(std::uint32_t n) noexcept { how_.limits.new_atoms_max = n; }

  /// Decodes the term (without version byte) that begins at `at`, which moves behind it.
  /// If `bytes` lie in a binary, `carrier` may be that one: large binaries that are a good part of
  /// it are then shared with it instead of copied. Fails with errc::bad_input or errc::limit; the
  /// text names the byte.
  [[nodiscard]] result<term> decode(std::string_view bytes, std::size_t& at, term_ref carrier = {});

 private:
  decoding how_;
  atom_reader atoms_;
};

}  // namespace kith::etf
