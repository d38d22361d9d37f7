#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::rpc {

/// Calls `module:function(args…)` on `node` and returns its value, what it threw, or
/// `{badrpc, nodedown | timeout | {'EXIT', Reason}}`. OTP: rpc:call/4,5.
[[nodiscard]] task<term> call(ctx self, atom node, atom module, atom function, term args,
                              duration limit = duration::infinity());
/// The same, one such call at a time on that node. OTP: rpc:block_call/4,5. A Kith node does not
/// hold up others for it.
[[nodiscard]] task<term> block_call(ctx self, atom node, atom module, atom function, term args,
                                    duration limit = duration::infinity());
/// Calls and does not wait. OTP: rpc:cast/4.
void cast(atom node, atom module, atom function, term args);
/// `{Results, BadNodes}`: what each node that answered came to, as `call` has it, and the nodes
/// that did not. OTP: rpc:multicall/4,5.
[[nodiscard]] task<term> multicall(ctx self, std::vector<atom> nodes, atom module, atom function,
                                   term args, duration limit = duration::infinity());

}  // namespace kith::rpc
