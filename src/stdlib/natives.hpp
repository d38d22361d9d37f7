// OTP's library modules as far as they are native: what takes no funs and never waits. Each
// function adds the natives of a module; what is not native of it is written in Erlang.
#pragma once

#include "runtime/native.hpp"

namespace kith::detail {

void add_erlang_pure_natives(native_table& natives);  ///< the rest of `erlang` is the kernel's
void add_lists_natives(native_table& natives);
void add_maps_natives(native_table& natives);
void add_math_natives(native_table& natives);
void add_binary_natives(native_table& natives);
void add_erl_scan_natives(native_table& natives);  ///< erl_scan, erl_parse
void add_persistent_term_natives(native_table& natives);
void add_counters_natives(native_table& natives);  ///< `counters` and `atomics`
void add_ets_natives(native_table& natives);
void add_os_natives(native_table& natives);
void add_unicode_natives(native_table& natives);
void add_unicode_util_natives(native_table& natives);
void add_base64_natives(native_table& natives);
void add_re_natives(native_table& natives);
void add_io_lib_natives(native_table& natives);
void add_io_lib_pretty_natives(native_table& natives);
void add_file_natives(native_table& natives);    ///< kith_file
void add_socket_natives(native_table& natives);  ///< kith_socket

/// All of the above.
void add_stdlib_natives(native_table& natives);

}  // namespace kith::detail
