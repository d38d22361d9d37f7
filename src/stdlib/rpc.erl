%% The older shapes of calls on other nodes, over those of erpc: what fails is a result, {badrpc, _}.
%% OTP: kernel, rpc. The server of this module's protocol, `rex`, is native.
-module(rpc).

-export([call/4, call/5, block_call/4, block_call/5, cast/4, server_call/4]).
-export([async_call/4, yield/1, nb_yield/1, nb_yield/2, parallel_eval/1, pmap/3]).
-export([multicall/3, multicall/4, multicall/5, multi_server_call/2, multi_server_call/3]).
-export([abcast/2, abcast/3, sbcast/2, sbcast/3, eval_everywhere/3, eval_everywhere/4]).
-export([pinfo/1, pinfo/2]).

-define(TIMEOUT_MS_MAX, 16#ffffffff).

%%% One call.

call(Node, Module, Function, Args) -> call(Node, Module, Function, Args, infinity).

%% Returns what the function returns or throws; {badrpc, {'EXIT', Reason}} when it fails,
%% {badrpc, nodedown | timeout | notsup}. Error: badarg.
call(Node, Module, Function, Args, Timeout) ->
    try erpc:call(Node, Module, Function, Args, Timeout) of
        Value -> checked(Value)
    catch
        Class:Reason -> rpcify_exception(Class, Reason)
    end.

checked({'EXIT', _} = Exit) -> {badrpc, Exit};
checked(Value) -> Value.

rpcify_exception(throw, Value) -> checked(Value);
rpcify_exception(exit, {exception, Reason}) -> {badrpc, {'EXIT', Reason}};
rpcify_exception(exit, {signal, Reason}) -> {badrpc, {'EXIT', Reason}};
rpcify_exception(error, {exception, Reason, Stack}) -> {badrpc, {'EXIT', {Reason, Stack}}};
rpcify_exception(error, {erpc, badarg}) -> error(badarg);
rpcify_exception(error, {erpc, noconnection}) -> {badrpc, nodedown};
rpcify_exception(error, {erpc, timeout}) -> {badrpc, timeout};
rpcify_exception(error, {erpc, notsup}) -> {badrpc, notsup};
rpcify_exception(error, {erpc, Reason}) -> {badrpc, {'EXIT', Reason}};
rpcify_exception(Class, Reason) -> erlang:Class(Reason).

block_call(Node, Module, Function, Args) -> block_call(Node, Module, Function, Args, infinity).

%% As call/5, but such calls of a node are run there one after the other, by OTP.
block_call(Node, Module, Function, Args, Timeout)
  when is_atom(Node), is_atom(Module), is_list(Args),
       (Timeout =:= infinity orelse
        is_integer(Timeout) andalso Timeout >= 0 andalso Timeout =< ?TIMEOUT_MS_MAX) ->
    ask_rex(Node, {block_call, Module, Function, Args, group_leader()}, Timeout).

ask_rex(Node, Request, infinity) ->
    answer(catch gen_server:call({rex, Node}, Request, infinity));
ask_rex(Node, Request, Timeout) ->
    Tag = make_ref(),
    %% A late answer comes to a process that has gone.
    {Asker, Ref} = spawn_monitor(fun() ->
        process_flag(trap_exit, true),
        exit({self(), Tag, gen_server:call({rex, Node}, Request, Timeout)})
    end),
    receive
        {'DOWN', Ref, _, _, {Asker, Tag, Result}} -> answer(Result);
        {'DOWN', Ref, _, _, {timeout, _}} -> {badrpc, timeout};
        {'DOWN', Ref, _, _, Reason} -> answer({'EXIT', Reason})
    end.

answer({'EXIT', {{nodedown, _}, _}}) -> {badrpc, nodedown};
answer(Result) -> checked(Result).

cast(Node, Module, Function, Args) ->
    try
        ok = erpc:cast(Node, Module, Function, Args),
        true
    catch
        error:{erpc, badarg} -> error(badarg)
    end.

%% Sends {self(), Request} to Name and waits for {Tag, Node, Answer}.
server_call(Node, Name, Tag, Request) when is_atom(Node), is_atom(Name) ->
    {Node, Ref} = watch(Node, Name),
    tell(Node, Name, {self(), Request}),
    receive
        {'DOWN', Ref, _, _, _} -> {error, nodedown};
        {Tag, Node, Answer} ->
            demonitor(Ref, [flush]),
            Answer
    end.

%%% Calls whose results are fetched later.

async_call(Node, Module, Function, Args) ->
    try
        erpc:send_request(Node, Module, Function, Args)
    catch
        error:{erpc, badarg} -> error(badarg)
    end.

yield(Key) ->
    try erpc:receive_response(Key) of
        Value -> checked(Value)
    catch
        Class:Reason -> rpcify_exception(Class, Reason)
    end.

nb_yield(Key) -> nb_yield(Key, 0).

nb_yield(Key, Timeout) ->
    try erpc:wait_response(Key, Timeout) of
        no_response -> timeout;
        {response, Value} -> {value, checked(Value)}
    catch
        Class:Reason -> {value, rpcify_exception(Class, Reason)}
    end.

%% Evaluates [{M, F, Args}], dealt out to all nodes; returns the results in order.
parallel_eval(Calls) ->
    Nodes = [node() | nodes()],
    [yield(Key) || Key <- dealt(Calls, Nodes, Nodes)].

dealt([], _, _) -> [];
dealt(Calls, [], All) -> dealt(Calls, All, All);
dealt([{Module, Function, Args} | Calls], [Node | Nodes], All) ->
    Key = async_call(Node, Module, Function, Args),
    [Key | dealt(Calls, Nodes, All)].

%% Maps M:F(Element, Extra...) over a list; exits with badrpc when a call fails.
pmap({Module, Function}, Extra, List) when is_atom(Module), is_atom(Function) ->
    Calls = [{Module, Function, [Element | Extra]} || Element <- List],
    [case Result of
         {badrpc, _} -> exit(badrpc);
         _ -> Result
     end || Result <- parallel_eval(Calls)].

%%% Many nodes.

multicall(Module, Function, Args) -> multicall(Module, Function, Args, infinity).

multicall(Nodes, Module, Function, Args) when is_list(Nodes) ->
    multicall(Nodes, Module, Function, Args, infinity);
multicall(Module, Function, Args, Timeout) ->
    multicall([node() | nodes()], Module, Function, Args, Timeout).

%% Returns {Results, BadNodes}: those that are not there, or have not answered in time.
multicall(Nodes, Module, Function, Args, Timeout) ->
    Ends = try
               erpc:multicall(Nodes, Module, Function, Args, Timeout)
           catch
               error:{erpc, badarg} -> error(badarg)
           end,
    All = lists:zip(Nodes, Ends),
    {[as_result(End) || {_, End} <- All, not is_lost(End)],
     [Node || {Node, End} <- All, is_lost(End)]}.

is_lost({error, {erpc, timeout}}) -> true;
is_lost({error, {erpc, noconnection}}) -> true;
is_lost(_) -> false.

as_result({ok, Value}) -> checked(Value);
as_result({Class, Reason}) -> rpcify_exception(Class, Reason).

multi_server_call(Name, Request) -> multi_server_call([node() | nodes()], Name, Request).

%% Sends {self(), Request} to Name on each node; returns {Answers, BadNodes}. The answer is
%% {Name, Node, Answer}.
multi_server_call(Nodes, Name, Request) when is_list(Nodes), is_atom(Name) ->
    answers(Name, ask_all(Nodes, Name, Request)).

abcast(Name, Message) -> abcast([node() | nodes()], Name, Message).

abcast(Nodes, Name, Message) ->
    lists:foreach(fun(Node) -> tell(Node, Name, Message) end, Nodes),
    abcast.

sbcast(Name, Message) -> sbcast([node() | nodes()], Name, Message).

%% Returns {GoodNodes, BadNodes} when the message is in the mailboxes.
sbcast(Nodes, Name, Message) -> answers(rex, ask_all(Nodes, rex, {sbcast, Name, Message})).

eval_everywhere(Module, Function, Args) ->
    eval_everywhere([node() | nodes()], Module, Function, Args).

eval_everywhere(Nodes, Module, Function, Args) ->
    lists:foreach(fun(Node) -> cast(Node, Module, Function, Args) end, Nodes),
    abcast.

ask_all(Nodes, Name, Request) ->
    lists:foldl(fun(Node, Asked) when is_atom(Node) ->
                        Watch = watch(Node, Name),
                        tell(Node, Name, {self(), Request}),
                        [Watch | Asked];
                   (_, Asked) -> Asked
                end, [], Nodes).

answers(Name, Asked) -> answers(Name, Asked, [], []).

answers(_, [], Answers, Bad) -> {Answers, Bad};
answers(Name, [{Node, Ref} | Asked], Answers, Bad) ->
    receive
        {'DOWN', Ref, _, _, _} -> answers(Name, Asked, Answers, [Node | Bad]);
        {rex, Node, {nonexisting_name, _}} ->
            demonitor(Ref, [flush]),
            answers(Name, Asked, Answers, [Node | Bad]);
        {Name, Node, Answer} ->
            demonitor(Ref, [flush]),
            answers(Name, Asked, [Answer | Answers], Bad)
    end.

%% A node without a name reaches no other.
watch(Node, Name) when node() =:= nonode@nohost, Node =/= nonode@nohost ->
    Ref = make_ref(),
    self() ! {'DOWN', Ref, process, {Name, Node}, noconnection},
    {Node, Ref};
watch(Node, Name) -> {Node, monitor(process, {Name, Node})}.

tell(Node, Name, Message) ->
    try
        {Name, Node} ! Message
    catch
        error:_ -> Message
    end.

%%% process_info of processes anywhere.

pinfo(Pid) when node(Pid) =:= node() -> process_info(Pid);
pinfo(Pid) -> call(node(Pid), erlang, process_info, [Pid]).

pinfo(Pid, Item) when node(Pid) =:= node() -> process_info(Pid, Item);
pinfo(Pid, Item) -> block_call(node(Pid), erlang, process_info, [Pid, Item]).
