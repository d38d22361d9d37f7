// A term on one line of about so many characters, for the printer that breaks lines.
//
// What does not fit is left out where it lies deepest: the term is written to depth 1, then deeper
// and deeper while it fits, and what was cut goes on where it stopped. At last the depth is halved
// in between. Strings and numbers of a binary are cut by the characters that are left, too.
// OTP: stdlib, io_lib_pretty:print/2, chars_limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "term/format_line.hpp"

namespace kith {

/// Differs: a letter and the accents behind it count as several characters; what lies deeper than
/// `nesting_max` is not written.
class limited_writer {
 public:
  /// `limit` is positive.
  limited_writer(format_rules rules, std::int64_t limit) noexcept : rules_(rules), limit_(limit) {}

  /// Writes a term and notes its parts, the whole term first.
  void write(term_ref t, std::string& out, std::vector<line_node>& nodes);

 private:
  static constexpr int nesting_max = 1000;

  /// From where a part that was cut goes on.
  enum class rest : std::uint8_t { none, whole, elements, pairs, fields };
  /// A leaf, or a composed term. Parts never change, as several trees share them.
  struct part {
    line_node::shape what = line_node::shape::text;
    bool is_tail = false;
    rest more = rest::none;
    std::int64_t width = 0;
    std::int64_t dots = 0;  ///< characters of the dots in it
    term_ref t = {};
    std::size_t index = 0;          ///< of the first element, pair or field that is left out
    std::int64_t depth = 0;         ///< with which it was made
    std::int64_t depth_within = 0;  ///< of the keys and values of the pairs that are left out
    std::string text = {};          ///< of a leaf; the name of a record or field
    std::int64_t name_width = 0;
    std::vector<std::size_t> parts = {};
  };

  std::size_t best(term_ref t);
  std::size_t search(std::size_t lower, std::size_t upper, std::int64_t depth,
                     std::int64_t depth_end);

  // Each takes how many characters are left.
  std::size_t make(term_ref t, std::int64_t depth, std::int64_t left);
  std::size_t make_composed(term_ref t, std::int64_t depth, std::int64_t left);
  std::size_t make_leaf(term_ref t, std::int64_t depth, std::int64_t left);
  bool make_string(part& p, term_ref list, std::int64_t left) const;
  void add_list(part& p, std::int64_t left);
  void add_elements(part& p, term_ref tuple, std::size_t from, std::int64_t depth,
                    std::int64_t left);
  void add_pairs(part& p, term_ref map, std::size_t from, std::int64_t depth,
                 std::int64_t depth_within, std::int64_t left);
  void add_fields(part& p, term_ref tuple, std::size_t from, std::int64_t depth, std::int64_t left);
  void add_dots(part& p, part dots);
  std::size_t make_pair(term_ref key, term_ref value, std::int64_t depth, std::int64_t left);
  std::size_t make_field(term_ref name, term_ref value, std::int64_t depth, std::int64_t left);

  std::size_t expand(std::size_t i, std::int64_t left, std::int64_t depth_more);
  void expand_parts(part& p, const part& from, std::int64_t left, std::int64_t depth_more);

  std::size_t keep(part p);
  void measure(part& p, std::int64_t own) const;
  void name(part& p, term_ref atom, std::string_view before, std::int64_t behind) const;
  void put(std::size_t i, std::string& out, std::vector<line_node>& nodes) const;

  format_rules rules_;
  std::int64_t limit_;
  std::deque<part> all_;
  int nesting_ = 0;
};

}  // namespace kith
