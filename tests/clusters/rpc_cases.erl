%% What the cases of OTP's rpc_SUITE ask of rpc. Each function named as a case is called on one node
%% with the names of others, and says ok. See `calls.py`.
-module(rpc_cases).

-export([call/1, block_call/1, multicall/1, multicall_timeout/1, multicall_dies/1,
         multicall_node_dies/2, called_dies/1, called_node_dies/2, called_throws/1,
         call_benchmark/1, async_call/1, multicall_mix/2, timeout_limit/1]).
-export([call_reqtmo/1, multicall_reqtmo/2, sent/0]).
-export([call_old_against_new/1, multicall_old_against_new/1, cast_old_against_new/1]).
%% What is called on the others.
-export([slowly/1, slowly_at/1, ends/2, in_another/3, kills/1, raises/1]).

-define(NOBODY, 'nobody@localhost').
-define(LIMIT_MS, 500).
-define(LIVES_MS, 100).

slowly(Ms) ->
    timer:sleep(Ms),
    {slowly, Ms, node()}.

slowly_at(Times) ->
    slowly(proplists:get_value(node(), Times)).

%% The process is linked to one that ends, or gets an exit signal.
ends(by_link, Reason) ->
    spawn_link(fun() -> exit(Reason) end),
    receive after ?LIVES_MS -> lives end;
ends(by_signal, Reason) ->
    Self = self(),
    spawn(fun() -> exit(Self, Reason) end),
    receive after ?LIVES_MS -> lives end.

%% While another process does it, this one waits.
in_another(M, F, A) ->
    spawn(fun() -> apply(M, F, A) end),
    receive after 20000 -> lives end.

%% Ends a process by its name.
kills(Name) ->
    exit(whereis(Name), kill).

raises(Reason) ->
    raises_within(Reason),
    ok.

raises_within(Reason) ->
    erlang:error(Reason, [Reason]).

%% What comes while nobody has asked for it.
rest() ->
    receive M -> [M | rest()] after 0 -> [] end.

call(B) -> calls(call, B).

block_call(B) -> calls(block_call, B).

calls(How, B) ->
    {slowly, 300, B} = rpc:How(B, ?MODULE, slowly, [300]),
    {slowly, 100, B} = rpc:How(B, ?MODULE, slowly, [100], 2000),
    {badrpc, timeout} = rpc:How(B, ?MODULE, slowly, [600], 200),
    timer:sleep(700),
    [] = rest(),
    {slowly, 400, B} = rpc:How(B, ?MODULE, slowly, [400]),
    {badrpc, nodedown} = rpc:How(?NOBODY, ?MODULE, slowly, [1]),
    {badrpc, nodedown} = rpc:How(nobody, ?MODULE, slowly, [1]),
    [] = rest(),
    ok.

multicall([B, C] = Nodes) ->
    {[{slowly, 300, B}, {slowly, 10, C}], []} =
        rpc:multicall(Nodes, ?MODULE, slowly_at, [[{B, 300}, {C, 10}]]),
    {[{slowly, 10, B}, {slowly, 300, C}], []} =
        rpc:multicall(Nodes, ?MODULE, slowly_at, [[{B, 10}, {C, 300}]]),
    [] = rest(),
    ok.

multicall_timeout([B, C, D, E]) ->
    Times = [{B, 1000}, {C, 800}, {D, 300}, {E, 20}],
    {[{slowly, 300, D}, {slowly, 20, E}], [B, C]} =
        rpc:multicall([D, B, C, E], ?MODULE, slowly_at, [Times], 600),
    timer:sleep(700),
    [] = rest(),
    ok.

%% How a called function ends its process, and what the call comes to: a pattern, as a fun.
endings() ->
    Exit = fun(Reason) -> fun({badrpc, {'EXIT', R}}) -> R =:= Reason end end,
    Error = fun(Reason) -> fun({badrpc, {'EXIT', {R, [_ | _]}}}) -> R =:= Reason end end,
    [{erlang, exit, [normal], Exit(normal)},
     {erlang, exit, [abnormal], Exit(abnormal)},
     {erlang, 'div', [1, 0], Error(badarith)},
     {erlang, atom_to_list, [1], Error(badarg)},
     {?MODULE, none, [], Error(undef)}].

multicall_dies(Nodes) ->
    All = endings() ++
        [{?MODULE, ends, [How, Reason], Is}
         || How <- [by_link, by_signal],
            {Reason, Is} <- [{normal, fun(R) -> R =:= lives end},
                             {abnormal, fun(R) -> R =:= {badrpc, {'EXIT', abnormal}} end}]] ++
        [{?MODULE, ends, [by_signal, kill], fun(R) -> R =:= {badrpc, {'EXIT', killed}} end}],
    [begin
         {[R1, R2], []} = rpc:multicall(Nodes, M, F, A),
         {true, true, F, A, R1, R2} = {Is(R1), Is(R2), F, A, R1, R2},
         [] = rest()
     end || {M, F, A, Is} <- All],
    ok.

multicall_node_dies(Nodes, {M, F, A}) ->
    {Good, Bad} = rpc:multicall(Nodes, ?MODULE, in_another, [M, F, A]),
    %% A node that stops in good order may still tell that it ended the process.
    true = lists:all(fun(R) -> {F, R} =:= {stop, {badrpc, {'EXIT', killed}}} end, Good),
    2 = length(Good) + length(Bad),
    [] = Bad -- Nodes,
    [] = rest(),
    ok.

every_way(B, M, F, A) ->
    [{How, [N, M, F, A | Limit]}
     || N <- [node(), B], How <- [call, block_call], Limit <- [[], [infinity], [3000]]].

%% OTP makes block calls in rex itself, which traps exits; Kith does not hold others up for them.
in_rex(N) ->
    rpc:call(N, code, which, [kith_global]) =:= non_existing.

called_dies(B) ->
    [begin
         R = apply(rpc, How, Args),
         {true, How, Args, R} = {Is(R), How, Args, R}
     end || {M, F, A, Is} <- endings(), {How, Args} <- every_way(B, M, F, A)],
    %% Without a limit a node calls itself in the process that calls, which traps exits here.
    Trapped = process_flag(trap_exit, true),
    [begin
         Here = How =:= call andalso N =:= node() andalso Limit =/= [3000],
         Survives = Here orelse Reason =:= normal orelse (How =:= block_call andalso in_rex(N)),
         Wanted = case Survives of true -> lives; false -> {badrpc, {'EXIT', Reason}} end,
         {By, Reason, How, N, Limit, Wanted} =
             {By, Reason, How, N, Limit, apply(rpc, How, Args)},
         Told = case rest() of [{'EXIT', _, Reason}] -> true; [] -> false end,
         {By, Reason, How, N, Limit, Here} = {By, Reason, How, N, Limit, Told}
     end || By <- [by_link, by_signal], Reason <- [normal, abnormal],
            {How, [N, _, _, _ | Limit] = Args} <- every_way(B, ?MODULE, ends, [By, Reason])],
    process_flag(trap_exit, Trapped),
    [{badrpc, {'EXIT', killed}} = rpc:call(N, ?MODULE, ends, [by_signal, kill], 3000)
     || N <- [node(), B]],
    {badrpc, {'EXIT', killed}} = rpc:call(B, ?MODULE, ends, [by_signal, kill]),
    [] = rest(),
    ok.

%% One call ends the node; others are under way in it.
called_node_dies(B, {M, F, A}) ->
    Self = self(),
    Calls = [{How, Limit} || How <- [call, block_call], Limit <- [[], [infinity]]],
    [spawn(fun() ->
               Self ! {self(), How, apply(rpc, How, [B, ?MODULE, slowly, [20000] | Limit])}
           end) || {How, Limit} <- Calls],
    timer:sleep(100),
    {badrpc, Reason} = rpc:call(B, ?MODULE, in_another, [M, F, A]),
    ended = ended(call, {badrpc, Reason}, M, F, A),
    [receive {_, How, R} -> {ended, How, R} = {ended(How, R, M, F, A), How, R} end || _ <- Calls],
    [] = rest(),
    ok.

ended(_, {badrpc, nodedown}, _, _, _) -> ended;
ended(_, {badrpc, {'EXIT', killed}}, init, stop, _) -> ended;
%% Who waits for rex by a call of gen_server hears of its end.
ended(block_call, {badrpc, {'EXIT', {killed, _}}}, ?MODULE, kills, _) -> ended;
ended(_, Other, _, _, _) -> Other.

called_throws(B) ->
    [{How, Args, up} = {How, Args, apply(rpc, How, Args)}
     || {How, Args} <- every_way(B, erlang, throw, [up])],
    [{How, Args, {badrpc, {'EXIT', reason}}} = {How, Args, apply(rpc, How, Args)}
     || {How, Args} <- every_way(B, erlang, throw, [{'EXIT', reason}])],
    ok.

call_benchmark(B) ->
    [begin
         B = rpc:call(B, erlang, node, []),
         true = is_pid(rpc:call(B, erlang, whereis, [rex])),
         3 = rpc:call(B, erlang, '+', [1, 2])
     end || _ <- lists:seq(1, 300)],
    [] = rest(),
    ok.

async_call([B, C]) ->
    First = rpc:async_call(B, ?MODULE, slowly, [100]),
    Second = rpc:async_call(B, ?MODULE, slowly, [600]),
    Third = rpc:async_call(C, ?MODULE, slowly, [900]),
    timeout = rpc:nb_yield(Second),
    timeout = rpc:nb_yield(Second, 10),
    timer:sleep(300),
    {slowly, 100, B} = rpc:yield(First),
    {value, {slowly, 600, B}} = rpc:nb_yield(Second, infinity),
    {slowly, 900, C} = rpc:yield(Third),
    [] = rest(),
    ok.

multicall_mix([B, C], Ended) ->
    Nodes = [node(), B, Ended, C],
    Here = node(),
    {[Here, B, C], [Ended]} = rpc:multicall(Nodes, erlang, node, []),
    {[C, Here, B, C, B, Here], [Ended]} =
        rpc:multicall([C | Nodes] ++ [B, Here], erlang, node, []),
    {[R1, R2, R3], [Ended]} = rpc:multicall(Nodes, ?MODULE, raises, [bling]),
    [{badrpc, {'EXIT', {bling, [{?MODULE, raises_within, [bling], _},
                                {?MODULE, raises, 1, _} | _]}}} = R || R <- [R1, R2, R3]],
    {[], Nodes} = rpc:multicall(Nodes, timer, sleep, [500], 50),
    {[Here, B, C], [Ended, nobody]} = rpc:multicall(Nodes ++ [nobody], erlang, node, []),
    [{'EXIT', {badarg, _}} = (catch rpc:multicall(Bad, erlang, node, []))
     || Bad <- [Nodes ++ [<<"nobody">>], [B, C | Here]]],
    {'EXIT', {badarg, _}} = (catch rpc:multicall(Nodes, erlang, node, [], 1 bsl 32)),
    {[], [B, C]} = rpc:multicall([B, C], erlang, halt, []),
    [] = rest(),
    ok.

timeout_limit(B) ->
    Most = 1 bsl 32 - 1,
    [begin
         N = rpc:How(N, erlang, node, [], Most),
         {'EXIT', {_, [_ | _]}} = (catch rpc:How(N, erlang, node, [], Most + 1))
     end || N <- [node(), B], How <- [call, block_call]],
    {[B], []} = rpc:multicall([B], erlang, node, [], Most),
    {'EXIT', {badarg, _}} = (catch rpc:multicall([B], erlang, node, [], Most + 1)),
    ok.

%%% A limit holds while the other node is stopped; the request gets there once it goes on.

in_time(Call) -> cluster_node:in_time(?LIMIT_MS, Call).

call_reqtmo(B) ->
    in_time(fun() ->
                {badrpc, timeout} = rpc:call(B, erlang, send, [self(), sent], ?LIMIT_MS)
            end).

multicall_reqtmo(B, C) ->
    Sends = cluster_node:a_fun("fun() -> case node() of B -> S ! sent, done; _ -> done end end",
                               [{'B', B}, {'S', self()}]),
    in_time(fun() ->
                {[done, done], [B]} =
                    rpc:multicall([node(), B, C], erlang, apply, [Sends, []], ?LIMIT_MS)
            end).

sent() ->
    receive sent -> ok end,
    timer:sleep(100),
    [] = rest(),
    ok.

%%% As nodes before OTP 23 call: requests to the server rex.

old_call(B, M, F, A) -> gen_server:call({rex, B}, {call, M, F, A, group_leader()}, 5000).

call_old_against_new(B) ->
    B = old_call(B, erlang, node, []),
    {badrpc, {'EXIT', bang}} = old_call(B, erlang, exit, [bang]),
    {badrpc, {'EXIT', {blong, [_ | _]}}} = old_call(B, erlang, error, [blong]),
    bling = old_call(B, erlang, throw, [bling]),
    {'EXIT', {{nodedown, B}, _}} = (catch old_call(B, erlang, halt, [])),
    {'EXIT', {{nodedown, B}, _}} = (catch old_call(B, erlang, node, [])),
    [] = rest(),
    ok.

multicall_old_against_new([B, C] = Nodes) ->
    All = fun(M, F, A, Ms) ->
              {Good, Bad} = gen_server:multi_call(Nodes, rex, {call, M, F, A, group_leader()}, Ms),
              {lists:sort(Good), lists:sort(Bad)}
          end,
    Each = fun(R) -> {[{B, R}, {C, R}], []} end,
    {[{B, B}, {C, C}], []} = All(erlang, node, [], 5000),
    true = Each({badrpc, {'EXIT', bang}}) =:= All(erlang, exit, [bang], 5000),
    true = Each(bling) =:= All(erlang, throw, [bling], 5000),
    {[], [B, C]} = All(timer, sleep, [500], 50),
    {[{B, B}, {C, C}], []} = All(erlang, node, [], 5000),
    {[], [B, C]} = All(erlang, halt, [], 5000),
    {[], [B, C]} = All(erlang, node, [], 5000),
    timer:sleep(600),
    [] = rest(),
    ok.

cast_old_against_new(B) ->
    Cast = fun(M, F, A) -> gen_server:cast({rex, B}, {cast, M, F, A, group_leader()}) end,
    ok = Cast(erlang, send, [self(), {first, B}]),
    receive {first, B} -> ok end,
    true = monitor_node(B, true),
    ok = Cast(erlang, halt, []),
    receive {nodedown, B} -> ok end,
    ok = Cast(erlang, send, [self(), second]),
    timer:sleep(200),
    [] = rest(),
    ok.
