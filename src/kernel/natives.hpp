// The functions that every node offers to others. Each file adds those of some modules; a native
// function gets exactly as many arguments as it was added with. OTP: the functions of these names.
#pragma once

#include "kith/build.hpp"
#include "kith/native.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

void add_erlang_natives(native_table& natives);   ///< node/0, system_info/1, …
void add_process_natives(native_table& natives);  ///< whereis/1, process_info/2, send/2, …
void add_call_natives(native_table& natives);     ///< erpc:execute_call/4, erlang:apply/2, …
void add_kernel_natives(native_table& natives);   ///< global, net_kernel, code, rpc, io_lib

/// The i-th argument, from 0.
[[nodiscard]] inline term_ref argument(const term& args, std::size_t i) noexcept {
  term_ref at = args;
  for (; i > 0; --i) {
    at = at.tail();
  }
  return at.head();
}

}  // namespace kith::detail
