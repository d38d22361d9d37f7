%% What logs: events go through filters to handlers, all in the process that logs; the handlers hand
%% them to processes of their own. What is set is kept by logger_server in the table of logger_config;
%% the way of an event is logger_backend's. On a node that has no such server (one of a C++ program
%% that is not the command), notices and graver go to the log of the program, in one line each.
%% OTP: kernel, logger. Differs: there is no handler of disk_log.
-module(logger).

-export([emergency/1, emergency/2, emergency/3, alert/1, alert/2, alert/3]).
-export([critical/1, critical/2, critical/3, error/1, error/2, error/3]).
-export([warning/1, warning/2, warning/3, notice/1, notice/2, notice/3]).
-export([info/1, info/2, info/3, debug/1, debug/2, debug/3]).
-export([log/2, log/3, log/4, allow/2, macro_log/3, macro_log/4, macro_log/5]).
-export([add_handler/3, remove_handler/1, add_primary_filter/2, remove_primary_filter/1,
         add_handler_filter/3, remove_handler_filter/2]).
-export([set_primary_config/1, set_primary_config/2, update_primary_config/1, get_primary_config/0]).
-export([set_handler_config/2, set_handler_config/3, update_handler_config/2,
         update_handler_config/3, get_handler_config/0, get_handler_config/1, get_handler_ids/0]).
-export([update_formatter_config/2, update_formatter_config/3]).
-export([set_proxy_config/1, update_proxy_config/1, get_proxy_config/0, get_config/0]).
-export([set_module_level/2, unset_module_level/0, unset_module_level/1, get_module_level/0,
         get_module_level/1, set_application_level/2, unset_application_level/1]).
-export([set_process_metadata/1, update_process_metadata/1, unset_process_metadata/0,
         get_process_metadata/0, add_default_metadata/1]).
-export([compare_levels/2, timestamp/0, format_report/1, format_otp_report/1]).
-export([i/0, i/1, add_handlers/1, reconfigure/0, internal_init_logger/0, internal_log/2,
         filter_stacktrace/2]).

-define(METADATA, '$logger_metadata$').

-define(IS_LEVEL(L), (L =:= emergency orelse L =:= alert orelse L =:= critical orelse L =:= error
                      orelse L =:= warning orelse L =:= notice orelse L =:= info orelse L =:= debug)).
-define(IS_LEVEL_OR_ALL(L), (?IS_LEVEL(L) orelse L =:= all orelse L =:= none)).
-define(IS_STRING(S), (is_list(S) orelse is_binary(S))).
-define(IS_FORMAT(F), (?IS_STRING(F) orelse is_atom(F))).
-define(IS_REPORT(R), (is_map(R) orelse (is_list(R) andalso is_tuple(hd(R))))).

%%% Logging.

emergency(Message) -> log(emergency, Message).
emergency(A, B) -> log(emergency, A, B).
emergency(Format, Args, Meta) -> log(emergency, Format, Args, Meta).

alert(Message) -> log(alert, Message).
alert(A, B) -> log(alert, A, B).
alert(Format, Args, Meta) -> log(alert, Format, Args, Meta).

critical(Message) -> log(critical, Message).
critical(A, B) -> log(critical, A, B).
critical(Format, Args, Meta) -> log(critical, Format, Args, Meta).

error(Message) -> log(error, Message).
error(A, B) -> log(error, A, B).
error(Format, Args, Meta) -> log(error, Format, Args, Meta).

warning(Message) -> log(warning, Message).
warning(A, B) -> log(warning, A, B).
warning(Format, Args, Meta) -> log(warning, Format, Args, Meta).

notice(Message) -> log(notice, Message).
notice(A, B) -> log(notice, A, B).
notice(Format, Args, Meta) -> log(notice, Format, Args, Meta).

info(Message) -> log(info, Message).
info(A, B) -> log(info, A, B).
info(Format, Args, Meta) -> log(info, Format, Args, Meta).

debug(Message) -> log(debug, Message).
debug(A, B) -> log(debug, A, B).
debug(Format, Args, Meta) -> log(debug, Format, Args, Meta).

log(Level, Message) -> ask_and_log(Level, Message, #{}).

log(Level, Message, Meta) when is_map(Meta), not is_function(Message) ->
    ask_and_log(Level, Message, Meta);
log(Level, FormatOrFun, Args) ->
    ask_and_log(Level, {FormatOrFun, Args}, #{}).

log(Level, FormatOrFun, Args, Meta) -> ask_and_log(Level, {FormatOrFun, Args}, Meta).

ask_and_log(Level, Message, #{mfa := {Module, _, _}} = Meta) ->
    case logger_config:allow(Level, Module) of
        true -> log_allowed(#{}, Level, Message, Meta);
        false -> ok
    end;
ask_and_log(Level, Message, Meta) ->
    case logger_config:allow(Level) of
        true -> log_allowed(#{}, Level, Message, Meta);
        false -> ok
    end.

allow(Level, Module) when is_atom(Module) -> logger_config:allow(Level, Module).

%% What the macros of logger.hrl call, when allow/2 has said yes.
macro_log(Location, Level, Message) -> log_allowed(Location, Level, Message, #{}).

macro_log(Location, Level, Message, Meta) when is_map(Meta), not is_function(Message) ->
    log_allowed(Location, Level, Message, Meta);
macro_log(Location, Level, FormatOrFun, Args) ->
    log_allowed(Location, Level, {FormatOrFun, Args}, #{}).

macro_log(Location, Level, FormatOrFun, Args, Meta) ->
    log_allowed(Location, Level, {FormatOrFun, Args}, Meta).

%% A fun is called only now, that its message is wanted.
log_allowed(Location, Level, {Fun, Argument} = Call, Meta) when is_function(Fun, 1) ->
    try Fun(Argument) of
        {Made, #{} = Own} -> log_made(Location, Level, Made, maps:merge(Meta, Own), Call);
        Made -> log_made(Location, Level, Made, Meta, Call)
    catch
        Class:Reason ->
            log_allowed(Location, Level,
                        {"LAZY_FUN CRASH: ~tp; Reason: ~tp", [Call, {Class, Reason}]}, Meta)
    end;
log_allowed(Location, Level, Message, Meta) when is_map(Meta) ->
    case ets:whereis(?MODULE) of
        undefined -> log_alone(event(Level, Message, with_defaults([Location, own(), Meta])));
        _ ->
            {ok, #{metadata := Common} = Primary} = logger_config:get(primary),
            Whole = with_defaults([Location, Common, own(), Meta]),
            Leader = node(map_get(gl, Whole)),
            Leader =:= node() orelse logger_proxy:forward(Leader, Level, Message, Whole),
            logger_backend:log_allowed(event(Level, Message, Whole), Primary)
    end.

log_made(_, _, ignore, _, _) -> ok;
log_made(Location, Level, {Format, Args} = Message, Meta, _)
  when ?IS_FORMAT(Format), is_list(Args) ->
    log_allowed(Location, Level, Message, Meta);
log_made(Location, Level, Message, Meta, _) when ?IS_REPORT(Message) ->
    log_allowed(Location, Level, Message, Meta);
log_made(Location, Level, Message, Meta, _) when ?IS_STRING(Message) ->
    log_allowed(Location, Level, Message, Meta);
log_made(Location, Level, Other, Meta, Call) ->
    log_allowed(Location, Level, {"LAZY_FUN ERROR: ~tp; Returned: ~tp", [Call, Other]}, Meta).

event(Level, Message, Meta) when ?IS_LEVEL(Level) ->
    #{level => Level, msg => message(Message), meta => Meta}.

message({Format, Args}) when is_atom(Format), is_list(Args) -> {atom_to_list(Format), Args};
message({Format, Args} = Message) when ?IS_STRING(Format), is_list(Args) -> Message;
message(Report) when ?IS_REPORT(Report) -> {report, Report};
message(String) when ?IS_STRING(String) -> {string, String}.

log_alone(#{level := Level} = Event) ->
    Text = logger_formatter:format(logger_std_h:with_report_cb(Event),
                                   #{template => [msg], single_line => true}),
    kith_log:write(Level, unicode:characters_to_binary(Text)).

%%% Metadata: what comes later wins.

with_defaults(Maps) -> add_default_metadata(lists:foldl(fun(M, All) -> maps:merge(All, M) end, #{}, Maps)).

add_default_metadata(#{pid := _, gl := _, time := _} = Meta) -> Meta;
add_default_metadata(Meta) ->
    maps:merge(#{pid => self(), gl => group_leader(), time => timestamp()}, Meta).

own() ->
    case get_process_metadata() of
        Meta when is_map(Meta) -> Meta;
        _ -> #{}
    end.

timestamp() -> os:system_time(microsecond).

set_process_metadata(Meta) when is_map(Meta) ->
    put(?METADATA, Meta),
    ok;
set_process_metadata(Meta) ->
    erlang:error(badarg, [Meta]).

update_process_metadata(Meta) when is_map(Meta) ->
    set_process_metadata(maps:merge(own(), Meta));
update_process_metadata(Meta) ->
    erlang:error(badarg, [Meta]).

get_process_metadata() -> get(?METADATA).

unset_process_metadata() ->
    erase(?METADATA),
    ok.

%%% Handlers and filters.

add_handler(Id, Module, Config) -> logger_server:add_handler(Id, Module, Config).
remove_handler(Id) -> logger_server:remove_handler(Id).

add_primary_filter(FilterId, Filter) -> logger_server:add_filter(primary, {FilterId, Filter}).
remove_primary_filter(FilterId) -> logger_server:remove_filter(primary, FilterId).

add_handler_filter(Id, FilterId, Filter) -> logger_server:add_filter(Id, {FilterId, Filter}).
remove_handler_filter(Id, FilterId) -> logger_server:remove_filter(Id, FilterId).

%%% What is set.

set_primary_config(Config) -> logger_server:set_config(primary, Config).
set_primary_config(Key, Value) -> logger_server:set_config(primary, Key, Value).
update_primary_config(Config) -> logger_server:update_config(primary, Config).

get_primary_config() ->
    {ok, Config} = logger_config:get(primary),
    maps:remove(handlers, Config).

set_handler_config(Id, Config) -> logger_server:set_config(Id, Config).
set_handler_config(Id, Key, Value) -> logger_server:set_config(Id, Key, Value).
update_handler_config(Id, Config) -> logger_server:update_config(Id, Config).
update_handler_config(Id, Key, Value) -> logger_server:update_config(Id, Key, Value).

get_handler_config() ->
    [Config || Id <- get_handler_ids(), {ok, Config} <- [get_handler_config(Id)]].

%% As the handler's module shows it.
get_handler_config(Id) ->
    case logger_config:get(Id) of
        {ok, #{module := Module} = Config} ->
            try
                {ok, Module:filter_config(Config)}
            catch
                _:_ -> {ok, Config}
            end;
        Error -> Error
    end.

get_handler_ids() ->
    {ok, #{handlers := Ids}} = logger_config:get(primary),
    Ids.

update_formatter_config(Id, Config) -> logger_server:update_formatter_config(Id, Config).
update_formatter_config(Id, Key, Value) -> update_formatter_config(Id, #{Key => Value}).

set_proxy_config(Config) -> logger_server:set_config(proxy, Config).
update_proxy_config(Config) -> logger_server:update_config(proxy, Config).

get_proxy_config() ->
    {ok, Config} = logger_config:get(proxy),
    Config.

get_config() ->
    #{primary => get_primary_config(), handlers => get_handler_config(),
      proxy => get_proxy_config(), module_levels => get_module_level()}.

%%% Levels.

set_module_level(Module, Level) when is_atom(Module) -> set_module_level([Module], Level);
set_module_level(Modules, Level) -> logger_server:set_module_level(Modules, Level).

unset_module_level() -> logger_server:unset_module_level(all).

unset_module_level(Module) when is_atom(Module) -> unset_module_level([Module]);
unset_module_level(Modules) -> logger_server:unset_module_level(Modules).

get_module_level() -> logger_config:get_module_level().

get_module_level(Module) when is_atom(Module) -> get_module_level([Module]);
get_module_level(Modules) when is_list(Modules) ->
    [Set || {Module, _} = Set <- get_module_level(), lists:member(Module, Modules)].

set_application_level(Application, Level) ->
    of_modules(Application, fun(Modules) -> set_module_level(Modules, Level) end).

unset_application_level(Application) -> of_modules(Application, fun unset_module_level/1).

of_modules(Application, Do) ->
    case application:get_key(Application, modules) of
        {ok, Modules} -> Do(Modules);
        undefined -> {error, {not_loaded, Application}}
    end.

%% Returns gt where the first is graver.
compare_levels(Level, Level) when ?IS_LEVEL_OR_ALL(Level) -> eq;
compare_levels(A, B) when ?IS_LEVEL_OR_ALL(A), ?IS_LEVEL_OR_ALL(B) ->
    case logger_config:level_to_int(A) < logger_config:level_to_int(B) of
        true -> gt;
        false -> lt
    end;
compare_levels(A, B) ->
    erlang:error(badarg, [A, B]).

%%% Text of reports.

%% Reports of OTP's own bring a label.
format_otp_report(#{label := _, report := Report}) -> format_report(Report);
format_otp_report(Report) -> format_report(Report).

%% Returns {Format, Args}: an item a line, or the text that it is.
format_report(Report) when is_map(Report) -> format_report(maps:to_list(Report));
format_report(Report) ->
    try lists:flatten(Report) of
        [] -> {"~tp", [[]]};
        Flat ->
            case io_lib:printable_unicode_list(Flat) of
                true -> {"~ts", [Flat]};
                false ->
                    {Formats, Args} = lists:unzip([item(Item) || Item <- Report]),
                    {lists:append(lists:join("\n", Formats)), lists:append(Args)}
            end
    catch
        _:_ -> {"~tp", [Report]}
    end.

item({Tag, Value}) ->
    {case is_text(Value) of
         true -> "    ~tp: ~ts";
         false -> "    ~tp: ~tp"
     end, [Tag, Value]};
item(Item) ->
    {"    ~tp", [Item]}.

is_text(Value) ->
    try lists:flatten(Value) of
        [] -> false;
        Text -> io_lib:printable_unicode_list(Text)
    catch
        _:_ -> false
    end.

%%% For the node.

i() -> logger_info:print().
i(What) -> logger_info:print(What).

add_handlers(What) -> logger_setup:add_handlers(What).
reconfigure() -> logger_setup:reconfigure().
internal_init_logger() -> logger_setup:init().

%% For what cannot be logged.
internal_log(Level, Term) when is_atom(Level) ->
    erlang:display_string("Logger - " ++ atom_to_list(Level) ++ ": "),
    erlang:display(Term).

%% Leaves out the frames of Module and what called it.
filter_stacktrace(Module, Stack) ->
    lists:takewhile(fun(Frame) -> element(1, Frame) =/= Module end, Stack).
