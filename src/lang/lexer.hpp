// A text as tokens. OTP: stdlib, erl_scan.
#pragma once

#include <string_view>
#include <vector>

#include "lang/lexeme.hpp"
#include "term/scan.hpp"

namespace kith::lang {

/// Which words a text is taken apart into, and what each of them knows.
struct lexer_options {
  bool white_space = false;  ///< return_white_spaces
  bool comments = false;     ///< return_comments
  bool text = false;         ///< each word keeps its text
  bool maybe_expr = false;   ///< `maybe` and `else` are reserved
  bool quoted_text = false;  ///< quoted atoms keep their text if a feature may reserve them
};

/// Reads the words of a text, UTF-8, which must outlive it.
class lexer {
 public:
  lexer(std::string_view text, location start, lexer_options options = {}) noexcept
      : text_(text), scanner_(text), start_(start), options_(options) {}

  enum class outcome : std::uint8_t { found, end, failed };
  /// The next word. After a failure it goes on behind what was wrong.
  outcome next(lexeme& out);

  void set_maybe_expr(bool on) noexcept { options_.maybe_expr = on; }
  /// Behind the last word, or at the end.
  [[nodiscard]] location where() const noexcept { return locate(scanner_.where()); }
  [[nodiscard]] std::size_t offset() const noexcept { return scanner_.offset(); }
  /// Whether the text ends within a word, so that more of it may mend the failure.
  [[nodiscard]] bool unfinished() const noexcept { return scanner_.unfinished(); }
  /// {Location, erl_scan, Descriptor}, of the last failure.
  [[nodiscard]] term failure() const;
  /// Changes what the line of the next word is called (-file).
  void set_line(std::int64_t line) noexcept {
    start_.line = line - (static_cast<std::int64_t>(scanner_.where().line) - 1);
  }

 private:
  [[nodiscard]] location locate(text_position at) const noexcept;
  outcome convert(token t, lexeme& out);
  void gap(std::size_t from, std::size_t to, text_position at);
  void add_gap(lexeme_kind kind, std::string_view text, text_position at);
  [[nodiscard]] term annotate(location where, std::string_view text) const;

  std::string_view text_;
  scanner scanner_;
  location start_;
  lexer_options options_;
  term no_atom_;                 ///< the failure to make one; no term: the scanner has failed
  std::vector<lexeme> waiting_;  ///< white space, comments and the word behind them, the last first
};

/// `erl_scan:string/3` of a text. Returns {ok, Tokens, EndLocation} or
/// {error, {Location, erl_scan, Descriptor}, EndLocation}.
[[nodiscard]] term scan_string(std::string_view text, location start, lexer_options options = {});

/// One form's tokens, up to the full stop: what `erl_scan:tokens/4` makes of its characters.
struct scanned_form {
  bool more = false;     ///< the text may go on: nothing else is set
  term result;           ///< {ok, Tokens, End}, {eof, End} or {error, ErrorInfo, End}
  std::size_t rest = 0;  ///< bytes of the text that have been taken
};
/// `at_eof`: no more text will come.
[[nodiscard]] scanned_form scan_form(std::string_view text, bool at_eof, location start,
                                     lexer_options options = {});

/// `erl_scan:format_error/1`.
[[nodiscard]] std::string format_scan_error(term_ref descriptor);

}  // namespace kith::lang
