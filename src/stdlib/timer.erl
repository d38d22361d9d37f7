%% Timers: functions that are called, and messages that are sent, after a while or again and again.
%% Source: STDLIB, timer(3). Differs: the server that keeps the timers, a process with the name
%% timer_server, is a plain process that starts at the first use, and no child of kernel_sup.
-module(timer).

-export([apply_after/4, apply_interval/4, cancel/1, exit_after/2, exit_after/3, hms/3, hours/1,
         kill_after/1, kill_after/2, minutes/1, now_diff/2, seconds/1, send_after/2, send_after/3,
         send_interval/2, send_interval/3, sleep/1, start/0, start_link/0, tc/1, tc/2, tc/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

-define(SERVER, timer_server).
-define(WAIT_MS_MAX, 16#ffffffff).  % of one receive

%% Times, in milliseconds.

seconds(N) -> 1000 * N.

minutes(N) -> 60000 * N.

hours(N) -> 3600000 * N.

hms(H, M, S) -> hours(H) + minutes(M) + seconds(S).

now_diff({MegaB, SecondsB, MicroB}, {MegaA, SecondsA, MicroA}) ->
    ((MegaB - MegaA) * 1000000 + SecondsB - SecondsA) * 1000000 + MicroB - MicroA.

sleep(Time) when is_integer(Time), Time > ?WAIT_MS_MAX ->
    receive after ?WAIT_MS_MAX -> sleep(Time - ?WAIT_MS_MAX) end;
sleep(Time) ->
    receive after Time -> ok end.

tc(F) ->
    Start = erlang:monotonic_time(),
    Value = F(),
    {since(Start), Value}.

tc(F, Args) ->
    Start = erlang:monotonic_time(),
    Value = apply(F, Args),
    {since(Start), Value}.

tc(M, F, Args) ->
    Start = erlang:monotonic_time(),
    Value = apply(M, F, Args),
    {since(Start), Value}.

since(Start) -> erlang:convert_time_unit(erlang:monotonic_time() - Start, native, microsecond).

%% Once.

apply_after(Time, M, F, Args)
  when is_integer(Time), Time >= 0, is_atom(M), is_atom(F), is_list(Args) ->
    once(Time, {M, F, Args});
apply_after(_, _, _, _) -> {error, badarg}.

once(0, What) ->
    perform(What),
    {ok, {instant, make_ref()}};
once(Time, What) -> request({once, due(Time), What}).

send_after(Time, Message) -> send_after(Time, self(), Message).

%% To a process of this node, whose end needs no server to be seen.
send_after(Time, Pid, Message)
  when is_integer(Time), Time > 0, is_pid(Pid), node(Pid) =:= node() ->
    {ok, {send_local, erlang:send_after(Time, Pid, Message)}};
send_after(Time, To, Message) when is_integer(Time), Time >= 0 ->
    case is_destination(To) of
        true when Time =:= 0 ->
            To ! Message,
            {ok, {instant, make_ref()}};
        true -> once(Time, {send, To, Message});
        false -> {error, badarg}
    end;
send_after(_, _, _) -> {error, badarg}.

is_destination({Name, Node}) -> is_atom(Name) andalso is_atom(Node);
is_destination(To) -> is_pid(To) orelse is_atom(To).

exit_after(Time, Reason) -> exit_after(Time, self(), Reason).

exit_after(Time, Pid, Reason) -> apply_after(Time, erlang, exit, [Pid, Reason]).

kill_after(Time) -> exit_after(Time, self(), kill).

kill_after(Time, Pid) -> exit_after(Time, Pid, kill).

%% Again and again, as long as the process lives that asked, or that gets the messages.

apply_interval(Time, M, F, Args)
  when is_integer(Time), Time >= 0, is_atom(M), is_atom(F), is_list(Args) ->
    request({interval, due(Time), Time, self(), {M, F, Args}});
apply_interval(_, _, _, _) -> {error, badarg}.

send_interval(Time, Message) -> send_interval(Time, self(), Message).

send_interval(Time, To, Message) when is_integer(Time), Time >= 0 ->
    case is_destination(To) of
        true -> request({interval, due(Time), Time, To, {send, To, Message}});
        false -> {error, badarg}
    end;
send_interval(_, _, _) -> {error, badarg}.

cancel({instant, Ref}) when is_reference(Ref) -> {ok, cancel};
cancel({send_local, Ref}) when is_reference(Ref) ->
    erlang:cancel_timer(Ref),
    {ok, cancel};
cancel({Kind, Ref} = Timer) when is_reference(Ref), Kind =:= once orelse Kind =:= interval ->
    request({cancel, Timer});
cancel(_) -> {error, badarg}.

%% When it is due: rounded up, for the first interval is not to be too short.
due(Time) -> (erlang:monotonic_time(microsecond) + 999) div 1000 + Time.

%% The server.

start() ->
    started(),
    ok.

%% The server that there is, or a new one.
started() ->
    case whereis(?SERVER) of
        undefined ->
            case started_by(fun spawn_monitor/1) of
                {ok, Pid} -> Pid;
                {error, {already_started, Pid}} -> Pid
            end;
        Pid -> Pid
    end.

start_link() ->
    started_by(fun(F) ->
                       Pid = spawn_link(F),
                       {Pid, monitor(process, Pid)}
               end).

started_by(Spawn) ->
    Parent = self(),
    {Pid, Monitor} = Spawn(fun() -> serve(Parent) end),
    receive
        {?SERVER, Pid, Result} ->
            demonitor(Monitor, [flush]),
            Result;
        {'DOWN', Monitor, process, Pid, Reason} -> {error, Reason}
    end.

%% Two may start one at a time: who registers first serves.
serve(Parent) ->
    try register(?SERVER, self()) of
        true ->
            {ok, Timers} = init([]),
            Parent ! {?SERVER, self(), {ok, self()}},
            loop(Parent, Timers)
    catch
        error:badarg ->
            Other = case whereis(?SERVER) of
                        undefined -> {error, noproc};
                        Pid -> {error, {already_started, Pid}}
                    end,
            unlink(Parent),
            Parent ! {?SERVER, self(), Other}
    end.

loop(Parent, Timers) ->
    receive
        {'$gen_call', {From, Tag} = Client, Request} ->
            case handle_call(Request, Client, Timers) of
                {reply, Reply, Next} ->
                    From ! {Tag, Reply},
                    loop(Parent, Next);
                {noreply, Next} -> loop(Parent, Next)
            end;
        {'$gen_cast', Request} ->
            {noreply, Next} = handle_cast(Request, Timers),
            loop(Parent, Next);
        {'EXIT', Parent, Reason} ->
            terminate(Reason, Timers),
            exit(Reason);
        Info ->
            {noreply, Next} = handle_info(Info, Timers),
            loop(Parent, Next)
    end.

%% A server that has just ended is started once more.
request(Request) ->
    case call(started(), Request) of
        {reply, Reply} -> Reply;
        {down, noproc} ->
            {reply, Reply} = call(started(), Request),
            Reply;
        {down, Reason} -> exit({Reason, {?MODULE, request, [Request]}})
    end.

call(Server, Request) ->
    Monitor = monitor(process, Server),
    Server ! {'$gen_call', {self(), Monitor}, Request},
    receive
        {Monitor, Reply} ->
            demonitor(Monitor, [flush]),
            {reply, Reply};
        {'DOWN', Monitor, process, _, Reason} -> {down, Reason}
    end.

%% The callbacks of a gen_server, which OTP's timer is; the loop above calls them. The state: of
%% each timer the reference that is known outside, and that of the runtime's timer which is next.

init([]) ->
    process_flag(trap_exit, true),
    {ok, #{}}.

handle_call({once, Due, What}, _, Timers) ->
    try started_timer(Due, {once, What}) of
        Ref -> {reply, {ok, {once, Ref}}, Timers#{Ref => Ref}}
    catch
        error:badarg -> {reply, {error, badarg}, Timers}
    end;
handle_call({interval, Due, Time, Owner, What}, _, Timers) ->
    Monitor = monitor(process, Owner),
    try started_timer(Due, {interval, Due, Time, Monitor, What}) of
        Ref -> {reply, {ok, {interval, Monitor}}, Timers#{Monitor => Ref}}
    catch
        error:badarg ->
            demonitor(Monitor, [flush]),
            {reply, {error, badarg}, Timers}
    end;
handle_call({cancel, {once, Ref}}, _, Timers) -> {reply, {ok, cancel}, without(Ref, Timers)};
handle_call({cancel, {interval, Ref}}, _, Timers) ->
    is_map_key(Ref, Timers) andalso demonitor(Ref, [flush]),
    {reply, {ok, cancel}, without(Ref, Timers)};
handle_call(_, _, Timers) -> {noreply, Timers}.

handle_info({timeout, Ref, {once, What}}, Timers) when is_map_key(Ref, Timers) ->
    perform(What),
    {noreply, maps:remove(Ref, Timers)};
handle_info({timeout, _, {interval, Due, Time, Monitor, What}}, Timers)
  when is_map_key(Monitor, Timers) ->
    Next = Due + Time,
    Ref = started_timer(Next, {interval, Next, Time, Monitor, What}),
    perform(What),
    {noreply, Timers#{Monitor := Ref}};
handle_info({'DOWN', Monitor, process, _, _}, Timers) -> {noreply, without(Monitor, Timers)};
handle_info(_, Timers) -> {noreply, Timers}.

handle_cast(_, Timers) -> {noreply, Timers}.

terminate(_, _) -> ok.

code_change(_, Timers, _) -> {ok, Timers}.

started_timer(Due, Message) ->
    erlang:start_timer(max(0, Due - erlang:monotonic_time(millisecond)), self(), Message).

without(Ref, Timers) ->
    case Timers of
        #{Ref := Timer} ->
            erlang:cancel_timer(Timer),
            maps:remove(Ref, Timers);
        _ -> Timers
    end.

%% What fails concerns nobody. A name may stand for the process that is to exit.
perform({send, To, Message}) -> catch To ! Message;
perform({erlang, exit, [Name, Reason]}) when is_atom(Name) -> catch exit(whereis(Name), Reason);
perform({erlang, exit, [Pid, Reason]}) -> catch exit(Pid, Reason);
perform({M, F, Args}) -> catch spawn(M, F, Args).
