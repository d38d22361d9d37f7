%% What the parameters of kernel make of logger: `logger`, `logger_level`, `logger_metadata`,
%% `logger_sasl_compatible` and `error_logger`. OTP: kernel, logger, "Kernel Configuration Parameters".
-module(logger_setup).

-export([start/0, init/0, add_handlers/1, reconfigure/0]).

%% Starts what logs on this node, with the simple handler only: add_handlers(kernel) is for later, when
%% there is a device to write to. Returns ok, or {error, Reason}.
start() ->
    ok = logger_server:start(),
    ok = logger_proxy:start(),
    ok = add_simple(),
    init().

add_simple() ->
    logger:add_handler(simple, logger_simple_h,
                       #{filter_default => stop, filters => handler_filters([otp, sasl])}).

%% Returns ok, or {error, {bad_config, {kernel, Reason}}}.
init() ->
    case guarded("Invalid logger config: ~p", kernel, fun set_primary/0) of
        ok -> guarded("Invalid default handler config: ~p", kernel, fun prepare_default/0);
        Error -> Error
    end.

set_primary() ->
    Entries = entries(kernel),
    check_entries(kernel, Entries),
    Filters = primary_filters(Entries),
    good(logger:set_primary_config(level, level())),
    good(logger:set_primary_config(metadata, metadata())),
    good(logger:set_primary_config(filter_default, filter_default(Entries))),
    good(logger:set_primary_config(filters, [])),
    [good(logger:add_primary_filter(Id, Filter)) || {Id, Filter} <- Filters],
    [good(logger:set_module_level(Modules, Level)) || {module_level, Level, Modules} <- Entries].

prepare_default() ->
    Entries = entries(kernel),
    case default_type(Entries) of
        silent -> logger:remove_handler(simple);
        none -> ok;
        Type -> application:set_env(kernel, logger, with_default(Type, Entries))
    end.

guarded(Format, Where, Do) ->
    try
        Do(),
        ok
    catch
        throw:Reason ->
            logger:error(Format, [Reason]),
            {error, {bad_config, {Where, Reason}}}
    end.

good(ok) -> ok;
good({error, Reason}) -> throw(Reason).

entries(Application) -> application:get_env(Application, logger, []).

check_entries(_, []) -> ok;
check_entries(Application, [{handler, _, _, _} | Rest]) -> check_entries(Application, Rest);
check_entries(kernel, [{handler, default, undefined} | Rest]) -> check_entries(kernel, Rest);
check_entries(kernel, [{filters, _, _} | Rest]) -> check_entries(kernel, Rest);
check_entries(kernel, [{module_level, _, _} | Rest]) -> check_entries(kernel, Rest);
check_entries(kernel, [{proxy, _} | Rest]) -> check_entries(kernel, Rest);
check_entries(_, Bad) -> throw(Bad).

level() ->
    Level = application:get_env(kernel, logger_level, notice),
    try logger:compare_levels(Level, Level) of
        eq -> Level
    catch
        error:_ -> throw({logger_level, Level})
    end.

metadata() ->
    Default = application:get_env(kernel, logger_default_metadata, #{}),
    case application:get_env(kernel, logger_metadata, Default) of
        Meta when is_map(Meta) -> Meta;
        Meta -> throw({logger_metadata, Meta})
    end.

filter_default(Entries) ->
    case lists:keyfind(filters, 1, Entries) of
        {filters, Default, _} -> Default;
        false -> log
    end.

primary_filters(Entries) ->
    case [Filters || {filters, _, Filters} <- Entries] of
        [] -> [];
        [Filters] ->
            lists:all(fun({_, _}) -> true; (_) -> false end, Filters)
                orelse throw({invalid_filters, Filters}),
            Filters;
        _ -> throw({multiple_filters, Entries})
    end.

%% Where the default handler writes.
default_type(Entries) ->
    case application:get_env(kernel, error_logger) of
        undefined ->
            case lists:member({handler, default, undefined}, Entries) of
                true -> none;
                false -> standard_io
            end;
        {ok, tty} -> standard_io;
        {ok, {file, File}} when is_list(File) -> {file, File};
        {ok, false} -> none;
        {ok, silent} -> silent;
        {ok, Bad} -> throw({error_logger, Bad})
    end.

with_default(Type, Entries) ->
    Formatter = #{formatter => {logger_formatter, #{legacy_header => true, single_line => false}}},
    Whole = Formatter#{config => #{type => Type}},
    case lists:keyfind(default, 2, Entries) of
        {handler, default, logger_std_h, Config} ->
            changed({handler, default, logger_std_h, maps:merge(Whole, Config)}, Entries);
        {handler, default, Module, Config} ->
            changed({handler, default, Module, maps:merge(Formatter, Config)}, Entries);
        _ -> [{handler, default, logger_std_h, Whole} | Entries]
    end.

changed(Handler, Entries) -> lists:keyreplace(default, 2, Entries, Handler).

%%% Handlers: of an application, or those given.

add_handlers(kernel) ->
    Entries = entries(kernel),
    case proxy(Entries) of
        none -> add_handlers(kernel, Entries);
        many -> {error, {bad_proxy_config, {multiple_proxies, Entries}}};
        Config ->
            case logger:set_proxy_config(Config) of
                ok -> add_handlers(kernel, Entries);
                {error, Reason} -> {error, {bad_proxy_config, Reason}}
            end
    end;
add_handlers(Application) when is_atom(Application) ->
    add_handlers(Application, entries(Application));
add_handlers(Entries) ->
    add_handlers(application:get_application(), Entries).

proxy(Entries) ->
    case [Config || {proxy, Config} <- Entries] of
        [] -> none;
        [Config] -> Config;
        _ -> many
    end.

add_handlers(Application, Entries) ->
    guarded("Invalid logger handler config: ~p", handler, fun() ->
        try
            check_entries(Application, Entries),
            Ids = [add(Id, Module, Config) || {handler, Id, Module, Config} <- Entries],
            lists:member(default, Ids) andalso logger:remove_handler(simple)
        catch
            throw:Reason when Application =/= undefined -> throw({Application, Reason})
        end
    end).

add(default, Module, Config) when not is_map_key(filters, Config) ->
    Domain = case application:get_env(kernel, logger_sasl_compatible, false) of
                 true -> [otp];
                 false -> [otp, sasl]
             end,
    Usual = #{filter_default => stop, filters => handler_filters(Domain)},
    good(logger:add_handler(default, Module, maps:merge(Usual, Config))),
    default;
add(Id, Module, Config) ->
    good(logger:add_handler(Id, Module, Config)),
    Id.

%% What is the programs' own, or OTP's within Domain, unless another node logs it.
handler_filters(Domain) ->
    [{remote_gl, {fun logger_filters:remote_gl/2, stop}},
     {domain, {fun logger_filters:domain/2, {log, super, Domain}}},
     {no_domain, {fun logger_filters:domain/2, {log, undefined, []}}}].

%% All as it would be had the node just started.
reconfigure() ->
    case [{Id, Reason} || Id <- logger:get_handler_ids(),
                          {error, Reason} <- [logger:remove_handler(Id)]] of
        [{Id, Reason} | _] -> {error, {remove, Id, Reason}};
        [] ->
            ok = add_simple(),
            logger:unset_module_level(),
            case init() of
                ok -> add_handlers(kernel);
                Error -> Error
            end
    end.
