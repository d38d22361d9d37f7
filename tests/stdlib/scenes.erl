%% What holds a state, or needs time or files, is compared by scenes: funs of the module, whose
%% values must be the same.
-module(scenes).
-export([all/1, exports/1]).

%% Exported functions that only scenes call.
exports(rand) ->
    [{bytes, 1}, {bytes_s, 2}, {export_seed, 0}, {export_seed_s, 1}, {jump, 0}, {jump, 1},
     {normal, 0}, {normal, 2},
     {normal_s, 1}, {normal_s, 3}, {seed, 1}, {seed, 2}, {seed_s, 1}, {seed_s, 2}, {uniform, 0},
     {uniform, 1},
     {uniform_real, 0}, {uniform_real_s, 1}, {uniform_s, 1}, {uniform_s, 2}, {mwc59_seed, 0}];
exports(calendar) -> [{iso_week_number, 0}, {local_time, 0}, {universal_time, 0}];
exports(timer) ->
    [{F, A} || {F, As} <- [{apply_after, [4]}, {apply_interval, [4]}, {cancel, [1]},
                           {exit_after, [2, 3]},
                           {kill_after, [1, 2]}, {send_after, [2, 3]}, {send_interval, [2, 3]},
                           {sleep, [1]}, {start, [0]},
                           {start_link, [0]}, {tc, [1, 2, 3]}, {init, [1]}, {handle_call, [3]},
                           {handle_cast, [2]},
                           {handle_info, [2]}, {terminate, [2]}, {code_change, [3]}], A <- As];
exports(filelib) ->
    [{F, A} || {F, As} <- [{ensure_dir, [1]}, {ensure_path, [1]}, {file_size, [1, 2]},
                           {find_file, [2, 3]}, {find_source, [1, 2, 3]}, {fold_files, [5, 6]},
                           {is_dir, [1, 2]},
                           {is_file, [1, 2]}, {is_regular, [1, 2]}, {last_modified, [1, 2]},
                           {safe_relative_path, [2]},
                           {wildcard, [1, 2, 3]}], A <- As];
exports(_) -> [].

all(rand) ->
    Algs = [default, exsss, exsp, exsplus, exrop, exro928ss, exs1024s, exs1024, exs64],
    Seeds = [{1, 2, 3}, {-5, 1 bsl 70, 77}, 42, -1, [1, 2, 3], [7], [1 bsl 80, 5], [], [0],
             lists:seq(1, 40), [a],
             lists:duplicate(16, 1 bsl 57 + 1), {a, 1, 2}, x],
    [{io_lib:format("~p ~w", [Alg, Seed]), fun(M) -> random_numbers(M, Alg, Seed) end}
     || Alg <- Algs, Seed <- Seeds]
        ++ [{io_lib:format("dummy ~w", [Seed]), fun(M) -> dummy_numbers(M, Seed) end}
            || Seed <- Seeds]
        ++ [{"unknown", fun(M) -> catch_error(fun() -> M:seed(unknown, 1) end) end},
            {"own seeds", fun random_seeds/1}];
all(calendar) ->
    [{"every day of 900 years", fun every_day/1},
     {"now", fun(M) -> [is_now(M:local_time(), erlang:localtime()),
                        is_now(M:universal_time(), erlang:universaltime()),
                        M:iso_week_number()] end}];
all(timer) ->
    [{Name, fun(M) ->
                    no_timer_server(),
                    Result = Scene(M),
                    no_timer_server(),
                    Result
            end}
     || {Name, Scene} <- [{"once", fun timer_once/1}, {"interval", fun timer_interval/1},
                          {"cancel", fun timer_cancel/1},
                          {"exit", fun timer_exit/1}, {"wrong", fun timer_wrong/1},
                          {"server", fun timer_server/1},
                          {"measured", fun timer_measured/1}]];
all(filelib) -> [{"a tree of files", fun file_tree/1}];
all(_) -> [].

%% In a folder of its own under the current one.
file_tree(M) ->
    Root = "differential_" ++ os:getpid(),
    ok = file:make_dir(Root),
    try file_tree(M, Root)
    after file:del_dir_r(Root)
    end.

file_tree(M, Root) ->
    In = fun(Name) -> filename:join(Root, Name) end,
    Made = [M:ensure_dir(In("app/src/x/y")), M:ensure_path(In("app/ebin")),
            M:ensure_path(In("app/c_src/deep/er")),
            M:ensure_path(list_to_binary(In("bin"))), M:ensure_dir(In("app/src/x/y")),
            M:ensure_dir("/")],
    [ok = file:write_file(In(F), F)
     || F <- ["app/src/a.erl", "app/src/b.erl", "app/src/x/c.erl", "app/ebin/a.beam",
                                             "app/ebin/c.beam", "app/c_src/d.c", "app/.hidden",
                                             "app/src/[x]", "app/src/a{b",
                                             "app/src/st*r", "app/src/ab-c"]],
    ok = file:make_symlink("src", In("app/link")),
    [Made, catch_error(fun() -> M:ensure_path(In("app/src/a.erl/x")) end),
     catch_error(fun() -> M:ensure_dir(In("app/src/a.erl/x/y")) end),
     [[catch_error(fun() -> M:F(N) end), catch_error(fun() -> M:F(N, file) end)]
      || F <- [is_dir, is_file, is_regular, file_size],
         N <- [In("app"), In("app/src/a.erl"), In("none"), In("app/link"),
               list_to_binary(In("bin")), bad, 7]],
     [M:last_modified(N) =:= filelib:last_modified(N) || N <- [In("app"), In("none")]],
     M:last_modified(In("none"), file),
     [catch_error(fun() -> M:wildcard(P, In("app")) end) || P <- wildcards()],
     [catch_error(fun() -> M:wildcard(In("app/") ++ P) end) || P <- wildcards()],
     [catch_error(fun() -> M:wildcard(filename:absname(In("app/")) ++ "/" ++ P) end)
      || P <- wildcards()],
     [catch_error(fun() -> M:wildcard(P, In("app"), file) end) || P <- ["*", "src/*", 7]],
     M:wildcard(In("a*"), file), M:wildcard(Root), M:wildcard("/"), M:wildcard("/tm[p]"),
     [lists:sort(M:fold_files(In("app"), "\\.erl$", R, fun(F, Acc) -> [F | Acc] end, []))
      || R <- [true, false]],
     lists:sort(M:fold_files(In("app/src"), ".*", true, fun(F, Acc) -> [F | Acc] end, [], file)),
     catch_error(fun() -> M:fold_files(In("none"), "a", true, fun(F, Acc) -> [F | Acc] end,
                                       []) end),
     [catch_error(fun() -> M:find_source(In(N)) end)
      || N <- ["app/ebin/a.beam", "app/ebin/c.beam", "app/ebin/none.beam",
                                                              "app/src/a.erl", "app/d.o",
                                                              "app/src"]],
     M:find_source("a.beam", In("app/ebin")),
     M:find_source("a.beam", In("app/ebin"), [{".beam", ".erl", [{"ebin", "src"}]}]),
     M:find_file("a.erl", In("app/ebin")), M:find_file("a.erl", In("app/ebin"), [{"ebin", "src"}]),
     M:find_file("a.erl", In("app/ebin"), [{"x", "src"}]),
     [file:make_symlink(To, In(Link)) || {To, Link} <- [{"../..", "app/up"}, {"loop", "app/loop"}]],
     [M:safe_relative_path(P, In("app"))
      || P <- ["src/../src/a.erl", "..", "src/../..", "link/../ebin", "up/x", "loop", "a/b/..",
                                                  "/abs", "", ".", "link/x/../c", <<"src/../x">>,
                                                  <<"..">>, "./src/./x"]]].

wildcards() ->
    ["*", "*.erl", "src/*.erl", "src/?.erl", "src/[a-b].erl", "src/[]a].erl", "src/{a,b}.erl",
     "src/{a,b,x/c}.erl", "**",
     "**/*.erl", "src/**", "**/x", "**/x/*", "*/*", "*/../src", "src/\\[x\\]", "src/[[]x]",
     "src/a{b", "src/a\\{b", "src/st\\*r",
     "src/[x", "none", "src", "src/a.erl", "none/*", "../app/*", "./*", "*/.", "src//*.erl",
     "src/*.{erl,c}", "{src,ebin}/*",
     "link/*", ".h*", "src/ab[-]c", "src/ab[a-]c", "*a**", "**/**", "s*c/*e*l", ".", "./src",
     "./src/*", "src/./*", ""].

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
    Kinds = [kind(R) || R <- [M:send_after(0, first), M:send_after(20, self(), second),
                              M:send_after(60, timer_scene, third),
                              M:send_after(100, {timer_scene, node()}, fourth),
                              M:apply_after(140, erlang, send, [self(), fifth]),
                              M:apply_after(0, erlang, send, [self(), now]),
                              M:send_after(0, timer_scene, at_once),
                              M:send_after(0, {timer_scene, node()}, as_well),
                              M:send_after(30, no_such_name, lost)]],
    All = received(8),
    {Now, Later} = lists:partition(fun(X) -> lists:member(X, [first, now, at_once, as_well]) end,
                                   All),
    {Kinds, lists:sort(Now), Later}.

timer_interval(M) ->
    Self = self(),
    Start = erlang:monotonic_time(millisecond),
    {ok, {interval, _} = A} = M:send_interval(50, tick),
    Ticks = received(4),
    Elapsed = erlang:monotonic_time(millisecond) - Start,
    Cancelled = M:cancel(A),
    {ok, {interval, _} = B} = M:apply_interval(10, erlang, send, [Self, tock]),
    Tocks = [X || X <- received(4), X =:= tock],
    M:cancel(B),
    %% Of a process that ends the interval ends, too.
    Other = spawn(fun() -> receive after 60 -> ok end end),
    {ok, _} = M:send_interval(10, Other, tick),
    Interval = fun() ->
                       {ok, _} = M:apply_interval(10, erlang, send, [Self, of_one_that_ended]),
                       M:sleep(60)
               end,
    {Short, Ref} = spawn_monitor(Interval),
    receive {'DOWN', Ref, process, Short, normal} -> ok end,
    M:sleep(50),
    Some = lists:member(of_one_that_ended, flush()),
    M:sleep(100),
    {Ticks, Elapsed >= 200, Elapsed < 1000, Cancelled, length(Tocks) >= 3, Some, flush(),
     M:send_interval(0, self(), x) =/= {error, badarg}, M:cancel(A),
     is_process_alive(whereis(timer_server))}.

flush() ->
    receive M -> [M | flush()]
    after 0 -> []
    end.

timer_cancel(M) ->
    Timers = [element(2, R) || R <- [M:send_after(300, self(), local),
                                     M:apply_after(300, erlang, send, [self(), once]),
                                     M:send_after(0, instant),
                                     M:send_after(300, {none, node()}, x)]],
    Results = [M:cancel(T) || T <- Timers] ++ [M:cancel(T) || T <- Timers],
    M:sleep(400),
    {Results, flush(), [M:cancel(X)
                        || X <- [a, {once, a}, {other, make_ref()}, {once, make_ref()},
                                 {interval, make_ref()}]]}.

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
                             fun() -> M:send_after(1, 7, x) end, fun() ->
                                 M:apply_after(1, 2, 3, 4) end,
                             fun() -> M:apply_after(-1, a, b, []) end, fun() ->
                                 M:apply_interval(1, a, b, c) end,
                             fun() -> M:apply_interval(1.0, a, b, []) end, fun() ->
                                 M:send_interval(x, y) end,
                             fun() -> M:send_interval(1, {a, 2}, y) end, fun() ->
                                 M:exit_after(x, y) end,
                             fun() -> M:send_after(0, {a, 2}, y) end, fun() ->
                                 M:send_after(0, "a", y) end]].

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
     catch_error(fun() -> M:handle_call(x, y, z) end), M:handle_cast(x, z), M:handle_info(x, z),
     M:terminate(a, b),
     M:code_change(a, b, c)}.

timer_measured(M) ->
    {A, a} = M:tc(fun() -> M:sleep(5), a end),
    {B, [3]} = M:tc(fun(X) -> M:sleep(5), [X] end, [3]),
    {C, 3} = M:tc(erlang, length, [[1, 2, 3]]),
    Start = erlang:monotonic_time(millisecond),
    ok = M:sleep(20),
    [A >= 5000, B >= 5000, C >= 0, A < 2000000, erlang:monotonic_time(millisecond) - Start >= 20,
     catch_error(fun() -> M:sleep(-1) end), catch_error(fun() -> M:sleep(a) end)].

is_now(Time, Later) -> element(1, calendar:time_difference(Time, Later)) =:= 0.

every_day(M) ->
    [begin
         Date = M:gregorian_days_to_date(N),
         {N, Date, M:date_to_gregorian_days(Date), M:day_of_the_week(Date),
          catch_error(fun() -> M:iso_week_number(Date) end)}
     end || N <- lists:seq(0, 328000) ++ lists:seq(700000, 740000, 3)
         ++ lists:seq(3000000, 4000000, 997)].

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
                        {[M:uniform() || _ <- "abc"], [M:uniform(9) || _ <- "abc"],
                         M:uniform_real(), M:bytes(20),
                         M:export_seed(), catch_error(fun() -> M:jump() end)}
                end).

random_numbers(M) ->
    Ranges = [1, 2, 3, 6, 10, 1000, 1 bsl 32, 1 bsl 57, 1 bsl 57 + 1, 1 bsl 58, 1 bsl 58 - 1,
              1 bsl 58 + 1, 1 bsl 63,
              1 bsl 64 - 1, 1 bsl 64, 1 bsl 64 + 1, 1 bsl 70, 3 bsl 100, 1 bsl 200, 1 bsl 200 - 1,
              12345678901234567890123],
    [[M:uniform() || _ <- lists:seq(1, 100)],
     [[M:uniform(N) || _ <- lists:seq(1, 20)] || N <- Ranges],
     [catch_error(fun() -> M:uniform(N) end) || N <- [0, -1, 1.0, a]],
     [M:uniform_real() || _ <- lists:seq(1, 200)],
     [M:normal() || _ <- lists:seq(1, 2000)],
     [M:normal(3, 4) || _ <- lists:seq(1, 3)],
     catch_error(fun() -> M:normal_s(1.5, 2, M:seed_s(exsss, 1)) end) =:= x,
     [catch_error(fun() -> M:bytes(N) end)
      || N <- [0, 1, 6, 7, 8, 13, 14, 15, 27, 28, 29, 30, 100, -1, a]]].

jumped(M) ->
    catch_error(fun() ->
                        M:jump(),
                        Exported = M:export_seed(),
                        State = M:jump(M:seed_s(Exported)),
                        {X, Next} = M:uniform_s(State),
                        {Y, More} = M:uniform_s(9, Next),
                        {Z, _} = M:uniform_real_s(More),
                        {B, _} = M:bytes_s(9, More),
                        {Exported, M:export_seed_s(State), X, Y, Z, B,
                         element(1, M:normal_s(State)),
                         element(1, M:normal_s(2, 3, State))}
                end).

%% Those that come from the clock differ, but not what can be done with them.
random_seeds(M) ->
    X = M:uniform(),
    Y = M:mwc59_seed(),
    {exsss, _} = M:export_seed(),
    {is_float(X), X >= 0.0, X < 1.0, is_integer(Y), Y > 0,
     element(1, M:export_seed_s(M:seed(exrop))),
     element(1, M:export_seed_s(M:seed_s(default))),
     M:export_seed() =:= M:export_seed_s(M:seed(M:export_seed()))}.

