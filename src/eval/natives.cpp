#include "eval/natives.hpp"

namespace kith::eval {

void add_eval_natives(detail::native_table& natives) {
  add_spawn_natives(natives);
  add_info_natives(natives);
  add_code_natives(natives);
}

}  // namespace kith::eval
