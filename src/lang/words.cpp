#include "lang/words.hpp"

#include "kith/build.hpp"
#include "term/format_text.hpp"

namespace kith::lang {

namespace {

std::string text_of(const lexeme& l) {
  std::string out;
  switch (l.kind) {
  case lexeme_kind::atom: append_atom(out, l.value.as_atom().name(), true); break;
  case lexeme_kind::variable: return std::string(l.value.as_atom().name());
  case lexeme_kind::integer:
  case lexeme_kind::floating: return to_string(l.value, format::w);
  case lexeme_kind::character:
    append_character(out, static_cast<char32_t>(l.value.as_int()));
    break;
  case lexeme_kind::string: {
    std::string text;
    if (!l.value.ref().to_text(text)) {
      return to_string(l.to_term(), format::tp);
    }
    append_quoted(out, text, '"', true);
    break;
  }
  case lexeme_kind::dot: return "'.'";
  case lexeme_kind::end: return {};
  case lexeme_kind::symbol:
    append_atom(out, l.mark == symbol::other ? l.value.as_atom().name() : spelling(l.mark), true);
    break;
  case lexeme_kind::unknown:
    return l.value.is_tuple(3) ? to_string(l.value[2], format::tp) : to_string(l.value, format::tp);
  case lexeme_kind::white_space:
  case lexeme_kind::comment: return to_string(l.value, format::tp);
  }
  return out;
}

}  // namespace

term described(const lexeme& word) {
  const term_ref text = word.annotation ? annotated_text(word.annotation) : term_ref();
  return text ? term(text) : term(text_of(word));
}

}  // namespace kith::lang
