#pragma once

#include <string>

#include "kernel/authority.hpp"
#include "kernel/global_state.hpp"
#include "kernel/global_table.hpp"
#include "kernel/io_sink.hpp"
#include "kernel/language.hpp"
#include "kernel/node_list.hpp"

namespace kith::detail {

/// What the kernel's processes of one node share, besides the node. It outlives them all.
struct kernel_state {
  io_sink* output = nullptr;            ///< null: what processes write is dropped
  io_source* input = nullptr;           ///< null: there is none, its end comes at once
  const authority* may_call = nullptr;  ///< null: every registered function may be called
  language* code = nullptr;             ///< null: there are no functions but native ones
  node_list* nodes = nullptr;           ///< null on a node that is not distributed
  global_options global;
  /// What `erlang:system_info(otp_release)` says, an integer in words: clients parse it.
  std::string otp_release = "25";

  global_table names;
};

/// Of the running process's node; null on a node without a kernel.
[[nodiscard]] kernel_state* kernel_here();

}  // namespace kith::detail
