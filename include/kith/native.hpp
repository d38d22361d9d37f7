#pragma once

#include <span>

#include "kith/coroutine.hpp"
#include "kith/process.hpp"
#include "kith/term.hpp"

namespace kith {

/// A function that other nodes may call as `Module:Function(Args…)` by rpc and erpc. `args` is the
/// list of arguments, of the arity it was registered with; what it throws (`raise_error`, `exit`,
/// `throw_term`) reaches the caller as the same exception.
using native_function = task<term> (*)(ctx self, term args);

/// The same, for a function that never waits: its arguments lie side by side, valid until it
/// returns. It runs within the process that calls.
using plain_function = term (*)(std::span<const term> args);

}  // namespace kith
