// Erlang text and tokens as abstract forms. OTP: stdlib, erl_parse and erl_scan.
#pragma once

#include <string_view>
#include <vector>

#include "kith/term.hpp"
#include "lang/lexer.hpp"

namespace kith::lang {

/// What has been parsed, or an ErrorInfo, {Location, Module, Descriptor}, of erl_scan or erl_parse.
struct parsed {
  term value;
  term error;  ///< no term: all is well

  [[nodiscard]] bool ok() const noexcept { return !error; }
  /// {ok, Value} or {error, ErrorInfo}.
  [[nodiscard]] term to_term() const;
};

/// One form of tokens: `erl_parse:parse_form/1`. Differs: where OTP's parser itself crashes
/// (-import of one thing, a -spec of `(...)`) this is an error, and so is what lies deeper than
/// `nesting_max`.
[[nodiscard]] parsed parse_form(std::span<const lexeme> tokens);
/// A list of expressions up to a full stop: `erl_parse:parse_exprs/1`.
[[nodiscard]] parsed parse_exprs(std::span<const lexeme> tokens);
/// A constant: `erl_parse:parse_term/1`.
[[nodiscard]] parsed parse_term(std::span<const lexeme> tokens);

/// A list of token terms as the parser takes it; false if it is no list.
[[nodiscard]] bool tokens_from_term(term_ref list, std::vector<lexeme>& out);

/// The expressions that a text says, which is to end with a full stop.
/// A location without a column makes annotations that are lines only.
[[nodiscard]] parsed parse_exprs(std::string_view text, location start = {1, 1},
                                 lexer_options options = {});

/// The forms of a text without a preprocessor, the last of them {eof, Location}; what is wrong is
/// {error, ErrorInfo} in its place.
[[nodiscard]] std::vector<term> parse_forms(std::string_view text, location start = {1, 1},
                                            lexer_options options = {});

/// `erl_parse:format_error/1`, which returns messages as they are: text made of what is not
/// characters is written as a term.
[[nodiscard]] std::string format_parse_error(term_ref message);

}  // namespace kith::lang
