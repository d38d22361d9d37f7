// The Erlang scanner: a text in, its words out, one at a time. OTP: stdlib, erl_scan.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kith/result.hpp"
#include "term/scan_token.hpp"

namespace kith {

/// The characters that an atom or a variable may have.
inline constexpr std::size_t name_characters_max = 255;

/// What is wrong with a text, in the words of erl_scan's error descriptors.
struct scan_fault {
  enum class kind : std::uint8_t {
    character,    ///< {illegal, character}
    atom,         ///< {illegal, atom}
    variable,     ///< {illegal, var}
    integer,      ///< {illegal, integer}
    floating,     ///< {illegal, float}
    base,         ///< {base, N}; `text` holds the digits of N
    cut_off,      ///< char: the text ends within a character
    open_string,  ///< {string, $", Head}; `text` is the head, at most 16 characters
    open_atom     ///< {string, $', Head}
  };
  kind what = kind::character;
  text_position where;
  std::string text;
};

/// Reads the words of a text, which must outlive it. Comments and white space are left out.
class scanner {
 public:
  explicit scanner(std::string_view text, text_position start = {}) noexcept
      : text_(text), where_(start) {}

  /// The next word; at the end of the text one of kind `end`, again and again.
  /// Fails with errc::bad_input or errc::limit; the text names line and column. `where` is then
  /// where OTP's scanner goes on.
  result<token> next();

  /// Whether `next` failed because the text ends within a word ("abc, 'x, $): more text may mend
  /// it, which is how a shell knows to ask for another line.
  [[nodiscard]] bool unfinished() const noexcept { return unfinished_; }

  /// Why `next` failed, if it did.
  [[nodiscard]] const scan_fault& fault() const noexcept { return fault_; }

  /// Bytes of the text read so far.
  [[nodiscard]] std::size_t offset() const noexcept { return at_; }
  [[nodiscard]] text_position where() const noexcept { return where_; }

 private:
  [[nodiscard]] char32_t peek() const noexcept;
  [[nodiscard]] char peek_byte(std::size_t ahead) const noexcept {
    return text_.size() - at_ > ahead ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool at_end() const noexcept { return at_ == text_.size(); }
  char32_t take();
  void take_ascii(std::size_t n) noexcept {
    at_ += n;
    where_.column += static_cast<std::uint32_t>(n);
  }

  result<void> skip_blanks();
  result<token> name(token t, char32_t first);
  result<token> number(token t);
  result<token> based_integer(token t);
  [[nodiscard]] result<token> integer(token t);
  result<token> fraction(token t);
  result<token> character(token t);
  result<token> quoted(token t, char quote);
  result<token> mark(token t, char32_t first);
  result<char32_t> escape(text_position start);
  result<char32_t> hex_escape(text_position start);
  std::string digits(unsigned base);

  result<token> finish(token t) const;
  void skip_illegal() noexcept;
  error illegal(scan_fault::kind kind, text_position where, std::string_view what);
  error cut_off(text_position where, std::string what);
  error unterminated(const token& t, char quote);

  std::string_view text_;
  std::size_t at_ = 0;
  text_position where_;
  bool unfinished_ = false;
  scan_fault fault_;
};

}  // namespace kith
