#pragma once

#include "kernel/kernel_state.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

/// Starts the kernel of a node: registers the native functions, and spawns `user`, `net_kernel`,
/// `rex`, `global_name_server` and `global_group` under these names. Called once, with the node's
/// name settled, before the first connection. `state` outlives all processes of the node. As soon
/// as it returns, messages to those names arrive, also before the processes have run. Exits when
/// kernel's parameter global_groups is no definition of groups.
void start_kernel(node_core& node, kernel_state& state);

}  // namespace kith::detail
