%% What the menu of C-c tells of the node, and writes into a crash dump. OTP: erts, the functions of the
%% emulator's BREAK menu; "How to interpret the Erlang crash dumps".
-module(kith_break).

-export([report/2]).

%% More lines of one kind than these are counted only: a terminal is no place for a million.
-define(SHOWN_MAX, 500).
%% The same in a dump.
-define(DUMPED_MAX, 20000).
%% How much of a term is written.
-define(DEPTH, 30).

report(What, After) ->
    Text = try text(What, After) catch _:Reason -> io_lib:format("~P~n", [Reason, ?DEPTH]) end,
    kith_tty:report(unicode:characters_to_list(Text)).

text(processes, _) -> some(fun process/1, processes(), ?SHOWN_MAX);
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
    [memory(),
     io_lib:format("=processes~ncount: ~w~nlimit: ~w~n",
                   [erlang:system_info(process_count), erlang:system_info(process_limit)]),
     io_lib:format("=atoms~ncount: ~w~nlimit: ~w~n",
                   [erlang:system_info(atom_count), erlang:system_info(atom_limit)]),
     io_lib:format("=schedulers~ncount: ~w~nrun queue: ~w~n",
                   [erlang:system_info(schedulers), erlang:statistics(run_queue)])];
text(loaded, _) ->
    some(fun(Module) -> io_lib:format("~w~n", [Module]) end, modules(), ?SHOWN_MAX);
text(tables, _) -> some(fun table/1, tables(), ?SHOWN_MAX);
text(distribution, _) -> distribution(?SHOWN_MAX);
text(dump, _) ->
    Name = os:getenv("ERL_CRASH_DUMP", "erl_crash.dump"),
    Outcome = case file:write_file(Name, unicode:characters_to_binary(dump())) of
                  ok -> "done";
                  {error, Reason} -> io_lib:format("failed: ~w", [Reason])
              end,
    ["Crash dump requested by user\nCrash dump is being written to: ", Name, "...", Outcome, "\n"].

dump() ->
    {{Year, Month, Day}, {Hour, Minute, Second}} = calendar:local_time(),
    [io_lib:format("=erl_crash_dump:0.5~n~s ~s ~2w ~2..0w:~2..0w:~2..0w ~w~n",
                   [element(calendar:day_of_the_week(Year, Month, Day),
                            {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}),
                    element(Month, {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                    "Oct", "Nov", "Dec"}),
                    Day, Hour, Minute, Second, Year]),
     "Slogan: Crash dump requested by user\n",
     "System version: ", string:trim(erlang:system_info(system_version)), "\n",
     io_lib:format("Taints: ~nAtoms: ~w~n", [erlang:system_info(atom_count)]),
     memory(),
     some(fun process/1, processes(), ?DUMPED_MAX),
     some(fun table/1, tables(), ?DUMPED_MAX),
     distribution(?DUMPED_MAX),
     "=loaded_modules\n",
     [io_lib:format("=mod:~w~n", [Module]) || Module <- modules()],
     "=end\n"].

%% A text for each of the first.
some(Text, All, Max) ->
    More = length(All) - Max,
    [[Text(One) || One <- lists:sublist(All, Max)],
     [io_lib:format("... and ~w more~n", [More]) || More > 0]].

memory() ->
    ["=memory\n" | [io_lib:format("~w: ~w~n", [Key, Value]) || {Key, Value} <- erlang:memory()]].

modules() -> lists:sort([Module || {Module, _} <- code:all_loaded()]).

tables() -> [Table || Table <- ets:all(), ets:info(Table, owner) =/= undefined].

table(Table) ->
    io_lib:format("=ets:~w~nSlot: ~w~nTable: ~w~nName: ~w~nObjects: ~w~nWords: ~w~nType: ~w~n"
                  "Protection: ~w~n",
                  [ets:info(Table, owner), erlang:phash2(Table), Table, ets:info(Table, name),
                   ets:info(Table, size), ets:info(Table, memory), ets:info(Table, type),
                   ets:info(Table, protection)]).

distribution(Max) ->
    [io_lib:format("=node:~w~n", [node()]), ["=no_distribution\n" || not is_alive()],
     some(fun(Node) -> peer("visible", Node) end, nodes(), Max),
     some(fun(Node) -> peer("hidden", Node) end, nodes(hidden), Max)].

peer(Kind, Node) ->
    [io_lib:format("=~s_node:~w~nName: ~w~n", [Kind, erlang:phash2(Node), Node]) |
     case net_kernel:node_info(Node) of
         {ok, Info} ->
             [io_lib:format("~s: ~w~n", [Text, proplists:get_value(Key, Info)])
              || {Key, Text} <- [{in, "Signals in"}, {out, "Signals out"},
                                 {queue_bytes, "Bytes waiting"}, {suspended, "Senders waiting"}],
                 proplists:is_defined(Key, Info)];
         {error, _} -> ""
     end].

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
line({status, Status}) -> io_lib:format("State: ~s~n", [string:titlecase(atom_to_list(Status))]);
line({message_queue_len, N}) -> io_lib:format("Message queue length: ~w~n", [N]);
line({links, Links}) -> io_lib:format("Link list: ~W~n", [Links, ?DEPTH]);
line({reductions, N}) -> io_lib:format("Reductions: ~w~n", [N]);
line(_) -> "".
