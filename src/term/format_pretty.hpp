// The printer of terms over lines, with all that OTP's has. OTP: stdlib, io_lib_pretty.
#pragma once

#include <cstdint>
#include <string>

#include "term/format_line.hpp"

namespace kith {

struct pretty_rules {
  format_rules rules = {};
  std::int64_t columns = 80;   ///< a line stays below; 0: all on one line
  std::int64_t column = 1;     ///< where the first line starts
  std::int64_t line_max = -1;  ///< characters of a line besides its indentation; negative: any
  std::int64_t limit = -1;     ///< about how many characters of the term; negative: any
};

/// The text of a term in UTF-8.
[[nodiscard]] std::string print_pretty(term_ref t, const pretty_rules& how);

}  // namespace kith
