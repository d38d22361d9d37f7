%% What logger, error_logger and proc_lib do, told line by line: the same in OTP and in Kith. Pids,
%% times and what a process has used are left out by `logging`.
-module(logging).

-export([main/1, log/2, adding_handler/1, changing_config/3]).

-include_lib("kernel/include/logger.hrl").

main(Folder) ->
    lists:foreach(fun(Group) -> io:format("~n== ~s~n", [Group]), group(Group, Folder) end,
                  [levels, messages, metadata, macros, filters, handlers, configs, formatter,
                   formatter_configs, reports, std_h, files, error_logger, crashes, info, broken]).

%% A handler that tells what it gets.
log(#{level := Level, msg := Msg, meta := Meta}, #{config := #{to := To}} = Config) ->
    To ! {self, Level, Msg, maps:without([pid, gl, time], Meta),
          maps:without([id, module, config, formatter], Config)},
    ok;
log(_, _) -> error(no_config).

adding_handler(#{config := refuse}) -> {error, refused};
adding_handler(#{config := crash}) -> error(crashed);
adding_handler(Config) -> {ok, Config}.

changing_config(How, #{level := Old}, #{level := New} = Config) ->
    io:format("changing ~p ~p to ~p~n", [How, Old, New]),
    case New of
        critical -> {error, never};
        _ -> {ok, Config}
    end.

heard() ->
    receive
        {self, Level, Msg, Meta, Config} -> [{Level, Msg, shown(Meta), Config} | heard()]
    after 0 -> []
    end.

%% Places of the library's own text are its own; folders are those of the test.
shown(#{file := "proc_lib.erl"} = Meta) -> maps:without([file, line, mfa], Meta);
shown(#{file := File} = Meta) -> Meta#{file := filename:basename(File)};
shown(Meta) -> Meta.

try_(Fun) ->
    try Fun()
    catch Class:Reason -> {Class, Reason}
    end.

-define(TELL(Expression), io:format("~s~n    ~p~n", [??Expression, try_(fun() -> Expression end)])).
-define(HEAR(Expression), io:format("~s~n    ~p~n    ~p~n",
                                    [??Expression, try_(fun() -> Expression end), heard()])).

with_handler(Config, Do) ->
    ok = logger:add_handler(here, ?MODULE, Config#{config => #{to => self()}}),
    ok = logger:set_handler_config(default, level, none),
    try Do()
    after
        logger:set_handler_config(default, level, all),
        logger:remove_handler(here)
    end.

group(levels, _) ->
    Levels = [none, emergency, alert, critical, error, warning, notice, info, debug, all],
    [io:format("~p ~p ~p~n", [A, B, logger:compare_levels(A, B)]) || A <- Levels, B <- Levels],
    ?TELL(logger:compare_levels(a, b)),
    ?TELL(logger:compare_levels(a, a)),
    ?TELL(logger:compare_levels(1, error)),
    [?TELL(logger:allow(L, ?MODULE)) || L <- Levels -- [none, all]],
    ?TELL(logger:allow(all, ?MODULE)),
    ?TELL(logger:allow(nothing, ?MODULE)),
    ?TELL(logger:allow(error, "m")),
    ?TELL(logger:set_module_level(?MODULE, debug)),
    ?TELL(logger:allow(debug, ?MODULE)),
    ?TELL(logger:get_module_level()),
    ?TELL(logger:get_module_level(?MODULE)),
    ?TELL(logger:get_module_level([a, b])),
    ?TELL(logger:get_module_level("x")),
    ?TELL(logger:set_module_level([a, b], none)),
    ?TELL(logger:set_module_level([a, "b"], none)),
    ?TELL(logger:set_module_level({a}, none)),
    ?TELL(logger:set_module_level(a, nothing)),
    ?TELL(logger:get_module_level()),
    ?TELL(logger:unset_module_level(a)),
    ?TELL(logger:unset_module_level([1])),
    ?TELL(logger:unset_module_level(1)),
    ?TELL(logger:get_module_level()),
    ?TELL(logger:unset_module_level()),
    ?TELL(logger:get_module_level()),
    ?TELL(logger:allow(debug, ?MODULE)),
    ?TELL(logger:set_application_level(no_such_application, debug)),
    ?TELL(logger:unset_application_level(no_such_application)),
    ?TELL(is_integer(logger:timestamp()));
group(messages, _) ->
    with_handler(#{}, fun() ->
        [?HEAR(logger:L("text of ~p", [L])) || L <- [emergency, alert, critical, error, warning,
                                                     notice, info, debug]],
        [?HEAR(logger:L("text")) || L <- [emergency, alert, critical, error, warning, notice, info]],
        [?HEAR(logger:L(#{level => L}, #{own => 1})) || L <- [emergency, alert, critical, error,
                                                              warning, notice, debug]],
        [?HEAR(logger:L("~p", [1], #{own => 1})) || L <- [emergency, alert, critical, error, warning,
                                                          notice, info]],
        ?HEAR(logger:log(error, "x")),
        ?HEAR(logger:log(error, <<"x">>)),
        ?HEAR(logger:log(error, [])),
        ?HEAR(logger:log(error, [{a, 1}, {b, 2}])),
        ?HEAR(logger:log(error, #{a => 1})),
        ?HEAR(logger:log(error, atom)),
        ?HEAR(logger:log(error, 17)),
        ?HEAR(logger:log(error, {a, b})),
        ?HEAR(logger:log(error, {"~p", [1]})),
        ?HEAR(logger:log(error, [a, b])),
        ?HEAR(logger:log(error, "~p", [1])),
        ?HEAR(logger:log(error, <<"~p">>, [1])),
        ?HEAR(logger:log(error, '~p', [1])),
        ?HEAR(logger:log(error, "~p", 1)),
        ?HEAR(logger:log(error, "~p", #{a => 1})),
        ?HEAR(logger:log(error, "~p", [1], [])),
        ?HEAR(logger:log(error, "~p", [1], #{mfa => {?MODULE, f, 1}})),
        ?HEAR(logger:log(error, "~p", [1], #{pid => p, gl => group_leader(), time => 1})),
        ?HEAR(logger:log(error, "~p", [1], #{gl => odd})),
        ?HEAR(logger:log(none, "x")),
        ?HEAR(logger:log(all, "x")),
        ?HEAR(logger:log("error", "x")),
        ?HEAR(logger:log(error, fun(A) -> {"made of ~p", [A]} end, 7)),
        ?HEAR(logger:log(error, fun(A) -> #{made_of => A} end, 7)),
        ?HEAR(logger:log(error, fun(_) -> "made" end, 7)),
        ?HEAR(logger:log(error, fun(_) -> {"made", #{own => meta}} end, 7)),
        ?HEAR(logger:log(error, fun(_) -> ignore end, 7)),
        ?HEAR(logger:log(debug, fun(_) -> exit(never) end, 7)),
        ?HEAR(logger:log(error, fun(_) -> "made" end, 7, #{a => b}))
    end);
group(metadata, _) ->
    with_handler(#{}, fun() ->
        ?TELL(logger:get_process_metadata()),
        ?TELL(logger:set_process_metadata(#{a => 1, b => 2})),
        ?HEAR(logger:error("x")),
        ?HEAR(logger:error("x", #{b => 3, c => 4})),
        ?TELL(logger:update_process_metadata(#{b => 5})),
        ?TELL(logger:get_process_metadata()),
        ?TELL(logger:set_process_metadata(a)),
        ?TELL(logger:update_process_metadata([])),
        ?TELL(logger:set_primary_config(metadata, #{a => primary, p => primary})),
        ?HEAR(logger:error("x")),
        ?TELL(logger:unset_process_metadata()),
        ?HEAR(logger:error("x")),
        ?TELL(logger:set_primary_config(metadata, #{})),
        ?TELL(logger:update_process_metadata(#{z => 1})),
        ?TELL(logger:unset_process_metadata()),
        ?TELL(logger:get_process_metadata())
    end);
group(macros, _) ->
    with_handler(#{}, fun() ->
        ?HEAR(?LOG_EMERGENCY("x")), ?HEAR(?LOG_ALERT("x")), ?HEAR(?LOG_CRITICAL("x")),
        ?HEAR(?LOG_ERROR("x")), ?HEAR(?LOG_WARNING("x")), ?HEAR(?LOG_NOTICE("x")),
        ?HEAR(?LOG_INFO("x")), ?HEAR(?LOG_DEBUG("x")),
        ?HEAR(?LOG_ERROR("~p", [1])), ?HEAR(?LOG_ERROR("~p", [1], #{a => 1})),
        ?HEAR(?LOG_ERROR(#{a => 1}, #{b => 1})),
        ?HEAR(?LOG_ERROR(fun(A) -> #{made_of => A} end, 1)),
        ?HEAR(?LOG(alert, "x")), ?HEAR(?LOG(alert, "~p", [1])),
        ?HEAR(?LOG(alert, "~p", [1], #{a => 1})),
        logger:set_module_level(?MODULE, debug),
        ?HEAR(?LOG_DEBUG("x")), ?HEAR(?LOG_INFO("~p", [1])),
        ?HEAR(logger:debug("x")),
        ?HEAR(logger:debug("x", #{mfa => {?MODULE, f, 0}})),
        logger:set_module_level(?MODULE, none),
        ?HEAR(?LOG_ERROR("x")),
        logger:unset_module_level(?MODULE)
    end);
group(filters, _) ->
    Event = fun(Level, Meta) -> #{level => Level, msg => {string, "x"}, meta => Meta} end,
    Domains = [#{}, #{domain => [a]}, #{domain => [a, b]}, #{domain => []}, #{domain => odd}],
    [io:format("~0p ~0p ~0p ~0p~n", [M, C, A, try_(fun() ->
                  logger_filters:domain(Event(error, M), {A, C, [a]}) end)])
     || M <- Domains, C <- [super, sub, equal, not_equal, undefined, other], A <- [log, stop]],
    ?TELL(logger_filters:domain(Event(error, #{}), {maybe_, super, [a]})),
    ?TELL(logger_filters:domain(Event(error, #{}), {log, super, a})),
    ?TELL(logger_filters:domain(x, y)),
    [io:format("~0p ~0p ~0p~n", [L, O, try_(fun() ->
                  logger_filters:level(Event(L, #{}), {stop, O, warning}) end)])
     || L <- [emergency, error, warning, info], O <- [neq, eq, lt, gt, lteq, gteq, odd]],
    ?TELL(logger_filters:level(Event(error, #{}), {log, eq, all})),
    Progress = #{level => info, msg => {report, #{label => {x, progress}, report => []}}, meta => #{}},
    ?TELL(logger_filters:progress(Progress, stop)),
    ?TELL(logger_filters:progress(Progress, log)),
    ?TELL(logger_filters:progress(Event(info, #{}), stop)),
    ?TELL(logger_filters:progress(Progress, odd)),
    ?TELL(logger_filters:remote_gl(Event(info, #{gl => self()}), stop)),
    ?TELL(logger_filters:remote_gl(Event(info, #{}), stop)),
    ?TELL(logger_filters:remote_gl(Event(info, #{}), odd)),
    with_handler(#{}, fun() ->
        Stop = {fun(#{meta := M}, K) -> case M of #{K := stop} -> stop; _ -> ignore end end, k},
        ?TELL(logger:add_primary_filter(one, Stop)),
        ?TELL(logger:add_primary_filter(one, Stop)),
        ?HEAR(logger:error("x", #{k => stop})),
        ?HEAR(logger:error("x", #{k => go})),
        ?TELL(logger:remove_primary_filter(one)),
        ?TELL(logger:remove_primary_filter(one)),
        ?TELL(logger:add_handler_filter(here, change,
                                        {fun(E, A) -> E#{msg := {string, A}, level := alert} end,
                                         "changed"})),
        ?HEAR(logger:error("x")),
        ?TELL(logger:set_handler_config(here, filter_default, stop)),
        ?HEAR(logger:error("x")),
        ?TELL(logger:remove_handler_filter(here, change)),
        ?HEAR(logger:error("x")),
        ?TELL(logger:remove_handler_filter(here, change)),
        ?TELL(logger:remove_handler_filter(nowhere, change)),
        ?TELL(logger:add_handler_filter(nowhere, change, Stop)),
        ?TELL(logger:add_handler_filter("here", change, Stop)),
        ?TELL(logger:add_handler_filter(here, "change", Stop)),
        ?TELL(logger:add_handler_filter(here, change, stop)),
        ?TELL(logger:add_primary_filter(change, {fun(_) -> stop end, 1})),
        ?TELL(logger:set_handler_config(here, filter_default, maybe_)),
        ?TELL(logger:set_primary_config(filter_default, stop)),
        ?HEAR(logger:error("x")),
        ?TELL(logger:set_primary_config(filter_default, log))
    end);
group(handlers, _) ->
    ?TELL(logger:get_handler_ids()),
    ?TELL(logger:add_handler(here, ?MODULE, #{config => #{to => self()}, own => key})),
    ?TELL(logger:get_handler_ids()),
    ?TELL(maps:without([config], element(2, logger:get_handler_config(here)))),
    ?TELL(logger:add_handler(here, ?MODULE, #{})),
    ?TELL(logger:add_handler("here", ?MODULE, #{})),
    ?TELL(logger:add_handler(other, "module", #{})),
    ?TELL(logger:add_handler(other, ?MODULE, [])),
    ?TELL(logger:add_handler(other, ?MODULE, #{level => x})),
    ?TELL(logger:add_handler(other, ?MODULE, #{filters => x})),
    ?TELL(logger:add_handler(other, ?MODULE, #{filters => [x]})),
    ?TELL(logger:add_handler(other, ?MODULE, #{filter_default => x})),
    ?TELL(logger:add_handler(other, ?MODULE, #{formatter => x})),
    ?TELL(logger:add_handler(other, ?MODULE, #{formatter => {"x", #{}}})),
    ?TELL(logger:add_handler(other, ?MODULE, #{formatter => {no_such_formatter, #{}}})),
    ?TELL(logger:add_handler(other, ?MODULE, #{formatter => {logger_formatter, x}})),
    ?TELL(logger:add_handler(other, ?MODULE, #{formatter => {logger_formatter, #{x => 1}}})),
    ?TELL(logger:add_handler(other, ?MODULE, #{config => refuse})),
    ?TELL(logger:add_handler(no_log, lists, #{})),
    ?TELL(logger:add_handler(nothing, no_such_module, #{})),
    ?TELL(logger:get_handler_ids()),
    ?TELL(logger:remove_handler(here)),
    ?TELL(logger:remove_handler(other)),
    ?TELL(logger:remove_handler("here")),
    ?TELL(logger:get_handler_config(here)),
    ?TELL(logger:get_handler_ids());
group(configs, _) ->
    ?TELL(logger:get_primary_config()),
    ?TELL(logger:set_primary_config(level, debug)),
    ?TELL(logger:set_primary_config(level, nothing)),
    ?TELL(logger:set_primary_config(odd, 1)),
    ?TELL(logger:set_primary_config(metadata, 1)),
    ?TELL(logger:set_primary_config(filters, 1)),
    ?TELL(logger:set_primary_config(1)),
    ?TELL(logger:update_primary_config(#{metadata => #{a => 1}})),
    ?TELL(logger:get_primary_config()),
    ?TELL(logger:update_primary_config(#{level => x})),
    ?TELL(logger:set_primary_config(#{level => error})),
    ?TELL(logger:get_primary_config()),
    ?TELL(logger:set_primary_config(#{})),
    ?TELL(logger:get_primary_config()),
    logger:add_handler(here, ?MODULE, #{config => #{to => self()}}),
    ?TELL(logger:set_handler_config(here, level, error)),
    ?TELL(logger:set_handler_config(here, level, critical)),
    ?TELL(logger:set_handler_config(here, level, odd)),
    ?TELL(logger:set_handler_config(here, own, 1)),
    ?TELL(logger:set_handler_config(here, id, other)),
    ?TELL(logger:set_handler_config(here, #{module => lists})),
    ?TELL(logger:set_handler_config(here, module, lists)),
    ?TELL(logger:set_handler_config(nowhere, level, error)),
    ?TELL(logger:set_handler_config(nowhere, #{})),
    ?TELL(logger:set_handler_config(1, #{})),
    ?TELL(logger:set_handler_config(here, 1)),
    ?TELL(maps:remove(config, element(2, logger:get_handler_config(here)))),
    ?TELL(logger:update_handler_config(here, #{own => 2, level => info})),
    ?TELL(logger:update_handler_config(here, own, 3)),
    ?TELL(maps:remove(config, element(2, logger:get_handler_config(here)))),
    ?TELL(logger:update_formatter_config(here, #{single_line => false})),
    ?TELL(logger:update_formatter_config(here, depth, 10)),
    ?TELL(logger:update_formatter_config(here, depth, odd)),
    ?TELL(logger:update_formatter_config(here, 1)),
    ?TELL(logger:update_formatter_config(nowhere, #{})),
    ?TELL(maps:remove(config, element(2, logger:get_handler_config(here)))),
    ?TELL(logger:set_handler_config(here, #{level => all})),
    ?TELL(logger:get_handler_config(here)),
    logger:remove_handler(here),
    ?TELL(logger:get_proxy_config()),
    ?TELL(logger:set_proxy_config(#{drop_mode_qlen => 2000})),
    ?TELL(logger:update_proxy_config(#{flush_qlen => 9000})),
    ?TELL(logger:get_proxy_config()),
    ?TELL(logger:update_proxy_config(#{flush_qlen => 1})),
    ?TELL(logger:update_proxy_config(#{flush_qlen => x})),
    ?TELL(logger:update_proxy_config(#{odd => 1})),
    ?TELL(logger:update_proxy_config(1)),
    ?TELL(logger:set_proxy_config([{flush_qlen, 1}])),
    ?TELL(logger:set_proxy_config(#{})),
    ?TELL(logger:get_proxy_config()),
    ?TELL(lists:sort(maps:keys(logger:get_config())));
group(formatter, _) ->
    Time = 1600000000123456,
    Event = fun(Msg, Meta) -> #{level => error, msg => Msg, meta => Meta#{time => Time}} end,
    Long = lists:seq(1, 60),
    Messages = [{string, "text"}, {string, ["deep", <<" text">>, [$!]]}, {string, [1, a]},
                {"~p and ~tp", [a, "b"]}, {"~p", [Long]}, {"~p~n~p~n", [Long, {x, Long}]},
                {"~p", []}, {"~q", [1]}, {"~w ~s ~ts", [Long, "a", "\x{400}"]}, {"~P", [Long, 5]},
                {"   blank  ~n  line,~n  two ,\r\n\r\n,  ~n", []}, {"~n", []}, {report, #{a => 1, b => "text", c => Long}},
                {report, [{a, 1}, b, "text", {"key", "value"}, {c, Long}]}, {report, []},
                {report, [{a, "\x{400}"}]}, {report, #{label => l, report => [{x, 1}]}}],
    Configs = [#{}, #{single_line => false}, #{legacy_header => true},
               #{legacy_header => true, single_line => false}, #{depth => 8}, #{depth => 1},
               #{depth => 8, single_line => false}, #{chars_limit => 30}, #{max_size => 40},
               #{max_size => 3}, #{chars_limit => 100, single_line => false},
               #{time_offset => "Z"}, #{time_offset => "+02:00"}, #{time_offset => 0},
               #{time_designator => $ }, #{template => [msg]}, #{template => []},
               #{template => ["no message", level]},
               #{template => [level, " ", {pid, ["<", pid, ">"], ["no pid"]}, " ", mfa, " ",
                              [sub, key], {[sub, none], "x", "-"}, <<"bin">>, msg, "\n", file,
                              ":", line, "|", own, "|", list, "|", text]}],
    [io:format("~0p~n[~ts]~n", [C, logger_formatter:format(Event(M, #{}), C)])
     || C <- Configs, M <- Messages],
    Rich = #{mfa => {m, 'F g', 2}, sub => #{key => "value"}, file => "f.erl", line => 7,
             own => {a, "term"}, list => [1, 2], text => "text"},
    Template = lists:last(Configs),
    ?TELL(unicode:characters_to_list(logger_formatter:format(Event({string, "x"}, Rich), Template))),
    ?TELL(unicode:characters_to_list(
            logger_formatter:format(Event({string, "x"}, Rich#{mfa => {m, f, [a, b]}}), Template))),
    ?TELL(unicode:characters_to_list(
            logger_formatter:format(Event({string, "x"}, Rich#{mfa => odd}), Template))),
    Callbacks = [fun(R) -> {"called ~p", [R]} end, fun(_) -> odd end, fun(_) -> exit(callback) end,
                 fun(R, C) -> io_lib:format("~0p ~0p", [R, lists:sort(maps:to_list(C))]) end,
                 fun(_, _) -> odd end, fun(_, _) -> [an_atom] end, fun(_, _) -> error(callback) end,
                 fun(_, _) -> <<"binary">> end],
    [io:format("[~ts]~n", [logger_formatter:format(Event({report, #{a => 1}}, #{report_cb => F}),
                                                   #{template => [msg], single_line => S})])
     || F <- Callbacks, S <- [true, false]],
    [io:format("[~ts]~n", [logger_formatter:format(Event({report, #{a => 1}}, #{}),
                                                   #{template => [msg], report_cb => F})])
     || F <- Callbacks],
    [io:format("~ts~n", [logger_formatter:format(Event({string, "x"}, M),
                                                 #{legacy_header => true})])
     || M <- [#{logger_formatter => #{title => "MY TITLE"}}, #{logger_formatter => #{x => 1}},
              #{error_logger => #{tag => info_msg}}]],
    Notice = #{level => notice, msg => {string, "x"}, meta => #{time => Time, error_logger => #{}}},
    [io:format("~ts~n", [logger_formatter:format(Notice, #{legacy_header => true,
                                                           error_logger_notice_header => L})])
     || L <- [info, notice]],
    ?TELL(logger_formatter:format(x, #{})),
    ?TELL(logger_formatter:format(Notice, x)),
    ?TELL(logger_formatter:format(#{level => error, msg => {string, "x"}, meta => #{}}, #{}));
group(formatter_configs, _) ->
    Configs = [x, [], #{}, #{chars_limit => 1}, #{chars_limit => 0}, #{chars_limit => unlimited},
               #{depth => 1.0}, #{depth => unlimited}, #{max_size => a}, #{max_size => 5},
               #{single_line => 1}, #{single_line => true}, #{legacy_header => 1},
               #{legacy_header => false}, #{report_cb => x}, #{report_cb => fun(_) -> x end},
               #{report_cb => fun() -> x end}, #{report_cb => fun(_, _) -> x end},
               #{time_offset => 5}, #{time_offset => "Z"}, #{time_offset => "x"},
               #{time_offset => ""}, #{time_offset => "+01:00"}, #{time_offset => "+0100"},
               #{time_offset => "-x:y"}, #{time_offset => a}, #{time_designator => $T},
               #{time_designator => 0}, #{time_designator => 300}, #{time_designator => a},
               #{template => x}, #{template => []}, #{template => [a, "b", <<"c">>, [d, e]]},
               #{template => [{a, [b], [c]}]}, #{template => [{"a", [b], [c]}]},
               #{template => [{[a, b], [c], []}]}, #{template => [{a, b, c}]},
               #{template => [[a, "b"]]}, #{template => [1]}, #{template => [<<255>>]},
               #{template => ["\x{400}"]}, #{error_logger_notice_header => info},
               #{error_logger_notice_header => x}, #{odd => 1}],
    [io:format("~0p~n    ~0p~n", [C, try_(fun() -> logger_formatter:check_config(C) end)])
     || C <- Configs, not is_map(C) orelse not is_map_key(report_cb, C)],
    [io:format("~0p~n", [element(1, {logger_formatter:check_config(C)}) =:= ok])
     || #{report_cb := _} = C <- [X || X <- Configs, is_map(X)]];
group(reports, _) ->
    [io:format("~0p~n    ~0p~n    ~0p~n",
               [R, try_(fun() -> logger:format_report(R) end),
                try_(fun() -> logger:format_otp_report(R) end)])
     || R <- [[], #{}, #{a => 1, b => "text"}, [{a, 1}], [{a, "text"}, b, "c"], "text", ["te", "xt"],
              atom, 1, <<"bin">>, {a, b}, [a | b], [[{a, 1}], {b, 2}], [{a, [1, 2]}],
              [{a, ["x" | <<"y">>]}], "\x{400}", [1, 2], #{label => x, report => [{a, 1}]}]],
    ?TELL(logger:filter_stacktrace(b, [{a, f, 1, []}, {b, f, 1, []}, {c, f, 1, []}])),
    ?TELL(logger:filter_stacktrace(x, [{a, f, 1, []}]));
group(std_h, _) ->
    Keys = [filesync_repeat_interval, modes, file, type, sync_mode_qlen],
    Tell = fun(Config) ->
               Added = logger:add_handler(std, logger_std_h, #{config => Config}),
               Shown = case logger:get_handler_config(std) of
                           {ok, #{config := C}} -> maps:with(Keys -- [file], C);
                           Error -> Error
                       end,
               io:format("~0p~n    ~0p~n    ~0p~n", [Config, Added, Shown]),
               logger:remove_handler(std)
           end,
    lists:foreach(Tell, [#{}, #{type => standard_io}, #{type => standard_error},
                         #{type => {device, user}}, #{type => odd}, #{odd => 1},
                         #{type => standard_io, file => "x"}, #{file => x},
                         #{type => standard_io, sync_mode_qlen => 5}, #{sync_mode_qlen => x},
                         #{sync_mode_qlen => 500}, #{drop_mode_qlen => 1, sync_mode_qlen => 1},
                         #{burst_limit_enable => x}, #{filesync_repeat_interval => x},
                         #{overload_kill_restart_after => x}]),
    ?TELL(logger_std_h:filesync(nowhere)),
    ?TELL(logger_std_h:filesync("x")),
    ?TELL(logger:update_handler_config(default, config, #{type => standard_error})),
    ?TELL(logger:update_handler_config(default, config, #{sync_mode_qlen => 20})),
    ?TELL(maps:get(sync_mode_qlen, maps:get(config, element(2, logger:get_handler_config(default))))),
    ?TELL(logger:update_handler_config(default, config, #{sync_mode_qlen => 10})),
    ?TELL(logger:update_handler_config(default, config, #{odd => 10}));
group(files, Folder) ->
    File = filename:join([Folder, "sub", "log"]),
    Formatter = {logger_formatter, #{template => [level, " ", msg, "\n"]}},
    Add = fun(Config) ->
              logger:add_handler(file, logger_std_h, #{formatter => Formatter, config => Config})
          end,
    ok = logger:set_handler_config(default, level, none),
    ?TELL(Add(#{file => File, filesync_repeat_interval => x})),
    ?TELL(Add(#{file => File, max_no_bytes => 0})),
    ?TELL(Add(#{file => File, max_no_files => -1})),
    ?TELL(Add(#{file => File, modes => x})),
    ?TELL(Add(#{file => File, file_check => x})),
    ?TELL(element(1, element(2, element(2, Add(#{file => Folder}))))),
    ok = Add(#{file => File}),
    logger:error("one"), logger:warning("two ~p", [2]),
    ?TELL(logger_std_h:filesync(file)),
    ?TELL(file:read_file(File)),
    ?TELL(logger:set_handler_config(file, level, error)),
    logger:warning("three"), logger:error("four"),
    ?TELL(logger_std_h:filesync(file)),
    ?TELL(file:read_file(File)),
    file:rename(File, File ++ ".moved"),
    logger:error("five"),
    ?TELL(logger_std_h:filesync(file)),
    ?TELL(file:read_file(File)),
    ?TELL(logger:remove_handler(file)),
    ok = Add(#{type => {file, File}}),
    logger:error("six"),
    ?TELL(logger:remove_handler(file)),
    ?TELL(file:read_file(File)),
    ok = Add(#{type => {file, File, [write]}}),
    logger:error("seven"),
    ?TELL(logger:remove_handler(file)),
    ?TELL(file:read_file(File)),
    ok = Add(#{file => File ++ ".burst", burst_limit_max_count => 5,
               burst_limit_window_time => 60000}),
    [logger:error("burst ~p", [N]) || N <- lists:seq(1, 9)],
    ?TELL(logger_std_h:filesync(file)),
    ?TELL(file:read_file(File ++ ".burst")),
    ?TELL(logger:update_handler_config(file, config, #{burst_limit_enable => false})),
    [logger:error("burst ~p", [N]) || N <- lists:seq(10, 12)],
    ?TELL(logger_std_h:filesync(file)),
    ?TELL(file:read_file(File ++ ".burst")),
    ?TELL(logger:remove_handler(file)),
    ok = Add(#{file => File, max_no_bytes => 40, max_no_files => 2}),
    [begin logger:error("number ~p", [N]), logger_std_h:filesync(file) end || N <- lists:seq(1, 12)],
    ?TELL(lists:sort(element(2, file:list_dir(filename:dirname(File))))),
    [?TELL(file:read_file(F)) || F <- [File, File ++ ".0", File ++ ".1"]],
    ?TELL(logger:remove_handler(file)),
    ok = logger:set_handler_config(default, level, all);
group(error_logger, _) ->
    with_handler(#{}, fun() ->
        ?HEAR(error_logger:error_msg("x")), ?HEAR(error_logger:error_msg("~p", [1])),
        ?HEAR(error_logger:format("~p", [1])), ?HEAR(error_logger:warning_msg("x")),
        ?HEAR(error_logger:warning_msg("~p", [1])), ?HEAR(error_logger:info_msg("x")),
        ?HEAR(error_logger:info_msg("~p", [1])), ?HEAR(error_logger:error_report([{a, 1}])),
        ?HEAR(error_logger:error_report(mine, [{a, 1}])), ?HEAR(error_logger:error_report("text")),
        ?HEAR(error_logger:warning_report(#{a => 1})), ?HEAR(error_logger:warning_report(mine, x)),
        ?HEAR(error_logger:info_report(x)), ?HEAR(error_logger:info_report(mine, x)),
        ?HEAR(error_logger:error_info("text")), ?HEAR(error_logger:error_info(x)),
        ?HEAR(error_logger:error_msg(x, y)), ?HEAR(error_logger:error_msg("~p", [])),
        ?HEAR(error_logger:error_report(undefined, x))
    end),
    ?TELL(error_logger:warning_map()),
    ?TELL(error_logger:get_format_depth()),
    ?TELL(error_logger:limit_term(lists:seq(1, 40))),
    ok = application:set_env(kernel, error_logger_format_depth, 5),
    ?TELL(error_logger:get_format_depth()),
    ?TELL(error_logger:limit_term(lists:seq(1, 40))),
    ok = application:unset_env(kernel, error_logger_format_depth),
    ?TELL(error_logger:which_report_handlers()),
    ?TELL(error_logger:delete_report_handler(x)),
    ?TELL(error_logger:logfile(close)), ?TELL(error_logger:logfile(filename)),
    ?TELL(error_logger:tty(false)),
    error_logger:error_msg("unseen"), pause(),
    ?TELL(error_logger:tty(true)),
    Say = fun(F, Args) -> apply(error_logger, F, Args), pause() end,
    Say(error_msg, ["x ~p", [1]]), Say(error_msg, ["x ~p", []]), Say(error_msg, [x, y]),
    Say(warning_msg, ["x~n"]), Say(info_msg, ["x"]), Say(error_report, [[{a, 1}, b, {"c", "d"}]]),
    Say(error_report, [#{a => lists:seq(1, 50)}]), Say(warning_report, ["text"]),
    Say(info_report, [{a, b}]), Say(error_report, [mine, [{a, 1}]]), Say(error_info, ["text"]);
group(crashes, _) ->
    Run = fun(F) ->
              {Pid, Ref} = spawn_monitor(F),
              receive {'DOWN', Ref, _, Pid, _} -> pause() end
          end,
    Proc = fun(F) ->
               {Pid, Ref} = proc_lib:spawn_opt(F, [monitor]),
               receive {'DOWN', Ref, _, Pid, _} -> pause() end
           end,
    Reasons = [fun() -> error(oops) end, fun() -> error({badmatch, "text"}) end,
               fun() -> exit(oops) end, fun() -> exit(normal) end, fun() -> exit(shutdown) end,
               fun() -> exit({shutdown, x}) end, fun() -> throw(ball) end, fun() -> ok end,
               fun() -> erlang:raise(error, {oops, lists:seq(1, 60)}, [{m, f, 1, []}]) end,
               fun() -> erlang:raise(exit, {oops, lists:seq(1, 60)}, [{m, f, 1, []}]) end,
               fun() -> erlang:raise(error, function_clause, [{m, f, [a, "b"], []}]) end,
               fun() -> put(key, value), self() ! message, self() ! "text",
                        process_flag(trap_exit, true), erlang:raise(exit, oops, []) end,
               fun() -> register(named_one, self()), erlang:raise(error, "\x{400}", []) end,
               fun() -> erase(), erlang:raise(error, oops, []) end],
    lists:foreach(Run, Reasons),
    lists:foreach(Proc, Reasons),
    Run(fun() -> proc_lib:spawn_link(fun() -> erlang:raise(exit, oops, []) end), pause() end),
    ?TELL(logger:update_formatter_config(default, #{single_line => true, legacy_header => false,
                                                    template => [level, ": ", msg, "\n"]})),
    lists:foreach(Proc, Reasons),
    ?TELL(logger:update_formatter_config(default, #{depth => 10, chars_limit => 400})),
    lists:foreach(Proc, Reasons),
    {ok, #{formatter := {_, Config}}} = logger:get_handler_config(default),
    ok = logger:set_handler_config(default, formatter,
                                   {logger_formatter, maps:with([single_line, legacy_header],
                                                                Config#{single_line => false,
                                                                        legacy_header => true})}),
    with_handler(#{}, fun() ->
        Proc(fun() -> erlang:raise(exit, oops, []) end),
        [{error, {report, #{label := Label, report := [Own, []]}}, Meta, _}] = heard(),
        ?TELL({Label, [Key || {Key, _} <- Own], lists:sort(maps:keys(Meta))}),
        ?TELL(maps:with([domain, error_logger, logger_formatter], Meta)),
        Run(fun() -> error(oops) end),
        [{error, {Format, Args}, Plain, _}] = heard(),
        ?TELL({Format, length(Args), Plain})
    end);
group(info, _) ->
    ?TELL(logger:set_module_level([a, b], error)),
    ?TELL(logger:add_primary_filter(p, {fun logger_filters:progress/2, stop})),
    ?TELL(logger:add_handler(here, ?MODULE, #{config => x, more => [1, 2], own => #{a => 1}})),
    ?TELL(logger:i()), ?TELL(logger:i(primary)), ?TELL(logger:i(handlers)), ?TELL(logger:i(proxy)),
    ?TELL(logger:i(modules)), ?TELL(logger:i(here)), ?TELL(logger:i(nowhere)), ?TELL(logger:i(1)),
    logger:remove_handler(here), logger:remove_primary_filter(p), logger:unset_module_level(),
    ?TELL(logger:i(modules)), ?TELL(logger:i(primary));
group(broken, _) ->
    ?TELL(logger:add_handler(broken, ?MODULE, #{})),
    pause(), logger:error("to one that fails"), pause(),
    ?TELL(logger:get_handler_ids()),
    ?TELL(logger:add_primary_filter(broken, {fun(_, _) -> error(broken) end, x})),
    pause(), logger:error("by one that fails"), pause(),
    ?TELL(logger:get_primary_config()),
    ?TELL(logger:add_primary_filter(bad, {fun(_, _) -> bad end, x})),
    pause(), logger:error("by one that is odd"), pause(),
    ?TELL(logger:get_primary_config()),
    ?TELL(logger:set_handler_config(default, formatter, {?MODULE, #{}})),
    pause(), logger:error("in no form"), pause(),
    ?TELL(logger:reconfigure()),
    ?TELL(logger:get_handler_ids()),
    logger:error("as it was"), pause(),
    ?TELL(logger:add_handlers([])),
    ?TELL(logger:add_handlers([{handler, more, ?MODULE, #{config => #{to => self()}}}])),
    logger:set_handler_config(default, level, none),
    ?HEAR(logger:error("to both")),
    ?TELL(logger:add_handlers([{handler, more, ?MODULE, #{}}])),
    ?TELL(logger:add_handlers([odd])),
    ?TELL(logger:remove_handler(more)).

%% Until what was logged has been written; what logger writes itself comes past the device.
pause() ->
    timer:sleep(60).
