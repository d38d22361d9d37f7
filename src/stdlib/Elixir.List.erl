%% Lists. Elixir: List. Places are counted from 0, negative ones from the end.
-module('Elixir.List').

-export([first/1, first/2, last/1, last/2, 'starts_with?'/2, 'improper?'/1, 'ascii_printable?'/1]).
-export([flatten/1, flatten/2, foldl/3, foldr/3, duplicate/2, wrap/1, zip/1, delete/2]).
-export([delete_at/2, insert_at/3, replace_at/3, update_at/3, pop_at/2, pop_at/3]).
-export([keyfind/3, keyfind/4, 'keyfind!'/3, 'keymember?'/3, keyreplace/4, keysort/2, keystore/4,
         keydelete/3, keytake/3]).
-export([to_string/1, to_charlist/1, to_atom/1, to_existing_atom/1, to_integer/1, to_integer/2,
         to_float/1, to_tuple/1]).

first(List) -> first(List, nil).
first([], Default) -> Default;
first([First | _], _) -> First.

last(List) -> last(List, nil).
last([], Default) -> Default;
last(List, _) -> lists:last(List).

'starts_with?'(List, Prefix) -> lists:prefix(Prefix, List).
'improper?'([_ | Rest]) -> 'improper?'(Rest);
'improper?'(Rest) -> Rest =/= [].
'ascii_printable?'(List) ->
    lists:all(fun(C) -> is_integer(C) andalso (C >= 32 andalso C =< 126 orelse C >= 7 andalso C =< 13
                                               orelse C =:= 27)
              end, List).

flatten(List) -> lists:flatten(List).
flatten(List, Tail) -> lists:flatten(List, Tail).
foldl(List, Accumulator, Fun) -> lists:foldl(Fun, Accumulator, List).
foldr(List, Accumulator, Fun) -> lists:foldr(Fun, Accumulator, List).
duplicate(Element, Times) -> lists:duplicate(Times, Element).
wrap(nil) -> [];
wrap(List) when is_list(List) -> List;
wrap(Term) -> [Term].
zip(Lists) -> 'Elixir.Enum':zip(Lists).
delete(List, Element) -> lists:delete(Element, List).

%%% By the place.

%% Those before it, and the rest; all of them before a place that is behind the end.
parts(List, Index) when Index >= 0 -> lists:split(min(Index, length(List)), List);
parts(List, Index) when length(List) + Index >= 0 -> lists:split(length(List) + Index, List);
parts(List, _) -> {none, List}.

%% A negative place of a new element is behind the one that is there.
insert_at(List, Index, Element) ->
    Place = if Index < 0 -> max(0, length(List) + Index + 1); true -> Index end,
    {Before, Rest} = parts(List, Place),
    Before ++ [Element | Rest].

replace_at(List, Index, Element) -> update_at(List, Index, fun(_) -> Element end).
update_at(List, Index, Fun) ->
    case parts(List, Index) of
        {Before, [Element | Rest]} when is_list(Before) -> Before ++ [Fun(Element) | Rest];
        _ -> List
    end.
delete_at(List, Index) -> element(2, pop_at(List, Index)).
pop_at(List, Index) -> pop_at(List, Index, nil).
pop_at(List, Index, Default) ->
    case parts(List, Index) of
        {Before, [Element | Rest]} when is_list(Before) -> {Element, Before ++ Rest};
        _ -> {Default, List}
    end.

%%% Of tuples, by one of their elements.

keyfind(List, Key, Place) -> keyfind(List, Key, Place, nil).
keyfind(List, Key, Place, Default) ->
    case lists:keyfind(Key, Place + 1, List) of
        false -> Default;
        Tuple -> Tuple
    end.
'keyfind!'(List, Key, Place) ->
    case lists:keyfind(Key, Place + 1, List) of
        false ->
            error(#{'__struct__' => 'Elixir.KeyError', '__exception__' => true, key => Key,
                    term => List,
                    message => iolist_to_binary(["key ", 'Elixir.Kernel':inspect(Key), " at position ",
                                                 integer_to_list(Place), " not found in: ",
                                                 'Elixir.Kernel':inspect(List)])});
        Tuple -> Tuple
    end.
'keymember?'(List, Key, Place) -> lists:keymember(Key, Place + 1, List).
keyreplace(List, Key, Place, Tuple) -> lists:keyreplace(Key, Place + 1, List, Tuple).
keysort(List, Place) -> lists:keysort(Place + 1, List).
keystore(List, Key, Place, Tuple) -> lists:keystore(Key, Place + 1, List, Tuple).
keydelete(List, Key, Place) -> lists:keydelete(Key, Place + 1, List).
keytake(List, Key, Place) ->
    case lists:keytake(Key, Place + 1, List) of
        {value, Tuple, Rest} -> {Tuple, Rest};
        false -> nil
    end.

%%% As something else.

to_string(List) -> unicode:characters_to_binary(List).
to_charlist(List) -> unicode:characters_to_list(List).
to_atom(List) -> list_to_atom(List).
to_existing_atom(List) -> list_to_existing_atom(List).
to_integer(List) -> list_to_integer(List).
to_integer(List, Base) -> list_to_integer(List, Base).
to_float(List) -> list_to_float(List).
to_tuple(List) -> list_to_tuple(List).
