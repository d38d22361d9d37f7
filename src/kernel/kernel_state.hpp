#pragma once

#include <atomic>
#include <string>

#include "dist/epmd_codec.hpp"
#include "io/world.hpp"
#include "kernel/application_env.hpp"
#include "kernel/authority.hpp"
#include "kernel/global_state.hpp"
#include "kernel/global_table.hpp"
#include "kernel/group_definition.hpp"
#include "kernel/heart_line.hpp"
#include "kernel/io_sink.hpp"
#include "kernel/language.hpp"
#include "kernel/node_end.hpp"
#include "kernel/node_list.hpp"
#include "kernel/pg_scopes.hpp"
#include "kernel/registries.hpp"
#include "kernel/start_arguments.hpp"
#include "kernel/statistics_marks.hpp"

namespace kith::detail {

class log_relay;

/// What the kernel's processes of one node share, besides the node. It outlives them all.
struct kernel_state {
  node_end* end = nullptr;              ///< null: `halt` and its like are not supported
  io_sink* output = nullptr;            ///< null: what processes write is dropped
  io_source* input = nullptr;           ///< null: there is none, its end comes at once
  const authority* may_call = nullptr;  ///< null: every registered function may be called
  heart_line* heart = nullptr;          ///< null: nobody starts the node again
  language* code = nullptr;             ///< null: there are no functions but native ones
  node_list* nodes = nullptr;           ///< null on a node that is not distributed
  log_relay* relay = nullptr;           ///< null: what the node logs goes where its program says
  global_options global;
  std::uint16_t epmd_port = dist::epmd_port_default;
  /// What `erlang:system_info(otp_release)` says, an integer in words: clients parse it.
  std::string otp_release = "25";
  /// erl's flag `+W`: error, warning or info.
  atom warnings = atom("warning");
  /// erl's flag `+pc`.
  printable_range printable = printable_range::latin1;
  /// erl's flag `+zdbbl`, in bytes.
  std::size_t dist_buf_busy_limit = 1024 * 1024;
  /// erl's flag `-enable-feature maybe_expr`: what is scanned without options may have `maybe`.
  bool maybe_expr = false;

  global_table names;
  pg_scopes groups;
  /// The greatest fencing epoch that this node has handed out or seen, see global::lock_epoch.
  std::atomic<std::uint64_t> lock_epoch{0};
  group_table global_groups;
  registries local_registries;
  start_arguments arguments;
  application_env env;
  statistics_marks marks;
  io::instant started;  ///< set by start_kernel
};

/// Of the running process's node; null on a node without a kernel.
[[nodiscard]] kernel_state* kernel_here();

/// Whether the running process's node is one of a cluster, be it without a name yet. OTP:
/// erlang:is_alive/0.
[[nodiscard]] bool is_alive_here();

/// What `io:printable_range()` says: of the running process's node; latin1 where there is none.
[[nodiscard]] printable_range printable_range_here();

}  // namespace kith::detail
