// Calls of functions on other nodes, what fails being a result. OTP: kernel, rpc. Arguments that
// are no list are the error badarg. Functions without nodes mean all that are visible, and this
// one.
#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::rpc {

/// Calls `module:function(args…)` on `node` and returns its value, what it threw, or
/// `{badrpc, nodedown | timeout | {'EXIT', Reason}}`. OTP: rpc:call/4,5.
[[nodiscard]] task<term> call(ctx self, atom node, atom module, atom function, term args,
                              duration limit = duration::infinity());
/// The same, one such call at a time on that node. OTP: rpc:block_call/4,5. A Kith node does not
/// hold up others for it.
[[nodiscard]] task<term> block_call(ctx self, atom node, atom module, atom function, term args,
                                    duration limit = duration::infinity());
/// Calls and does not wait. OTP: rpc:cast/4.
void cast(atom node, atom module, atom function, term args);
/// The same on many nodes. OTP: rpc:eval_everywhere/3,4.
void eval_everywhere(const std::vector<atom>& nodes, atom module, atom function, const term& args);
void eval_everywhere(atom module, atom function, const term& args);

/// `{Results, BadNodes}`: what each node that answered came to, as `call` has it, and the nodes
/// that did not. OTP: rpc:multicall/3,4,5.
[[nodiscard]] task<term> multicall(ctx self, std::vector<atom> nodes, atom module, atom function,
                                   term args, duration limit = duration::infinity());
[[nodiscard]] task<term> multicall(ctx self, atom module, atom function, term args,
                                   duration limit = duration::infinity());

/// Calls; the key that comes back is for `yield`, once, in the same process. OTP: rpc:async_call/4.
[[nodiscard]] term async_call(atom node, atom module, atom function, term args);
/// Waits for the result, as `call` has it. OTP: rpc:yield/1.
[[nodiscard]] task<term> yield(ctx self, term key);
/// `{value, Result}`, or `timeout` within the limit; then it may be asked again. OTP:
/// rpc:nb_yield/1,2.
[[nodiscard]] task<term> nb_yield(ctx self, term key, duration limit = duration());

/// The results of a list of calls `{Module, Function, Args}`, dealt out to all nodes, in order.
/// OTP: rpc:parallel_eval/1.
[[nodiscard]] task<term> parallel_eval(ctx self, term calls);
/// `module:function(Element, extra…)` of each element of a list, dealt out to all nodes; exits with
/// `badrpc` when one fails. OTP: rpc:pmap/3.
[[nodiscard]] task<term> pmap(ctx self, atom module, atom function, term extra, term elements);

/// Sends a message to the processes of one name. OTP: rpc:abcast/2,3.
void abcast(const std::vector<atom>& nodes, atom name, const term& message);
void abcast(atom name, const term& message);
/// The same, and waits until it has been delivered: `{GoodNodes, BadNodes}`; bad is also where
/// nobody has the name. OTP: rpc:sbcast/2,3.
[[nodiscard]] task<term> sbcast(ctx self, std::vector<atom> nodes, atom name, term message);
[[nodiscard]] task<term> sbcast(ctx self, atom name, term message);

/// Sends `{Pid, request}` to a name and waits for `{reply_wrapper, Node, Reply}`; returns the
/// reply, or `{error, nodedown}` when the process is not there or ends. OTP: rpc:server_call/4.
[[nodiscard]] task<term> server_call(ctx self, atom node, atom name, term reply_wrapper,
                                     term request);
/// Sends `{Pid, request}` to the processes of one name and waits for `{name, Node, Reply}` of each:
/// `{Replies, BadNodes}`. OTP: rpc:multi_server_call/2,3.
[[nodiscard]] task<term> multi_server_call(ctx self, std::vector<atom> nodes, atom name,
                                           term request);
[[nodiscard]] task<term> multi_server_call(ctx self, atom name, term request);

/// process_info of a process of any node. OTP: rpc:pinfo/1,2.
[[nodiscard]] task<term> pinfo(ctx self, pid who);
[[nodiscard]] task<term> pinfo(ctx self, pid who, term item);

}  // namespace kith::rpc
