// Where the lines of a printed term break. OTP: stdlib, io_lib_pretty:print/2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "term/format_line.hpp"

namespace kith {

/// Breaks one term's line, which a line_writer has written and noted, into lines of fewer than
/// `columns` characters where it can be broken, and, if `line_max` is not negative, of at most so
/// many besides their indentation. `column` is that of the first character, from 1.
/// Differs: where text is past Latin-1, OTP counts a letter and the accents behind it as one.
class layout {
 public:
  layout(std::string_view line, const std::vector<line_node>& nodes, std::int64_t columns,
         std::int64_t column, std::int64_t line_max = -1) noexcept
      : line_(line), nodes_(nodes), columns_(columns), column_(column),
        used_max_(line_max < 0 ? static_cast<std::int64_t>(nodes[0].width) : line_max) {}

  void print(std::string& out);

 private:
  /// Where the text has come to.
  struct place {
    std::int64_t column;   ///< of the next character
    std::int64_t indent;   ///< spaces before the parts that start a line
    std::int64_t closing;  ///< brackets that have to follow the term on its last line
    std::int64_t used;     ///< characters of this line besides its indentation
  };
  /// What is left to do when the term before it is out.
  struct frame {
    enum class kind : std::uint8_t { elements, pairs, fields, term, value };
    kind what;
    char bar;            ///< before the tail of an improper list
    char end;            ///< the closing bracket
    std::size_t next;    ///< the next part
    std::int64_t first;  ///< column of the parts that start a line
    place at;
  };

  void walk();
  void term(std::size_t i, place at);
  void tagged(const line_node& n, place at);
  void elements(std::size_t first, char bar, char end, place at);
  void later(std::size_t i, place at);
  void pairs(std::size_t first, place at);
  void pair(std::size_t i, place at);
  void record(const line_node& n, place at);
  void field(std::size_t i, place at);
  [[nodiscard]] bool indent_behind(std::int64_t name, place& at) noexcept;
  void bytes(const line_node& n, place at);
  void step();
  void step_elements();
  void step_tail();
  void step_pairs();

  [[nodiscard]] bool is_trial() const noexcept { return out_ == nullptr; }
  [[nodiscard]] bool fits(const line_node& n, const place& at) const noexcept;
  [[nodiscard]] bool goes_on(const line_node& n, const place& at) const noexcept;
  [[nodiscard]] bool is_atomic(const line_node& n) const noexcept;
  [[nodiscard]] std::int64_t width_of(const line_node& n, const place& at) const noexcept;
  [[nodiscard]] std::int64_t closing_before(std::size_t next, std::int64_t closing) const noexcept;

  void put(std::string_view text);
  void put(const line_node& n) { put(line_.substr(n.start, n.size)); }
  void put(char c) { put(std::string_view(&c, 1)); }
  void new_line(std::int64_t indent);

  std::string_view line_;
  const std::vector<line_node>& nodes_;
  std::int64_t columns_;
  std::int64_t column_;
  std::int64_t used_max_;        ///< characters of a line besides its indentation
  std::int64_t tag_indent_ = 0;  ///< if positive, the indentation behind longer tags, and of values
  std::string* out_ = nullptr;   ///< none in a trial
  bool too_deep_ = false;        ///< the trial's indentation leaves too little room
  std::vector<frame> stack_;
};

}  // namespace kith
