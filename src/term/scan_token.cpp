#include "term/scan_token.hpp"

#include <algorithm>
#include <array>

#include "kith/assert.hpp"
#include "term/format_text.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

constexpr std::array spellings = {
#define KITH_SPELLING(name, spelling) std::string_view(spelling),
    KITH_MARKS(KITH_SPELLING) KITH_RESERVED_WORDS(KITH_SPELLING) KITH_FEATURE_WORDS(KITH_SPELLING)
#undef KITH_SPELLING
        std::string_view()};

constexpr std::array reserved_words = {
#define KITH_SPELLING(name, spelling) std::string_view(spelling),
    KITH_RESERVED_WORDS(KITH_SPELLING)
#undef KITH_SPELLING
};
static_assert(std::is_sorted(reserved_words.begin(), reserved_words.end()));

/// The start of a long text, so that a message stays short.
std::string head_of(std::string_view text) {
  constexpr std::size_t characters_max = 32;
  std::size_t at = 0;
  for (std::size_t n = 0; at < text.size(); ++n) {
    if (n == characters_max) {
      return std::string(text.substr(0, at)) + "...";
    }
    [[maybe_unused]] const char32_t c = decode_utf8(text, at);
    KITH_ASSERT(c != no_char);
  }
  return std::string(text);
}

}  // namespace

std::string_view spelling(symbol s) noexcept {
  return spellings[static_cast<std::size_t>(s)];
}

symbol reserved_word(std::string_view name) noexcept {
  const auto at = std::lower_bound(reserved_words.begin(), reserved_words.end(), name);
  if (at == reserved_words.end() || *at != name) {
    return symbol::other;
  }
  return static_cast<symbol>(static_cast<std::size_t>(symbol::after_) +
                             static_cast<std::size_t>(at - reserved_words.begin()));
}

std::string to_string(text_position where) {
  return "line " + std::to_string(where.line) + ", column " + std::to_string(where.column);
}

std::string describe(const token& t) {
  std::string out;
  switch (t.kind) {
  case token_kind::atom:
    out = "atom ";
    append_atom(out, head_of(t.text), true);
    return out;
  case token_kind::variable: return "variable " + head_of(t.text);
  case token_kind::integer:
    return t.is_big ? "an integer of " + std::to_string(t.text.size()) + " digits"
                    : "integer " + std::to_string(t.number);
  case token_kind::floating:
    out = "float ";
    append_float(out, t.real);
    return out;
  case token_kind::character:
    out = "character ";
    append_character(out, static_cast<char32_t>(t.number));
    return out;
  case token_kind::string:
    out = "string ";
    append_quoted(out, head_of(t.text), '"', true);
    return out;
  case token_kind::symbol:
    if (t.mark == symbol::other) {
      append_quoted(out, t.text, '\'', true);
      return out;
    }
    return "'" + std::string(spelling(t.mark)) + "'";
  case token_kind::dot: return "'.'";
  case token_kind::end: return "the end of the text";
  }
  KITH_ASSERT(false);
}

}  // namespace kith
