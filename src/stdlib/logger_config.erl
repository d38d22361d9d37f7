%% What logger is set to: of `primary`, of `proxy` and of each handler a map, in the table that its
%% server owns and all read. The levels lie beside it as terms that cost little to look up, since most
%% calls of logger end with a look at one; a module whose level nobody has set has that of `primary`.
%% OTP: kernel, logger_config.
-module(logger_config).

-compile({no_auto_import, [get/1]}).

-export([new/0, exist/1, get/1, get/2, set/2, delete/1]).
-export([allow/1, allow/2, level_to_int/1]).
-export([set_module_level/2, unset_module_level/1, get_module_level/0]).

-define(TABLE, logger).

%%% Levels: the graver the smaller.

level_to_int(none) -> -1;
level_to_int(emergency) -> 0;
level_to_int(alert) -> 1;
level_to_int(critical) -> 2;
level_to_int(error) -> 3;
level_to_int(warning) -> 4;
level_to_int(notice) -> 5;
level_to_int(info) -> 6;
level_to_int(debug) -> 7;
level_to_int(all) -> 10.

%% Whether an event of that level passes where Least is set.
passes(Level, Least) when Level =/= none, Level =/= all ->
    level_to_int(Level) =< level_to_int(Least).

%% Whether events of that level are wanted, of a module or of no one in particular.
allow(Level) -> passes(Level, primary_level()).

allow(Level, Module) ->
    passes(Level, case persistent_term:get({?MODULE, module, Module}, undefined) of
                      undefined -> primary_level();
                      Least -> Least
                  end).

primary_level() -> persistent_term:get({?MODULE, primary}, notice).

set_module_level(Modules, Level) ->
    lists:foreach(fun(M) -> persistent_term:put({?MODULE, module, M}, Level) end, Modules).

unset_module_level(all) -> unset_module_level([M || {M, _} <- get_module_level()]);
unset_module_level(Modules) ->
    lists:foreach(fun(M) -> persistent_term:erase({?MODULE, module, M}) end, Modules).

get_module_level() ->
    lists:sort([{M, Level} || {{?MODULE, module, M}, Level} <- persistent_term:get()]).

%%% Configurations.

new() -> ets:new(?TABLE, [set, protected, named_table, {read_concurrency, true}]).

exist(What) -> ets:member(?TABLE, What).

%% Returns {ok, Config}, or {error, {not_found, What}}.
get(What) ->
    case ets:lookup(?TABLE, What) of
        [{_, Config}] -> {ok, Config};
        [] -> {error, {not_found, What}}
    end.

%% The same of a handler that wants events of that level; else `error`.
get(Id, Level) ->
    case persistent_term:get({?MODULE, handler, Id}, none) of
        none -> error;
        Least ->
            case passes(Level, Least) of
                true -> get(Id);
                false -> error
            end
    end.

set(What, Config) ->
    put_level(What, Config),
    true = ets:insert(?TABLE, {What, Config}),
    ok.

put_level(proxy, _) -> ok;
put_level(primary, #{level := Level}) -> persistent_term:put({?MODULE, primary}, Level);
put_level(Id, #{level := Level}) -> persistent_term:put({?MODULE, handler, Id}, Level).

delete(Id) ->
    persistent_term:erase({?MODULE, handler, Id}),
    true = ets:delete(?TABLE, Id),
    ok.
