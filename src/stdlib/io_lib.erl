%% What of io_lib asks others or keeps a state: collectors of input, formats as lists of maps, terms
%% that are cut. The texts of terms are native.
%% OTP: stdlib, io_lib.
-module(io_lib).

-export([fread/2, fread/3, scan_format/2, unscan_format/1, build_text/1, build_text/2]).
-export([format_prompt/1, format_prompt/2, limit_term/2, quote_atom/2, write_binary/3]).
-export([chars_length/1]).
-export([collect_chars/3, collect_chars/4, collect_line/3, collect_line/4]).
-export([get_until/3, get_until/4]).

fread(Format, Chars) -> io_lib_fread:fread(Format, Chars).

fread(Continuation, Chars, Format) -> io_lib_fread:fread(Continuation, Chars, Format).

%%% Formats as lists: characters, and a map for each control.

scan_format(Format, Args) ->
    try
        scan(text(Format), Args)
    catch
        _:_ -> erlang:error(badarg, [Format, Args])
    end.

text(Format) when is_atom(Format) -> atom_to_list(Format);
text(Format) when is_binary(Format) -> binary_to_list(Format);
text(Format) -> Format.

scan([$~ | Format0], Args0) ->
    {Field, Adjust, Format1, Args1} = field(Format0, Args0),
    {Precision, Format2, Args2} = precision(Format1, Args1),
    {Pad, Format3, Args3} = pad(Format2, Args2),
    {Encoding, Strings, [Control | Format]} = modifiers(Format3, latin1, true),
    {Taken, Args} = lists:split(arity(Control), Args3),
    [#{control_char => Control, args => Taken, width => Field, adjust => Adjust,
       precision => Precision, pad_char => Pad, encoding => Encoding, strings => Strings}
     | scan(Format, Args)];
scan([C | Format], Args) ->
    [C | scan(Format, Args)];
scan([], []) ->
    [].

arity(C) when C =:= $~; C =:= $n -> 0;
arity(C) when C =:= $W; C =:= $P; C =:= $x; C =:= $X -> 2;
arity(C) -> true = lists:member(C, "wpsefgbB+#ci"), 1.

%% A width that is negative, by its sign or its argument, adjusts to the left.
field([$- | Format], Args) ->
    {N, Rest, Left} = number(Format, Args),
    adjusted(-N, Rest, Left);
field(Format, Args) ->
    {N, Rest, Left} = number(Format, Args),
    adjusted(N, Rest, Left).

adjusted(N, Format, Args) when N < 0 -> {-N, left, Format, Args};
adjusted(N, Format, Args) -> {N, right, Format, Args}.

precision([$. | Format], Args) -> number(Format, Args);
precision(Format, Args) -> {none, Format, Args}.

pad([$., $* | Format], [Pad | Args]) -> {Pad, Format, Args};
pad([$., Pad | Format], Args) -> {Pad, Format, Args};
pad(Format, Args) -> {$\s, Format, Args}.

modifiers([$t | Format], _, Strings) -> modifiers(Format, unicode, Strings);
modifiers([$l | Format], Encoding, _) -> modifiers(Format, Encoding, false);
modifiers(Format, Encoding, Strings) -> {Encoding, Strings, Format}.

number([$* | Format], [N | Args]) when is_integer(N) -> {N, Format, Args};
number(Format, Args) -> {N, Rest} = digits(Format, none), {N, Rest, Args}.

digits([C | Format], none) when C >= $0, C =< $9 -> digits(Format, C - $0);
digits([C | Format], N) when C >= $0, C =< $9 -> digits(Format, 10 * N + C - $0);
digits(Format, N) -> {N, Format}.

unscan_format(List) ->
    {lists:flatmap(fun written/1, List), lists:append([Args || #{args := Args} <- List])}.

written(#{control_char := Control, width := Field, adjust := Adjust, precision := Precision,
          pad_char := Pad, encoding := Encoding, strings := Strings}) ->
    lists:append(["~", written_field(Field, Adjust), written_precision(Precision, Pad),
                  case Pad of $\s -> ""; _ -> [$., Pad] end,
                  case Encoding of unicode -> "t"; latin1 -> "" end,
                  case Strings of false -> "l"; true -> "" end, [Control]]);
written(C) ->
    [C].

written_field(none, _) -> "";
written_field(Field, left) -> integer_to_list(-Field);
written_field(Field, right) -> integer_to_list(Field).

written_precision(none, $\s) -> "";
written_precision(none, _) -> ".";
written_precision(Precision, _) -> [$. | integer_to_list(Precision)].

build_text(List) ->
    try
        {Format, Args} = unscan_format(lists:map(fun part/1, List)),
        io_lib:format(Format, Args)
    catch
        _:_ -> erlang:error(badarg, [List])
    end.

build_text(List, Options) ->
    try
        {Format, Args} = unscan_format(lists:map(fun part/1, List)),
        io_lib:format(Format, Args, Options)
    catch
        _:_ -> erlang:error(badarg, [List, Options])
    end.

%% A list may have texts, too, and a ~ that is no control.
part($~) -> control($~, []);
part(Text) when is_list(Text); is_binary(Text) -> control($s, [Text]);
part(Part) -> Part.

control(Control, Args) ->
    #{control_char => Control, args => Args, width => none, adjust => right, precision => none,
      pad_char => $\s, encoding => unicode, strings => true}.

format_prompt(Prompt) -> format_prompt(Prompt, latin1).

format_prompt({format, Format, Args}, _) ->
    prompt(Format, Args);
format_prompt(Prompt, Encoding) ->
    Control = case is_list(Prompt) orelse is_atom(Prompt) orelse is_binary(Prompt) of
                  true -> "s";
                  false -> "p"
              end,
    Modifier = case Encoding of latin1 -> "~"; _ -> "~t" end,
    prompt(Modifier ++ Control, [Prompt]).

prompt(Format, Args) ->
    try io_lib:format(Format, Args) catch _:_ -> "???" end.

%%% Texts.

%% Whether an atom of these characters needs quotes.
quote_atom(Atom, Chars) ->
    erl_scan:reserved_word(Atom) orelse not is_bare(Chars).

is_bare([C | Chars]) -> is_lower(C) andalso lists:all(fun is_name_char/1, Chars);
is_bare(_) -> false.

is_lower(C) -> C >= $a andalso C =< $z orelse C >= $\xDF andalso C =< $\xFF andalso C =/= $\xF7.

is_name_char(C) ->
    is_lower(C) orelse C >= $A andalso C =< $Z
        orelse C >= $\xC0 andalso C =< $\xDE andalso C =/= $\xD7
        orelse C >= $0 andalso C =< $9 orelse C =:= $_ orelse C =:= $@.

%% Returns {Text, Rest}: at most Depth - 1 numbers, and about Limit characters; negative is any.
write_binary(Bits, Depth, Limit) ->
    {Numbers, Rest} = numbers(Bits, Depth, less(Limit, 4)),
    {["<<", lists:join($,, Numbers), ">>"], Rest}.

numbers(<<>>, _, _) -> {[], <<>>};
numbers(Bits, Depth, Limit) when Depth =:= 1; Limit =:= 0 -> {["..."], Bits};
numbers(<<Byte, Bits/bitstring>>, Depth, Limit) ->
    Number = integer_to_list(Byte),
    {Numbers, Rest} = numbers(Bits, Depth - 1, less(Limit, length(Number) + 1)),
    {[Number | Numbers], Rest};
numbers(Bits, _, _) ->
    Size = bit_size(Bits),
    <<Value:Size>> = Bits,
    {[[integer_to_list(Value), $:, integer_to_list(Size)]], <<>>}.

less(Limit, _) when Limit < 0 -> Limit;
less(Limit, By) -> max(Limit - By, 0).

chars_length(Chars) ->
    try iolist_size(Chars) catch _:_ -> string:length(Chars) end.

%%% Terms cut to a depth: '...' stands for what io_lib:write and io_lib_pretty:print leave out. Of a
%%% map one pair more is kept, so that they still see that there are more; keys are not cut.

limit_term(Term, Depth) when Depth < 0 -> Term;
limit_term(Term, Depth) -> limit(Term, Depth).

limit(_, 0) -> '...';
limit([_ | _], 1) -> ['...'];
limit([Head | Tail] = List, Depth) ->
    case io_lib:printable_list(List) of
        true -> List;
        false -> [limit(Head, Depth - 1) | limit_tail(Tail, Depth - 1)]
    end;
limit(Map, Depth) when is_map(Map) ->
    maps:from_list(limit_pairs(maps:next(maps:iterator(Map)), Depth + 1, Depth - 1));
limit(Tuple, Depth) when is_tuple(Tuple), tuple_size(Tuple) > 0 ->
    list_to_tuple(limit_elements(tuple_to_list(Tuple), Depth));
limit(Term, _) -> Term.

limit_tail([], _) -> [];
limit_tail(_, 1) -> ['...'];
limit_tail([Head | Tail], Depth) -> [limit(Head, Depth - 1) | limit_tail(Tail, Depth - 1)];
limit_tail(Term, Depth) -> limit(Term, Depth - 1).

limit_elements([], _) -> [];
limit_elements(_, 1) -> ['...'];
limit_elements([E | Es], Depth) -> [limit(E, Depth - 1) | limit_elements(Es, Depth - 1)].

limit_pairs(none, _, _) -> [];
limit_pairs(_, 0, _) -> [];
limit_pairs({Key, Value, Rest}, Count, Depth) ->
    [{Key, limit(Value, Depth)} | limit_pairs(maps:next(Rest), Count - 1, Depth)].

%%% Collectors: a device gives them what it has, at first with the state start, and goes on with the
%%% state that they return, until it is {stop, Result, Rest}. Data is a list, a binary, or eof.

collect_chars(State, Data, N) -> collect_chars(State, Data, latin1, N).

collect_chars(start, Data, Encoding, N) when is_binary(Data) ->
    collect_binary([], Data, Encoding, N);
collect_chars(start, Data, _, N) when is_list(Data) ->
    collect_list([], Data, N);
collect_chars(start, eof, _, _) ->
    {stop, eof, eof};
collect_chars({binary, Before, _}, eof, _, _) ->
    {stop, joined(Before), eof};
collect_chars({binary, Before, N}, Data, Encoding, _) ->
    collect_binary(Before, Data, Encoding, N);
collect_chars({list, Before, N}, Data, _, _) ->
    collect_list(Before, Data, N);
%% A continuation of old: [], or what is missing and what there was.
collect_chars([], Data, _, N) ->
    collect_old([], Data, N);
collect_chars({N, Before}, Data, _, _) ->
    collect_old(Before, Data, N).

collect_binary(Before, Data, Encoding, N) ->
    case measured(Data, Encoding, N) of
        {Size, At} when Size > N ->
            {First, Rest} = split_binary(Data, At),
            {stop, joined([First | Before]), Rest};
        {N, _} -> {stop, joined([Data | Before]), eof};
        {Size, _} -> {binary, [Data | Before], N - Size}
    end.

%% How many characters there are, and where the first N end.
measured(Data, latin1, N) -> {byte_size(Data), N};
measured(Data, unicode, N) -> measured(Data, 0, N, 0, none).

measured(<<C/utf8, Rest/binary>>, Bytes, N, Count, At) ->
    Next = case Count of N -> Bytes; _ -> At end,
    measured(Rest, Bytes + byte_size(<<C/utf8>>), N, Count + 1, Next);
measured(_, _, _, Count, At) ->
    {Count, At}.

collect_list(Before, Data, 0) -> {stop, lists:reverse(Before), Data};
collect_list(Before, eof, _) -> {stop, lists:reverse(Before), eof};
collect_list(Before, [], N) -> {list, Before, N};
collect_list(Before, [C | Data], N) -> collect_list([C | Before], Data, N - 1).

collect_old(Before, Data, N) when N =< 0 -> {done, lists:reverse(Before), Data};
collect_old([], eof, _) -> {done, eof, []};
collect_old(Before, eof, _) -> {done, lists:reverse(Before), []};
collect_old(Before, [], N) -> {more, {N, Before}};
collect_old(Before, [C | Data], N) -> collect_old([C | Before], Data, N - 1).

collect_line(State, Data, Any) -> collect_line(State, Data, latin1, Any).

collect_line(start, eof, _, _) -> {stop, eof, eof};
collect_line(start, Data, Encoding, Any) -> collect_line([], Data, Encoding, Any);
collect_line([B | _] = Before, eof, _, _) when is_binary(B) -> {stop, joined(Before), eof};
collect_line(Before, eof, _, _) -> {stop, lists:reverse(Before), eof};
collect_line(Before, Data, _, _) when is_binary(Data) -> line_of_binary(Before, Data);
collect_line(Before, Data, _, _) when is_list(Data) -> line_of_list(Before, Data).

%% \r\n becomes \n; a \r at the end waits for what follows.
line_of_binary(Before, Data) ->
    Last = byte_size(Data) - 1,
    case binary:match(Data, <<"\n">>) of
        {0, 1} when Before =/= [], hd(Before) =:= <<"\r">> ->
            {stop, joined([<<"\n">> | tl(Before)]), binary_part(Data, 1, Last)};
        {At, 1} ->
            {Line, <<_, Rest/binary>>} = split_binary(Data, At),
            {stop, joined([<<"\n">>, without_return(Line) | Before]), Rest};
        nomatch when Last >= 0 ->
            case split_binary(Data, Last) of
                {Line, <<"\r">>} -> [<<"\r">>, Line | Before];
                _ -> [Data | Before]
            end;
        nomatch ->
            [Data | Before]
    end.

without_return(Line) ->
    Last = byte_size(Line) - 1,
    case Last >= 0 andalso binary:last(Line) =:= $\r of
        true -> binary_part(Line, 0, Last);
        false -> Line
    end.

line_of_list([$\r | Before], [$\n | Data]) -> {stop, lists:reverse(Before, "\n"), Data};
line_of_list(Before, [$\n | Data]) -> {stop, lists:reverse(Before, "\n"), Data};
line_of_list(Before, [C | Data]) -> line_of_list([C | Before], Data);
line_of_list(Before, []) -> Before.

joined(Before) -> list_to_binary(lists:reverse(Before)).

%% Collects by a function that takes a continuation, the characters, and Args.
get_until(State, Data, Collector) -> get_until(State, Data, latin1, Collector).

get_until(start, Data, Encoding, Collector) ->
    get_until([], Data, Encoding, Collector);
get_until(Continuation, Data, Encoding, {Module, Function, Args}) ->
    Chars = if
                not is_binary(Data) -> Data;
                Encoding =:= unicode -> unicode:characters_to_list(Data);
                true -> binary_to_list(Data)
            end,
    case apply(Module, Function, [Continuation, Chars | Args]) of
        {more, Next} -> Next;
        {done, Result, Rest} when is_binary(Data), is_list(Result) ->
            {stop, case Encoding of
                       unicode -> unicode:characters_to_binary(Result);
                       _ -> iolist_to_binary(Result)
                   end, Rest};
        {done, Result, Rest} -> {stop, Result, Rest}
    end.
