// Upper, lower, title and folded case of characters, by Unicode's full mappings where they do not
// depend on what stands beside.
#pragma once

#include <string>

namespace kith::detail {

enum class letter_case : std::uint8_t { upper, lower, title, folded };

/// One or more characters.
[[nodiscard]] std::u32string in_case(char32_t c, letter_case as);

}  // namespace kith::detail
