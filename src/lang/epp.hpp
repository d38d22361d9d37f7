// The preprocessor: a file of Erlang text as the forms that the compiler sees.
// OTP: stdlib, epp; Erlang Reference Manual, "Preprocessor".
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/erl_parse.hpp"
#include "lang/macro.hpp"

namespace kith::lang {

/// How deep included files may include others.
inline constexpr std::size_t include_depth_max = 8;

/// What the preprocessor asks of the world around it.
class source_files {
 public:
  virtual ~source_files() = default;
  /// The bytes of a file, if it can be read.
  virtual std::optional<std::string> read(const std::string& name) = 0;
  /// The directory of an application (`code:lib_dir/1`), if it is known.
  virtual std::optional<std::string> library(const std::string& application) = 0;
  /// A variable of the environment.
  virtual std::optional<std::string> variable(const std::string& name) = 0;
};

struct predefined_macro {
  atom name;
  term value;
  bool redefine = false;  ///< the program may not define it anew, but this takes any place
};

struct epp_options {
  std::string name;                   ///< of the file, as it was asked for
  std::string source_name;            ///< what ?FILE and -file call it; empty: `name`
  std::vector<std::string> includes;  ///< directories, after that of the file
  std::vector<predefined_macro> macros;
  location start = {1, 0};     ///< without a column, annotations are lines only
  bool maybe_expr = false;     ///< the feature is on from the start
  bool latin1 = false;         ///< the encoding of files that do not say theirs
  bool deterministic = false;  ///< files are called by their last component
};

/// What a form became.
struct preprocessed {
  enum class kind : std::uint8_t { tokens, error, warning, end };
  kind what = kind::end;
  std::vector<lexeme> tokens;
  term info;  ///< ErrorInfo, or the location of the end
};

class preprocessor {
 public:
  /// `text`: the bytes of the file. `files` must outlive it.
  preprocessor(std::string text, epp_options options, source_files& files);

  /// {redefine, Name} or another reason for which it cannot start, or no term.
  [[nodiscard]] const term& refusal() const noexcept { return refusal_; }

  /// `epp:scan_erl_form/1`. At the end again and again the end.
  preprocessed next();
  /// `epp:parse_erl_form/1`: a form, {error, ErrorInfo}, {warning, WarningInfo} or {eof, Location}.
  term next_form();

 private:
  enum class condition : std::uint8_t { ifdef, ifndef, if_, elif, else_ };
  using tokens = std::span<const lexeme>;
  using reply = std::optional<preprocessed>;

  struct source {
    source(std::string bytes, location start, lexer_options options)
        : text(std::move(bytes)), words(text, start, options) {}
    std::string text;
    lexer words;
    std::string name;
    std::string name_said;   ///< by the last -file
    std::int64_t delta = 0;  ///< lines that -file has taken away
    std::string directory;
    std::vector<condition> open;
  };

  void define_own();
  void define_given();
  void define_features();
  source& file() noexcept { return *files_.back(); }
  bool enter(std::string bytes, std::string name);
  reply leave();
  preprocessed file_form(const std::string& name, const location& line, const location& where,
                         bool generated);
  void set_file(const std::string& name, const location& where);
  [[nodiscard]] std::string name_of(const std::string& name) const;
  static preprocessed fault(const location& where, term what);
  static preprocessed fault(macro_fault f) { return fault(f.where, std::move(f.what)); }
  preprocessed not_found(const lexeme& name, const char* kind);
  std::optional<std::string> find(const std::string& name, std::string& full);

  lexer::outcome read(std::vector<lexeme>& out);
  reply form(std::vector<lexeme>& all);
  reply directive(tokens all, bool& is_one);
  reply skipped(std::vector<lexeme>& all);
  reply plain(tokens all);
  void note_module(tokens all);

  reply define(tokens rest, const lexeme& what);
  reply define_macro(tokens rest, const lexeme& name, const lexeme& what);
  reply undef(tokens rest, const lexeme& what);
  reply said(tokens rest, const lexeme& what);
  reply feature(tokens rest, const lexeme& what);
  reply include(tokens rest, const lexeme& what, bool library);
  reply file_said(tokens rest, const lexeme& what);
  reply ifdef(tokens rest, const lexeme& what, bool wanted);
  reply if_(tokens rest, const lexeme& what);
  reply else_(tokens rest, const lexeme& what);
  reply elif (const lexeme& what);
  reply endif(tokens rest, const lexeme& what);
  reply skip_else(const lexeme& what);
  reply skip_elif(tokens rest, const lexeme& what);

  epp_options options_;
  source_files& world_;
  lexer_options words_;
  std::vector<std::unique_ptr<source>> files_;  ///< the included ones behind those that include
  std::vector<condition> skipping_;  ///< conditions of what is not read, the outermost first
  std::deque<preprocessed> waiting_;
  macro_table macros_;
  bool in_prefix_ = true;  ///< where -feature is allowed
  term refusal_;
};

/// All forms of a file: `epp:parse_file/2`.
[[nodiscard]] std::vector<term> parse_file(std::string text, epp_options options,
                                           source_files& files);

/// `epp:format_error/1`.
[[nodiscard]] std::string format_epp_error(term_ref descriptor);

}  // namespace kith::lang
