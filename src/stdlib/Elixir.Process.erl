%% Processes: the functions of module erlang, with nil for undefined. Elixir: Process.
-module('Elixir.Process').

-export(['alive?'/1, exit/2, flag/2, flag/3, group_leader/0, group_leader/2, hibernate/3, info/1,
         info/2, link/1, unlink/1, list/0, monitor/1, demonitor/1, demonitor/2, send/3, sleep/1,
         spawn/2, spawn/4]).
-export([delete/1, get/0, get/1, get/2, get_keys/0, get_keys/1, put/2]).
-export([register/2, registered/0, unregister/1, whereis/1]).
-export([send_after/3, send_after/4, cancel_timer/1, cancel_timer/2, read_timer/1]).

'alive?'(Pid) -> is_process_alive(Pid).
exit(Pid, Reason) -> erlang:exit(Pid, Reason).
flag(Flag, Value) -> process_flag(Flag, Value).
flag(Pid, Flag, Value) -> process_flag(Pid, Flag, Value).
group_leader() -> erlang:group_leader().
group_leader(Pid, Leader) -> erlang:group_leader(Leader, Pid).
hibernate(Module, Function, Args) -> erlang:hibernate(Module, Function, Args).
info(Pid) -> or_nil(process_info(Pid)).
info(Pid, registered_name) ->
    case process_info(Pid, registered_name) of
        [] -> {registered_name, []};
        Info -> or_nil(Info)
    end;
info(Pid, Items) -> or_nil(process_info(Pid, Items)).
link(Pid) -> erlang:link(Pid).
unlink(Pid) -> erlang:unlink(Pid).
list() -> processes().
monitor(Item) -> erlang:monitor(process, Item).
demonitor(Ref) -> erlang:demonitor(Ref).
demonitor(Ref, Options) -> erlang:demonitor(Ref, Options).
send(To, Message, Options) -> erlang:send(To, Message, Options).
sleep(Timeout) -> receive after Timeout -> ok end.
spawn(Fun, Options) -> spawn_opt(Fun, Options).
spawn(Module, Function, Args, Options) -> spawn_opt(Module, Function, Args, Options).

delete(Key) -> or_nil(erase(Key)).
get() -> erlang:get().
get(Key) -> get(Key, nil).
get(Key, Default) ->
    case erlang:get(Key) of
        undefined -> Default;
        Value -> Value
    end.
get_keys() -> erlang:get_keys().
get_keys(Value) -> erlang:get_keys(Value).
put(Key, Value) -> or_nil(erlang:put(Key, Value)).

register(Pid, Name) -> erlang:register(Name, Pid).
registered() -> erlang:registered().
unregister(Name) -> erlang:unregister(Name).
whereis(Name) -> or_nil(erlang:whereis(Name)).

send_after(To, Message, Time) -> send_after(To, Message, Time, []).
send_after(To, Message, Time, Options) -> erlang:send_after(Time, To, Message, Options).
cancel_timer(Timer) -> erlang:cancel_timer(Timer).
cancel_timer(Timer, Options) -> erlang:cancel_timer(Timer, Options).
read_timer(Timer) -> erlang:read_timer(Timer).

or_nil(undefined) -> nil;
or_nil(Value) -> Value.
