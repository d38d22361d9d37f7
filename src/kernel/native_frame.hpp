// What a stack trace shows of a native function that failed.
#pragma once

#include <optional>

#include "kith/term.hpp"

namespace kith::detail {

/// {Module, Function, Args, Info}: Info names the module that explains errors of its arguments, if
/// there is one. `cause` is that of a caused_error. OTP: erl_error; `error_info` in a stack trace.
[[nodiscard]] term frame_of_native(atom module, atom function, const term& args,
                                   const std::optional<term>& cause = std::nullopt);

}  // namespace kith::detail
