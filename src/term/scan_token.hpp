// The words of the Erlang language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kith {

// Punctuation and operators, those of one first character side by side, the longest first, so that
// the first that fits is the right one. Source: stdlib, erl_scan.
// clang-format off
#define KITH_MARKS(X)                                                                         \
  X(exclamation, "!") X(hash, "#") X(ampersand, "&") X(left_parenthesis, "(")                 \
  X(right_parenthesis, ")") X(star, "*") X(plus_plus, "++") X(plus, "+") X(comma, ",")        \
  X(arrow, "->") X(minus_minus, "--") X(minus, "-") X(ellipsis, "...") X(dot_dot, "..")       \
  X(point, ".") X(not_equal, "/=") X(slash, "/") X(colon_equal, ":=") X(colon_colon, "::")    \
  X(colon, ":") X(semicolon, ";") X(left_binary, "<<") X(left_arrow, "<-")                    \
  X(left_double_arrow, "<=") X(less, "<") X(exactly_equal, "=:=") X(exactly_not_equal, "=/=") \
  X(less_or_equal, "=<") X(double_arrow, "=>") X(equal_equal, "==") X(equal, "=")             \
  X(right_binary, ">>") X(greater_or_equal, ">=") X(greater, ">") X(maybe_match, "?=")        \
  X(question, "?") X(at, "@") X(left_bracket, "[") X(backslash, "\\") X(right_bracket, "]")   \
  X(caret, "^") X(backquote, "`") X(left_brace, "{") X(bar_bar, "||") X(bar, "|")             \
  X(right_brace, "}") X(tilde, "~")

// Reserved words of OTP 25, sorted.
#define KITH_RESERVED_WORDS(X)                                                          \
  X(after_, "after") X(and_, "and") X(andalso, "andalso") X(band, "band")               \
  X(begin_, "begin") X(bnot, "bnot") X(bor, "bor") X(bsl, "bsl") X(bsr, "bsr")          \
  X(bxor, "bxor") X(case_, "case") X(catch_, "catch") X(cond, "cond") X(div, "div")     \
  X(end_, "end") X(fun, "fun") X(if_, "if") X(let, "let") X(not_, "not") X(of, "of")    \
  X(or_, "or") X(orelse, "orelse") X(receive, "receive") X(rem, "rem") X(try_, "try")   \
  X(when, "when") X(xor_, "xor")

// Words that only a feature reserves (maybe_expr). The scanner takes them for atoms.
#define KITH_FEATURE_WORDS(X) X(maybe_, "maybe") X(else_, "else")
// clang-format on

/// A punctuation mark, an operator or a reserved word. `other` is any further Latin-1 character,
/// which no rule of the language uses.
enum class symbol : std::uint8_t {
#define KITH_SYMBOL(name, spelling) name,
  KITH_MARKS(KITH_SYMBOL) KITH_RESERVED_WORDS(KITH_SYMBOL) KITH_FEATURE_WORDS(KITH_SYMBOL)
#undef KITH_SYMBOL
      other
};

/// As it stands in a program; "" for `other`.
[[nodiscard]] std::string_view spelling(symbol s) noexcept;

/// The reserved word that is spelled so, or `other`. OTP: stdlib, erl_scan:reserved_word/1.
[[nodiscard]] symbol reserved_word(std::string_view name) noexcept;

/// A place in a text; both count from 1, the column in characters.
struct text_position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const text_position&, const text_position&) = default;
};

/// "line 3, column 14".
[[nodiscard]] std::string to_string(text_position where);

enum class token_kind : std::uint8_t {
  atom,       ///< `text` is the name
  variable,   ///< `text` is the name
  integer,    ///< `number`; or, if `is_big`, `text` holds the digits in base `base`
  floating,   ///< `real`
  character,  ///< `number`
  string,     ///< `text` holds the characters
  symbol,     ///< `mark`; the character itself in `text` if that is `other`
  dot,        ///< the full stop that ends a form: '.' before white space, '%' or the end
  end         ///< the end of the text
};

/// A word with its place. The texts are UTF-8.
struct token {
  token_kind kind = token_kind::end;
  symbol mark = symbol::other;
  bool is_big = false;
  std::uint8_t base = 10;
  text_position where;
  std::size_t offset = 0;  ///< bytes of the text before it
  std::size_t size = 0;    ///< bytes of the text that it takes
  std::string text;
  union {
    std::uint64_t number = 0;
    double real;
  };

  [[nodiscard]] bool is(symbol s) const noexcept { return kind == token_kind::symbol && mark == s; }
};

/// What a message calls it: "atom foo", "','", "the end of the text".
[[nodiscard]] std::string describe(const token& t);

}  // namespace kith
