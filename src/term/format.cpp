// The printers of include/kith/term.hpp.
#include "kith/assert.hpp"
#include "kith/term.hpp"
#include "term/format_layout.hpp"
#include "term/format_line.hpp"

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
  std::string line;
  std::vector<line_node> nodes;
  line_writer(rules_of(options.how, options.range), line, &nodes).write(t);
  if (options.columns == 0) {
    return line;
  }
  std::string out;
  layout(line, nodes, options.columns, options.column == 0 ? 1 : options.column).print(out);
  return out;
}

}  // namespace kith
