// The seam between the command and its shell.
#pragma once

#include <optional>
#include <string>

#include "shell/command_line.hpp"
#include "shell/node_settings.hpp"

namespace kith::cmd {

struct shell_options {
  shell::command_line line;       ///< what init:get_argument/1 and its like tell
  shell::node_settings settings;  ///< what it makes of the node
  /// The socket of the node whose shell it shows in place of its own.
  std::optional<std::string> attach = std::nullopt;
};

/// Starts the node that is asked for, does what `line.starts` says, and talks to the terminal
/// unless `settings.noshell`. Gives the exit status when the node has ended.
[[nodiscard]] int run_shell(const shell_options& options);

}  // namespace kith::cmd
