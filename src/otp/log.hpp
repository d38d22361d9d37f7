#pragma once

#include <string_view>

#include "kith/log.hpp"
#include "runtime/node_core.hpp"
#include "runtime/process_block.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

/// The node of the process that runs.
[[nodiscard]] inline node_core& here() {
  return *current_process().node;
}

/// Writes a line to its node's log, in its name.
inline void log_here(log_level level, std::string_view text) {
  const process_block& p = current_process();
  p.node->log(level, to_string(term(p.pid())), text);
}

}  // namespace kith::detail
