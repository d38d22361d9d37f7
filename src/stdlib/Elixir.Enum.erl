%% What can be walked through: lists, maps (as pairs), ranges and sets. Elixir: Enum. Differs: all
%% elements are taken out first; other structs and funs that enumerate are not known.
-module('Elixir.Enum').

-export([to_list/1, map/2, each/2, filter/2, reject/2, flat_map/2, reduce/2, reduce/3, into/2, into/3]).
-export([count/1, count/2, sum/1, product/1, min/1, max/1, 'empty?'/1, 'member?'/2, 'any?'/1,
         'any?'/2, 'all?'/1, 'all?'/2, find/2, find/3, at/2, at/3]).
-export([reverse/1, sort/1, sort/2, uniq/1, concat/1, concat/2, join/1, join/2, map_join/3, zip/1,
         zip/2, take/2, drop/2, take_while/2, drop_while/2, with_index/1, with_index/2, group_by/2,
         split/2]).

to_list(List) when is_list(List) -> List;
to_list(#{'__struct__' := 'Elixir.Range', first := First, last := Last, step := Step}) ->
    if
        Step > 0, First > Last; Step < 0, First < Last -> [];
        true -> lists:seq(First, Last, Step)
    end;
to_list(#{'__struct__' := 'Elixir.MapSet', map := Map}) -> maps:keys(Map);
to_list(Map) when is_map(Map), not is_map_key('__struct__', Map) -> maps:to_list(Map);
to_list(Other) ->
    error(#{'__struct__' => 'Elixir.Protocol.UndefinedError', '__exception__' => true,
            protocol => 'Elixir.Enumerable', value => Other, description => <<>>}).

%%% One result for each.

map(Elements, Fun) -> lists:map(Fun, to_list(Elements)).
flat_map(Elements, Fun) -> lists:flatmap(fun(E) -> to_list(Fun(E)) end, to_list(Elements)).
filter(Elements, Fun) -> [E || E <- to_list(Elements), truth(Fun(E))].
reject(Elements, Fun) -> [E || E <- to_list(Elements), not truth(Fun(E))].

each(Elements, Fun) -> lists:foreach(Fun, to_list(Elements)).

%%% One result for all.

reduce(Elements, Fun) ->
    case to_list(Elements) of
        [First | Rest] -> lists:foldl(Fun, First, Rest);
        [] -> empty()
    end.
reduce(Elements, Accumulator, Fun) -> lists:foldl(Fun, Accumulator, to_list(Elements)).

into(Elements, Target) when is_list(Target) -> Target ++ to_list(Elements);
into(Elements, #{'__struct__' := 'Elixir.MapSet', map := Map} = Set) ->
    Set#{map := lists:foldl(fun(E, M) -> M#{E => []} end, Map, to_list(Elements))};
into(Elements, Target) when is_map(Target) ->
    lists:foldl(fun({Key, Value}, Map) -> Map#{Key => Value} end, Target, to_list(Elements)).
into(Elements, Target, Fun) -> into(map(Elements, Fun), Target).

count(Elements) -> length(to_list(Elements)).
count(Elements, Fun) -> length(filter(Elements, Fun)).
sum(Elements) -> lists:sum(to_list(Elements)).
product(Elements) -> lists:foldl(fun(E, P) -> P * E end, 1, to_list(Elements)).

min(Elements) -> extreme(fun lists:min/1, to_list(Elements)).
max(Elements) -> extreme(fun lists:max/1, to_list(Elements)).

extreme(_, []) -> empty();
extreme(Of, List) -> Of(List).

empty() ->
    error(#{'__struct__' => 'Elixir.Enum.EmptyError', '__exception__' => true,
            message => <<"empty error">>}).

'empty?'(Elements) -> to_list(Elements) =:= [].
'member?'(Elements, Element) -> lists:member(Element, to_list(Elements)).
'any?'(Elements) -> lists:any(fun truth/1, to_list(Elements)).
'any?'(Elements, Fun) -> lists:any(fun(E) -> truth(Fun(E)) end, to_list(Elements)).
'all?'(Elements) -> lists:all(fun truth/1, to_list(Elements)).
'all?'(Elements, Fun) -> lists:all(fun(E) -> truth(Fun(E)) end, to_list(Elements)).

find(Elements, Fun) -> find(Elements, nil, Fun).
find(Elements, Default, Fun) ->
    case lists:dropwhile(fun(E) -> not truth(Fun(E)) end, to_list(Elements)) of
        [Found | _] -> Found;
        [] -> Default
    end.

at(Elements, Index) -> at(Elements, Index, nil).

%% Counted from 0; from the end if it is negative.
at(Elements, Index, Default) ->
    List = to_list(Elements),
    Place = if Index < 0 -> length(List) + Index; true -> Index end,
    case Place >= 0 andalso lists:nthtail(erlang:min(Place, length(List)), List) of
        [Element | _] -> Element;
        _ -> Default
    end.

%%% Other orders and parts.

reverse(Elements) -> lists:reverse(to_list(Elements)).
sort(Elements) -> lists:sort(to_list(Elements)).
sort(Elements, asc) -> lists:sort(to_list(Elements));
sort(Elements, desc) -> lists:sort(fun(A, B) -> A >= B end, to_list(Elements));
sort(Elements, Fun) -> lists:sort(fun(A, B) -> truth(Fun(A, B)) end, to_list(Elements)).

uniq(Elements) -> uniq(to_list(Elements), #{}).
uniq([E | Rest], Seen) when is_map_key(E, Seen) -> uniq(Rest, Seen);
uniq([E | Rest], Seen) -> [E | uniq(Rest, Seen#{E => []})];
uniq([], _) -> [].

concat(Many) -> lists:append(map(Many, fun to_list/1)).
concat(Left, Right) -> to_list(Left) ++ to_list(Right).

join(Elements) -> join(Elements, <<>>).
join(Elements, Joiner) ->
    iolist_to_binary(lists:join(Joiner, [text(E) || E <- to_list(Elements)])).
map_join(Elements, Joiner, Fun) -> join(map(Elements, Fun), Joiner).

text(Element) -> 'Elixir.String.Chars':to_string(Element).

zip(Left, Right) -> zip([Left, Right]).
zip(Many) -> rows(map(Many, fun to_list/1)).

rows([]) -> [];
rows(Lists) ->
    case lists:member([], Lists) of
        true -> [];
        false -> [list_to_tuple([hd(L) || L <- Lists]) | rows([tl(L) || L <- Lists])]
    end.

take(Elements, Count) -> element(1, parts(Elements, Count)).
drop(Elements, Count) -> element(2, parts(Elements, Count)).
split(Elements, Count) when Count >= 0 -> parts(Elements, Count);
split(Elements, Count) ->
    {Rest, First} = parts(Elements, Count),
    {First, Rest}.

%% Those that are taken and those that are left; a negative count is of the last ones.
parts(Elements, Count) ->
    List = to_list(Elements),
    Size = length(List),
    if
        Count >= 0 -> lists:split(erlang:min(Count, Size), List);
        true ->
            {First, Last} = lists:split(erlang:max(0, Size + Count), List),
            {Last, First}
    end.

take_while(Elements, Fun) ->
    lists:takewhile(fun(E) -> truth(Fun(E)) end, to_list(Elements)).
drop_while(Elements, Fun) ->
    lists:dropwhile(fun(E) -> truth(Fun(E)) end, to_list(Elements)).

with_index(Elements) -> with_index(Elements, 0).
with_index(Elements, Fun) when is_function(Fun, 2) ->
    [Fun(E, I) || {E, I} <- with_index(Elements, 0)];
with_index(Elements, Offset) ->
    List = to_list(Elements),
    lists:zip(List, lists:seq(Offset, Offset + length(List) - 1)).

group_by(Elements, Key) ->
    lists:foldr(fun(E, Groups) ->
                    Name = Key(E),
                    Groups#{Name => [E | maps:get(Name, Groups, [])]}
                end, #{}, to_list(Elements)).

%% Everything is true but false and nil.
truth(false) -> false;
truth(nil) -> false;
truth(_) -> true.
