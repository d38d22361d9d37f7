#include "lang/lexeme.hpp"

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>

#include "kith/build.hpp"

namespace kith::lang {

namespace {

constexpr std::size_t symbols = static_cast<std::size_t>(symbol::other);

const std::array<atom, symbols>& categories() {
  static const auto all = [] {
    std::array<atom, symbols> out;
    for (std::size_t i = 0; i < symbols; ++i) {
      out[i] = atom(spelling(static_cast<symbol>(i)));
    }
    return out;
  }();
  return all;
}

/// The value of {Key, Value} in an annotation that is a list, or no term.
term_ref property(term_ref anno, atom key) noexcept {
  for (; anno.is_cons(); anno = anno.tail()) {
    const term_ref pair = anno.head();
    if (pair.is_tuple(2) && pair[0].is(key)) {
      return pair[1];
    }
  }
  return {};
}

atom category_of(const lexeme& l) {
  switch (l.kind) {
  case lexeme_kind::atom: return atom("atom");
  case lexeme_kind::variable: return atom("var");
  case lexeme_kind::integer: return atom("integer");
  case lexeme_kind::floating: return atom("float");
  case lexeme_kind::character: return atom("char");
  case lexeme_kind::string: return atom("string");
  case lexeme_kind::white_space: return atom("white_space");
  case lexeme_kind::comment: return atom("comment");
  case lexeme_kind::dot: return atom("dot");
  case lexeme_kind::symbol: return l.mark == symbol::other ? l.value.as_atom() : category(l.mark);
  case lexeme_kind::unknown:
  case lexeme_kind::end: break;
  }
  KITH_ASSERT(false);
}

lexeme_kind kind_of_value(term_ref category, term_ref value) noexcept {
  if (category.is(atom("atom")) && value.is_atom()) {
    return lexeme_kind::atom;
  }
  if (category.is(atom("var")) && value.is_atom()) {
    return lexeme_kind::variable;
  }
  if (category.is(atom("integer")) && value.is_integer()) {
    return lexeme_kind::integer;
  }
  if (category.is(atom("float")) && value.is_float()) {
    return lexeme_kind::floating;
  }
  if (category.is(atom("char")) && value.is_integer()) {
    return lexeme_kind::character;
  }
  if (category.is(atom("string")) && value.list_length() >= 0) {
    return lexeme_kind::string;
  }
  return lexeme_kind::unknown;
}

}  // namespace

term location::to_term() const {
  return column == 0 ? term(line) : term(tuple(line, column));
}

bool location::from_term(term_ref t, location& out) noexcept {
  if (t.is_integer() && t.fits_int64()) {
    out = {t.as_int(), 0};
    return true;
  }
  if (!t.is_tuple(2) || !t[0].is_integer() || !t[1].is_integer() || !t[0].fits_int64() ||
      !t[1].fits_int64() || t[1].as_int() < 1 || t[1].as_int() > 0xFFFF'FFFF) {
    return false;
  }
  out = {t[0].as_int(), static_cast<std::uint32_t>(t[1].as_int())};
  return true;
}

atom category(symbol s) {
  return categories()[static_cast<std::size_t>(s)];
}

symbol symbol_of(atom category) noexcept {
  static const auto all = [] {
    boost::unordered_flat_map<std::uint32_t, symbol> out;
    for (std::size_t i = 0; i < symbols; ++i) {
      out.emplace(categories()[i].index(), static_cast<symbol>(i));
    }
    return out;
  }();
  const auto found = all.find(category.index());
  return found == all.end() ? symbol::other : found->second;
}

term_ref annotated_text(term_ref anno) noexcept {
  return property(anno, atom("text"));
}

term lexeme::to_term() const {
  switch (kind) {
  case lexeme_kind::unknown: return value;
  case lexeme_kind::symbol:
  case lexeme_kind::dot: return tuple(category_of(*this), anno());
  default: return tuple(category_of(*this), anno(), value);
  }
}

lexeme lexeme::from_term(term_ref token) {
  lexeme out;
  out.kind = lexeme_kind::unknown;
  out.value = term(token);
  if ((!token.is_tuple(2) && !token.is_tuple(3)) || !token[0].is_atom()) {
    return out;
  }
  const term_ref anno = token[1];
  if (!location::from_term(anno, out.where)) {
    location::from_term(property(anno, atom("location")), out.where);
    out.annotation = term(anno);
  }
  if (token.is_tuple(3)) {
    const lexeme_kind kind = kind_of_value(token[0], token[2]);
    if (kind != lexeme_kind::unknown) {
      out.kind = kind;
      out.value = term(token[2]);
    }
    return out;
  }
  if (token[0].is(atom("dot"))) {
    out.kind = lexeme_kind::dot;
  } else {
    out.kind = lexeme_kind::symbol;
    out.mark = symbol_of(token[0].as_atom());
    out.value = term(token[0]);
  }
  return out;
}

location lexeme::end() const {
  location at = where;
  for (term_ref text = annotation ? annotated_text(annotation) : term_ref(); text && text.is_cons();
       text = text.tail()) {
    if (text.head().is_integer() && text.head().raw() == detail::small_word('\n')) {
      ++at.line;
      at.column = at.column == 0 ? 0 : 1;
    } else if (at.column != 0) {
      ++at.column;
    }
  }
  return at;
}

}  // namespace kith::lang
