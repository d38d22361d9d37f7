%% Servers, and their clients: calls, casts and replies. OTP: stdlib, gen_server.
-module(gen_server).

-export([start/3, start/4, start_link/3, start_link/4, start_monitor/3, start_monitor/4]).
-export([behaviour_info/1, init_it/6, enter_loop/3, enter_loop/4, enter_loop/5, wake_hib/6]).
-export([system_continue/3, system_terminate/4, system_code_change/4, system_get_state/1,
         system_replace_state/2, format_status/2, format_log/1, format_log/2]).

-export([call/2, call/3, cast/2, reply/2, stop/1, stop/3]).
-export([abcast/2, abcast/3, multi_call/2, multi_call/3, multi_call/4]).
-export([send_request/2, send_request/4, receive_response/2, receive_response/3, wait_response/2,
         wait_response/3, check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).

%% What a callback may want to happen next.
-define(IS_NEXT(Next),
        (Next =:= infinity orelse Next =:= hibernate orelse
         (is_integer(Next) andalso Next >= 0) orelse
         (is_tuple(Next) andalso tuple_size(Next) =:= 2 andalso element(1, Next) =:= continue))).

%% Raised where it stands, so that the trace begins with the function that was called.
-define(CHECKED(Call, Args),
        try
            Call
        catch
            error:badarg -> erlang:error(badarg, Args)
        end).

%%% One server.

%% Returns the reply; exits with {Reason, {gen_server, call, Args}}, where Reason is noproc, timeout,
%% {nodedown, Node}, calling_self, or that of the server's end.
call(Server, Request) ->
    case catch gen:call(Server, '$gen_call', Request) of
        {ok, Reply} -> Reply;
        {'EXIT', Reason} -> exit({Reason, {?MODULE, call, [Server, Request]}})
    end.

call(Server, Request, Timeout) ->
    case catch gen:call(Server, '$gen_call', Request, Timeout) of
        {ok, Reply} -> Reply;
        {'EXIT', Reason} -> exit({Reason, {?MODULE, call, [Server, Request, Timeout]}})
    end.

%% Returns ok, whether the server is there or not.
cast({global, Name}, Request) -> cast_by(global, Name, Request);
cast({via, Module, Name}, Request) -> cast_by(Module, Name, Request);
cast({Name, Node} = Server, Request) when is_atom(Name), is_atom(Node) -> send(Server, Request);
cast(Server, Request) when is_atom(Server); is_pid(Server) -> send(Server, Request).

cast_by(Registry, Name, Request) ->
    catch Registry:send(Name, {'$gen_cast', Request}),
    ok.

send(Server, Request) ->
    try
        Server ! {'$gen_cast', Request},
        ok
    catch
        error:_ -> ok
    end.

reply(Client, Reply) -> gen:reply(Client, Reply).

stop(Server) -> gen:stop(Server).

stop(Server, Reason, Timeout) -> gen:stop(Server, Reason, Timeout).

%%% Servers of one name on many nodes.

abcast(Name, Request) when is_atom(Name) -> abcast([node() | nodes()], Name, Request).

abcast(Nodes, Name, Request) when is_list(Nodes), is_atom(Name) ->
    lists:foreach(fun(Node) when is_atom(Node) -> send({Name, Node}, Request) end, Nodes),
    abcast.

multi_call(Name, Request) when is_atom(Name) ->
    multi_call([node() | nodes()], Name, Request).

multi_call(Nodes, Name, Request) when is_list(Nodes), is_atom(Name) ->
    multi_call(Nodes, Name, Request, infinity).

%% Returns {[{Node, Reply}], BadNodes}.
multi_call(Nodes, Name, Request, infinity) when is_list(Nodes), is_atom(Name) ->
    replies(asked(Nodes, Name, Request), infinity);
multi_call(Nodes, Name, Request, Timeout)
  when is_list(Nodes), is_atom(Name), is_integer(Timeout), Timeout >= 0 ->
    Tag = make_ref(),
    %% Late replies come to a process that has gone.
    {Asker, Ref} = spawn_monitor(fun() ->
        process_flag(trap_exit, true),
        Until = erlang:monotonic_time(millisecond) + Timeout,
        exit({self(), Tag, replies(asked(Nodes, Name, Request), Until)})
    end),
    receive
        {'DOWN', Ref, _, _, {Asker, Tag, Result}} -> Result;
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    end.

asked(Nodes, Name, Request) ->
    lists:foldl(fun(Node, Asked) when is_atom(Node) -> [ask(Node, Name, Request) | Asked];
                   (_, Asked) -> Asked
                end, [], Nodes).

%% A node without a name reaches no other.
ask(Node, _, _) when node() =:= nonode@nohost, Node =/= nonode@nohost ->
    Ref = make_ref(),
    self() ! {'DOWN', Ref, process, Node, noconnection},
    {Node, Ref, Ref};
ask(Node, Name, Request) ->
    Ref = monitor(process, {Name, Node}),
    Tag = make_ref(),
    {Name, Node} ! {'$gen_call', {self(), {Tag, Node}}, Request},
    {Node, Ref, {Tag, Node}}.

replies(Asked, Until) -> replies(Asked, Until, [], []).

replies([], _, Replies, Bad) -> {Replies, Bad};
replies([{Node, Ref, Tag} | Asked], Until, Replies, Bad) ->
    receive
        {'DOWN', Ref, _, _, _} -> replies(Asked, Until, Replies, [Node | Bad]);
        {Tag, Reply} ->
            demonitor(Ref, [flush]),
            replies(Asked, Until, [{Node, Reply} | Replies], Bad)
    after ms_until(Until) ->
        demonitor(Ref, [flush]),
        replies(Asked, Until, Replies, [Node | Bad])
    end.

ms_until(infinity) -> infinity;
ms_until(Then) -> max(0, Then - erlang:monotonic_time(millisecond)).

%%% Requests whose responses are fetched later: see gen.

send_request(Server, Request) -> gen:send_request(Server, '$gen_call', Request).

send_request(Server, Request, Label, Requests) ->
    ?CHECKED(gen:send_request(Server, '$gen_call', Request, Label, Requests),
            [Server, Request, Label, Requests]).

receive_response(Ref, Timeout) ->
    ?CHECKED(gen:receive_response(Ref, Timeout), [Ref, Timeout]).

receive_response(Requests, Timeout, Delete) ->
    ?CHECKED(gen:receive_response(Requests, Timeout, Delete),
            [Requests, Timeout, Delete]).

wait_response(Ref, Timeout) ->
    ?CHECKED(gen:wait_response(Ref, Timeout), [Ref, Timeout]).

wait_response(Requests, Timeout, Delete) ->
    ?CHECKED(gen:wait_response(Requests, Timeout, Delete),
            [Requests, Timeout, Delete]).

check_response(Message, Ref) ->
    ?CHECKED(gen:check_response(Message, Ref), [Message, Ref]).

check_response(Message, Requests, Delete) ->
    ?CHECKED(gen:check_response(Message, Requests, Delete),
            [Message, Requests, Delete]).

reqids_new() -> gen:reqids_new().

reqids_size(Requests) -> ?CHECKED(gen:reqids_size(Requests), [Requests]).

reqids_add(Ref, Label, Requests) ->
    ?CHECKED(gen:reqids_add(Ref, Label, Requests), [Ref, Label, Requests]).

reqids_to_list(Requests) -> ?CHECKED(gen:reqids_to_list(Requests), [Requests]).

behaviour_info(callbacks) ->
    [{init, 1}, {handle_call, 3}, {handle_cast, 2}, {handle_info, 2}, {handle_continue, 2},
     {terminate, 2}, {code_change, 3}, {format_status, 2}, {format_status, 1}];
behaviour_info(optional_callbacks) ->
    [{handle_info, 2}, {handle_continue, 2}, {terminate, 2}, {code_change, 3}, {format_status, 1},
     {format_status, 2}].

%%% Starting a server: {ok, Pid}, {ok, {Pid, Monitor}}, ignore or {error, Reason}.

start(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(?MODULE, nolink, Module, Args, Options).
start(Name, Module, Args, Options) when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(?MODULE, nolink, Name, Module, Args, Options).

start_link(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(?MODULE, link, Module, Args, Options).
start_link(Name, Module, Args, Options) when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(?MODULE, link, Name, Module, Args, Options).

start_monitor(Module, Args, Options) when is_atom(Module), is_list(Options) ->
    gen:start(?MODULE, monitor, Module, Args, Options).
start_monitor(Name, Module, Args, Options)
  when is_tuple(Name), is_atom(Module), is_list(Options) ->
    gen:start(?MODULE, monitor, Name, Module, Args, Options).

init_it(Starter, self, Name, Module, Args, Options) ->
    init_it(Starter, self(), Name, Module, Args, Options);
init_it(Starter, Parent, Registered, Module, Args, Options) ->
    Name = gen:name(Registered),
    Debug = gen:debug_options(Name, Options),
    After = gen:hibernate_after(Options),
    Begun = fun(State, Next) ->
                proc_lib:init_ack(Starter, {ok, self()}),
                {Parent, Name, State, Module, Next, After, Debug}
            end,
    %% The name is free again before the starter hears of the failure.
    Refused = fun(Answer) ->
                  gen:unregister_name(Registered),
                  proc_lib:init_ack(Starter, Answer)
              end,
    case called(Module, init, [Args]) of
        {ok, {ok, State}} -> loop(Begun(State, infinity));
        {ok, {ok, State, Next}} when ?IS_NEXT(Next) -> loop(Begun(State, Next));
        {ok, {stop, Reason}} ->
            Refused({error, Reason}),
            exit(Reason);
        {ok, ignore} ->
            Refused(ignore),
            exit(normal);
        {ok, Bad} ->
            Refused({error, {bad_return_value, Bad}}),
            exit({bad_return_value, Bad});
        {Class, Reason, Stack} ->
            Refused({error, reason_of(Class, Reason, Stack)}),
            erlang:raise(Class, Reason, Stack)
    end.

%% Makes the calling process, started by proc_lib, a server.
enter_loop(Module, Options, State) -> enter_loop(Module, Options, State, self(), infinity).

enter_loop(Module, Options, State, Next) when ?IS_NEXT(Next) ->
    enter_loop(Module, Options, State, self(), Next);
enter_loop(Module, Options, State, {Kind, _} = Name) when Kind =:= local; Kind =:= global ->
    enter_loop(Module, Options, State, Name, infinity);
enter_loop(Module, Options, State, {via, _, _} = Name) ->
    enter_loop(Module, Options, State, Name, infinity).

enter_loop(Module, Options, State, Registered, Next)
  when is_atom(Module), is_list(Options), ?IS_NEXT(Next) ->
    Name = gen:get_proc_name(Registered),
    loop({gen:get_parent(), Name, State, Module, Next, gen:hibernate_after(Options),
          gen:debug_options(Name, Options)}).

%%% The loop. Its server is {Parent, Name, State, Module, Next, After, Debug}: Next says what happens
%%% when no message is there, After when it is to hibernate.

loop({_, _, State, Module, {continue, What} = Message, _, _} = Server) ->
    taken(called(Module, handle_continue, [What, State]), undefined, Message,
          noted(Server, Message));
loop({Parent, Name, State, Module, hibernate, After, Debug}) ->
    proc_lib:hibernate(?MODULE, wake_hib, [Parent, Name, State, Module, After, Debug]);
loop({_, _, _, _, infinity, After, _} = Server) ->
    receive
        Message -> handled(Message, Server, false)
    after After -> loop(setelement(5, Server, hibernate))
    end;
loop({_, _, _, _, Limit, _, _} = Server) ->
    receive
        Message -> handled(Message, Server, false)
    after Limit -> handled(timeout, Server, false)
    end.

wake_hib(Parent, Name, State, Module, After, Debug) ->
    receive
        Message -> handled(Message, {Parent, Name, State, Module, hibernate, After, Debug}, true)
    end.

handled({system, From, Request}, {Parent, Name, State, Module, Next, After, Debug}, Hibernates) ->
    sys:handle_system_msg(Request, From, Parent, ?MODULE, Debug,
                          [Name, State, Module, Next, After], Hibernates);
handled({'EXIT', Parent, Reason} = Message, {Parent, _, _, _, _, _, _} = Server, _) ->
    ended(exit, Reason, none, undefined, Message, Server);
handled({'$gen_call', From, Request} = Message, {_, _, State, Module, _, _, _} = Server, _) ->
    taken(called(Module, handle_call, [Request, From, State]), From, Request,
          noted(Server, {in, Message}));
handled({'$gen_cast', Request} = Message, {_, _, State, Module, _, _, _} = Server, _) ->
    taken(called(Module, handle_cast, [Request, State]), undefined, Message,
          noted(Server, {in, Message}));
handled(Message, {_, _, State, Module, _, _, _} = Server, _) ->
    case erlang:function_exported(Module, handle_info, 2) of
        true ->
            taken(called(Module, handle_info, [Message, State]), undefined, Message,
                  noted(Server, {in, Message}));
        false ->
            logger:warning(#{label => {gen_server, no_handle_info}, module => Module,
                             message => Message},
                           metadata(warning_msg)),
            loop(setelement(5, noted(Server, {in, Message}), infinity))
    end.

%% What a callback has returned, or how it has failed.
taken({ok, {reply, Reply, State}}, From, _, Server) when From =/= undefined ->
    loop(replied(From, Reply, State, infinity, Server));
taken({ok, {reply, Reply, State, Next}}, From, _, Server)
  when From =/= undefined, ?IS_NEXT(Next) ->
    loop(replied(From, Reply, State, Next, Server));
taken({ok, {stop, Reason, Reply, State}}, From, Message, Server) when From =/= undefined ->
    try
        ended(exit, Reason, none, From, Message, setelement(3, Server, State))
    after
        replied(From, Reply, State, infinity, Server)
    end;
taken({ok, {noreply, State}}, _, _, Server) -> loop(went_on(State, infinity, Server));
taken({ok, {noreply, State, Next}}, _, _, Server) when ?IS_NEXT(Next) ->
    loop(went_on(State, Next, Server));
taken({ok, {stop, Reason, State}}, From, Message, Server) ->
    ended(exit, Reason, none, From, Message, setelement(3, Server, State));
taken({ok, Bad}, From, Message, Server) ->
    ended(exit, {bad_return_value, Bad}, none, From, Message, Server);
taken({Class, Reason, Stack}, From, Message, Server) ->
    ended(Class, Reason, Stack, From, Message, Server).

replied(From, Reply, State, Next, {Parent, Name, _, Module, _, After, Debug}) ->
    reply(From, Reply),
    noted({Parent, Name, State, Module, Next, After, Debug}, {out, Reply, From, State}).

went_on(State, Next, {Parent, Name, _, Module, _, After, Debug}) ->
    noted({Parent, Name, State, Module, Next, After, Debug}, {noreply, State}).

%% {ok, Value}, or {Class, Reason, Stack}.
called(Module, Function, Args) ->
    try
        {ok, apply(Module, Function, Args)}
    catch
        throw:Value -> {ok, Value};
        Class:Reason:Stack -> {Class, Reason, Stack}
    end.

noted({_, _, _, _, _, _, []} = Server, _) -> Server;
noted({_, Name, _, _, _, _, Debug} = Server, Event) ->
    setelement(7, Server, sys:handle_debug(Debug, fun print_event/3, Name, Event)).

print_event(Device, {in, {'$gen_call', {From, _}, Request}}, Name) ->
    io:format(Device, "*DBG* ~tp got call ~tp from ~tw~n", [Name, Request, From]);
print_event(Device, {in, {'$gen_cast', Request}}, Name) ->
    io:format(Device, "*DBG* ~tp got cast ~tp~n", [Name, Request]);
print_event(Device, {in, Message}, Name) ->
    io:format(Device, "*DBG* ~tp got ~tp~n", [Name, Message]);
print_event(Device, {out, Reply, {To, _}, State}, Name) ->
    io:format(Device, "*DBG* ~tp sent ~tp to ~tw, new state ~tp~n", [Name, Reply, To, State]);
print_event(Device, {noreply, State}, Name) ->
    io:format(Device, "*DBG* ~tp new state ~tp~n", [Name, State]);
print_event(Device, Event, Name) -> io:format(Device, "*DBG* ~tp dbg  ~tp~n", [Name, Event]).

%%% The end. Stack is `none` where the server ends by what a callback has returned.

ended(Class, Reason, Stack, From, Message, {_, _, State, Module, _, _, _} = Server) ->
    case last_called(Module, reason_of(Class, Reason, Stack), State) of
        {ok, _} ->
            is_orderly(Class, Reason) orelse reported(Reason, Stack, From, Message, Server),
            case Stack of
                none -> exit(Reason);
                _ -> erlang:raise(Class, Reason, Stack)
            end;
        {NewClass, NewReason, NewStack} ->
            reported(NewReason, NewStack, From, Message, Server),
            erlang:raise(NewClass, NewReason, NewStack)
    end.

last_called(Module, Reason, State) ->
    case erlang:function_exported(Module, terminate, 2) of
        true -> called(Module, terminate, [Reason, State]);
        false -> {ok, none}
    end.

is_orderly(exit, normal) -> true;
is_orderly(exit, shutdown) -> true;
is_orderly(exit, {shutdown, _}) -> true;
is_orderly(_, _) -> false.

reason_of(error, Reason, Stack) -> {Reason, Stack};
reason_of(exit, Reason, _) -> Reason.

reported(Reason, Stack, From, Message, {_, Name, State, Module, _, _, Debug}) ->
    Status = gen:format_status(Module, terminate,
                               #{reason => Reason, state => State, message => Message,
                                 log => sys:get_log(Debug)}, [get(), State]),
    #{reason := Shown, message := Last, log := Log, state := Kept} = Status,
    logger:error(#{label => {gen_server, terminate}, name => Name, last_message => Last,
                   state => maps:get('EXIT', Status, maps:get('$status', Status, Kept)),
                   log => Log,
                   reason => case Stack of
                                 none -> Shown;
                                 _ -> {Shown, Stack}
                             end,
                   client_info => client_info(From)},
                 metadata(error)).

metadata(Tag) ->
    #{domain => [otp], report_cb => fun ?MODULE:format_log/2,
      error_logger => #{tag => Tag, report_cb => fun ?MODULE:format_log/1}}.

client_info(undefined) -> undefined;
client_info({Pid, _}) when node(Pid) =/= node() -> {Pid, remote};
client_info({Pid, _}) ->
    case process_info(Pid, [current_stacktrace, registered_name]) of
        undefined -> {Pid, dead};
        [{_, Stack}, {_, []}] -> {Pid, {Pid, Stack}};
        [{_, Stack}, {_, Name}] -> {Pid, {Name, Stack}}
    end.

%% {Format, Args} for error_logger.
format_log(#{label := {gen_server, terminate}, name := Name, last_message := Message,
             state := State, log := Log, reason := Reason, client_info := Client}) ->
    {LogFormat, LogArgs} = case Log of
                               [] -> {"", []};
                               _ -> {"** Log ==~n** ~tp~n", [Log]}
                           end,
    {ClientFormat, ClientArgs} = format_client(Client),
    {"** Generic server ~tp terminating \n** Last message in was ~tp~n** When Server state == ~tp~n"
     "** Reason for termination ==~n** ~tp~n" ++ LogFormat ++ ClientFormat,
     [Name, Message, State, named_reason(Reason)] ++ LogArgs ++ ClientArgs};
format_log(#{label := {gen_server, no_handle_info}, module := Module, message := Message}) ->
    {"** Undefined handle_info in ~p~n** Unhandled message: ~tp~n", [Module, Message]}.

%% Text, for the handlers of logger.
format_log(Report, Options) ->
    {Format, Args} = format_log(Report),
    case Options of
        #{chars_limit := Limit} when is_integer(Limit) ->
            io_lib:format(Format, Args, [{chars_limit, Limit}]);
        _ -> io_lib:format(Format, Args)
    end.

format_client(undefined) -> {"", []};
format_client({Pid, dead}) -> {"** Client ~p is dead~n", [Pid]};
format_client({Pid, remote}) -> {"** Client ~p is remote on node ~p~n", [Pid, node(Pid)]};
format_client({_, {Name, Stack}}) -> {"** Client ~tp stacktrace~n** ~tp~n", [Name, Stack]}.

named_reason({undef, [{Module, Function, Args, _} | _] = Stack} = Reason) when is_list(Args) ->
    case {code:is_loaded(Module), erlang:function_exported(Module, Function, length(Args))} of
        {false, _} -> {'module could not be loaded', Stack};
        {_, false} -> {'function not exported', Stack};
        _ -> Reason
    end;
named_reason(Reason) -> Reason.

%%% System messages: see sys.

system_continue(Parent, Debug, [Name, State, Module, Next, After]) ->
    loop({Parent, Name, State, Module, Next, After, Debug}).

system_terminate(Reason, Parent, Debug, [Name, State, Module, Next, After]) ->
    ended(exit, Reason, none, undefined, [], {Parent, Name, State, Module, Next, After, Debug}).

system_code_change([Name, State, Module, Next, After], _, OldVersion, Extra) ->
    case catch Module:code_change(OldVersion, State, Extra) of
        {ok, New} -> {ok, [Name, New, Module, Next, After]};
        Other -> Other
    end.

system_get_state([_, State, _, _, _]) -> {ok, State}.

system_replace_state(Fun, [Name, State, Module, Next, After]) ->
    New = Fun(State),
    {ok, New, [Name, New, Module, Next, After]}.

format_status(Option, [Dictionary, SystemState, Parent, Debug, [Name, State, Module, _, _]]) ->
    Status = gen:format_status(Module, Option, #{state => State, log => sys:get_log(Debug)},
                               [Dictionary, State]),
    Shown = case Status of
                #{'EXIT' := Reason} -> [{data, [{"State", Reason}]}];
                #{'$status' := List} when is_list(List) -> List;
                #{'$status' := One} -> [One];
                #{state := Kept} -> [{data, [{"State", Kept}]}]
            end,
    [{header, gen:format_status_header("Status for generic server", Name)},
     {data, [{"Status", SystemState}, {"Parent", Parent},
             {"Logged events", maps:get(log, Status)}]} | Shown].
