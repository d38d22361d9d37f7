// What bytes of a source file mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kith::lang {

[[nodiscard]] std::string utf8_of_latin1(std::string_view bytes);

/// The encoding that a comment in the first two lines names, if one does: whether it is latin-1.
/// `epp:read_encoding_from_binary/1`.
[[nodiscard]] std::optional<bool> says_latin1(std::string_view text);

}  // namespace kith::lang
