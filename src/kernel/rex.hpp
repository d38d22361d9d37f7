// The process `rex`, which calls functions for other nodes. OTP: kernel, rpc:handle_call/3 and
// handle_info/2.
//
//   {'$gen_call', From, {call | block_call, M, F, Args, Leader}}    → Result
//   {'$gen_cast', {cast, M, F, Args, Leader}}
//   {Pid, {call, M, F, Args, Leader}}       → {rex, Result}         erl_call, Jinterface
//   {Pid, features_request}                 → {features_reply, Node, [erpc]}
//   {Pid, {send, Name, Msg}}, {Pid, {sbcast, Name, Msg}}
//
//   Result: what the function returned or threw, or {badrpc, {'EXIT', Reason}}
//   Leader: a pid | user | send_stdout_to_caller (output comes as {rex_stdout, Binary})
//
// Each call runs in a process of its own; block_call too, so that one cannot block the others.
#pragma once

#include "kith/process.hpp"

namespace kith::detail {

process rex(ctx self);

}  // namespace kith::detail
