%% What clients of all behaviours share: a request with a monitor, and the reply to it.
%% OTP: stdlib, gen. Only what clients call is here.
-module(gen).

-export([call/3, call/4, reply/2, stop/1, stop/3]).
-export([send_request/3, send_request/5, receive_response/2, receive_response/3, wait_response/2,
         wait_response/3, check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).

-define(CALL_TIMEOUT_MS, 5000).
-define(TIMEOUT_MS_MAX, 16#ffffffff).

%%% Calls.

call(Process, Label, Request) -> call(Process, Label, Request, ?CALL_TIMEOUT_MS).

%% Returns {ok, Reply}; exits with noproc, {nodedown, Node}, timeout, calling_self, or the reason with
%% which the process ends.
call(Process, Label, Request, Timeout)
  when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    at_process(Process, fun(To) -> ask(To, Label, Request, Timeout) end).

ask(To, _, _, _) when To =:= self() -> exit(calling_self);
ask(To, Label, Request, Timeout) ->
    Ref = monitor(process, To, [{alias, demonitor}]),
    Tag = [alias | Ref],
    _ = erlang:send(To, {Label, {self(), Tag}, Request}, [noconnect]),
    receive
        {Tag, Reply} ->
            demonitor(Ref, [flush]),
            {ok, Reply};
        {'DOWN', Ref, _, _, noconnection} -> exit({nodedown, node_of(To)});
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    after Timeout ->
        demonitor(Ref, [flush]),
        receive
            {Tag, Reply} -> {ok, Reply}
        after 0 -> exit(timeout)
        end
    end.

node_of({_, Node}) -> Node;
node_of(Pid) -> node(Pid).

reply({_, [alias | Alias] = Tag}, Reply) when is_reference(Alias) -> reply_to(Alias, Tag, Reply);
reply({_, [[alias | Alias] | _] = Tag}, Reply) when is_reference(Alias) ->
    reply_to(Alias, Tag, Reply);
reply({Pid, Tag}, Reply) ->
    try
        reply_to(Pid, Tag, Reply)
    catch
        _:_ -> ok
    end.

reply_to(To, Tag, Reply) ->
    To ! {Tag, Reply},
    ok.

stop(Process) -> stop(Process, normal, infinity).

stop(Process, Reason, Timeout) when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    at_process(Process, fun(To) -> proc_lib:stop(To, Reason, Timeout) end).

%% Calls Action with a pid, or with {Name, Node} of another node; exits with noproc.
at_process(Pid, Action) when is_pid(Pid) -> Action(Pid);
at_process(Name, Action) when is_atom(Name) -> at_found(whereis(Name), Action);
at_process({global, Name}, Action) -> at_registered(global, Name, Action);
at_process({via, Module, Name}, Action) -> at_registered(Module, Name, Action);
at_process({Name, Node}, Action) when Node =:= node() -> at_process(Name, Action);
at_process({_, Node} = To, Action) when is_atom(Node) ->
    is_alive() orelse exit({nodedown, Node}),
    Action(To).

%% Whoever keeps the names may not know yet that a node has gone.
at_registered(Registry, Name, Action) ->
    Pid = Registry:whereis_name(Name),
    try
        at_found(Pid, Action)
    catch
        exit:{nodedown, Node} when Node =:= node(Pid) -> exit(noproc)
    end.

at_found(undefined, _) -> exit(noproc);
at_found(Pid, Action) -> Action(Pid).

%%% Requests whose responses are fetched later.

%% Returns a request. What cannot be sent is answered with an error, too.
send_request(Process, Label, Request) ->
    try
        at_process(Process, fun(To) -> sent(To, Label, Request) end)
    catch
        exit:Reason ->
            Ref = make_ref(),
            self() ! {'DOWN', Ref, process, Process, Reason},
            Ref
    end.

send_request(Process, Tag, Request, Label, Requests) when is_map(Requests) ->
    maps:put(send_request(Process, Tag, Request), Label, Requests).

sent(To, Label, Request) ->
    Ref = monitor(process, To, [{alias, demonitor}]),
    _ = erlang:send(To, {Label, {self(), [alias | Ref]}, Request}, [noconnect]),
    Ref.

%% Returns {reply, Reply}, {error, {Reason, Process}} or timeout; a reply may come later still.
wait_response(Ref, Timeout) ->
    Limit = timeout_ms(Timeout),
    receive
        {[alias | Ref], Reply} ->
            demonitor(Ref, [flush]),
            {reply, Reply};
        {'DOWN', Ref, _, Process, Reason} -> {error, {Reason, Process}}
    after Limit -> timeout
    end.

%% The same, but after a timeout the request is given up.
receive_response(Ref, Timeout) ->
    case wait_response(Ref, Timeout) of
        timeout ->
            demonitor(Ref, [flush]),
            receive
                {[alias | Ref], Reply} -> {reply, Reply}
            after 0 -> timeout
            end;
        Response -> Response
    end.

check_response({[alias | Ref], Reply}, Ref) when is_reference(Ref) ->
    demonitor(Ref, [flush]),
    {reply, Reply};
check_response({'DOWN', Ref, _, Process, Reason}, Ref) when is_reference(Ref) ->
    {error, {Reason, Process}};
check_response(_, Ref) when is_reference(Ref) -> no_reply;
check_response(_, _) -> error(badarg).

%% Of any of many requests: {Response, Label, Requests}, or no_request when there is none.
wait_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    Limit = timeout_ms(Timeout),
    if
        map_size(Requests) =:= 0 -> no_request;
        true ->
            receive
                {[alias | Ref], _} = Message when is_map_key(Ref, Requests) ->
                    labelled(Message, Ref, Requests, Delete);
                {'DOWN', Ref, _, _, _} = Message when is_map_key(Ref, Requests) ->
                    labelled(Message, Ref, Requests, Delete)
            after Limit -> timeout
            end
    end.

receive_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    case wait_response(Requests, Timeout, Delete) of
        timeout ->
            lists:foreach(fun give_up/1, maps:keys(Requests)),
            timeout;
        Response -> Response
    end.

check_response(_, Requests, Delete) when map_size(Requests) =:= 0, is_boolean(Delete) -> no_request;
check_response({[alias | Ref], _} = Message, Requests, Delete)
  when is_map_key(Ref, Requests), is_boolean(Delete) ->
    labelled(Message, Ref, Requests, Delete);
check_response({'DOWN', Ref, _, _, _} = Message, Requests, Delete)
  when is_map_key(Ref, Requests), is_boolean(Delete) ->
    labelled(Message, Ref, Requests, Delete);
check_response(_, Requests, Delete) when is_map(Requests), is_boolean(Delete) -> no_reply.

labelled(Message, Ref, Requests, Delete) ->
    Rest = case Delete of
               true -> maps:remove(Ref, Requests);
               false -> Requests
           end,
    {check_response(Message, Ref), maps:get(Ref, Requests), Rest}.

give_up(Ref) when is_reference(Ref) ->
    demonitor(Ref, [flush]),
    receive
        {[alias | Ref], _} -> ok
    after 0 -> ok
    end;
give_up(_) -> error(badarg).

timeout_ms(infinity) -> infinity;
timeout_ms(Ms) when 0 =< Ms, Ms =< ?TIMEOUT_MS_MAX -> Ms;
timeout_ms({abs, Then}) when is_integer(Then) ->
    case Then - erlang:monotonic_time(millisecond) of
        Ms when Ms =< ?TIMEOUT_MS_MAX -> max(0, Ms);
        _ -> error(badarg)
    end;
timeout_ms(_) -> error(badarg).

%%% Many requests, each with a label.

reqids_new() -> #{}.

reqids_size(Requests) when is_map(Requests) -> map_size(Requests);
reqids_size(_) -> error(badarg).

reqids_add(Ref, Label, Requests)
  when is_reference(Ref), is_map(Requests), not is_map_key(Ref, Requests) ->
    Requests#{Ref => Label};
reqids_add(_, _, _) -> error(badarg).

reqids_to_list(Requests) when is_map(Requests) -> maps:to_list(Requests);
reqids_to_list(_) -> error(badarg).
