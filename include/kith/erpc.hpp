// Calls of functions on other nodes, each in a process of its own there. OTP: kernel, erpc. Args is
// a proper list, a limit at most 4,294,967,295 milliseconds or infinity; else the error
// `{erpc, badarg}`. Differs: limits are durations, there is no `{abs, Time}`; a fun is called as
// `erlang:apply(Fun, [])`.
#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::erpc {

/// Calls `module:function(args…)` on `node`, in a new process there, and returns its value. What it
/// throws is thrown here; otherwise exits with
///   `{exception, Reason}`                 when it exited (an exit)
///   `{exception, Reason, Stack}`          when it failed (an error)
///   `{signal, Reason}`                    when its process was ended from outside (an exit)
///   `{erpc, noconnection | timeout | notsup | …}`   when the call itself failed (an error)
/// On the own node and without a limit it runs in the calling process. OTP: erpc:call/4,5.
[[nodiscard]] task<term> call(ctx self, atom node, atom module, atom function, term args,
                              duration limit = duration::infinity());

/// Calls and does not wait; never fails. OTP: erpc:cast/4.
void cast(atom node, atom module, atom function, term args);

/// Calls on all of the nodes at once and returns a list of what each came to, in their order:
/// `{ok, Value}`, `{throw, Value}`, `{exit, Reason}` or `{error, Reason}`. OTP: erpc:multicall/4,5.
[[nodiscard]] task<term> multicall(ctx self, std::vector<atom> nodes, atom module, atom function,
                                   term args, duration limit = duration::infinity());

/// Casts to all of the nodes. OTP: erpc:multicast/4.
void multicast(const std::vector<atom>& nodes, atom module, atom function, const term& args);

// ---- requests whose responses are fetched later ------------------------------------------------
//
// A request is a term that is opaque, `[Reference | Reference]`; it belongs to the process that
// sent it. A collection of requests maps each to a label; it is a value: functions return a new
// one.

/// OTP: erpc:send_request/4.
[[nodiscard]] term send_request(atom node, atom module, atom function, term args);
/// Sends a request and returns the collection with it. OTP: erpc:send_request/6.
[[nodiscard]] term send_request(atom node, atom module, atom function, term args, term label,
                                term requests);

/// Waits for the response and returns or raises as `call` does. After `{erpc, timeout}` the request
/// is given up: no message of it comes. OTP: erpc:receive_response/1,2.
[[nodiscard]] task<term> receive_response(ctx self, term request,
                                          duration limit = duration::infinity());
/// Waits for any of them: `{Value, Label, Requests}`, or `no_request` when there is none. What is
/// raised for a request has `{Reason, Label, Requests}` as its reason. `remove` says whether the
/// request is still in the Requests that come back. After `{erpc, timeout}` all are given up.
/// OTP: erpc:receive_response/3.
[[nodiscard]] task<term> receive_response(ctx self, term requests, duration limit, bool remove);

/// `{response, Value}`, or `no_response` within the limit; then it may be waited for again. Raises
/// as `call` does. OTP: erpc:wait_response/1,2.
[[nodiscard]] task<term> wait_response(ctx self, term request, duration limit = duration());
/// `{{response, Value}, Label, Requests}`, `no_response` or `no_request`. OTP:
/// erpc:wait_response/3.
[[nodiscard]] task<term> wait_response(ctx self, term requests, duration limit, bool remove);

/// Of a message that was received otherwise: `{response, Value}`, or `no_response` when it is none
/// of the request. OTP: erpc:check_response/2.
[[nodiscard]] term check_response(const term& message, const term& request);
/// OTP: erpc:check_response/3.
[[nodiscard]] term check_response(const term& message, const term& requests, bool remove);

/// An empty collection. OTP: erpc:reqids_new/0.
[[nodiscard]] term reqids_new();
/// OTP: erpc:reqids_size/1.
[[nodiscard]] std::size_t reqids_size(const term& requests);
/// The collection with a request that is not in it yet. OTP: erpc:reqids_add/3.
[[nodiscard]] term reqids_add(const term& request, term label, const term& requests);
/// `[{Request, Label}]`. OTP: erpc:reqids_to_list/1.
[[nodiscard]] term reqids_to_list(const term& requests);

}  // namespace kith::erpc
