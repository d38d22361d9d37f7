// The functions that every node offers to others, by modules. Each file has rows of some of them.
// OTP: the functions of these names.
#pragma once

#include "kernel/native_rows.hpp"

namespace kith::detail {

/// Module `erlang`, as far as it deals with processes and the node. What calls other functions and
/// what spawns is not here.
void add_erlang_natives(native_table& natives);
void add_call_natives(native_table& natives);  ///< erpc:execute_call/4, erlang:apply/2, …
/// Modules global, net_kernel, net_adm, init, application, os and io_lib, as far as they are
/// native.
void add_kernel_natives(native_table& natives);
/// Module `kith_log`, and of `error_logger` what is native.
void add_log_natives(native_table& natives);
/// Module `code` of a node that does not evaluate, where modules are native or there are none.
void add_code_natives(native_table& natives);

}  // namespace kith::detail
