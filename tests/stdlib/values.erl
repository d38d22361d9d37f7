%% Random arguments, by their kinds.
-module(values).
-export([draw/1]).

%% One argument in thirty is of another kind, but where only documented arguments are compared.
draw({exact, Kind}) -> value(Kind);
%% No other maps than sets.
draw(Set) when Set =:= set; Set =:= sets ->
    value(one_of([term | lists:duplicate(7, Set)]));
draw(Kind) ->
    case rand:uniform(30) of
        1 -> value(one_of([term, bad_list, map, int, fun1]));
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
value(atoms) -> many(5, atom);
value(key_of) -> one_of([a, b, c, d, e, true, 1, "text"]);
value(prop) ->
    case upto(9) of
        0 -> value(term);
        1 -> {value(key_of), 1, 2};
        2 -> {value(key_of)};
        3 -> {value(key_of), many(3, int)};
        4 -> {value(key_of), value(prop)};
        N when N < 7 -> {value(key_of), one_of([true, false])};
        _ -> value(atom)
    end;
value(props) -> many(9, prop);
value(aliases) -> [{value(key_of), value(key_of)} || _ <- lists:seq(1, upto(4))];
value(expansions) -> [{value(prop), many(3, prop)} || _ <- lists:seq(1, upto(4))];
value(stages) ->
    [one_of([{aliases, value(aliases)}, {negations, value(aliases)}, {expand, value(expansions)}])
     || _ <- lists:seq(1, upto(3))];
value(queue) ->
    case upto(15) of
        0 -> one_of([{[], []}, {[1, 2], []}, {[], [1, 2, 3]}, {[1], []}, {[], [1]}, {a, b}]);
        _ -> lists:foldl(fun queue_step/2, queue:new(), many(20, int))
    end;
value(set) ->
    case upto(8) of
        0 -> value(table);
        _ -> sets:from_list(many(one_of([3, 30, 300]), int), [{version, one_of([1, 1, 2])}])
    end;
value(table) ->
    Big = lists:foldl(fun sets:add_element/2, sets:new(), lists:seq(1, 70 + upto(400))),
    lists:foldl(fun sets:del_element/2, Big, lists:seq(1, upto(460)));
value(sets) -> many(4, set);
value(set_options) -> one_of([[], [{version, 1}], [{version, 2}], [{version, 3}]]);
value(ordset) -> ordsets:from_list(value(numbers));
value(ordsets) -> many(4, ordset);
value(orddict) -> orddict:from_list(value(pairs));
value(dict) ->
    case upto(8) of
        0 ->
            Big = lists:foldl(fun(I, D) -> dict:store(I, I, D) end, dict:new(),
                              lists:seq(1, 70 + upto(400))),
            lists:foldl(fun dict:erase/2, Big, lists:seq(1, upto(460)));
        _ -> dict:from_list(value(pairs))
    end;
value({bags, D}) -> D:from_list([{K, [V]} || {K, V} <- value(pairs)]);
value({counters, D}) -> D:from_list([{K, K} || K <- value(ints)]);
value(tree) ->
    Tree = case upto(2) of
               0 -> gb_trees:from_orddict(value(orddict));
               _ -> lists:foldl(fun(K, T) -> gb_trees:enter(K, K, T) end, gb_trees:empty(), steps())
           end,
    lists:foldl(fun gb_trees:delete_any/2, Tree, many(20, int));
value(tree_iterator) -> gb_trees:iterator(value(tree));
value(gb_set) ->
    Set = case upto(2) of
              0 -> gb_sets:from_list(value(numbers));
              _ -> lists:foldl(fun gb_sets:add/2, gb_sets:new(), steps())
          end,
    lists:foldl(fun gb_sets:delete_any/2, Set, many(20, int));
value(gb_sets) -> many(4, gb_set);
value(gb_set_iterator) -> gb_sets:iterator(value(gb_set));
value(array_options) ->
    one_of([value(term), [one_of([fixed, {fixed, false}, {default, 0}, {size, 7}, 123, {fixed, 3},
                                  {size, -1}])
                          || _ <- lists:seq(1, upto(3))]]);
value(index_of) -> one_of([-1, upto(12), upto(120), upto(1200)]);
value(indexed) ->
    orddict:from_list([{upto(one_of([5, 30, 300, 3000])), value(atom)}
                       || _ <- lists:seq(1, upto(30))]);
value(array) ->
    Array = case upto(3) of
                0 -> array:new(upto(300), {default, value(atom)});
                1 -> array:from_list(value(ints), value(atom));
                2 -> array:from_orddict(value(indexed));
                3 -> array:new({default, value(atom)})
            end,
    lists:foldl(fun(_, A) -> try array:set(value(index_of), value(atom),
                                           A) catch error:_ -> A end end,
                Array, lists:seq(1, upto(5)));
value(place) -> one_of([upto(9), {upto(9), upto(9)}]);
value(file_name) -> one_of(["a.erl", <<"a.erl">>, a]);
value(anno) ->
    one_of([value(place), value(place),
            [one_of([{location, value(place)}, {file, value(file_name)}, {text, "a\nbc\nd"},
                     {generated, value(bool)},
                     {record, value(bool)}, {other, 1}]) || _ <- lists:seq(1, upto(4))]]);
value(bytes) -> one_of([list_to_binary(many(30, byte)), many(30, byte)]);
value(byte) -> upto(255);
value(base64) -> base64:encode(value(bytes));
value(mime) ->
    Text = [one_of([C, C, C, C, C, C, [C, $\n], [$=, C], [0, C], []])
            || C <- binary_to_list(value(base64))],
    one_of([lists:flatten(Text), list_to_binary(Text)]);
value(plain_path) ->
    String = one_of([many(9, path_char), "a/" ++ many(5, path_char), many(5, path_char) ++ ".erl",
                     "/usr/src/a.b.c"]),
    one_of([String, String, list_to_binary(String)]);
value(path_char) -> one_of("ab..//");
value(path) ->
    case upto(4) of
        0 -> many(4, path_part);
        _ -> value(plain_path)
    end;
value(path_part) -> one_of([value(path_char), many(3, path_char), value(atom), '/', '.a']);
value(paths) -> many(4, plain_path);
value(ext) -> one_of([".erl", <<".erl">>, "l", "", ".", ['.', "erl"], "a", "a.erl", "/"]);
value(dir_type) -> one_of([user_data, user_config, user_cache, user_log, site_data, site_config]);
value(dir_options) -> one_of([#{}, #{os => linux}, #{os => darwin}, #{version => "1.2"},
                              #{os => darwin, version => "3"}]);
value(year) -> one_of([upto(9999), upto(9999), 1970 + upto(60), 1970 + upto(60), upto(4), -upto(3),
                       20000]);
value(month) -> one_of([upto(11) + 1, upto(11) + 1, upto(11) + 1, upto(11) + 1, upto(14)]);
value(day) -> one_of([upto(27) + 1, upto(27) + 1, 28 + upto(3), upto(33)]);
value(date) -> {value(year), value(month), value(day)};
value(time) -> {upto(23), upto(59), upto(59)};
value(datetime) -> {value(date), value(time)};
value(seconds) ->
    one_of([upto(1 bsl 32), upto(1 bsl 40), upto(86400), upto(800000), -upto(1 bsl 36),
            -upto(90000), upto(1 bsl 61)]);
value(now) -> {upto(2000), upto(999999), upto(999999)};
value(dst) -> one_of([true, false, undefined]);
value(unit) -> one_of([second, millisecond, microsecond, nanosecond, native]);
value(rfc3339) ->
    String = case upto(9) of
                 0 -> "2018-02-01T16:17:58.5";
                 _ -> lists:flatten(io_lib:format("~4..0b-~2..0b-~2..0b~c~2..0b:~2..0b:~2..0b~s",
                                                  [upto(9999), upto(12), upto(29), one_of("Tt "),
                                                   upto(24), upto(59), upto(59),
                                                   one_of(["", ".5", ".125", ".123456789",
                                                           ".000001", "."])]))
             end,
    String ++ one_of(["Z", "z", "+01:00", "-02:30", "", "+03", "x", "-00:00"]);
value(rfc3339_options) ->
    [one_of([{unit, value(unit)}, {offset, one_of(["Z", "+02:00", "-11:30", 3600, -5400, ""])},
             {time_designator, $\s}])
     || _ <- lists:seq(1, upto(3))];
value(format) ->
    Text = lists:append(many(4, format_item)),
    one_of([Text, Text, Text, list_to_binary(Text)]);
value(format_item) ->
    one_of(["~p", "~w", "~s", "~ts", "~10s|", "~-8w", "~.5w", "~*w", "~P", "~b", "~.16B", "~n", "~~",
            "~5c", "~.3f", "~i", "~ltp", "~8.2.0s", "~-6..*b", "a", " b", "~q", "~-", "~"]);
value(format_args) -> many(4, format_arg);
value(format_arg) -> one_of([upto(20), upto(20), $x, abc, "text", 1.5, value(term)]);
value(format_list) ->
    [one_of([$a, $\s, $\n, control($p, [value(term)]), control($w, [value(atom)]),
             control($s, ["text"]), control($P, [value(list), upto(9)]), control($~, []),
             (control($b, [upto(99)]))#{width := 5, pad_char := $0},
             (control($s, [abc]))#{width := 6, adjust := left, precision := 2},
             (control($s, [<<"caf", 233/utf8>>]))#{encoding := unicode}])
     || _ <- lists:seq(1, upto(5))];
value(limits) -> one_of([[], [{chars_limit, -1}]]);
value(prompt) ->
    one_of(["> ", ok, <<"p> ">>, {format, "~w> ", [upto(9)]}, {format, "~w", []}, 12, {a, "b"},
            [955], value(term)]);
value(encoding) -> one_of([unicode, latin1]);
value(limit) -> upto(8);
value(depth) -> upto(20) - 1;
value(bits_of) ->
    Bytes = list_to_binary(many(9, byte)),
    one_of([Bytes, <<Bytes/binary, 5:3>>, <<1:1>>, <<>>]);
value(char_list) -> many(4, char);
value(word) -> many(3, letter);
value(letter) -> one_of("aZ_@9b" ++ [16#DF, 16#F7, 16#D7, 16#C0, 16#FF, $\s, 955]);
value(chardata) -> [many(4, letter), many(2, byte), many(2, bytes)];
value(nested) -> nested(upto(5));
value(data) ->
    one_of([eof, many(6, char), many(6, char), list_to_binary(many(9, char)),
            list_to_binary(many(9, char)), unicode:characters_to_binary([955 | many(5, char)])]);
value(char) -> one_of("ab\n\rc\r\n");
value(collector) ->
    one_of([start, start, [], {2, "ba"}, {list, "ba", 2}, {list, [], 1},
            {binary, [<<"b">>, <<"a">>], 3}]);
value(line_collector) ->
    one_of([start, start, [], "ba", "\rb", [<<"b">>, <<"a">>], [<<"\r">>, <<"a">>]]);
value(reader) -> one_of([[], [], {value(fread_format), "21", 3, [7]}, {"~s", "\r21", 2, []}]);
value(until) -> {io_lib, fread, [value(fread_format)]};
value(fread_format) -> lists:append(many(3, fread_item));
value(fread_item) ->
    one_of(["~d", "~d", "~f", "~s", "~ts", "~a", "~c", "~3c", "~*d", "~u", "~16u", "~-", "~#", "~5#",
            "~~", " ", "x", "~l", "~5s", "~4d", "~6f", "~3a", "~tc", "~0s", "~*s", "~2ta", "~q",
            "~"]);
value(fread_text) ->
    case upto(9) of
        0 -> eof;
        _ -> lists:append(many(5, fread_part))
    end;
value(fread_part) ->
    one_of(["12", "-7", " ", "3.5", "+1.0e3", "abc", "x", "ff", "16#ff", "-16#1A", "\n", "\r\n",
            [955], [233], "~", "2#101", "\t", "1.5E-2", "\r", "."]);
value(bits) -> rand:uniform(1 bsl one_of([4, 32, 58, 59]));
value(sign) -> upto(1);
value(two_words) -> [rand:uniform(1 bsl 58) - 1 | rand:uniform(1 bsl 58) - 1];
value(ring) ->
    {State, Before} = lists:split(rand:uniform(16),
                                  [rand:uniform(1 bsl 58) - 1 || _ <- lists:seq(1, 16)]),
    {State, Before};
value(seed) -> one_of([upto(1000), {upto(9), upto(9), upto(9)}, many(20, nat)]);
value(bool) -> one_of([true, false]);
value(side) -> one_of([leading, trailing, leading, trailing, both]);
value(where) -> one_of([leading, trailing, all]);
value(where_take) -> one_of([leading, trailing]);
value(length) -> one_of([infinity, upto(5)]);
value(form) -> one_of([none, nfc, nfd, nfkc, nfkd]);
value(lr) -> one_of([left, right, both]);
value(char) -> one_of([$a, $b, $\s, $A, 16#D7, 16#E9]);
value(ascii) -> many(one_of([5, 20]), char);
value(few) -> [value(char)];
value(asciis) -> many(4, ascii);
value(code) ->
    one_of("aabbcc  ,,\r\n\teExyzAZ"
           ++ [16#E9, 16#C5, 16#301, 16#308, 16#DF, 16#130, 16#3A3, 16#4E2D, 16#1F600,
                                        16#200D, 16#1F468, 16#1F3FF, 16#1F1E6, 16#1100, 16#1161,
                                        16#FB01, 16#2028]);
value(codes) -> many(one_of([2, 12, 30]), code);
value(text) ->
    case upto(4) of
        N when N < 2 -> value(codes);
        N when N < 4 -> unicode:characters_to_binary(value(codes));
        _ -> value(mixed)
    end;
%% No cluster goes from one part to the next, and none begins with a CR: OTP differs from itself
%% there.
value(mixed) ->
    [one_of([$a, unicode:characters_to_binary([$b | value(codes) -- "\r\r\r\r\r\r"]),
             [$c | value(codes)]])
     || _ <- lists:seq(1, upto(4))];
value(pattern) -> one_of([many(2, code), unicode:characters_to_binary(many(2, code)), [value(code)],
                          [$a], <<",">>]);
%% None that joins what is before it: OTP finds it there, and at times takes it for a cluster.
value(clusters) -> one_of([[one_of([one_of([$a, $\s, $,, $\n, $x, 16#E9, 16#4E2D, 16#1F600,
                                            16#FB01]), "\r\n", [$e, 16#301]])
                                            || _ <- lists:seq(1, upto(4))], "abc", " ,", [$a]]);
value(some_clusters) -> [$a | value(clusters)];
value(broken) -> one_of([<<255>>, <<"abc", 255, "d">>, ["ab", <<"c", 128>>], <<"ab", 16#C3>>]);
value(digits) -> many(9, digit);
value(digit) -> one_of("0123456789012345678901234567890123456789.,.,+-eE x");
value(pred_few) -> S = upto(1000), fun(X) -> note(X), hash(S, X, 8) =:= 0 end;
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

%% Keys that ascend, descend or neither.
steps() ->
    List = lists:seq(1, upto(300)),
    one_of([List, lists:reverse(List), [I * 7919 rem 523 || I <- List], many(40, number)]).

queue_step(I, Q) when I < 4 -> queue:in(I, Q);
queue_step(I, Q) when I < 8 -> queue:in_r(I, Q);
queue_step(I, Q) when I rem 2 =:= 0 -> element(2, queue:out(Q));
queue_step(_, Q) -> element(2, queue:out_r(Q)).

control(Control, Args) ->
    #{control_char => Control, args => Args, width => none, adjust => right, precision => none,
      pad_char => $\s, encoding => latin1, strings => true}.

%% A term of so many levels.
nested(0) ->
    one_of([value(term), "a text", <<"bytes">>, {}, [], #{}]);
nested(N) ->
    Parts = [nested(upto(N - 1)) || _ <- lists:seq(1, upto(9))],
    one_of([Parts, Parts, list_to_tuple(Parts), [a, b | nested(N - 1)],
            maps:from_list(lists:zip(lists:seq(1, length(Parts)), Parts))]).
