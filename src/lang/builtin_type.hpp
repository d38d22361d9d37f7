// The types that the language itself defines.
#pragma once

#include <cstddef>

#include "kith/atom.hpp"

namespace kith::lang {

/// OTP: stdlib, erl_internal:is_type/2.
[[nodiscard]] bool is_builtin_type(atom name, std::size_t arity) noexcept;

}  // namespace kith::lang
