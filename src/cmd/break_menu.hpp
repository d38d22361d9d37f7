// What C-c at the terminal brings: erl's menu of what to do now.
#pragma once

#include "cmd/terminal.hpp"
#include "kith/node.hpp"

namespace kith::cmd {

/// Shows the menu, and does what is chosen. Returns true if the program is to end. Source: ERTS,
/// erl(1). Differs: processes go on meanwhile, and only what they write waits; no crash dump can be
/// written.
[[nodiscard]] bool run_break_menu(node& n, terminal& screen);

}  // namespace kith::cmd
