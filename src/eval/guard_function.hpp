// The functions of guards that are called most, without exceptions: a guard fails often.
#pragma once

#include <span>

#include "kith/term.hpp"

namespace kith::eval {

/// The value, or no term where the function raises an error.
using guard_function = term (*)(std::span<const term> args);

/// Null: it is none of those.
[[nodiscard]] guard_function find_guard_function(atom name, std::uint32_t arity);

}  // namespace kith::eval
