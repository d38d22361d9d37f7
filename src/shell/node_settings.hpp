// What kind of node a command line asks for. Pure. Source: ERTS, erl(1); kernel, kernel(6).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kith/node.hpp"
#include "shell/application_env.hpp"
#include "shell/emulator_flags.hpp"

namespace kith::shell {

struct node_settings {
  node_options node;
  /// `-setcookie Node Cookie`: what one peer has.
  std::vector<std::pair<std::string, std::string>> cookies;
  bool noshell = false;  ///< -noshell, -noinput, -detached
  bool detached = false;
  std::optional<std::string> remsh;  ///< -remsh Node
  bool maybe_expr = false;           ///< -enable-feature maybe_expr
  application_env env;               ///< sys.config, and of `-kernel` the command line
  emulator_settings emulator;
  /// What is asked for and not followed, a sentence each.
  std::vector<std::string> warnings;
};

/// The settings that a command line and its configuration (`-config`, read by the caller) make.
/// Fails with a sentence; where OTP ends at the same place it is OTP's.
[[nodiscard]] result<node_settings> settings_of(const command_line& line, application_env config,
                                                unsigned processors);

}  // namespace kith::shell
