// Native functions that need the evaluator.
#pragma once

#include "eval/evaluator.hpp"

namespace kith::eval {

/// erlang:spawn/1 … spawn_opt/5, erlang:fun_info/1,2, erlang:make_fun/3, module_info, code:*, …
void add_eval_natives(detail::native_table& natives);
void add_spawn_natives(detail::native_table& natives);

}  // namespace kith::eval
