%% One node of a cluster under test, be it of erl, of iex or of Kith: evaluates the lines that it
%% reads, one after another in one process, and tells what each comes to. See `run`.
-module(cluster_node).

-export([start/0, main/0]).
-export([holder/0, holder_loop/0, ask/2, ask/4, await/1, await/2]).
-export([witness/0, contend/4, overlaps/1]).
-export([recorder/0, recorder_loop/1, record/2, recorded/1]).
-export([a_fun/2, in_time/2]).
-export([first/3, fails/3, nobody/3]).
-export([keeps_none/3, keeps_first/3, keeps_second/3, keeps_fails/3, keeps_locks/3,
         keeps_its_own_by_disconnecting/3, keeps_by_halting_the_second/3]).
-export([churn/1, churning/1, quiet/1]).

-define(AWAIT_MS, 30000).
%% How late what has a limit may be on a busy machine.
-define(LATE_MS_MAX, 300).

start() -> spawn(?MODULE, main, []).

main() ->
    %% What nodes say of each other's coming and going is not compared.
    _ = logger:remove_handler(default),
    ok = io:setopts([{encoding, unicode}]),
    io:format("@ready~n"),
    lines(erl_eval:new_bindings()).

lines(Bindings) ->
    case io:get_line("") of
        eof -> halt();
        Line ->
            {Text, Bound} = outcome(Line, Bindings),
            io:format("@~ts~n", [Text]),
            lines(Bound)
    end.

outcome(Line, Bindings) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Line) ++ " ."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    try erl_eval:exprs(Expressions, Bindings) of
        {value, Value, Bound} -> {io_lib:format("~0tp", [Value]), Bound}
    catch
        Class:Reason -> {io_lib:format("~p: ~0tp", [Class, Reason]), Bindings}
    end.

%% Waits until the fun says true.
await(Fun) -> await(Fun, ?AWAIT_MS).

await(Fun, Ms) when Ms =< 0 -> {never, Fun()};
await(Fun, Ms) ->
    case Fun() of
        true -> true;
        _ ->
            timer:sleep(20),
            await(Fun, Ms - 20)
    end.

%% A fun that any node can call: it is evaluated there, as one typed in a shell.
a_fun(Text, Bindings) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    {value, Fun, _} = erl_eval:exprs(Expressions, orddict:from_list(Bindings)),
    Fun.

%% A call whose limit passes, while its answer is never to come: it ends then, and not much later.
in_time(LimitMs, Call) ->
    {Us, _} = timer:tc(Call),
    Ms = Us div 1000,
    {true, Ms} = {Ms >= LimitMs andalso Ms < LimitMs + ?LATE_MS_MAX, Ms},
    ok.

%%% A process that holds what it is told to get: names, locks, memberships.

holder() -> spawn(?MODULE, holder_loop, []).

holder_loop() ->
    receive
        {From, Ref, {M, F, A}} ->
            From ! {Ref, catch apply(M, F, A)},
            ?MODULE:holder_loop();
        {exit, Reason} -> exit(Reason);
        _ -> ?MODULE:holder_loop()
    end.

ask(Holder, {M, F, A}) -> ask(Holder, M, F, A).

ask(Holder, M, F, A) ->
    Ref = erlang:monitor(process, Holder),
    Holder ! {self(), Ref, {M, F, A}},
    receive
        {Ref, Answer} ->
            erlang:demonitor(Ref, [flush]),
            Answer;
        {'DOWN', Ref, process, _, Reason} -> {down, Reason}
    after ?AWAIT_MS -> no_answer
    end.

%%% A lock that all want: each goes in and out beside a witness, who has never seen two inside.

witness() -> spawn(fun() -> witness(none, [], 0) end).

witness(Inside, Overlaps, Entered) ->
    receive
        {enter, Who, Ref} ->
            Who ! {Ref, ok},
            Seen = case Inside of
                       none -> Overlaps;
                       _ -> [{Inside, Who} | Overlaps]
                   end,
            witness(Who, Seen, Entered + 1);
        {leave, Who, Ref} ->
            Who ! {Ref, ok},
            witness(case Inside of Who -> none; _ -> Inside end, Overlaps, Entered);
        {tell, Who, Ref} ->
            Who ! {Ref, {Entered, Overlaps}},
            witness(Inside, Overlaps, Entered)
    end.

overlaps(Witness) -> to_witness(Witness, tell).

to_witness(Witness, What) ->
    Ref = make_ref(),
    Witness ! {What, self(), Ref},
    receive {Ref, Answer} -> Answer after ?AWAIT_MS -> no_answer end.

contend(Witness, Lock, Nodes, Times) ->
    [ok = global:trans({Lock, self()},
                       fun() ->
                           ok = to_witness(Witness, enter),
                           to_witness(Witness, leave)
                       end, Nodes) || _ <- lists:seq(1, Times)],
    done.

%%% A process that keeps what it gets.

recorder() -> spawn(?MODULE, recorder_loop, [[]]).

recorder_loop(Kept) ->
    receive
        {recorded, From, Ref} ->
            From ! {Ref, lists:reverse(Kept)},
            ?MODULE:recorder_loop(Kept);
        {do, From, Ref, {M, F, A}} ->
            From ! {Ref, catch apply(M, F, A)},
            ?MODULE:recorder_loop(Kept);
        Message -> ?MODULE:recorder_loop([Message | Kept])
    end.

record(Recorder, {_, _, _} = What) ->
    Ref = make_ref(),
    Recorder ! {do, self(), Ref, What},
    receive {Ref, Answer} -> Answer after ?AWAIT_MS -> no_answer end.

recorded(Recorder) ->
    Ref = make_ref(),
    Recorder ! {recorded, self(), Ref},
    receive {Ref, Kept} -> Kept after ?AWAIT_MS -> no_answer end.

%%% Resolvers of two processes of one global name.

%% The one on the least node keeps it, the other is told.
first(Name, Pid1, Pid2) when node(Pid1) < node(Pid2) ->
    Pid2 ! {lost, Name},
    Pid1;
first(Name, Pid1, Pid2) ->
    Pid1 ! {lost, Name},
    Pid2.

fails(Name, _, _) -> exit({fails, Name}).

nobody(_, _, _) -> nobody.

%% By the names of their nodes, whoever resolves.
ordered(Pid1, Pid2) when node(Pid1) < node(Pid2) -> {Pid1, Pid2};
ordered(Pid1, Pid2) -> {Pid2, Pid1}.

keeps_none(_, _, _) -> none.

keeps_first(_, Pid1, Pid2) -> element(1, ordered(Pid1, Pid2)).

keeps_second(_, Pid1, Pid2) -> element(2, ordered(Pid1, Pid2)).

keeps_fails(Name, _, _) -> exit({fails, Name}).

keeps_locks(_, Pid1, Pid2) ->
    Id = {resolving, self()},
    true = global:set_lock(Id, [node()]),
    true = global:del_lock(Id, [node()]),
    element(1, ordered(Pid1, Pid2)).

keeps_its_own_by_disconnecting(_, Pid1, Pid2) ->
    [erlang:disconnect_node(node(P)) || P <- [Pid1, Pid2], node(P) =/= node()],
    element(1, ordered(Pid1, Pid2)).

keeps_by_halting_the_second(_, Pid1, Pid2) ->
    {First, Second} = ordered(Pid1, Pid2),
    _ = rpc:call(node(Second), erlang, halt, []),
    First.

%%% A process that takes names and gives them up, on and on.

churn(Names) -> spawn(?MODULE, churning, [Names]).

churning(Names) ->
    [_ = global:register_name(Name, self()) || Name <- Names],
    [_ = global:unregister_name(Name) || Name <- Names, global:whereis_name(Name) =:= self()],
    receive
        {quiet, From} -> From ! {quiet, self()}
    after 5 -> ?MODULE:churning(Names)
    end.

quiet(Churn) ->
    Ref = erlang:monitor(process, Churn),
    Churn ! {quiet, self()},
    receive {'DOWN', Ref, process, _, _} -> ok after ?AWAIT_MS -> no_answer end,
    receive {quiet, Churn} -> ok after 0 -> no_answer end.
