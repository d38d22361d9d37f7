%% What `iex --remsh` of Elixir 1.15 and later asks of the node that it attaches to. The shell is the
%% Erlang one, and none of the client's options mean anything to it. Elixir: iex, the module iex.
-module(iex).

-export([start/0, start/2, sync_remote/2]).

start() -> start([], {erlang, node, []}).

%% Returns the pid of the shell, at the caller's group leader; see 'Elixir.IEx':start/2.
start(_Options, {Module, Function, Args}) ->
    spawn(fun() ->
        ready(Module, Function, Args),
        shell:server(true, false)
    end).

%% The client's own functions are those of its handshake, whatever they are called there.
ready('Elixir.IEx.CLI', remote_start, [Client, Ref]) -> sync_remote(Client, Ref);
ready(Module, Function, Args) -> apply(Module, Function, Args).

%% Waits until the client has started its side. Returns ok.
sync_remote(Client, Ref) ->
    Client ! {'begin', Ref, self()},
    receive
        {done, Ref} -> ok
    end.
