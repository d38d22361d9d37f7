%% What the differential test calls, with arguments of which kinds.
-module(cases).
-export([modules/0, calls/1, elsewhere/1, scenes/1, draw/1, plain/1]).

modules() -> [lists, maps].

%% Exported functions that only scenes call.
elsewhere(_) -> [].

scenes(_) -> [].

%% Terms that are compared as they are, but for what differs from run to run.
plain(Term) -> Term.

calls(lists) ->
    [{all, [pred, list]}, {any, [pred, list]}, {dropwhile, [pred, list]}, {enumerate, [list]},
     {enumerate, [int, list]}, {filter, [pred, list]}, {filtermap, [filtermap, list]},
     {flatmap, [fun_list, list]}, {foldl, [fun2, term, list]}, {foldr, [fun2, term, list]},
     {foreach, [fun1, list]}, {join, [term, list]}, {map, [fun1, list]}, {mapfoldl, [mapfold, term, list]},
     {mapfoldr, [mapfold, term, list]}, {partition, [pred, list]}, {search, [pred, list]},
     {splitwith, [pred, list]}, {takewhile, [pred, list]}, {uniq, [list]}, {uniq, [key, list]},
     {zf, [filtermap, list]}, {zipwith, [fun2, list, list]}, {zipwith, [fun2, ints3, ints3]},
     {zipwith3, [fun3, ints3, ints3, ints3]}, {zipwith3, [fun3, list, list, list]},
     {sort, [order, ints]}, {sort, [strict_order, ints]}, {sort, [order, list]}, {sort, [strict_order, pairs]},
     {sort, [fun2, list]},
     {usort, [quiet_order, ints]}, {usort, [quiet_order, numbers]}, {usort, [fun2, bad_list]},
     {merge, [order, sorted, sorted]}, {merge, [strict_order, sorted, sorted]},
     {umerge, [quiet_order, usorted, usorted]}, {rmerge, [order, rsorted, rsorted]},
     {rumerge, [quiet_order, rusorted, rusorted]}, {merge3, [{exact, sorted}, {exact, sorted}, {exact, sorted}]},
     {rmerge, [{exact, rsorted}, {exact, rsorted}]}, {rmerge3, [{exact, rsorted}, {exact, rsorted}, {exact, rsorted}]}, {umerge, [usorteds]},
     {umerge, [usorted, usorted]}, {umerge3, [{exact, usorted}, {exact, usorted}, {exact, usorted}]}, {rumerge, [{exact, rusorted}, {exact, rusorted}]},
     {rumerge3, [{exact, rusorted}, {exact, rusorted}, {exact, rusorted}]}, {keymap, [fun1, index, pairs]},
     {keymerge, [one, keysorted, keysorted]}, {keymerge, [index, pairs, pairs]},
     {ukeymerge, [one, ukeysorted, ukeysorted]},
     {rkeymerge, [one, {exact, rkeysorted}, {exact, rkeysorted}]},
     {rukeymerge, [one, {exact, rukeysorted}, {exact, rukeysorted}]}];
calls(maps) ->
    [{filter, [pred2, map]}, {filtermap, [filtermap2, map]}, {fold, [fun3, term, map]}, {foreach, [fun2, map]},
     {groups_from_list, [key, list]}, {groups_from_list, [key, fun1, list]}, {intersect, [map, map]},
     {intersect_with, [fun3, map, map]}, {map, [fun2, map]}, {merge_with, [fun3, map, map]},
     {update_with, [term, fun1, map]}, {update_with, [term, fun1, term, map]},
     {map, [fun2, iterator]}, {fold, [fun3, term, iterator]}, {filter, [pred2, iterator]}];
calls(_) -> [].

%% One argument in thirty is of another kind, but where only documented arguments are compared.
draw({exact, Kind}) -> value(Kind);
draw(Kind) ->
    case rand:uniform(30) of
        1 -> value(hd(one_of([[term], [bad_list], [map], [int], [fun1]])));
        _ -> value(Kind)
    end.

one_of(List) -> lists:nth(rand:uniform(length(List)), List).

upto(N) -> rand:uniform(N + 1) - 1.

many(N, Kind) -> [value(Kind) || _ <- lists:seq(1, upto(N))].

%% Funs note what they are called with.
note(X) -> put(calls, [X | get(calls)]).

hash(Seed, X, N) -> erlang:phash2({Seed, X}, N).

value(int) -> upto(24) - 6;
value(nat) -> upto(12);
value(one) -> 1;
value(index) -> upto(4);
value(atom) -> one_of([a, b, c, d, e, true, false]);
value(number) -> one_of([upto(8), float(upto(8)), -upto(100000000000000000000)]);
value(term) ->
    case upto(12) of
        0 -> many(3, term);
        1 -> list_to_tuple(many(3, term));
        2 -> value(number);
        3 -> <<"bin">>;
        4 -> value(bad_list);
        N when N < 8 -> value(atom);
        _ -> value(int)
    end;
value(list) ->
    case upto(20) of
        0 -> value(bad_list);
        1 -> many(60, int);
        _ -> many(9, term)
    end;
value(bad_list) -> one_of([[1 | 2], not_a_list, [a, b | c], {}, 7, []]);
value(ints) -> many(one_of([3, 9, 30, 120]), int);
value(ints3) -> [value(int), value(int), value(int)];
value(numbers) -> many(one_of([3, 9, 40]), number);
value(pair) -> {value(int), value(atom)};
value(pairs) -> many(one_of([3, 9, 40]), pair);
value(sorted) -> lists:sort(value(numbers));
value(usorted) -> lists:usort(value(ints));
value(usorteds) -> many(6, usorted);
value(rsorted) -> lists:reverse(value(sorted));
value(rusorted) -> lists:reverse(value(usorted));
value(keysorted) -> lists:keysort(1, value(pairs));
value(ukeysorted) -> lists:ukeysort(1, value(pairs));
value(rkeysorted) -> lists:reverse(value(keysorted));
value(rukeysorted) -> lists:reverse(value(ukeysorted));
value(map) ->
    case upto(20) of
        0 -> value(term);
        1 -> maps:from_list([{I, value(atom)} || I <- lists:seq(1, 33 + upto(100))]);
        _ -> maps:from_list([{value(term), value(term)} || _ <- lists:seq(1, upto(9))])
    end;
value(iterator) -> maps:iterator(maps:from_list([{I, I} || I <- value(ints)]));
value(pred) -> S = upto(1000), fun(X) -> note(X), hash(S, X, 4) > 0 end;
value(pred2) -> S = upto(1000), fun(X, Y) -> note({X, Y}), hash(S, X, 4) > 0 end;
value(filtermap) ->
    S = upto(1000),
    fun(X) -> note(X), lists:nth(hash(S, X, 3) + 1, [true, false, {true, {new, X}}]) end;
value(filtermap2) -> F = value(filtermap), fun(_, X) -> F(X) end;
value(fun1) -> fun(X) -> note(X), {one, X} end;
value(fun2) -> fun(X, Y) -> note({X, Y}), {two, X, Y} end;
value(fun3) -> fun(X, Y, Z) -> note({X, Y, Z}), {three, X, Y, Z} end;
value(fun_list) -> S = upto(1000), fun(X) -> note(X), lists:duplicate(hash(S, X, 3), X) end;
value(mapfold) -> fun(X, Acc) -> note({X, Acc}), {{m, X}, {acc, X}} end;
value(key) -> S = upto(1000), fun(X) -> note(X), hash(S, X, 5) end;
value(order) -> fun(X, Y) -> note({X, Y}), X =< Y end;
value(quiet_order) -> fun(X, Y) -> X =< Y end;
value(strict_order) ->
    one_of([fun(X, Y) -> note({X, Y}), X < Y end,
            fun(X, Y) -> note({X, Y}), X > Y end,
            fun(X, Y) -> note({X, Y}), X >= Y end,
            fun(X, Y) -> note({X, Y}), hash(3, X, 5) < hash(3, Y, 5) end,
            fun(X, Y) -> note({X, Y}), hash(X, Y, 2) =:= 0 end]).
