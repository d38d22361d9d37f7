// A process that hears of what slows a node down: long slices, long mailboxes, busy connections.
#pragma once

#include <cstdint>

#include "kith/duration.hpp"
#include "kith/process.hpp"

namespace kith {

/// What the monitoring process hears, as messages:
struct system_monitor_options {
  /// `{monitor, Pid, long_schedule, [{timeout, Ms}, {in, undefined}, {out, undefined}]}`: a process
  /// has run that long without an await that let others run.
  duration long_schedule = duration::infinity();
  /// `{monitor, Pid, long_message_queue, true}`: so many messages wait in a mailbox; 0: not told
  /// of. `false` follows when they are down to `long_message_queue_disable`. OTP: since 27.
  std::uint32_t long_message_queue = 0;
  std::uint32_t long_message_queue_disable = 0;
  /// `{monitor, Pid, busy_dist_port, Node}`: a sender waits for a connection. OTP gives the port,
  /// of which we have none.
  bool busy_dist_port = false;
};

/// Makes `who` the one process of its node that hears of these; none (`pid()`) ends it. Returns who
/// heard before. Exits with badarg if `who` is no process of this node. When it ends, nobody hears.
/// OTP: erlang:system_monitor/2.
pid system_monitor(pid who, const system_monitor_options& of = {});

}  // namespace kith
