%% Lists of pairs whose first elements are atoms. Elixir: Keyword. Differs: what is no such list is found
%% later, or not.
-module('Elixir.Keyword').

-export([new/0, new/1, new/2, 'keyword?'/1, keys/1, values/1, to_list/1, from_keys/2]).
-export(['has_key?'/2, fetch/2, 'fetch!'/2, get/2, get/3, get_lazy/3, get_values/2, 'equal?'/2]).
-export([put/3, put_new/3, put_new_lazy/3, replace/3, 'replace!'/3, update/4, 'update!'/3]).
-export([delete/2, delete_first/2, drop/2, take/2, split/2, pop/2, pop/3, 'pop!'/2, pop_first/2,
         pop_first/3, merge/2, merge/3, filter/2, reject/2]).

new() -> [].

%% Of equal keys the last one counts.
new(Pairs) -> new(Pairs, fun(Pair) -> Pair end).
new(Pairs, Fun) ->
    lists:foldl(fun(Element, Words) ->
                    {Key, Value} = Fun(Element),
                    put(Words, Key, Value)
                end, [], lists:reverse(last_of_each('Elixir.Enum':to_list(Pairs), Fun))).

last_of_each(Elements, Fun) ->
    {Kept, _} = lists:foldr(fun(E, {Last, Seen}) ->
                                {Key, _} = Fun(E),
                                case Seen of
                                    #{Key := _} -> {Last, Seen};
                                    #{} -> {[E | Last], Seen#{Key => true}}
                                end
                            end, {[], #{}}, Elements),
    Kept.

from_keys(Keys, Value) -> [{Key, Value} || Key <- Keys].

'keyword?'([{Key, _} | Rest]) when is_atom(Key) -> 'keyword?'(Rest);
'keyword?'(Rest) -> Rest =:= [].

keys(Words) -> [Key || {Key, _} <- Words].
values(Words) -> [Value || {_, Value} <- Words].
to_list(Words) -> Words.

%%% What is there.

'has_key?'(Words, Key) -> lists:keymember(Key, 1, Words).
'equal?'(Left, Right) -> lists:sort(Left) == lists:sort(Right).

%% Returns {ok, Value} or error.
fetch(Words, Key) ->
    case lists:keyfind(Key, 1, Words) of
        {_, Value} -> {ok, Value};
        false -> error
    end.
'fetch!'(Words, Key) ->
    case fetch(Words, Key) of
        {ok, Value} -> Value;
        error -> missing(Words, Key)
    end.

missing(Words, Key) ->
    error(#{'__struct__' => 'Elixir.KeyError', '__exception__' => true, key => Key, term => Words,
            message => nil}).

get(Words, Key) -> get(Words, Key, nil).
get(Words, Key, Default) -> get_lazy(Words, Key, fun() -> Default end).
get_lazy(Words, Key, Fun) ->
    case fetch(Words, Key) of
        {ok, Value} -> Value;
        error -> Fun()
    end.
get_values(Words, Key) -> [Value || {K, Value} <- Words, K =:= Key].

%%% One key.

put(Words, Key, Value) -> [{Key, Value} | delete(Words, Key)].
put_new(Words, Key, Value) -> put_new_lazy(Words, Key, fun() -> Value end).
put_new_lazy(Words, Key, Fun) ->
    case 'has_key?'(Words, Key) of
        true -> Words;
        false -> [{Key, Fun()} | Words]
    end.

replace(Words, Key, Value) ->
    case 'has_key?'(Words, Key) of
        true -> changed(Words, Key, fun(_) -> Value end);
        false -> Words
    end.
'replace!'(Words, Key, Value) -> 'update!'(Words, Key, fun(_) -> Value end).

update(Words, Key, Default, Fun) ->
    case 'has_key?'(Words, Key) of
        true -> changed(Words, Key, Fun);
        false -> Words ++ [{Key, Default}]
    end.
'update!'(Words, Key, Fun) ->
    case 'has_key?'(Words, Key) of
        true -> changed(Words, Key, Fun);
        false -> missing(Words, Key)
    end.

%% The first in its place, the others gone.
changed([{Key, Value} | Rest], Key, Fun) -> [{Key, Fun(Value)} | delete(Rest, Key)];
changed([Pair | Rest], Key, Fun) -> [Pair | changed(Rest, Key, Fun)].

%%% Other lists.

delete(Words, Key) -> [Pair || {K, _} = Pair <- Words, K =/= Key].
delete_first(Words, Key) -> lists:keydelete(Key, 1, Words).
drop(Words, Keys) -> [Pair || {K, _} = Pair <- Words, not lists:member(K, Keys)].
take(Words, Keys) -> [Pair || {K, _} = Pair <- Words, lists:member(K, Keys)].
split(Words, Keys) -> {take(Words, Keys), drop(Words, Keys)}.

pop(Words, Key) -> pop(Words, Key, nil).
pop(Words, Key, Default) ->
    case fetch(Words, Key) of
        {ok, Value} -> {Value, delete(Words, Key)};
        error -> {Default, Words}
    end.
'pop!'(Words, Key) -> {'fetch!'(Words, Key), delete(Words, Key)}.
pop_first(Words, Key) -> pop_first(Words, Key, nil).
pop_first(Words, Key, Default) ->
    case lists:keytake(Key, 1, Words) of
        {value, {_, Value}, Rest} -> {Value, Rest};
        false -> {Default, Words}
    end.

merge(Left, Right) -> drop(Left, keys(Right)) ++ Right.

%% Of a key that is in both: Fun(Key, Left, Right).
merge(Left, Right, Fun) ->
    {Both, _} = lists:mapfoldl(fun({Key, Value}, Before) ->
                                   case lists:keytake(Key, 1, Before) of
                                       {value, {_, Old}, Rest} -> {{Key, Fun(Key, Old, Value)}, Rest};
                                       false -> {{Key, Value}, Before}
                                   end
                               end, Left, Right),
    drop(Left, keys(Right)) ++ Both.

filter(Words, Fun) -> 'Elixir.Enum':filter(Words, Fun).
reject(Words, Fun) -> 'Elixir.Enum':reject(Words, Fun).
