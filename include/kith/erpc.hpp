#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::erpc {

/// Calls `module:function(args…)` on `node`, in a new process there, and returns its value. What it
/// throws is thrown here; otherwise exits with
///   `{exception, Reason}`                 when it exited (an exit)
///   `{exception, Reason, Stack}`          when it failed (an error)
///   `{signal, Reason}`                    when its process was ended from outside (an exit)
///   `{erpc, noconnection | timeout | notsup | …}`   when the call itself failed (an error)
/// OTP: erpc:call/4,5.
[[nodiscard]] task<term> call(ctx self, atom node, atom module, atom function, term args,
                              duration limit = duration::infinity());

/// Calls and does not wait; never fails. OTP: erpc:cast/4.
void cast(atom node, atom module, atom function, term args);

/// Calls on all of the nodes at once and returns a list of what each came to, in their order:
/// `{ok, Value}`, `{throw, Value}`, `{exit, Reason}` or `{error, Reason}`. OTP: erpc:multicall/4,5.
[[nodiscard]] task<term> multicall(ctx self, std::vector<atom> nodes, atom module, atom function,
                                   term args, duration limit = duration::infinity());

}  // namespace kith::erpc
