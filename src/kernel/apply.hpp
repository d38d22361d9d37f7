// Calling a native function by name, for this node or another: the one door to the table of native
// functions, with the authorisation in front of it.
#pragma once

#include "kernel/native_outcome.hpp"
#include "kith/native.hpp"
#include "kith/process.hpp"

namespace kith::detail {

/// Calls `module:function(args…)` in the running process, on behalf of `caller`: the process
/// itself, another that has asked by a message (which may lie about who it is), or none. What is
/// not registered ends with the error `undef`, as a function that does not exist; what the
/// authority refuses with the error `not_allowed`. Never throws what the function threw.
/// The functions that call others (`erpc:execute_call/3,4`, `erpc:execute_cast/3`,
/// `erlang:apply/2,3`) pass the same door with what they call.
[[nodiscard]] task<native_outcome> run_native(ctx self, pid caller, atom module, atom function,
                                              term args);

/// The stack of a call that has failed, for its caller: a function that has left no frame, as
/// `erlang:error/1` leaves none, is one itself. OTP: erpc:trim_stack/4.
[[nodiscard]] term stack_of_call(const native_outcome& got, atom module, atom function,
                                 const term& args);

/// What `node_core::apply_fun` is: the same door, for a fun that has come with a message.
[[nodiscard]] task<term> apply_fun(ctx self, pid caller, term fun, term args);

/// The body of a process that another node asked for by a spawn request. Ends as an Erlang process
/// would: with `{undef, [{Module, Function, Args, []}]}` when there is no such function.
process apply_native(ctx self, pid caller, atom module, atom function, term args);

/// The running process calls a function by name, on its own behalf; what that throws is thrown
/// here.
[[nodiscard]] task<term> call_for_self(ctx self, atom module, atom function, term args);

}  // namespace kith::detail
