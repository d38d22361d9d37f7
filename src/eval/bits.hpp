// Segments of bitstrings: reading them at a place of one, and adding them to one that grows.
#pragma once

#include <cstdint>

#include "kith/term.hpp"
#include "term/parse_bits.hpp"

namespace kith::eval {

/// Bits that a bitstring may have that is being made; past it is system_limit.
inline constexpr std::uint64_t bits_max = std::uint64_t{8} << 30u;

enum class bits_fault : std::uint8_t { none, badarg, system_limit };

/// Adds a value as a segment says. `size` is the number of units, or no term if the segment says it
/// itself. OTP: Erlang Reference Manual, "Bit Syntax Expressions".
[[nodiscard]] bits_fault add_segment(bit_string& to, const bit_segment& segment, term_ref value,
                                     term_ref size);

/// The bitstring that has grown.
[[nodiscard]] term bits_term(const bit_string& all);

/// Reads a segment of `whole` at bit `at`, which moves behind it; no term when what lies there, or
/// is left, is no such segment. `wanted` false: only moves, and returns some term.
[[nodiscard]] term read_segment(term_ref whole, std::uint64_t& at, const bit_segment& segment,
                                term_ref size, bool wanted);

}  // namespace kith::eval
