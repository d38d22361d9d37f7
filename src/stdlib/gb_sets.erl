%% Sets as general balanced trees (see gb_trees): {Size, Node}, a node being {Element, Smaller,
%% Bigger} or nil. Trees have OTP's shape.
%% Source: STDLIB, gb_sets(3).
-module(gb_sets).

-export([add/2, add_element/2, balance/1, del_element/2, delete/2, delete_any/2, difference/2,
         empty/0, filter/2, fold/3, from_list/1, from_ordset/1, insert/2, intersection/1,
         intersection/2, is_disjoint/2, is_element/2, is_empty/1, is_member/2, is_set/1,
         is_subset/2, iterator/1, iterator_from/2, largest/1, new/0, next/1, singleton/1, size/1,
         smallest/1, subtract/2, take_largest/1, take_smallest/1, to_list/1, union/1, union/2]).
-compile({no_auto_import, [size/1]}).

empty() -> {0, nil}.

new() -> empty().

singleton(E) -> {1, {E, nil, nil}}.

is_empty(Set) -> Set =:= {0, nil}.

is_set({0, nil}) -> true;
is_set({Size, {_, _, _}}) -> is_integer(Size) andalso Size >= 0;
is_set(_) -> false.

size({Size, _}) -> Size.

is_member(E, {_, Node}) -> member(E, Node).

is_element(E, Set) -> is_member(E, Set).

member(E, {X, Smaller, _}) when E < X -> member(E, Smaller);
member(E, {X, _, Bigger}) when E > X -> member(E, Bigger);
member(_, {_, _, _}) -> true;
member(_, nil) -> false.

insert(E, {Size, Node}) ->
    New = Size + 1,
    {New, insert_1(E, Node, New * New)}.

insert_1(E, {X, Smaller, Bigger}, Room) when E < X ->
    case insert_1(E, Smaller, Room bsr 1) of
        {deep, {Node, Height, Size}} -> deep({X, Node, Bigger}, Height, Size, Bigger);
        Node -> {X, Node, Bigger}
    end;
insert_1(E, {X, Smaller, Bigger}, Room) when E > X ->
    case insert_1(E, Bigger, Room bsr 1) of
        {deep, {Node, Height, Size}} -> deep({X, Smaller, Node}, Height, Size, Smaller);
        Node -> {X, Smaller, Node}
    end;
insert_1(E, nil, 0) -> {deep, {{E, nil, nil}, 1, 1}};
insert_1(E, nil, _) -> {E, nil, nil};
insert_1(E, _, _) -> error({key_exists, E}).

deep(Node, Height, Size, Sibling) ->
    {SiblingHeight, SiblingSize} = measure(Sibling),
    Higher = 2 * max(Height, SiblingHeight),
    Sum = Size + SiblingSize + 1,
    if
        Higher > Sum * Sum -> element(1, build(to_list(Node, []), Sum));
        true -> {deep, {Node, Higher, Sum}}
    end.

measure(nil) -> {1, 0};
measure({_, nil, nil}) -> {1, 1};
measure({_, Smaller, Bigger}) ->
    {H1, S1} = measure(Smaller),
    {H2, S2} = measure(Bigger),
    {2 * max(H1, H2), S1 + S2 + 1}.

add(E, Set) ->
    case is_member(E, Set) of
        true -> Set;
        false -> insert(E, Set)
    end.

add_element(E, Set) -> add(E, Set).

balance({Size, Node}) -> {Size, element(1, build(to_list(Node, []), Size))}.

from_list(List) -> from_ordset(ordsets:from_list(List)).

from_ordset(List) ->
    Size = length(List),
    {Size, element(1, build(List, Size))}.

%% A tree of the first Size elements, and the rest of the list. The smaller ones have the larger
%% half.
build(List, 0) -> {nil, List};
build([E | T], 1) -> {{E, nil, nil}, T};
build(List, Size) when Size > 1 ->
    Right = (Size - 1) div 2,
    {Smaller, [E | T]} = build(List, Size - 1 - Right),
    {Bigger, Rest} = build(T, Right),
    {{E, Smaller, Bigger}, Rest}.

%% The same from a list that descends, where the bigger ones have the larger half.
from_descending(List, Size) -> {Size, element(1, build_down(List, Size))}.

build_down(List, 0) -> {nil, List};
build_down([E | T], 1) -> {{E, nil, nil}, T};
build_down(List, Size) ->
    Left = (Size - 1) div 2,
    {Bigger, [E | T]} = build_down(List, Size - 1 - Left),
    {Smaller, Rest} = build_down(T, Left),
    {{E, Smaller, Bigger}, Rest}.

delete(E, {Size, Node}) -> {Size - 1, delete_1(E, Node)}.

delete_1(E, {X, Smaller, Bigger}) when E < X -> {X, delete_1(E, Smaller), Bigger};
delete_1(E, {X, Smaller, Bigger}) when E > X -> {X, Smaller, delete_1(E, Bigger)};
delete_1(_, {_, Smaller, nil}) -> Smaller;
delete_1(_, {_, nil, Bigger}) -> Bigger;
delete_1(_, {_, Smaller, Bigger}) ->
    {E, Rest} = take_smallest_1(Bigger),
    {E, Smaller, Rest}.

delete_any(E, Set) ->
    case is_member(E, Set) of
        true -> delete(E, Set);
        false -> Set
    end.

del_element(E, Set) -> delete_any(E, Set).

take_smallest({Size, Node}) ->
    {E, Rest} = take_smallest_1(Node),
    {E, {Size - 1, Rest}}.

take_smallest_1({E, nil, Bigger}) -> {E, Bigger};
take_smallest_1({X, Smaller, Bigger}) ->
    {E, Rest} = take_smallest_1(Smaller),
    {E, {X, Rest, Bigger}}.

take_largest({Size, Node}) ->
    {E, Rest} = take_largest_1(Node),
    {E, {Size - 1, Rest}}.

take_largest_1({E, Smaller, nil}) -> {E, Smaller};
take_largest_1({X, Smaller, Bigger}) ->
    {E, Rest} = take_largest_1(Bigger),
    {E, {X, Smaller, Rest}}.

smallest({_, Node}) -> smallest_1(Node).

smallest_1({E, nil, _}) -> E;
smallest_1({_, Smaller, _}) -> smallest_1(Smaller).

largest({_, Node}) -> largest_1(Node).

largest_1({E, _, nil}) -> E;
largest_1({_, _, Bigger}) -> largest_1(Bigger).

to_list({_, Node}) -> to_list(Node, []).

to_list({E, Smaller, Bigger}, Tail) -> to_list(Smaller, [E | to_list(Bigger, Tail)]);
to_list(nil, Tail) -> Tail.

%% An iterator is a stack of the nodes that are still to come, the next one first.
iterator({_, Node}) -> leftmost(Node, []).

leftmost({_, Smaller, _} = Node, Stack) when Smaller =/= nil -> leftmost(Smaller, [Node | Stack]);
leftmost({_, nil, _} = Node, Stack) -> [Node | Stack];
leftmost(nil, Stack) -> Stack.

iterator_from(E, {_, Node}) -> iterator_from(E, Node, []).

iterator_from(E, {X, _, Bigger}, Stack) when X < E -> iterator_from(E, Bigger, Stack);
iterator_from(E, {_, Smaller, _} = Node, Stack) -> iterator_from(E, Smaller, [Node | Stack]);
iterator_from(_, nil, Stack) -> Stack.

next([{E, _, Bigger} | Stack]) -> {E, leftmost(Bigger, Stack)};
next([]) -> none.

fold(F, Acc, {_, Node}) when is_function(F, 2) -> fold_1(F, Acc, Node).

fold_1(F, Acc, {E, Smaller, Bigger}) -> fold_1(F, F(E, fold_1(F, Acc, Smaller)), Bigger);
fold_1(_, Acc, _) -> Acc.

filter(F, Set) when is_function(F, 1) -> from_ordset([E || E <- to_list(Set), F(E)]).

%% Whether to walk through a tree of Size along with a list of Length, or to search the tree for
%% each of the list.
walk(_, Size) when Size < 10 -> true;
walk(Length, Size) -> Size < Length * round(1.46 * math:log(Size)).

union({Size1, _} = A, {Size2, _} = B) when Size2 < Size1 -> union_into(B, A);
union({_, _} = A, {_, _} = B) -> union_into(A, B).

union_into({Length, Few}, {Size, Node} = Many) ->
    List = to_list(Few, []),
    case walk(Length, Size) of
        true -> merge(List, to_list(Node, []), [], Length + Size);
        false -> lists:foldl(fun add/2, Many, List)
    end.

%% As in ordsets the lists change places whenever the second one gives an element.
merge([X | A], [Y | _] = B, Acc, Size) when X < Y -> merge(A, B, [X | Acc], Size);
merge([X | _] = A, [Y | B], Acc, Size) when X > Y -> merge(B, A, [Y | Acc], Size);
merge([X | A], [_ | B], Acc, Size) -> merge(A, B, [X | Acc], Size - 1);
merge([], B, Acc, Size) -> from_descending(lists:reverse(B, Acc), Size);
merge(A, [], Acc, Size) -> from_descending(lists:reverse(A, Acc), Size).

union([A, B | T]) -> union([union(A, B) | T]);
union([Set]) -> Set;
union([]) -> empty().

intersection({Size1, _} = A, {Size2, _} = B) when Size2 < Size1 -> intersection_of(B, A);
intersection({_, _} = A, {_, _} = B) -> intersection_of(A, B).

intersection_of({Length, Few}, {Size, Node}) ->
    List = to_list(Few, []),
    case walk(Length, Size) of
        true -> common(List, to_list(Node, []), [], 0);
        false -> from_ordset_down([E || E <- List, member(E, Node)])
    end.

from_ordset_down(List) -> from_descending(lists:reverse(List), length(List)).

common([X | A], [Y | _] = B, Acc, Size) when X < Y -> common(A, B, Acc, Size);
common([X | _] = A, [Y | B], Acc, Size) when X > Y -> common(B, A, Acc, Size);
common([X | A], [_ | B], Acc, Size) -> common(A, B, [X | Acc], Size + 1);
common([], _, Acc, Size) -> from_descending(Acc, Size);
common(_, [], Acc, Size) -> from_descending(Acc, Size).

intersection([A, B | T]) -> intersection([intersection(A, B) | T]);
intersection([Set]) -> Set.

difference({Length, Node1}, {Size, Node2}) ->
    List = to_list(Node1, []),
    from_ordset_down(case walk(Length, Size) of
                         true -> ordsets:subtract(List, to_list(Node2, []));
                         false -> [E || E <- List, not member(E, Node2)]
                     end).

subtract(A, B) -> difference(A, B).

is_subset({Length, Node1}, {Size, Node2}) ->
    List = to_list(Node1, []),
    case walk(Length, Size) of
        true -> ordsets:is_subset(List, to_list(Node2, []));
        false -> lists:all(fun(E) -> member(E, Node2) end, List)
    end.

is_disjoint({Size1, _} = A, {Size2, Node}) when Size1 < Size2 ->
    not lists:any(fun(E) -> member(E, Node) end, to_list(A));
is_disjoint({_, Node}, {_, _} = B) -> not lists:any(fun(E) -> member(E, Node) end, to_list(B)).
