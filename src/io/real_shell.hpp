// Commands of the system's shell, as os:cmd runs them.
#pragma once

#include "io/world.hpp"

namespace kith::io {

/// See world::run_shell.
result<std::string> run_real_shell(const shell_command& command);

}  // namespace kith::io
