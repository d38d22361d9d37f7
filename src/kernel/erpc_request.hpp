// A call on another node by a spawn request of erpc:execute_call/4, whose process ends with a
// reason that holds the result. OTP: kernel, erpc:result/4.
//
//   {'DOWN', ReqId, process, Pid, {Ref, return, Value}}
//                                {Ref, throw, Value} | {Ref, exit, Reason}
//                                {Ref, error, Reason, Stack} | {Ref, error, {erpc, Reason}}
//   {spawn_reply, ReqId, error, Reason}
#pragma once

#include <optional>

#include "io/world.hpp"
#include "kernel/apply.hpp"

namespace kith::detail {

struct erpc_request {
  reference id;      ///< of the spawn request, and of the monitor
  reference result;  ///< in the reason
};

/// `function` may be of this node, too: then in a process of its own.
[[nodiscard]] erpc_request start_erpc(atom node, atom module, atom function, const term& args);

/// In the calling process, which is on this node. Ends as await_erpc.
[[nodiscard]] task<native_outcome> run_erpc(ctx self, atom module, atom function, term args);

/// How the call ended. Errors and exits have the shapes that erpc:call/5 raises. When the time is
/// up the request is given up.
[[nodiscard]] task<native_outcome> await_erpc(ctx self, erpc_request request, duration limit);
/// The same, but when the time is up it may be waited for again.
[[nodiscard]] task<std::optional<native_outcome>> wait_erpc(ctx self, erpc_request request,
                                                            duration limit);

/// The reference that a message of a request holds; nothing for others.
[[nodiscard]] term_ref erpc_key(term_ref message);
/// How the call ended whose message, with its reference, has come.
[[nodiscard]] native_outcome erpc_outcome(const reference& result, term_ref message);
/// From then on no message of it is in the mailbox, or will come.
[[nodiscard]] task<void> forget_erpc(ctx self, reference id);

/// `erpc:send_request/4` and `rpc:async_call/4` give these, `[Result | Id]`.
[[nodiscard]] term term_of(const erpc_request& request);
[[nodiscard]] std::optional<erpc_request> erpc_request_of(term_ref t);

/// Time left until then, for requests that wait one after the other; `never` leaves infinity.
[[nodiscard]] duration time_left(io::instant until);
[[nodiscard]] io::instant deadline_in(duration limit);

/// Returns the value, or raises what the outcome is.
[[nodiscard]] term value_of(const native_outcome& got);

/// The error of arguments that erpc does not take.
[[noreturn]] void erpc_badarg();
/// Whether OTP would take it.
[[nodiscard]] bool is_erpc_limit(duration limit) noexcept;
/// Raises erpc's error for others.
void check_erpc_limit(duration limit);

}  // namespace kith::detail
