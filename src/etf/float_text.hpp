// FLOAT_EXT: what sprintf("%.20e") made of a float, in 31 bytes, the rest of them 0. Written by
// releases before R11 and by a few C nodes; never by us.
#pragma once

#include <cstddef>

namespace kith::etf {

inline constexpr std::size_t float_text_bytes = 31;

/// Reads the text as OTP does: [+-] digits (. or ,) digits [e [+-] digits], up to a 0 that must
/// come within the 31 bytes. What is too small for a float is 0. False when it is anything else.
[[nodiscard]] bool read_float_text(const char* text, double& value) noexcept;

}  // namespace kith::etf
