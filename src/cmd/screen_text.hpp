// Text as a terminal shows it: how far it reaches, and what of it stays on the line of the cursor.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace kith::cmd {

/// UTF-8, of which bytes that are none become U+FFFD.
[[nodiscard]] std::wstring widen(std::string_view text);
[[nodiscard]] std::string narrow(std::wstring_view text);

/// Reads the character that begins `bytes`, which are not empty. Returns how many bytes it has; 0
/// if its rest is still to come.
[[nodiscard]] std::size_t read_character(std::string_view bytes, wchar_t& to);

struct screen_position {
  unsigned row = 0;
  unsigned column = 0;
};

/// Where the cursor is behind `text`, written from the first column of a screen that is `columns`
/// wide. Escape sequences take no room.
[[nodiscard]] screen_position position_behind(std::wstring_view text, unsigned columns);

/// What `text` leaves on the line of the cursor, when `before` has stood there.
[[nodiscard]] std::string last_line(std::string_view before, std::string_view text);

/// `prompt` with a mark on either side of its escape sequences, as libedit wants them.
[[nodiscard]] std::wstring mark_escapes(std::wstring_view prompt, wchar_t mark);

}  // namespace kith::cmd
