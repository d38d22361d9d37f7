%% What kith-growth does, in Erlang: the same work, the same words on the command line (main.cpp says
%% them), the same lines of figures.
-module(growth).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

main(Words) ->
    {_, Watch} = spawn_monitor(fun() -> run(Words) end),
    receive
        {'DOWN', Watch, process, _, normal} -> halt(0);
        {'DOWN', Watch, process, _, Reason} ->
            io:format(standard_error, "growth: ~p~n", [Reason]),
            halt(1)
    end.

run(["echo"]) ->
    register(echo, spawn_link(fun echo/0)),
    io:format("UP~n"),
    eof = io:get_line("");
run(["mesh", N]) ->
    io:format("UP~n"),
    obey(list_to_integer(N) - 1);
run([Curve, Seconds | Sizes]) ->
    Least = binary_to_float(iolist_to_binary(Seconds)),
    [begin
         N = list_to_integer(Size),
         io:format("~b ~.6e~n", [N, figure(list_to_existing_atom(Curve), N, Least)])
     end || Size <- Sizes].

figure(memory, N, _) -> memory(N);
figure(Curve, N, Least) -> seconds_each(work(Curve, N), Least).

%% A work is {State, Run, Finish}. Run(Times, State) does it and returns {Seconds, State}. It is done
%% once before anything counts, then more and more often, until it takes about Least seconds
%% together: the last round is the one that counts.
seconds_each({State, Run, Finish}, Least) ->
    {_, Warm} = Run(1, State),
    {Each, Last} = repeat(Run, 1, Warm, Least),
    Finish(Last),
    Each.

repeat(Run, Times, State, Least) ->
    case Run(Times, State) of
        {Took, Next} when Took >= Least / 2 -> {Took / Times, Next};
        {Took, Next} ->
            More = min(100.0, max(2.0, 0.8 * Least / max(Took, 1.0e-9))),
            repeat(Run, trunc(Times * More), Next, Least)
    end.

%% What F returns, and how many seconds it took.
timed(F) ->
    Began = erlang:monotonic_time(nanosecond),
    Value = F(),
    {(erlang:monotonic_time(nanosecond) - Began) / 1.0e9, Value}.

sum_to(N) -> N * (N + 1) div 2.

nothing(_) -> ok.

work(ring, N) -> ring(N);
work(spawn, N) -> spawning(N);
work(calls, N) -> calls(N);
work(fresh_reference, N) -> fresh_reference(N);
work(oldest, N) -> oldest(N);
work(binary_near, N) -> payload(near, binary:copy(<<"x">>, N));
work(list_near, N) -> payload(near, lists:seq(1001, 1000 + N));
work(binary_far, N) -> payload(far, binary:copy(<<"x">>, N));
work(list_far, N) -> payload(far, lists:seq(1001, 1000 + N));
work(monitors, N) -> watched_by(N, fun watches_by_monitor/1);
work(links, N) -> watched_by(N, fun watches_by_link/1);
work(timers, N) -> timers(N);
work(encode_list, N) -> encoding(list_of_numbers(N));
work(decode_list, N) -> decoding(list_of_numbers(N));
work(encode_map, N) -> encoding(map_of_numbers(N));
work(decode_map, N) -> decoding(map_of_numbers(N));
work(pairs, N) -> pairs(N).

%% A token goes around a ring; it goes on where it stopped.
ring(N) ->
    Boss = self(),
    All = [spawn(fun() -> receive {next, Next} -> hops(Boss, I, Next) end end) ||
              I <- lists:seq(0, N - 1)],
    [P ! {next, Next} || {P, Next} <- lists:zip(All, tl(All) ++ [hd(All)])],
    Ring = list_to_tuple(All),
    Run = fun(Times, At) ->
                  {Took, Index} = timed(fun() ->
                                                element(At + 1, Ring) ! Times,
                                                receive {done, Stopped} -> Stopped end
                                        end),
                  Index = (At + Times) rem N,
                  {Took, Index}
          end,
    {0, Run, fun(_) -> [exit(P, kill) || P <- All] end}.

hops(Boss, Index, Next) ->
    receive
        0 -> Boss ! {done, Index};
        Left -> Next ! Left - 1
    end,
    hops(Boss, Index, Next).

%% Processes start, say a number, and end. Their parent keeps its messages off the heap, as a process
%% that gets very many should: otherwise each of its garbage collections goes through all of them.
spawning(N) ->
    process_flag(message_queue_data, off_heap),
    Before = length(processes()),
    Run = fun(Times, State) ->
                  {Took, Sum} = timed(fun() -> spawn_times(Times, N, 0) end),
                  Sum = Times * sum_to(N),
                  {Took, State}
          end,
    Finish = fun(_) ->
                     timer:sleep(20),  % the last has spoken, but need not have ended
                     Before = length(processes())
             end,
    {none, Run, Finish}.

spawn_times(0, _, Sum) -> Sum;
spawn_times(Times, N, Sum) ->
    spawn_all(N, self()),
    spawn_times(Times - 1, N, sum_of_numbers(N, Sum)).

spawn_all(0, _) -> ok;
spawn_all(I, Parent) ->
    spawn(fun() -> Parent ! I end),
    spawn_all(I - 1, Parent).

sum_of_numbers(0, Sum) -> Sum;
sum_of_numbers(Left, Sum) ->
    receive Number when is_integer(Number) -> sum_of_numbers(Left - 1, Sum + Number) end.

%% Bytes of a process that waits.
memory(N) ->
    timer:sleep(50),
    garbage_collect(),
    Before = resident_bytes(),
    All = hold(N, []),
    timer:sleep(100 + N div 1000),
    After = resident_bytes(),
    [P ! {stop, self()} || P <- All],
    [receive stopped -> ok end || _ <- All],
    (After - Before) / N.

hold(0, All) -> All;
hold(N, All) ->
    hold(N - 1, [spawn(fun() -> receive {stop, From} -> From ! stopped end end) | All]).

resident_bytes() ->
    {ok, Status} = file:read_file("/proc/self/status"),
    {match, [Kb]} = re:run(Status, "VmRSS:\\s*(\\d+)", [{capture, all_but_first, list}]),
    list_to_integer(Kb) * 1024.

%% Receiving with N unread messages.
litter(N) -> [self() ! {unread, I} || I <- lists:seq(1, N)].

take_all(First, N) ->
    [receive {unread, Got} -> Got = I end || I <- lists:seq(First, First + N - 1)].

calls(N) ->
    {ok, Server} = gen_server:start(?MODULE, [], []),
    litter(N),
    Run = fun(Times, State) ->
                  {Took, Sum} = timed(fun() -> call(Times, Server, 0) end),
                  Sum = sum_to(Times),
                  {Took, State}
          end,
    {none, Run, fun(_) -> gen_server:stop(Server), take_all(1, N) end}.

call(0, _, Sum) -> Sum;
call(I, Server, Sum) ->
    call(I - 1, Server, Sum + gen_server:call(Server, {echo, I}, infinity)).

init([]) -> {ok, none}.
handle_call({echo, Value}, _, State) -> {reply, Value, State}.
handle_cast(_, State) -> {noreply, State}.

fresh_reference(N) ->
    litter(N),
    Run = fun(Times, State) ->
                  {Took, Sum} = timed(fun() -> newest(Times, 0) end),
                  Sum = sum_to(Times),
                  {Took, State}
          end,
    {none, Run, fun(_) -> take_all(1, N) end}.

newest(0, Sum) -> Sum;
newest(I, Sum) ->
    Ref = make_ref(),
    self() ! {Ref, I},
    receive {Ref, Got} -> newest(I - 1, Sum + Got) end.

oldest(N) ->
    litter(N),
    Run = fun(Times, First) -> timed(fun() -> eldest(Times, First, N) end) end,
    {1, Run, fun(First) -> take_all(First, N) end}.

eldest(0, First, _) -> First;
eldest(Times, First, N) ->
    self() ! {unread, First + N},
    receive {unread, Got} -> Got = First end,
    eldest(Times - 1, First + 1, N).

%% A message goes to a process and comes back.
echo() ->
    receive {From, I, Payload} -> From ! {self(), I, Payload} end,
    echo().

payload(Where, Payload) ->
    To = echo_at(Where),
    Run = fun(Times, State) ->
                  {Took, Back} = timed(fun() -> round_trips(Times, To, Payload, none) end),
                  Back = Payload,
                  {Took, State}
          end,
    {none, Run, fun(_) -> Where =:= near andalso exit(To, kill) end}.

echo_at(near) -> spawn(fun echo/0);
echo_at(far) ->
    {echo, list_to_atom(os:getenv("GROWTH_FAR"))} ! {self(), 0, who},
    receive {To, 0, who} -> To end.

round_trips(0, _, _, Back) -> Back;
round_trips(I, To, Payload, _) ->
    To ! {self(), I, Payload},
    receive {To, I, Back} -> round_trips(I - 1, To, Payload, Back) end.

%% The end of a process that many watch, by monitors or links.
is_watched() ->
    receive
        {ready, From} -> From ! ready, is_watched();
        stop -> ok
    end.

%% Until all that was sent to it before has taken effect.
await_ready(Watched) ->
    Watched ! {ready, self()},
    receive ready -> ok end.

watched_by(N, Watcher) ->
    Boss = self(),
    All = [spawn(fun() -> Watcher(Boss) end) || _ <- lists:seq(1, N)],
    Run = fun(Times, State) -> {watch_times(Times, All, 0), State} end,
    Finish = fun(_) ->
                     [exit(P, kill) || P <- All],
                     receive Left -> error({left, Left}) after 0 -> ok end
             end,
    {none, Run, Finish}.

watch_times(0, _, Took) -> Took;
watch_times(Times, All, Took) ->
    Watched = spawn(fun is_watched/0),
    [P ! {watch, Watched} || P <- All],
    [receive watching -> ok end || _ <- All],
    {More, _} = timed(fun() -> Watched ! stop, [receive heard -> ok end || _ <- All] end),
    watch_times(Times - 1, All, Took + More).

watches_by_monitor(Boss) ->
    receive {watch, Watched} -> hears_down(monitor(process, Watched), Watched, Boss) end.

hears_down(Ref, Watched, Boss) ->
    await_ready(Watched),
    Boss ! watching,
    receive {'DOWN', Ref, process, Watched, normal} -> Boss ! heard end,
    watches_by_monitor(Boss).

watches_by_link(Boss) ->
    process_flag(trap_exit, true),
    receive {watch, Watched} -> link(Watched), hears_exit(Watched, Boss) end.

hears_exit(Watched, Boss) ->
    await_ready(Watched),
    Boss ! watching,
    receive {'EXIT', Watched, normal} -> Boss ! heard end,
    watches_by_link(Boss).

%% Timers are armed, then cancelled.
timers(N) ->
    Run = fun(Times, State) ->
                  {Took, Cancelled} = timed(fun() -> arm_times(Times, N, 0) end),
                  Cancelled = Times * N,
                  {Took, State}
          end,
    {none, Run, fun nothing/1}.

arm_times(0, _, Cancelled) -> Cancelled;
arm_times(Times, N, Cancelled) ->
    arm_times(Times - 1, N, cancel_all(arm_all(N, []), Cancelled)).

arm_all(0, Armed) -> Armed;
arm_all(I, Armed) ->
    arm_all(I - 1, [erlang:send_after(60000 + I rem 1000, self(), {timer, I}) | Armed]).

cancel_all([], Cancelled) -> Cancelled;
cancel_all([Timer | Rest], Cancelled) ->
    case erlang:cancel_timer(Timer) of
        Left when is_integer(Left) -> cancel_all(Rest, Cancelled + 1);
        false -> cancel_all(Rest, Cancelled)
    end.

%% Terms to bytes and back.
number(I) -> (I * 7919 * 104729) rem 1000000007.

list_of_numbers(N) -> [number(I) || I <- lists:seq(1, N)].

map_of_numbers(N) -> maps:from_list([{I, number(I)} || I <- lists:seq(1, N)]).

encoding(Value) ->
    Bytes = term_to_binary(Value),
    Value = binary_to_term(Bytes),
    Run = fun(Times, State) ->
                  {Took, Sum} = timed(fun() -> encode(Times, Value, 0) end),
                  Sum = Times * byte_size(Bytes),
                  {Took, State}
          end,
    {none, Run, fun nothing/1}.

encode(0, _, Sum) -> Sum;
encode(Times, Value, Sum) -> encode(Times - 1, Value, Sum + byte_size(term_to_binary(Value))).

decoding(Value) ->
    Bytes = term_to_binary(Value),
    Run = fun(Times, State) ->
                  {Took, Back} = timed(fun() -> decode(Times, Bytes, none) end),
                  Back = Value,
                  {Took, State}
          end,
    {none, Run, fun nothing/1}.

decode(0, _, Back) -> Back;
decode(Times, Bytes, _) -> decode(Times - 1, Bytes, binary_to_term(Bytes)).

%% Pairs of processes that all talk at once.
pairs(N) ->
    Boss = self(),
    All = [spawn(fun() -> plays(Boss, spawn_link(fun answers/0)) end) || _ <- lists:seq(1, N)],
    Run = fun(Times, State) ->
                  Wanted = sum_to(Times),
                  {Took, _} = timed(fun() ->
                                            [P ! {play, Times} || P <- All],
                                            [receive {played, Sum} -> Wanted = Sum end || _ <- All]
                                    end),
                  {Took, State}
          end,
    {none, Run, fun(_) -> [exit(P, kill) || P <- All] end}.

answers() ->
    receive {ping, From, I} -> From ! {pong, I} end,
    answers().

plays(Boss, Other) ->
    receive {play, N} -> Boss ! {played, play(N, Other, 0)} end,
    plays(Boss, Other).

play(0, _, Sum) -> Sum;
play(I, Other, Sum) ->
    Other ! {ping, self(), I},
    receive {pong, Got} -> play(I - 1, Other, Sum + Got) end.

%% One of many nodes that come to know each other.
obey(Others) ->
    case io:get_line("") of
        "join " ++ First ->
            spawn_link(fun() -> join(list_to_atom(string:trim(First)), Others) end),
            obey(Others);
        "wait\n" ->
            spawn_link(fun() -> join(node(), Others) end),
            obey(Others);
        eof -> ok
    end.

join(First, Others) ->
    ok = net_kernel:monitor_nodes(true),
    First =:= node() orelse (true = net_kernel:connect_node(First)),
    await_nodes(Others),
    io:format("FULL~n").

await_nodes(Others) ->
    case length(nodes()) of
        Seen when Seen >= Others -> ok;
        _ ->
            receive _ -> ok after 1000 -> ok end,
            await_nodes(Others)
    end.
