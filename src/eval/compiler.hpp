// From OTP's abstract format to code. Records and macros are gone before (see lang/).
#pragma once

#include <vector>

#include "eval/code.hpp"
#include "eval/form.hpp"

namespace kith::eval {

// Each throws bad_form.

/// The functions of a module's forms. Function 0 … are those that it defines.
[[nodiscard]] std::shared_ptr<unit> compile_module(term_ref forms);

/// Expressions, one after the other. Function 0 takes the bindings and returns
/// `{value, Value, Bindings}`; `bound` names those that there are. Its second argument is what
/// handles functions that are not known, see function_compiler::handled_call.
[[nodiscard]] std::shared_ptr<unit> compile_expressions(term_ref expressions,
                                                        const std::vector<atom>& bound);

/// The clauses of a fun that carries its forms. Function 0 takes the arguments and, behind them,
/// the fun itself. `name` is its own name within, or `undefined`.
[[nodiscard]] std::shared_ptr<unit> compile_fun(term_ref clauses, atom name, term_ref bindings);

}  // namespace kith::eval
