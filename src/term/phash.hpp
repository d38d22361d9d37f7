// erlang:phash: the portable hash before phash2, by which OTP's `sets` and `dict` still find slots.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith {

/// `erlang:phash/2`: 1..range, for a range of 1..2^32; the same value on every node.
[[nodiscard]] std::uint64_t phash(term_ref t, std::uint64_t range) noexcept;

}  // namespace kith
