%% Dictionaries as sorted lists of pairs; keys that compare equal (1 and 1.0) are one.
%% Source: STDLIB, orddict(3).
-module(orddict).

-export([append/3, append_list/3, erase/2, fetch/2, fetch_keys/1, filter/2, find/2, fold/3,
         from_list/1, is_empty/1, is_key/2, map/2, merge/3, new/0, size/1, store/3, take/2,
         to_list/1, update/3, update/4, update_counter/3]).

new() -> [].

to_list(Dict) -> Dict.

%% Of equal keys the last one wins.
from_list([]) -> [];
from_list([{_, _}] = List) -> List;
from_list(List) -> lists:ukeysort(1, reversed(List, [])).

reversed([{_, _} = Pair | T], Acc) -> reversed(T, [Pair | Acc]);
reversed([], Acc) -> Acc.

size(Dict) -> length(Dict).

is_empty([]) -> true;
is_empty([_ | _]) -> false.

is_key(Key, [{K, _} | T]) when Key > K -> is_key(Key, T);
is_key(Key, [{K, _} | _]) -> Key == K;
is_key(_, []) -> false.

fetch(Key, [{K, _} | T]) when Key > K -> fetch(Key, T);
fetch(Key, [{K, Value} | _]) when Key == K -> Value.

find(Key, [{K, _} | T]) when Key > K -> find(Key, T);
find(Key, [{K, Value} | _]) when Key == K -> {ok, Value};
find(_, [{_, _} | _]) -> error;
find(_, []) -> error.

fetch_keys([{Key, _} | T]) -> [Key | fetch_keys(T)];
fetch_keys([]) -> [].

erase(Key, [{K, _} = Pair | T] = Dict) ->
    if
        Key > K -> [Pair | erase(Key, T)];
        Key < K -> Dict;
        true -> T
    end;
erase(_, []) -> [].

take(Key, Dict) -> take(Key, Dict, []).

take(Key, [{K, _} = Pair | T], Before) when Key > K -> take(Key, T, [Pair | Before]);
take(Key, [{K, Value} | T], Before) when Key == K -> {Value, lists:reverse(Before, T)};
take(_, [{_, _} | _], _) -> error;
take(_, [], _) -> error.

store(Key, Value, [{K, _} = Pair | T] = Dict) ->
    if
        Key > K -> [Pair | store(Key, Value, T)];
        Key < K -> [{Key, Value} | Dict];
        true -> [{Key, Value} | T]
    end;
store(Key, Value, []) -> [{Key, Value}].

append(Key, Value, [{K, Bag} = Pair | T] = Dict) ->
    if
        Key > K -> [Pair | append(Key, Value, T)];
        Key < K -> [{Key, [Value]} | Dict];
        true -> [{Key, Bag ++ [Value]} | T]
    end;
append(Key, Value, []) -> [{Key, [Value]}].

append_list(Key, Values, [{K, Bag} = Pair | T] = Dict) ->
    if
        Key > K -> [Pair | append_list(Key, Values, T)];
        Key < K -> [{Key, Values} | Dict];
        true -> [{Key, Bag ++ Values} | T]
    end;
append_list(Key, Values, []) -> [{Key, Values}].

update(Key, F, [{K, _} = Pair | T]) when Key > K -> [Pair | update(Key, F, T)];
update(Key, F, [{K, Value} | T]) when Key == K -> [{Key, F(Value)} | T].

update(Key, F, Init, [{K, Value} = Pair | T] = Dict) ->
    if
        Key > K -> [Pair | update(Key, F, Init, T)];
        Key < K -> [{Key, Init} | Dict];
        true -> [{Key, F(Value)} | T]
    end;
update(Key, _, Init, []) -> [{Key, Init}].

update_counter(Key, Increment, [{K, Value} = Pair | T] = Dict) ->
    if
        Key > K -> [Pair | update_counter(Key, Increment, T)];
        Key < K -> [{Key, Increment} | Dict];
        true -> [{Key, Value + Increment} | T]
    end;
update_counter(Key, Increment, []) -> [{Key, Increment}].

fold(F, Acc, [{Key, Value} | T]) -> fold(F, F(Key, Value, Acc), T);
fold(F, Acc, []) when is_function(F, 3) -> Acc.

map(F, [{Key, Value} | T]) -> [{Key, F(Key, Value)} | map(F, T)];
map(F, []) when is_function(F, 2) -> [].

filter(F, [{Key, Value} = Pair | T]) ->
    case F(Key, Value) of
        true -> [Pair | filter(F, T)];
        false -> filter(F, T)
    end;
filter(F, []) when is_function(F, 2) -> [].

merge(F, [{K1, V1} = Pair1 | T1] = A, [{K2, V2} = Pair2 | T2] = B) ->
    if
        K1 < K2 -> [Pair1 | merge(F, T1, B)];
        K1 > K2 -> [Pair2 | merge(F, A, T2)];
        true -> [{K1, F(K1, V1, V2)} | merge(F, T1, T2)]
    end;
merge(F, [], B) when is_function(F, 3) -> B;
merge(F, A, []) when is_function(F, 3) -> A.
