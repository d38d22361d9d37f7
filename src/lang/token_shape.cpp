#include "lang/token_shape.hpp"

#include "kith/build.hpp"

namespace kith::lang {

namespace {

bool fits(const lexeme& l, char shape) noexcept {
  switch (shape) {
  case '(': return l.is(symbol::left_parenthesis);
  case ')': return l.is(symbol::right_parenthesis);
  case ',': return l.is(symbol::comma);
  case '.': return l.kind == lexeme_kind::dot;
  case 'n': return l.kind == lexeme_kind::atom || l.kind == lexeme_kind::variable;
  case 'a': return l.kind == lexeme_kind::atom;
  case 's': return l.kind == lexeme_kind::string;
  case 'i': return l.kind == lexeme_kind::integer;
  default: return false;
  }
}

std::size_t fitting(std::span<const lexeme> tokens, std::string_view shape) noexcept {
  std::size_t n = 0;
  while (n < tokens.size() && n < shape.size() && fits(tokens[n], shape[n])) {
    ++n;
  }
  return n;
}

}  // namespace

bool has_shape(std::span<const lexeme> tokens, std::string_view shape) noexcept {
  return tokens.size() == shape.size() && fitting(tokens, shape) == shape.size();
}

const lexeme& misfit(std::span<const lexeme> tokens, std::string_view shape,
                     const lexeme& before) noexcept {
  const std::size_t n = fitting(tokens, shape);
  return n < tokens.size() ? tokens[n] : n == 0 ? before : tokens[n - 1];
}

std::vector<lexeme> join_strings(std::span<const lexeme> tokens) {
  std::vector<lexeme> out;
  for (const lexeme& l : tokens) {
    const bool joins =
        !out.empty() && out.back().kind == lexeme_kind::string && l.kind == lexeme_kind::string;
    if (!joins) {
      out.push_back(l);
      continue;
    }
    std::vector<term> characters;
    for (const term& part : {out.back().value, l.value}) {
      for (term_ref left = part; left.is_cons(); left = left.tail()) {
        characters.emplace_back(left.head());
      }
    }
    out.back().value = list_of(characters);
  }
  return out;
}

}  // namespace kith::lang
