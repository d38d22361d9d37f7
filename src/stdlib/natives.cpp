#include "stdlib/natives.hpp"

namespace kith::detail {

void add_stdlib_natives(native_table& natives) {
  add_erlang_pure_natives(natives);
  add_lists_natives(natives);
  add_maps_natives(natives);
  add_math_natives(natives);
  add_binary_natives(natives);
  add_erl_scan_natives(natives);
  add_persistent_term_natives(natives);
  add_counters_natives(natives);
  add_ets_natives(natives);
  add_os_natives(natives);
  add_unicode_natives(natives);
  add_unicode_util_natives(natives);
  add_base64_natives(natives);
  add_re_natives(natives);
  add_io_lib_natives(natives);
  add_io_lib_pretty_natives(natives);
  add_file_natives(natives);
  add_socket_natives(natives);
}

}  // namespace kith::detail
