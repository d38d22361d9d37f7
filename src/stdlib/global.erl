%% Names and locks of the net: what takes funs, and what is made of others. The rest of the module is
%% native. OTP: kernel, global. Differs: of the functions that resolve a conflict of names there are
%% OTP's three; without groups of nodes, and names of processes that Erlang does not know.
-module(global).

-export([register_name/2, register_name/3, re_register_name/2, send/2, trans/2, trans/3, trans/4,
         random_exit_name/3, random_notify_name/3, notify_all_name/3]).

register_name(Name, Pid) -> register_name(Name, Pid, fun global:random_exit_name/3).

register_name(Name, Pid, Resolve) when is_pid(Pid) ->
    kith_global:register(Name, Pid, resolver(Resolve)).

re_register_name(Name, Pid) when is_pid(Pid) -> kith_global:re_register(Name, Pid).

resolver({?MODULE, Function}) -> Function;
resolver(Fun) when is_function(Fun, 3) ->
    case erlang:fun_info(Fun, module) of
        {module, ?MODULE} -> element(2, erlang:fun_info(Fun, name));
        _ -> erlang:error(badarg)
    end.

%% Returns the process.
send(Name, Message) ->
    case global:whereis_name(Name) of
        Pid when is_pid(Pid) ->
            Pid ! Message,
            Pid;
        undefined -> exit({badarg, {Name, Message}})
    end.

%% The fun's value, or `aborted` when the lock could not be had.
trans(Id, Fun) ->
    locked(fun() -> global:set_lock(Id) end, Fun, fun() -> global:del_lock(Id) end).

trans(Id, Fun, Nodes) -> trans(Id, Fun, Nodes, infinity).

trans(Id, Fun, Nodes, Retries) ->
    locked(fun() -> global:set_lock(Id, Nodes, Retries) end, Fun,
           fun() -> global:del_lock(Id, Nodes) end).

locked(Set, Fun, Delete) ->
    case Set() of
        true ->
            try Fun()
            after Delete()
            end;
        false -> aborted
    end.

%% What is done about two processes of one name; which of them keeps it is returned.

random_exit_name(_Name, Pid, Other) ->
    {Less, Greater} = by_node(Pid, Other),
    exit(Greater, kill),
    Less.

random_notify_name(Name, Pid, Other) ->
    {Less, Greater} = by_node(Pid, Other),
    Greater ! {global_name_conflict, Name},
    Less.

notify_all_name(Name, Pid, Other) ->
    Pid ! {global_name_conflict, Name, Other},
    Other ! {global_name_conflict, Name, Pid},
    none.

by_node(Pid, Other) when node(Pid) < node(Other) -> {Pid, Other};
by_node(Pid, Other) -> {Other, Pid}.
