%% The way between the loggers of nodes: events of processes whose group leader is on another node go
%% to that node's logger_proxy, which logs them there; so do events of the node itself (crashes, and
%% what its connections have to say) to the one here. OTP: kernel, logger, "proxy".
-module(logger_proxy).

-export([start/0, defaults/0, forward/4]).

%% Higher than a handler's: what is lost here is lost for all handlers. It is never killed for it.
defaults() ->
    (logger_load:defaults())#{sync_mode_qlen => 500, drop_mode_qlen => 1000, flush_qlen => 5000,
                              burst_limit_enable => false}.

%% Sends what was logged to another node, unless it would have to wait for the connection.
forward(Node, Level, {Format, Args}, Meta) -> send(Node, {log, Level, Format, Args, Meta});
forward(Node, Level, Message, Meta) -> send(Node, {log, Level, Message, Meta}).

send(Node, Event) ->
    _ = erlang:send({?MODULE, Node}, Event, [nosuspend]),
    ok.

start() ->
    Starter = self(),
    {Proxy, Ref} = spawn_monitor(fun() -> init(Starter) end),
    receive
        {Proxy, started} -> demonitor(Ref, [flush]);
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    end,
    ok.

init(Starter) ->
    register(?MODULE, self()),
    true = kith_log:attach(self()),
    Starter ! {self(), started},
    loop(logger_load:new(?MODULE, logger:get_proxy_config())).

loop(Load) ->
    receive
        {log, Level, Message, Meta} -> loop(admit([Level, Message, Meta], Load));
        {log, Level, Format, Args, Meta} -> loop(admit([Level, Format, Args, Meta], Load));
        _ -> loop(Load)
    end.

admit(Event, Load) ->
    case logger_load:admit(logger_load:set_options(logger:get_proxy_config(), Load)) of
        {take, _, Next} ->
            log(Event),
            Next;
        {drop, _, Next} ->
            Next;
        {_, _, Next} ->
            {Count, _, Flushed} = logger_load:flush(Next),
            logger:log(notice, "~w flushed ~w log events", [?MODULE, Count],
                       #{internal_log_event => true}),
            Flushed
    end.

log(Event) ->
    try
        apply(logger, log, Event)
    catch
        Class:Reason:Stack ->
            logger_server:log_own(debug, #{}, [{?MODULE, log_failed}, {log, Event},
                                               {reason, {Class, Reason, Stack}}])
    end.
