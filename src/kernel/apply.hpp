// Calling a native function by name, for this node or another: the one door to the table of native
// functions, with the authorisation in front of it.
#pragma once

#include <utility>

#include "kith/native.hpp"
#include "kith/process.hpp"

namespace kith::detail {

/// How a call ended, with Erlang's stack trace where it was an error.
class native_outcome {
 public:
  enum class what : std::uint8_t { returned, thrown, exit, error };

  native_outcome(what kind, term value) noexcept : kind_(kind), value_(std::move(value)) {}
  native_outcome(term reason, term stack) noexcept
      : kind_(what::error), value_(std::move(reason)), stack_(std::move(stack)) {}

  [[nodiscard]] what kind() const noexcept { return kind_; }
  [[nodiscard]] const term& value() const noexcept { return value_; }
  /// Of an error: `[{Module, Function, ArityOrArgs, []}]`.
  [[nodiscard]] const term& stack() const noexcept { return stack_; }

 private:
  what kind_;
  term value_;
  term stack_;
};

/// Calls `module:function(args…)` in the running process, on behalf of `caller`: the process
/// itself, another that has asked by a message (which may lie about who it is), or none. What is
/// not registered ends with the error `undef`, as a function that does not exist; what the
/// authority refuses with the error `not_allowed`. Never throws what the function threw.
/// The functions that call others (`erpc:execute_call/3,4`, `erpc:execute_cast/3`,
/// `erlang:apply/2,3`) pass the same door with what they call.
[[nodiscard]] task<native_outcome> run_native(ctx self, pid caller, atom module, atom function,
                                              term args);

/// The body of a process that another node asked for by a spawn request. Ends as an Erlang process
/// would: with `{undef, [{Module, Function, Args, []}]}` when there is no such function.
process apply_native(ctx self, pid caller, atom module, atom function, term args);

}  // namespace kith::detail
