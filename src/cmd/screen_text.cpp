#include "cmd/screen_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cwchar>

namespace kith::cmd {

namespace {

constexpr wchar_t replacement = 0xfffd;
constexpr wchar_t escape = 0x1b;

/// How many bytes the character has that begins with `lead`; 0 for none that does.
std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead < 0xe0) {
    return lead >= 0xc2 ? 2 : 0;
  }
  return lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

/// The end of the escape sequence that begins at `at`.
std::size_t end_of_escape(std::wstring_view text, std::size_t at) {
  std::size_t end = at + 1;
  if (end < text.size() && text[end] == L'[') {
    ++end;
    while (end < text.size() && (text[end] < 0x40 || text[end] > 0x7e)) {
      ++end;
    }
  }
  return std::min(end + 1, text.size());
}

unsigned width_of(wchar_t c, unsigned column) {
  if (c == L'\t') {
    return 8 - column % 8;
  }
  if (c < 0x20 || c == 0x7f) {
    return 2;  // libedit shows ^X
  }
  const int width = ::wcwidth(c);
  return width < 0 ? 1 : static_cast<unsigned>(width);
}

}  // namespace

std::size_t read_character(std::string_view bytes, wchar_t& to) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  const std::size_t length = length_of(lead);
  std::uint32_t code = length == 1 ? lead : lead & (0x7fu >> length);
  to = replacement;
  for (std::size_t at = 1; at < length; ++at) {
    if (at >= bytes.size()) {
      return 0;
    }
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if ((byte & 0xc0u) != 0x80) {
      return at;
    }
    code = (code << 6u) | (byte & 0x3fu);
  }
  if (length != 0) {
    to = static_cast<wchar_t>(code);
  }
  return std::max<std::size_t>(length, 1);
}

std::wstring widen(std::string_view text) {
  std::wstring wide;
  while (!text.empty()) {
    wchar_t c = replacement;
    const std::size_t length = read_character(text, c);
    wide += c;
    text.remove_prefix(length == 0 ? text.size() : length);
  }
  return wide;
}

std::string narrow(std::wstring_view text) {
  std::string bytes;
  const auto add = [&](std::uint32_t byte) { bytes += static_cast<char>(byte); };
  for (const wchar_t wide : text) {
    const auto c = static_cast<std::uint32_t>(wide);
    if (c < 0x80) {
      add(c);
    } else if (c < 0x800) {
      add(0xc0 | c >> 6u);
      add(0x80 | (c & 0x3fu));
    } else if (c < 0x10000) {
      add(0xe0 | c >> 12u);
      add(0x80 | (c >> 6u & 0x3fu));
      add(0x80 | (c & 0x3fu));
    } else {
      add(0xf0 | c >> 18u);
      add(0x80 | (c >> 12u & 0x3fu));
      add(0x80 | (c >> 6u & 0x3fu));
      add(0x80 | (c & 0x3fu));
    }
  }
  return bytes;
}

screen_position position_behind(std::wstring_view text, unsigned columns) {
  screen_position at;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == escape) {
      i = end_of_escape(text, i);
      continue;
    }
    const unsigned width = width_of(text[i], at.column);
    if (at.column + width > columns) {
      ++at.row;
      at.column = 0;
    }
    at.column += width;
    if (at.column >= columns) {
      ++at.row;
      at.column = 0;
    }
    ++i;
  }
  return at;
}

std::string last_line(std::string_view before, std::string_view text) {
  const std::size_t end = text.find_last_of("\r\n");
  std::string line;
  if (end == std::string_view::npos) {
    line = before;
    line += text;
  } else {
    line = text.substr(end + 1);
  }
  std::erase(line, '\a');
  return line;
}

std::wstring mark_escapes(std::wstring_view prompt, wchar_t mark) {
  std::wstring marked;
  for (std::size_t i = 0; i < prompt.size();) {
    if (prompt[i] == escape) {
      const std::size_t end = end_of_escape(prompt, i);
      marked += mark;
      marked += prompt.substr(i, end - i);
      marked += mark;
      i = end;
    } else {
      marked += prompt[i++];
    }
  }
  return marked;
}

}  // namespace kith::cmd
