%% Lists: what takes a fun, and what is seldom called. The rest of the module is native, and is
%% called with its module's name.
%% Source: STDLIB, lists(3). Differs: usort/2 sorts, then drops what equals its neighbour, so its
%% fun is called more often; for lists that are not sorted the results of the merges may be others.
-module(lists).

-export([all/2, any/2, dropwhile/2, enumerate/1, enumerate/2, filter/2, filtermap/2, flatmap/2,
         foldl/3, foldr/3, foreach/2, join/2, map/2, mapfoldl/3, mapfoldr/3, partition/2, search/2,
         splitwith/2, takewhile/2, uniq/1, uniq/2, zf/2, zipwith/3, zipwith3/4]).
-export([sort/2, usort/2, merge/3, umerge/3, rmerge/3, rumerge/3]).
-export([merge3/3, rmerge/2, rmerge3/3, umerge/1, umerge/2, umerge3/3, rumerge/2, rumerge3/3]).
-export([keymap/3, keymerge/3, ukeymerge/3, rkeymerge/3, rukeymerge/3]).

%% A list that is none fails in the function that was called, an improper tail in the loop: hence
%% two functions for one. OTP's loops have these names, too; they are seen in stack traces.

all(Pred, List) when is_function(Pred, 1) ->
    case List of
        [H | T] ->
            case Pred(H) of
                true -> all_1(Pred, T);
                false -> false
            end;
        [] -> true
    end.

all_1(_, []) -> true;
all_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> all_1(Pred, T);
        false -> false
    end.

any(Pred, List) when is_function(Pred, 1) ->
    case List of
        [H | T] ->
            case Pred(H) of
                false -> any_1(Pred, T);
                true -> true
            end;
        [] -> false
    end.

any_1(_, []) -> false;
any_1(Pred, [H | T]) ->
    case Pred(H) of
        false -> any_1(Pred, T);
        true -> true
    end.

map(F, List) when is_function(F, 1) ->
    case List of
        [H | T] -> [F(H) | map_1(F, T)];
        [] -> []
    end.

map_1(F, [H | T]) -> [F(H) | map_1(F, T)];
map_1(_, []) -> [].

foldl(F, Acc, List) when is_function(F, 2) ->
    case List of
        [H | T] -> foldl_1(F, F(H, Acc), T);
        [] -> Acc
    end.

foldl_1(F, Acc, [H | T]) -> foldl_1(F, F(H, Acc), T);
foldl_1(_, Acc, []) -> Acc.

foldr(F, Acc, List) when is_function(F, 2) -> foldr_1(F, Acc, List).

foldr_1(F, Acc, [H | T]) -> F(H, foldr_1(F, Acc, T));
foldr_1(_, Acc, []) -> Acc.

foreach(F, List) when is_function(F, 1) -> foreach_1(F, List).

foreach_1(F, [H | T]) ->
    F(H),
    foreach_1(F, T);
foreach_1(_, []) -> ok.

filter(Pred, List) when is_function(Pred, 1) -> [X || X <- List, Pred(X)].

filtermap(F, List) when is_function(F, 1) -> filtermap_1(F, List).

filtermap_1(_, []) -> [];
filtermap_1(F, [H | T]) ->
    case F(H) of
        false -> filtermap_1(F, T);
        true -> [H | filtermap_1(F, T)];
        {true, Value} -> [Value | filtermap_1(F, T)]
    end.

zf(F, List) -> filtermap(F, List).

flatmap(F, List) when is_function(F, 1) -> flatmap_1(F, List).

flatmap_1(F, [H | T]) -> F(H) ++ flatmap_1(F, T);
flatmap_1(_, []) -> [].

mapfoldl(F, Acc, List) when is_function(F, 2) -> mapfoldl_1(F, Acc, List).

mapfoldl_1(_, Acc, []) -> {[], Acc};
mapfoldl_1(F, Acc, [H | T]) ->
    {Value, Next} = F(H, Acc),
    {Values, Last} = mapfoldl_1(F, Next, T),
    {[Value | Values], Last}.

mapfoldr(F, Acc, List) when is_function(F, 2) -> mapfoldr_1(F, Acc, List).

mapfoldr_1(_, Acc, []) -> {[], Acc};
mapfoldr_1(F, Acc, [H | T]) ->
    {Values, Next} = mapfoldr_1(F, Acc, T),
    {Value, Last} = F(H, Next),
    {[Value | Values], Last}.

takewhile(Pred, List) when is_function(Pred, 1) -> takewhile_1(Pred, List).

takewhile_1(_, []) -> [];
takewhile_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> [H | takewhile_1(Pred, T)];
        false -> []
    end.

dropwhile(Pred, List) when is_function(Pred, 1) -> dropwhile_1(Pred, List).

dropwhile_1(_, []) -> [];
dropwhile_1(Pred, [H | T] = List) ->
    case Pred(H) of
        true -> dropwhile_1(Pred, T);
        false -> List
    end.

splitwith(Pred, List) when is_function(Pred, 1) -> splitwith_1(Pred, List, []).

splitwith_1(_, [], Before) -> {lists:reverse(Before), []};
splitwith_1(Pred, [H | T] = List, Before) ->
    case Pred(H) of
        true -> splitwith_1(Pred, T, [H | Before]);
        false -> {lists:reverse(Before), List}
    end.

partition(Pred, List) when is_function(Pred, 1) -> partition_1(Pred, List, [], []).

partition_1(_, [], Yes, No) -> {lists:reverse(Yes), lists:reverse(No)};
partition_1(Pred, [H | T], Yes, No) ->
    case Pred(H) of
        true -> partition_1(Pred, T, [H | Yes], No);
        false -> partition_1(Pred, T, Yes, [H | No])
    end.

search(Pred, List) when is_function(Pred, 1) -> search_1(Pred, List).

search_1(_, []) -> false;
search_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> {value, H};
        false -> search_1(Pred, T)
    end.

zipwith(F, [X | Xs], [Y | Ys]) -> [F(X, Y) | zipwith(F, Xs, Ys)];
zipwith(F, [], []) when is_function(F, 2) -> [].

zipwith3(F, [X | Xs], [Y | Ys], [Z | Zs]) -> [F(X, Y, Z) | zipwith3(F, Xs, Ys, Zs)];
zipwith3(F, [], [], []) when is_function(F, 3) -> [].

join(_, []) -> [];
join(Separator, [H | T]) -> [H | join_prepend(Separator, T)].

join_prepend(_, []) -> [];
join_prepend(Separator, [H | T]) -> [Separator, H | join_prepend(Separator, T)].

enumerate(List) when is_list(List) -> enumerate_1(1, List).

enumerate(Index, List) when is_integer(Index), is_list(List) -> enumerate_1(Index, List).

enumerate_1(Index, [H | T]) -> [{Index, H} | enumerate_1(Index + 1, T)];
enumerate_1(_, []) -> [].

uniq(List) -> uniq_1(List, #{}).

uniq_1([], _) -> [];
uniq_1([H | T], Seen) when is_map_key(H, Seen) -> uniq_1(T, Seen);
uniq_1([H | T], Seen) -> [H | uniq_1(T, Seen#{H => true})].

uniq(F, List) when is_function(F, 1) -> uniq_2(List, F, #{}).

uniq_2([], _, _) -> [];
uniq_2([H | T], F, Seen) ->
    Key = F(H),
    case Seen of
        #{Key := _} -> uniq_2(T, F, Seen);
        _ -> [H | uniq_2(T, F, Seen#{Key => true})]
    end.

%% Sorting. The list is cut into runs, each reversed; passes of merges follow, of which each
%% reverses the runs again. A fun that is no total order (`fun(A, B) -> A < B end`) sees the
%% comparisons that OTP makes, in their order, and so has its result.

sort(F, []) when is_function(F, 2) -> [];
sort(F, [_] = List) when is_function(F, 2) -> List;
sort(F, [X, Y | T]) ->
    case F(X, Y) of
        true -> runs(true, F, Y, X, T, [], []);
        false -> runs(false, F, Y, X, T, [], [])
    end.

%% `Up`: what the fun says of two neighbours of a run. Y is the run's newest, X the one before it,
%% Run the rest of it, Runs are complete. An element that fits nowhere is alone (`lone`) at first.
runs(Up, F, Y, X, [], Run, Runs) -> merge_runs(Up, Up, F, [[Y, X | Run] | Runs], []);
runs(Up, F, Y, X, [Z | T], Run, Runs) ->
    case F(Y, Z) of
        Up -> runs(Up, F, Z, Y, T, [X | Run], Runs);
        Not when is_boolean(Not) ->
            case F(X, Z) of
                Up -> runs(Up, F, Y, Z, T, [X | Run], Runs);
                Not when Run =:= [] -> runs(Up, F, Y, X, T, [Z], Runs);
                Not -> runs_lone(Up, F, Y, X, T, Run, Runs, Z)
            end
    end.

runs_lone(Up, F, Y, X, [], Run, Runs, S) -> merge_runs(Up, Up, F, [[S], [Y, X | Run] | Runs], []);
runs_lone(Up, F, Y, X, [Z | T], Run, Runs, S) ->
    case F(Y, Z) of
        Up -> runs_lone(Up, F, Z, Y, T, [X | Run], Runs, S);
        Not when is_boolean(Not) ->
            case F(X, Z) of
                Up -> runs_lone(Up, F, Y, Z, T, [X | Run], Runs, S);
                Not ->
                    case F(S, Z) of
                        Up -> runs(Up, F, Z, S, T, [], [[Y, X | Run] | Runs]);
                        Not -> runs(Up, F, S, Z, T, [], [[Y, X | Run] | Runs])
                    end
            end
    end.

%% One pass after another, until one run is left and in order. `Back`: the runs of this pass are
%% reversed (the greatest first). The first pass of ascending runs is one of those.
merge_runs(_, false, _, [Run], []) -> Run;
merge_runs(Up, Back, F, [Run], Done) ->
    merge_runs(Up, not Back, F, [lists:reverse(Run) | Done], []);
merge_runs(Up, Back, F, [], Done) -> merge_runs(Up, not Back, F, Done, []);
merge_runs(Up, Back, F, [A, B | Runs], Done) ->
    {First, Second} = if Up =/= Back -> {A, B}; true -> {B, A} end,
    merge_runs(Up, Back, F, Runs, [merge_two(Back, F, First, Second) | Done]).

merge_two(false, F, A, B) -> merge_up(F, A, B, []);
merge_two(true, F, A, B) -> merge_down(F, A, B, []).

%% Both give the merged list reversed; of equal elements those of the first list come first.
merge_up(F, [H1 | T1] = A, [H2 | T2] = B, Acc) ->
    case F(H1, H2) of
        true -> merge_up(F, T1, B, [H1 | Acc]);
        false -> merge_up(F, A, T2, [H2 | Acc])
    end;
merge_up(_, [], B, Acc) -> lists:reverse(B, Acc);
merge_up(_, A, [], Acc) -> lists:reverse(A, Acc).

merge_down(F, [H1 | T1] = A, [H2 | T2] = B, Acc) ->
    case F(H1, H2) of
        true -> merge_down(F, A, T2, [H2 | Acc]);
        false -> merge_down(F, T1, B, [H1 | Acc])
    end;
merge_down(_, [], B, Acc) -> lists:reverse(B, Acc);
merge_down(_, A, [], Acc) -> lists:reverse(A, Acc).

merge(F, A, []) when is_function(F, 2) -> A;
merge(F, A, [_ | _] = B) when is_function(F, 2) -> lists:reverse(merge_up(F, A, B, [])).

rmerge(F, A, []) when is_function(F, 2) -> A;
rmerge(F, A, [_ | _] = B) when is_function(F, 2) -> lists:reverse(merge_down(F, A, B, [])).

usort(F, []) when is_function(F, 2) -> [];
usort(F, [_] = List) when is_function(F, 2) -> List;
usort(F, [_ | _] = List) when is_function(F, 2) -> distinct(F, sort(F, List)).

distinct(F, [X, Y | T]) ->
    case F(Y, X) of
        true -> distinct(F, [X | T]);
        false -> [X | distinct(F, [Y | T])]
    end;
distinct(_, List) -> List.

umerge(F, [], B) when is_function(F, 2) -> B;
umerge(F, [_ | _] = A, B) when is_function(F, 2) ->
    distinct(F, lists:reverse(merge_up(F, A, B, []))).

rumerge(F, A, []) when is_function(F, 2) -> A;
rumerge(F, A, [_ | _] = B) when is_function(F, 2) ->
    lists:reverse(distinct(F, merge_down(F, A, B, []))).

%% Merges by the order of terms.

merge3(A, B, C) when is_list(A), is_list(B), is_list(C) -> lists:merge(lists:merge(A, B), C).

rmerge([H1 | T1] = A, [H2 | T2] = B) ->
    if
        H1 =< H2 -> [H2 | rmerge(A, T2)];
        true -> [H1 | rmerge(T1, B)]
    end;
rmerge([], B) when is_list(B) -> B;
rmerge(A, []) when is_list(A) -> A.

rmerge3(A, B, C) when is_list(A), is_list(B), is_list(C) -> rmerge(rmerge(A, B), C).

umerge([]) -> [];
umerge([List]) -> List;
umerge(Lists) -> umerge(umerge_pairs(Lists)).

umerge_pairs([A, B | T]) -> [umerge(A, B) | umerge_pairs(T)];
umerge_pairs([A]) -> [A];
umerge_pairs([]) -> [].

umerge([H1 | T1] = A, [H2 | T2] = B) ->
    if
        H1 < H2 -> [H1 | umerge(T1, B)];
        H1 == H2 -> [H1 | umerge(T1, T2)];
        true -> [H2 | umerge(A, T2)]
    end;
umerge([], B) -> B;
umerge(A, []) when is_list(A) -> A.

umerge3(A, B, C) when is_list(A), is_list(B), is_list(C) -> umerge(umerge(A, B), C).

rumerge([H1 | T1] = A, [H2 | T2] = B) ->
    if
        H1 < H2 -> [H2 | rumerge(A, T2)];
        H1 == H2 -> [H1 | rumerge(T1, T2)];
        true -> [H1 | rumerge(T1, B)]
    end;
rumerge([], B) when is_list(B) -> B;
rumerge(A, []) when is_list(A) -> A.

rumerge3(A, B, C) when is_list(A), is_list(B), is_list(C) -> rumerge(rumerge(A, B), C).

%% Lists of tuples.

keymap(F, N, [H | T]) -> [setelement(N, H, F(element(N, H))) | keymap(F, N, T)];
keymap(F, N, []) when is_integer(N), N >= 1, is_function(F, 1) -> [].

keymerge(N, A, B) when is_integer(N), N > 0 ->
    case B of
        [] -> A;
        [H | T] -> keymerge_1(N, A, element(N, H), H, T)
    end.

keymerge_1(N, [H1 | T1], Key, H2, T2) when element(N, H1) =< Key ->
    [H1 | keymerge_1(N, T1, Key, H2, T2)];
keymerge_1(N, [H1 | _] = A, _, H2, T2) when tuple_size(H1) >= N ->
    case T2 of
        [] -> [H2 | A];
        [H | T] -> [H2 | keymerge_1(N, A, element(N, H), H, T)]
    end;
keymerge_1(N, [H1 | _], _, _, _) -> element(N, H1);
keymerge_1(_, [], _, H2, T2) -> [H2 | T2].

ukeymerge(N, A, B) when is_integer(N), N > 0 ->
    case A of
        [] -> B;
        [H | T] -> ukeymerge_1(N, element(N, H), H, T, B)
    end.

ukeymerge_1(N, Key, H1, T1, [H2 | T2] = B) ->
    Key2 = element(N, H2),
    if
        Key == Key2 -> ukeymerge_1(N, Key, H1, T1, T2);
        Key < Key2 ->
            case T1 of
                [] -> [H1 | B];
                [H | T] -> [H1 | ukeymerge_1(N, element(N, H), H, T, B)]
            end;
        true -> [H2 | ukeymerge_1(N, Key, H1, T1, T2)]
    end;
ukeymerge_1(_, _, H1, T1, []) -> [H1 | T1].

%% Of lists that are reversed.
rkeymerge(N, A, B) when is_integer(N), N > 0 ->
    lists:reverse(keymerge(N, lists:reverse(A), lists:reverse(B))).

rukeymerge(N, A, B) when is_integer(N), N > 0 ->
    lists:reverse(ukeymerge(N, lists:reverse(A), lists:reverse(B))).
