// Asking another node for a process. OTP: erlang:spawn_request/5.
//
// The request identifier that comes back is also the reference of the monitor. These messages reach
// the process that asked, with other tags if the options say so:
//
//   {spawn_reply, Ref, ok, Pid}         unless reply is `no` or `error_only`
//   {spawn_reply, Ref, error, Reason}   unless reply is `no` or `success_only`; `noconnection` when
//                                       the node is not reached or lost before it answered,
//                                       `notsup` when it cannot, else what the node said
//   {'DOWN', Ref, process, Pid, Reason} with `monitor`, once it runs
#pragma once

#include "kith/process.hpp"

namespace kith::detail {

struct spawn_request_options {
  enum class replies : std::uint8_t { yes, no, error_only, success_only };

  bool link = false;
  bool monitor = false;
  replies reply = replies::yes;
  term reply_tag = atoms::spawn_reply;
  term monitor_tag = atoms::DOWN;
};

/// Asks `node` to spawn `module:function(args…)` with the group leader of the running process, and
/// returns at once. `node` is another node. The mark of the mailbox is set at the reference.
[[nodiscard]] reference spawn_request(atom node, atom module, atom function, term args,
                                      const spawn_request_options& how);

/// Gives a request up: true when no message of it came or will come; false when the process runs
/// already, or a message is in the mailbox. OTP: erlang:spawn_request_abandon/1.
bool spawn_request_abandon(const reference& request);

}  // namespace kith::detail
