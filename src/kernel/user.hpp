#pragma once

#include "kernel/io_sink.hpp"
#include "kith/process.hpp"

namespace kith::detail {

/// The process `user`: the group leader of last resort, which writes to the node's output. It has
/// no input. OTP: kernel, user.
process user(ctx self, io_sink* output);

}  // namespace kith::detail
