%% Clients of servers: calls, casts and replies. OTP: stdlib, gen_server. Only what clients call is
%% here; there is no function that starts a server.
-module(gen_server).

-export([call/2, call/3, cast/2, reply/2, stop/1, stop/3]).
-export([abcast/2, abcast/3, multi_call/2, multi_call/3, multi_call/4]).
-export([send_request/2, send_request/4, receive_response/2, receive_response/3, wait_response/2,
         wait_response/3, check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).

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
