%% The system that runs the node. Elixir: System. The version is that of the Elixir whose functions
%% these modules have.
-module('Elixir.System').

-export([version/0, otp_release/0, pid/0, get_env/0, get_env/1, get_env/2, put_env/2, delete_env/1,
         halt/0, halt/1, stop/0, stop/1, schedulers/0, schedulers_online/0]).
-export([monotonic_time/0, monotonic_time/1, system_time/0, system_time/1, os_time/0, os_time/1,
         time_offset/0, time_offset/1, unique_integer/0, unique_integer/1, convert_time_unit/3]).

version() -> <<"1.14.0">>.
otp_release() -> list_to_binary(erlang:system_info(otp_release)).
pid() -> list_to_binary(os:getpid()).

get_env() -> maps:from_list([name_and_value(string:split(Line, "=")) || Line <- os:getenv()]).
get_env(Name) -> get_env(Name, nil).
get_env(Name, Default) ->
    case os:getenv(unicode:characters_to_list(Name)) of
        false -> Default;
        Value -> unicode:characters_to_binary(Value)
    end.
put_env(Name, Value) ->
    true = os:putenv(unicode:characters_to_list(Name), unicode:characters_to_list(Value)),
    ok.
delete_env(Name) ->
    true = os:unsetenv(unicode:characters_to_list(Name)),
    ok.

name_and_value([Name, Value]) ->
    {unicode:characters_to_binary(Name), unicode:characters_to_binary(Value)};
name_and_value([Name]) -> {unicode:characters_to_binary(Name), <<>>}.

halt() -> erlang:halt().
halt(Status) when is_binary(Status) -> erlang:halt(binary_to_list(Status));
halt(Status) -> erlang:halt(Status).
stop() -> init:stop().
stop(Status) when is_binary(Status) -> init:stop(binary_to_list(Status));
stop(Status) -> init:stop(Status).

schedulers() -> erlang:system_info(schedulers).
schedulers_online() -> erlang:system_info(schedulers_online).

monotonic_time() -> erlang:monotonic_time().
monotonic_time(Unit) -> erlang:monotonic_time(Unit).
system_time() -> erlang:system_time().
system_time(Unit) -> erlang:system_time(Unit).
os_time() -> os:system_time().
os_time(Unit) -> os:system_time(Unit).
time_offset() -> erlang:time_offset().
time_offset(Unit) -> erlang:time_offset(Unit).
unique_integer() -> erlang:unique_integer().
unique_integer(Modifiers) -> erlang:unique_integer(Modifiers).
convert_time_unit(Time, From, To) -> erlang:convert_time_unit(Time, From, To).
