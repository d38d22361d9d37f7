// The digits that the controls ~b ~x ~+ ~e ~f ~g write. OTP: stdlib, io_lib_format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kith/term.hpp"

namespace kith::detail {

/// Nothing for what is no integer, or for a base outside 2..36.
[[nodiscard]] std::optional<std::string> printed_integer(term_ref t, std::int64_t base, bool lower);
/// `Integer band 255` of one that fits no word.
[[nodiscard]] std::int64_t low_byte(term_ref integer);
/// By the control `e`, `f` or `g`; nothing for a precision that there is not.
[[nodiscard]] std::optional<std::string> printed_float(char32_t control, std::int64_t precision,
                                                       double value);

}  // namespace kith::detail
