%% Clients of servers. Elixir: GenServer. Only what clients call is here.
-module('Elixir.GenServer').

-export([call/2, call/3, cast/2, abcast/2, abcast/3, multi_call/2, multi_call/3, multi_call/4]).
-export([reply/2, stop/1, stop/2, stop/3, whereis/1]).

-define(CALL_TIMEOUT_MS, 5000).

call(Server, Request) -> call(Server, Request, ?CALL_TIMEOUT_MS).

%% Exits with {Reason, {'Elixir.GenServer', call, [Server, Request, Timeout]}}.
call(Server, Request, Timeout) ->
    try
        gen:call(Server, '$gen_call', Request, Timeout)
    of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, {?MODULE, call, [Server, Request, Timeout]}})
    end.

cast(Server, Request) -> gen_server:cast(Server, Request).

abcast(Name, Request) -> gen_server:abcast(Name, Request).
abcast(Nodes, Name, Request) -> gen_server:abcast(Nodes, Name, Request).

multi_call(Name, Request) -> gen_server:multi_call(Name, Request).
multi_call(Nodes, Name, Request) -> gen_server:multi_call(Nodes, Name, Request).
multi_call(Nodes, Name, Request, Timeout) ->
    gen_server:multi_call(Nodes, Name, Request, Timeout).

reply(Client, Reply) -> gen_server:reply(Client, Reply).

stop(Server) -> stop(Server, normal, infinity).
stop(Server, Reason) -> stop(Server, Reason, infinity).
stop(Server, Reason, Timeout) -> gen:stop(Server, Reason, Timeout).

%% Returns a pid, {Name, Node} of another node, or nil.
whereis(Pid) when is_pid(Pid) -> Pid;
whereis(Name) when is_atom(Name) -> found(erlang:whereis(Name));
whereis({global, Name}) -> found(global:whereis_name(Name));
whereis({via, Module, Name}) -> found(Module:whereis_name(Name));
whereis({Name, Node}) when is_atom(Name), Node =:= node() -> found(erlang:whereis(Name));
whereis({Name, Node} = Server) when is_atom(Name), is_atom(Node) -> Server.

found(undefined) -> nil;
found(Pid) -> Pid.
