#include "term/format_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "kith/assert.hpp"
#include "term/scan_token.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

constexpr bool is_lower(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}

constexpr bool is_name_char(char32_t c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@' ||
         (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}

/// Whether it reads as an atom without quotes, reserved or not.
bool is_bare_name(std::string_view name) {
  std::size_t at = 0;
  if (!is_lower(decode_utf8(name, at))) {
    return false;
  }
  while (at < name.size()) {
    if (!is_name_char(decode_utf8(name, at))) {
      return false;
    }
  }
  return true;
}

/// The letter of a one-letter escape, or 0.
constexpr char escape_letter(char32_t c) {
  switch (c) {
  case 0x08: return 'b';
  case 0x09: return 't';
  case 0x0A: return 'n';
  case 0x0B: return 'v';
  case 0x0C: return 'f';
  case 0x0D: return 'r';
  case 0x1B: return 'e';
  case 0x7F: return 'd';
  default: return 0;
  }
}

void append_octal(std::string& out, char32_t c) {
  out.push_back('\\');
  out.push_back(static_cast<char>('0' + (c >> 6u)));
  out.push_back(static_cast<char>('0' + ((c >> 3u) & 7u)));
  out.push_back(static_cast<char>('0' + (c & 7u)));
}

}  // namespace

void append_escaped(std::string& out, char32_t c, char32_t quote, bool unicode) {
  if (c == quote || c == '\\') {
    out.push_back('\\');
    append_utf8(out, c);
  } else if ((c >= 0x20 && c < 0x7F) || (c >= 0xA0 && (unicode || c <= 0xFF))) {
    append_utf8(out, c);
  } else if (c > 0xFF) {
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                   static_cast<std::uint32_t>(c), 16);
    out += "\\x{";
    for (const char* d = digits.data(); d != end.ptr; ++d) {
      out.push_back(*d >= 'a' ? static_cast<char>(*d - 'a' + 'A') : *d);
    }
    out.push_back('}');
  } else if (const char letter = escape_letter(c); letter != 0) {
    out.push_back('\\');
    out.push_back(letter);
  } else {
    append_octal(out, c);
  }
}

void append_quoted(std::string& out, std::string_view text, char quote, bool unicode) {
  out.push_back(quote);
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = decode_utf8(text, at);
    KITH_ASSERT(c != no_char);
    append_escaped(out, c, static_cast<unsigned char>(quote), unicode);
  }
  out.push_back(quote);
}

void append_atom(std::string& out, std::string_view name, bool unicode) {
  if (is_bare_name(name) && reserved_word(name) == symbol::other) {
    out += name;
  } else {
    append_quoted(out, name, '\'', unicode);
  }
}

void append_fun_name(std::string& out, std::string_view name) {
  if (is_bare_name(name) && name.find('@') == std::string_view::npos) {
    out += name;
    return;
  }
  out.push_back('\'');
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = decode_utf8(name, at);
    KITH_ASSERT(c != no_char);
    if (c == 0x1B) {
      append_octal(out, c);  // no \e here
    } else if (c == 0x7F) {
      out.push_back('\x7F');  // nor a \d
    } else {
      append_escaped(out, c, '\'', true);
    }
  }
  out.push_back('\'');
}

void append_character(std::string& out, char32_t c) {
  out.push_back('$');
  if (c == ' ') {
    out += "\\s";
  } else {
    append_escaped(out, c, no_char, true);
  }
}

void append_float(std::string& out, double value) {
  KITH_ASSERT(std::isfinite(value));
  // "d.ddde±xx": the digits, and how many of them stand before the point.
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), std::fabs(value),
                                 std::chars_format::scientific);
  const std::string_view written(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const std::size_t mark = written.find('e');
  std::string digits(1, written[0]);
  if (mark > 2) {
    digits += written.substr(2, mark - 2);
  }
  int exponent = 0;
  const char* from = written.data() + mark + (written[mark + 1] == '+' ? 2 : 1);
  std::from_chars(from, end.ptr, exponent);

  const int count = static_cast<int>(digits.size());
  const std::string tail = "e" + std::to_string(exponent);
  const int scientific = count + 1 + (count == 1 ? 1 : 0) + static_cast<int>(tail.size());
  const int decimal =
      exponent < 0 ? count + 1 - exponent : (exponent + 1 < count ? count + 1 : exponent + 3);
  constexpr double decimal_below = 9007199254740992.0;  // 2^53

  if (std::signbit(value)) {
    out.push_back('-');
  }
  if (value != 0 && (decimal > scientific || std::fabs(value) >= decimal_below)) {
    out.push_back(digits[0]);
    out.push_back('.');
    out += count == 1 ? std::string_view("0") : std::string_view(digits).substr(1);
    out += tail;
  } else if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    out += digits;
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    out.append(digits, 0, whole);
    out.append(whole > digits.size() ? whole - digits.size() : 0, '0');
    out.push_back('.');
    out += whole < digits.size() ? std::string_view(digits).substr(whole) : std::string_view("0");
  }
}

}  // namespace kith
