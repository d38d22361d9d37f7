// Strings and binaries of C++ as terms, and back.
#include <cstring>

#include "kith/codec.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

/// The next character of a C++ string; a byte that is not UTF-8 stands for itself, as Latin-1.
char32_t next_character(std::string_view text, std::size_t& at) noexcept {
  const char32_t c = decode_utf8(text, at);
  return c == no_char ? static_cast<unsigned char>(text[at++]) : c;
}

/// The character that a term is, or no_char.
char32_t character_of(term_ref t) noexcept {
  if (t.tag() != tag::small) {
    return no_char;
  }
  const std::int64_t c = small_value(t.raw());
  return c < 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? no_char : static_cast<char32_t>(c);
}

bool is_ascii(std::string_view text) noexcept {
  unsigned char bits = 0;
  for (const char c : text) {
    bits |= static_cast<unsigned char>(c);
  }
  return bits < 0x80;
}

}  // namespace

std::uint64_t string_words(std::string_view text) noexcept {
  if (is_ascii(text)) {
    return 2 * text.size();
  }
  std::uint64_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    static_cast<void>(next_character(text, at));
  }
  return 2 * characters;
}

word write_string(arena& to, std::string_view text) noexcept {
  if (!text.empty() && is_ascii(text)) {  // most are, and are written in a third of the time
    word* const cells = to.take(2 * text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      cells[2 * i] = small_word(text[i]);
      cells[2 * i + 1] = list_word(cells + 2 * i + 2);
    }
    cells[2 * text.size() - 1] = nil_word;
    return list_word(cells);
  }
  word first = nil_word;
  word* last = &first;
  for (std::size_t at = 0; at < text.size();) {
    word* cell = to.take(2);
    cell[0] = small_word(static_cast<std::int64_t>(next_character(text, at)));
    cell[1] = nil_word;
    *last = list_word(cell);
    last = cell + 1;
  }
  return first;
}

bool string_equals(term_ref t, std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); t = t.tail()) {
    if (!t.is_cons() || character_of(t.head()) != next_character(text, at)) {
      return false;
    }
  }
  return t.is_nil();
}

bool is_text(term_ref t) noexcept {
  for (; t.is_cons(); t = t.tail()) {
    if (character_of(t.head()) == no_char) {
      return false;
    }
    if (!t.tail().is_list()) {
      return false;
    }
  }
  return t.is_nil() || t.is_binary();
}

void read_text(term_ref t, std::string& out) {
  out.clear();
  for (; t.is_cons(); t = t.tail()) {
    append_utf8(out, character_of(t.head()));
  }
  if (!t.is_nil()) {
    out = t.as_binary();
  }
}

word write_binary(arena& to, std::string_view bytes) noexcept {
  char* data = nullptr;
  const word w = to.binary(std::uint64_t{bytes.size()} * 8, data);
  if (!bytes.empty()) {
    std::memcpy(data, bytes.data(), bytes.size());
  }
  return w;
}

bool binary_equals(term_ref t, std::string_view bytes) noexcept {
  return t.is_binary() && t.as_binary() == bytes;
}

}  // namespace kith::detail
