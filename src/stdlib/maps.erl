%% Maps: what takes a fun. The rest of the module is native.
%% Source: STDLIB, maps(3). Differs: all associations of the map, or that the iterator has yet to
%% give, are listed before the fun is called for the first.
-module(maps).

-export([filter/2, filtermap/2, fold/3, foreach/2, groups_from_list/2, groups_from_list/3,
         intersect/2, intersect_with/3, map/2, merge_with/3, update_with/3, update_with/4]).

%% What failed functions tell, and the shell explains.
-define(ABOUT, [{error_info, #{module => erl_stdlib_errors}}]).

map(F, Map) when is_function(F, 2) ->
    case pairs_left(Map) of
        badmap -> error({badmap, Map}, [F, Map], ?ABOUT);
        Pairs -> maps:from_list(map_1(F, Pairs))
    end;
map(F, Map) -> error(badarg, [F, Map], ?ABOUT).

map_1(F, [{K, V} | T]) -> [{K, F(K, V)} | map_1(F, T)];
map_1(_, []) -> [].

fold(F, Acc, Map) when is_function(F, 3) ->
    case pairs_left(Map) of
        badmap -> error({badmap, Map}, [F, Acc, Map], ?ABOUT);
        Pairs -> fold_1(F, Acc, Pairs)
    end;
fold(F, Acc, Map) -> error(badarg, [F, Acc, Map], ?ABOUT).

fold_1(F, Acc, [{K, V} | T]) -> fold_1(F, F(K, V, Acc), T);
fold_1(_, Acc, []) -> Acc.

foreach(F, Map) when is_function(F, 2) ->
    case pairs_left(Map) of
        badmap -> error({badmap, Map}, [F, Map], ?ABOUT);
        Pairs -> foreach_1(F, Pairs)
    end;
foreach(F, Map) -> error(badarg, [F, Map], ?ABOUT).

foreach_1(F, [{K, V} | T]) ->
    F(K, V),
    foreach_1(F, T);
foreach_1(_, []) -> ok.

filter(F, Map) when is_function(F, 2) ->
    case pairs_left(Map) of
        badmap -> error({badmap, Map}, [F, Map], ?ABOUT);
        Pairs -> maps:from_list(filter_1(F, Pairs))
    end;
filter(F, Map) -> error(badarg, [F, Map], ?ABOUT).

filter_1(_, []) -> [];
filter_1(F, [{K, V} = Pair | T]) ->
    case F(K, V) of
        true -> [Pair | filter_1(F, T)];
        false -> filter_1(F, T)
    end.

filtermap(F, Map) when is_function(F, 2) ->
    case pairs_left(Map) of
        badmap -> error({badmap, Map}, [F, Map], ?ABOUT);
        Pairs -> maps:from_list(filtermap_1(F, Pairs))
    end;
filtermap(F, Map) -> error(badarg, [F, Map], ?ABOUT).

filtermap_1(_, []) -> [];
filtermap_1(F, [{K, V} = Pair | T]) ->
    case F(K, V) of
        true -> [Pair | filtermap_1(F, T)];
        {true, Value} -> [{K, Value} | filtermap_1(F, T)];
        false -> filtermap_1(F, T)
    end.

%% In the order of iterators, which to_list/1 has for small maps only.
pairs(Map) when map_size(Map) =< 32 -> maps:to_list(Map);
pairs(Map) -> rest(maps:next(maps:iterator(Map))).

%% Of a map or an iterator; badmap of anything else.
pairs_left(Map) when is_map(Map) -> pairs(Map);
pairs_left(Iterator) ->
    try maps:next(Iterator) of
        Next -> rest(Next)
    catch
        error:_ -> badmap
    end.

rest({K, V, Iterator}) -> [{K, V} | rest(maps:next(Iterator))];
rest(none) -> [].

update_with(Key, F, Map) when is_function(F, 1), is_map(Map) ->
    case Map of
        #{Key := Value} -> Map#{Key := F(Value)};
        _ -> error({badkey, Key}, [Key, F, Map], ?ABOUT)
    end;
update_with(Key, F, Map) -> error(badarg_or_badmap(Map), [Key, F, Map], ?ABOUT).

update_with(Key, F, Init, Map) when is_function(F, 1), is_map(Map) ->
    case Map of
        #{Key := Value} -> Map#{Key := F(Value)};
        _ -> Map#{Key => Init}
    end;
update_with(Key, F, Init, Map) -> error(badarg_or_badmap(Map), [Key, F, Init, Map], ?ABOUT).

badarg_or_badmap(Map) when is_map(Map) -> badarg;
badarg_or_badmap(Other) -> {badmap, Other}.

groups_from_list(F, List) when is_function(F, 1) ->
    groups(F, fun(X) -> X end, in_reverse(List, [F, List]), #{});
groups_from_list(F, List) -> error(badarg, [F, List], ?ABOUT).

groups_from_list(F, Value, List) when is_function(F, 1), is_function(Value, 1) ->
    groups(F, Value, in_reverse(List, [F, Value, List]), #{});
groups_from_list(F, Value, List) -> error(badarg, [F, Value, List], ?ABOUT).

in_reverse(List, Args) ->
    try lists:reverse(List)
    catch error:_ -> error(badarg, Args)
    end.

groups(_, _, [], Groups) -> Groups;
groups(F, Value, [H | T], Groups) ->
    Key = F(H),
    V = Value(H),
    case Groups of
        #{Key := Group} -> groups(F, Value, T, Groups#{Key := [V | Group]});
        _ -> groups(F, Value, T, Groups#{Key => [V]})
    end.

%% Of two maps the smaller is walked through.

intersect(A, B) when is_map(A), is_map(B) ->
    if
        map_size(A) =< map_size(B) -> maps:with(maps:keys(A), B);
        true -> maps:from_list([Pair || {K, _} = Pair <- maps:to_list(B), is_map_key(K, A)])
    end;
intersect(A, B) -> error({badmap, not_a_map(A, B)}, [A, B], ?ABOUT).

intersect_with(F, A, B) when is_function(F, 3), is_map(A), is_map(B) ->
    maps:from_list(
      if
          map_size(A) =< map_size(B) ->
              [{K, F(K, V, map_get(K, B))} || {K, V} <- pairs(A), is_map_key(K, B)];
          true ->
              [{K, F(K, map_get(K, A), V)} || {K, V} <- pairs(B), is_map_key(K, A)]
      end);
intersect_with(F, A, B) -> refuse_two(F, A, B).

merge_with(F, A, B) when is_function(F, 3), is_map(A), is_map(B) ->
    if
        map_size(A) > map_size(B) -> merge_into(A, pairs(B), F);
        true -> merge_into(B, pairs(A), fun(K, V2, V1) -> F(K, V1, V2) end)
    end;
merge_with(F, A, B) -> refuse_two(F, A, B).

merge_into(Map, [{K, V} | T], F) ->
    case Map of
        #{K := Had} -> merge_into(Map#{K := F(K, Had, V)}, T, F);
        _ -> merge_into(Map#{K => V}, T, F)
    end;
merge_into(Map, [], _) -> Map.

refuse_two(F, A, B) when is_function(F, 3) -> error({badmap, not_a_map(A, B)}, [F, A, B], ?ABOUT);
refuse_two(F, A, B) -> error(badarg, [F, A, B], ?ABOUT).

not_a_map(A, B) when is_map(A) -> B;
not_a_map(A, _) -> A.
