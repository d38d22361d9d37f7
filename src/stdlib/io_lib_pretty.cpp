// Module `io_lib_pretty` as far as it is native, io_lib:print/1,4, and `kith_pretty`, by which the
// rest of it, which is written in Erlang, prints.
//
//   print(Term, Options, [{Tag, Count, FieldNames}])   the text, a flat list
//   records(Term, Depth)   [{Tag, Count}] of all tuples that may be seen and look like records

#include <algorithm>
#include <vector>

#include "base/small_stack.hpp"
#include "kernel/kernel_state.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "term/format_leaf.hpp"
#include "term/format_pretty.hpp"
#include "term/map_node.hpp"

namespace kith::detail {

namespace {

/// An integer of any size, cut to 62 bits, so that sums of it are numbers; badarg for all else.
std::int64_t number(term_ref t) {
  constexpr std::int64_t number_max = std::int64_t{1} << 61;
  if (!t.is_integer()) {
    badarg();
  }
  if (!t.fits_int64()) {
    return is_negative(t) ? -number_max : number_max;
  }
  return std::clamp(t.as_int(), -number_max, number_max);
}

bool is_unicode(term_ref encoding) {
  return !encoding.is(atom("latin1"));
}

/// The options of io_lib_pretty:print/2; of one that is given twice the first counts.
pretty_rules rules_of(term_ref options) {
  pretty_rules how;
  how.rules.unicode = true;
  how.rules.unicode_range = printable_range_here() == printable_range::unicode;
  struct {
    atom key;
    bool seen = false;
  } keys[] = {{atom("column")},         {atom("line_length")}, {atom("depth")},
              {atom("line_max_chars")}, {atom("encoding")},    {atom("strings")},
              {atom("chars_limit")}};
  for (; options.is_cons(); options = options.tail()) {
    const term_ref option = options.head();
    if (!option.is_tuple() || option.tuple_size() != 2) {
      continue;
    }
    std::size_t which = 0;
    while (which < std::size(keys) && !(option[0].is(keys[which].key) && !keys[which].seen)) {
      ++which;
    }
    if (which == std::size(keys)) {
      continue;
    }
    keys[which].seen = true;
    const term_ref value = option[1];
    switch (which) {
    case 0: how.column = number(value); break;
    case 1: how.columns = number(value); break;
    case 2: how.rules.depth = number(value); break;
    case 3: how.line_max = number(value); break;
    case 4: how.rules.unicode = is_unicode(value); break;
    case 5: how.rules.strings = value.is(atoms::true_); break;
    default: how.limit = number(value); break;
    }
  }
  return options.is_nil() ? how : (badarg(), how);
}

/// As many atoms as the record has fields.
bool are_names(term_ref names, std::int64_t count) {
  for (; names.is_cons() && names.head().is_atom(); names = names.tail()) {
    --count;
  }
  return names.is_nil() && count == 0;
}

term print_3(arguments a) {
  std::vector<record_names> records;
  for (term_ref at = a[2]; at.is_cons(); at = at.tail()) {
    const term_ref record = at.head();
    if (!are_names(record[2], record[1].as_int())) {
      function_clause();
    }
    records.push_back(
        {record[0].as_atom(), static_cast<std::size_t>(record[1].as_int()), record[2]});
  }
  pretty_rules how = rules_of(a[1]);
  how.rules.records = records;
  return term(print_pretty(a[0], how));
}

pretty_rules latin1_rules() {
  pretty_rules how;
  how.rules.unicode_range = printable_range_here() == printable_range::unicode;
  return how;
}
term print_1(arguments a) {
  return term(print_pretty(a[0], latin1_rules()));
}
term print_4(arguments a) {
  pretty_rules how = latin1_rules();
  how.column = number(a[1]);
  how.columns = number(a[2]);
  how.rules.depth = number(a[3]);
  return term(print_pretty(a[0], how));
}

/// Walks what of a term may be printed.
class record_finder {
 public:
  void find(term_ref t, std::int64_t depth) {
    visit(t, depth);
    while (!rest_.empty()) {
      const place at = rest_.pop();
      visit(at.t, at.depth);
    }
  }
  [[nodiscard]] term found() const {
    std::vector<term> all;
    for (const auto& [tag, count] : found_) {
      all.emplace_back(tuple(tag, static_cast<std::int64_t>(count)));
    }
    return list_of(all);
  }

 private:
  struct place {
    term_ref t;
    std::int64_t depth;
  };

  /// Of a list's elements each lies one deeper than the one before it.
  void visit(term_ref t, std::int64_t depth) {
    for (; t.is_cons() && depth != 1; t = t.tail(), --depth) {
      later(t.head(), depth - 1);
    }
    if (depth == 1) {
      return;
    }
    if (t.is_tuple() && t.tuple_size() != 0) {
      note(t);
      for (std::size_t i = 0; i < t.tuple_size() && depth != 1; ++i, --depth) {
        later(t[i], depth - 1);
      }
    } else if (t.is_map()) {
      for (map_cursor at(t); !at.done(); at.next()) {
        const term_ref home(t.raw(), at.home());
        later(home.inside(at.key()), depth - 1);
        later(home.inside(at.value()), depth - 1);
      }
    }
  }
  void later(term_ref t, std::int64_t depth) {
    if (t.is_cons() || t.is_tuple() || t.is_map()) {
      rest_.push({t, depth});
    }
  }
  void note(term_ref t) {
    if (!t[0].is_atom()) {
      return;
    }
    const std::pair<atom, std::size_t> one(t[0].as_atom(), t.tuple_size() - 1);
    if (std::find(found_.begin(), found_.end(), one) == found_.end()) {
      found_.push_back(one);
    }
  }

  small_stack<place, 32> rest_;
  std::vector<std::pair<atom, std::size_t>> found_;
};

term records_2(arguments a) {
  record_finder finder;
  finder.find(a[0], number(a[1]));
  return finder.found();
}

constexpr native_row pretty_rows[] = {{"print", 1, print_1}, {"print", 4, print_4}};
constexpr native_row own_rows[] = {{"print", 3, print_3}, {"records", 2, records_2}};

}  // namespace

void add_io_lib_pretty_natives(native_table& natives) {
  add_rows(natives, atom("io_lib_pretty"), pretty_rows);
  add_rows(natives, atom("io_lib"), pretty_rows);
  add_rows(natives, atom("kith_pretty"), own_rows);
}

}  // namespace kith::detail
