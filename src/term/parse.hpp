// Terms as text, in the syntax that file:consult reads. OTP: stdlib, erl_parse:parse_term/1.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kith/result.hpp"
#include "kith/term.hpp"
#include "term/parse_plan.hpp"
#include "term/scan.hpp"

namespace kith {

/// How deep terms of a text may lie within each other; what the External Term Format's decoder
/// takes by default, too. The parser itself needs no stack.
inline constexpr std::size_t text_depth_max = 10'000;

/// Bytes of a text that is parsed as a whole.
inline constexpr std::size_t text_bytes_max = std::size_t{64} << 20u;

/// Bits that all bitstrings of one term may have: `<<0:1000000000>>` is a short text.
inline constexpr std::uint64_t text_bits_max = std::uint64_t{8} * text_bytes_max;

/// Reads the terms of a text, which must outlive it.
class term_parser {
 public:
  explicit term_parser(std::string_view text) noexcept : size_(text.size()), scanner_(text) {}

  /// Whether nothing is left but comments and white space.
  result<bool> at_end();
  /// The next term, up to the word behind it.
  result<term> next();
  /// Takes the full stop behind a term; or, if the text `may_end` without one, its end.
  result<void> full_stop(bool may_end);
  /// The failure of having found the current word instead.
  [[nodiscard]] error expected(std::string_view what) const;

 private:
  /// What a part lies in.
  enum class open : std::uint8_t {
    tuple,
    list,
    tail,
    map_key,
    map_value,
    parenthesis,
    sign,
    segment,
    segment_size
  };
  struct frame {
    open what;
    text_position where;
    std::uint64_t parts = 0;  ///< that have ended
    bool negative = false;    ///< of a sign
  };
  /// A bitstring that is being read, and the segment.
  struct bits {
    bit_string done;
    bit_segment segment;
    text_position where;
  };
  /// Whether a term starts at the current word, or has ended before it.
  enum class state : std::uint8_t { before_term, after_term };

  result<void> start();
  result<void> advance();
  result<state> before_term();
  result<state> after_term();

  result<state> push(open what);
  result<state> go_on();
  result<state> end_leaf();
  result<state> close(term_plan::kind whole, std::uint64_t parts);

  result<state> string();
  result<state> sign();
  result<state> function();
  result<state> open_bracket(open what, symbol closing, term_plan::kind empty);
  result<state> open_map();
  result<state> after_element();
  result<state> after_list_element();
  result<state> after_tail();
  result<state> after_key();
  result<state> after_value();
  result<state> after_parenthesis();
  result<state> after_sign();

  result<state> open_binary();
  result<state> close_binary();
  result<state> after_segment_value();
  result<state> after_segment_size();
  result<state> segment_types();
  result<state> end_segment();
  result<void> add_segment();
  result<void> add_string(const bit_segment& segment, const term_plan::node& n);
  bool add_value(const bit_segment& segment, const term_plan::node& n);

  [[nodiscard]] static error wrong(text_position where, std::string_view what);

  std::size_t size_;
  scanner scanner_;
  bool started_ = false;
  token word_;
  term_plan plan_;
  std::vector<frame> stack_;
  std::vector<bits> binaries_;
  std::uint64_t bits_ = 0;  ///< of the bitstrings of this term
};

}  // namespace kith
