%% Lays out what erl_pp makes of abstract code, in lines of some width. OTP: stdlib, erl_pp.
%%
%% A layout is a character, a list of layouts one behind the other, or
%%   {text, Width, Chars}            never broken
%%   {atom, A}, {type_atom, A}, {char, C}, {string, S}, {value, V}   constants, as they are written
%%   {row, Before, After, Sep, Items}   in one line if there is room; else as many of the items that
%%                                   are short to a line as fit, and the others in lines of their own
%%   {lines, Sep, Items}             each item in a line of its own
%%   {note, Layout, Item}            a comment before an item, where lines may be broken
%%   {hook, F, Expr, Prec}           F(Expr, Indentation, Prec): characters
%% and an item also
%%   {step, Head, Body}              the body on a line of its own, indented, unless all is one line
%%   {cstep, Head, Body}             the same, but behind a head that is shorter than an indentation
%%   {word, Layout}                  a word that stands alone among items
%% Sep stands behind each item but the last, {Sep, LastSep} with another before the last; where it is
%% a list, blanks go with it. A size is a number of columns, or {line, Column} of what has several
%% lines, and ends at that column. An indentation below 0: everything in one line.
-module(erl_pp_layout).

-export([chars/3, text/1, row/1]).

%% The shortest part of a string that is broken.
-define(PART_MIN, 5).

text(Chars) -> {text, string:length(Chars), Chars}.

%% Items with blanks between them.
row(Items) -> {row, [], [], [[]], Items}.

%% Style: #{indent, width, value, type_atom, char, string}, the latter funs that write constants.
chars(Layout, Indentation, Style) ->
    {Chars, _} = put(Layout, Indentation, Style),
    [Chars].

put([], _, _) -> {[], 0};
put(C, _, _) when is_integer(C) -> {C, 1};
put({text, Width, Chars}, _, _) -> {Chars, Width};
put([First | Rest], At, Style) -> behind(put(First, At, Style), Rest, At, Style);
put({row, Before, After, Sep, Items}, At, Style) ->
    row(put(Before, At, Style), After, Sep, Items, At, Style);
put({note, _, Item}, At, Style) when At < 0 -> put(Item, At, Style);
put({note, Note, Item}, At, Style) -> put({lines, [], [Note, Item]}, At, Style);
put({lines, Sep, Items}, At, Style) when At < 0 -> put({row, [], [], Sep, Items}, At, Style);
put({lines, Sep, Items}, At, Style) ->
    Pairs = items(Items, Sep, [], At, Style),
    case filled(lists:append(Pairs)) of
        [] -> {[], 0};
        Filled ->
            {_, Last} = lists:last(Filled),
            Lines = [C || {C, _} <- filled(joined(Pairs, At, Style))],
            {between(new_line(At), Lines), several(Last, At)}
    end;
put({word, Layout}, At, Style) -> put(Layout, At, Style);
put({hook, F, Expr, Prec}, At, _) ->
    Chars = F(Expr, At, Prec),
    {Chars, size_of(Chars, At)};
put({string, S}, At, #{string := Write}) when At < 0; S =:= [] -> constant(Write(S));
put({string, S}, At, #{string := Write, width := Width} = Style) ->
    put(row(string_parts(S, max(Width - At, ?PART_MIN), Write)), At, Style);
put({char, C}, _, #{char := Write}) -> constant(Write(C));
put({type_atom, A}, _, #{type_atom := Write}) -> constant(Write(A));
put({_, Value}, _, #{value := Write}) -> constant(Write(Value)).

constant(Chars) ->
    Flat = lists:flatten(Chars),
    {Flat, string:length(Flat)}.

%% One layout behind the other, each where the one before ends.
behind({_, Size} = First, Rest, At, Style) ->
    Place = fun(Layout, Column) ->
                {_, S} = Put = put(Layout, Column, Style),
                {Put, place(S, Column)}
            end,
    {Others, _} = lists:mapfoldl(Place, place(Size, At), Rest),
    {Chars, Sizes} = lists:unzip(filled([First | Others])),
    {Chars, sum(Sizes)}.

filled(Puts) -> [P || {_, Size} = P <- Puts, Size =/= 0].

place({line, Column}, _) -> Column;
place(Size, At) -> right(At, Size).

right(At, _) when At < 0 -> At;
right(At, Columns) -> At + Columns.

sum(Sizes) ->
    lists:foldl(fun({line, _} = Line, _) -> Line;
                   (Size, {line, Column}) -> {line, Column + Size};
                   (Size, Sum) -> Sum + Size
                end, 0, Sizes).

several({line, _} = Size, _) -> Size;
several(Size, At) -> {line, Size + At}.

row({_, Size} = Before, After, Sep, Items, At, #{width := Width} = Style) ->
    Column = place(Size, At),
    Pairs = items(Items, Sep, After, Column, Style),
    Filled = filled(lists:append(Pairs)),
    Blanks = if
                 is_list(Sep), Sep =/= [] -> max(0, length(Filled) - 1);
                 true -> 0
             end,
    Start = filled([Before]),
    case sum([S || {_, S} <- Start ++ Filled]) of
        Sum when is_integer(Sum) ->
            case right(At, Sum + Blanks) =< Width of
                true ->
                    Chars = [C || {C, _} <- Filled],
                    Spaced = if Blanks > 0 -> between($\s, Chars); true -> Chars end,
                    {[C || {C, _} <- Start] ++ Spaced, Sum + Blanks};
                false -> broken(Start, Pairs, Items, Column, At, Blanks > 0, Style)
            end;
        _ -> broken(Start, Pairs, Items, Column, At, Blanks > 0, Style)
    end.

broken(Start, Pairs, Items, Column, At, Blanks, Style) ->
    {Chars, Size} = fill(joined(Pairs, Column, Style), Items, Column, Blanks, Style),
    {[[C || {C, _} <- Start], Chars], several(Size, At)}.

%% For each item a pair of what stands on its line and of what is indented below.
items([], _, After, At, Style) -> [[put(After, At, Style), {[], 0}]];
items(Items, [{Sep, LastSep}], After, At, Style) ->
    items(Items, {[Sep], [LastSep]}, After, At, Style);
items(Items, {Sep, LastSep}, After, At, Style) ->
    separated(Items, Sep, LastSep, After, At, Style);
items(Items, Sep, After, At, Style) -> separated(Items, Sep, Sep, After, At, Style).

separated([Last], _, _, After, At, Style) -> [item(Last, After, At, Style)];
separated([Item, Last], _, LastSep, After, At, Style) ->
    [item(Item, LastSep, At, Style), item(Last, After, At, Style)];
separated([Item | Items], Sep, LastSep, After, At, Style) ->
    [item(Item, Sep, At, Style) | separated(Items, Sep, LastSep, After, At, Style)].

item({step, Head, Body}, Sep, At, #{indent := Indent} = Style) ->
    [put(Head, At, Style), put([Body, Sep], right(At, Indent), Style)];
item({cstep, Head, Body}, Sep, At, #{indent := Indent} = Style) ->
    case put(Head, At, Style) of
        {_, Size} = Put when is_integer(Size), Size < Indent ->
            [behind(Put, [$\s, Body, Sep], At, Style), {[], 0}];
        Put -> [Put, put([Body, Sep], right(At, Indent), Style)]
    end;
item({word, Layout}, Sep, At, Style) -> [put([Layout, Sep], At, Style), {[], 0}];
item(Layout, Sep, At, Style) -> [put([Layout, Sep], At, Style), {[], 0}].

%% The pairs in one, below each other.
joined(Pairs, At, #{indent := Indent}) ->
    [case Pair of
         [Head, {_, 0}] -> Head;
         [{Chars, Size}, {Below, SizeBelow}] ->
             {between(new_line(At + Indent), [Chars, Below]), sum([Size, SizeBelow])}
     end || Pair <- Pairs].

%% Short items side by side as far as there is room.
fill([Only], [], _, _, _) -> Only;
fill([{Chars, Size} | Rest], [Item | Items], At, Blanks, Style) ->
    Reached = case is_short(Item) of
                  true -> At + Size;
                  false -> none
              end,
    fill(Rest, Items, Reached, Size, [Chars], At, Blanks, Style).

%% Reached: the column behind the last short item, none if a line has ended.
fill([{Chars, Size} | Rest], [Item | Items], Reached, Sum, Done, At, Blanks, Style) ->
    case is_integer(Size) andalso is_short(Item) of
        true ->
            case is_integer(Reached) andalso Reached + Size + 1 =< map_get(width, Style) of
                true ->
                    More = if Blanks -> [Chars, $\s | Done]; true -> [Chars | Done] end,
                    fill(Rest, Items, Reached + Size + 1, Sum + Size + 1, More, At, Blanks, Style);
                false ->
                    fill(Rest, Items, At + Size, Size + 1, [Chars, new_line(At) | Done], At,
                         Blanks, Style)
            end;
        false ->
            fill(Rest, Items, none, 0, [Chars, new_line(At) | Done], At, Blanks, Style)
    end;
fill(_, _, _, Sum, Done, _, _, _) -> {lists:reverse(Done), Sum}.

is_short({text, _, _}) -> true;
is_short({atom, _}) -> true;
is_short({type_atom, _}) -> true;
is_short(_) -> false.

between(Sep, [First | Rest]) -> [First | [[Sep, Chars] || Chars <- Rest]].

new_line(At) -> [$\n | lists:duplicate(At, $\s)].

%% The longest parts that are written in so many columns.
string_parts([], _, _) -> [];
string_parts(S, Columns, Write) ->
    {Part, Written} = part(S, Columns, Columns, Write),
    [text(Written) | string_parts(string:slice(S, string:length(Part)), Columns, Write)].

part(S, Length, Columns, Write) ->
    Part = string:slice(S, 0, Length),
    Written = lists:flatten(Write(Part)),
    case string:length(Written) > Columns andalso Length > ?PART_MIN of
        true -> part(S, Length - 1, Columns, Write);
        false -> {Part, Written}
    end.

%% Of characters that another has laid out.
size_of(Chars, At) when At < 0 -> string:length(Chars);
size_of(Chars, At) ->
    Flat = lists:flatten(Chars),
    Column = lists:foldl(fun($\n, _) -> 0;
                            ($\t, C) -> (C div 8 + 1) * 8;
                            (_, C) -> C + 1
                         end, At, Flat),
    case lists:member($\n, Flat) of
        true -> {line, Column};
        false -> Column
    end.
