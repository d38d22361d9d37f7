%% Nodes. Elixir: Node.
-module('Elixir.Node').

-export(['alive?'/0, connect/1, disconnect/1, get_cookie/0, set_cookie/1, set_cookie/2, list/0, list/1,
         monitor/2, monitor/3, ping/1, self/0, start/1, start/2, start/3, stop/0]).
-export([spawn/2, spawn/3, spawn/4, spawn/5, spawn_link/2, spawn_link/4, spawn_monitor/2,
         spawn_monitor/4]).

'alive?'() -> is_alive().
self() -> node().
list() -> nodes().
list(Which) -> nodes(Which).

connect(Node) -> net_kernel:connect_node(Node).
disconnect(Node) -> erlang:disconnect_node(Node).
ping(Node) -> net_adm:ping(Node).

monitor(Node, On) -> monitor_node(Node, On).
monitor(Node, On, Options) -> erlang:monitor_node(Node, On, Options).

get_cookie() -> erlang:get_cookie().
set_cookie(Cookie) -> erlang:set_cookie(node(), Cookie).
set_cookie(Node, Cookie) -> erlang:set_cookie(Node, Cookie).

start(Name) -> start(Name, longnames).
start(Name, Type) -> start(Name, Type, 15000).
start(Name, Type, TickMs) -> net_kernel:start([Name, Type, TickMs]).
stop() -> net_kernel:stop().

spawn(Node, Fun) -> erlang:spawn(Node, Fun).
spawn(Node, Fun, Options) -> erlang:spawn_opt(Node, Fun, Options).
spawn(Node, Module, Function, Args) -> erlang:spawn(Node, Module, Function, Args).
spawn(Node, Module, Function, Args, Options) ->
    erlang:spawn_opt(Node, Module, Function, Args, Options).
spawn_link(Node, Fun) -> erlang:spawn_link(Node, Fun).
spawn_link(Node, Module, Function, Args) -> erlang:spawn_link(Node, Module, Function, Args).
spawn_monitor(Node, Fun) -> erlang:spawn_monitor(Node, Fun).
spawn_monitor(Node, Module, Function, Args) ->
    erlang:spawn_monitor(Node, Module, Function, Args).
