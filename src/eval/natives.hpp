// Native functions that need the evaluator.
#pragma once

#include "eval/evaluator.hpp"

namespace kith::eval {

void add_spawn_natives(detail::native_table& natives);  ///< erlang:spawn/1 … spawn_opt/5
void add_info_natives(detail::native_table& natives);   ///< erlang:fun_info/1, get_module_info/1, …
void add_code_natives(detail::native_table& natives);   ///< kith_code

/// All of the above.
void add_eval_natives(detail::native_table& natives);

}  // namespace kith::eval
