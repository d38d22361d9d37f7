// What lies between two words, as erl_scan returns it on request: a comment is one token; white
// space is cut into pieces that are common. A newline is always the first character of its piece.
#include "lang/lexer.hpp"

#include <algorithm>

#include "term/scan_utf8.hpp"

namespace kith::lang {

namespace {

/// Characters of a piece: spaces, and tabs, not counting the newline before them.
constexpr std::size_t spaces_max = 16;
constexpr std::size_t tabs_max = 10;

/// Bytes of the run of `c` at `at`, at most `most`.
std::size_t run(std::string_view text, std::size_t at, char c, std::size_t most) noexcept {
  std::size_t n = 0;
  while (n < most && at + n < text.size() && text[at + n] == c) {
    ++n;
  }
  return n;
}

/// Bytes up to the next newline, the next comment, or the end.
std::size_t line_rest(std::string_view text, std::size_t at) noexcept {
  const std::size_t end = text.find_first_of("\n%", at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

/// Bytes of the first piece of white space.
std::size_t piece(std::string_view text) noexcept {
  const std::size_t newline = text[0] == '\n' ? 1 : 0;
  if (newline == text.size()) {
    return newline;
  }
  switch (text[newline]) {
  case ' ': return newline + run(text, newline, ' ', spaces_max);
  case '\t': return newline + run(text, newline, '\t', tabs_max);
  case '\r': return newline + 1;
  case '\f':
    if (newline == 1) {
      return 2;
    }
    break;
  default: break;
  }
  return newline + line_rest(text, newline);
}

}  // namespace

void lexer::add_gap(lexeme_kind kind, std::string_view text, text_position at) {
  if (kind == lexeme_kind::comment ? !options_.comments : !options_.white_space) {
    return;
  }
  lexeme l;
  l.kind = kind;
  l.where = locate(at);
  l.value = text;
  l.annotation = annotate(l.where, text);
  waiting_.push_back(std::move(l));
}

void lexer::gap(std::size_t from, std::size_t to, text_position at) {
  std::string_view left = text_.substr(from, to - from);
  while (!left.empty()) {
    const bool is_comment = left[0] == '%';
    const std::size_t bytes = is_comment ? std::min(left.find('\n'), left.size()) : piece(left);
    const std::string_view text = left.substr(0, bytes);
    add_gap(is_comment ? lexeme_kind::comment : lexeme_kind::white_space, text, at);
    if (text[0] == '\n') {
      ++at.line;
      at.column = 1;
    }
    at.column += static_cast<std::uint32_t>(count_utf8(text) - (text[0] == '\n' ? 1 : 0));
    left.remove_prefix(bytes);
  }
}

}  // namespace kith::lang
