%% What the cases of OTP's erpc_SUITE ask of erpc. Each function named as a case is called on one
%% node with the names of others, and says ok. See `calls.py`.
-module(erpc_cases).

-export([call/1, cast/1, send_request/1, send_request_fun/1, multicall/2, multicast/1,
         multicall_recv_opt/1, multicall_recv_opt2/2, multicall_recv_opt3/2, timeout_limit/1]).
-export([call_reqtmo/1, send_request_receive_reqtmo/1, send_request_wait_reqtmo/1,
         send_request_check_reqtmo/1, multicall_reqtmo/2]).
%% What is called on the others.
-export([where/0, slowly/1, calls_own/1, raises/1, to_and_fro/4]).

-define(NOBODY, 'nobody@localhost').
-define(LIMIT_MS, 500).
%% What a call fails with.
-define(ERPC(Reason, Call), {error, {erpc, Reason}} = outcome(fun() -> Call end)).

where() -> node().

slowly(Ms) ->
    timer:sleep(Ms),
    {slowly, Ms, node()}.

raises(Reason) ->
    raises_within(Reason),
    ok.

raises_within(Reason) ->
    erlang:error(Reason, [Reason]).

%% A call within a call, of the own node.
calls_own(Reason) ->
    erpc:call(node(), ?MODULE, raises, [Reason]),
    ok.

%% Calls from one node to the other and back, and fails at the last.
to_and_fro(_, _, 0, _) ->
    erlang:error(badarg);
to_and_fro(One, Other, Times, Limit) ->
    erpc:call(One, ?MODULE, to_and_fro, [Other, One, Times - 1, Limit], Limit),
    ok.

innermost({exception, {exception, _, _} = Inner, [{erpc, call, _, _} | _]}, N) ->
    innermost(Inner, N + 1);
innermost({exception, Reason, [{?MODULE, to_and_fro, _, _} | _]}, N) ->
    {Reason, N + 1}.

rest() ->
    receive M -> [M | rest()] after 0 -> [] end.

%% A fun for other nodes, which have not the code of this one's.
a_fun(Text) -> a_fun(Text, []).

a_fun(Text, Bindings) -> cluster_node:a_fun(Text, Bindings).

outcome(Call) ->
    try Call() of
        Value -> {value, Value}
    catch
        Class:Reason -> {Class, Reason}
    end.

call(B) ->
    [answers(N, Limit) || N <- [node(), B], Limit <- [10000, infinity]],
    [begin
         ?ERPC(timeout, erpc:call(N, timer, sleep, [300], 20)),
         ?ERPC(timeout, erpc:call(N, a_fun("fun() -> timer:sleep(300) end"), 20))
     end || N <- [node(), B]],
    ?ERPC(noconnection, erpc:call(B, erlang, halt, [])),
    wait_down(B),
    ?ERPC(noconnection, erpc:call(B, fun ?MODULE:where/0)),
    ?ERPC(noconnection, erpc:call(B, erlang, node, [])),
    ?ERPC(noconnection, erpc:call(nobody, erlang, node, [])),
    timer:sleep(400),
    [] = rest(),
    ok.

wait_down(B) ->
    case lists:member(B, nodes()) of
        true -> timer:sleep(10), wait_down(B);
        false -> ok
    end.

answers(N, Limit) ->
    N = erpc:call(N, erlang, node, [], Limit),
    Fails = fun(M, F, A) -> outcome(fun() -> erpc:call(N, M, F, A, Limit) end) end,
    Runs = fun(Fun) -> outcome(fun() -> erpc:call(N, Fun, Limit) end) end,
    {error, {exception, badarg, [{erlang, apply, [erlang, error, [oops | invalid]], _}]}} =
        Fails(erlang, error, [oops | invalid]),
    {error, {exception, oops, [{erlang, error, [oops], _}]}} = Fails(erlang, error, [oops]),
    {exit, {exception, oops}} = Fails(erlang, exit, [oops]),
    {exit, {exception, oops}} = Runs(a_fun("fun() -> exit(oops) end")),
    {throw, oops} = Fails(erlang, throw, [oops]),
    {throw, oops} = Runs(a_fun("fun() -> throw(oops) end")),
    %% Of itself, without a limit, a node makes calls in the process that calls.
    N =:= node() andalso Limit =:= infinity orelse
        begin
            Ends = a_fun("fun() -> exit(self(), oops), receive after infinity -> ok end end"),
            {exit, {signal, oops}} = Runs(Ends),
            {exit, {signal, oops}} = Fails(erlang, apply, [Ends, []])
        end,
    {error, {exception, {exception, boom, [{?MODULE, raises_within, [boom], _},
                                           {?MODULE, raises, 1, _} | _]},
             [{erpc, call, _, _}, {?MODULE, calls_own, 1, _} | _]}} =
        Fails(?MODULE, calls_own, [boom]),
    {error, {exception, {exception, boom, [{?MODULE, raises_within, [boom], _} | _]},
             [{erpc, call, _, _} | _]}} = Runs(a_fun("fun() -> erpc_cases:calls_own(boom) end")),
    {error, There} = outcome(fun() -> to_and_fro(N, node(), 10, Limit) end),
    {badarg, 10} = innermost(There, 0),
    {error, Back} = outcome(fun() -> to_and_fro(node(), N, 5, Limit) end),
    {badarg, 5} = innermost(Back, 0),
    ok.

cast(B) ->
    ok = erpc:cast(nobody, erlang, send, [hey]),
    ?ERPC(badarg, erpc:cast(<<"node">>, erlang, send, [hey])),
    ?ERPC(badarg, erpc:cast(node(), erlang, send, hey)),
    ?ERPC(badarg, erpc:cast(node(), "erlang", send, [hey])),
    ?ERPC(badarg, erpc:cast(node(), erlang, make_ref(), [hey])),
    Self = self(),
    [begin
         ok = erpc:cast(N, erlang, send, [Self | improper]),
         ok = erpc:cast(N, erlang, send, [Self, {mfa, N}]),
         receive {mfa, N} -> ok end,
         ok = erpc:cast(N, a_fun("fun() -> S ! {a_fun, N} end", [{'S', Self}, {'N', N}])),
         receive {a_fun, N} -> ok end
     end || N <- [node(), B]],
    true = monitor_node(B, true),
    ok = erpc:cast(B, erlang, halt, []),
    receive {nodedown, B} -> ok end,
    ok = erpc:cast(B, erlang, send, [Self, lost]),
    timer:sleep(200),
    [] = rest(),
    ok.

send_request([B, C]) ->
    requests(fun(N, M, F, A) -> erpc:send_request(N, M, F, A) end, [B, C]).

send_request_fun([B, C]) ->
    requests(fun(N, M, F, A) -> erpc:send_request(N, a_fun("fun() -> apply(M, F, A) end",
                                                    [{'M', M}, {'F', F}, {'A', A}])) end, [B, C]).

requests(Send, [B, C]) ->
    One = Send(B, ?MODULE, slowly, [200]),
    Two = Send(B, ?MODULE, slowly, [700]),
    Three = Send(C, ?MODULE, slowly, [900]),
    Four = Send(B, erlang, error, [bang]),
    Five = Send(B, ?MODULE, slowly, [200]),
    {error, {exception, bang, [_ | _]}} =
        outcome(fun() -> erpc:receive_response(Four, 1000) end),
    ?ERPC(timeout, erpc:receive_response(Five, 10)),
    no_response = erpc:wait_response(Two),
    no_response = erpc:wait_response(Two, 10),
    timer:sleep(300),
    {slowly, 200, B} = erpc:receive_response(One),
    {response, {slowly, 700, B}} = erpc:wait_response(Two, infinity),
    {slowly, 900, C} = erpc:receive_response(Three),
    ?ERPC(badarg, erpc:receive_response(Five, 10)),
    [] = rest(),
    Six = Send(B, erlang, node, []),
    no_response = erpc:check_response({response, B}, Six),
    no_response = erpc:check_response(Six, Six),
    receive M6 -> {response, B} = erpc:check_response(M6, Six) end,
    Seven = Send(B, erlang, halt, []),
    ?ERPC(noconnection, erpc:receive_response(Seven)),
    wait_down(B),
    Eight = Send(B, erlang, node, []),
    receive M8 -> ?ERPC(noconnection, erpc:check_response(M8, Eight)) end,
    [] = rest(),
    ok.

multicall([B, C], Ended) ->
    Here = node(),
    Nodes = [Here, B, Ended, C],
    None = {error, {erpc, noconnection}},
    Each = fun(R) -> [R(Here), R(B), None, R(C)] end,
    Ok = Each(fun(N) -> {ok, N} end),
    true = Ok ++ [None] =:= erpc:multicall(Nodes ++ [nobody], erlang, node, []),
    true = Ok ++ [None] =:= erpc:multicall(Nodes ++ [nobody], fun ?MODULE:where/0),
    [?ERPC(badarg, erpc:multicall(Bad, erlang, node, []))
     || Bad <- [Nodes ++ [<<"nobody">>], [B, C | Here]]],
    ?ERPC(badarg, erpc:multicall(Nodes ++ [<<"nobody">>], fun ?MODULE:where/0)),
    ?ERPC(badarg, erpc:multicall(Nodes, fun(X) -> X end)),
    true = Ok =:= erpc:multicall(Nodes, erlang, node, []),
    true = Ok =:= erpc:multicall(Nodes, erlang, node, [], 60000),
    Throws = a_fun("fun() -> throw(node()) end"),
    Thrown = Each(fun(N) -> {throw, N} end),
    true = Thrown =:= erpc:multicall(Nodes, Throws),
    true = Thrown =:= erpc:multicall(Nodes, Throws, 60000),
    Late = Each(fun(_) -> {error, {erpc, timeout}} end),
    {Us1, Late1} = timer:tc(fun() -> erpc:multicall(Nodes ++ Nodes, timer, sleep, [500], 100) end),
    true = Late1 =:= Late ++ Late,
    true = Us1 < 400000,
    %% All at once.
    Slept = Each(fun(_) -> {ok, ok} end),
    [begin
         {Us, R} = timer:tc(Call),
         true = R =:= Slept ++ Slept,
         true = Us < 900000
     end || Call <- [fun() -> erpc:multicall(Nodes ++ Nodes, timer, sleep, [500]) end,
                     fun() -> erpc:multicall(Nodes ++ Nodes, timer, sleep, [500], 3000) end]],
    [[{error, {exception, bling, [{?MODULE, raises_within, [bling], _},
                                  {?MODULE, raises, 1, _} | _]}} = R || R <- Results, R =/= None]
     || Results <- [erpc:multicall(Nodes, ?MODULE, raises, [bling]),
                    erpc:multicall(Nodes, ?MODULE, raises, [bling], 60000)]],
    [[{error, {exception, blong, [{erlang, error, [blong], _}]}} = R || R <- Results, R =/= None]
     || Results <- [erpc:multicall(Nodes, erlang, error, [blong]),
                    erpc:multicall(Nodes, erlang, error, [blong], 60000)]],
    Slow = a_fun("fun() -> case node() of"
                 " B -> timer:sleep(700), slow; C -> throw(fast); _ -> exit(fast) end end",
                 [{'B', B}, {'C', C}]),
    {Us2, Mixed} = timer:tc(fun() -> erpc:multicall(Nodes, Slow, 300) end),
    [{exit, {exception, fast}}, {error, {erpc, timeout}}, None, {throw, fast}] = Mixed,
    true = Us2 >= 300000 andalso Us2 < 600000,
    timer:sleep(700),
    [] = rest(),
    [None, None, None] = erpc:multicall([B, Ended, C], erlang, halt, []),
    [] = rest(),
    ok.

%%% Beside a long mailbox calls are as fast as without.

-define(WAITING, 100000).
-define(TIMES, 100).

multicall_recv_opt([B, C]) ->
    beside_mailbox([node(), B, C], [{ok, node()}, {ok, B}, {ok, C}], infinity).

multicall_recv_opt2([B], Ended) ->
    beside_mailbox([node(), Ended, B], [{ok, node()}, {error, {erpc, noconnection}}, {ok, B}],
                   infinity).

multicall_recv_opt3([B], Ended) ->
    beside_mailbox([node(), Ended, B], any, 0).

beside_mailbox(Nodes, Wanted, Limit) ->
    Calls = fun(Ms) ->
                Timed = fun() ->
                            [begin
                                 R = erpc:multicall(Nodes, fun ?MODULE:where/0, Ms),
                                 true = Wanted =:= any orelse R =:= Wanted
                             end || _ <- lists:seq(1, ?TIMES)]
                        end,
                element(1, timer:tc(Timed))
            end,
    _ = Calls(infinity),
    Empty = Calls(infinity),
    [self() ! {waiting, I} || I <- lists:seq(1, ?WAITING)],
    %% Again, for one in which something else took its time.
    Full = lists:min([Calls(Limit) || _ <- [1, 2, 3]]),
    [receive {waiting, I} -> ok after 0 -> error({lost, I}) end || I <- lists:seq(1, ?WAITING)],
    [] = rest(),
    {true, Empty, Full} = {Full < 10 * Empty, Empty, Full},
    ok.

multicast(B) ->
    Nodes = [node(), B],
    [?ERPC(badarg, erpc:multicast(N, M, F, A))
     || {N, M, F, A} <- [{Nodes, erlang, send, hey}, {node(), erlang, send, [hey]},
                         {[<<"node">>, B], erlang, send, [hey]}, {Nodes, "erlang", send, [hey]},
                         {Nodes, erlang, make_ref(), [hey]}]],
    ok = erpc:multicast([nobody], erlang, send, [self(), lost]),
    ok = erpc:multicast(Nodes, erlang, send, [self() | improper]),
    Self = self(),
    ok = erpc:multicast(Nodes, erlang, send, [Self, mfa]),
    [receive mfa -> ok end || _ <- Nodes],
    ok = erpc:multicast(Nodes, a_fun("fun() -> S ! {a_fun, node()} end", [{'S', Self}])),
    [receive {a_fun, N} -> ok end || N <- Nodes],
    true = monitor_node(B, true),
    ok = erpc:multicast([B], erlang, halt, []),
    receive {nodedown, B} -> ok end,
    ok = erpc:multicast([B], erlang, send, [Self, lost]),
    timer:sleep(200),
    [] = rest(),
    ok.

timeout_limit(B) ->
    Most = 1 bsl 32 - 1,
    [begin
         N = erpc:call(N, erlang, node, [], Most),
         ?ERPC(badarg, erpc:call(N, erlang, node, [], Most + 1)),
         [{ok, N}] = erpc:multicall([N], erlang, node, [], Most),
         ?ERPC(badarg, erpc:multicall([N], erlang, node, [], Most + 1)),
         N = erpc:receive_response(erpc:send_request(N, erlang, node, []), Most),
         Late = erpc:send_request(N, erlang, node, []),
         ?ERPC(badarg, erpc:receive_response(Late, Most + 1)),
         {response, N} = erpc:wait_response(Late, Most)
     end || N <- [node(), B]],
    ok.

%%% A limit holds while the other node is stopped; the request gets there once it goes on.

in_time(Call) -> cluster_node:in_time(?LIMIT_MS, Call).

call_reqtmo(B) ->
    in_time(fun() -> ?ERPC(timeout, erpc:call(B, erlang, send, [self(), sent], ?LIMIT_MS)) end).

send_request_receive_reqtmo(B) ->
    in_time(fun() ->
                Id = erpc:send_request(B, erlang, send, [self(), sent]),
                ?ERPC(timeout, erpc:receive_response(Id, ?LIMIT_MS))
            end).

send_request_wait_reqtmo(B) ->
    in_time(fun() ->
                Id = erpc:send_request(B, erlang, send, [self(), sent]),
                no_response = erpc:wait_response(Id, 0),
                no_response = erpc:wait_response(Id, ?LIMIT_MS),
                ?ERPC(timeout, erpc:receive_response(Id, 0))
            end).

send_request_check_reqtmo(B) ->
    in_time(fun() ->
                Id = erpc:send_request(B, erlang, send, [self(), sent]),
                receive M -> error({unexpected, M}) after ?LIMIT_MS -> ok end,
                ?ERPC(timeout, erpc:receive_response(Id, 0))
            end).

multicall_reqtmo(B, C) ->
    Sends = a_fun("fun() -> case node() of B -> S ! sent, done; _ -> done end end",
                  [{'B', B}, {'S', self()}]),
    in_time(fun() ->
                [{ok, done}, {error, {erpc, timeout}}, {ok, done}] =
                    erpc:multicall([node(), B, C], erlang, apply, [Sends, []], ?LIMIT_MS)
            end).
