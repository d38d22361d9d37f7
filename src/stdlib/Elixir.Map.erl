%% Maps. Elixir: Map, without what asks other modules for the shape of a struct.
-module('Elixir.Map').

-export([new/0, new/1, new/2, to_list/1, keys/1, values/1, from_keys/2, from_struct/1]).
-export(['has_key?'/2, fetch/2, 'fetch!'/2, get/2, get/3, get_lazy/3, 'equal?'/2]).
-export([put/3, put_new/3, put_new_lazy/3, replace/3, 'replace!'/3, update/4, 'update!'/3,
         replace_lazy/3, get_and_update/3]).
-export([delete/2, drop/2, take/2, split/2, pop/2, pop/3, 'pop!'/2, pop_lazy/3, merge/2, merge/3,
         filter/2, reject/2]).

new() -> #{}.
new(Map) when is_map(Map), not is_map_key('__struct__', Map) -> Map;
new(Pairs) -> maps:from_list('Elixir.Enum':to_list(Pairs)).
new(Elements, Fun) -> maps:from_list('Elixir.Enum':map(Elements, Fun)).

to_list(Map) -> maps:to_list(Map).
keys(Map) -> maps:keys(Map).
values(Map) -> maps:values(Map).
from_keys(Keys, Value) -> maps:from_keys(Keys, Value).
from_struct(Struct) -> maps:remove('__struct__', Struct).

%%% What is there.

'has_key?'(Map, Key) -> is_map_key(Key, Map).
'equal?'(Left, Right) when is_map(Left), is_map(Right) -> Left =:= Right.

%% Returns {ok, Value} or error.
fetch(Map, Key) -> maps:find(Key, Map).
'fetch!'(Map, Key) -> maps:get(Key, Map).

get(Map, Key) -> get(Map, Key, nil).
get(Map, Key, Default) -> maps:get(Key, Map, Default).
get_lazy(Map, Key, Fun) ->
    case Map of
        #{Key := Value} -> Value;
        #{} -> Fun()
    end.

%%% One key.

put(Map, Key, Value) -> Map#{Key => Value}.
put_new(Map, Key, Value) -> put_new_lazy(Map, Key, fun() -> Value end).
put_new_lazy(Map, Key, _) when is_map_key(Key, Map) -> Map;
put_new_lazy(Map, Key, Fun) -> Map#{Key => Fun()}.

replace(Map, Key, Value) -> replace_lazy(Map, Key, fun(_) -> Value end).
replace_lazy(Map, Key, Fun) ->
    case Map of
        #{Key := Value} -> Map#{Key := Fun(Value)};
        #{} -> Map
    end.
'replace!'(Map, Key, Value) -> maps:update(Key, Value, Map).

update(Map, Key, Default, Fun) ->
    case Map of
        #{Key := Value} -> Map#{Key := Fun(Value)};
        #{} -> Map#{Key => Default}
    end.
'update!'(Map, Key, Fun) -> Map#{Key := Fun(maps:get(Key, Map))}.

%% Fun returns {Got, New} or pop. Returns {Got, Map}.
get_and_update(Map, Key, Fun) ->
    Value = get(Map, Key),
    case Fun(Value) of
        {Got, New} -> {Got, Map#{Key => New}};
        pop -> {Value, maps:remove(Key, Map)}
    end.

%%% Other maps.

delete(Map, Key) -> maps:remove(Key, Map).
drop(Map, Keys) -> maps:without(Keys, Map).
take(Map, Keys) -> maps:with(Keys, Map).
split(Map, Keys) -> {take(Map, Keys), drop(Map, Keys)}.

pop(Map, Key) -> pop(Map, Key, nil).
pop(Map, Key, Default) -> pop_lazy(Map, Key, fun() -> Default end).
pop_lazy(Map, Key, Fun) ->
    case maps:take(Key, Map) of
        {_, _} = Taken -> Taken;
        error -> {Fun(), Map}
    end.
'pop!'(Map, Key) -> {maps:get(Key, Map), maps:remove(Key, Map)}.

merge(Left, Right) -> maps:merge(Left, Right).
merge(Left, Right, Fun) -> maps:merge_with(Fun, Left, Right).

filter(Map, Fun) -> maps:from_list('Elixir.Enum':filter(Map, Fun)).
reject(Map, Fun) -> maps:from_list('Elixir.Enum':reject(Map, Fun)).
