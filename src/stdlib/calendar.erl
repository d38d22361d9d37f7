%% Dates and times of the Gregorian calendar, from the year 0 on, and of the system.
%% Source: STDLIB, calendar(3).
-module(calendar).

-export([date_to_gregorian_days/1, date_to_gregorian_days/3, datetime_to_gregorian_seconds/1,
         day_of_the_week/1, day_of_the_week/3, gregorian_days_to_date/1,
         gregorian_seconds_to_datetime/1, is_leap_year/1, iso_week_number/0, iso_week_number/1,
         last_day_of_the_month/2, local_time/0, local_time_to_universal_time/1,
         local_time_to_universal_time/2, local_time_to_universal_time_dst/1, now_to_datetime/1,
         now_to_local_time/1, now_to_universal_time/1, rfc3339_to_system_time/1,
         rfc3339_to_system_time/2, seconds_to_daystime/1, seconds_to_time/1,
         system_time_to_local_time/2, system_time_to_rfc3339/1, system_time_to_rfc3339/2,
         system_time_to_universal_time/2, time_difference/2, time_to_seconds/1, universal_time/0,
         universal_time_to_local_time/1, valid_date/1, valid_date/3]).

-define(DAY, 86400).
-define(DAYS_OF_400_YEARS, 146097).
-define(EPOCH, (719528 * ?DAY)).         % the first second of 1970
-define(YEAR_10000, (2932897 * ?DAY)).

is_leap_year(Year) when is_integer(Year), Year >= 0 ->
    Year rem 4 =:= 0 andalso (Year rem 100 > 0 orelse Year rem 400 =:= 0).

last_day_of_the_month(Year, Month) when is_integer(Year), Year >= 0 -> last_day(Year, Month).

last_day(Year, 2) ->
    case is_leap_year(Year) of
        true -> 29;
        false -> 28
    end;
last_day(_, Month) when Month =:= 4; Month =:= 6; Month =:= 9; Month =:= 11 -> 30;
last_day(_, Month) when is_integer(Month), Month > 0, Month < 13 -> 31.

valid_date({Year, Month, Day}) -> valid_date(Year, Month, Day).

valid_date(Year, Month, Day) when is_integer(Year), is_integer(Month), is_integer(Day) ->
    Year >= 0 andalso Month > 0 andalso Month < 13 andalso Day > 0
        andalso Day =< last_day(Year, Month).

date_to_gregorian_days({Year, Month, Day}) -> date_to_gregorian_days(Year, Month, Day).

%% Years are counted from March on, so that the leap day is a year's last; 400 years more keep all
%% numbers positive.
date_to_gregorian_days(Year, Month, Day) when is_integer(Day), Day > 0 ->
    Last = last_day_of_the_month(Year, Month),
    if
        Day =< Last ->
            Since = (Month + 9) rem 12,
            Years = Year + 400 - Since div 10,
            365 * Years + Years div 4 - Years div 100 + Years div 400 + (153 * Since + 2) div 5
                + Day + 59 - ?DAYS_OF_400_YEARS
    end.

gregorian_days_to_date(Days) when Days >= 0 ->
    N = Days - 60 + ?DAYS_OF_400_YEARS,
    InEra = N rem ?DAYS_OF_400_YEARS,
    %% The days of an era without its leap days are years of 365.
    OfEra = (InEra - InEra div 1460 + InEra div 36524 - InEra div 146096) div 365,
    InYear = InEra - (365 * OfEra + OfEra div 4 - OfEra div 100),
    Since = (5 * InYear + 2) div 153,
    {OfEra + 400 * (N div ?DAYS_OF_400_YEARS) - 400 + Since div 10,
     (Since + 2) rem 12 + 1,
     InYear - (153 * Since + 2) div 5 + 1}.

day_of_the_week({Year, Month, Day}) -> day_of_the_week(Year, Month, Day).

day_of_the_week(Year, Month, Day) -> (date_to_gregorian_days(Year, Month, Day) + 5) rem 7 + 1.

iso_week_number() -> iso_week_number(element(1, local_time())).

%% A week belongs to the year of its Thursday.
iso_week_number({Year, Month, Day}) ->
    Days = date_to_gregorian_days(Year, Month, Day),
    case Days - (Days + 5) rem 7 + 3 of
        Before when Before < 0 -> date_to_gregorian_days(Year - 1, 12, 31);  % which fails
        Thursday ->
            {OfYear, _, _} = gregorian_days_to_date(Thursday),
            {OfYear, (Thursday - date_to_gregorian_days(OfYear, 1, 1)) div 7 + 1}
    end.

time_to_seconds({Hour, Minute, Second})
  when is_integer(Hour), is_integer(Minute), is_integer(Second) ->
    3600 * Hour + 60 * Minute + Second.

seconds_to_time(Seconds) when Seconds >= 0, Seconds < ?DAY ->
    {Seconds div 3600, Seconds rem 3600 div 60, Seconds rem 60}.

seconds_to_daystime(Seconds) ->
    case Seconds rem ?DAY of
        Rest when Rest < 0 -> {Seconds div ?DAY - 1, seconds_to_time(Rest + ?DAY)};
        Rest -> {Seconds div ?DAY, seconds_to_time(Rest)}
    end.

datetime_to_gregorian_seconds({Date, Time}) ->
    ?DAY * date_to_gregorian_days(Date) + time_to_seconds(Time).

gregorian_seconds_to_datetime(Seconds) when Seconds >= 0 ->
    {gregorian_days_to_date(Seconds div ?DAY), seconds_to_time(Seconds rem ?DAY)}.

time_difference({{_, _, _}, {_, _, _}} = From, {{_, _, _}, {_, _, _}} = To) ->
    seconds_to_daystime(datetime_to_gregorian_seconds(To) - datetime_to_gregorian_seconds(From)).

%% The system's times.

local_time() -> erlang:localtime().

universal_time() -> erlang:universaltime().

local_time_to_universal_time(DateTime) -> erlang:localtime_to_universaltime(DateTime).

local_time_to_universal_time(DateTime, IsDst) -> erlang:localtime_to_universaltime(DateTime, IsDst).

%% None, one or two: a local time may not exist, or be twice.
local_time_to_universal_time_dst(DateTime) ->
    Both = [erlang:localtime_to_universaltime(DateTime, true),
            erlang:localtime_to_universaltime(DateTime, false)],
    lists:uniq([Time || Time <- Both, erlang:universaltime_to_localtime(Time) =:= DateTime]).

universal_time_to_local_time(DateTime) -> erlang:universaltime_to_localtime(DateTime).

now_to_datetime({Mega, Seconds, _}) -> from_system_seconds(1000000 * Mega + Seconds).

now_to_universal_time(Now) -> now_to_datetime(Now).

now_to_local_time({_, _, _} = Now) -> erlang:universaltime_to_localtime(now_to_datetime(Now)).

system_time_to_universal_time(Time, Unit) ->
    from_system_seconds(erlang:convert_time_unit(Time, Unit, second)).

system_time_to_local_time(Time, Unit) ->
    erlang:universaltime_to_localtime(system_time_to_universal_time(Time, Unit)).

from_system_seconds(Seconds) -> gregorian_seconds_to_datetime(Seconds + ?EPOCH).

%% RFC 3339.

rfc3339_to_system_time(String) -> rfc3339_to_system_time(String, []).

rfc3339_to_system_time(String, Options) ->
    Unit = proplists:get_value(unit, Options, second),
    [Y1, Y2, Y3, Y4, $-, Mo1, Mo2, $-, D1, D2, _, H1, H2, $:, Mi1, Mi2, $:, S1, S2 | Rest] = String,
    Time = {number([H1, H2]), number([Mi1, Mi2]), number([S1, S2])},
    Date = {number([Y1, Y2, Y3, Y4]), number([Mo1, Mo2]), number([D1, D2])},
    {Fraction, Offset} =
        lists:splitwith(fun(C) -> C >= $0 andalso C =< $9 orelse C =:= $. end, Rest),
    Seconds = datetime_to_gregorian_seconds({Date, Time}) - ?EPOCH - offset_seconds(Offset),
    check(String, Options, Seconds),
    Whole = erlang:convert_time_unit(Seconds, second, Unit),
    if
        Whole < 0 -> Whole - fraction(Unit, Fraction);
        true -> Whole + fraction(Unit, Fraction)
    end.

number(Digits) -> list_to_integer(Digits).

fraction(second, _) -> 0;
fraction(_, []) -> 0;
fraction(Unit, Fraction) -> round(per_second(Unit) * list_to_float([$0 | Fraction])).

per_second(second) -> 1;
per_second(millisecond) -> 1000;
per_second(microsecond) -> 1000000;
per_second(nanosecond) -> 1000000000;
per_second(native) -> erlang:convert_time_unit(1, second, native).

check(_, _, Seconds) when Seconds >= -?EPOCH, Seconds < ?YEAR_10000 -> ok;
check(Arg, Options, _) -> error({badarg, [Arg, Options]}).

offset_seconds("Z") -> 0;
offset_seconds("z") -> 0;
offset_seconds(String) ->
    [Sign, H1, H2 | Rest] = String,
    Hours = number([H1, H2]),
    Minutes = case Rest of
                  [$:, M1, M2] -> number([M1, M2]);
                  [] -> 0
              end,
    case Sign of
        $- -> -3600 * Hours - 60 * Minutes;
        $+ -> 3600 * Hours + 60 * Minutes
    end.

system_time_to_rfc3339(Time) -> system_time_to_rfc3339(Time, []).

%% Native time is written in milliseconds.
system_time_to_rfc3339(Time, Options) ->
    Offset = proplists:get_value(offset, Options, ""),
    case proplists:get_value(unit, Options, second) of
        native when is_integer(Offset) ->
            rfc3339(in_milliseconds(Time), millisecond, in_milliseconds(Offset), Options);
        native -> rfc3339(in_milliseconds(Time), millisecond, Offset, Options);
        Unit -> rfc3339(Time, Unit, Offset, Options)
    end.

in_milliseconds(Native) -> erlang:convert_time_unit(Native, native, millisecond).

rfc3339(Time, Unit, Offset, Options) ->
    Designator = proplists:get_value(time_designator, Options, $T),
    Shift = offset_of(Time, Unit, Offset),
    Shifted = Time + erlang:convert_time_unit(Shift, second, Unit),
    Per = per_second(Unit),
    Seconds = Shifted div Per,
    check(Time, Options, Seconds),
    {{Year, Month, Day}, {Hour, Minute, Second}} = from_system_seconds(Seconds),
    padded(4, Year) ++ [$- | padded(2, Month)] ++ [$- | padded(2, Day)]
        ++ [Designator | padded(2, Hour)]
        ++ [$: | padded(2, Minute)] ++ [$: | padded(2, Second)] ++ fraction_of(Per, Shifted)
        ++ offset_text(Offset, Shift).

%% Seconds east.
offset_of(Time, Unit, "") ->
    Universal = system_time_to_universal_time(Time, Unit),
    datetime_to_gregorian_seconds(erlang:universaltime_to_localtime(Universal))
        - datetime_to_gregorian_seconds(Universal);
offset_of(_, _, Offset) when is_list(Offset) -> offset_seconds(Offset);
offset_of(_, Unit, Offset) when is_integer(Offset) ->
    erlang:convert_time_unit(Offset, Unit, second).

offset_text(Offset, Seconds) when Offset =:= ""; is_integer(Offset) ->
    Sign = if
               Seconds < 0 -> $-;
               true -> $+
           end,
    [Sign | padded(2, abs(Seconds) div 3600)] ++ [$: | padded(2, abs(Seconds) rem 3600 div 60)];
offset_text(Offset, _) -> Offset.

fraction_of(1, _) -> "";
fraction_of(Per, Time) -> [$. | padded(length(integer_to_list(Per)) - 1, abs(Time rem Per))].

padded(Width, N) ->
    Digits = integer_to_list(N),
    lists:duplicate(max(0, Width - length(Digits)), $0) ++ Digits.
