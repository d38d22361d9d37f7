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

%%% One call.

call(Node, Fun) -> call(Node, Fun, infinity).

call(Node, Fun, Timeout) when is_function(Fun, 0) -> call(Node, erlang, apply, [Fun, []], Timeout);
call(_, _, _) -> badarg().

call(Node, Module, Function, Args) -> call(Node, Module, Function, Args, infinity).

%% Returns what the function returns, and throws what it throws. Exits with {exception, Reason} when
%% it exits, with {signal, Reason} when its process is ended. Errors: {exception, Reason, Stack} when
%% it fails; {erpc, badarg | noconnection | notsup | system_limit | timeout}.
call(Node, Module, Function, Args, infinity)
  when Node =:= node(), ?IS_CALL(Module, Function, Args) ->
    case run(Module, Function, Args) of
        {ok, Value} -> Value;
        {Class, Reason} -> erlang:Class(Reason)
    end;
call(Node, Module, Function, Args, Timeout) when is_atom(Node), ?IS_CALL(Module, Function, Args) ->
    Limit = timeout_ms(Timeout),
    case receive_within(request(Node, Module, Function, Args), Limit) of
        {ok, Value} -> Value;
        {Class, Reason} -> erlang:Class(Reason)
    end;
call(_, _, _, _, _) -> badarg().

cast(Node, Fun) -> cast(Node, erlang, apply, [Fun, []]).

cast(Node, Module, Function, Args) when is_atom(Node), ?IS_CALL(Module, Function, Args) ->
    _ = erlang:spawn_request(Node, ?MODULE, execute_cast, [Module, Function, Args],
                             [{reply, no}]),
    ok;
cast(_, _, _, _) -> badarg().

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

%% What of a stack belongs to the call: it ends with the function that was called.
own_part([{?MODULE, _, _, _} | _], Module, Function, Args) -> [{Module, Function, Args, []}];
own_part(Stack, Module, Function, Args) ->
    case lists:splitwith(fun(Frame) -> element(1, Frame) =/= ?MODULE end, Stack) of
        {_, []} -> Stack;
        {Own, _} ->
            case lists:last(Own) of
                {Module, Function, Args, _} -> Own;
                {Module, Function, Arity, _} when Arity =:= length(Args) -> Own;
                _ -> Own ++ [{Module, Function, length(Args), []}]
            end
    end.

%%% Requests and their responses. A request is [Tag | Ref]: Tag marks the result, Ref is that of
%%% spawn_request and of the monitor.

send_request(Node, Fun) when is_atom(Node), is_function(Fun, 0) ->
    send_request(Node, erlang, apply, [Fun, []]);
send_request(_, _) -> badarg().

send_request(Node, Module, Function, Args)
  when is_atom(Node), ?IS_CALL(Module, Function, Args) ->
    request(Node, Module, Function, Args);
send_request(Node, Fun, Label, Requests)
  when is_atom(Node), is_function(Fun, 0), is_map(Requests) ->
    send_request(Node, erlang, apply, [Fun, []], Label, Requests);
send_request(_, _, _, _) -> badarg().

send_request(Node, Module, Function, Args, Label, Requests)
  when is_atom(Node), ?IS_CALL(Module, Function, Args), is_map(Requests) ->
    [Tag | Ref] = request(Node, Module, Function, Args),
    Requests#{Ref => [Tag | Label]};
send_request(_, _, _, _, _, _) -> badarg().

request(Node, Module, Function, Args) ->
    Tag = make_ref(),
    [Tag | erlang:spawn_request(Node, ?MODULE, execute_call, [Tag, Module, Function, Args],
                                [{reply, error_only}, monitor])].

receive_response(Request) -> receive_response(Request, infinity).

%% Ends as call/5 does.
receive_response([Tag | Ref] = Request, Timeout) when is_reference(Tag), is_reference(Ref) ->
    case receive_within(Request, timeout_ms(Timeout)) of
        {ok, Value} -> Value;
        {Class, Reason} -> erlang:Class(Reason)
    end;
receive_response(_, _) -> badarg().

%% Returns {Response, Label, Requests}; exceptions have such a tuple as their reason.
receive_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    Limit = timeout_ms(Timeout),
    case any_response(Requests, Limit) of
        {Ref, End} -> labelled(Ref, End, Requests, Delete, fun(Value) -> Value end);
        no_response -> give_up(Requests);
        no_request -> no_request
    end;
receive_response(_, _, _) -> badarg().

wait_response(Request) -> wait_response(Request, 0).

%% Returns {response, Value} or no_response, else ends as call/5 does.
wait_response([Tag | Ref], Timeout) when is_reference(Tag), is_reference(Ref) ->
    Limit = timeout_ms(Timeout),
    receive
        {spawn_reply, Ref, error, Reason} -> result(Tag, {refused, Reason});
        {'DOWN', Ref, process, _, Reason} -> {response, result(Tag, {down, Reason})}
    after Limit -> no_response
    end;
wait_response(_, _) -> badarg().

wait_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    Limit = timeout_ms(Timeout),
    case any_response(Requests, Limit) of
        {Ref, End} -> labelled(Ref, End, Requests, Delete, fun(Value) -> {response, Value} end);
        None -> None
    end;
wait_response(_, _, _) -> badarg().

check_response(Message, [Tag | Ref]) when is_reference(Tag), is_reference(Ref) ->
    case end_in(Message) of
        {Ref, {refused, _} = End} -> result(Tag, End);
        {Ref, End} -> {response, result(Tag, End)};
        _ -> no_response
    end;
check_response(_, _) -> badarg().

check_response(_, Requests, Delete) when map_size(Requests) =:= 0, is_boolean(Delete) -> no_request;
check_response(Message, Requests, Delete) when is_map(Requests), is_boolean(Delete) ->
    case end_in(Message) of
        {Ref, End} when is_map_key(Ref, Requests) ->
            labelled(Ref, End, Requests, Delete, fun(Value) -> {response, Value} end);
        _ -> no_response
    end;
check_response(_, _, _) -> badarg().

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

labelled(Ref, End, Requests, Delete, Wrap) ->
    case Requests of
        #{Ref := [Tag | Label]} when is_reference(Tag) ->
            Rest = case Delete of
                       true -> maps:remove(Ref, Requests);
                       false -> Requests
                   end,
            try
                {Wrap(result(Tag, End)), Label, Rest}
            catch
                Class:Reason -> erlang:Class({Reason, Label, Rest})
            end;
        _ -> badarg()
    end.

%% Whether nothing of the request is or will be in the mailbox.
abandon(Ref) -> erlang:spawn_request_abandon(Ref) orelse demonitor(Ref, [info]).

give_up(Requests) ->
    lists:foreach(fun({Ref, [Tag | _]}) when is_reference(Ref), is_reference(Tag) -> drop(Ref);
                     (_) -> badarg()
                  end, maps:to_list(Requests)),
    erlang:error({?MODULE, timeout}).

drop(Ref) ->
    abandon(Ref) orelse
        receive
            {spawn_reply, Ref, error, _} -> true;
            {'DOWN', Ref, process, _, _} -> true
        after 0 -> true
        end.

result(Tag, End) ->
    case outcome(Tag, End) of
        {ok, Value} -> Value;
        {Class, Reason} -> erlang:Class(Reason)
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
reqids_size(_) -> badarg().

reqids_add([Tag | Ref], Label, Requests)
  when is_reference(Tag), is_reference(Ref), is_map(Requests), not is_map_key(Ref, Requests) ->
    Requests#{Ref => [Tag | Label]};
reqids_add(_, _, _) -> badarg().

reqids_to_list(Requests) when is_map(Requests) ->
    lists:foldl(fun({Ref, [Tag | Label]}, All) when is_reference(Ref), is_reference(Tag) ->
                        [{[Tag | Ref], Label} | All];
                   (_, _) -> badarg()
                end, [], maps:to_list(Requests));
reqids_to_list(_) -> badarg().

%%% The same call on many nodes.

multicall(Nodes, Fun) -> multicall(Nodes, Fun, infinity).

multicall(Nodes, Fun, Timeout) when is_function(Fun, 0) ->
    multicall(Nodes, erlang, apply, [Fun, []], Timeout);
multicall(_, _, _) -> badarg().

multicall(Nodes, Module, Function, Args) -> multicall(Nodes, Module, Function, Args, infinity).

%% Returns for each node, in their order, {ok, Value} or {Class, Reason} as call/5 would raise it.
%% Without a limit the call on this node runs in the calling process.
multicall(Nodes, Module, Function, Args, Timeout) when ?IS_CALL(Module, Function, Args) ->
    Until = deadline(timeout_ms(Timeout)),
    Requests = requests(Nodes, Module, Function, Args, Until =:= infinity, []),
    Own = case lists:member(local, Requests) of
              true -> run(Module, Function, Args);
              false -> none
          end,
    [if Request =:= local -> Own; true -> receive_within(Request, ms_until(Until)) end
     || Request <- Requests];
multicall(_, _, _, _, _) -> badarg().

requests([], _, _, _, _, Made) -> lists:reverse(Made);
requests([Node | Nodes], Module, Function, Args, true, Made) when Node =:= node() ->
    requests(Nodes, Module, Function, Args, false, [local | Made]);
requests([Node | Nodes], Module, Function, Args, MayRun, Made) when is_atom(Node) ->
    Request = request(Node, Module, Function, Args),
    requests(Nodes, Module, Function, Args, MayRun, [Request | Made]);
requests(_, _, _, _, _, Made) ->
    lists:foreach(fun(local) -> ok; ([_ | Ref]) -> drop(Ref) end, Made),
    badarg().

multicast(Nodes, Fun) -> multicast(Nodes, erlang, apply, [Fun, []]).

multicast(Nodes, Module, Function, Args) when ?IS_CALL(Module, Function, Args) ->
    each_cast(Nodes, Module, Function, Args);
multicast(_, _, _, _) -> badarg().

each_cast([], _, _, _) -> ok;
each_cast([Node | Nodes], Module, Function, Args) ->
    ok = cast(Node, Module, Function, Args),
    each_cast(Nodes, Module, Function, Args);
each_cast(_, _, _, _) -> badarg().

%%% Time limits.

badarg() -> erlang:error({?MODULE, badarg}).

timeout_ms(infinity) -> infinity;
timeout_ms(Ms) when is_integer(Ms), 0 =< Ms, Ms =< ?TIMEOUT_MS_MAX -> Ms;
timeout_ms({abs, Then}) when is_integer(Then) ->
    case Then - erlang:monotonic_time(millisecond) of
        Ms when Ms =< ?TIMEOUT_MS_MAX -> max(0, Ms);
        _ -> badarg()
    end;
timeout_ms(_) -> badarg().

deadline(infinity) -> infinity;
deadline(Ms) -> erlang:monotonic_time() + erlang:convert_time_unit(Ms, millisecond, native).

%% Rounded up: nothing is given up before its time.
ms_until(infinity) -> infinity;
ms_until(Then) ->
    case Then - erlang:monotonic_time() of
        Left when Left =< 0 -> 0;
        Left -> erlang:convert_time_unit(Left - 1, native, millisecond) + 1
    end.
