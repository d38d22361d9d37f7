#pragma once

#include "cmd/visitor.hpp"

namespace kith::cmd {

/// A function that rex is to call.
struct rex_request {
  atom module;
  atom function;
  term arguments;
  /// Text that the call writes comes here, to standard output, and not to the node's own.
  bool fetch_output = false;
};

/// Asks the node that `guest` has entered, by `{Self, {call, M, F, Args, Leader}}`, and waits.
/// Gives what the function returned, or `{badrpc, Reason}`. OTP: rpc; erl_interface, ei_rpc.
[[nodiscard]] result<term> rex_call(visitor& guest, const rex_request& what, const deadline& until);

}  // namespace kith::cmd
