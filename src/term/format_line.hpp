// A term on one line, and, for the printer that breaks lines, what lies where on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kith/term.hpp"

namespace kith {

/// The names of a record's fields.
struct record_names {
  atom tag;
  std::size_t count;
  term_ref names;  ///< a list of `count` atoms
};

/// What the controls ~w ~p ~tw ~tp ~W ~P, the flag +pc and the options of io_lib_pretty decide.
struct format_rules {
  bool strings = true;         ///< ~p: printable lists as "…", printable binaries as <<"…">>
  bool unicode = false;        ///< the modifier t
  bool unicode_range = false;  ///< +pc unicode
  bool written = false;        ///< maps are cut as io_lib:write/2 does, not as io_lib_pretty does
  std::int64_t depth = -1;     ///< where "..." stands for what lies deeper; negative: nowhere
  std::span<const record_names> records = {};  ///< tuples that print as #name{field = value}
};

/// How a tuple with elements prints as a record; null: it does not.
[[nodiscard]] const record_names* find_record(const format_rules& rules, term_ref tuple) noexcept;

/// A part of a line: a leaf, or a composed term with the chain of its parts.
struct line_node {
  enum class shape : std::uint8_t {
    text,   ///< cannot be broken
    bytes,  ///< <<1,2,3>>: breaks behind any comma
    list,
    tuple,
    tagged,  ///< a tuple of at least two elements, of which the first is an atom
    map,     ///< of pairs
    pair,
    record,  ///< of fields
    field,   ///< a name and one part, the value
    dots     ///< the parts that are left out
  };
  static constexpr std::size_t none = SIZE_MAX;

  shape what = shape::text;
  bool is_tail = false;        ///< what follows the bar of a list
  std::size_t start = 0;       ///< bytes of the line before it
  std::size_t size = 0;        ///< bytes
  std::size_t width = 0;       ///< columns
  std::size_t child = none;    ///< the first part
  std::size_t next = none;     ///< the next part of what this is a part of
  std::size_t name_size = 0;   ///< bytes of "#name" of a record, of "name" of a field
  std::size_t name_width = 0;  ///< columns of "#name", of "name = "
};

/// Writes a term, without recursion.
class line_writer {
 public:
  /// With `nodes`, also notes the parts, the whole term first.
  explicit line_writer(format_rules rules, std::string& out,
                       std::vector<line_node>* nodes = nullptr) noexcept
      : rules_(rules), out_(out), nodes_(nodes) {}

  void write(term_ref t);

 private:
  struct frame {
    line_node::shape what;
    term_ref at;         ///< the tuple; what is left of the list; the map; names left of a record
    std::size_t index;   ///< of the next part
    std::size_t count;   ///< parts of a tuple, pairs of a map
    std::size_t pairs;   ///< of a map and its pairs: where the keys and values are in `pairs_`
    std::int64_t depth;  ///< at 1, no further part is written
    std::int64_t depth_within;  ///< of the keys and values of a map
    std::size_t node;
    std::size_t last;  ///< the node of the last part so far
    term_ref tuple;    ///< of a record
  };

  void begin(term_ref t, std::int64_t depth, bool is_tail);
  void begin_record(frame& f, const record_names& names);
  void step();
  void step_list();
  void step_map();
  void step_pair();
  void step_record();
  void step_field();
  void cut(char bar, char end);
  void close();
  [[nodiscard]] line_node::shape shape_of(term_ref t, std::int64_t depth) const noexcept;
  std::int64_t take_depth() noexcept;
  std::size_t open_node(line_node::shape what, bool is_tail);
  void close_node(std::size_t node, line_node::shape what);
  [[nodiscard]] std::size_t column() const noexcept { return out_.size() - hidden_; }

  format_rules rules_;
  std::string& out_;
  std::vector<line_node>* nodes_;
  std::vector<frame> stack_;
  std::vector<term_ref> pairs_;  ///< key, value, key, … of the maps on the stack
  std::size_t hidden_ = 0;       ///< bytes written that take no column of their own
};

}  // namespace kith
