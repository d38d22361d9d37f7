%% Calls at other nodes, by their server `rex`. OTP: kernel, rpc. Differs: of its functions only
%% call/4,5; an answer that comes after its time stays in the mailbox of the caller.
-module(rpc).

-export([call/4, call/5]).

call(Node, Module, Function, Args) -> call(Node, Module, Function, Args, infinity).

call(Node, Module, Function, Args, Timeout) ->
    try monitor(process, {rex, Node}) of
        Ref ->
            Call = {call, Module, Function, Args, group_leader()},
            {rex, Node} ! {'$gen_call', {self(), Ref}, Call},
            result(Ref, Timeout)
    catch
        error:badarg -> {badrpc, nodedown}      % this node has no name
    end.

result(Ref, Timeout) ->
    receive
        {Ref, Result} ->
            demonitor(Ref, [flush]),
            Result;
        {'DOWN', Ref, _, _, noconnection} ->
            {badrpc, nodedown};
        {'DOWN', Ref, _, _, Reason} ->
            {badrpc, {'EXIT', Reason}}
    after Timeout ->
        demonitor(Ref, [flush]),
        {badrpc, timeout}
    end.
