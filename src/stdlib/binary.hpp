// The parts of module `binary`.
#pragma once

#include <span>
#include <string_view>

#include "stdlib/byte_pattern.hpp"
#include "stdlib/native_rows.hpp"

namespace kith::detail {

[[nodiscard]] std::span<const native_row> binary_search_rows();  ///< match, split, …

/// The bytes of a binary; badarg for all else.
[[nodiscard]] std::string_view binary_bytes(term_ref t);
/// A start and a length, which may be negative, within bytes; badarg for all else.
[[nodiscard]] byte_range range_in(std::string_view bytes, term_ref start, term_ref length);

}  // namespace kith::detail
