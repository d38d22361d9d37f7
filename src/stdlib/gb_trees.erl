%% General balanced trees (Arne Andersson, "General Balanced Trees", 1999): {Size, Node}, a node
%% being {Key, Value, Smaller, Bigger} or nil. An insertion deeper than 2 * log2(Size) balances the
%% smallest subtree that is too deep for its size; deletions balance nothing. Trees have OTP's
%% shape.
%% Source: STDLIB, gb_trees(3).
-module(gb_trees).

-export([balance/1, delete/2, delete_any/2, empty/0, enter/3, from_orddict/1, get/2, insert/3,
         is_defined/2, is_empty/1, iterator/1, iterator_from/2, keys/1, largest/1, lookup/2, map/2,
         next/1, size/1, smallest/1, take/2, take_any/2, take_largest/1, take_smallest/1, to_list/1,
         update/3, values/1]).
-compile({no_auto_import, [get/1, size/1]}).

empty() -> {0, nil}.

is_empty(Tree) -> Tree =:= {0, nil}.

size({Size, _}) when is_integer(Size), Size >= 0 -> Size.

lookup(Key, {_, Node}) -> lookup_1(Key, Node).

lookup_1(Key, {K, _, Smaller, _}) when Key < K -> lookup_1(Key, Smaller);
lookup_1(Key, {K, _, _, Bigger}) when Key > K -> lookup_1(Key, Bigger);
lookup_1(_, {_, Value, _, _}) -> {value, Value};
lookup_1(_, nil) -> none.

is_defined(Key, {_, Node}) -> lookup_1(Key, Node) =/= none.

get(Key, {_, Node}) -> get_1(Key, Node).

get_1(Key, {K, _, Smaller, _}) when Key < K -> get_1(Key, Smaller);
get_1(Key, {K, _, _, Bigger}) when Key > K -> get_1(Key, Bigger);
get_1(_, {_, Value, _, _}) -> Value.

update(Key, Value, {Size, Node}) -> {Size, update_1(Key, Value, Node)}.

update_1(Key, Value, {K, V, Smaller, Bigger}) when Key < K ->
    {K, V, update_1(Key, Value, Smaller), Bigger};
update_1(Key, Value, {K, V, Smaller, Bigger}) when Key > K ->
    {K, V, Smaller, update_1(Key, Value, Bigger)};
update_1(Key, Value, {_, _, Smaller, Bigger}) -> {Key, Value, Smaller, Bigger}.

insert(Key, Value, {Size, Node}) when is_integer(Size) ->
    New = Size + 1,
    {New, insert_1(Key, Value, Node, New * New)}.

%% Room is halved on each level; where none is left the new node is too deep: {deep, {Node,
%% 2^height, size}} goes up until a subtree is found whose height is too much for its size.
insert_1(Key, Value, {K, V, Smaller, Bigger}, Room) when Key < K ->
    case insert_1(Key, Value, Smaller, Room bsr 1) of
        {deep, {Node, Height, Size}} -> deep({K, V, Node, Bigger}, Height, Size, Bigger);
        Node -> {K, V, Node, Bigger}
    end;
insert_1(Key, Value, {K, V, Smaller, Bigger}, Room) when Key > K ->
    case insert_1(Key, Value, Bigger, Room bsr 1) of
        {deep, {Node, Height, Size}} -> deep({K, V, Smaller, Node}, Height, Size, Smaller);
        Node -> {K, V, Smaller, Node}
    end;
insert_1(Key, Value, nil, 0) -> {deep, {{Key, Value, nil, nil}, 1, 1}};
insert_1(Key, Value, nil, _) -> {Key, Value, nil, nil};
insert_1(Key, _, _, _) -> error({key_exists, Key}).

deep(Node, Height, Size, Sibling) ->
    {SiblingHeight, SiblingSize} = measure(Sibling),
    Higher = 2 * max(Height, SiblingHeight),
    Sum = Size + SiblingSize + 1,
    if
        Higher > Sum * Sum -> balanced(Node, Sum);
        true -> {deep, {Node, Higher, Sum}}
    end.

measure(nil) -> {1, 0};
measure({_, _, nil, nil}) -> {1, 1};
measure({_, _, Smaller, Bigger}) ->
    {H1, S1} = measure(Smaller),
    {H2, S2} = measure(Bigger),
    {2 * max(H1, H2), S1 + S2 + 1}.

enter(Key, Value, Tree) ->
    case is_defined(Key, Tree) of
        true -> update(Key, Value, Tree);
        false -> insert(Key, Value, Tree)
    end.

balance({Size, Node}) -> {Size, balanced(Node, Size)}.

from_orddict(List) ->
    Size = length(List),
    {Node, []} = build(List, Size),
    {Size, Node}.

balanced(Node, Size) -> element(1, build(to_list(Node, []), Size)).

%% A tree of the first Size pairs, and the rest of the list. The smaller keys have the larger half.
build(List, 0) -> {nil, List};
build([{Key, Value} | T], 1) -> {{Key, Value, nil, nil}, T};
build(List, Size) when Size > 1 ->
    Right = (Size - 1) div 2,
    {Smaller, [{Key, Value} | T]} = build(List, Size - 1 - Right),
    {Bigger, Rest} = build(T, Right),
    {{Key, Value, Smaller, Bigger}, Rest}.

delete(Key, {Size, Node}) when is_integer(Size), Size >= 0 -> {Size - 1, delete_1(Key, Node)}.

delete_1(Key, {K, V, Smaller, Bigger}) when Key < K -> {K, V, delete_1(Key, Smaller), Bigger};
delete_1(Key, {K, V, Smaller, Bigger}) when Key > K -> {K, V, Smaller, delete_1(Key, Bigger)};
delete_1(_, {_, _, Smaller, Bigger}) -> joined(Smaller, Bigger).

joined(Smaller, nil) -> Smaller;
joined(nil, Bigger) -> Bigger;
joined(Smaller, Bigger) ->
    {Key, Value, Rest} = take_smallest_1(Bigger),
    {Key, Value, Smaller, Rest}.

delete_any(Key, Tree) ->
    case is_defined(Key, Tree) of
        true -> delete(Key, Tree);
        false -> Tree
    end.

take(Key, {Size, Node}) when is_integer(Size), Size >= 0 ->
    {Value, Rest} = take_1(Key, Node),
    {Value, {Size - 1, Rest}}.

take_1(Key, {K, V, Smaller, Bigger}) when Key < K ->
    {Value, Rest} = take_1(Key, Smaller),
    {Value, {K, V, Rest, Bigger}};
take_1(Key, {K, V, Smaller, Bigger}) when Key > K ->
    {Value, Rest} = take_1(Key, Bigger),
    {Value, {K, V, Smaller, Rest}};
take_1(_, {_, Value, Smaller, Bigger}) -> {Value, joined(Smaller, Bigger)}.

take_any(Key, Tree) ->
    case is_defined(Key, Tree) of
        true -> take(Key, Tree);
        false -> error
    end.

take_smallest({Size, Node}) when is_integer(Size), Size >= 0 ->
    {Key, Value, Rest} = take_smallest_1(Node),
    {Key, Value, {Size - 1, Rest}}.

take_smallest_1({Key, Value, nil, Bigger}) -> {Key, Value, Bigger};
take_smallest_1({K, V, Smaller, Bigger}) ->
    {Key, Value, Rest} = take_smallest_1(Smaller),
    {Key, Value, {K, V, Rest, Bigger}}.

take_largest({Size, Node}) when is_integer(Size), Size >= 0 ->
    {Key, Value, Rest} = take_largest_1(Node),
    {Key, Value, {Size - 1, Rest}}.

take_largest_1({Key, Value, Smaller, nil}) -> {Key, Value, Smaller};
take_largest_1({K, V, Smaller, Bigger}) ->
    {Key, Value, Rest} = take_largest_1(Bigger),
    {Key, Value, {K, V, Smaller, Rest}}.

smallest({_, Node}) -> smallest_1(Node).

smallest_1({Key, Value, nil, _}) -> {Key, Value};
smallest_1({_, _, Smaller, _}) -> smallest_1(Smaller).

largest({_, Node}) -> largest_1(Node).

largest_1({Key, Value, _, nil}) -> {Key, Value};
largest_1({_, _, _, Bigger}) -> largest_1(Bigger).

to_list({_, Node}) -> to_list(Node, []).

to_list({Key, Value, Smaller, Bigger}, Tail) ->
    to_list(Smaller, [{Key, Value} | to_list(Bigger, Tail)]);
to_list(nil, Tail) -> Tail.

keys({_, Node}) -> keys(Node, []).

keys({Key, _, Smaller, Bigger}, Tail) -> keys(Smaller, [Key | keys(Bigger, Tail)]);
keys(nil, Tail) -> Tail.

values({_, Node}) -> values(Node, []).

values({_, Value, Smaller, Bigger}, Tail) -> values(Smaller, [Value | values(Bigger, Tail)]);
values(nil, Tail) -> Tail.

%% An iterator is a stack of the nodes that are still to come, the next one first.
iterator({_, Node}) -> leftmost(Node, []).

leftmost({_, _, Smaller, _} = Node, Stack) when Smaller =/= nil ->
    leftmost(Smaller, [Node | Stack]);
leftmost({_, _, nil, _} = Node, Stack) -> [Node | Stack];
leftmost(nil, Stack) -> Stack.

iterator_from(Key, {_, Node}) -> iterator_from(Key, Node, []).

iterator_from(Key, {K, _, _, Bigger}, Stack) when K < Key -> iterator_from(Key, Bigger, Stack);
iterator_from(Key, {_, _, Smaller, _} = Node, Stack) -> iterator_from(Key, Smaller, [Node | Stack]);
iterator_from(_, nil, Stack) -> Stack.

next([{Key, Value, _, Bigger} | Stack]) -> {Key, Value, leftmost(Bigger, Stack)};
next([]) -> none.

map(F, {Size, Node}) when is_function(F, 2) -> {Size, map_1(F, Node)}.

map_1(_, nil) -> nil;
map_1(F, {Key, Value, Smaller, Bigger}) ->
    {Key, F(Key, Value), map_1(F, Smaller), map_1(F, Bigger)}.
