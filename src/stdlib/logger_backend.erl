%% The way of an event: through the filters of `primary`, then to each handler that wants its level,
%% through that one's own filters. A filter or a handler that fails is removed. All this happens in
%% the process that logs. OTP: kernel, logger, "Filters" and "Handlers".
-module(logger_backend).

-export([log_allowed/2]).

%% What of its configuration a handler is not shown.
-define(OWN_KEYS, [level, filters, filter_default, handlers]).

-define(IS_STRING(S), (is_list(S) orelse is_binary(S))).

log_allowed(Event, Primary) ->
    case filtered(primary, Event, Primary) of
        stop -> ok;
        Passed -> lists:foreach(fun(Id) -> hand(Passed, Id) end, maps:get(handlers, Primary, []))
    end.

hand(#{level := Level} = Event, Id) ->
    case logger_config:get(Id, Level) of
        {ok, Config} ->
            case filtered(Id, Event, Config) of
                stop -> ok;
                Passed -> call(Passed, Id, Config)
            end;
        _ -> ok
    end.

call(Event, Id, #{module := Module} = Config) ->
    Shown = maps:without(?OWN_KEYS, Config),
    try
        Module:log(Event, Shown)
    catch
        Class:Reason:Stack ->
            case logger:remove_handler(Id) of
                ok ->
                    logger:internal_log(error, {removed_failing_handler, Id}),
                    about(Event, [{logger, removed_failing_handler}, {handler, {Id, Module}},
                                  {log_event, Event}, {config, Shown},
                                  {reason, {Class, Reason, outer(Stack)}}]);
                {error, {not_found, _}} -> ok;
                {error, Why} ->
                    about(Event, [{logger, remove_handler_failed}, {reason, Why}])
            end
    end.

%%% Filters.

%% Returns the event as the filters leave it, or stop.
filtered(Owner, Event, Config) ->
    case through(maps:get(filters, Config, []), Owner, Event, ignore) of
        ignore ->
            case Config of
                #{filter_default := log} -> Event;
                #{filter_default := stop} -> stop
            end;
        Decided -> Decided
    end.

through([], _, _, Decision) -> Decision;
through([{_, {Fun, Argument}} = Filter | Filters], Owner, Event, Decision) ->
    try Fun(Event, Argument) of
        stop -> stop;
        ignore -> through(Filters, Owner, Event, Decision);
        Other ->
            case is_event(Other) of
                true -> through(Filters, Owner, Other, Other);
                false -> failed(Filter, Owner, Event, {bad_return_value, Other})
            end
    catch
        Class:Reason:Stack -> failed(Filter, Owner, Event, {Class, Reason, outer(Stack)})
    end.

is_event(#{level := Level, msg := Message, meta := Meta}) when is_atom(Level), is_map(Meta) ->
    is_message(Message);
is_event(_) -> false.

is_message({report, Report}) when is_map(Report) -> true;
is_message({report, [Item | _]}) when is_tuple(Item) -> true;
is_message({string, String}) when ?IS_STRING(String) -> true;
is_message({Format, Args}) when ?IS_STRING(Format); is_atom(Format) -> is_list(Args);
is_message(_) -> false.

%% The rest of the filters are not asked then.
failed({Id, _} = Filter, Owner, Event, Reason) ->
    case logger_server:remove_filter(Owner, Id) of
        ok ->
            logger:internal_log(error, {removed_failing_filter, Id}),
            about(Event, [{logger, removed_failing_filter}, {filter, Filter}, {owner, Owner},
                          {log_event, Event}, {reason, Reason}]);
        _ -> ok
    end,
    ignore.

outer(Stack) -> logger:filter_stacktrace(?MODULE, Stack).

about(Event, Report) -> logger_server:log_own(debug, Event, Report).
