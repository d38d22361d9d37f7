// A call on another node by a spawn request of erpc:execute_call/4, whose process ends with a
// reason that holds the result. OTP: kernel, erpc:result/4.
//
//   {'DOWN', ReqId, process, Pid, {Ref, return, Value}}
//                                {Ref, throw, Value} | {Ref, exit, Reason}
//                                {Ref, error, Reason, Stack} | {Ref, error, {erpc, Reason}}
//   {spawn_reply, ReqId, error, Reason}
#pragma once

#include "io/world.hpp"
#include "kernel/apply.hpp"

namespace kith::detail {

struct erpc_request {
  reference id;      ///< of the spawn request, and of the monitor
  reference result;  ///< in the reason
  bool local = false;
};

[[nodiscard]] erpc_request start_erpc(atom node, atom module, atom function, const term& args);

/// How the call ended. Errors and exits have the shapes that erpc:call/5 raises.
[[nodiscard]] task<native_outcome> await_erpc(ctx self, erpc_request request, duration limit);

/// Time left until then, for requests that wait one after the other; `never` leaves infinity.
[[nodiscard]] duration time_left(io::instant until);
[[nodiscard]] io::instant deadline_in(duration limit);

}  // namespace kith::detail
