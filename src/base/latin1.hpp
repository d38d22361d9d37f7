// Node names and cookies go through the handshake as Latin-1 (OTP 25 to 28), while atoms are UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kith {

/// Every byte string is Latin-1, so this cannot fail.
[[nodiscard]] std::string latin1_to_utf8(std::string_view latin1);

/// Nothing when the text has a character past U+00FF or is not UTF-8.
[[nodiscard]] std::optional<std::string> utf8_to_latin1(std::string_view utf8);

/// How bytes of a peer look in a log or an error: printable ASCII as it is, all else as \xNN, and
/// never more than `limit` bytes of it.
[[nodiscard]] std::string printable(std::string_view bytes, std::size_t limit = 64);

/// The number of characters of valid UTF-8, or nothing.
[[nodiscard]] std::optional<std::size_t> utf8_length(std::string_view bytes);

}  // namespace kith
