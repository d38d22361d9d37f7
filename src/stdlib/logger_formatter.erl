%% The text of an event, by a template of its metadata and message. OTP: kernel, logger_formatter.
-module(logger_formatter).

-export([format/2, check_config/1]).

-define(IS_STRING(S), (is_list(S) orelse is_binary(S))).

%% Returns chardata.
format(#{level := Level, msg := Message, meta := Meta}, Config) when is_map(Config) ->
    Whole = with_defaults(Config),
    Data = with_header(Level, Meta, Whole),
    {Before, Rest} = lists:splitwith(fun(Part) -> Part =/= msg end, map_get(template, Whole)),
    Above = parts(Before, Level, Data, Whole),
    {Text, Below} = case Rest of
                        [] -> {"", []};
                        [msg | After] ->
                            Under = parts(After, Level, Data, Whole),
                            {message(Message, Data, shortened(Whole, [Above, Under])), Under}
                    end,
    cut([Above, Text, Below], map_get(max_size, Whole)).

%%% Configuration.

with_defaults(Config) ->
    Limited = Config#{max_size => at_least(10, maps:get(max_size, Config, unlimited)),
                      depth => case Config of
                                   #{depth := Depth} -> at_least(5, Depth);
                                   _ -> error_logger:get_format_depth()
                               end,
                      time_offset => case Config of
                                         #{time_offset := Offset} -> Offset;
                                         _ -> usual_offset()
                                     end},
    Whole = maps:merge(#{chars_limit => unlimited, error_logger_notice_header => info,
                         legacy_header => false, single_line => true, time_designator => $T},
                       Limited),
    maps:merge(#{template => template(Whole)}, Whole).

%% Atoms are greater than numbers.
at_least(Least, Limit) -> max(Least, Limit).

template(#{legacy_header := true}) -> [[logger_formatter, header], "\n", msg, "\n"];
template(#{single_line := true}) -> [time, " ", level, ": ", msg, "\n"];
template(_) -> [time, " ", level, ":\n", msg, "\n"].

%% Local time unless utc_log of sasl, or else of stdlib, says so.
usual_offset() ->
    Said = [On || {ok, On} <- [application:get_env(sasl, utc_log),
                               application:get_env(stdlib, utc_log)], is_boolean(On)],
    case Said of
        [true | _] -> "Z";
        _ -> ""
    end.

shortened(#{chars_limit := unlimited} = Config, _) -> Config;
shortened(#{chars_limit := Limit} = Config, Taken) ->
    Config#{chars_limit := max(0, Limit - io_lib:chars_length(Taken))}.

%%% Templates.

parts(Template, Level, Data, Config) ->
    [part(Part, Level, Data, Config) || Part <- Template].

part(level, Level, _, Config) -> text(Level, Config);
part({Key, There, Absent}, Level, Data, Config) ->
    case value(Key, Data) of
        {ok, Value} -> parts(There, Level, Data#{Key => Value}, Config);
        none -> parts(Absent, Level, Data, Config)
    end;
part([First | _] = Keys, _, Data, Config) when is_atom(First) -> of_key(Keys, Data, Config);
part(Key, _, Data, Config) when is_atom(Key) -> of_key(Key, Data, Config);
part(String, _, _, _) -> String.

of_key(Key, Data, Config) ->
    case value(Key, Data) of
        {ok, Value} when Key =:= time -> time(Value, Config);
        {ok, Value} when Key =:= mfa -> mfa(Value, Config);
        {ok, Value} -> text(Value, Config);
        none -> ""
    end.

value(Key, Data) when is_map_key(Key, Data) -> {ok, map_get(Key, Data)};
value([Key | Keys], Data) when is_map_key(Key, Data) -> value(Keys, map_get(Key, Data));
value([], Value) -> {ok, Value};
value(_, _) -> none.

text(Atom, _) when is_atom(Atom) -> atom_to_list(Atom);
text(N, _) when is_integer(N) -> integer_to_list(N);
text(Pid, _) when is_pid(Pid) -> pid_to_list(Pid);
text(Ref, _) when is_reference(Ref) -> ref_to_list(Ref);
text(List, Config) when is_list(List) ->
    Flat = lists:flatten(List),
    case Flat =/= [] andalso io_lib:printable_list(Flat) of
        true -> List;
        false -> io_lib:format(p(Config), [List])
    end;
text(Term, Config) -> io_lib:format(p(Config), [Term]).

p(#{single_line := true}) -> "~0tp";
p(_) -> "~tp".

mfa({Module, Function, Args}, Config) when is_list(Args) ->
    mfa({Module, Function, length(Args)}, Config);
mfa({Module, Function, Arity}, _)
  when is_atom(Module), is_atom(Function), is_integer(Arity) ->
    io_lib:format("~tw:~tw/~w", [Module, Function, Arity]);
mfa(Other, Config) -> text(Other, Config).

time(Us, #{time_offset := Offset, time_designator := Designator}) when is_integer(Us) ->
    calendar:system_time_to_rfc3339(Us, [{unit, microsecond}, {offset, Offset},
                                         {time_designator, Designator}]).

%%% The header of old: =ERROR REPORT==== 21-Nov-2026::21:03:11.194760 ===

with_header(Level, #{time := Time} = Meta, #{legacy_header := true} = Config) ->
    Own = maps:get(?MODULE, Meta, #{}),
    Title = case Own of
                #{title := Given} -> Given;
                _ -> string:uppercase(atom_to_list(title_level(Level, Meta, Config))) ++ " REPORT"
            end,
    Header = ["=", text_of(Title), "==== ", date(Time, Config), "==="],
    Meta#{?MODULE => Own#{title => Title, header => lists:flatten(Header)}};
with_header(_, Meta, _) ->
    Meta.

text_of(Title) -> io_lib:format("~ts", [Title]).

%% What error_logger calls info is a notice of logger.
title_level(notice, #{error_logger := _}, #{error_logger_notice_header := Level}) -> Level;
title_level(Level, _, _) -> Level.

date(Us, #{time_offset := Offset}) ->
    Universal = erlang:posixtime_to_universaltime(Us div 1000000),
    {{{Year, Month, Day}, {Hour, Minute, Second}}, Zone} =
        case is_utc(Offset) of
            true -> {Universal, "UTC "};
            false -> {erlang:universaltime_to_localtime(Universal), ""}
        end,
    io_lib:format("~w-~s-~4w::~2..0w:~2..0w:~2..0w.~6..0w ~s",
                  [Day, element(Month, {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
                                        "Sep", "Oct", "Nov", "Dec"}),
                   Year, Hour, Minute, Second, Us rem 1000000, Zone]).

is_utc([$+ | Zone]) -> io_lib:fread("~d:~d", Zone) =:= {ok, [0, 0], []};
is_utc(Offset) -> Offset =:= 0 orelse Offset =:= "z" orelse Offset =:= "Z".

%%% The message.

message(Message, Meta, #{single_line := true} = Config) ->
    Text = lists:flatten(characters(Message, Meta, Config)),
    one_line(lists:reverse(trimmed(lists:reverse(trimmed(Text)))));
message(Message, Meta, Config) ->
    characters(Message, Meta, Config).

%% Without blanks and ends of lines at the front.
trimmed([C | Rest]) when C =:= $\s; C =:= $\r; C =:= $\n -> trimmed(Rest);
trimmed(Text) -> Text.

%% With a comma for the end of each line and what the next is indented by.
one_line(",\r\n" ++ Rest) -> ", " ++ one_line(unindented(Rest));
one_line(",\n" ++ Rest) -> ", " ++ one_line(unindented(Rest));
one_line("\r\n" ++ Rest) -> ", " ++ one_line(unindented(Rest));
one_line("\n" ++ Rest) -> ", " ++ one_line(unindented(Rest));
one_line([C | Rest]) -> [C | one_line(Rest)];
one_line([]) -> [].

unindented([$\s | Rest]) -> unindented(Rest);
unindented(Text) -> Text.

characters({string, String}, _, Config) -> formatted({"~ts", [String]}, Config);
characters({report, Report}, Meta, Config) ->
    reported(case Config of
                 #{report_cb := Callback} when is_function(Callback, 1); is_function(Callback, 2) ->
                     Callback;
                 _ ->
                     case Meta of
                         #{report_cb := Callback}
                           when is_function(Callback, 1); is_function(Callback, 2) -> Callback;
                         _ -> fun logger:format_report/1
                     end
             end, Report, Config);
characters(Message, _, Config) -> formatted(Message, Config).

reported(Callback, Report, Config) when is_function(Callback, 1) ->
    try Callback(Report) of
        {Format, Args} when is_list(Format), is_list(Args) -> formatted({Format, Args}, Config);
        Other -> refused("REPORT_CB/1 ERROR: ", "; Returned: ", Report, Other, Config)
    catch
        Class:Reason:Stack ->
            refused("REPORT_CB/1 CRASH: ", "; Reason: ", Report,
                    {Class, Reason, logger:filter_stacktrace(?MODULE, Stack)}, Config)
    end;
reported(Callback, Report, Config) ->
    try Callback(Report, maps:with([depth, chars_limit, single_line], Config)) of
        Text when ?IS_STRING(Text) ->
            case catch unicode:characters_to_list(Text) of
                Characters when is_list(Characters) -> Characters;
                _ -> refused("REPORT_CB/2 ERROR: ", "; Returned: ", Report, Text, Config)
            end;
        Other -> refused("REPORT_CB/2 ERROR: ", "; Returned: ", Report, Other, Config)
    catch
        Class:Reason:Stack ->
            refused("REPORT_CB/2 CRASH: ", "; Reason: ", Report,
                    {Class, Reason, logger:filter_stacktrace(?MODULE, Stack)}, Config)
    end.

refused(What, Why, Report, Found, Config) ->
    P = p(Config),
    formatted({What ++ P ++ Why ++ P, [Report, Found]}, Config).

formatted({Format, Args}, #{depth := Depth, chars_limit := Limit, single_line := Single} = Config) ->
    P = p(Config),
    Refusal = "FORMAT ERROR: " ++ P ++ " - " ++ P,
    try
        Fields = [field(Field, Depth, Single) || Field <- io_lib:scan_format(Format, Args)],
        io_lib:build_text(Fields, case Limit of
                                      unlimited -> [];
                                      _ -> [{chars_limit, Limit}]
                                  end)
    catch
        _:_ when Format =/= Refusal -> formatted({Refusal, [Format, Args]}, Config)
    end.

%% Terms in one line, and not deeper than Depth.
field(#{control_char := C} = Field, Depth, Single) when C =:= $p; C =:= $w; C =:= $P ->
    limited(case Single andalso C =/= $w of
                true -> Field#{width => 0};
                false -> Field
            end, Depth);
field(Field, _, _) -> Field.

limited(#{control_char := C} = Field, Depth) when Depth =:= unlimited; C =:= $P -> Field;
limited(#{control_char := C, args := Args} = Field, Depth) ->
    Field#{control_char := C - $a + $A, args := Args ++ [Depth]}.

%% To max_size characters, of which the last are dots; the end of the line stays.
cut(Text, unlimited) -> Text;
cut(Text, Most) ->
    case io_lib:chars_length(Text) > Most of
        false -> Text;
        true ->
            Flat = lists:flatten(Text),
            case lists:last(Flat) of
                $\n -> lists:sublist(Flat, Most - 4) ++ "...\n";
                _ -> lists:sublist(Flat, Most - 3) ++ "..."
            end
    end.

%%% What a configuration may hold. Returns ok, or {error, Reason}.

check_config(Config) when is_map(Config) ->
    case [Pair || {Key, Value} = Pair <- maps:to_list(Config), not is_good(Key, Value)] of
        [] -> ok;
        [{template, Template} | _] -> {error, {invalid_formatter_template, ?MODULE, Template}};
        [Pair | _] -> {error, {invalid_formatter_config, ?MODULE, Pair}}
    end;
check_config(Config) ->
    {error, {invalid_formatter_config, ?MODULE, Config}}.

is_good(Key, Limit) when Key =:= chars_limit; Key =:= depth; Key =:= max_size ->
    Limit =:= unlimited orelse is_integer(Limit) andalso Limit > 0;
is_good(Key, On) when Key =:= single_line; Key =:= legacy_header -> is_boolean(On);
is_good(error_logger_notice_header, Level) -> Level =:= info orelse Level =:= notice;
is_good(report_cb, Fun) -> is_function(Fun, 1) orelse is_function(Fun, 2);
is_good(template, Template) -> is_template(Template);
is_good(time_offset, Offset) -> is_offset(Offset);
is_good(time_designator, C) -> io_lib:printable_latin1_list([C]);
is_good(_, _) -> false.

is_template([Part | Parts]) -> is_part(Part) andalso is_template(Parts);
is_template(End) -> End =:= [].

is_part({Key, There, Absent}) -> is_key(Key) andalso is_template(There) andalso is_template(Absent);
is_part(Binary) when is_binary(Binary) ->
    String = unicode:characters_to_list(Binary),
    is_list(String) andalso is_part(String);
is_part(Part) ->
    is_atom(Part) orelse is_keys(Part)
        orelse is_list(Part) andalso io_lib:printable_unicode_list(Part).

is_key(Key) -> is_atom(Key) orelse is_list(Key) andalso Key =/= [] andalso is_atom(hd(Key)).

is_keys([First | _] = Keys) when is_atom(First) -> lists:all(fun is_atom/1, Keys);
is_keys(_) -> false.

is_offset(Offset) when is_integer(Offset) -> true;
is_offset([Sign | Zone]) when Sign =:= $+; Sign =:= $- ->
    case catch io_lib:fread("~d:~d", Zone) of
        {ok, [_, _], []} -> true;
        _ -> false
    end;
is_offset(Offset) -> Offset =:= "" orelse Offset =:= "Z" orelse Offset =:= "z".
