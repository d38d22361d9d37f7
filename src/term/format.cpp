// The printers of include/kith/term.hpp.
#include <algorithm>

#include "kith/assert.hpp"
#include "kith/term.hpp"
#include "term/format_layout.hpp"
#include "term/format_limited.hpp"
#include "term/format_line.hpp"
#include "term/format_pretty.hpp"

namespace kith {

namespace {

format_rules rules_of(format how, printable_range range) {
  return {.strings = how == format::p || how == format::tp,
          .unicode = how == format::tw || how == format::tp,
          .unicode_range = range == printable_range::unicode};
}

}  // namespace

std::string to_string(term_ref t, format how, printable_range range) {
  std::string out;
  line_writer(rules_of(how, range), out).write(t);
  return out;
}

std::string to_string_pretty(term_ref t, const pretty_options& options) {
  return print_pretty(t, {.rules = rules_of(options.how, options.range),
                          .columns = options.columns,
                          .column = options.column});
}

std::string print_pretty(term_ref t, const pretty_rules& how) {
  if (how.rules.depth == 0 || how.limit == 0) {
    return "...";
  }
  std::string line;
  if (how.columns == 0 && how.limit < 0) {
    line_writer(how.rules, line).write(t);
    return line;
  }
  std::vector<line_node> nodes;
  nodes.reserve(8);  // what most terms take that are printed
  if (how.limit > 0) {
    limited_writer(how.rules, how.limit).write(t, line, nodes);
  } else {
    line_writer(how.rules, line, &nodes).write(t);
  }
  if (how.columns == 0) {
    return line;
  }
  std::string out;
  layout(line, nodes, how.columns, std::max<std::int64_t>(how.column, 1), how.line_max).print(out);
  return out;
}

}  // namespace kith
