%% Dictionaries: a table of buckets of [Key | Value], which grows by one bucket at a time (linear
%% hashing, Larson 1988) in segments of 16. It is OTP's, so it is printed and sent alike.
%% Source: STDLIB, dict(3).
-module(dict).

-export([append/3, append_list/3, erase/2, fetch/2, fetch_keys/1, filter/2, find/2, fold/3,
         from_list/1, is_empty/1, is_key/2, map/2, merge/3, new/0, size/1, store/3, take/2,
         to_list/1, update/3, update/4, update_counter/3]).
-compile([{no_auto_import, [size/1]}, {nowarn_deprecated_function, {erlang, phash, 2}}]).

-define(EMPTY, {[], [], [], [], [], [], [], [], [], [], [], [], [], [], [], []}).
-define(SEGMENT, 16).
-define(EXPAND_LOAD, 5).
-define(CONTRACT_LOAD, 3).

%% n: the buckets in use; those beyond n, up to maxn, are still part of the one bso below.
-record(dict, {size = 0, n = ?SEGMENT, maxn = ?SEGMENT, bso = ?SEGMENT div 2,
               exp_size = ?SEGMENT * ?EXPAND_LOAD, con_size = ?SEGMENT * ?CONTRACT_LOAD,
               empty = ?EMPTY, segs = {?EMPTY}}).

new() -> #dict{}.

from_list(List) -> lists:foldl(fun({Key, Value}, Dict) -> store(Key, Value, Dict) end, new(), List).

to_list(Dict) -> fold(fun(Key, Value, List) -> [{Key, Value} | List] end, [], Dict).

fetch_keys(Dict) -> fold(fun(Key, _, Keys) -> [Key | Keys] end, [], Dict).

size(#dict{size = Size}) when is_integer(Size), Size >= 0 -> Size.

is_empty(#dict{size = Size}) -> Size =:= 0.

is_key(Key, Dict) ->
    case lookup(Key, Dict) of
        [_ | _] -> true;
        none -> false
    end.

find(Key, Dict) ->
    case lookup(Key, Dict) of
        [_ | Value] -> {ok, Value};
        none -> error
    end.

fetch(Key, Dict) ->
    case lookup(Key, Dict) of
        [_ | Value] -> Value;
        none -> error(badarg, [Key, Dict])
    end.

lookup(Key, Dict) -> pair(Key, bucket(slot(Key, Dict), Dict#dict.segs)).

pair(Key, [[Key | _] = Pair | _]) -> Pair;
pair(Key, [_ | T]) -> pair(Key, T);
pair(_, []) -> none.

%% The fun takes what the key has ([Value], or []) to the value it shall have.

store(Key, Value, Dict) -> change(Key, fun(_) -> Value end, Dict).

append(Key, Value, Dict) ->
    change(Key, fun([Bag]) -> Bag ++ [Value]; ([]) -> [Value] end, Dict).

append_list(Key, Values, Dict) ->
    change(Key, fun([Bag]) -> Bag ++ Values; ([]) -> Values end, Dict).

update_counter(Key, Increment, Dict) when is_number(Increment) ->
    change(Key, fun([Value]) -> Value + Increment; ([]) -> Increment end, Dict).

update(Key, F, Init, Dict) ->
    change(Key, fun([Value]) -> F(Value); ([]) when is_function(F, 1) -> Init end, Dict).

update(Key, F, Dict) ->
    change(Key, fun([Value]) -> F(Value); ([]) -> error(badarg, [Key, F, Dict]) end, Dict).

take(Key, Dict) ->
    case find(Key, Dict) of
        {ok, Value} -> {Value, erase(Key, Dict)};
        error -> error
    end.

change(Key, F, Dict) ->
    Slot = slot(Key, Dict),
    Segs = Dict#dict.segs,
    {Bucket, More} = change_bucket(Key, F, bucket(Slot, Segs)),
    grown(Dict#dict{segs = put_bucket(Slot, Bucket, Segs)}, More).

change_bucket(Key, F, [[Key | Value] | T]) -> {[[Key | F([Value])] | T], 0};
change_bucket(Key, F, [Pair | T]) ->
    {Bucket, More} = change_bucket(Key, F, T),
    {[Pair | Bucket], More};
change_bucket(Key, F, []) -> {[[Key | F([])]], 1}.

erase(Key, Dict) ->
    Slot = slot(Key, Dict),
    Segs = Dict#dict.segs,
    {Bucket, Gone} = erase_pair(Key, bucket(Slot, Segs)),
    shrunk(Dict#dict{segs = put_bucket(Slot, Bucket, Segs)}, Gone).

erase_pair(Key, [[Key | _] | T]) -> {T, 1};
erase_pair(Key, [Pair | T]) ->
    {Bucket, Gone} = erase_pair(Key, T),
    {[Pair | Bucket], Gone};
erase_pair(_, []) -> {[], 0}.

%% From the last segment and bucket to the first.
fold(F, Acc, Dict) ->
    Segs = Dict#dict.segs,
    fold_segments(F, Acc, Segs, tuple_size(Segs)).

fold_segments(F, Acc, _, 0) when is_function(F, 3) -> Acc;
fold_segments(F, Acc, Segs, I) ->
    fold_segments(F, fold_segment(F, Acc, element(I, Segs), ?SEGMENT), Segs, I - 1).

fold_segment(_, Acc, _, 0) -> Acc;
fold_segment(F, Acc, Segment, I) ->
    fold_segment(F, fold_bucket(F, Acc, element(I, Segment)), Segment, I - 1).

fold_bucket(F, Acc, [[Key | Value] | T]) -> fold_bucket(F, F(Key, Value, Acc), T);
fold_bucket(F, Acc, []) when is_function(F, 3) -> Acc.

map(F, Dict) ->
    Dict#dict{segs = on_buckets(fun(Bucket) -> map_bucket(F, Bucket) end, Dict)}.

map_bucket(F, [[Key | Value] | T]) -> [[Key | F(Key, Value)] | map_bucket(F, T)];
map_bucket(F, []) when is_function(F, 2) -> [].

filter(F, Dict) ->
    Kept = Dict#dict{segs = on_buckets(fun(Bucket) -> filter_bucket(F, Bucket) end, Dict)},
    shrunk(Kept, Dict#dict.size - fold(fun(_, _, N) -> N + 1 end, 0, Kept)).

filter_bucket(F, []) when is_function(F, 2) -> [];
filter_bucket(F, [[Key | Value] = Pair | T]) ->
    case F(Key, Value) of
        true -> [Pair | filter_bucket(F, T)];
        false -> filter_bucket(F, T)
    end.

on_buckets(F, Dict) ->
    list_to_tuple([list_to_tuple([F(Bucket) || Bucket <- tuple_to_list(Segment)])
                   || Segment <- tuple_to_list(Dict#dict.segs)]).

%% The smaller one is folded into the larger.
merge(F, A, B) when A#dict.size < B#dict.size ->
    fold(fun(Key, V1, Dict) -> update(Key, fun(V2) -> F(Key, V1, V2) end, V1, Dict) end, B, A);
merge(F, A, B) ->
    fold(fun(Key, V2, Dict) -> update(Key, fun(V1) -> F(Key, V1, V2) end, V2, Dict) end, A, B).

%% The table.

slot(Key, Dict) ->
    case erlang:phash(Key, Dict#dict.maxn) of
        Hash when Hash > Dict#dict.n -> Hash - Dict#dict.bso;
        Hash -> Hash
    end.

bucket(Slot, Segs) ->
    At = Slot - 1,
    element(At rem ?SEGMENT + 1, element(At div ?SEGMENT + 1, Segs)).

put_bucket(Slot, Bucket, Segs) ->
    At = Slot - 1,
    I = At div ?SEGMENT + 1,
    setelement(I, Segs, setelement(At rem ?SEGMENT + 1, element(I, Segs), Bucket)).

%% More elements (one, or none); when there are too many for the buckets, one bucket is shared with
%% a new one.
grown(#dict{size = Size, exp_size = Limit} = Dict, More) when Size + More =< Limit ->
    Dict#dict{size = Size + More};
grown(#dict{size = Size, n = N, maxn = N, bso = Buddy, empty = Empty, segs = Segs} = Dict, More) ->
    New = lists:duplicate(tuple_size(Segs), Empty),
    split_bucket(Dict#dict{size = Size + More, maxn = 2 * N, bso = 2 * Buddy,
                           segs = list_to_tuple(tuple_to_list(Segs) ++ New)});
grown(#dict{size = Size} = Dict, More) -> split_bucket(Dict#dict{size = Size + More}).

split_bucket(#dict{n = N, maxn = Max, bso = Buddy, segs = Segs} = Dict) ->
    Slot = N + 1,
    {Stay, Go} = lists:partition(fun([Key | _]) -> erlang:phash(Key, Max) =/= Slot end,
                                 bucket(Slot - Buddy, Segs)),
    resized(Dict, Slot, put_bucket(Slot, Go, put_bucket(Slot - Buddy, Stay, Segs))).

resized(Dict, N, Segs) ->
    Dict#dict{n = N, exp_size = N * ?EXPAND_LOAD, con_size = N * ?CONTRACT_LOAD, segs = Segs}.

%% Some elements fewer; the last bucket joins its buddy when there are too few.
shrunk(#dict{size = Size, con_size = Limit, n = N} = Dict, Gone)
  when Size - Gone >= Limit; N =< ?SEGMENT ->
    Dict#dict{size = Size - Gone};
shrunk(#dict{size = Size, n = N, bso = Buddy, segs = Segs} = Dict, Gone) ->
    Both = bucket(N - Buddy, Segs) ++ bucket(N, Segs),
    Joined = put_bucket(N, [], put_bucket(N - Buddy, Both, Segs)),
    halved(resized(Dict#dict{size = Size - Gone}, N - 1, Joined)).

halved(#dict{n = N, bso = N, maxn = Max, segs = Segs} = Dict) ->
    Half = lists:sublist(tuple_to_list(Segs), tuple_size(Segs) div 2),
    Dict#dict{maxn = Max div 2, bso = N div 2, segs = list_to_tuple(Half)};
halved(Dict) -> Dict.
