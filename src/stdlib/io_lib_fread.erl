%% Reading by a format: what io:fread asks a device to do with the lines that come.
%% OTP: stdlib, io_lib_fread.
-module(io_lib_fread).

-export([fread/2, fread/3]).

-define(IS_WHITE(C), (C =:= $\s orelse C =:= $\t orelse C =:= $\r orelse C =:= $\n)).

%% A continuation is {Format, Line, N, Results}: what of the format is left, the characters of the
%% line so far, the last one first, how many characters were read before the line, and the results,
%% the last one first.

fread([], Chars, Format) -> gather({Format, [], 0, []}, Chars);
fread({_, _, _, _} = Continuation, Chars, _) -> gather(Continuation, Chars).

%% A line ends at \n, \r\n, \r, or with the input.
gather(Continuation, []) ->
    {more, Continuation};
gather({Format, [$\r | Line], N, Results}, [$\n | Chars]) ->
    read_line({Format, Line, N, Results}, Chars, "\r\n");
gather(Continuation, [$\n | Chars]) ->
    read_line(Continuation, Chars, "\n");
gather({Format, [$\r | Line], N, Results}, Chars) ->
    read_line({Format, Line, N, Results}, Chars, "\r");
gather({Format, Line, N, Results}, [C | Chars]) ->
    gather({Format, [C | Line], N, Results}, Chars);
gather(Continuation, End) ->
    read_line(Continuation, End, "").

read_line({Format, Line, N, Results}, Chars, Newline) ->
    after_line(read(Format, lists:reverse(Line), N, Results), Chars, Newline).

after_line({more, Format, N, Results}, Chars, Newline) when is_list(Chars) ->
    gather({Format, [], N + length(Newline), Results}, Chars);
after_line({more, Format, N, Results}, End, Newline) ->
    after_line(read(Format, eof, N + length(Newline), Results), End, "");
after_line({ok, Results, []}, Chars, _) ->
    {done, {ok, Results}, left(Chars)};
after_line({ok, Results, Rest}, Chars, Newline) ->
    {done, {ok, Results}, Rest ++ Newline ++ left(Chars)};
after_line(Failed, Chars, _) ->
    {done, Failed, Chars}.

left(Chars) when is_list(Chars) -> Chars;
left(_) -> [].

%% Returns {ok, Results, Rest}, {more, Format, N, Results} where the line is too short, eof where
%% there was nothing, or an error.
fread(Format, Line) -> read(Format, Line, 0, []).

read([$~ | Format], Line, N, Results) ->
    {Suppressed, Format1} = flag($*, Format),
    {Width, Format2} = width(Format1, none),
    {Unicode, Format3} = flag($t, Format2),
    Kept = fun(Value) -> [Value || not Suppressed] ++ Results end,
    case Format3 of
        [$l | Rest] -> read(Rest, Line, N, Kept(N));
        _ when Line =:= [] -> {more, [$~ | Format], N, Results};
        _ when Line =:= eof -> ended(N, Results);
        [$~ | Rest] when hd(Line) =:= $~ -> read(Rest, tl(Line), N + 1, Results);
        [Control | Rest] ->
            case item(Control, Width, Unicode, Line) of
                {failed, What} -> failed(What);
                {Value, Left, Count} -> read(Rest, Left, N + Count, Kept(Value))
            end;
        _ -> failed(format)
    end;
read([C | Format], Line, N, Results) when ?IS_WHITE(C) ->
    {Left, Count} = skip_white(Line, 0),
    read(Format, Left, N + Count, Results);
read([C | Format], [C | Line], N, Results) ->
    read(Format, Line, N + 1, Results);
read([_ | _], [_ | _], _, _) ->
    failed(input);
read([_ | _] = Format, [], N, Results) ->
    {more, Format, N, Results};
read([_ | _], eof, N, Results) ->
    ended(N, Results);
read([], Line, _, Results) ->
    {ok, lists:reverse(Results), Line}.

ended(0, []) -> eof;
ended(_, _) -> failed(input).

failed(What) -> {error, {fread, What}}.

flag(C, [C | Format]) -> {true, Format};
flag(_, Format) -> {false, Format}.

width([C | Format], none) when C >= $0, C =< $9 -> width(Format, C - $0);
width([C | Format], Width) when C >= $0, C =< $9 -> width(Format, 10 * Width + C - $0);
width(Format, Width) -> {Width, Format}.

%% What a control takes from the line: {Value, Rest, Count}, or {failed, What}.
item($f, Width, false, Line) ->
    number(float, taken(Width, Line, fun real/1), fun list_to_float/1);
item($d, Width, false, Line) ->
    number(integer, taken(Width, Line, fun whole/1), fun list_to_integer/1);
item($u, none, false, Line) ->
    item($u, 10, false, Line);
item($u, Base, false, Line) when Base >= 2, Base =< 36 ->
    number(unsigned, digits(Line, Base), fun(Digits) -> list_to_integer(Digits, Base) end);
item($-, _, false, [$- | Line]) -> {-1, Line, 1};
item($-, _, false, [$+ | Line]) -> {1, Line, 1};
item($-, _, false, Line) -> {1, Line, 0};
item($#, none, false, Line) ->
    try based(Line) catch error:_ -> {failed, based} end;
item($#, Width, false, Line) ->
    try
        {Chars, Left, Width} = characters(Width, Line, false),
        {Base, Digits, _} = base(Chars),
        {list_to_integer(Digits, Base), Left, Width}
    catch
        error:_ -> {failed, based}
    end;
item($s, Width, Unicode, Line) ->
    word(string, Width, Unicode, Line, fun(Chars) -> Chars end);
item($a, Width, Unicode, Line) when Width =:= none; not Unicode ->
    word(atom, Width, Unicode, Line, fun list_to_atom/1);
item($c, none, Unicode, Line) ->
    item($c, 1, Unicode, Line);
item($c, Width, Unicode, Line) ->
    case characters(Width, Line, Unicode) of
        failed -> {failed, character};
        Taken -> Taken
    end;
item(_, _, _, _) ->
    {failed, format}.

number(What, failed, _) ->
    {failed, What};
number(What, {Chars, Left, Count}, Convert) ->
    {Text, _} = skip_white(Chars, 0),
    try {Convert(Text), Left, Count} catch error:_ -> {failed, What} end.

taken(none, Line, Scan) ->
    {Start, Skipped} = skip_white(Line, 0),
    {Chars, Left, Count} = Scan(Start),
    {Chars, Left, Skipped + Count};
taken(Width, Line, _) ->
    characters(Width, Line, false).

%% A base before # may be negative, and then the number is.
based(Line) ->
    {Signed, Rest, Skipped} = base(Line),
    Base = abs(Signed),
    true = Base >= 2 andalso Base =< 36,
    {Digits, Left, Count} = digits(Rest, Base),
    Value = list_to_integer(Digits, Base),
    {case Signed < 0 of true -> -Value; false -> Value end, Left, Skipped + Count}.

base(Line) ->
    {Digits, [$# | Rest], Count} = taken(none, Line, fun whole/1),
    {list_to_integer(Digits), Rest, Count + 1}.

word(What, none, Unicode, Line, Convert) ->
    {Start, Skipped} = skip_white(Line, 0),
    case visible(Start, Unicode, []) of
        {[], [_ | _] = Left} when hd(Left) > 255, not Unicode -> {failed, What};
        {Chars, Left} -> {Convert(Chars), Left, Skipped + length(Chars)}
    end;
word(What, Width, Unicode, Line, Convert) ->
    case characters(Width, Line, Unicode) of
        failed -> {failed, What};
        {Chars, Left, Count} -> {Convert(stripped(stripped(Chars))), Left, Count}
    end.

%% Reversed, without the white space it began with.
stripped(Chars) -> lists:reverse(element(1, skip_white(Chars, 0))).

visible([C | Line], Unicode, Before) when not ?IS_WHITE(C), Unicode orelse C =< 255 ->
    visible(Line, Unicode, [C | Before]);
visible(Line, _, Before) ->
    {lists:reverse(Before), Line}.

%% So many characters of the line.
characters(Count, Line, Unicode) -> characters(Count, Line, Unicode, [], Count).

characters(0, Line, _, Before, Count) ->
    {lists:reverse(Before), Line, Count};
characters(N, [C | Line], Unicode, Before, Count)
  when C =/= $\n, Unicode orelse (C >= 0 andalso C =< 255) ->
    characters(N - 1, Line, Unicode, [C | Before], Count);
characters(_, _, _, _, _) ->
    failed.

skip_white([C | Line], Count) when ?IS_WHITE(C) -> skip_white(Line, Count + 1);
skip_white(Line, Count) -> {Line, Count}.

%% Scanners return {Characters, Rest, Count}.
whole(Line) -> chain([fun sign/1, fun digits/1], Line).

real(Line) ->
    case whole(Line) of
        {Before, [$. | Rest], Count} ->
            {After, Left, More} = chain([fun digits/1, fun exponent/1], Rest),
            {Before ++ "." ++ After, Left, Count + 1 + More};
        Whole -> Whole
    end.

exponent([C | Line]) when C =:= $e; C =:= $E ->
    {Chars, Left, Count} = whole(Line),
    {[C | Chars], Left, Count + 1};
exponent(Line) -> {[], Line, 0}.

chain(Scanners, Line) ->
    lists:foldl(fun(Scan, {Chars, Rest, Count}) ->
                    {More, Left, N} = Scan(Rest),
                    {Chars ++ More, Left, Count + N}
                end, {[], Line, 0}, Scanners).

sign([C | Line]) when C =:= $+; C =:= $- -> {[C], Line, 1};
sign(Line) -> {[], Line, 0}.

digits(Line) -> digits(Line, 10).

digits(Line, Base) ->
    {Digits, Left} = digits(Line, Base, []),
    {Digits, Left, length(Digits)}.

digits([C | Line], Base, Before)
  when C >= $0, C =< $9; C >= $A, C < $A + Base - 10; C >= $a, C < $a + Base - 10 ->
    digits(Line, Base, [C | Before]);
digits(Line, _, Before) ->
    {lists:reverse(Before), Line}.
