%% Arrays: a tree with ten elements in each leaf, and ten children in each node. A node's 11th
%% element is how many elements a child holds; instead of a leaf or node in which nothing was ever
%% set stands how many it would hold. `max` is 0 when the array is of fixed size. It is OTP's
%% representation.
%% Source: STDLIB, array(3).
-module(array).

-export([default/1, fix/1, foldl/3, foldr/3, from_list/1, from_list/2, from_orddict/1,
         from_orddict/2, get/2, is_array/1, is_fix/1, map/2, new/0, new/1, new/2, relax/1, reset/2,
         resize/1, resize/2, set/3, size/1, sparse_foldl/3, sparse_foldr/3, sparse_map/2,
         sparse_size/1, sparse_to_list/1, sparse_to_orddict/1, to_list/1, to_orddict/1]).
-compile({no_auto_import, [size/1]}).

-record(array, {size, max, default = undefined, elements}).

-define(LEAF, 10).

new() -> new([]).

new(Options) -> new(options(Options), 0, false, undefined).

new(Size, Options) when is_integer(Size), Size >= 0 -> new(options(Options), Size, true, undefined);
new(_, _) -> error(badarg).

new([fixed | T], Size, _, Default) -> new(T, Size, true, Default);
new([{fixed, Fixed} | T], Size, _, Default) when is_boolean(Fixed) -> new(T, Size, Fixed, Default);
new([{default, Default} | T], Size, Fixed, _) -> new(T, Size, Fixed, Default);
new([{size, Size} | T], _, _, Default) when is_integer(Size), Size >= 0 ->
    new(T, Size, true, Default);
new([Size | T], _, _, Default) when is_integer(Size), Size >= 0 -> new(T, Size, true, Default);
new([], Size, Fixed, Default) ->
    Room = room(Size, ?LEAF),
    #array{size = Size, max = max_of(Fixed, Room), default = Default, elements = Room};
new(_, _, _, _) -> error(badarg).

options(List) when is_list(List) -> List;
options(Option) -> [Option].

max_of(true, _) -> 0;
max_of(false, Room) -> Room.

%% The elements of the smallest tree that holds Size.
room(Size, Room) when Size > Room -> room(Size, 10 * Room);
room(_, Room) -> Room.

is_array(#array{size = Size, max = Max}) -> is_integer(Size) andalso is_integer(Max);
is_array(_) -> false.

size(#array{size = Size}) -> Size;
size(_) -> error(badarg).

default(#array{default = Default}) -> Default;
default(_) -> error(badarg).

fix(#array{} = Array) -> Array#array{max = 0}.

is_fix(#array{max = Max}) -> Max =:= 0.

relax(#array{size = Size} = Array) -> Array#array{max = room(Size, ?LEAF)}.

resize(Size, #array{size = Had, max = Max, elements = Tree} = Array)
  when is_integer(Size), Size >= 0 ->
    if
        Size > Had ->
            {Grown, Room} = grow(Size, Tree, room_of(Max, Had)),
            Array#array{size = Size, max = max_of(Max =:= 0, Room), elements = Grown};
        true -> Array#array{size = Size}
    end;
resize(_, _) -> error(badarg).

resize(Array) -> resize(sparse_size(Array), Array).

room_of(0, Size) -> room(Size, ?LEAF);
room_of(Max, _) -> Max.

%% The tree becomes the first child of a higher one until there is room for Size.
grow(Size, Tree, _) when is_integer(Tree) ->
    Room = room(Size, Tree),
    {Room, Room};
grow(Size, Tree, Room) when Size > Room ->
    grow(Size, setelement(1, erlang:make_tuple(11, Room), Tree), 10 * Room);
grow(_, Tree, Room) -> {Tree, Room}.

get(I, #array{size = Size, max = Max, elements = Tree, default = Default})
  when is_integer(I), I >= 0 ->
    if
        I < Size -> element_at(I, Tree, Default);
        Max > 0 -> Default;
        true -> error(badarg)
    end;
get(_, _) -> error(badarg).

element_at(I, Tree, Default) when tuple_size(Tree) =:= 11 ->
    Span = element(11, Tree),
    element_at(I rem Span, element(I div Span + 1, Tree), Default);
element_at(_, Tree, Default) when is_integer(Tree) -> Default;
element_at(I, Leaf, _) -> element(I + 1, Leaf).

set(I, Value, #array{size = Size, max = Max, default = Default, elements = Tree} = Array)
  when is_integer(I), I >= 0 ->
    if
        I < Size -> Array#array{elements = set_at(I, Tree, Value, Default)};
        I < Max -> Array#array{size = I + 1, elements = set_at(I, Tree, Value, Default)};
        Max > 0 ->
            {Grown, Room} = grow(I + 1, Tree, Max),
            Array#array{size = I + 1, max = Room, elements = set_at(I, Grown, Value, Default)};
        true -> error(badarg)
    end;
set(_, _, _) -> error(badarg).

set_at(I, Tree, Value, Default) when tuple_size(Tree) =:= 11 ->
    Span = element(11, Tree),
    At = I div Span + 1,
    setelement(At, Tree, set_at(I rem Span, element(At, Tree), Value, Default));
set_at(I, Tree, Value, Default) when is_integer(Tree) ->
    set_at(I, unfolded(Tree, Default), Value, Default);
set_at(I, Leaf, Value, _) -> setelement(I + 1, Leaf, Value).

unfolded(?LEAF, Default) -> erlang:make_tuple(?LEAF, Default);
unfolded(Count, _) -> erlang:make_tuple(11, Count div 10).

%% Where nothing was set, none is.
reset(I, #array{size = Size, max = Max, default = Default, elements = Tree} = Array)
  when is_integer(I), I >= 0 ->
    if
        I < Size ->
            case element_at(I, Tree, Default) of
                Default -> Array;
                _ -> Array#array{elements = set_at(I, Tree, Default, Default)}
            end;
        Max > 0 -> Array;
        true -> error(badarg)
    end;
reset(_, _) -> error(badarg).

%% Folds. `Wanted`: all, or sparse, which leaves out what equals the default value.

foldl(F, Acc, #array{} = Array) when is_function(F, 3) -> left(all, F, Acc, Array);
foldl(_, _, _) -> error(badarg).

sparse_foldl(F, Acc, #array{} = Array) when is_function(F, 3) -> left(sparse, F, Acc, Array);
sparse_foldl(_, _, _) -> error(badarg).

foldr(F, Acc, #array{} = Array) when is_function(F, 3) -> right(all, F, Acc, Array);
foldr(_, _, _) -> error(badarg).

sparse_foldr(F, Acc, #array{} = Array) when is_function(F, 3) -> right(sparse, F, Acc, Array);
sparse_foldr(_, _, _) -> error(badarg).

left(_, _, Acc, #array{size = 0}) -> Acc;
left(Wanted, F, Acc, #array{size = Size, elements = Tree, default = Default}) ->
    left(Wanted, F, Acc, Tree, 0, Size, Default).

%% The elements First to End - 1, the tree's first one being First.
left(Wanted, F, Acc, Tree, First, End, Default) when tuple_size(Tree) =:= 11 ->
    left_children(Wanted, F, Acc, Tree, 1, First, End, Default);
left(sparse, _, Acc, Tree, _, _, _) when is_integer(Tree) -> Acc;
left(_, F, Acc, Tree, First, End, Default) when is_integer(Tree) ->
    left_defaults(F, Acc, First, min(End, First + Tree), Default);
left(Wanted, F, Acc, Leaf, First, End, Default) ->
    left_leaf(Wanted, F, Acc, Leaf, 1, First, min(End, First + ?LEAF), Default).

left_children(_, _, Acc, _, I, First, End, _) when I > 10; First >= End -> Acc;
left_children(Wanted, F, Acc, Tree, I, First, End, Default) ->
    Next = left(Wanted, F, Acc, element(I, Tree), First, End, Default),
    left_children(Wanted, F, Next, Tree, I + 1, First + element(11, Tree), End, Default).

left_defaults(_, Acc, End, End, _) -> Acc;
left_defaults(F, Acc, I, End, Default) -> left_defaults(F, F(I, Default, Acc), I + 1, End, Default).

left_leaf(_, _, Acc, _, _, End, End, _) -> Acc;
left_leaf(Wanted, F, Acc, Leaf, At, I, End, Default) ->
    case element(At, Leaf) of
        Default when Wanted =:= sparse ->
            left_leaf(Wanted, F, Acc, Leaf, At + 1, I + 1, End, Default);
        Value -> left_leaf(Wanted, F, F(I, Value, Acc), Leaf, At + 1, I + 1, End, Default)
    end.

right(_, _, Acc, #array{size = 0}) -> Acc;
right(Wanted, F, Acc, #array{size = Size, elements = Tree, default = Default}) ->
    right(Wanted, F, Acc, Tree, 0, Size, Default).

right(Wanted, F, Acc, Tree, First, End, Default) when tuple_size(Tree) =:= 11 ->
    Span = element(11, Tree),
    Last = min(10, (End - 1 - First) div Span + 1),
    right_children(Wanted, F, Acc, Tree, Last, First, End, Default);
right(sparse, _, Acc, Tree, _, _, _) when is_integer(Tree) -> Acc;
right(_, F, Acc, Tree, First, End, Default) when is_integer(Tree) ->
    right_defaults(F, Acc, First, min(End, First + Tree), Default);
right(Wanted, F, Acc, Leaf, First, End, Default) ->
    right_leaf(Wanted, F, Acc, Leaf, min(End - First, ?LEAF), First, Default).

right_children(_, _, Acc, _, 0, _, _, _) -> Acc;
right_children(Wanted, F, Acc, Tree, I, First, End, Default) ->
    Begin = First + (I - 1) * element(11, Tree),
    Next = right(Wanted, F, Acc, element(I, Tree), Begin, End, Default),
    right_children(Wanted, F, Next, Tree, I - 1, First, End, Default).

right_defaults(_, Acc, First, First, _) -> Acc;
right_defaults(F, Acc, First, End, Default) ->
    right_defaults(F, F(End - 1, Default, Acc), First, End - 1, Default).

right_leaf(_, _, Acc, _, 0, _, _) -> Acc;
right_leaf(Wanted, F, Acc, Leaf, At, First, Default) ->
    case element(At, Leaf) of
        Default when Wanted =:= sparse -> right_leaf(Wanted, F, Acc, Leaf, At - 1, First, Default);
        Value -> right_leaf(Wanted, F, F(First + At - 1, Value, Acc), Leaf, At - 1, First, Default)
    end.

to_list(Array) -> foldr(fun(_, Value, List) -> [Value | List] end, [], Array).

sparse_to_list(Array) -> sparse_foldr(fun(_, Value, List) -> [Value | List] end, [], Array).

to_orddict(Array) -> foldr(fun(I, Value, List) -> [{I, Value} | List] end, [], Array).

sparse_to_orddict(Array) -> sparse_foldr(fun(I, Value, List) -> [{I, Value} | List] end, [], Array).

sparse_size(Array) ->
    try sparse_foldr(fun(I, _, _) -> throw({last, I}) end, 0, Array)
    catch throw:{last, I} -> I + 1
    end.

%% map/2 sets every element, sparse_map/2 leaves what was never set.

map(F, #array{} = Array) when is_function(F, 2) -> mapped(all, F, Array);
map(_, _) -> error(badarg).

sparse_map(F, #array{} = Array) when is_function(F, 2) -> mapped(sparse, F, Array);
sparse_map(_, _) -> error(badarg).

mapped(_, _, #array{size = 0} = Array) -> Array;
mapped(Wanted, F, #array{size = Size, elements = Tree, default = Default} = Array) ->
    Array#array{elements = mapped(Wanted, F, Tree, 0, Size, Default)}.

mapped(Wanted, F, Tree, First, End, Default) when tuple_size(Tree) =:= 11 ->
    list_to_tuple(mapped_children(Wanted, F, Tree, 1, First, End, Default));
mapped(sparse, _, Tree, _, _, _) when is_integer(Tree) -> Tree;
mapped(Wanted, F, Tree, First, End, Default) when is_integer(Tree) ->
    mapped(Wanted, F, unfolded(Tree, Default), First, End, Default);
mapped(Wanted, F, Leaf, First, End, Default) ->
    list_to_tuple(mapped_leaf(Wanted, F, tuple_to_list(Leaf), First, End, Default)).

mapped_children(_, _, Tree, 11, _, _, _) -> [element(11, Tree)];
mapped_children(Wanted, F, Tree, I, First, End, Default) ->
    Child = element(I, Tree),
    New = if
              First < End -> mapped(Wanted, F, Child, First, End, Default);
              true -> Child
          end,
    [New | mapped_children(Wanted, F, Tree, I + 1, First + element(11, Tree), End, Default)].

mapped_leaf(_, _, [], _, _, _) -> [];
mapped_leaf(all, F, [_ | T], I, End, Default) when I >= End ->
    [Default | mapped_leaf(all, F, T, I + 1, End, Default)];
mapped_leaf(sparse, F, [Default | T], I, End, Default) ->
    [Default | mapped_leaf(sparse, F, T, I + 1, End, Default)];
mapped_leaf(Wanted, F, [Value | T], I, End, Default) ->
    [F(I, Value) | mapped_leaf(Wanted, F, T, I + 1, End, Default)].

from_list(List) -> from_list(List, undefined).

from_list([], Default) -> new({default, Default});
from_list(List, Default) when is_list(List) ->
    Size = try length(List) catch error:_ -> error(badarg) end,
    Room = room(Size, ?LEAF),
    {Tree, []} = from_list(List, Room, Default),
    #array{size = Size, max = Room, default = Default, elements = Tree};
from_list(_, _) -> error(badarg).

%% A tree of Room elements, and the rest of the list.
from_list([], Room, _) -> {Room, []};
from_list(List, ?LEAF, Default) -> leaf_of(List, ?LEAF, Default, []);
from_list(List, Room, Default) ->
    Span = Room div 10,
    {Rest, Children} = lists:foldl(fun(_, {In, Acc}) ->
                                           {Child, Out} = from_list(In, Span, Default),
                                           {Out, [Child | Acc]}
                                   end,
                                   {List, []}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    {list_to_tuple(lists:reverse(Children, [Span])), Rest}.

leaf_of(List, 0, _, Acc) -> {list_to_tuple(lists:reverse(Acc)), List};
leaf_of([H | T], N, Default, Acc) -> leaf_of(T, N - 1, Default, [H | Acc]);
leaf_of([], N, Default, Acc) -> leaf_of([], N - 1, Default, [Default | Acc]).

from_orddict(Dict) -> from_orddict(Dict, undefined).

from_orddict([], Default) -> new({default, Default});
from_orddict(Dict, Default) when is_list(Dict) ->
    Size = check_orddict(Dict, 0),
    Room = room(Size, ?LEAF),
    {Tree, [], _} = from_orddict(Dict, 0, Room, Default, 0),
    #array{size = Size, max = Room, default = Default, elements = Tree};
from_orddict(_, _) -> error(badarg).

check_orddict([{I, _} | T], Least) when is_integer(I), I >= Least -> check_orddict(T, I + 1);
check_orddict([], Size) -> Size;
check_orddict(Wrong, _) -> error({badarg, Wrong}).

%% The tree from index First on, the rest of the list, and where the last leaf made ends. As in OTP
%% an empty leaf is made when it is just after one and the next entry just behind it.
from_orddict([{I, _} | _] = Dict, First, Room, _, Made)
  when I >= First + Room, I =/= Made + ?LEAF;
       I >= First + Room, Made < First;
       I >= First + Room, Made >= First + Room ->
    {Room, Dict, Made};
from_orddict([], _, Room, _, Made) -> {Room, [], Made};
from_orddict(Dict, First, ?LEAF, Default, _) ->
    {Leaf, Rest} = leaf_of_pairs(Dict, First, First + ?LEAF, Default, []),
    {Leaf, Rest, First + ?LEAF};
from_orddict(Dict, First, Room, Default, Made) ->
    Span = Room div 10,
    {Rest, Children, Last} =
        lists:foldl(fun(N, {In, Acc, From}) ->
                            {Child, Out, To} =
                                from_orddict(In, First + N * Span, Span, Default, From),
                            {Out, [Child | Acc], To}
                    end,
                    {Dict, [], Made}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    {list_to_tuple(lists:reverse(Children, [Span])), Rest, Last}.

leaf_of_pairs(Rest, End, End, _, Acc) -> {list_to_tuple(lists:reverse(Acc)), Rest};
leaf_of_pairs([{I, Value} | T], I, End, Default, Acc) ->
    leaf_of_pairs(T, I + 1, End, Default, [Value | Acc]);
leaf_of_pairs(Rest, I, End, Default, Acc) ->
    leaf_of_pairs(Rest, I + 1, End, Default, [Default | Acc]).
