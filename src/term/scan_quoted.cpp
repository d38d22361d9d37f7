// Strings, quoted atoms, $characters, and the escapes in them.
#include <algorithm>

#include "term/format_text.hpp"
#include "term/scan.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

constexpr bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

constexpr int hex_value(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

constexpr char32_t escaped(char32_t letter) {
  switch (letter) {
  case 'n': return '\n';
  case 'r': return '\r';
  case 't': return '\t';
  case 'v': return '\v';
  case 'b': return '\b';
  case 'f': return '\f';
  case 'e': return 0x1B;
  case 's': return ' ';
  case 'd': return 0x7F;
  default: return letter;
  }
}

}  // namespace

// What follows a backslash: one to three octal digits; x and two hexadecimal digits, or any number
// of them in braces; ^ and a character, of which five bits stay; a letter of the table above; any
// other character, itself. `start` is where an error is reported.
result<char32_t> scanner::escape(text_position start) {
  if (at_end()) {
    return cut_off(start, "the text ends within an escape");
  }
  if (is_octal(peek_byte(0))) {
    char32_t value = 0;
    for (int i = 0; i < 3 && is_octal(peek_byte(0)) && !at_end(); ++i) {
      value = value * 8 + (take() - '0');
    }
    return value;
  }
  if (peek_byte(0) == 'x') {
    take_ascii(1);
    return hex_escape(start);
  }
  if (peek_byte(0) == '^') {
    take_ascii(1);
    if (at_end()) {
      return cut_off(start, "the text ends within an escape");
    }
    if (peek() == no_char) {
      skip_illegal();
      return illegal(scan_fault::kind::character, start, "character");
    }
    const char32_t c = take();
    return c == '\n' ? c : c & 31u;
  }
  if (!is_text_char(peek())) {
    skip_illegal();
    return illegal(scan_fault::kind::character, start, "character");
  }
  return escaped(take());
}

result<char32_t> scanner::hex_escape(text_position start) {
  char32_t value = 0;
  if (peek_byte(0) != '{') {
    for (std::size_t i = 0; i < 2; ++i) {
      if (text_.size() - at_ == i) {
        error failure = cut_off(start, "the text ends within an escape");
        if (i == 1) {  // OTP's scanner tells the two apart
          fault_.what = scan_fault::kind::character;
        }
        return failure;
      }
      if (hex_value(peek_byte(i)) < 0) {
        return illegal(scan_fault::kind::character, start,
                       "character: \\x takes two hexadecimal digits, or some in braces");
      }
      value = value * 16 + static_cast<char32_t>(hex_value(peek_byte(i)));
    }
    take_ascii(2);
    return value;
  }
  take_ascii(1);
  bool any = false;
  for (; hex_value(peek_byte(0)) >= 0; take_ascii(1)) {
    // Past the last character any value does; 2^24 leaves room for one more digit.
    value =
        std::min<char32_t>(value * 16 + static_cast<char32_t>(hex_value(peek_byte(0))), 1u << 24u);
    any = true;
  }
  if (at_end()) {
    return cut_off(start, "the text ends within an escape");
  }
  if (!any || peek_byte(0) != '}' || !is_text_char(value)) {
    if (peek_byte(0) == '}') {
      take_ascii(1);
    }
    return illegal(scan_fault::kind::character, start,
                   "character: \\x{...} takes the hexadecimal number of a character");
  }
  take_ascii(1);
  return value;
}

result<token> scanner::character(token t) {
  take_ascii(1);
  if (at_end()) {
    return cut_off(t.where, "unterminated character");
  }
  t.kind = token_kind::character;
  if (peek_byte(0) == '\\') {
    take_ascii(1);
    const auto value = escape(t.where);
    if (!value.ok()) {
      return value.failure();
    }
    t.number = *value;
  } else if (is_text_char(peek())) {
    t.number = take();
  } else {
    at_ = text_.size();  // OTP drops the rest of the text here
    return illegal(scan_fault::kind::character, t.where, "character");
  }
  return finish(std::move(t));
}

result<token> scanner::quoted(token t, char quote) {
  take_ascii(1);
  for (std::size_t characters = 0;; ++characters) {
    if (at_end()) {
      return unterminated(t, quote);
    }
    const text_position here = where_;
    if (!is_text_char(peek())) {
      skip_illegal();
      return illegal(scan_fault::kind::character, here, "character");
    }
    char32_t c = take();
    if (c == static_cast<unsigned char>(quote)) {
      t.kind = quote == '"' ? token_kind::string : token_kind::atom;
      if (t.kind == token_kind::atom && characters > name_characters_max) {
        return illegal(scan_fault::kind::atom, t.where, "atom: it has more than 255 characters");
      }
      return finish(std::move(t));
    }
    if (c == '\\') {
      const auto value = escape(here);
      if (!value.ok()) {
        return unfinished_ && fault_.what == scan_fault::kind::cut_off ? unterminated(t, quote)
                                                                       : value.failure();
      }
      c = *value;
    }
    append_utf8(t.text, c);
  }
}

error scanner::unterminated(const token& t, char quote) {
  constexpr std::size_t characters_max = 16;  // of the message, as in OTP
  std::size_t at = 0;
  for (std::size_t n = 0; n < characters_max && decode_utf8(t.text, at) != no_char; ++n) {
  }
  std::string what = quote == '"' ? "unterminated string" : "unterminated atom";
  what += " starting with ";
  append_quoted(what, std::string_view(t.text).substr(0, at), quote, true);
  error failure = cut_off(t.where, std::move(what));
  fault_.what = quote == '"' ? scan_fault::kind::open_string : scan_fault::kind::open_atom;
  fault_.text = t.text.substr(0, at);
  return failure;
}

}  // namespace kith
