%% Sets. Version 1 (new/0) is a table of buckets that grows by one bucket at a time (linear hashing,
%% Larson 1988) in segments of 16; version 2 is a map whose values are []. Both are OTP's, so they
%% are printed and sent alike.
%% Source: STDLIB, sets(3).
-module(sets).

-export([add_element/2, del_element/2, filter/2, fold/3, from_list/1, from_list/2, intersection/1,
         intersection/2, is_disjoint/2, is_element/2, is_empty/1, is_set/1, is_subset/2, new/0,
         new/1, size/1, subtract/2, to_list/1, union/1, union/2]).
-compile([{no_auto_import, [size/1]}, {nowarn_deprecated_function, {erlang, phash, 2}}]).

-define(EMPTY, {[], [], [], [], [], [], [], [], [], [], [], [], [], [], [], []}).
-define(SEGMENT, 16).
-define(EXPAND_LOAD, 5).
-define(CONTRACT_LOAD, 3).

%% n: the buckets in use; those beyond n, up to maxn, are still part of the one bso below.
-record(set, {size = 0, n = ?SEGMENT, maxn = ?SEGMENT, bso = ?SEGMENT div 2,
              exp_size = ?SEGMENT * ?EXPAND_LOAD, con_size = ?SEGMENT * ?CONTRACT_LOAD,
              empty = ?EMPTY, segs = {?EMPTY}}).

new() -> #set{}.

new(Options) ->
    case version(Options) of
        1 -> new();
        2 -> #{}
    end.

version([{version, 2}]) -> 2;
version(Options) -> proplists:get_value(version, Options, 1).

from_list(List) -> lists:foldl(fun add_element/2, new(), List).

from_list(List, Options) ->
    case version(Options) of
        1 -> from_list(List);
        2 -> maps:from_keys(List, [])
    end.

is_set(Set) -> is_map(Set) orelse is_record(Set, set).

size(Set) when is_map(Set) -> map_size(Set);
size(#set{size = Size}) -> Size.

is_empty(Set) when is_map(Set) -> map_size(Set) =:= 0;
is_empty(#set{size = Size}) -> Size =:= 0.

to_list(Set) when is_map(Set) -> maps:keys(Set);
to_list(#set{} = Set) -> elements(Set).

elements(Set) -> fold(fun(E, List) -> [E | List] end, [], Set).

is_element(E, Set) when is_map(Set) -> is_map_key(E, Set);
is_element(E, #set{segs = Segs} = Set) -> lists:member(E, bucket(slot(E, Set), Segs)).

add_element(E, Set) when is_map(Set) -> Set#{E => []};
add_element(E, #set{segs = Segs} = Set) ->
    Slot = slot(E, Set),
    Bucket = bucket(Slot, Segs),
    case lists:member(E, Bucket) of
        true -> Set;
        false -> grown(Set#set{segs = put_bucket(Slot, [E | Bucket], Segs)})
    end.

del_element(E, Set) when is_map(Set) -> maps:remove(E, Set);
del_element(E, #set{segs = Segs} = Set) ->
    Slot = slot(E, Set),
    Bucket = bucket(Slot, Segs),
    case lists:member(E, Bucket) of
        true -> shrunk(Set#set{segs = put_bucket(Slot, lists:delete(E, Bucket), Segs)}, 1);
        false -> Set
    end.

union(A, B) when is_map(A), is_map(B) -> maps:merge(A, B);
union(A, B) ->
    case size(A) < size(B) of
        true -> fold(fun add_element/2, B, A);
        false -> fold(fun add_element/2, A, B)
    end.

union([A, B | T]) -> union([union(A, B) | T]);
union([Set]) -> Set;
union([]) -> new().

intersection([A, B | T]) -> intersection([intersection(A, B) | T]);
intersection([Set]) -> Set.

intersection(A, B) ->
    case size(A) < size(B) of
        true -> filter(fun(E) -> is_element(E, B) end, A);
        false -> filter(fun(E) -> is_element(E, A) end, B)
    end.

is_disjoint(A, B) ->
    case size(A) < size(B) of
        true -> none_within(elements(A), B);
        false -> none_within(elements(B), A)
    end.

none_within([E | T], Set) -> not is_element(E, Set) andalso none_within(T, Set);
none_within([], _) -> true.

subtract(A, B) -> filter(fun(E) -> not is_element(E, B) end, A).

is_subset(A, B) when map_size(A) > map_size(B) -> false;
is_subset(A, B) -> all_within(elements(A), B).

all_within([E | T], Set) -> is_element(E, Set) andalso all_within(T, Set);
all_within([], _) -> true.

fold(F, Acc, Set) when is_function(F, 2), is_map(Set) ->
    maps:fold(fun(E, _, In) -> F(E, In) end, Acc, Set);
fold(F, Acc, #set{segs = Segs}) when is_function(F, 2) ->
    fold_segments(F, Acc, Segs, tuple_size(Segs)).

%% From the last segment and bucket to the first.
fold_segments(_, Acc, _, 0) -> Acc;
fold_segments(F, Acc, Segs, I) ->
    fold_segments(F, fold_segment(F, Acc, element(I, Segs), ?SEGMENT), Segs, I - 1).

fold_segment(_, Acc, _, 0) -> Acc;
fold_segment(F, Acc, Segment, I) ->
    case element(I, Segment) of
        [] -> fold_segment(F, Acc, Segment, I - 1);
        Bucket -> fold_segment(F, lists:foldl(F, Acc, Bucket), Segment, I - 1)
    end.

filter(F, Set) when is_function(F, 1), is_map(Set) ->
    maps:from_keys(maps:keys(maps:filter(fun(E, _) -> F(E) end, Set)), []);
filter(F, #set{segs = Segs} = Set) when is_function(F, 1) ->
    {Kept, Gone} = filter_segments(F, tuple_to_list(Segs), [], 0),
    shrunk(Set#set{segs = Kept}, Gone).

filter_segments(_, [], Kept, Gone) -> {list_to_tuple(lists:reverse(Kept)), Gone};
filter_segments(F, [Segment | T], Kept, Gone) ->
    {Buckets, More} = filter_buckets(F, tuple_to_list(Segment), [], Gone),
    filter_segments(F, T, [Buckets | Kept], More).

filter_buckets(_, [], Kept, Gone) -> {list_to_tuple(lists:reverse(Kept)), Gone};
filter_buckets(F, [Bucket | T], Kept, Gone) ->
    {Elements, More} = filter_bucket(F, Bucket, [], Gone),
    filter_buckets(F, T, [Elements | Kept], More).

filter_bucket(_, [], Kept, Gone) -> {Kept, Gone};
filter_bucket(F, [E | T], Kept, Gone) ->
    case F(E) of
        true -> filter_bucket(F, T, [E | Kept], Gone);
        false -> filter_bucket(F, T, Kept, Gone + 1)
    end.

%% The table.

slot(E, #set{n = N, maxn = Max, bso = Buddy}) ->
    case erlang:phash(E, Max) of
        Hash when Hash > N -> Hash - Buddy;
        Hash -> Hash
    end.

bucket(Slot, Segs) ->
    At = Slot - 1,
    element(At rem ?SEGMENT + 1, element(At div ?SEGMENT + 1, Segs)).

put_bucket(Slot, Bucket, Segs) ->
    At = Slot - 1,
    I = At div ?SEGMENT + 1,
    setelement(I, Segs, setelement(At rem ?SEGMENT + 1, element(I, Segs), Bucket)).

%% One element more; when there are too many for the buckets, one bucket is shared with a new one.
grown(#set{size = Size, exp_size = Limit} = Set) when Size < Limit -> Set#set{size = Size + 1};
grown(#set{size = Size, n = N, maxn = N, bso = Buddy, empty = Empty, segs = Segs} = Set) ->
    New = lists:duplicate(tuple_size(Segs), Empty),
    split_bucket(Set#set{size = Size + 1, maxn = 2 * N, bso = 2 * Buddy,
                         segs = list_to_tuple(tuple_to_list(Segs) ++ New)});
grown(#set{size = Size} = Set) -> split_bucket(Set#set{size = Size + 1}).

split_bucket(#set{n = N, maxn = Max, bso = Buddy, segs = Segs} = Set) ->
    Slot = N + 1,
    {Stay, Go} = lists:partition(fun(E) -> erlang:phash(E, Max) =/= Slot end,
                                 bucket(Slot - Buddy, Segs)),
    resized(Set, Slot, put_bucket(Slot, Go, put_bucket(Slot - Buddy, Stay, Segs))).

resized(Set, N, Segs) ->
    Set#set{n = N, exp_size = N * ?EXPAND_LOAD, con_size = N * ?CONTRACT_LOAD, segs = Segs}.

%% Some elements fewer; the last bucket joins its buddy when there are too few.
shrunk(#set{size = Size, con_size = Limit, n = N} = Set, Gone)
  when Size - Gone >= Limit; N =< ?SEGMENT ->
    Set#set{size = Size - Gone};
shrunk(#set{size = Size, n = N, bso = Buddy, segs = Segs} = Set, Gone) ->
    Both = bucket(N - Buddy, Segs) ++ bucket(N, Segs),
    Joined = put_bucket(N, [], put_bucket(N - Buddy, Both, Segs)),
    halved(resized(Set#set{size = Size - Gone}, N - 1, Joined)).

halved(#set{n = N, bso = N, maxn = Max, segs = Segs} = Set) ->
    Half = lists:sublist(tuple_to_list(Segs), tuple_size(Segs) div 2),
    Set#set{maxn = Max div 2, bso = N div 2, segs = list_to_tuple(Half)};
halved(Set) -> Set.
