// The normal forms of Unicode, by utf8proc.
#pragma once

#include <string>
#include <string_view>

namespace kith::detail {

enum class normal_form : std::uint8_t { nfc, nfd, nfkc, nfkd };

[[nodiscard]] std::u32string normalized(std::u32string_view text, normal_form to);

}  // namespace kith::detail
