#include "lang/erl_parse.hpp"

#include "kith/build.hpp"
#include "lang/parser.hpp"

namespace kith::lang {

namespace {

/// The tokens up to and with the next full stop. False after a failure, which is put into `error`,
/// or at the end of the text, when there are none.
bool next_form(lexer& words, std::vector<lexeme>& out, term& error) {
  out.clear();
  error = {};
  for (;;) {
    lexeme l;
    switch (words.next(l)) {
    case lexer::outcome::found:
      out.push_back(std::move(l));
      if (out.back().kind == lexeme_kind::dot) {
        return true;
      }
      break;
    case lexer::outcome::end: return !out.empty();
    case lexer::outcome::failed: error = words.failure(); return false;
    }
  }
}

parsed result_of(const parser& p, term value) {
  return value ? parsed{std::move(value), {}} : parsed{{}, p.failure()};
}

}  // namespace

term parsed::to_term() const {
  return ok() ? tuple(atoms::ok, value) : tuple(atoms::error, error);
}

parsed parse_form(std::span<const lexeme> tokens) {
  parser p(tokens);
  return result_of(p, p.form());
}

parsed parse_exprs(std::span<const lexeme> tokens) {
  parser p(tokens);
  return result_of(p, p.expressions());
}

parsed parse_term(std::span<const lexeme> tokens) {
  parser p(tokens);
  return result_of(p, p.constant());
}

bool tokens_from_term(term_ref list, std::vector<lexeme>& out) {
  for (; list.is_cons(); list = list.tail()) {
    out.push_back(lexeme::from_term(list.head()));
  }
  return list.is_nil();
}

parsed parse_exprs(std::string_view text, location start, lexer_options options) {
  lexer words(text, start, options);
  std::vector<lexeme> tokens;
  term error;
  if (!next_form(words, tokens, error) && error) {
    return {{}, error};
  }
  return parse_exprs(tokens);
}

std::vector<term> parse_forms(std::string_view text, location start, lexer_options options) {
  lexer words(text, start, options);
  std::vector<lexeme> tokens;
  std::vector<term> forms;
  term error;
  for (;;) {
    if (next_form(words, tokens, error)) {
      parsed form = parse_form(tokens);
      forms.push_back(form.ok() ? std::move(form.value) : tuple(atoms::error, form.error));
    } else if (error) {
      forms.push_back(tuple(atoms::error, error));
    } else {
      forms.push_back(tuple(atom("eof"), words.where().to_term()));
      return forms;
    }
  }
}

std::string format_parse_error(term_ref message) {
  std::string out;
  return message.to_text(out) ? out : to_string(message, format::w);
}

}  // namespace kith::lang
