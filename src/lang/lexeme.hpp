// The words of a program as the parser sees them, and as erl_scan's tokens.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "kith/term.hpp"
#include "term/scan_token.hpp"

namespace kith::lang {

/// A line, or a line and a column, as erl_anno:location/1 has it.
struct location {
  std::int64_t line = 1;
  std::uint32_t column = 0;  ///< 0: there is none

  [[nodiscard]] term to_term() const;
  /// False for what is no location.
  static bool from_term(term_ref t, location& out) noexcept;

  friend bool operator==(const location&, const location&) = default;
  /// What has no column counts as the first of its line. OTP: stdlib, erl_parse's loc_lte.
  friend std::strong_ordering operator<=>(const location& a, const location& b) noexcept {
    const auto order = a.line <=> b.line;
    return order != 0 ? order : a.place() <=> b.place();
  }

 private:
  [[nodiscard]] std::uint32_t place() const noexcept { return column == 0 ? 1 : column; }
};

enum class lexeme_kind : std::uint8_t {
  atom,         ///< `value`
  variable,     ///< `value` is the name, an atom
  integer,      ///< `value`
  floating,     ///< `value`
  character,    ///< `value`, an integer
  string,       ///< `value`, a list of characters
  symbol,       ///< `mark`; of `other`, `value` is the category
  dot,          ///< the full stop
  white_space,  ///< `value`, a list of characters; the parser takes none of these
  comment,      ///< the same
  unknown,      ///< `value` is a token that no scanner makes
  end,          ///< behind the last token; no token itself
};

/// A token. One of symbol `other` is {Category, Anno} for any further category.
struct lexeme {
  lexeme_kind kind = lexeme_kind::dot;
  symbol mark = symbol::other;
  location where;
  term value;
  /// What stands in the token if that is more than the location ({text, "..."} and others).
  term annotation;

  [[nodiscard]] bool is(symbol s) const noexcept {
    return kind == lexeme_kind::symbol && mark == s;
  }
  [[nodiscard]] bool is_atom(atom a) const noexcept {
    return kind == lexeme_kind::atom && value.is(a);
  }

  /// The token: {Category, Anno} or {Category, Anno, Symbol}.
  [[nodiscard]] term to_term() const;
  static lexeme from_term(term_ref token);
  /// The second element of the token.
  [[nodiscard]] term anno() const { return annotation ? annotation : where.to_term(); }
  /// Where the word ends, if its text is known; else where it starts. OTP: erl_anno:end_location/1.
  [[nodiscard]] location end() const;
};

/// The atom of a mark or a reserved word, which is its category.
[[nodiscard]] atom category(symbol s);
/// The mark or word of that category; `symbol::other` if there is none.
[[nodiscard]] symbol symbol_of(atom category) noexcept;

/// The text of an annotation, a list of characters, or no term. OTP: erl_anno:text/1.
[[nodiscard]] term_ref annotated_text(term_ref anno) noexcept;

}  // namespace kith::lang
