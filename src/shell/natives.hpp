#pragma once

#include "runtime/native.hpp"

namespace kith::detail {

/// kith_tty: the node's own input and output, for the processes that serve them (stdlib/group.erl).
void add_terminal_natives(native_table& natives);

}  // namespace kith::detail
