%% What all behaviours share: starting a process, a request with a monitor, and the reply to it.
%% OTP: stdlib, gen.
-module(gen).

-export([start/5, start/6, init_it/6, init_it/7]).
-export([debug_options/2, hibernate_after/1, name/1, unregister_name/1, get_proc_name/1,
         get_parent/0, format_status_header/2, format_status/4]).
-export([call/3, call/4, reply/2, stop/1, stop/3]).
-export([send_request/3, send_request/5, receive_response/2, receive_response/3, wait_response/2,
         wait_response/3, check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).

-define(CALL_TIMEOUT_MS, 5000).
-define(TIMEOUT_MS_MAX, 16#ffffffff).

%%% Starting. Behaviour:init_it(Starter, Parent, Name, Module, Args, Options) becomes the process;
%%% Parent is `self` where there is no link.

%% Returns {ok, Pid}, {ok, {Pid, Monitor}}, ignore or {error, Reason}.
start(Behaviour, Tie, Name, Module, Args, Options) ->
    case where(Name) of
        undefined -> started(Tie, fun(Parent) -> [Behaviour, self(), Parent, Name, Module, Args,
                                                  Options] end, Options);
        Pid -> {error, {already_started, Pid}}
    end.

start(Behaviour, Tie, Module, Args, Options) ->
    started(Tie, fun(Parent) -> [Behaviour, self(), Parent, Module, Args, Options] end, Options).

started(link, Arguments, Options) ->
    proc_lib:start_link(?MODULE, init_it, Arguments(self()), option(timeout, Options, infinity),
                        option(spawn_opt, Options, []));
started(monitor, Arguments, Options) ->
    case proc_lib:start_monitor(?MODULE, init_it, Arguments(self()),
                                option(timeout, Options, infinity),
                                option(spawn_opt, Options, [])) of
        {{ok, Pid}, Monitor} when is_pid(Pid) -> {ok, {Pid, Monitor}};
        {Failure, Monitor} ->
            receive {'DOWN', Monitor, process, _, _} -> Failure end
    end;
started(_, Arguments, Options) ->
    proc_lib:start(?MODULE, init_it, Arguments(self), option(timeout, Options, infinity),
                   option(spawn_opt, Options, [])).

init_it(Behaviour, Starter, Parent, Module, Args, Options) ->
    Behaviour:init_it(Starter, Parent, self(), Module, Args, Options).

init_it(Behaviour, Starter, Parent, Name, Module, Args, Options) ->
    case take_name(Name) of
        true -> Behaviour:init_it(Starter, Parent, Name, Module, Args, Options);
        false -> proc_lib:init_ack(Starter, {error, {already_started, where(Name)}})
    end.

option(Key, Options, Default) ->
    case lists:keyfind(Key, 1, Options) of
        {_, Value} -> Value;
        false -> Default
    end.

hibernate_after(Options) -> option(hibernate_after, Options, infinity).

debug_options(Name, Options) ->
    Wanted = option(debug, Options, []),
    try
        sys:debug_options(Wanted)
    catch
        _:_ ->
            error_logger:format("~tp: ignoring erroneous debug options - ~tp~n", [Name, Wanted]),
            []
    end.

%%% Names: {local, Name}, {global, Name}, {via, Registry, Name}, or a pid, which has none.

where({local, Name}) -> whereis(Name);
where({global, Name}) -> global:whereis_name(Name);
where({via, Registry, Name}) -> Registry:whereis_name(Name).

take_name({local, Name}) ->
    try
        register(Name, self())
    catch
        error:_ -> false
    end;
take_name({global, Name}) -> global:register_name(Name, self()) =:= yes;
take_name({via, Registry, Name}) -> Registry:register_name(Name, self()) =:= yes.

name({local, Name}) -> Name;
name({global, Name}) -> Name;
name({via, _, Name}) -> Name;
name(Pid) when is_pid(Pid) -> Pid.

unregister_name({local, Name}) ->
    _ = (catch unregister(Name)),
    ok;
unregister_name({global, Name}) ->
    _ = global:unregister_name(Name),
    ok;
unregister_name({via, Registry, Name}) ->
    _ = Registry:unregister_name(Name),
    ok;
unregister_name(Pid) when is_pid(Pid) -> ok.

%% Of the calling process; exits when it does not have the name.
get_proc_name(Pid) when is_pid(Pid) -> Pid;
get_proc_name({local, Name}) -> own_name({local, Name}, process_not_registered);
get_proc_name({global, Name}) -> own_name({global, Name}, process_not_registered_globally);
get_proc_name({via, Registry, Name}) ->
    own_name({via, Registry, Name}, {process_not_registered_via, Registry}).

own_name(Name, Otherwise) ->
    case where(Name) =:= self() of
        true -> name(Name);
        false -> exit(Otherwise)
    end.

%% Who has started the calling process by proc_lib.
get_parent() ->
    case get('$ancestors') of
        [Parent | _] when is_pid(Parent) -> Parent;
        [Parent | _] when is_atom(Parent) -> pid_of(Parent, [local, global]);
        _ -> exit(process_was_not_started_by_proc_lib)
    end.

pid_of(_, []) -> exit(could_not_find_registered_name);
pid_of(Name, [Kind | Kinds]) ->
    case where({Kind, Name}) of
        undefined -> pid_of(Name, Kinds);
        Pid -> Pid
    end.

%%% What sys:get_status/1 shows.

format_status_header(Title, Pid) when is_pid(Pid) -> Title ++ " " ++ pid_to_list(Pid);
format_status_header(Title, Name) when is_atom(Name) -> Title ++ " " ++ atom_to_list(Name);
format_status_header(Title, Name) -> {Title, Name}.

%% The status, a map, as Module:format_status/1 or, if there is none, /2 will have it shown; the
%% result of the latter is under '$status', what goes wrong under 'EXIT'.
format_status(Module, Option, Status, Args) ->
    case {erlang:function_exported(Module, format_status, 1),
          erlang:function_exported(Module, format_status, 2)} of
        {true, _} -> format_status_1(Module, Status);
        {false, true} when is_list(Args) ->
            try
                Status#{'$status' => Module:format_status(Option, Args)}
            catch
                throw:Shown -> Status#{'$status' => Shown};
                _:_ -> badly_formatted(Module, "2 crashed", Status)
            end;
        _ -> Status
    end.

format_status_1(Module, Status) ->
    try Module:format_status(Status) of
        New when is_map(New) ->
            Merged = maps:merge(Status, New),
            case map_size(Merged) =:= map_size(New) of
                true -> Merged;
                false -> badly_formatted(Module, "1 returned a map with unknown keys", Status)
            end;
        _ -> badly_formatted(Module, "1 did not return a map", Status)
    catch
        _:_ -> badly_formatted(Module, "1 crashed", Status)
    end.

badly_formatted(Module, What, Status) ->
    Status#{'EXIT' => atom_to_list(Module) ++ ":format_status/" ++ What}.

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
