%% Strings as chardata, seen as grapheme clusters, and the old functions for lists of characters.
%% Source: STDLIB, string(3). Differs: a separator that would join the character before it (a
%% combining mark alone) is found only where it is a cluster by itself. Of chardata that mixes lists
%% and binaries, what was walked through comes as a flat list, where OTP at times leaves binaries in
%% it; the text is the same.
-module(string).

-export([casefold/1, chomp/1, equal/2, equal/3, equal/4, find/2, find/3, is_empty/1, length/1,
         lexemes/2, lowercase/1, next_codepoint/1, next_grapheme/1, nth_lexeme/3, pad/2, pad/3,
         pad/4, prefix/2, replace/3, replace/4, reverse/1, slice/2, slice/3, split/2, split/3,
         take/2, take/3, take/4, titlecase/1, to_float/1, to_graphemes/1, to_integer/1, trim/1,
         trim/2, trim/3, uppercase/1]).
-export([centre/2, centre/3, chars/2, chars/3, chr/2, concat/2, copies/2, cspan/2, join/2, left/2,
         left/3, len/1, list_to_float/1, list_to_integer/1, rchr/2, right/2, right/3, rstr/2,
         span/2, str/2, strip/1, strip/2, strip/3, sub_string/2, sub_string/3, sub_word/2,
         sub_word/3, substr/2, substr/3, to_lower/1, to_upper/1, tokens/2, words/1, words/2]).
-compile({no_auto_import, [length/1]}).

next_grapheme(String) -> unicode_util:gc(String).

next_codepoint(String) -> unicode_util:cp(String).

is_empty([]) -> true;
is_empty(<<>>) -> true;
is_empty([H | T]) -> is_empty(H) andalso is_empty(T);
is_empty(_) -> false.

%% [Cluster | Rest], or [] at the end. Before Latin-1 no character but CR joins another.
gc([A | [B | _] = T]) when A < 256, B < 256, A =/= $\r -> [A | T];
gc(String) ->
    case unicode_util:gc(String) of
        {error, Rest} -> error({badarg, Rest});
        Result -> Result
    end.

cp([C | T]) when is_integer(C) -> [C | T];
cp(String) ->
    case unicode_util:cp(String) of
        {error, Rest} -> error({badarg, Rest});
        Result -> Result
    end.

%% A cluster, which is one code point or a list of them, before a list.
prepend(C, T) when is_integer(C) -> [C | T];
prepend(Cluster, T) -> Cluster ++ T.

%% ... and behind a reversed list.
push(C, Acc) when is_integer(C) -> [C | Acc];
push(Cluster, Acc) -> lists:reverse(Cluster, Acc).

%% How much of a binary is before its rest; the rest of a binary at its end may be [].
before(Binary, []) -> Binary;
before(Binary, Rest) -> binary_part(Binary, 0, byte_size(Binary) - byte_size(Rest)).

%% What is left of a binary is one.
as_given(String, []) when is_binary(String) -> <<>>;
as_given(_, Rest) -> Rest.

length(String) -> length(String, 0).

length(String, N) ->
    case gc(String) of
        [_ | Rest] -> length(Rest, N + 1);
        [] -> N
    end.

to_graphemes(String) ->
    case gc(String) of
        [Cluster | Rest] -> [Cluster | to_graphemes(Rest)];
        [] -> []
    end.

reverse(String) -> reverse(String, []).

reverse(String, Acc) ->
    case gc(String) of
        [Cluster | Rest] -> reverse(Rest, [Cluster | Acc]);
        [] -> Acc
    end.

%% Equality. Each side is read one code point at a time, after what Read makes of it.

equal(A, B) when is_binary(A), is_binary(B) -> A =:= B;
equal(A, B) -> equal_by(fun cp/1, A, B).

equal(A, B, false) -> equal(A, B);
equal(A, B, true) ->
    A =:= B orelse equal_by(fun(S) -> cp(unicode_util:casefold(S)) end, A, B).

equal(A, B, IgnoreCase, none) -> equal(A, B, IgnoreCase);
equal(A, B, false, Form) -> A =:= B orelse equal_by(fun(S) -> cp(unicode_util:Form(S)) end, A, B);
equal(A, B, true, Form) ->
    A =:= B
        orelse equal_by(fun(S) -> cp(unicode_util:casefold(unicode_util:Form(S))) end, A, B).

equal_by(Read, A, B) ->
    case {Read(A), Read(B)} of
        {[C | RestA], [C | RestB]} -> equal_by(Read, RestA, RestB);
        {[], []} -> true;
        _ -> false
    end.

%% Parts.

slice(String, N) when is_integer(N), N >= 0 -> as_given(String, skip(String, N)).

slice(String, N, Length) when is_integer(N), N >= 0, is_integer(Length), Length > 0 ->
    first(as_given(String, skip(String, N)), Length);
slice(String, N, infinity) -> as_given(String, skip(String, N));
slice(String, _, 0) when is_binary(String) -> <<>>;
slice(_, _, 0) -> [].

skip(String, 0) -> String;
skip(String, N) ->
    case gc(String) of
        [_ | Rest] -> skip(Rest, N - 1);
        [] -> []
    end.

first(String, N) when is_binary(String) -> before(String, skip(String, N));
first(_, 0) -> [];
first(String, N) ->
    case gc(String) of
        [Cluster | Rest] -> prepend(Cluster, first(Rest, N - 1));
        [] -> []
    end.

pad(String, Length) -> pad(String, Length, trailing, $\s).

pad(String, Length, Where) -> pad(String, Length, Where, $\s).

pad(String, Length, leading, Char) when is_integer(Length) ->
    [lists:duplicate(missing(String, Length), Char), String];
pad(String, Length, trailing, Char) when is_integer(Length) ->
    [String | lists:duplicate(missing(String, Length), Char)];
pad(String, Length, both, Char) when is_integer(Length) ->
    Missing = missing(String, Length),
    Half = lists:duplicate(Missing div 2, Char),
    [Half, String, Half | lists:duplicate(Missing rem 2, Char)].

missing(String, Length) -> max(0, Length - length(String)).

trim(String) -> trim(String, both, unicode_util:whitespace()).

trim(String, Where) -> trim(String, Where, unicode_util:whitespace()).

trim(String, _, []) -> String;
trim(String, leading, Clusters) when is_list(Clusters) ->
    as_given(String, skip_while(String, Clusters, true));
trim(String, trailing, Clusters) when is_list(Clusters) ->
    first(String, last_kept(String, Clusters, true, 0, 0));
trim(String, both, Clusters) when is_list(Clusters) ->
    trim(trim(String, leading, Clusters), trailing, Clusters).

chomp(String) -> trim(String, trailing, ["\r\n", $\n]).

%% The clusters are skipped while it is `Within` that they are among those given.
skip_while(String, Clusters, Within) ->
    case gc(String) of
        [Cluster | Rest] ->
            case lists:member(Cluster, Clusters) of
                Within -> skip_while(Rest, Clusters, Within);
                _ -> String
            end;
        [] -> []
    end.

%% The number of clusters up to the last one for which it is not `Within`.
last_kept(String, Clusters, Within, N, Last) ->
    case gc(String) of
        [Cluster | Rest] ->
            case lists:member(Cluster, Clusters) of
                Within -> last_kept(Rest, Clusters, Within, N + 1, Last);
                _ -> last_kept(Rest, Clusters, Within, N + 1, N + 1)
            end;
        [] -> Last
    end.

take(String, Clusters) -> take(String, Clusters, false, leading).

take(String, Clusters, Complement) -> take(String, Clusters, Complement, leading).

take(String, Clusters, Complement, leading) when is_binary(String), is_boolean(Complement) ->
    Rest = as_given(String, skip_while(String, Clusters, not Complement)),
    {before(String, Rest), Rest};
take(String, Clusters, Complement, leading) when is_boolean(Complement) ->
    take_while(String, Clusters, not Complement, []);
take(String, Clusters, Complement, trailing) when is_boolean(Complement) ->
    N = last_kept(String, Clusters, not Complement, 0, 0),
    {first(String, N), as_given(String, flat(skip(String, N)))}.

take_while(String, Clusters, Within, Acc) ->
    case gc(String) of
        [Cluster | Rest] ->
            case lists:member(Cluster, Clusters) of
                Within -> take_while(Rest, Clusters, Within, push(Cluster, Acc));
                _ -> {lists:reverse(Acc), String}
            end;
        [] -> {lists:reverse(Acc), []}
    end.

flat(String) when is_list(String) -> unicode:characters_to_list(String);
flat(String) -> String.

lexemes([], _) -> [];
lexemes(String, []) -> [String];
lexemes(String, Separators) when is_list(Separators) ->
    case lexeme(String, Separators) of
        {Lexeme, Rest} -> [Lexeme | lexemes(Rest, Separators)];
        none -> []
    end.

nth_lexeme(String, 1, []) -> String;
nth_lexeme(String, N, Separators) when is_list(Separators), is_integer(N), N > 0 ->
    case lexeme(String, Separators) of
        {Lexeme, _} when N =:= 1 -> Lexeme;
        {_, Rest} -> nth_lexeme_of(as_given(String, Rest), N - 1, Separators);
        none -> as_given(String, [])
    end.

nth_lexeme_of(String, N, Separators) ->
    case lexeme(String, Separators) of
        {Lexeme, _} when N =:= 1 -> Lexeme;
        {_, Rest} -> nth_lexeme_of(as_given(String, Rest), N - 1, Separators);
        none -> as_given(String, [])
    end.

lexeme(String, Separators) ->
    case as_given(String, skip_while(String, Separators, true)) of
        [] -> none;
        <<>> -> none;
        Start -> take(Start, Separators, true, leading)
    end.

%% Case.

uppercase(String) -> converted(fun unicode_util:uppercase/1, String).

lowercase(String) -> converted(fun unicode_util:lowercase/1, String).

casefold(String) -> converted(fun unicode_util:casefold/1, String).

converted(F, String) when is_list(String) -> convert(F, String);
converted(F, String) when is_binary(String) -> unicode:characters_to_binary(convert(F, String));
converted(_, String) -> error({badarg, String}).

%% F takes one character at a time: [Converted | Rest].
convert(F, String) ->
    case F(String) of
        [Converted | Rest] -> prepend(Converted, convert(F, Rest));
        [] -> [];
        {error, Rest} -> error({badarg, Rest})
    end.

titlecase(String) when is_list(String) ->
    case unicode_util:titlecase(String) of
        [Converted | Rest] when is_binary(Rest) -> [Converted, Rest];
        [Converted | Rest] -> prepend(Converted, Rest);
        [] -> []
    end;
titlecase(String) when is_binary(String) ->
    unicode:characters_to_binary(unicode_util:titlecase(String)).

%% Searching. The pattern is compared by code points; its last one must not be joined by what
%% follows.

prefix(String, Prefix) ->
    case unicode:characters_to_list(Prefix) of
        [] -> String;
        Pattern ->
            case behind(String, Pattern) of
                nomatch -> nomatch;
                Rest -> as_given(String, Rest)
            end
    end.

behind(String, [Last]) ->
    case gc(String) of
        [Last | Rest] -> Rest;
        _ -> nomatch
    end;
behind(String, [C | Pattern]) ->
    case cp(String) of
        [C | Rest] -> behind(Rest, Pattern);
        _ -> nomatch
    end.

find(String, Pattern) -> find(String, Pattern, leading).

find(String, [], _) -> String;
find(String, <<>>, _) -> String;
find(String, Pattern, Where) when Where =:= leading; Where =:= trailing ->
    case match(String, unicode:characters_to_list(Pattern), Where) of
        nomatch -> nomatch;
        {At, _, _} -> At
    end.

%% {Where the pattern is, What is behind it, How many code points are before it}; these are not
%% counted (none) in a binary.
match(String, _, _) when not is_list(String), not is_binary(String) ->
    erlang:error({badmatch, String});
match(String, Codes, Where) ->
    N = if is_binary(String) -> none; true -> 0 end,
    case Where of
        leading -> next_match(String, Codes, N);
        trailing -> last_match(next_match(String, Codes, N), Codes)
    end.

next_match(String, Codes, none) ->
    next_in_binary(String, unicode:characters_to_binary(Codes), Codes);
next_match(String, Codes, N) -> next_in_list(String, Codes, N).

next_in_binary(String, Bytes, Codes) ->
    case binary:match(String, Bytes) of
        nomatch -> nomatch;
        {Offset, _} ->
            <<_:Offset/binary, At/binary>> = String,
            case behind(At, Codes) of
                nomatch ->
                    <<_/utf8, Next/binary>> = At,
                    next_in_binary(Next, Bytes, Codes);
                Rest -> {At, as_given(String, Rest), none}
            end
    end.

next_in_list(String, [C | _] = Codes, N) ->
    case cp(String) of
        [C | Next] ->
            case behind(String, Codes) of
                nomatch -> next_in_list(Next, Codes, N + 1);
                Rest -> {String, Rest, N}
            end;
        [_ | Next] -> next_in_list(Next, Codes, N + 1);
        [] -> nomatch
    end.

%% The last match that there is after one.
last_match(nomatch, _) -> nomatch;
last_match({At, _, N} = Found, Codes) ->
    [_ | Next] = cp(At),
    After = if is_integer(N) -> N + 1; true -> none end,
    case next_match(as_given(At, Next), Codes, After) of
        nomatch -> Found;
        Later -> last_match(Later, Codes)
    end.

split(String, Pattern) -> split(String, Pattern, leading).

split(String, Pattern, Where) ->
    case is_empty(Pattern) of
        true -> [String];
        false -> split_at(String, unicode:characters_to_list(Pattern), Where)
    end.

split_at(String, Codes, all) ->
    case parts(String, match(String, Codes, leading)) of
        [Before, Rest] -> [Before | split_at(Rest, Codes, all)];
        Whole -> Whole
    end;
split_at(String, Codes, Where) -> parts(String, match(String, Codes, Where)).

parts(String, nomatch) -> [String];
parts(String, {At, Rest, _}) when is_binary(String) -> [before(String, At), Rest];
parts(String, {_, Rest, N}) -> [codes(String, N), Rest].

codes(_, 0) -> [];
codes(String, N) ->
    [C | Rest] = cp(String),
    [C | codes(Rest, N - 1)].

replace(String, Pattern, With) -> lists:join(With, split(String, Pattern)).

replace(String, Pattern, With, Where) -> lists:join(With, split(String, Pattern, Where)).

%% Numbers.

to_integer(String) -> to_number(String, "+-0123456789", fun list_to_integer/1, no_integer).

to_float(String) -> to_number(String, "+-0123456789eE.,", fun list_to_float/1, no_float).

to_number(String, Chars, Parse, None) ->
    try take(String, Chars) of
        {Head, Tail} ->
            case is_empty(Head) of
                true -> {error, None};
                false -> number_and_rest(String, Parse(unicode:characters_to_list(Head)), Tail)
            end
    catch
        _:_ -> {error, badarg}
    end.

number_and_rest(_, {error, _} = Error, _) -> Error;
number_and_rest(String, {Number, Rest}, Tail) when is_binary(String) ->
    Left = erlang:length(Rest) + byte_size(Tail),
    {Number, binary_part(String, byte_size(String), -Left)};
number_and_rest(_, {Number, Rest}, Tail) -> {Number, Rest ++ Tail}.

list_to_integer(String) when is_list(String) ->
    case sign(String) of
        {Sign, [C | _] = Unsigned} when C >= $0, C =< $9 ->
            {Digits, Rest} = digits(Unsigned, []),
            {Sign * erlang:list_to_integer(Digits), Rest};
        _ -> {error, no_integer}
    end;
list_to_integer(_) -> {error, not_a_list}.

sign([$- | T]) -> {-1, T};
sign([$+ | T]) -> {1, T};
sign(String) -> {1, String}.

digits([C | T], Acc) when C >= $0, C =< $9 -> digits(T, [C | Acc]);
digits(Rest, Acc) -> {lists:reverse(Acc), Rest}.

%% The fraction is after a point or a comma; an exponent that has no digits is not part of the
%% number.
list_to_float(String) when is_list(String) ->
    case sign(String) of
        {Sign, [C | _] = Unsigned} when C >= $0, C =< $9 ->
            case digits(Unsigned, []) of
                {Whole, [Point, D | _] = [_ | Rest]}
                  when Point =:= $. orelse Point =:= $,, D >= $0, D =< $9 ->
                    {Fraction, End} = digits(Rest, []),
                    {Exponent, Tail} = exponent(End),
                    to_float(Sign, Whole ++ [$. | Fraction] ++ Exponent, Tail);
                _ -> {error, no_float}
            end;
        _ -> {error, no_float}
    end;
list_to_float(_) -> {error, not_a_list}.

exponent([E | T] = String) when E =:= $e; E =:= $E ->
    {Sign, Unsigned} = case T of
                           [S | Rest] when S =:= $-; S =:= $+ -> {[S], Rest};
                           _ -> {[], T}
                       end,
    case digits(Unsigned, []) of
        {[], _} -> {[], String};
        {Digits, Tail} -> {[$e | Sign] ++ Digits, Tail}
    end;
exponent(String) -> {[], String}.

to_float(Sign, Digits, Tail) ->
    try erlang:list_to_float(Digits) of
        Float -> {Sign * Float, Tail}
    catch
        error:badarg -> {error, no_float}
    end.

%% Old functions, for lists of characters.

len(String) -> erlang:length(String).

concat(A, B) -> A ++ B.

chr(String, Char) when is_integer(Char) -> chr(String, Char, 1).

chr([Char | _], Char, I) -> I;
chr([_ | T], Char, I) -> chr(T, Char, I + 1);
chr([], _, _) -> 0.

rchr(String, Char) when is_integer(Char) -> rchr(String, Char, 1, 0).

rchr([Char | T], Char, I, _) -> rchr(T, Char, I + 1, I);
rchr([_ | T], Char, I, Last) -> rchr(T, Char, I + 1, Last);
rchr([], _, _, Last) -> Last.

str(String, Sub) when is_list(Sub) -> str(String, Sub, 1).

str([_ | T] = String, Sub, I) ->
    case Sub =/= [] andalso lists:prefix(Sub, String) of
        true -> I;
        false -> str(T, Sub, I + 1)
    end;
str([], _, _) -> 0.

rstr(String, Sub) when is_list(Sub) -> rstr(String, Sub, 1, 0).

rstr([_ | T] = String, Sub, I, Last) ->
    case Sub =/= [] andalso lists:prefix(Sub, String) of
        true -> rstr(T, Sub, I + 1, I);
        false -> rstr(T, Sub, I + 1, Last)
    end;
rstr([], _, _, Last) -> Last.

span(String, Chars) when is_list(Chars) -> span(String, Chars, true, 0).

cspan(String, Chars) when is_list(Chars) -> span(String, Chars, false, 0).

span([C | T], Chars, Within, N) ->
    case lists:member(C, Chars) of
        Within -> span(T, Chars, Within, N + 1);
        _ -> N
    end;
span([], _, _, N) -> N.

substr(String, 1) when is_list(String) -> String;
substr(String, Start) when is_integer(Start), Start > 1 -> from(String, Start).

substr(String, Start, Length) when is_integer(Start), Start >= 1, is_integer(Length), Length >= 0 ->
    at_most(from(String, Start), Length).

from(String, 1) when is_list(String) -> String;
from([_ | T], Start) -> from(T, Start - 1).

at_most([C | T], N) when N > 0 -> [C | at_most(T, N - 1)];
at_most(String, _) when is_list(String) -> [].

sub_string(String, Start) -> substr(String, Start).

sub_string(String, Start, Stop) -> substr(String, Start, Stop - Start + 1).

tokens(String, Separators) ->
    case Separators of
        [_ | _] -> tokens(lists:reverse(String), Separators, [], []);
        [] ->
            case String of
                [] -> [];
                [_ | _] -> [String]
            end
    end.

%% The string is reversed, so that the tokens come in order.
tokens([C | T], Separators, Token, Tokens) ->
    case lists:member(C, Separators) of
        false -> tokens(T, Separators, [C | Token], Tokens);
        true when Token =:= [] -> tokens(T, Separators, [], Tokens);
        true -> tokens(T, Separators, [], [Token | Tokens])
    end;
tokens([], _, [], Tokens) -> Tokens;
tokens([], _, Token, Tokens) -> [Token | Tokens].

chars(Char, N) -> chars(Char, N, []).

chars(Char, N, Tail) when N > 0 -> chars(Char, N - 1, [Char | Tail]);
chars(Char, 0, Tail) when is_integer(Char) -> Tail.

copies(String, N) when is_list(String), is_integer(N), N >= 0 -> copies(String, N, []).

copies(_, 0, Acc) -> Acc;
copies(String, N, Acc) -> copies(String, N - 1, String ++ Acc).

words(String) -> words(String, $\s).

words(String, Char) when is_integer(Char) -> count_words(strip(String, both, Char), Char, 1).

count_words([], _, N) -> N;
count_words([Char | T], Char, N) -> count_words(strip(T, left, Char), Char, N + 1);
count_words([_ | T], Char, N) -> count_words(T, Char, N).

sub_word(String, N) -> sub_word(String, N, $\s).

sub_word(String, N, Char) when is_integer(N), is_integer(Char) ->
    case words(String, Char) of
        Count when Count < N -> [];
        _ -> word(strip(String, left, Char), N, Char)
    end.

word(String, 1, Char) -> lists:takewhile(fun(C) -> C =/= Char end, String);
word([], _, _) -> [];
word(String, N, Char) when N > 1 ->
    Rest = lists:dropwhile(fun(C) -> C =/= Char end, String),
    word(strip(Rest, left, Char), N - 1, Char).

strip(String) -> strip(String, both).

strip(String, Where) when Where =:= left; Where =:= right; Where =:= both ->
    strip(String, Where, $\s).

strip(String, right, Char) -> strip_right(String, Char);
strip(String, left, Char) -> strip_left(String, Char);
strip(String, both, Char) -> strip_right(strip_left(String, Char), Char).

strip_left([Char | T], Char) -> strip_left(T, Char);
strip_left([_ | _] = String, Char) when is_integer(Char) -> String;
strip_left([], Char) when is_integer(Char) -> [].

strip_right([Char | T], Char) ->
    case strip_right(T, Char) of
        [] -> [];
        Rest -> [Char | Rest]
    end;
strip_right([C | T], Char) -> [C | strip_right(T, Char)];
strip_right([], Char) when is_integer(Char) -> [].

left(String, N) when is_integer(N) -> left(String, N, $\s).

left(String, N, Char) when is_integer(Char) ->
    Length = erlang:length(String),
    if
        Length > N -> substr(String, 1, N);
        Length < N -> String ++ chars(Char, N - Length);
        Length =:= N -> String
    end.

right(String, N) when is_integer(N) -> right(String, N, $\s).

right(String, N, Char) when is_integer(Char) ->
    Length = erlang:length(String),
    if
        Length > N -> substr(String, Length - N + 1);
        Length < N -> chars(Char, N - Length, String);
        Length =:= N -> String
    end.

centre(String, N) when is_integer(N) -> centre(String, N, $\s).

centre(String, 0, Char) when is_list(String), is_integer(Char) -> [];
centre(String, N, Char) when is_integer(Char) ->
    Length = erlang:length(String),
    if
        Length > N -> substr(String, (Length - N) div 2 + 1, N);
        Length < N ->
            Left = (N - Length) div 2,
            chars(Char, Left, String ++ chars(Char, N - Length - Left));
        Length =:= N -> String
    end.

join([], Separator) when is_list(Separator) -> [];
join([H | T], Separator) -> H ++ lists:append([Separator ++ String || String <- T]).

to_lower(String) when is_list(String) -> [lower(C) || C <- String];
to_lower(C) when is_integer(C) -> lower(C).

to_upper(String) when is_list(String) -> [upper(C) || C <- String];
to_upper(C) when is_integer(C) -> upper(C).

%% Latin-1; 16#D7 and 16#F7 are the signs for times and divided by.
lower(C) when is_integer(C), C >= $A, C =< $Z -> C + 32;
lower(C) when is_integer(C), C >= 16#C0, C =< 16#DE, C =/= 16#D7 -> C + 32;
lower(C) -> C.

upper(C) when is_integer(C), C >= $a, C =< $z -> C - 32;
upper(C) when is_integer(C), C >= 16#E0, C =< 16#FE, C =/= 16#F7 -> C - 32;
upper(C) -> C.
