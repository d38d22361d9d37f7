// Whether an expression may stand in a guard. OTP: stdlib, erl_lint:is_guard_test/3.
#pragma once

#include <functional>

#include "kith/term.hpp"

namespace kith::lang {

/// `may_call`: whether a function of that name and number of arguments may be called; functions of
/// the module `erlang` are asked for like local ones.
[[nodiscard]] bool is_guard_expression(term_ref e,
                                       const std::function<bool(atom, std::size_t)>& may_call);

/// Whether guards may call it. OTP: stdlib, erl_internal:guard_bif/2 and type_test/2.
[[nodiscard]] bool is_guard_function(atom name, std::size_t arity) noexcept;

}  // namespace kith::lang
