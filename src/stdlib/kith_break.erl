%% What the menu of C-c tells of the node. OTP: erts, the functions of the emulator's BREAK menu.
-module(kith_break).

-export([report/2]).

report(What, After) ->
    Text = try text(What, After) catch _:Reason -> io_lib:format("~p~n", [Reason]) end,
    kith_tty:report(unicode:characters_to_list(Text)).

text(processes, _) -> [process(Pid) || Pid <- processes()];
text(process, N) ->
    case lists:nthtail(min(N, length(others())), others()) of
        [Pid | _] ->
            ["\nProcess Information\n\n", lists:duplicate(50, $-), "\n", process(Pid)];
        [] -> "\n"
    end;
text(kill, N) ->
    case lists:nthtail(min(N, length(others())), others()) of
        [Pid | _] -> exit(Pid, kill), "\n";
        [] -> "\n"
    end;
text(info, _) ->
    [["=memory\n" | [io_lib:format("~w: ~w~n", [Key, Value]) || {Key, Value} <- erlang:memory()]],
     io_lib:format("=processes~ncount: ~w~nlimit: ~w~n",
                   [length(processes()), erlang:system_info(process_limit)]),
     io_lib:format("=atoms~ncount: ~w~nlimit: ~w~n",
                   [erlang:system_info(atom_count), erlang:system_info(atom_limit)])];
text(loaded, _) ->
    [io_lib:format("~w~n", [Module]) || {Module, _} <- lists:sort(code:all_loaded())];
text(tables, _) ->
    [io_lib:format("=ets:~w~nname: ~w~nobjects: ~w~nwords: ~w~n",
                   [ets:info(Table, owner), ets:info(Table, name), ets:info(Table, size),
                    ets:info(Table, memory)])
     || Table <- ets:all(), ets:info(Table, owner) =/= undefined];
text(distribution, _) ->
    [io_lib:format("=node:~w~n", [node()]),
     [io_lib:format("=visible_node:~w~n", [Node]) || Node <- nodes()],
     [io_lib:format("=hidden_node:~w~n", [Node]) || Node <- nodes(hidden)]].

%% Those that may be killed.
others() -> lists:delete(self(), processes()).

process(Pid) ->
    case process_info(Pid, [registered_name, current_function, initial_call, status,
                            message_queue_len, links, reductions]) of
        undefined -> "";
        Info -> [io_lib:format("=proc:~w~n", [Pid]) | [line(Item) || Item <- Info]]
    end.

line({registered_name, []}) -> "";
line({registered_name, Name}) -> io_lib:format("Name: ~w~n", [Name]);
line({current_function, {M, F, A}}) -> io_lib:format("Current call: ~w:~w/~w~n", [M, F, A]);
line({initial_call, {M, F, A}}) -> io_lib:format("Spawned as: ~w:~w/~w~n", [M, F, A]);
line({status, Status}) -> io_lib:format("State: ~w~n", [Status]);
line({message_queue_len, N}) -> io_lib:format("Message queue length: ~w~n", [N]);
line({links, Links}) -> io_lib:format("Link list: ~w~n", [Links]);
line({reductions, N}) -> io_lib:format("Reductions: ~w~n", [N]);
line(_) -> "".
