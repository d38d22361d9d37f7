%% What the differential test calls, with arguments of which kinds.
-module(cases).
-export([modules/0, calls/1, elsewhere/1, scenes/1, draw/1, plain/3]).

modules() ->
    [lists, maps, proplists, queue, sets, ordsets, orddict, dict, gb_trees, gb_sets, array, string, rand, calendar, timer, erl_anno, base64, filename, filelib].

%% Exported functions that only scenes call.
elsewhere(rand) ->
    [{bytes, 1}, {bytes_s, 2}, {export_seed, 0}, {export_seed_s, 1}, {jump, 0}, {jump, 1}, {normal, 0}, {normal, 2},
     {normal_s, 1}, {normal_s, 3}, {seed, 1}, {seed, 2}, {seed_s, 1}, {seed_s, 2}, {uniform, 0}, {uniform, 1},
     {uniform_real, 0}, {uniform_real_s, 1}, {uniform_s, 1}, {uniform_s, 2}, {mwc59_seed, 0}];
elsewhere(calendar) -> [{iso_week_number, 0}, {local_time, 0}, {universal_time, 0}];
elsewhere(timer) ->
    [{F, A} || {F, As} <- [{apply_after, [4]}, {apply_interval, [4]}, {cancel, [1]}, {exit_after, [2, 3]},
                           {kill_after, [1, 2]}, {send_after, [2, 3]}, {send_interval, [2, 3]}, {sleep, [1]}, {start, [0]},
                           {start_link, [0]}, {tc, [1, 2, 3]}, {init, [1]}, {handle_call, [3]}, {handle_cast, [2]},
                           {handle_info, [2]}, {terminate, [2]}, {code_change, [3]}], A <- As];
elsewhere(filelib) ->
    [{F, A} || {F, As} <- [{ensure_dir, [1]}, {ensure_path, [1]}, {file_size, [1, 2]},
                           {find_file, [2, 3]}, {find_source, [1, 2, 3]}, {fold_files, [5, 6]}, {is_dir, [1, 2]},
                           {is_file, [1, 2]}, {is_regular, [1, 2]}, {last_modified, [1, 2]}, {safe_relative_path, [2]},
                           {wildcard, [1, 2, 3]}], A <- As];
elsewhere(_) -> [].

scenes(rand) ->
    Algs = [default, exsss, exsp, exsplus, exrop, exro928ss, exs1024s, exs1024, exs64],
    Seeds = [{1, 2, 3}, {-5, 1 bsl 70, 77}, 42, -1, [1, 2, 3], [7], [1 bsl 80, 5], [], [0], lists:seq(1, 40), [a],
             lists:duplicate(16, 1 bsl 57 + 1), {a, 1, 2}, x],
    [{io_lib:format("~p ~w", [Alg, Seed]), fun(M) -> random_numbers(M, Alg, Seed) end} || Alg <- Algs, Seed <- Seeds]
        ++ [{io_lib:format("dummy ~w", [Seed]), fun(M) -> dummy_numbers(M, Seed) end} || Seed <- Seeds]
        ++ [{"unknown", fun(M) -> catch_error(fun() -> M:seed(unknown, 1) end) end},
            {"own seeds", fun random_seeds/1}];
scenes(calendar) ->
    [{"every day of 900 years", fun every_day/1},
     {"now", fun(M) -> [M:local_time() =:= erlang:localtime(), M:universal_time() =:= erlang:universaltime(),
                        M:iso_week_number()] end}];
scenes(timer) ->
    [{Name, fun(M) ->
                    no_timer_server(),
                    Result = Scene(M),
                    no_timer_server(),
                    Result
            end}
     || {Name, Scene} <- [{"once", fun timer_once/1}, {"interval", fun timer_interval/1}, {"cancel", fun timer_cancel/1},
                          {"exit", fun timer_exit/1}, {"wrong", fun timer_wrong/1}, {"server", fun timer_server/1},
                          {"measured", fun timer_measured/1}]];
scenes(filelib) -> [{"a tree of files", fun file_tree/1}];
scenes(_) -> [].

%% In a folder of its own under the current one.
file_tree(M) ->
    Root = "differential_" ++ os:getpid(),
    ok = file:make_dir(Root),
    try file_tree(M, Root)
    after file:del_dir_r(Root)
    end.

file_tree(M, Root) ->
    In = fun(Name) -> filename:join(Root, Name) end,
    Made = [M:ensure_dir(In("app/src/x/y")), M:ensure_path(In("app/ebin")), M:ensure_path(In("app/c_src/deep/er")),
            M:ensure_path(list_to_binary(In("bin"))), M:ensure_dir(In("app/src/x/y")), M:ensure_dir("/")],
    [ok = file:write_file(In(F), F) || F <- ["app/src/a.erl", "app/src/b.erl", "app/src/x/c.erl", "app/ebin/a.beam",
                                             "app/ebin/c.beam", "app/c_src/d.c", "app/.hidden", "app/src/[x]", "app/src/a{b",
                                             "app/src/st*r", "app/src/ab-c"]],
    ok = file:make_symlink("src", In("app/link")),
    [Made, catch_error(fun() -> M:ensure_path(In("app/src/a.erl/x")) end),
     catch_error(fun() -> M:ensure_dir(In("app/src/a.erl/x/y")) end),
     [[catch_error(fun() -> M:F(N) end), catch_error(fun() -> M:F(N, file) end)]
      || F <- [is_dir, is_file, is_regular, file_size],
         N <- [In("app"), In("app/src/a.erl"), In("none"), In("app/link"), list_to_binary(In("bin")), bad, 7]],
     [M:last_modified(N) =:= filelib:last_modified(N) || N <- [In("app"), In("none")]], M:last_modified(In("none"), file),
     [catch_error(fun() -> M:wildcard(P, In("app")) end) || P <- wildcards()],
     [catch_error(fun() -> M:wildcard(In("app/") ++ P) end) || P <- wildcards()],
     [catch_error(fun() -> M:wildcard(filename:absname(In("app/")) ++ "/" ++ P) end) || P <- wildcards()],
     [catch_error(fun() -> M:wildcard(P, In("app"), file) end) || P <- ["*", "src/*", 7]],
     M:wildcard(In("a*"), file), M:wildcard(Root), M:wildcard("/"), M:wildcard("/tm[p]"),
     [lists:sort(M:fold_files(In("app"), "\\.erl$", R, fun(F, Acc) -> [F | Acc] end, [])) || R <- [true, false]],
     lists:sort(M:fold_files(In("app/src"), ".*", true, fun(F, Acc) -> [F | Acc] end, [], file)),
     catch_error(fun() -> M:fold_files(In("none"), "a", true, fun(F, Acc) -> [F | Acc] end, []) end),
     [catch_error(fun() -> M:find_source(In(N)) end) || N <- ["app/ebin/a.beam", "app/ebin/c.beam", "app/ebin/none.beam",
                                                              "app/src/a.erl", "app/d.o", "app/src"]],
     M:find_source("a.beam", In("app/ebin")), M:find_source("a.beam", In("app/ebin"), [{".beam", ".erl", [{"ebin", "src"}]}]),
     M:find_file("a.erl", In("app/ebin")), M:find_file("a.erl", In("app/ebin"), [{"ebin", "src"}]),
     M:find_file("a.erl", In("app/ebin"), [{"x", "src"}]),
     [file:make_symlink(To, In(Link)) || {To, Link} <- [{"../..", "app/up"}, {"loop", "app/loop"}]],
     [M:safe_relative_path(P, In("app")) || P <- ["src/../src/a.erl", "..", "src/../..", "link/../ebin", "up/x", "loop", "a/b/..",
                                                  "/abs", "", ".", "link/x/../c", <<"src/../x">>, <<"..">>, "./src/./x"]]].

wildcards() ->
    ["*", "*.erl", "src/*.erl", "src/?.erl", "src/[a-b].erl", "src/[]a].erl", "src/{a,b}.erl", "src/{a,b,x/c}.erl", "**",
     "**/*.erl", "src/**", "**/x", "**/x/*", "*/*", "*/../src", "src/\\[x\\]", "src/[[]x]", "src/a{b", "src/a\\{b", "src/st\\*r",
     "src/[x", "none", "src", "src/a.erl", "none/*", "../app/*", "./*", "*/.", "src//*.erl", "src/*.{erl,c}", "{src,ebin}/*",
     "link/*", ".h*", "src/ab[-]c", "src/ab[a-]c", "*a**", "**/**", "s*c/*e*l", ".", "./src", "./src/*", "src/./*", ""].

%% Whichever module's it is.
no_timer_server() ->
    supervisor:terminate_child(kernel_sup, timer_server),
    supervisor:delete_child(kernel_sup, timer_server),
    case whereis(timer_server) of
        undefined -> ok;
        Pid ->
            unlink(Pid),
            Ref = monitor(process, Pid),
            exit(Pid, kill),
            receive {'DOWN', Ref, process, Pid, _} -> ok end
    end.

received(0) -> [];
received(N) ->
    receive M -> [M | received(N - 1)]
    after 2000 -> [timeout]
    end.

kind({ok, {Kind, Ref}}) when is_reference(Ref) -> Kind;
kind(Other) -> Other.

timer_once(M) ->
    register(timer_scene, self()),
    Kinds = [kind(R) || R <- [M:send_after(0, first), M:send_after(20, self(), second), M:send_after(60, timer_scene, third),
                              M:send_after(100, {timer_scene, node()}, fourth),
                              M:apply_after(140, erlang, send, [self(), fifth]),
                              M:apply_after(0, erlang, send, [self(), now]),
                              M:send_after(0, timer_scene, at_once), M:send_after(0, {timer_scene, node()}, as_well),
                              M:send_after(30, no_such_name, lost)]],
    All = received(8),
    {Now, Later} = lists:partition(fun(X) -> lists:member(X, [first, now, at_once, as_well]) end, All),
    {Kinds, lists:sort(Now), Later}.

timer_interval(M) ->
    Self = self(),
    {ok, {interval, _} = A} = M:send_interval(15, tick),
    Ticks = received(3),
    Cancelled = M:cancel(A),
    {ok, {interval, _} = B} = M:apply_interval(10, erlang, send, [Self, tock]),
    Tocks = [X || X <- received(4), X =:= tock],
    M:cancel(B),
    %% Of a process that ends the interval ends, too.
    Other = spawn(fun() -> receive after 60 -> ok end end),
    {ok, _} = M:send_interval(10, Other, tick),
    {Short, Ref} = spawn_monitor(fun() ->
                                         {ok, _} = M:apply_interval(10, erlang, send, [Self, of_one_that_ended]),
                                         M:sleep(60)
                                 end),
    receive {'DOWN', Ref, process, Short, normal} -> ok end,
    M:sleep(50),
    Some = lists:member(of_one_that_ended, flush()),
    M:sleep(100),
    {Ticks, Cancelled, length(Tocks) >= 3, Some, flush(),
     M:send_interval(0, self(), x) =/= {error, badarg}, M:cancel(A), is_process_alive(whereis(timer_server))}.

flush() ->
    receive M -> [M | flush()]
    after 0 -> []
    end.

timer_cancel(M) ->
    Timers = [element(2, R) || R <- [M:send_after(300, self(), local), M:apply_after(300, erlang, send, [self(), once]),
                                     M:send_after(0, instant), M:send_after(300, {none, node()}, x)]],
    Results = [M:cancel(T) || T <- Timers] ++ [M:cancel(T) || T <- Timers],
    M:sleep(400),
    {Results, flush(), [M:cancel(X) || X <- [a, {once, a}, {other, make_ref()}, {once, make_ref()}, {interval, make_ref()}]]}.

timer_exit(M) ->
    Ended = fun(F) ->
                    {Pid, Ref} = spawn_monitor(fun() -> F(), receive after 2000 -> ok end end),
                    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end
            end,
    Named = spawn_monitor(fun() -> register(timer_named, self()), receive after 2000 -> ok end end),
    M:sleep(10),
    M:exit_after(10, timer_named, by_name),
    [Ended(fun() -> M:exit_after(10, because) end), Ended(fun() -> M:kill_after(10) end),
     Ended(fun() -> S = self(), spawn(fun() -> M:exit_after(10, S, others) end) end),
     Ended(fun() -> S = self(), spawn(fun() -> M:kill_after(10, S) end) end),
     Ended(fun() -> M:exit_after(0, at_once) end),
     receive {'DOWN', _, process, P, R} when P =:= element(1, Named) -> R end].

timer_wrong(M) ->
    [catch_error(F) || F <- [fun() -> M:send_after(-1, x) end, fun() -> M:send_after(a, x) end,
                             fun() -> M:send_after(1, 7, x) end, fun() -> M:apply_after(1, 2, 3, 4) end,
                             fun() -> M:apply_after(-1, a, b, []) end, fun() -> M:apply_interval(1, a, b, c) end,
                             fun() -> M:apply_interval(1.0, a, b, []) end, fun() -> M:send_interval(x, y) end,
                             fun() -> M:send_interval(1, {a, 2}, y) end, fun() -> M:exit_after(x, y) end,
                             fun() -> M:send_after(0, {a, 2}, y) end, fun() -> M:send_after(0, "a", y) end]].

timer_server(M) ->
    Before = whereis(timer_server),
    ok = M:start(),
    Pid = whereis(timer_server),
    ok = M:start(),
    Same = whereis(timer_server) =:= Pid,
    {error, {already_started, Pid}} = M:start_link(),
    Pid ! something_else,
    gen_server:cast(timer_server, something_else),
    {ok, {once, _}} = M:apply_after(10, erlang, send, [self(), done]),
    Done = received(1),
    no_timer_server(),
    process_flag(trap_exit, true),
    {ok, Linked} = M:start_link(),
    exit(Linked, shutdown),
    Ended = received(1),
    {Before, Same, Done, [{Reason, P =:= Linked} || {'EXIT', P, Reason} <- Ended],
     catch_error(fun() -> M:handle_call(x, y, z) end), M:handle_cast(x, z), M:handle_info(x, z), M:terminate(a, b),
     M:code_change(a, b, c)}.

timer_measured(M) ->
    {A, a} = M:tc(fun() -> M:sleep(5), a end),
    {B, [3]} = M:tc(fun(X) -> M:sleep(5), [X] end, [3]),
    {C, 3} = M:tc(erlang, length, [[1, 2, 3]]),
    Start = erlang:monotonic_time(millisecond),
    ok = M:sleep(20),
    [A >= 5000, B >= 5000, C >= 0, A < 2000000, erlang:monotonic_time(millisecond) - Start >= 20,
     catch_error(fun() -> M:sleep(-1) end), catch_error(fun() -> M:sleep(a) end)].

every_day(M) ->
    [begin
         Date = M:gregorian_days_to_date(N),
         {N, Date, M:date_to_gregorian_days(Date), M:day_of_the_week(Date),
          catch_error(fun() -> M:iso_week_number(Date) end)}
     end || N <- lists:seq(0, 328000) ++ lists:seq(700000, 740000, 3) ++ lists:seq(3000000, 4000000, 997)].

catch_error(F) ->
    try F()
    catch Class:Reason -> {Class, Reason}
    end.

random_numbers(M, Alg, Seed) ->
    catch_error(fun() ->
                        M:seed(Alg, Seed),
                        {random_numbers(M), M:export_seed(), jumped(M)}
                end).

%% It has no normal deviates.
dummy_numbers(M, Seed) ->
    catch_error(fun() ->
                        M:seed(dummy, Seed),
                        {[M:uniform() || _ <- "abc"], [M:uniform(9) || _ <- "abc"], M:uniform_real(), M:bytes(20),
                         M:export_seed(), catch_error(fun() -> M:jump() end)}
                end).

random_numbers(M) ->
    Ranges = [1, 2, 3, 6, 10, 1000, 1 bsl 32, 1 bsl 57, 1 bsl 57 + 1, 1 bsl 58, 1 bsl 58 - 1, 1 bsl 58 + 1, 1 bsl 63,
              1 bsl 64 - 1, 1 bsl 64, 1 bsl 64 + 1, 1 bsl 70, 3 bsl 100, 1 bsl 200, 1 bsl 200 - 1, 12345678901234567890123],
    [[M:uniform() || _ <- lists:seq(1, 100)],
     [[M:uniform(N) || _ <- lists:seq(1, 20)] || N <- Ranges],
     [catch_error(fun() -> M:uniform(N) end) || N <- [0, -1, 1.0, a]],
     [M:uniform_real() || _ <- lists:seq(1, 200)],
     [M:normal() || _ <- lists:seq(1, 2000)],
     [M:normal(3, 4) || _ <- lists:seq(1, 3)],
     catch_error(fun() -> M:normal_s(1.5, 2, M:seed_s(exsss, 1)) end) =:= x,
     [catch_error(fun() -> M:bytes(N) end) || N <- [0, 1, 6, 7, 8, 13, 14, 15, 27, 28, 29, 30, 100, -1, a]]].

jumped(M) ->
    catch_error(fun() ->
                        M:jump(),
                        Exported = M:export_seed(),
                        State = M:jump(M:seed_s(Exported)),
                        {X, Next} = M:uniform_s(State),
                        {Y, More} = M:uniform_s(9, Next),
                        {Z, _} = M:uniform_real_s(More),
                        {B, _} = M:bytes_s(9, More),
                        {Exported, M:export_seed_s(State), X, Y, Z, B, element(1, M:normal_s(State)),
                         element(1, M:normal_s(2, 3, State))}
                end).

%% Those that come from the clock differ, but not what can be done with them.
random_seeds(M) ->
    X = M:uniform(),
    Y = M:mwc59_seed(),
    {exsss, _} = M:export_seed(),
    {is_float(X), X >= 0.0, X < 1.0, is_integer(Y), Y > 0, element(1, M:export_seed_s(M:seed(exrop))),
     element(1, M:export_seed_s(M:seed_s(default))), M:export_seed() =:= M:export_seed_s(M:seed(M:export_seed()))}.

%% What is compared: of chardata that mixes lists and binaries, or where OTP mixes them (behind a CR in a
%% binary), only the text.
plain(string, Args, Value) ->
    case lists:any(fun is_mixed/1, Args) of
        true -> text(Value);
        false -> Value
    end;
plain(_, _, Value) -> Value.

is_mixed([H | T]) -> is_list(H) orelse is_binary(H) orelse is_mixed(T);
is_mixed(Arg) -> is_binary(Arg) andalso binary:match(Arg, <<"\r">>) =/= nomatch.

text(Tuple) when is_tuple(Tuple) -> [text(E) || E <- tuple_to_list(Tuple)];
text(Value) ->
    try unicode:characters_to_list(Value) of
        List when is_list(List) -> {text, List};
        _ -> Value
    catch
        error:_ when is_list(Value), Value =/= [] -> [text(hd(Value)) | text(tl(Value))];
        error:_ -> Value
    end.

calls(lists) ->
    [{all, [pred, list]}, {any, [pred, list]}, {dropwhile, [pred, list]}, {enumerate, [list]},
     {enumerate, [int, list]}, {filter, [pred, list]}, {filtermap, [filtermap, list]},
     {flatmap, [fun_list, list]}, {foldl, [fun2, term, list]}, {foldr, [fun2, term, list]},
     {foreach, [fun1, list]}, {join, [term, list]}, {map, [fun1, list]}, {mapfoldl, [mapfold, term, list]},
     {mapfoldr, [mapfold, term, list]}, {partition, [pred, list]}, {search, [pred, list]},
     {splitwith, [pred, list]}, {takewhile, [pred, list]}, {uniq, [list]}, {uniq, [key, list]},
     {zf, [filtermap, list]}, {zipwith, [fun2, list, list]}, {zipwith, [fun2, ints3, ints3]},
     {zipwith3, [fun3, ints3, ints3, ints3]}, {zipwith3, [fun3, list, list, list]},
     {sort, [order, ints]}, {sort, [strict_order, ints]}, {sort, [order, list]}, {sort, [strict_order, pairs]},
     {sort, [fun2, list]},
     {usort, [quiet_order, ints]}, {usort, [{exact, quiet_order}, numbers]}, {usort, [fun2, bad_list]},
     {merge, [order, sorted, sorted]}, {merge, [strict_order, sorted, sorted]},
     {umerge, [{exact, quiet_order}, usorted, usorted]}, {rmerge, [order, rsorted, rsorted]},
     {rumerge, [{exact, quiet_order}, rusorted, rusorted]}, {merge3, [{exact, sorted}, {exact, sorted}, {exact, sorted}]},
     {rmerge, [{exact, rsorted}, {exact, rsorted}]}, {rmerge3, [{exact, rsorted}, {exact, rsorted}, {exact, rsorted}]}, {umerge, [usorteds]},
     {umerge, [{exact, usorted}, {exact, usorted}]}, {umerge3, [{exact, usorted}, {exact, usorted}, {exact, usorted}]}, {rumerge, [{exact, rusorted}, {exact, rusorted}]},
     {rumerge3, [{exact, rusorted}, {exact, rusorted}, {exact, rusorted}]}, {keymap, [fun1, index, pairs]},
     {keymerge, [one, keysorted, keysorted]}, {keymerge, [index, pairs, pairs]},
     {ukeymerge, [one, ukeysorted, ukeysorted]},
     {rkeymerge, [{exact, one}, {exact, rkeysorted}, {exact, rkeysorted}]},
     {rukeymerge, [{exact, one}, {exact, rukeysorted}, {exact, rukeysorted}]}];
calls(maps) ->
    [{filter, [pred2, map]}, {filtermap, [filtermap2, map]}, {fold, [fun3, term, map]}, {foreach, [fun2, map]},
     {groups_from_list, [key, list]}, {groups_from_list, [key, fun1, list]}, {intersect, [map, map]},
     {intersect_with, [fun3, map, map]}, {map, [fun2, map]}, {merge_with, [fun3, map, map]},
     {update_with, [term, fun1, map]}, {update_with, [term, fun1, term, map]},
     {map, [fun2, iterator]}, {fold, [fun3, term, iterator]}, {filter, [pred2, iterator]}];
calls(proplists) ->
    [{append_values, [key_of, props]}, {compact, [props]}, {delete, [key_of, props]}, {expand, [expansions, props]},
     {from_map, [map]}, {get_all_values, [key_of, props]}, {get_bool, [key_of, props]}, {get_keys, [props]},
     {get_value, [key_of, props]}, {get_value, [key_of, props, term]}, {is_defined, [key_of, props]},
     {lookup, [key_of, props]}, {lookup_all, [key_of, props]}, {normalize, [props, stages]}, {property, [prop]},
     {property, [key_of, term]}, {split, [props, atoms]}, {substitute_aliases, [props, props]},
     {substitute_aliases, [aliases, props]}, {substitute_negations, [aliases, props]}, {to_map, [props]},
     {to_map, [props, stages]}, {unfold, [props]}];
calls(queue) ->
    [{F, [queue]} || F <- [daeh, drop, drop_r, get, get_r, head, init, is_empty, is_queue, lait, last, len, liat,
                           out, out_r, peek, peek_r, reverse, tail, to_list]]
        ++ [{all, [pred, queue]}, {any, [pred, queue]}, {cons, [int, queue]}, {delete, [int, queue]},
            {delete_r, [int, queue]}, {delete_with, [pred_few, queue]}, {delete_with_r, [pred_few, queue]},
            {filter, [pred, queue]}, {filter, [fun_list, queue]}, {filtermap, [filtermap, queue]},
            {fold, [fun2, term, queue]}, {from_list, [list]}, {in, [int, queue]}, {in_r, [int, queue]},
            {join, [queue, queue]}, {member, [int, queue]}, {new, []}, {snoc, [queue, int]}, {split, [nat, queue]}];
calls(sets) ->
    [{add_element, [int, set]}, {del_element, [int, set]}, {filter, [pred, set]}, {filter, [pred_few, set]},
     {fold, [fun2, term, set]}, {from_list, [list]}, {from_list, [ints]}, {from_list, [ints, set_options]},
     {intersection, [sets]}, {intersection, [set, set]}, {is_disjoint, [set, set]}, {is_element, [int, set]},
     {is_empty, [set]}, {is_set, [set]}, {is_subset, [set, set]}, {new, []}, {new, [set_options]}, {size, [set]},
     {subtract, [set, set]}, {to_list, [set]}, {union, [sets]}, {union, [set, set]}];
calls(ordsets) ->
    [{add_element, [number, ordset]}, {del_element, [number, ordset]}, {filter, [pred, ordset]},
     {fold, [fun2, term, ordset]}, {from_list, [list]}, {intersection, [{exact, ordsets}]},
     {intersection, [ordset, ordset]}, {is_disjoint, [ordset, ordset]}, {is_element, [number, ordset]},
     {is_empty, [ordset]}, {is_set, [ordset]}, {is_set, [list]}, {is_subset, [ordset, ordset]}, {new, []},
     {size, [ordset]}, {subtract, [ordset, ordset]}, {to_list, [ordset]}, {union, [{exact, ordsets}]},
     {union, [ordset, ordset]}];
calls(orddict) ->
    dictionary_calls(orddict);
calls(dict) ->
    dictionary_calls(dict);
calls(gb_trees) ->
    [{F, [tree]} || F <- [balance, is_empty, iterator, keys, largest, size, smallest, take_largest,
                          take_smallest, to_list, values]]
        ++ [{F, [number, tree]} || F <- [delete, delete_any, get, is_defined, iterator_from, lookup, take, take_any]]
        ++ [{F, [number, term, tree]} || F <- [enter, insert, update]]
        ++ [{empty, []}, {from_orddict, [orddict]}, {map, [fun2, tree]}, {next, [tree_iterator]}];
calls(gb_sets) ->
    [{F, [gb_set]} || F <- [balance, is_empty, is_set, iterator, largest, size, smallest, take_largest,
                            take_smallest, to_list]]
        ++ [{F, [number, gb_set]} || F <- [add, add_element, del_element, delete, delete_any, insert, is_element,
                                           is_member, iterator_from]]
        ++ [{F, [gb_set, gb_set]} || F <- [difference, intersection, is_disjoint, is_subset, subtract, union]]
        ++ [{F, [{exact, gb_sets}]} || F <- [intersection, union]]
        ++ [{empty, []}, {new, []}, {singleton, [term]}, {filter, [pred, gb_set]}, {fold, [fun2, term, gb_set]},
            {from_list, [list]}, {from_ordset, [ordset]}, {next, [gb_set_iterator]}];
calls(array) ->
    [{F, [array]} || F <- [default, fix, is_array, is_fix, relax, resize, size, sparse_size, sparse_to_list,
                           sparse_to_orddict, to_list, to_orddict]]
        ++ [{F, [fun3, term, array]} || F <- [foldl, foldr, sparse_foldl, sparse_foldr]]
        ++ [{from_list, [ints]}, {from_list, [list, term]}, {from_orddict, [indexed]},
            {from_orddict, [indexed, atom]}, {from_orddict, [pairs]}, {get, [index_of, array]}, {map, [fun2, array]},
            {new, []}, {new, [array_options]}, {new, [nat, array_options]}, {reset, [index_of, array]},
            {resize, [index_of, array]}, {set, [index_of, term, array]}, {sparse_map, [fun2, array]}];
calls(string) ->
    [{F, [{exact, text}]} || F <- [casefold, chomp, is_empty, length, lowercase, next_codepoint, next_grapheme,
                                   reverse, titlecase, to_float, to_graphemes, to_integer, trim, uppercase]]
        ++ [{F, [broken]} || F <- [casefold, length, lowercase, reverse, to_graphemes, uppercase, to_integer]]
        ++ [{F, [{exact, text}, {exact, clusters}]} || F <- [lexemes, take]]
        ++ [{F, [{exact, text}, {exact, text}]} || F <- [equal]]
        ++ [{F, [{exact, text}, {exact, pattern}]} || F <- [find, prefix, split]]
        ++ [{F, [{exact, text}, {exact, nat}]} || F <- [pad, slice]]
        ++ [{equal, [{exact, text}, {exact, text}, {exact, bool}]},
            {equal, [{exact, text}, {exact, text}, {exact, bool}, {exact, form}]},
            {find, [{exact, text}, {exact, pattern}, {exact, where_take}]},
            {nth_lexeme, [{exact, text}, {exact, nat}, {exact, some_clusters}]},
            {pad, [{exact, text}, {exact, nat}, {exact, side}]}, {pad, [{exact, text}, {exact, nat}, {exact, side}, int]},
            {replace, [{exact, text}, {exact, pattern}, {exact, text}]},
            {replace, [{exact, text}, {exact, pattern}, {exact, text}, {exact, where}]},
            {slice, [{exact, text}, {exact, nat}, {exact, nat}]}, {slice, [{exact, text}, {exact, nat}, {exact, length}]},
            {split, [{exact, text}, {exact, pattern}, {exact, where}]},
            {take, [{exact, text}, {exact, clusters}, {exact, bool}]},
            {take, [{exact, text}, {exact, clusters}, {exact, bool}, {exact, where_take}]},
            {trim, [{exact, text}, {exact, side}]}, {trim, [{exact, text}, {exact, side}, {exact, clusters}]},
            {list_to_float, [{exact, digits}]}, {list_to_integer, [{exact, digits}]}, {to_float, [{exact, digits}]},
            {to_integer, [{exact, digits}]}, {list_to_float, [term]}, {list_to_integer, [term]}]
        ++ [{F, [ascii]} || F <- [len, strip, sub_words, to_lower, to_upper, words], F =/= sub_words]
        ++ [{F, [char]} || F <- [to_lower, to_upper]]
        ++ [{F, [ascii, char]} || F <- [chr, rchr, words]]
        ++ [{F, [ascii, ascii]} || F <- [concat, cspan, span, str, rstr, tokens]]
        ++ [{F, [ascii, few]} || F <- [str, rstr, tokens]]
        ++ [{F, [ascii, int]} || F <- [centre, copies, left, right, sub_string, substr, sub_word]]
        ++ [{F, [ascii, int, char]} || F <- [centre, left, right, sub_word]]
        ++ [{F, [ascii, int, int]} || F <- [sub_string, substr]]
        ++ [{chars, [char, nat]}, {chars, [char, nat, list]}, {join, [asciis, ascii]}, {strip, [ascii, lr]},
            {strip, [ascii, lr, char]}];
calls(rand) ->
    [{F, [{exact, bits}]} || F <- [bc64, mwc59, mwc59_float, mwc59_seed, mwc59_value, mwc59_value32, splitmix64_next]]
        ++ [{exsp_next, [{exact, two_words}]}, {exsp_jump, [{exact, two_words}]}, {seed58, [{exact, nat}, {exact, bits}]},
            {exro928_next, [ring]}, {exro928_next_state, [{exact, ring}]}, {exro928_jump_2pow20, [{exact, ring}]},
            {exro928_jump_2pow512, [{exact, ring}]}, {exro928_seed, [{exact, seed}]}, {make_float, [sign, bits, bits]}];
calls(calendar) ->
    [{F, [date]} || F <- [date_to_gregorian_days, day_of_the_week, iso_week_number, valid_date]]
        ++ [{F, [year, month, day]} || F <- [date_to_gregorian_days, day_of_the_week, valid_date]]
        ++ [{F, [datetime]} || F <- [datetime_to_gregorian_seconds, local_time_to_universal_time,
                                     local_time_to_universal_time_dst, universal_time_to_local_time]]
        ++ [{F, [seconds]} || F <- [gregorian_days_to_date, gregorian_seconds_to_datetime, seconds_to_daystime,
                                    seconds_to_time, system_time_to_rfc3339]]
        ++ [{F, [now]} || F <- [now_to_datetime, now_to_local_time, now_to_universal_time]]
        ++ [{is_leap_year, [year]}, {last_day_of_the_month, [year, month]}, {time_to_seconds, [time]},
            {local_time_to_universal_time, [datetime, dst]}, {rfc3339_to_system_time, [rfc3339]},
            {rfc3339_to_system_time, [rfc3339, rfc3339_options]}, {system_time_to_local_time, [seconds, unit]},
            {system_time_to_rfc3339, [seconds, rfc3339_options]}, {system_time_to_universal_time, [seconds, unit]},
            {time_difference, [datetime, datetime]}];
calls(timer) ->
    [{F, [number]} || F <- [seconds, minutes, hours]] ++ [{hms, [number, number, int]}, {now_diff, [now, now]}];
calls(erl_anno) ->
    [{F, [anno]} || F <- [column, end_location, file, from_term, generated, is_anno, line, location, new, record, text,
                          to_term]]
        ++ [{set_file, [file_name, anno]}, {set_generated, [bool, anno]}, {set_line, [nat, anno]},
            {set_location, [place, anno]}, {set_record, [bool, anno]}, {set_text, [ascii, anno]}];
calls(base64) ->
    [{F, [{exact, base64}]} || F <- [decode_to_string, mime_decode, mime_decode_to_string]]
        ++ [{F, [{exact, mime}]} || F <- [mime_decode, mime_decode_to_string]] ++ [{encode_to_string, [bytes]}];
calls(filename) ->
    [{F, [path]} || F <- [absname, basename, dirname, extension, flatten, nativename, pathtype, rootname, split, validate]]
        ++ [{F, [path, path]} || F <- [absname, basename, rootname]]
        ++ [{join, [{exact, path}, {exact, path}]}]
        ++ [{absname_join, [{exact, path}, path]}]
        ++ [{F, [path, ext]} || F <- [basename, rootname]]
        ++ [{append, [plain_path, plain_path]}, {join, [paths]}, {basedir, [{exact, dir_type}, {exact, plain_path}]},
            {basedir, [{exact, dir_type}, {exact, plain_path}, dir_options]}, {validate, [term]}, {validate, [list]}];
calls(_) -> [].

dictionary_calls(D) ->
    [{append, [number, int, D]}, {append, [int, int, {bags, D}]}, {append_list, [int, ints, {bags, D}]},
     {erase, [number, D]}, {fetch, [number, D]}, {fetch_keys, [D]}, {filter, [pred2, D]}, {find, [number, D]},
     {fold, [fun3, term, D]}, {from_list, [pairs]}, {from_list, [list]}, {is_empty, [D]}, {is_key, [number, D]},
     {map, [fun2, D]}, {merge, [fun3, D, D]}, {new, []}, {size, [D]}, {store, [number, term, D]},
     {take, [number, D]}, {to_list, [D]}, {update, [number, fun1, D]}, {update, [number, fun1, term, D]},
     {update_counter, [int, int, {counters, D}]}].

%% One argument in thirty is of another kind, but where only documented arguments are compared.
draw({exact, Kind}) -> value(Kind);
%% No other maps than sets.
draw(Set) when Set =:= set; Set =:= sets -> value(one_of([term, Set, Set, Set, Set, Set, Set, Set]));
draw(Kind) ->
    case rand:uniform(30) of
        1 -> value(hd(one_of([[term], [bad_list], [map], [int], [fun1]])));
        _ -> value(Kind)
    end.

one_of(List) -> lists:nth(rand:uniform(length(List)), List).

upto(N) -> rand:uniform(N + 1) - 1.

many(N, Kind) -> [value(Kind) || _ <- lists:seq(1, upto(N))].

%% Funs note what they are called with.
note(X) -> put(calls, [X | get(calls)]).

hash(Seed, X, N) -> erlang:phash2({Seed, X}, N).

value(int) -> upto(24) - 6;
value(nat) -> upto(12);
value(one) -> 1;
value(index) -> upto(4);
value(atom) -> one_of([a, b, c, d, e, true, false]);
value(number) -> one_of([upto(8), float(upto(8)), -upto(100000000000000000000)]);
value(term) ->
    case upto(12) of
        0 -> many(3, term);
        1 -> list_to_tuple(many(3, term));
        2 -> value(number);
        3 -> <<"bin">>;
        4 -> value(bad_list);
        N when N < 8 -> value(atom);
        _ -> value(int)
    end;
value(list) ->
    case upto(20) of
        0 -> value(bad_list);
        1 -> many(60, int);
        _ -> many(9, term)
    end;
value(bad_list) -> one_of([[1 | 2], not_a_list, [a, b | c], {}, 7, []]);
value(ints) -> many(one_of([3, 9, 30, 120]), int);
value(ints3) -> [value(int), value(int), value(int)];
value(numbers) -> many(one_of([3, 9, 40]), number);
value(pair) -> {value(int), value(atom)};
value(pairs) -> many(one_of([3, 9, 40]), pair);
value(sorted) -> lists:sort(value(numbers));
value(usorted) -> lists:usort(value(ints));
value(usorteds) -> many(6, usorted);
value(rsorted) -> lists:reverse(value(sorted));
value(rusorted) -> lists:reverse(value(usorted));
value(keysorted) -> lists:keysort(1, value(pairs));
value(ukeysorted) -> lists:ukeysort(1, value(pairs));
value(rkeysorted) -> lists:reverse(value(keysorted));
value(rukeysorted) -> lists:reverse(value(ukeysorted));
value(map) ->
    case upto(20) of
        0 -> value(term);
        1 -> maps:from_list([{I, value(atom)} || I <- lists:seq(1, 33 + upto(100))]);
        _ -> maps:from_list([{value(term), value(term)} || _ <- lists:seq(1, upto(9))])
    end;
value(iterator) -> maps:iterator(maps:from_list([{I, I} || I <- value(ints)]));
value(atoms) -> many(5, atom);
value(key_of) -> one_of([a, b, c, d, e, true, 1, "text"]);
value(prop) ->
    case upto(9) of
        0 -> value(term);
        1 -> {value(key_of), 1, 2};
        2 -> {value(key_of)};
        3 -> {value(key_of), many(3, int)};
        4 -> {value(key_of), value(prop)};
        N when N < 7 -> {value(key_of), one_of([true, false])};
        _ -> value(atom)
    end;
value(props) -> many(9, prop);
value(aliases) -> [{value(key_of), value(key_of)} || _ <- lists:seq(1, upto(4))];
value(expansions) -> [{value(prop), many(3, prop)} || _ <- lists:seq(1, upto(4))];
value(stages) ->
    [one_of([{aliases, value(aliases)}, {negations, value(aliases)}, {expand, value(expansions)}])
     || _ <- lists:seq(1, upto(3))];
value(queue) ->
    case upto(15) of
        0 -> one_of([{[], []}, {[1, 2], []}, {[], [1, 2, 3]}, {[1], []}, {[], [1]}, {a, b}]);
        _ -> lists:foldl(fun queue_step/2, queue:new(), many(20, int))
    end;
value(set) ->
    case upto(8) of
        0 -> value(table);
        _ -> sets:from_list(many(one_of([3, 30, 300]), int), [{version, one_of([1, 1, 2])}])
    end;
value(table) ->
    Big = lists:foldl(fun sets:add_element/2, sets:new(), lists:seq(1, 70 + upto(400))),
    lists:foldl(fun sets:del_element/2, Big, lists:seq(1, upto(460)));
value(sets) -> many(4, set);
value(set_options) -> one_of([[], [{version, 1}], [{version, 2}], [{version, 3}]]);
value(ordset) -> ordsets:from_list(value(numbers));
value(ordsets) -> many(4, ordset);
value(orddict) -> orddict:from_list(value(pairs));
value(dict) ->
    case upto(8) of
        0 ->
            Big = lists:foldl(fun(I, D) -> dict:store(I, I, D) end, dict:new(), lists:seq(1, 70 + upto(400))),
            lists:foldl(fun dict:erase/2, Big, lists:seq(1, upto(460)));
        _ -> dict:from_list(value(pairs))
    end;
value({bags, D}) -> D:from_list([{K, [V]} || {K, V} <- value(pairs)]);
value({counters, D}) -> D:from_list([{K, K} || K <- value(ints)]);
value(tree) ->
    Tree = case upto(2) of
               0 -> gb_trees:from_orddict(value(orddict));
               _ -> lists:foldl(fun(K, T) -> gb_trees:enter(K, K, T) end, gb_trees:empty(), steps())
           end,
    lists:foldl(fun gb_trees:delete_any/2, Tree, many(20, int));
value(tree_iterator) -> gb_trees:iterator(value(tree));
value(gb_set) ->
    Set = case upto(2) of
              0 -> gb_sets:from_list(value(numbers));
              _ -> lists:foldl(fun gb_sets:add/2, gb_sets:new(), steps())
          end,
    lists:foldl(fun gb_sets:delete_any/2, Set, many(20, int));
value(gb_sets) -> many(4, gb_set);
value(gb_set_iterator) -> gb_sets:iterator(value(gb_set));
value(array_options) ->
    one_of([value(term), [one_of([fixed, {fixed, false}, {default, 0}, {size, 7}, 123, {fixed, 3}, {size, -1}])
                          || _ <- lists:seq(1, upto(3))]]);
value(index_of) -> one_of([-1, upto(12), upto(120), upto(1200)]);
value(indexed) ->
    orddict:from_list([{upto(one_of([5, 30, 300, 3000])), value(atom)} || _ <- lists:seq(1, upto(30))]);
value(array) ->
    Array = case upto(3) of
                0 -> array:new(upto(300), {default, value(atom)});
                1 -> array:from_list(value(ints), value(atom));
                2 -> array:from_orddict(value(indexed));
                3 -> array:new({default, value(atom)})
            end,
    lists:foldl(fun(_, A) -> try array:set(value(index_of), value(atom), A) catch error:_ -> A end end,
                Array, lists:seq(1, upto(5)));
value(place) -> one_of([upto(9), {upto(9), upto(9)}]);
value(file_name) -> one_of(["a.erl", <<"a.erl">>, a]);
value(anno) ->
    one_of([value(place), value(place),
            [one_of([{location, value(place)}, {file, value(file_name)}, {text, "a\nbc\nd"}, {generated, value(bool)},
                     {record, value(bool)}, {other, 1}]) || _ <- lists:seq(1, upto(4))]]);
value(bytes) -> one_of([list_to_binary(many(30, byte)), many(30, byte)]);
value(byte) -> upto(255);
value(base64) -> base64:encode(value(bytes));
value(mime) ->
    Text = [one_of([C, C, C, C, C, C, [C, $\n], [$=, C], [0, C], []]) || C <- binary_to_list(value(base64))],
    one_of([lists:flatten(Text), list_to_binary(Text)]);
value(plain_path) ->
    String = one_of([many(9, path_char), "a/" ++ many(5, path_char), many(5, path_char) ++ ".erl", "/usr/src/a.b.c"]),
    one_of([String, String, list_to_binary(String)]);
value(path_char) -> one_of("ab..//");
value(path) ->
    case upto(4) of
        0 -> many(4, path_part);
        _ -> value(plain_path)
    end;
value(path_part) -> one_of([value(path_char), many(3, path_char), value(atom), '/', '.a']);
value(paths) -> many(4, plain_path);
value(ext) -> one_of([".erl", <<".erl">>, "l", "", ".", ['.', "erl"], "a", "a.erl", "/"]);
value(dir_type) -> one_of([user_data, user_config, user_cache, user_log, site_data, site_config]);
value(dir_options) -> one_of([#{}, #{os => linux}, #{os => darwin}, #{version => "1.2"}, #{os => darwin, version => "3"}]);
value(year) -> one_of([upto(9999), upto(9999), 1970 + upto(60), 1970 + upto(60), upto(4), -upto(3), 20000]);
value(month) -> one_of([upto(11) + 1, upto(11) + 1, upto(11) + 1, upto(11) + 1, upto(14)]);
value(day) -> one_of([upto(27) + 1, upto(27) + 1, 28 + upto(3), upto(33)]);
value(date) -> {value(year), value(month), value(day)};
value(time) -> {upto(23), upto(59), upto(59)};
value(datetime) -> {value(date), value(time)};
value(seconds) ->
    one_of([upto(1 bsl 32), upto(1 bsl 40), upto(86400), upto(800000), -upto(1 bsl 36), -upto(90000), upto(1 bsl 61)]);
value(now) -> {upto(2000), upto(999999), upto(999999)};
value(dst) -> one_of([true, false, undefined]);
value(unit) -> one_of([second, millisecond, microsecond, nanosecond, native]);
value(rfc3339) ->
    String = case upto(9) of
                 0 -> "2018-02-01T16:17:58.5";
                 _ -> lists:flatten(io_lib:format("~4..0b-~2..0b-~2..0b~c~2..0b:~2..0b:~2..0b~s",
                                                  [upto(9999), upto(12), upto(29), one_of("Tt "), upto(24), upto(59), upto(59),
                                                   one_of(["", ".5", ".125", ".123456789", ".000001", "."])]))
             end,
    String ++ one_of(["Z", "z", "+01:00", "-02:30", "", "+03", "x", "-00:00"]);
value(rfc3339_options) ->
    [one_of([{unit, value(unit)}, {offset, one_of(["Z", "+02:00", "-11:30", 3600, -5400, ""])}, {time_designator, $\s}])
     || _ <- lists:seq(1, upto(3))];
value(bits) -> rand:uniform(1 bsl one_of([4, 32, 58, 59]));
value(sign) -> upto(1);
value(two_words) -> [rand:uniform(1 bsl 58) - 1 | rand:uniform(1 bsl 58) - 1];
value(ring) ->
    {State, Before} = lists:split(rand:uniform(16), [rand:uniform(1 bsl 58) - 1 || _ <- lists:seq(1, 16)]),
    {State, Before};
value(seed) -> one_of([upto(1000), {upto(9), upto(9), upto(9)}, many(20, nat)]);
value(bool) -> one_of([true, false]);
value(side) -> one_of([leading, trailing, leading, trailing, both]);
value(where) -> one_of([leading, trailing, all]);
value(where_take) -> one_of([leading, trailing]);
value(length) -> one_of([infinity, upto(5)]);
value(form) -> one_of([none, nfc, nfd, nfkc, nfkd]);
value(lr) -> one_of([left, right, both]);
value(char) -> one_of([$a, $b, $\s, $A, 16#D7, 16#E9]);
value(ascii) -> many(one_of([5, 20]), char);
value(few) -> [value(char)];
value(asciis) -> many(4, ascii);
value(code) ->
    one_of("aabbcc  ,,\r\n\teExyzAZ" ++ [16#E9, 16#C5, 16#301, 16#308, 16#DF, 16#130, 16#3A3, 16#4E2D, 16#1F600,
                                        16#200D, 16#1F468, 16#1F3FF, 16#1F1E6, 16#1100, 16#1161, 16#FB01, 16#2028]);
value(codes) -> many(one_of([2, 12, 30]), code);
value(text) ->
    case upto(4) of
        N when N < 2 -> value(codes);
        N when N < 4 -> unicode:characters_to_binary(value(codes));
        _ -> value(mixed)
    end;
%% No cluster goes from one part to the next, and none begins with a CR: OTP differs from itself there.
value(mixed) ->
    [one_of([$a, unicode:characters_to_binary([$b | value(codes) -- "\r\r\r\r\r\r"]), [$c | value(codes)]])
     || _ <- lists:seq(1, upto(4))];
value(pattern) -> one_of([many(2, code), unicode:characters_to_binary(many(2, code)), [value(code)], [$a], <<",">>]);
%% None that joins what is before it: OTP finds it there, and at times takes it for a cluster.
value(clusters) -> one_of([[one_of([one_of([$a, $\s, $,, $\n, $x, 16#E9, 16#4E2D, 16#1F600, 16#FB01]), "\r\n", [$e, 16#301]]) || _ <- lists:seq(1, upto(4))], "abc", " ,", [$a]]);
value(some_clusters) -> [$a | value(clusters)];
value(broken) -> one_of([<<255>>, <<"abc", 255, "d">>, ["ab", <<"c", 128>>], <<"ab", 16#C3>>]);
value(digits) -> many(9, digit);
value(digit) -> one_of("0123456789012345678901234567890123456789.,.,+-eE x");
value(pred_few) -> S = upto(1000), fun(X) -> note(X), hash(S, X, 8) =:= 0 end;
value(pred) -> S = upto(1000), fun(X) -> note(X), hash(S, X, 4) > 0 end;
value(pred2) -> S = upto(1000), fun(X, Y) -> note({X, Y}), hash(S, X, 4) > 0 end;
value(filtermap) ->
    S = upto(1000),
    fun(X) -> note(X), lists:nth(hash(S, X, 3) + 1, [true, false, {true, {new, X}}]) end;
value(filtermap2) -> F = value(filtermap), fun(_, X) -> F(X) end;
value(fun1) -> fun(X) -> note(X), {one, X} end;
value(fun2) -> fun(X, Y) -> note({X, Y}), {two, X, Y} end;
value(fun3) -> fun(X, Y, Z) -> note({X, Y, Z}), {three, X, Y, Z} end;
value(fun_list) -> S = upto(1000), fun(X) -> note(X), lists:duplicate(hash(S, X, 3), X) end;
value(mapfold) -> fun(X, Acc) -> note({X, Acc}), {{m, X}, {acc, X}} end;
value(key) -> S = upto(1000), fun(X) -> note(X), hash(S, X, 5) end;
value(order) -> fun(X, Y) -> note({X, Y}), X =< Y end;
value(quiet_order) -> fun(X, Y) -> X =< Y end;
value(strict_order) ->
    one_of([fun(X, Y) -> note({X, Y}), X < Y end,
            fun(X, Y) -> note({X, Y}), X > Y end,
            fun(X, Y) -> note({X, Y}), X >= Y end,
            fun(X, Y) -> note({X, Y}), hash(3, X, 5) < hash(3, Y, 5) end,
            fun(X, Y) -> note({X, Y}), hash(X, Y, 2) =:= 0 end]).

%% Keys that ascend, descend or neither.
steps() ->
    List = lists:seq(1, upto(300)),
    one_of([List, lists:reverse(List), [I * 7919 rem 523 || I <- List], many(40, number)]).

queue_step(I, Q) when I < 4 -> queue:in(I, Q);
queue_step(I, Q) when I < 8 -> queue:in_r(I, Q);
queue_step(I, Q) when I rem 2 =:= 0 -> element(2, queue:out(Q));
queue_step(_, Q) -> element(2, queue:out_r(Q)).
