%% What keeps a process that logs for others alive when too much comes: first those who send wait for
%% each event (sync), then theirs are dropped, at last what waits is thrown away (flush); and in a
%% window of time only so many are taken. The mode lies where senders see it. Lengths are those of the
%% process's message queue. OTP: kernel, User's Guide, "Protecting the Handler from Overload".
-module(logger_load).

-export([defaults/0, keys/0, check/1, mode/1, new/2, set_options/2, admit/1, flush/1, rested/1]).

-define(FLUSHED_MAX, 5000).   % at once

defaults() ->
    #{sync_mode_qlen => 10, drop_mode_qlen => 200, flush_qlen => 1000, burst_limit_enable => true,
      burst_limit_max_count => 500, burst_limit_window_time => 1000, overload_kill_enable => false,
      overload_kill_qlen => 20000, overload_kill_mem_size => 3000000,
      overload_kill_restart_after => 5000}.

keys() -> maps:keys(defaults()).

%% Returns ok, or {error, Reason}.
check(Options) ->
    case [{Key, Value} || {Key, Value} <- maps:to_list(Options), not is_good(Key, Value)] of
        [{Key, Value} | _] -> {error, {invalid_olp_config, #{Key => Value}}};
        [] ->
            Levels = maps:with([sync_mode_qlen, drop_mode_qlen, flush_qlen],
                               maps:merge(defaults(), Options)),
            #{sync_mode_qlen := Sync, drop_mode_qlen := Drop, flush_qlen := Flush} = Levels,
            case Drop > 1 andalso Sync =< Drop andalso Drop =< Flush of
                true -> ok;
                false -> {error, {invalid_olp_levels, Levels}}
            end
    end.

is_good(Key, On) when Key =:= burst_limit_enable; Key =:= overload_kill_enable -> is_boolean(On);
is_good(overload_kill_restart_after, infinity) -> true;
is_good(Key, N) -> is_integer(N) andalso lists:member(Key, keys()).

%% Of a process: async, sync or drop.
mode(Key) -> persistent_term:get({?MODULE, Key}, async).

new(Key, Options) ->
    set_mode(#{key => Key, options => Options, mode => async, window => now_us(), taken => 0}, async).

set_options(Options, Load) -> Load#{options := Options}.

%% Whether the event at hand is taken: {Verdict, News, Load}, where Verdict is take, drop, flush or
%% {kill, Reason}, and News what is worth a line in the log, or none.
admit(#{options := Options, mode := Before} = Load) ->
    {_, Length} = process_info(self(), message_queue_len),
    case Options of
        #{flush_qlen := Flush} when Length >= Flush -> {flush, none, Load};
        #{overload_kill_enable := true} -> killed_or(Length, limited(Length, Before, Load), Load);
        _ -> limited(Length, Before, Load)
    end.

killed_or(Length, Otherwise, #{options := Options} = Load) ->
    #{overload_kill_qlen := LengthMax, overload_kill_mem_size := MemoryMax} = Options,
    {_, Memory} = process_info(self(), memory),
    case Length > LengthMax orelse Memory > MemoryMax of
        true -> {{kill, {shutdown, {overloaded, Length, Memory}}}, none, Load};
        false -> Otherwise
    end.

limited(Length, Before, #{options := #{sync_mode_qlen := Sync, drop_mode_qlen := Drop}} = Load) ->
    Mode = if
               Length >= Drop -> drop;
               Length >= Sync -> sync;
               true -> async
           end,
    {Verdict, Counted} = burst(set_mode(Load, Mode)),
    {Verdict, change(Before, Mode), Counted}.

change(drop, drop) -> none;
change(Before, drop) -> {mode_change, Before, drop};
change(drop, Mode) -> {mode_change, drop, Mode};
change(_, _) -> none.

burst(#{options := #{burst_limit_enable := false}} = Load) -> {take, Load};
burst(#{options := #{burst_limit_max_count := Most, burst_limit_window_time := Ms},
        taken := Taken, window := Began} = Load) ->
    Now = now_us(),
    if
        Taken < Most -> {take, Load#{taken := Taken + 1}};
        Now - Began < Ms * 1000 -> {drop, Load};
        true -> {take, Load#{window := Now, taken := 0}}
    end.

%% Throws away the events that wait, and tells those who wait for it; returns how many they were, the
%% news, and the load after that.
flush(#{mode := Before} = Load) ->
    Count = thrown_away(0),
    {Count, change(Before, async), set_mode(Load, async)}.

thrown_away(?FLUSHED_MAX) -> ?FLUSHED_MAX;
thrown_away(N) ->
    receive
        {load, _} -> thrown_away(N + 1);
        {'$gen_call', From, {load, _}} ->
            gen_server:reply(From, dropped),
            thrown_away(N + 1);
        {log, _, _, _} -> thrown_away(N + 1);
        {log, _, _, _, _} -> thrown_away(N + 1)
    after 0 -> N
    end.

%% When nothing has come for a while.
rested(#{mode := Before} = Load) ->
    {change(Before, async), set_mode(Load#{taken := 0, window := now_us()}, async)}.

set_mode(#{key := Key} = Load, Mode) ->
    mode(Key) =:= Mode orelse persistent_term:put({?MODULE, Key}, Mode),
    Load#{mode := Mode}.

now_us() -> erlang:monotonic_time(microsecond).
