#include "lang/macro.hpp"
#include "term/format_text.hpp"

namespace kith::lang {

namespace {

void append_spelling(std::string& out, const lexeme& l) {
  switch (l.kind) {
  case lexeme_kind::dot: out += '.'; break;
  case lexeme_kind::symbol:
    out += l.mark == symbol::other ? l.value.as_atom().name() : spelling(l.mark);
    break;
  case lexeme_kind::variable: out += l.value.as_atom().name(); break;
  case lexeme_kind::character:
    append_character(out, static_cast<char32_t>(l.value.as_int()));
    break;
  case lexeme_kind::string: {
    std::string text;
    if (l.value.ref().to_text(text)) {
      append_quoted(out, text, '"', true);
    }
    break;
  }
  default: out += to_string(l.value, format::w);
  }
}

}  // namespace

std::string spelled(std::span<const lexeme> tokens) {
  std::string out;
  for (const lexeme& l : tokens) {
    out += out.empty() ? "" : " ";
    append_spelling(out, l);
  }
  return out;
}

}  // namespace kith::lang
