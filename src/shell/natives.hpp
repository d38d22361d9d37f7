#pragma once

#include "runtime/native.hpp"

namespace kith::detail {

/// kith_tty: the node's own input and output, for the processes that serve them (stdlib/group.erl);
/// kith_heart: what stdlib/heart.erl says to who starts the node again.
void add_terminal_natives(native_table& natives);

}  // namespace kith::detail
