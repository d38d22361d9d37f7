#include "term/scan.hpp"

#include <algorithm>
#include <array>

#include "term/scan_utf8.hpp"

namespace kith {

namespace {

constexpr bool is_blank(char32_t c) {
  return c <= 0x20 || (c >= 0x80 && c <= 0xA0);
}
constexpr bool is_lower(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}
constexpr bool is_upper(char32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}
constexpr bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_name_char(char32_t c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == '@';
}

constexpr std::array marks = {
#define KITH_SPELLING(name, spelling) std::string_view(spelling),
    KITH_MARKS(KITH_SPELLING)
#undef KITH_SPELLING
};

/// Where the marks of each first character start.
constexpr auto first_mark = [] {
  std::array<std::uint8_t, 128> first{};
  first.fill(marks.size());
  for (std::size_t i = marks.size(); i-- > 0;) {
    first[static_cast<std::size_t>(marks[i][0])] = static_cast<std::uint8_t>(i);
  }
  return first;
}();

}  // namespace

char32_t scanner::peek() const noexcept {
  std::size_t at = at_;
  return decode_utf8(text_, at);
}

char32_t scanner::take() {
  const char32_t c = decode_utf8(text_, at_);
  KITH_ASSERT(c != no_char);
  if (c == '\n') {
    ++where_.line;
    where_.column = 1;
  } else {
    ++where_.column;
  }
  return c;
}

/// Takes the character that is none, or a byte of what is not UTF-8.
void scanner::skip_illegal() noexcept {
  if (decode_utf8(text_, at_) == no_char) {
    ++at_;
  }
  ++where_.column;
}

error scanner::illegal(scan_fault::kind kind, text_position where, std::string_view what) {
  fault_ = {kind, where, {}};
  return {errc::bad_input, to_string(where) + ": illegal " + std::string(what)};
}

error scanner::cut_off(text_position where, std::string what) {
  unfinished_ = true;
  fault_ = {scan_fault::kind::cut_off, where, {}};
  return {errc::bad_input, to_string(where) + ": " + std::move(what)};
}

result<token> scanner::finish(token t) const {
  t.size = at_ - t.offset;
  return t;
}

result<void> scanner::skip_blanks() {
  for (;;) {
    const char32_t c = peek();
    if (c == '%') {
      const text_position start = where_;
      while (!at_end() && peek() != '\n') {
        if (!is_text_char(peek())) {
          const text_position here = where_;
          skip_illegal();
          error failure = illegal(scan_fault::kind::character, here, "character");
          fault_.where = start;
          return failure;
        }
        take();
      }
    } else if (c != no_char && is_blank(c)) {
      take();
    } else {
      return {};
    }
  }
}

result<token> scanner::next() {
  unfinished_ = false;
  if (auto skipped = skip_blanks(); !skipped.ok()) {
    return skipped.failure();
  }
  token t;
  t.where = where_;
  t.offset = at_;
  if (at_end()) {
    return t;
  }
  const char32_t c = peek();
  if (is_lower(c) || is_upper(c) || c == '_') {
    return name(std::move(t), c);
  }
  if (is_digit(c)) {
    return number(std::move(t));
  }
  switch (c) {
  case '"':
  case '\'': return quoted(std::move(t), static_cast<char>(c));
  case '$': return character(std::move(t));
  default: return mark(std::move(t), c);
  }
}

result<token> scanner::name(token t, char32_t first) {
  std::size_t characters = 0;
  while (!at_end() && is_name_char(peek())) {
    take();
    ++characters;
  }
  const std::string_view spelled = text_.substr(t.offset, at_ - t.offset);
  t.kind = is_lower(first) ? token_kind::atom : token_kind::variable;
  if (characters > name_characters_max) {
    return is_lower(first)
               ? illegal(scan_fault::kind::atom, t.where, "atom: it has more than 255 characters")
               : illegal(scan_fault::kind::variable, t.where,
                         "variable: it has more than 255 characters");
  }
  if (t.mark = reserved_word(spelled); t.mark != symbol::other) {
    t.kind = token_kind::symbol;
  } else {
    t.text = spelled;
  }
  return finish(std::move(t));
}

result<token> scanner::mark(token t, char32_t first) {
  if (first > 0xFF) {  // also what is not UTF-8
    skip_illegal();
    return illegal(scan_fault::kind::character, t.where, "character");
  }
  t.kind = token_kind::symbol;
  if (first >= first_mark.size() || first_mark[first] == marks.size()) {
    append_utf8(t.text, take());
    return finish(std::move(t));
  }
  const std::string_view rest = text_.substr(at_);
  std::size_t i = first_mark[first];
  while (!rest.starts_with(marks[i])) {
    ++i;
  }
  t.mark = static_cast<symbol>(i);
  take_ascii(marks[i].size());
  if (t.mark == symbol::point && (at_end() || peek() == '%' || is_blank(peek()))) {
    t.kind = token_kind::dot;
    if (!at_end() && peek() != '%') {
      take();
    }
  }
  return finish(std::move(t));
}

}  // namespace kith
