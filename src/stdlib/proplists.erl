%% Lists of properties: an atom stands for {Atom, true}, a tuple is found by its first element.
%% Source: STDLIB, proplists(3).
-module(proplists).

-export([append_values/2, compact/1, delete/2, expand/2, from_map/1, get_all_values/2, get_bool/2,
         get_keys/1, get_value/2, get_value/3, is_defined/2, lookup/2, lookup_all/2, normalize/2,
         property/1, property/2, split/2, substitute_aliases/2, substitute_negations/2, to_map/1,
         to_map/2, unfold/1]).

property({Key, true}) when is_atom(Key) -> Key;
property(Property) -> Property.

property(Key, true) when is_atom(Key) -> Key;
property(Key, Value) -> {Key, Value}.

unfold([P | T]) when is_atom(P) -> [{P, true} | unfold(T)];
unfold([P | T]) -> [P | unfold(T)];
unfold([]) -> [].

compact(List) -> [property(P) || P <- List].

lookup(Key, [P | _]) when is_atom(P), P =:= Key -> {Key, true};
lookup(Key, [P | _]) when tuple_size(P) >= 1, element(1, P) =:= Key -> P;
lookup(Key, [_ | T]) -> lookup(Key, T);
lookup(_, []) -> none.

lookup_all(Key, [P | T]) when is_atom(P), P =:= Key -> [{Key, true} | lookup_all(Key, T)];
lookup_all(Key, [P | T]) when tuple_size(P) >= 1, element(1, P) =:= Key -> [P | lookup_all(Key, T)];
lookup_all(Key, [_ | T]) -> lookup_all(Key, T);
lookup_all(_, []) -> [].

is_defined(Key, [P | _]) when is_atom(P), P =:= Key -> true;
is_defined(Key, [P | _]) when tuple_size(P) >= 1, element(1, P) =:= Key -> true;
is_defined(Key, [_ | T]) -> is_defined(Key, T);
is_defined(_, []) -> false.

get_value(Key, List) -> get_value(Key, List, undefined).

%% The first entry decides; one that is no pair has no value.
get_value(Key, [{Key, Value} | _], _) -> Value;
get_value(Key, [Key | _], _) when is_atom(Key) -> true;
get_value(Key, [P | _], Default) when tuple_size(P) >= 1, element(1, P) =:= Key -> Default;
get_value(Key, [_ | T], Default) -> get_value(Key, T, Default);
get_value(_, [], Default) -> Default.

get_bool(Key, [{Key, Value} | _]) -> Value =:= true;
get_bool(Key, [Key | _]) when is_atom(Key) -> true;
get_bool(Key, [P | _]) when tuple_size(P) >= 1, element(1, P) =:= Key -> false;
get_bool(Key, [_ | T]) -> get_bool(Key, T);
get_bool(_, []) -> false.

get_all_values(Key, [{Key, Value} | T]) -> [Value | get_all_values(Key, T)];
get_all_values(Key, [Key | T]) when is_atom(Key) -> [true | get_all_values(Key, T)];
get_all_values(Key, [_ | T]) -> get_all_values(Key, T);
get_all_values(_, []) -> [].

append_values(Key, [{Key, Values} | T]) when is_list(Values) -> Values ++ append_values(Key, T);
append_values(Key, [{Key, Value} | T]) -> [Value | append_values(Key, T)];
append_values(Key, [Key | T]) when is_atom(Key) -> [true | append_values(Key, T)];
append_values(Key, [_ | T]) -> append_values(Key, T);
append_values(_, []) -> [].

%% Their order is that of sets.
get_keys(List) -> get_keys(List, sets:new()).

get_keys([P | T], Keys) when is_atom(P) -> get_keys(T, sets:add_element(P, Keys));
get_keys([P | T], Keys) when tuple_size(P) >= 1 ->
    get_keys(T, sets:add_element(element(1, P), Keys));
get_keys([_ | T], Keys) -> get_keys(T, Keys);
get_keys([], Keys) -> sets:to_list(Keys).

delete(Key, [P | T]) when is_atom(P), P =:= Key -> delete(Key, T);
delete(Key, [P | T]) when tuple_size(P) >= 1, element(1, P) =:= Key -> delete(Key, T);
delete(Key, [P | T]) -> [P | delete(Key, T)];
delete(_, []) -> [].

substitute_aliases(Aliases, List) -> [alias(Aliases, P) || P <- List].

alias([{Key, New} | _], P) when is_atom(P), P =:= Key -> property(New, true);
alias([{Key, New} | _], P) when tuple_size(P) >= 1, element(1, P) =:= Key ->
    property(setelement(1, P, New));
alias([{_, _} | T], P) -> alias(T, P);
alias([], P) -> P.

substitute_negations(Negations, List) -> [negation(Negations, P) || P <- List].

negation([{Key, New} | _], P) when is_atom(P), P =:= Key -> {New, false};
negation([{Key, New} | _], {Key, true}) -> {New, false};
negation([{Key, New} | _], P) when tuple_size(P) >= 1, element(1, P) =:= Key -> property(New, true);
negation([{_, _} | T], P) -> negation(T, P);
negation([], P) -> P.

%% What has been expanded is a list within the list, which no later expansion touches.
expand(Expansions, List) when is_list(List) ->
    spliced(expand_all(distinct([{property(P), Values} || {P, Values} <- Expansions]), List)).

distinct([{P, _} = First, {P, _} | T]) -> distinct([First | T]);
distinct([First | T]) -> [First | distinct(T)];
distinct([]) -> [].

expand_all([{P, Values} | T], List) when is_atom(P) -> expand_all(T, expand(P, P, Values, List));
expand_all([{P, Values} | T], List) when tuple_size(P) >= 1 ->
    expand_all(T, expand(element(1, P), P, Values, List));
expand_all([_ | T], List) -> expand_all(T, List);
expand_all([], List) -> List.

%% Only the first entry of the key counts: when it is the property, it gives way to the values, and
%% all later ones of the key go.
expand(Key, Property, Values, [P | T]) ->
    if
        is_atom(P), P =:= Key; tuple_size(P) >= 1, element(1, P) =:= Key ->
            case property(P) of
                Property -> [Values | delete(Key, T)];
                Other -> [Other | T]
            end;
        true -> [P | expand(Key, Property, Values, T)]
    end;
expand(_, _, _, []) -> [].

spliced([H | T]) when is_list(H) -> H ++ spliced(T);
spliced([H | T]) -> [H | spliced(T)];
spliced([]) -> [].

normalize(List, Stages) -> compact(staged(List, Stages)).

staged(List, [{aliases, Aliases} | T]) -> staged(substitute_aliases(Aliases, List), T);
staged(List, [{negations, Negations} | T]) -> staged(substitute_negations(Negations, List), T);
staged(List, [{expand, Expansions} | T]) -> staged(expand(Expansions, List), T);
staged(List, []) -> List.

split(List, Keys) ->
    {Lists, Rest} = split(List, maps:from_list([{Key, []} || Key <- Keys]), []),
    {[lists:reverse(map_get(Key, Lists)) || Key <- Keys], Rest}.

split([P | T], Lists, Rest) when is_map_key(P, Lists), is_atom(P) ->
    #{P := List} = Lists,
    split(T, Lists#{P := [P | List]}, Rest);
split([P | T], Lists, Rest) when tuple_size(P) >= 1, is_map_key(element(1, P), Lists) ->
    Key = element(1, P),
    #{Key := List} = Lists,
    split(T, Lists#{Key := [P | List]}, Rest);
split([P | T], Lists, Rest) -> split(T, Lists, [P | Rest]);
split([], Lists, Rest) -> {Lists, lists:reverse(Rest)}.

%% The first entry of a key wins, so it is put last.
to_map(List) -> lists:foldr(fun entry/2, #{}, List).

entry({Key, Value}, Map) -> Map#{Key => Value};
entry(P, Map) when tuple_size(P) >= 1 -> maps:remove(element(1, P), Map);
entry(P, Map) when is_atom(P) -> Map#{P => true};
entry(_, Map) -> Map.

to_map(List, Stages) -> to_map(staged(List, Stages)).

from_map(Map) -> maps:to_list(Map).
