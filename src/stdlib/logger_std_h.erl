%% The handler that writes to a device or a file. What is to be written is made in the process that
%% logs, and goes to a process of the handler's own, logger_writer. OTP: kernel, logger_std_h.
%% Differs: files that were full are not compressed.
-module(logger_std_h).

-export([log/2, adding_handler/1, changing_config/3, removing_handler/1, filter_config/1]).
-export([filesync/1, with_report_cb/1]).

-define(WRITER, olp).                         % the key of the process, which nobody else sees
-define(ONCE, [type, file, modes]).           % what cannot be changed

log(Event, #{config := #{?WRITER := Writer}} = Config) ->
    true = is_process_alive(element(2, Writer)),
    logger_writer:load(Writer, encoded(with_report_cb(Event), Config)).

%% Waits until all that was logged is in the file. Returns ok, or {error, Reason}.
filesync(Id) when is_atom(Id) -> logger_writer:filesync(logger_writer:name(?MODULE, Id));
filesync(Id) -> {error, {badarg, {filesync, [Id]}}}.

filter_config(#{config := Own} = Config) -> Config#{config => maps:remove(?WRITER, Own)}.

%%% Text.

%% Reports of OTP's own are shown without their labels.
with_report_cb(#{msg := {report, _}, meta := Meta} = Event) when not is_map_key(report_cb, Meta) ->
    Event#{meta => Meta#{report_cb => fun logger:format_otp_report/1}};
with_report_cb(Event) ->
    Event.

encoded(Event, Config) ->
    Usual = {logger_formatter, #{legacy_header => true, single_line => false}},
    {Formatter, Own} = maps:get(formatter, Config, Usual),
    Text = formatted(Event, Formatter, Own),
    try unicode:characters_to_binary(Text) of
        Bytes when is_binary(Bytes) -> Bytes;
        Bad -> unfit(Event, Formatter, Own, Text, {throw, Bad, []})
    catch
        Class:Reason:Stack -> unfit(Event, Formatter, Own, Text, {Class, Reason, Stack})
    end.

unfit(Event, Formatter, Own, Text, Why) ->
    logger_server:log_own(debug, Event, [{formatter_error, Formatter}, {config, Own},
                                         {log_event, Event}, {bad_return_value, Text},
                                         {caught, Why}]),
    <<"FORMATTER ERROR: bad return value\n">>.

formatted(#{msg := Message} = Event, Formatter, Own) ->
    try
        Formatter:format(Event, Own)
    catch
        Class:Reason:Stack ->
            Why = {Class, Reason, logger:filter_stacktrace(?MODULE, Stack)},
            logger_server:log_own(debug, Event, [{formatter_crashed, Formatter}, {config, Own},
                                                 {log_event, Event}, {reason, Why}]),
            case {Formatter, Own} of
                {logger_formatter, Empty} when Empty =:= #{} -> "DEFAULT FORMATTER CRASHED\n";
                _ -> formatted(Event#{msg => {"FORMATTER CRASH: ~tp", [Message]}},
                               logger_formatter, #{})
            end
    end.

%%% Configuration: what is the device's, what is of all handlers (filesync_repeat_interval), and what
%%% protects from overload.

adding_handler(#{id := Id} = Config) ->
    Given = maps:get(config, Config, #{}),
    Load = maps:with(logger_load:keys(), Given),
    case checked(Id, maps:without(logger_load:keys(), Given), #{}) of
        {ok, Own} ->
            case logger_load:check(Load) of
                ok -> started(Config, Own, maps:merge(logger_load:defaults(), Load));
                Error -> Error
            end;
        Error -> Error
    end.

started(#{id := Id} = Config, Own, Load) ->
    case logger_writer:start(?MODULE, Id, Own, Load) of
        {ok, Writer} -> {ok, Config#{config => (maps:merge(Own, Load))#{?WRITER => Writer}}};
        Error -> Error
    end.

removing_handler(#{config := #{?WRITER := Writer}}) -> logger_writer:stop(Writer).

changing_config(How, #{id := Id, config := Old}, New) ->
    Given = maps:remove(?WRITER, maps:get(config, New, #{})),
    {LoadBase, OwnBase} = case How of
                              set -> {logger_load:defaults(), maps:with(?ONCE, Old)};
                              update -> {maps:with(logger_load:keys(), Old),
                                         maps:without([?WRITER | logger_load:keys()], Old)}
                          end,
    Load = maps:merge(LoadBase, maps:with(logger_load:keys(), Given)),
    case checked(Id, maps:without(logger_load:keys(), Given), OwnBase) of
        {ok, Own} ->
            case {maps:with(?ONCE, Old), maps:with(?ONCE, Own), logger_load:check(Load)} of
                {Once, Once, ok} ->
                    Writer = map_get(?WRITER, Old),
                    logger_writer:change(Writer, Own, Load),
                    {ok, New#{config => (maps:merge(Own, Load))#{?WRITER => Writer}}};
                {Once, Once, Error} -> Error;
                {Was, Is, _} -> {error, {illegal_config_change, ?MODULE, Was, Is}}
            end;
        Error -> Error
    end.

%% Returns {ok, Config} with all keys, or {error, Reason}.
checked(Id, Given, Base) ->
    {Common, Own} = maps:fold(fun(filesync_repeat_interval = Key, Value, {C, O}) ->
                                      {C#{Key => Value}, O};
                                 (Key, Value, {C, O}) -> {C, O#{Key => Value}}
                              end, {#{}, #{}}, maps:merge(Base, normal(Given))),
    #{type := Type} = Whole = maps:merge(defaults(Id, Own), Own),
    case [{Key, Value} || {Key, Value} <- maps:to_list(Whole), not is_good(Type, Key, Value)] of
        [{Key, Value} | _] -> {error, {invalid_config, ?MODULE, #{Key => Value}}};
        [] -> with_interval(maps:merge(#{filesync_repeat_interval => 5000}, Common), Whole)
    end.

%% A device that is no file is never synchronised.
with_interval(_, #{type := Type} = Whole) when Type =/= file ->
    {ok, Whole#{filesync_repeat_interval => no_repeat}};
with_interval(#{filesync_repeat_interval := Ms} = Common, #{modes := Modes} = Whole)
  when is_integer(Ms); Ms =:= no_repeat ->
    {ok, maps:merge(Common, Whole#{modes => completed(Modes)})};
with_interval(Common, _) ->
    {error, {invalid_config, ?MODULE, Common}}.

normal(#{type := {file, File}} = Config) -> normal(Config#{type => file, file => File});
normal(#{type := {file, File, Modes}} = Config) ->
    normal(Config#{type => file, file => File, modes => Modes});
normal(#{file := File} = Config) -> Config#{file => filename:absname(File)};
normal(Config) -> Config.

defaults(Id, #{type := file}) -> file_defaults(Id);
defaults(_, #{type := Type}) -> #{type => Type};
defaults(Id, #{file := _}) -> file_defaults(Id);
defaults(_, _) -> #{type => standard_io}.

file_defaults(Id) ->
    #{type => file, file => filename:absname(atom_to_list(Id)), modes => [raw, append],
      file_check => 0, max_no_bytes => infinity, max_no_files => 0, compress_on_rotate => false}.

is_good(_, type, Type) when Type =:= standard_io; Type =:= standard_error; Type =:= file -> true;
is_good(_, type, {device, _}) -> true;
is_good(file, file, File) -> is_list(File);
is_good(file, modes, Modes) -> is_list(Modes);
is_good(file, max_no_bytes, N) -> N =:= infinity orelse is_integer(N) andalso N > 0;
is_good(file, Key, N) when Key =:= max_no_files; Key =:= file_check -> is_integer(N) andalso N >= 0;
is_good(file, compress_on_rotate, On) -> On =:= false;
is_good(_, _, _) -> false.

%% Raw, at the end of the file unless it is said where, and written when there is time.
completed(Modes) ->
    Placed = case [M || M <- Modes, lists:member(M, [write, append, exclusive])] of
                 [] -> [append | Modes];
                 _ -> Modes
             end,
    Raw = case lists:member(raw, Placed) of
              true -> Placed;
              false -> [raw | Placed]
          end,
    case lists:any(fun(M) -> M =:= delayed_write orelse element(1, M) =:= delayed_write end,
                   [M || M <- Raw, M =:= delayed_write orelse is_tuple(M)]) of
        true -> Raw;
        false -> [delayed_write | Raw]
    end.
