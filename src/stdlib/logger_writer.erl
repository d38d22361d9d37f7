%% The process of a handler that writes: it takes the text of events, as fast as it can write them, and
%% sheds what is too much (logger_load). It is registered as Module_Id. OTP: kernel, logger_std_h.
-module(logger_writer).

-export([start/4, name/2, load/2, stop/1, change/3, filesync/1]).

-define(IDLE_MS, 100).

%% load: of logger_load; to: {device, Name}, or {file, File} of logger_log_file.
-record(state, {id, name, config, load, to, is_dirty = false, sync_timer = none}).

%%% Those who log. A writer is {Name, Pid}.

start(Module, Id, Config, Options) ->
    Starter = self(),
    Name = name(Module, Id),
    {Pid, Ref} = spawn_monitor(fun() -> init(Starter, Id, Name, Config, Options) end),
    receive
        {Pid, started} ->
            demonitor(Ref, [flush]),
            logger_server:watch(Id, Pid),
            {ok, {Name, Pid}};
        {Pid, failed, Reason} ->
            demonitor(Ref, [flush]),
            {error, Reason};
        {'DOWN', Ref, _, _, Reason} ->
            {error, Reason}
    end.

name(Module, Id) -> list_to_atom(atom_to_list(Module) ++ "_" ++ atom_to_list(Id)).

load({Name, Pid}, Text) ->
    case logger_load:mode(Name) of
        async ->
            Pid ! {load, Text},
            ok;
        sync ->
            _ = catch gen_server:call(Pid, {load, Text}),
            ok;
        drop -> ok
    end.

stop({_, Pid}) ->
    _ = catch gen_server:call(Pid, stop),
    ok.

change({_, Pid}, Config, Options) ->
    Pid ! {change, Config, Options},
    ok.

filesync(Name) ->
    try
        gen_server:call(Name, filesync)
    catch
        exit:{timeout, _} -> {error, handler_busy}
    end.

%%% The process.

init(Starter, Id, Name, Config, Options) ->
    case open(Config) of
        {ok, To} ->
            register(Name, self()),
            is_pid(whereis(user)) andalso group_leader(whereis(user), self()),
            Starter ! {self(), started},
            loop(with_timer(#state{id = Id, name = Name, config = Config, to = To,
                                   load = logger_load:new(Name, Options)}));
        {error, Reason} ->
            Starter ! {self(), failed, Reason}
    end.

open(#{type := {device, Device}}) -> {ok, {device, Device}};
open(#{type := file} = Config) ->
    case logger_log_file:open(Config) of
        {ok, File} -> {ok, {file, File}};
        Error -> Error
    end;
open(#{type := Device}) -> {ok, {device, Device}}.

loop(#state{sync_timer = Timer, config = Config} = State) ->
    receive
        {load, Text} ->
            {_, Next} = take(Text, State),
            loop(Next);
        {'$gen_call', From, {load, Text}} ->
            {Reply, Next} = take(Text, State),
            gen_server:reply(From, Reply),
            loop(Next);
        {'$gen_call', From, filesync} ->
            Next = sync(State),
            gen_server:reply(From, ok),
            loop(Next);
        {'$gen_call', From, stop} ->
            close(State),
            gen_server:reply(From, ok);
        {change, New, Options} ->
            loop(changed(New, Options, State));
        {timeout, Timer, filesync} ->
            loop(with_timer(sync(State)));
        _ ->
            loop(State)
    after idle_ms(State) ->
        #state{load = Load} = Idle = sync(State),
        {News, Rested} = logger_load:rested(Load),
        loop(tell(News, Idle#state{load = Rested, config = Config, is_dirty = false}))
    end.

idle_ms(#state{is_dirty = true}) -> ?IDLE_MS;
idle_ms(_) -> infinity.

%% Returns {ok | dropped, State}.
take(Text, #state{load = Load} = State) ->
    case logger_load:admit(Load) of
        {take, News, Next} -> {ok, write(Text, tell(News, State#state{load = Next}))};
        {drop, News, Next} -> {dropped, tell(News, State#state{load = Next, is_dirty = true})};
        {flush, _, Next} ->
            {Count, News, Flushed} = logger_load:flush(Next),
            {dropped, tell(News, tell({flushed, Count}, State#state{load = Flushed}))};
        {{kill, Reason}, _, _} -> overloaded(Reason, State)
    end.

write(Text, #state{to = {device, Device}} = State) ->
    io:put_chars(Device, Text),
    State#state{is_dirty = true};
write(Text, #state{to = {file, File}} = State) ->
    State#state{to = {file, logger_log_file:write(Text, File)}, is_dirty = true}.

sync(#state{to = {file, File}} = State) -> State#state{to = {file, logger_log_file:sync(File)}};
sync(State) -> State.

close(#state{to = {file, File}}) -> logger_log_file:close(File);
close(_) -> ok.

changed(New, Options, #state{to = To, load = Load} = State) ->
    with_timer(State#state{config = New, load = logger_load:set_options(Options, Load),
                           to = case To of
                                    {file, File} -> {file, logger_log_file:change(New, File)};
                                    Device -> Device
                                end}).

with_timer(#state{sync_timer = Old, config = Config} = State) ->
    is_reference(Old) andalso erlang:cancel_timer(Old),
    State#state{sync_timer = case Config of
                                 #{filesync_repeat_interval := Ms} when is_integer(Ms) ->
                                     erlang:start_timer(Ms, self(), filesync);
                                 _ -> none
                             end}.

%%% What the writer itself has to say, in its own log.

tell(none, State) -> State;
tell({mode_change, Before, Mode}, #state{id = Id} = State) ->
    tell("Handler ~p switched from  ~p to ~p mode", [Id, Before, Mode], State);
tell({flushed, Count}, #state{id = Id} = State) ->
    tell("Handler ~p flushed ~w log events", [Id, Count], State).

tell(Format, Args, #state{id = Id} = State) ->
    {Formatter, Config} = case logger_config:get(Id) of
                              {ok, #{formatter := Given}} -> Given;
                              _ -> {logger_formatter, #{legacy_header => true, single_line => false}}
                          end,
    Text = Formatter:format(#{level => notice, msg => {Format, Args},
                              meta => #{time => logger:timestamp()}}, Config),
    write(unicode:characters_to_binary(Text), State).

%% The handler is removed, and added anew after a while.
overloaded(Reason, #state{id = Id} = State) ->
    close(tell("Handler ~p overloaded and stopping", [Id], State)),
    {ok, #{module := Module} = Config} = logger:get_handler_config(Id),
    spawn(fun() ->
        logger:remove_handler(Id),
        case Config of
            #{config := #{overload_kill_restart_after := Ms}} when is_integer(Ms) ->
                timer:sleep(Ms),
                logger:add_handler(Id, Module, Config);
            _ -> ok
        end
    end),
    exit(Reason).
