%% The process that owns what logger is set to, and changes it. What handlers' modules do when they are
%% added, changed or removed is done by a process of its own, one at a time, so that they may log and
%% ask meanwhile; a change that they themselves ask for is refused. OTP: kernel, logger.
-module(logger_server).

-export([start/0, watch/2]).
-export([add_handler/3, remove_handler/1, add_filter/2, remove_filter/2]).
-export([set_config/2, set_config/3, update_config/2, update_config/3, update_formatter_config/2]).
-export([set_module_level/2, unset_module_level/1, log_own/3]).

-define(TAG, '$logger_cb_process').   % in the dictionary of those who may not wait for the server

%% job: none, or {Ref, After, From}; waiting: those behind it, {Action, After, From}; watched: ids of
%% handlers by the monitors of their processes.
-record(state, {job = none, waiting = queue:new(), watched = #{}}).

%%% Clients. Each returns ok, or {error, Reason}.

add_handler(Id, Module, Config) ->
    checked(fun() ->
                check_id(Id),
                check_module(Module),
                check_config(Id, Config)
            end,
            fun() -> call({add_handler, Id, Module, maps:merge(defaults(Id, Module), Config)}) end).

remove_handler(Id) -> call({remove_handler, Id}).

add_filter(Owner, Filter) ->
    checked(fun() -> check_config(Owner, #{filters => [Filter]}) end,
            fun() -> call({add_filter, Owner, Filter}) end).

remove_filter(Owner, FilterId) -> call({remove_filter, Owner, FilterId}).

set_config(Owner, Config) -> change_config(set, Owner, Config).
update_config(Owner, Config) -> change_config(update, Owner, Config).

change_config(How, Owner, Config) ->
    checked(fun() -> check_config(Owner, Config) end,
            fun() -> call({change_config, How, Owner, Config}) end).

set_config(Owner, Key, Value) -> change_config(set, Owner, Key, Value).
update_config(Owner, Key, Value) -> change_config(update, Owner, Key, Value).

change_config(How, Owner, Key, Value) ->
    checked(fun() -> check_config(Owner, #{Key => Value}) end,
            fun() -> call({change_config, How, Owner, Key, Value}) end).

update_formatter_config(Id, Config) when is_map(Config) ->
    call({update_formatter_config, Id, Config});
update_formatter_config(_, Config) ->
    {error, {invalid_formatter_config, Config}}.

set_module_level(Modules, Level) ->
    checked(fun() ->
                check_modules(Modules),
                check_level(Level)
            end,
            fun() -> call({set_module_level, Modules, Level}) end).

unset_module_level(all) -> call({unset_module_level, all});
unset_module_level(Modules) ->
    checked(fun() -> check_modules(Modules) end,
            fun() -> call({unset_module_level, Modules}) end).

%% The handler is removed when Pid ends.
watch(Id, Pid) -> call({watch, Id, Pid}).

checked(Check, Do) ->
    try
        Check(),
        Do()
    catch
        throw:Reason -> {error, Reason}
    end.

call(Request) ->
    case get(?TAG) =:= true andalso is_change(element(1, Request)) of
        true -> {error, {attempting_syncronous_call_to_self, Request}};
        false -> gen_server:call(logger, Request, infinity)
    end.

is_change(Action) ->
    lists:member(Action, [add_handler, remove_handler, add_filter, remove_filter, change_config]).

%% Logs a report of logger's own. The event that it is about may be one itself; that goes no further.
log_own(_, #{meta := #{internal_log_event := true}}, Report) ->
    logger:internal_log(error, Report);
log_own(Level, _, Report) ->
    spawn(fun() -> logger:log(Level, Report, #{internal_log_event => true}) end),
    ok.

%%% What may be set.

check_config(proxy, Config) when is_map(Config) -> ok;
check_config(primary, Config) when is_map(Config) ->
    maps:foreach(fun check_primary/2, Config);
check_config(Id, Config) when is_map(Config) ->
    check_id(Id),
    maps:foreach(fun check_handler/2, Config);
check_config(_, Config) ->
    throw({invalid_config, Config}).

check_primary(metadata, Meta) when is_map(Meta) -> ok;
check_primary(Key, Value) ->
    check_common(Key, Value) orelse throw({invalid_primary_config, {Key, Value}}).

check_handler(formatter, Formatter) -> check_formatter(Formatter);
check_handler(Key, Value) -> check_common(Key, Value).

%% Returns whether it is a key of both.
check_common(level, Level) -> check_level(Level);
check_common(filters, Filters) -> check_filters(Filters);
check_common(filter_default, Default) when Default =:= log; Default =:= stop -> true;
check_common(filter_default, Default) -> throw({invalid_filter_default, Default});
check_common(_, _) -> false.

check_id(Id) -> is_atom(Id) orelse throw({invalid_id, Id}).

check_module(Module) -> is_atom(Module) orelse throw({invalid_module, Module}).

check_modules(Modules) ->
    (is_list(Modules) andalso lists:all(fun is_atom/1, Modules))
        orelse throw({not_a_list_of_modules, Modules}).

check_level(Level) ->
    try logger_config:level_to_int(Level) of
        _ -> true
    catch
        error:_ -> throw({invalid_level, Level})
    end.

check_filters([{Id, {Fun, _}} | Filters]) when is_atom(Id), is_function(Fun, 2) ->
    check_filters(Filters);
check_filters([]) -> true;
check_filters([Filter | _]) -> throw({invalid_filter, Filter});
check_filters(Filters) -> throw({invalid_filters, Filters}).

check_formatter({Module, Config}) ->
    check_module(Module),
    try Module:check_config(Config) of
        ok -> ok;
        {error, Reason} -> throw(Reason)
    catch
        Class:Reason:Stack ->
            is_absent(Reason, Stack, Module, check_config, [Config])
                orelse throw(case Class of
                                 throw -> Reason;
                                 _ -> {callback_crashed, {Class, Reason, outer(Stack)}}
                             end)
    end;
check_formatter(Formatter) ->
    throw({invalid_formatter, Formatter}).

defaults(primary) -> #{level => notice, metadata => #{}, filters => [], filter_default => log}.

defaults(Id, Module) ->
    #{id => Id, module => Module, level => all, filters => [], filter_default => log,
      formatter => {logger_formatter, #{}}}.

%%% The server.

start() ->
    Starter = self(),
    {Server, Ref} = spawn_monitor(fun() -> init(Starter) end),
    receive
        {Server, started} -> demonitor(Ref, [flush]);
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    end,
    ok.

init(Starter) ->
    process_flag(trap_exit, true),
    register(logger, self()),
    put(?TAG, true),
    logger_config:new(),
    logger_config:set(proxy, logger_proxy:defaults()),
    logger_config:set(primary, (defaults(primary))#{handlers => []}),
    Starter ! {self(), started},
    loop(#state{}).

loop(#state{job = Job, watched = Watched} = State) ->
    receive
        {'$gen_call', From, {watch, Id, Pid}} ->
            gen_server:reply(From, ok),
            loop(State#state{watched = Watched#{monitor(process, Pid) => Id}});
        {'$gen_call', From, Request} ->
            loop(asked(request(Request), From, State));
        {done, Ref, Result} when element(1, Job) =:= Ref ->
            loop(done(Result, State));
        {'DOWN', Ref, _, Pid, Reason} when element(1, Job) =:= Ref ->
            loop(done({error, {logger_process_exited, Pid, Reason}}, State));
        {'DOWN', Ref, _, _, _} when is_map_key(Ref, Watched) ->
            {Id, Rest} = maps:take(Ref, Watched),
            spawn(fun() -> logger:remove_handler(Id) end),
            loop(State#state{watched = Rest});
        {log, _, _, _} = Event ->
            pass_on(Event),
            loop(State);
        {log, _, _, _, _} = Event ->
            pass_on(Event),
            loop(State);
        {'EXIT', _, _} = Exit ->
            unexpected(debug, Exit),
            loop(State);
        Unexpected ->
            unexpected(info, Unexpected),
            loop(State)
    end.

%% Nodes of before OTP 21.3 send their events here.
pass_on(Event) -> catch logger_proxy ! Event.

unexpected(Level, Message) ->
    log_own(Level, #{}, [{logger, got_unexpected_message}, {process, logger}, {message, Message}]).

asked({unknown, Request}, From, State) ->
    unexpected(info, {'$gen_call', From, Request}),
    State;
asked({reply, Reply}, From, State) ->
    gen_server:reply(From, Reply),
    State;
asked({job, Action, After}, From, #state{job = none} = State) ->
    Server = self(),
    {Pid, Ref} = spawn_monitor(fun() ->
                                   put(?TAG, true),
                                   receive {begin_as, Me} -> Server ! {done, Me, Action()} end
                               end),
    Pid ! {begin_as, Ref},
    State#state{job = {Ref, After, From}};
asked({job, Action, After}, From, #state{waiting = Waiting} = State) ->
    State#state{waiting = queue:in({Action, After, From}, Waiting)}.

done(Result, #state{job = {Ref, After, From}, waiting = Waiting} = State) ->
    demonitor(Ref, [flush]),
    gen_server:reply(From, After(Result)),
    Free = State#state{job = none},
    case queue:out(Waiting) of
        {empty, _} -> Free;
        {{value, {Action, Next, Asker}}, Rest} ->
            asked({job, Action, Next}, Asker, Free#state{waiting = Rest})
    end.

%%% Requests: {reply, Reply}, or {job, Action, After}, where After(Action()) is the reply; or
%%% {unknown, Request}. Nothing that a client or a handler's module does may end the server, as nobody
%%% starts it anew.

request({add_handler, Id, Module, Config}) ->
    case logger_config:exist(Id) of
        true -> {reply, {error, {already_exist, Id}}};
        false ->
            {job, fun() -> callback(Module, adding_handler, [Config], {ok, Config}) end,
             fun({ok, #{level := _} = Added}) -> added(Id, Module, Added);
                ({error, Reason}) -> {error, {handler_not_added, Reason}};
                (Bad) -> {error, {handler_not_added, {bad_return_value, Bad}}}
             end}
    end;
request({remove_handler, Id}) ->
    case handler(Id) of
        {ok, #{module := Module} = Config} ->
            {job, fun() -> callback(Module, removing_handler, [Config], ok) end,
             fun(_) ->
                 change_handlers(fun(Ids) -> lists:delete(Id, Ids) end),
                 logger_config:delete(Id)
             end};
        Error -> {reply, Error}
    end;
request({add_filter, Owner, {FilterId, _} = Filter}) ->
    {reply, change_filters(Owner, fun(Filters) ->
        case lists:keymember(FilterId, 1, Filters) of
            true -> {error, {already_exist, FilterId}};
            false -> {ok, [Filter | Filters]}
        end
    end)};
request({remove_filter, Owner, FilterId}) ->
    {reply, change_filters(Owner, fun(Filters) ->
        case lists:keytake(FilterId, 1, Filters) of
            {value, _, Rest} -> {ok, Rest};
            false -> {error, {not_found, FilterId}}
        end
    end)};
request({change_config, How, proxy, Config}) ->
    {ok, Old} = logger_config:get(proxy),
    New = maps:merge(case How of set -> logger_proxy:defaults(); update -> Old end, Config),
    {reply, case logger_load:check(New) of
                ok -> logger_config:set(proxy, New);
                Error -> Error
            end};
request({change_config, How, primary, Config}) ->
    {ok, #{handlers := Ids} = Old} = logger_config:get(primary),
    Base = case How of set -> defaults(primary); update -> Old end,
    {reply, logger_config:set(primary, (maps:merge(Base, Config))#{handlers => Ids})};
request({change_config, _, primary, Key, Value}) ->
    {ok, Old} = logger_config:get(primary),
    {reply, logger_config:set(primary, Old#{Key => Value})};
request({change_config, How, Id, Config}) ->
    change_handler(How, Id, fun(#{module := Module} = Old) ->
        maps:merge(case How of set -> defaults(Id, Module); update -> Old end, Config)
    end);
request({change_config, How, Id, Key, Value}) ->
    change_handler(How, Id, fun(Old) -> Old#{Key => Value} end);
request({update_formatter_config, Id, Config}) ->
    {reply, case handler(Id) of
                {ok, #{formatter := {Module, Old}} = Handler} ->
                    Formatter = {Module, maps:merge(Old, Config)},
                    checked(fun() -> check_formatter(Formatter) end,
                            fun() -> logger_config:set(Id, Handler#{formatter => Formatter}) end);
                Error -> Error
            end};
request({set_module_level, Modules, Level}) ->
    {reply, logger_config:set_module_level(Modules, Level)};
request({unset_module_level, Modules}) ->
    {reply, logger_config:unset_module_level(Modules)};
request(Request) ->
    {unknown, Request}.

handler(Id) ->
    case logger_config:get(Id) of
        {ok, #{module := _}} = Found -> Found;
        _ -> {error, {not_found, Id}}
    end.

added(Id, Module, Config) ->
    case erlang:function_exported(Module, log, 2) of
        true ->
            logger_config:set(Id, Config),
            change_handlers(fun(Ids) -> [Id | Ids] end);
        false -> {error, {invalid_handler, {function_not_exported, {Module, log, 2}}}}
    end.

change_handlers(Change) ->
    {ok, #{handlers := Ids} = Primary} = logger_config:get(primary),
    logger_config:set(primary, Primary#{handlers => Change(Ids)}).

change_filters(Owner, Change) ->
    case logger_config:get(Owner) of
        {ok, Config} ->
            case Change(maps:get(filters, Config, [])) of
                {ok, Filters} -> logger_config:set(Owner, Config#{filters => Filters});
                Error -> Error
            end;
        Error -> Error
    end.

change_handler(How, Id, Change) ->
    case handler(Id) of
        {ok, #{module := Module} = Old} ->
            New = Change(Old),
            case {maps:with([id, module], Old), maps:with([id, module], New)} of
                {Same, Same} ->
                    {job, fun() -> changed(Module, How, Old, New) end,
                     fun({ok, #{level := _} = Config}) -> logger_config:set(Id, Config);
                        ({error, _} = Error) -> Error;
                        (Bad) -> {error, {bad_return_value, Bad}}
                     end};
                {Was, Is} ->
                    {reply, {error, {illegal_config_change, differing(Was, Is),
                                     differing(Is, Was)}}}
            end;
        Error -> {reply, Error}
    end.

differing(A, B) -> maps:filter(fun(Key, Value) -> map_get(Key, B) =/= Value end, A).

%% Modules of before OTP 21.2 are not told whether it is all or a part.
changed(Module, How, Old, New) ->
    callback(Module, changing_config, [How, Old, New],
             fun() -> callback(Module, changing_config, [Old, New], {ok, New}) end).

%% What the module returns, or Default if it has no such function.
callback(Module, Function, Args, Default) ->
    try
        apply(Module, Function, Args)
    catch
        Class:Reason:Stack ->
            case is_absent(Reason, Stack, Module, Function, Args) of
                true when is_function(Default) -> Default();
                true -> Default;
                false ->
                    Why = {Class, Reason, outer(Stack)},
                    log_own(error, #{}, [{logger, callback_crashed}, {process, logger},
                                         {reason, Why}]),
                    {error, {callback_crashed, Why}}
            end
    end.

%% Whether there is no such function, rather than one that fails.
is_absent(undef, [{Module, Function, Args, _} | _], Module, Function, Args) -> true;
is_absent(_, _, _, _, _) -> false.

outer(Stack) -> logger:filter_stacktrace(?MODULE, Stack).
