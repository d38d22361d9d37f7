#pragma once

#include "kith/process.hpp"

namespace kith::detail {

/// The process `net_kernel`, as far as other nodes talk to it: it answers `{is_auth, Node}` (what
/// net_adm:ping/1 asks) with `yes`, and other calls with `{error, badrequest}`.
/// OTP: kernel, net_kernel:handle_call/3.
process net_kernel(ctx self);

}  // namespace kith::detail
