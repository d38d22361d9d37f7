%% Text in UTF-8. Elixir: String. Differs: patterns are texts and lists of them, no regular expressions;
%% case is changed in no language's way but the default one.
-module('Elixir.String').

-export([length/1, at/2, first/1, last/1, slice/2, slice/3, split_at/2, reverse/1, duplicate/2,
         graphemes/1, codepoints/1, next_grapheme/1, next_codepoint/1]).
-export([upcase/1, downcase/1, capitalize/1]).
-export([trim/1, trim/2, trim_leading/1, trim_leading/2, trim_trailing/1, trim_trailing/2,
         pad_leading/2, pad_leading/3, pad_trailing/2, pad_trailing/3]).
-export([split/1, split/2, split/3, replace/3, replace/4, replace_prefix/3, replace_suffix/3,
         replace_leading/3, replace_trailing/3]).
-export(['contains?'/2, 'starts_with?'/2, 'ends_with?'/2, 'valid?'/1, 'printable?'/1,
         'equivalent?'/2]).
-export([to_integer/1, to_integer/2, to_float/1, to_atom/1, to_existing_atom/1, to_charlist/1]).

%%% Characters, as readers see them: clusters of graphemes.

length(Text) -> string:length(Text).
graphemes(Text) -> [unicode:characters_to_binary([G]) || G <- string:to_graphemes(Text)].
codepoints(Text) -> [<<C/utf8>> || <<C/utf8>> <= Text].
reverse(Text) -> iolist_to_binary(lists:reverse(graphemes(Text))).
duplicate(Text, Times) -> binary:copy(Text, Times).

next_codepoint(<<C/utf8, Rest/binary>>) -> {<<C/utf8>>, Rest};
next_codepoint(<<>>) -> nil.
next_grapheme(<<>>) -> nil;
next_grapheme(Text) ->
    [First | Rest] = string:next_grapheme(Text),
    {unicode:characters_to_binary([First]), unicode:characters_to_binary(Rest)}.

first(Text) -> at(Text, 0).
last(Text) -> at(Text, -1).

%% Counted from 0; from the end if it is negative. nil if there is none.
at(Text, Index) -> 'Elixir.Enum':at(graphemes(Text), Index).

slice(Text, #{'__struct__' := 'Elixir.Range', first := First, last := Last, step := Step}) ->
    All = graphemes(Text),
    Size = erlang:length(All),
    From = place(First, Size),
    To = if Last < 0 -> Size + Last; true -> Last end,
    Every = if
                Step > 0 -> Step;
                Step =:= -1, First > Last -> 1
            end,
    if
        From > To; From >= Size -> <<>>;
        true -> iolist_to_binary(every(lists:sublist(All, From + 1, To - From + 1), Every))
    end.

%% What is before the start is the start.
place(Index, Size) when Index < 0 -> max(0, Size + Index);
place(Index, _) -> Index.

every([First | Rest], Step) ->
    [First | every(lists:nthtail(min(Step - 1, erlang:length(Rest)), Rest), Step)];
every([], _) -> [].

slice(_, _, 0) -> <<>>;
slice(Text, Start, Count) when Count > 0 ->
    All = graphemes(Text),
    Size = erlang:length(All),
    case place(Start, Size) of
        From when From >= Size -> <<>>;
        From -> iolist_to_binary(lists:sublist(All, From + 1, Count))
    end.

split_at(Text, Place) ->
    All = graphemes(Text),
    Size = erlang:length(All),
    {Left, Right} = lists:split(min(Size, place(Place, Size)), All),
    {iolist_to_binary(Left), iolist_to_binary(Right)}.

%%% Case.

upcase(Text) -> string:uppercase(Text).
downcase(Text) -> string:lowercase(Text).
capitalize(Text) ->
    case next_grapheme(Text) of
        nil -> <<>>;
        {First, Rest} -> <<(string:titlecase(First))/binary, (string:lowercase(Rest))/binary>>
    end.

%%% The ends.

trim(Text) -> trim_trailing(trim_leading(Text)).
trim(Text, Characters) -> trim_trailing(trim_leading(Text, Characters), Characters).

trim_leading(<<C/utf8, Rest/binary>> = Text) ->
    case is_white(C) of
        true -> trim_leading(Rest);
        false -> Text
    end;
trim_leading(Text) -> Text.
trim_leading(Text, Characters) -> replace_leading(Text, Characters, <<>>).

trim_trailing(Text) ->
    Reversed = lists:reverse(unicode:characters_to_list(Text)),
    unicode:characters_to_binary(lists:reverse(lists:dropwhile(fun is_white/1, Reversed))).
trim_trailing(Text, Characters) -> replace_trailing(Text, Characters, <<>>).

%% The property White_Space of Unicode.
is_white(C) when C >= 9, C =< 13; C =:= 32; C =:= 16#85; C =:= 16#A0; C =:= 16#1680 -> true;
is_white(C) when C >= 16#2000, C =< 16#200A; C =:= 16#2028; C =:= 16#2029 -> true;
is_white(C) -> C =:= 16#202F orelse C =:= 16#205F orelse C =:= 16#3000.

%% White space at which a line may be broken.
is_breakable(C) -> is_white(C) andalso not lists:member(C, [16#A0, 16#2007, 16#202F]).

pad_leading(Text, Count) -> pad_leading(Text, Count, <<" ">>).
pad_leading(Text, Count, Padding) -> <<(padding(Text, Count, Padding))/binary, Text/binary>>.
pad_trailing(Text, Count) -> pad_trailing(Text, Count, <<" ">>).
pad_trailing(Text, Count, Padding) -> <<Text/binary, (padding(Text, Count, Padding))/binary>>.

%% Padding: a text, whose graphemes are taken one after the other, or a list of texts.
padding(Text, Count, Padding) when is_binary(Padding) -> padding(Text, Count, graphemes(Padding));
padding(Text, Count, Padding) ->
    Missing = max(0, Count - string:length(Text)),
    Rounds = Missing div erlang:length(Padding) + 1,
    iolist_to_binary(lists:sublist(lists:append(lists:duplicate(Rounds, Padding)), Missing)).

%%% Patterns.

%% At white space, without empty parts.
split(Text) -> words(Text, <<>>).

words(<<C/utf8, Rest/binary>>, Word) ->
    case is_breakable(C) of
        true when Word =:= <<>> -> words(Rest, <<>>);
        true -> [Word | words(Rest, <<>>)];
        false -> words(Rest, <<Word/binary, C/utf8>>)
    end;
words(<<>>, <<>>) -> [];
words(<<>>, Word) -> [Word].

split(Text, Pattern) -> split(Text, Pattern, []).

%% Options: trim, parts.
split(Text, Pattern, Options) ->
    Trim = proplists:get_value(trim, Options, false),
    Parts = proplists:get_value(parts, Options, infinity),
    All = pieces(Text, Pattern, Parts, Trim),
    case Trim of
        true -> [Piece || Piece <- All, Piece =/= <<>>];
        false -> All
    end.

pieces(Text, <<>>, Parts, Trim) ->
    All = [<<>> || not Trim] ++ graphemes(Text),
    case Parts of
        infinity -> All ++ [<<>>];
        _ when Parts > erlang:length(All) -> All ++ [<<>>];
        _ ->
            {First, Rest} = lists:split(Parts - 1, All),
            First ++ [iolist_to_binary(Rest)]
    end;
pieces(Text, Pattern, infinity, _) -> binary:split(Text, Pattern, [global]);
pieces(Text, _, 1, _) -> [Text];
pieces(Text, Pattern, Parts, Trim) ->
    case binary:split(Text, Pattern) of
        [<<>>, Rest] when Trim -> pieces(Rest, Pattern, Parts, Trim);
        [Piece, Rest] -> [Piece | pieces(Rest, Pattern, Parts - 1, Trim)];
        [Piece] -> [Piece]
    end.

replace(Text, Pattern, By) -> replace(Text, Pattern, By, []).

%% By: a text, or a fun of what it stands for. Options: global.
replace(Text, <<>>, By, Options) ->
    New = fun() -> replacement(<<>>, By) end,
    case proplists:get_value(global, Options, true) of
        true -> iolist_to_binary([[New(), G] || G <- graphemes(Text)] ++ [New()]);
        false -> iolist_to_binary([New(), Text])
    end;
replace(Text, Pattern, By, Options) ->
    Found = case proplists:get_value(global, Options, true) of
                true -> binary:matches(Text, Pattern);
                false -> [Match || Match <- [binary:match(Text, Pattern)], Match =/= nomatch]
            end,
    iolist_to_binary(replaced(Text, 0, Found, By)).

replaced(Text, From, [{At, Size} | Rest], By) ->
    [binary:part(Text, From, At - From), replacement(binary:part(Text, At, Size), By)
     | replaced(Text, At + Size, Rest, By)];
replaced(Text, From, [], _) -> [binary:part(Text, From, byte_size(Text) - From)].

replacement(_, By) when is_binary(By) -> By;
replacement(Found, Fun) -> Fun(Found).

replace_prefix(Text, Prefix, By) ->
    case string:prefix(Text, Prefix) of
        nomatch -> Text;
        Rest -> <<By/binary, Rest/binary>>
    end.
replace_suffix(Text, Suffix, By) ->
    case ends(Text, Suffix) of
        true -> <<(without_end(Text, Suffix))/binary, By/binary>>;
        false -> Text
    end.

replace_leading(Text, Part, By) when Part =/= <<>> ->
    case starts(Text, Part) of
        true ->
            Rest = binary:part(Text, byte_size(Part), byte_size(Text) - byte_size(Part)),
            <<By/binary, (replace_leading(Rest, Part, By))/binary>>;
        false -> Text
    end.
replace_trailing(Text, Part, By) when Part =/= <<>> ->
    case ends(Text, Part) of
        true -> <<(replace_trailing(without_end(Text, Part), Part, By))/binary, By/binary>>;
        false -> Text
    end.

without_end(Text, Suffix) -> binary:part(Text, 0, byte_size(Text) - byte_size(Suffix)).

%%% Questions.

'contains?'(_, []) -> false;
'contains?'(Text, Parts) when is_list(Parts) ->
    lists:any(fun(Part) -> 'contains?'(Text, Part) end, Parts);
'contains?'(_, <<>>) -> true;
'contains?'(Text, Part) -> binary:match(Text, Part) =/= nomatch.

'starts_with?'(Text, Prefixes) when is_list(Prefixes) ->
    lists:any(fun(Prefix) -> starts(Text, Prefix) end, Prefixes);
'starts_with?'(Text, Prefix) -> starts(Text, Prefix).

'ends_with?'(Text, Suffixes) when is_list(Suffixes) ->
    lists:any(fun(Suffix) -> ends(Text, Suffix) end, Suffixes);
'ends_with?'(Text, Suffix) -> ends(Text, Suffix).

starts(Text, Prefix) -> binary:longest_common_prefix([Text, Prefix]) =:= byte_size(Prefix).
ends(Text, Suffix) -> binary:longest_common_suffix([Text, Suffix]) =:= byte_size(Suffix).

'valid?'(Text) -> is_list(unicode:characters_to_list(Text)).
'printable?'(<<C/utf8, Rest/binary>>) -> is_printable(C) andalso 'printable?'(Rest);
'printable?'(Rest) -> Rest =:= <<>>.

is_printable(C) when C >= 32, C =< 127; C >= 7, C =< 13; C =:= 27; C >= 16#A0, C =< 16#D7FF -> true;
is_printable(C) -> C >= 16#E000 andalso C =< 16#FFFD orelse C >= 16#10000.
'equivalent?'(Left, Right) ->
    unicode:characters_to_nfd_binary(Left) =:= unicode:characters_to_nfd_binary(Right).

%%% As something else.

to_integer(Text) -> binary_to_integer(Text).
to_integer(Text, Base) -> binary_to_integer(Text, Base).
to_float(Text) -> binary_to_float(Text).
to_atom(Text) -> binary_to_atom(Text).
to_existing_atom(Text) -> binary_to_existing_atom(Text).
to_charlist(Text) -> unicode:characters_to_list(Text).
