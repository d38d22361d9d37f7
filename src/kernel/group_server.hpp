// The processes of `global_group`: the server, which drives the state machine, and its helpers.
#pragma once

#include "kith/process.hpp"

namespace kith::detail {

/// Registered as `global_group`. It is told of nodes as the global name server is.
process global_group_server(ctx self);

}  // namespace kith::detail
