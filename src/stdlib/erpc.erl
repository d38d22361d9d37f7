%% Calls on other nodes, the caller's side: a process is asked for that runs the call, and the reason
%% it ends with brings the result. OTP: kernel, erpc. What runs on the node that is called,
%% execute_call/3,4 and execute_cast/3, is native.
-module(erpc).

-export([call/2, call/3, call/4, call/5, cast/2, cast/4]).
-export([multicall/2, multicall/3, multicall/4, multicall/5, multicast/2, multicast/4]).
-export([send_request/2, send_request/4, send_request/6, receive_response/1, receive_response/2,
         receive_response/3, wait_response/1, wait_response/2, wait_response/3, check_response/2,
         check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).

-define(TIMEOUT_MS_MAX, 16#ffffffff).

-define(IS_CALL(Module, Function, Args),
        is_atom(Module), is_atom(Function), is_list(Args)).

%% Raised where they stand, so that the trace begins with the function that was called.
-define(BADARG, erlang:error({?MODULE, badarg})).
-define(LIMIT(Timeout),
        case timeout_ms(Timeout) of
            badarg -> ?BADARG;
            Checked -> Checked
        end).
-define(ENDED(Outcome, Value),
        case Outcome of
            {ok, Value} -> Value;
            {Class, Reason} -> erlang:Class(Reason)
        end).

%%% One call.

call(Node, Fun) -> call(Node, Fun, infinity).

call(Node, Fun, Timeout) when is_function(Fun, 0) -> call(Node, erlang, apply, [Fun, []], Timeout);
call(_, _, _) -> ?BADARG.

call(Node, Module, Function, Args) -> call(Node, Module, Function, Args, infinity).

%% Returns what the function returns, and throws what it throws. Exits with {exception, Reason} when
%% it exits, with {signal, Reason} when its process is ended. Errors: {exception, Reason, Stack} when
%% it fails; {erpc, badarg | noconnection | notsup | system_limit | timeout}.
call(Node, Module, Function, Args, infinity)
  when Node =:= node(), ?IS_CALL(Module, Function, Args) ->
    ?ENDED(run(Module, Function, Args), Value);
call(Node, Module, Function, Args, Timeout) when is_atom(Node), ?IS_CALL(Module, Function, Args) ->
    Limit = ?LIMIT(Timeout),
    ?ENDED(receive_within(request(Node, Module, Function, Args), Limit), Value);
call(_, _, _, _, _) -> ?BADARG.

cast(Node, Fun) -> cast(Node, erlang, apply, [Fun, []]).

cast(Node, Module, Function, Args) when is_atom(Node), ?IS_CALL(Module, Function, Args) ->
    _ = erlang:spawn_request(Node, ?MODULE, execute_cast, [Module, Function, Args],
                             [{reply, no}]),
    ok;
cast(_, _, _, _) -> ?BADARG.

%% Runs a call in the process itself; as outcome/2.
run(Module, Function, Args) ->
    try
        {ok, apply(Module, Function, Args)}
    catch
        throw:Value -> {throw, Value};
        exit:Reason -> {exit, {exception, Reason}};
        error:Reason:Stack ->
            {error, {exception, Reason, own_part(Stack, Module, Function, Args)}}
    end.

%% What of a stack belongs to the call: it ends with the function that was called, which may be one
%% of this module that calls in its turn.
own_part([{?MODULE, run, _, _} | _], Module, Function, Args) -> [{Module, Function, Args, []}];
own_part(Stack, Module, Function, Args) ->
    IsOwn = fun({M, F, _, _}) -> {M, F} =/= {?MODULE, run} end,
    case lists:splitwith(IsOwn, Stack) of
        {_, []} -> Stack;
        {Own, _} ->
            case lists:last(Own) of
                {Module, Function, Args, _} -> Own;
                {Module, Function, Arity, _} when Arity =:= length(Args) -> Own;
                _ when length(Args) >= 0 -> Own ++ [{Module, Function, length(Args), []}];
                _ -> Own  % Args is no proper list: nothing was called
            end
    end.

%%% Requests and their responses. A request is [Tag | Ref]: Tag marks the result, Ref is that of
%%% spawn_request and of the monitor.

send_request(Node, Fun) when is_atom(Node), is_function(Fun, 0) ->
    send_request(Node, erlang, apply, [Fun, []]);
send_request(_, _) -> ?BADARG.

send_request(Node, Module, Function, Args)
  when is_atom(Node), ?IS_CALL(Module, Function, Args) ->
    request(Node, Module, Function, Args);
send_request(Node, Fun, Label, Requests)
  when is_atom(Node), is_function(Fun, 0), is_map(Requests) ->
    send_request(Node, erlang, apply, [Fun, []], Label, Requests);
send_request(_, _, _, _) -> ?BADARG.

send_request(Node, Module, Function, Args, Label, Requests)
  when is_atom(Node), ?IS_CALL(Module, Function, Args), is_map(Requests) ->
    [Tag | Ref] = request(Node, Module, Function, Args),
    Requests#{Ref => [Tag | Label]};
send_request(_, _, _, _, _, _) -> ?BADARG.

request(Node, Module, Function, Args) ->
    Tag = make_ref(),
    [Tag | erlang:spawn_request(Node, ?MODULE, execute_call, [Tag, Module, Function, Args],
                                [{reply, error_only}, monitor])].

receive_response([Tag | Ref] = Request) when is_reference(Tag), is_reference(Ref) ->
    receive_response(Request, infinity);
receive_response(_) -> ?BADARG.

%% Ends as call/5 does.
receive_response([Tag | Ref] = Request, Timeout) when is_reference(Tag), is_reference(Ref) ->
    Limit = ?LIMIT(Timeout),
    ?ENDED(receive_within(Request, Limit), Value);
receive_response(_, _) -> ?BADARG.

%% Returns {Response, Label, Requests}; exceptions have such a tuple as their reason.
receive_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    Limit = ?LIMIT(Timeout),
    case any_response(Requests, Limit) of
        {Ref, End} -> ?ENDED(labelled(Ref, End, Requests, Delete, fun(Got) -> Got end), Value);
        no_response -> erlang:error({?MODULE, give_up(Requests)});
        no_request -> no_request
    end;
receive_response(_, _, _) -> ?BADARG.

wait_response([Tag | Ref] = Request) when is_reference(Tag), is_reference(Ref) ->
    wait_response(Request, 0);
wait_response(_) -> ?BADARG.

%% Returns {response, Value} or no_response, else ends as call/5 does.
wait_response([Tag | Ref], Timeout) when is_reference(Tag), is_reference(Ref) ->
    Limit = ?LIMIT(Timeout),
    receive
        {spawn_reply, Ref, error, Why} -> ?ENDED(outcome(Tag, {refused, Why}), Value);
        {'DOWN', Ref, process, _, Why} -> ?ENDED(responded(outcome(Tag, {down, Why})), Value)
    after Limit -> no_response
    end;
wait_response(_, _) -> ?BADARG.

wait_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    Limit = ?LIMIT(Timeout),
    case any_response(Requests, Limit) of
        {Ref, End} ->
            ?ENDED(labelled(Ref, End, Requests, Delete, fun response/1), Value);
        None -> None
    end;
wait_response(_, _, _) -> ?BADARG.

check_response(Message, [Tag | Ref]) when is_reference(Tag), is_reference(Ref) ->
    case end_in(Message) of
        {Ref, End} -> ?ENDED(responded(outcome(Tag, End)), Value);
        _ -> no_response
    end;
check_response(_, _) -> ?BADARG.

check_response(_, Requests, Delete) when map_size(Requests) =:= 0, is_boolean(Delete) -> no_request;
check_response(Message, Requests, Delete) when is_map(Requests), is_boolean(Delete) ->
    case end_in(Message) of
        {Ref, End} when is_map_key(Ref, Requests) ->
            ?ENDED(labelled(Ref, End, Requests, Delete, fun response/1), Value);
        _ -> no_response
    end;
check_response(_, _, _) -> ?BADARG.

end_in({spawn_reply, Ref, error, Reason}) when is_reference(Ref) -> {Ref, {refused, Reason}};
end_in({'DOWN', Ref, process, _, Reason}) when is_reference(Ref) -> {Ref, {down, Reason}};
end_in(_) -> none.

%% As outcome/2.
receive_within([Tag | Ref], Limit) ->
    receive
        {spawn_reply, Ref, error, Reason} -> outcome(Tag, {refused, Reason});
        {'DOWN', Ref, process, _, Reason} -> outcome(Tag, {down, Reason})
    after Limit ->
        case abandon(Ref) of
            true -> {error, {?MODULE, timeout}};
            false ->
                receive
                    {spawn_reply, Ref, error, Reason} -> outcome(Tag, {refused, Reason});
                    {'DOWN', Ref, process, _, Reason} -> outcome(Tag, {down, Reason})
                after 0 -> {error, {?MODULE, badarg}}
                end
        end
    end.

any_response(Requests, _) when map_size(Requests) =:= 0 -> no_request;
any_response(Requests, Limit) ->
    receive
        {spawn_reply, Ref, error, Reason} when is_map_key(Ref, Requests), is_reference(Ref) ->
            {Ref, {refused, Reason}};
        {'DOWN', Ref, process, _, Reason} when is_map_key(Ref, Requests), is_reference(Ref) ->
            {Ref, {down, Reason}}
    after Limit -> no_response
    end.

%% As outcome/2, with the label and what is left.
labelled(Ref, End, Requests, Delete, Wrap) ->
    case Requests of
        #{Ref := [Tag | Label]} when is_reference(Tag) ->
            Rest = case Delete of
                       true -> maps:remove(Ref, Requests);
                       false -> Requests
                   end,
            case outcome(Tag, End) of
                {ok, Value} -> {ok, {Wrap(Value), Label, Rest}};
                {Class, Reason} -> {Class, {Reason, Label, Rest}}
            end;
        _ -> {error, {?MODULE, badarg}}
    end.

responded({ok, Value}) -> {ok, response(Value)};
responded(Raised) -> Raised.

response(Value) -> {response, Value}.

%% Whether nothing of the request is or will be in the mailbox.
abandon(Ref) -> erlang:spawn_request_abandon(Ref) orelse demonitor(Ref, [info]).

%% Returns why receive_response/3 ends.
give_up(Requests) ->
    try
        lists:foreach(fun({Ref, [Tag | _]}) when is_reference(Ref), is_reference(Tag) -> drop(Ref)
                      end, maps:to_list(Requests)),
        timeout
    catch
        error:function_clause -> badarg
    end.

drop(Ref) ->
    abandon(Ref) orelse
        receive
            {spawn_reply, Ref, error, _} -> true;
            {'DOWN', Ref, process, _, _} -> true
        after 0 -> true
        end.

%% {ok, Value}, or the class and the reason of what the caller is to see.
outcome(_, {refused, Reason}) -> {error, {?MODULE, Reason}};
outcome(Tag, {down, {Tag, return, Value}}) -> {ok, Value};
outcome(Tag, {down, {Tag, throw, Value}}) -> {throw, Value};
outcome(Tag, {down, {Tag, exit, Reason}}) -> {exit, {exception, Reason}};
outcome(Tag, {down, {Tag, error, Reason, Stack}}) -> {error, {exception, Reason, Stack}};
outcome(Tag, {down, {Tag, error, {?MODULE, _} = Reason}}) -> {error, Reason};
outcome(_, {down, noconnection}) -> {error, {?MODULE, noconnection}};
outcome(_, {down, Reason}) -> {exit, {signal, Reason}}.

%%% Many requests, each with a label.

reqids_new() -> #{}.

reqids_size(Requests) when is_map(Requests) -> map_size(Requests);
reqids_size(_) -> ?BADARG.

reqids_add([Tag | Ref], Label, Requests)
  when is_reference(Tag), is_reference(Ref), is_map(Requests), not is_map_key(Ref, Requests) ->
    Requests#{Ref => [Tag | Label]};
reqids_add(_, _, _) -> ?BADARG.

reqids_to_list(Requests) when is_map(Requests) ->
    All = maps:to_list(Requests),
    case [Ref || {Ref, [Tag | _]} <- All, is_reference(Ref), is_reference(Tag)] of
        Good when length(Good) =:= length(All) ->
            [{[Tag | Ref], Label} || {Ref, [Tag | Label]} <- lists:reverse(All)];
        _ -> ?BADARG
    end;
reqids_to_list(_) -> ?BADARG.

%%% The same call on many nodes.

multicall(Nodes, Fun) -> multicall(Nodes, Fun, infinity).

multicall(Nodes, Fun, Timeout) when is_function(Fun, 0) ->
    multicall(Nodes, erlang, apply, [Fun, []], Timeout);
multicall(_, _, _) -> ?BADARG.

multicall(Nodes, Module, Function, Args) -> multicall(Nodes, Module, Function, Args, infinity).

%% Returns for each node, in their order, {ok, Value} or {Class, Reason} as call/5 would raise it.
%% Without a limit the call on this node runs in the calling process.
multicall(Nodes, Module, Function, Args, Timeout) when ?IS_CALL(Module, Function, Args) ->
    Until = deadline(?LIMIT(Timeout)),
    case requests(Nodes, Module, Function, Args, Until =:= infinity, []) of
        badarg -> ?BADARG;
        Requests ->
            Own = case lists:member(local, Requests) of
                      true -> run(Module, Function, Args);
                      false -> none
                  end,
            [if Request =:= local -> Own; true -> receive_within(Request, ms_until(Until)) end
             || Request <- Requests]
    end;
multicall(_, _, _, _, _) -> ?BADARG.

requests([], _, _, _, _, Made) -> lists:reverse(Made);
requests([Node | Nodes], Module, Function, Args, true, Made) when Node =:= node() ->
    requests(Nodes, Module, Function, Args, false, [local | Made]);
requests([Node | Nodes], Module, Function, Args, MayRun, Made) when is_atom(Node) ->
    Request = request(Node, Module, Function, Args),
    requests(Nodes, Module, Function, Args, MayRun, [Request | Made]);
requests(_, _, _, _, _, Made) ->
    lists:foreach(fun(local) -> ok; ([_ | Ref]) -> drop(Ref) end, Made),
    badarg.

multicast(Nodes, Fun) -> multicast(Nodes, erlang, apply, [Fun, []]).

multicast(Nodes, Module, Function, Args) when ?IS_CALL(Module, Function, Args) ->
    case each_cast(Nodes, Module, Function, Args) of
        ok -> ok;
        badarg -> ?BADARG
    end;
multicast(_, _, _, _) -> ?BADARG.

each_cast([], _, _, _) -> ok;
each_cast([Node | Nodes], Module, Function, Args) when is_atom(Node) ->
    ok = cast(Node, Module, Function, Args),
    each_cast(Nodes, Module, Function, Args);
each_cast(_, _, _, _) -> badarg.

%%% Time limits.

timeout_ms(infinity) -> infinity;
timeout_ms(Ms) when is_integer(Ms), 0 =< Ms, Ms =< ?TIMEOUT_MS_MAX -> Ms;
timeout_ms({abs, Then}) when is_integer(Then) ->
    case Then - erlang:monotonic_time(millisecond) of
        Ms when Ms =< ?TIMEOUT_MS_MAX -> max(0, Ms);
        _ -> badarg
    end;
timeout_ms(_) -> badarg.

deadline(infinity) -> infinity;
deadline(Ms) -> erlang:monotonic_time() + erlang:convert_time_unit(Ms, millisecond, native).

%% Rounded up: nothing is given up before its time.
ms_until(infinity) -> infinity;
ms_until(Then) ->
    case Then - erlang:monotonic_time() of
        Left when Left =< 0 -> 0;
        Left -> erlang:convert_time_unit(Left - 1, native, millisecond) + 1
    end.
