#pragma once

#include <string>
#include <vector>

namespace kith::cmd {

/// `kith` without a subcommand: reads the flags of erl, those of the environment and the files that
/// they name, and runs the shell. Gives the exit status.
[[nodiscard]] int start_shell(const std::vector<std::string>& arguments);

}  // namespace kith::cmd
