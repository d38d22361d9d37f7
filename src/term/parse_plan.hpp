// What a text says, before it is a term: its leaves and composed terms in the order in which they
// end, so that the parts come before the whole. Counted as it grows, then written as one block.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kith/result.hpp"
#include "kith/term.hpp"
#include "term/parse_bits.hpp"
#include "term/scan_token.hpp"

namespace kith {

class term_plan {
 public:
  enum class kind : std::uint8_t {
    atom,
    integer,
    floating,
    string,
    binary,
    nil,
    tuple,
    list,
    improper_list,
    map,
    function
  };
  struct node {
    kind what;
    bool negative = false;  ///< of an integer
    bool has_sign = false;  ///< a number that a sign stood before
    text_position where;
    std::size_t data = 0;    ///< where its characters, bytes or limbs start
    std::uint64_t size = 0;  ///< characters' bytes, bits, limbs, or parts
    double real = 0;
  };

  void atom(std::string_view name, text_position where);
  /// An integer token or a character.
  void integer(const token& t);
  void floating(double value, text_position where);
  void string(std::string_view characters, text_position where);
  void binary(const bit_string& bits, text_position where);
  /// The last `parts` nodes become one; a map has two for each pair, an improper list one more
  /// than it has elements, a function three (module, name, arity).
  void compose(kind what, std::uint64_t parts, text_position where);

  /// The last node, to test it and to set its sign.
  [[nodiscard]] node& last() { return nodes_.back(); }
  [[nodiscard]] std::string_view characters(const node& n) const {
    return std::string_view(text_).substr(n.data, static_cast<std::size_t>(n.size));
  }
  [[nodiscard]] std::string_view bytes(const node& n) const {
    return std::string_view(text_).substr(n.data, static_cast<std::size_t>((n.size + 7) / 8));
  }
  [[nodiscard]] whole_number integer(const node& n) const {
    return {std::span(limbs_).subspan(n.data, static_cast<std::size_t>(n.size)), n.negative};
  }
  [[nodiscard]] static constexpr bool is_leaf(kind k) noexcept { return k <= kind::nil; }
  /// Takes the last node, a leaf, away again.
  void drop_leaf();

  /// The term, in one block. Fails only when an atom cannot be made.
  result<term> build() const;

 private:
  void add(kind what, text_position where, std::size_t data, std::uint64_t size) {
    nodes_.push_back({what, false, false, where, data, size, 0});
  }

  std::vector<node> nodes_;
  std::string text_;                  ///< of atoms, strings and binaries
  std::vector<std::uint64_t> limbs_;  ///< of integers; none for 0
};

}  // namespace kith
