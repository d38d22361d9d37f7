%% What `iex --remsh` of Elixir before 1.15 asks of the node that it attaches to: a shell at the
%% caller's group leader. It gets the Erlang shell. Elixir: IEx.
-module('Elixir.IEx').

-export([start/0, start/1, start/2]).

start() -> start([]).

start(Options) -> start(Options, {erlang, node, []}).

%% Returns the pid of the shell. Before it reads anything it runs M:F(A...), with which the client
%% tells when it is ready.
start(Options, {_, _, _} = Ready) -> iex:start(Options, Ready).
