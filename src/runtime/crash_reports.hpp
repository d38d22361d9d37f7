// What is logged of processes that fail: a line for each, unless very many do at once; and a table
// that is full is said once a second, since it makes everybody fail who spawns.
#pragma once

#include <optional>
#include <string>

#include "kith/term.hpp"
#include "runtime/log_limit.hpp"

namespace kith::detail {

/// Any thread may ask.
class crash_reports {
 public:
  /// What to log of a process that has failed with `reason`: nothing where there were so many
  /// within this second. The first line after those says how many were left out.
  [[nodiscard]] std::optional<std::string> line(term_ref reason, io::instant now);

 private:
  log_limit any_{log_lines_per_second};
  log_limit system_limit_{1};
};

}  // namespace kith::detail
