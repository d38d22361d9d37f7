// UTF-8, one character at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kith {

inline constexpr char32_t no_char = 0xFFFF'FFFF;

/// The character that starts at `at`, which moves behind it. `no_char` at the end, and for bytes
/// that are not UTF-8 (overlong, a surrogate, past U+10FFFF, cut off): `at` then stays.
[[nodiscard]] inline char32_t decode_utf8(std::string_view text, std::size_t& at) noexcept {
  if (at >= text.size()) {
    return no_char;
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  const std::size_t length = lead >= 0xF0 ? 4u : lead >= 0xE0 ? 3u : 2u;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) {
    return no_char;
  }
  char32_t c = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0u) != 0x80u) {
      return no_char;
    }
    c = (c << 6u) | (byte(at + i) & 0x3Fu);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < smallest[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
    return no_char;
  }
  at += length;
  return c;
}

/// Appends a character (0..0x10FFFF) in UTF-8.
inline void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0u | (c >> 6u));
    put(0x80u | (c & 0x3Fu));
  } else if (c < 0x10000) {
    put(0xE0u | (c >> 12u));
    put(0x80u | ((c >> 6u) & 0x3Fu));
    put(0x80u | (c & 0x3Fu));
  } else {
    put(0xF0u | (c >> 18u));
    put(0x80u | ((c >> 12u) & 0x3Fu));
    put(0x80u | ((c >> 6u) & 0x3Fu));
    put(0x80u | (c & 0x3Fu));
  }
}

/// Whether a text of Erlang may hold it: neither a surrogate nor one of U+FFFE and U+FFFF.
[[nodiscard]] constexpr bool is_text_char(char32_t c) noexcept {
  return c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c <= 0x10FFFF);
}

/// How many characters valid UTF-8 holds.
[[nodiscard]] inline std::size_t count_utf8(std::string_view text) noexcept {
  std::size_t n = 0;
  for (const char c : text) {
    n += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u ? 1u : 0u;
  }
  return n;
}

}  // namespace kith
