%% What `re` does, told line by line: the same in every node that runs it. KITH_SEED is a number (1
%% when there is none) from which the random patterns come.
-module(regexes).

-export([main/1]).

-define(RANDOM_PATTERNS, 1500).

main(_) ->
    ok = io:setopts([{encoding, unicode}]),
    [told(F, Args)
     || {F, Calls} <- [{run, runs()}, {run, captures()}, {run, latin1()}, {compile, compiles()},
                       {inspect, inspections()}, {split, splits()}, {replace, replacements()},
                       {run, wrong_runs()}, {compile, wrong_compiles()}, {split, wrong_splits()},
                       {replace, wrong_replacements()}, {compile, faults()}],
        Args <- Calls],
    io:format("others run ~p~n", [others_run()]),
    rand:seed(exsss, {1, 2, list_to_integer(os:getenv("KITH_SEED", "1"))}),
    [random() || _ <- lists:seq(1, ?RANDOM_PATTERNS)],
    ok.

told(F, Args) -> io:format("~w ~0tp~n  ~0tp~n", [F, plain(Args), outcome(F, Args)]).

%% The value, or how it failed and what is said of it.
outcome(F, Args) ->
    try plain(apply(re, F, Args))
    catch
        Class:Reason:Stack ->
            [{M, Name, Given, Info} = Frame | _] = Stack,
            Said = case proplists:get_value(error_info, Info) of
                       undefined -> none;
                       _ -> said(erl_stdlib_errors:format_error(Reason, [Frame]))
                   end,
            {Class, Reason, {M, Name, plain(Given)}, Said}
    end.

said(Hints) -> maps:map(fun(_, Text) -> unicode:characters_to_list(Text) end, Hints).

%% Without the code of compiled patterns, and the same text for a place and its fault where
%% several are to be had.
plain({re_pattern, Groups, Unicode, CrLf, Code}) when is_binary(Code) ->
    {re_pattern, Groups, Unicode, CrLf, code};
plain(Tuple) when is_tuple(Tuple) -> list_to_tuple(plain(tuple_to_list(Tuple)));
plain([H | T]) -> [plain(H) | plain(T)];
plain(Other) -> Other.

made(Pattern) -> made(Pattern, []).
made(Pattern, Options) ->
    {ok, Made} = re:compile(Pattern, Options),
    Made.

runs() ->
    Patterns = ["", "a", "b", "a*", "(a)|(b)", "(?<x>a)(?<y>b)?", "^a", "a$", "^", "$", "[ab]+?",
                "(?i)A", "\\bb", "(?=b)|b", "x*", "(a(b(c)?)?)?", ".", "\\R", "(a)\\1", "a\\Kb",
                "(?<=a)b", "(?:)", "\\d+", "[^a]", <<"a|b">>, ["a", [<<"b">>]]],
    Subjects = ["", "a", "ab", "abab", "b\na", "a\r\nb", "xAaB", <<"abc">>, ["a",
                                                                             <<"b">> | <<"c">>],
                "aa b12"],
    Options = [[], [global], [{capture, all, binary}], [global, {capture, all_but_first, list}],
               [caseless, {capture, first, list}], [anchored], [multiline, global], [dotall],
               [{newline, any}, global], [{newline, crlf}, multiline], [{offset, 1}, {capture,
                                                                                      none}],
               [notempty], [notempty_atstart, global], [notbol, noteol], [ungreedy],
               [dollar_endonly], [firstline], [no_auto_capture], [extended],
               [unicode, {capture, all, list}], [unicode, global, ucp], [bsr_anycrlf],
               [bsr_unicode, no_start_optimize]],
    [[S, P] || S <- Subjects, P <- Patterns]
        ++ [[S, P, O] || S <- Subjects, P <- Patterns, O <- Options, length(O) =:= 0
                             orelse not lists:member({offset, 1}, O) orelse iolist_size(S) > 0].

captures() ->
    Names = "(?<X>a)|(?<Y>b)",
    Specs = [all, first, none, all_but_first, all_names, [], [0], [1, 2], [2, 0, 9], ['X', "Y"],
             [<<"Z">>, 'Y', 1], ["X", ["Y"]]],
    [["b", Names, [{capture, Spec} | More]] || Spec <- Specs, More <- [[], [global]]]
        ++ [["cab", made(Names), [{capture, Spec, Type} | More]]
            || Spec <- Specs, Type <- [index, list, binary], More <- [[], [global]]]
        ++ [[[228, 8364, $b], [8364, $|, $b], [unicode, {capture, all, Type} | More]]
            || Type <- [index, list, binary], More <- [[], [global]]]
        ++ [["b", "b", Options]
            || Options <- [[{capture, first, list}, {capture, all}],
                           [{capture, none}, {capture, all, list}]]]
        ++ [["b", "(?<X>a)|(?<X>b)", [dupnames, {capture, ['X', all], list}]],
            ["b", "(?<X>a)|(?<X>b)", [dupnames, {capture, all_names, list}]],
            ["a1b", "(?<n>\\d)", [{capture, [n], binary}]]].

%% Characters past ASCII.
latin1() ->
    Classes = ["[[:alpha:]]", "[[:upper:]]", "[[:lower:]]", "[[:digit:]]", "[[:alnum:]]",
               "[[:space:]]", "[[:punct:]]", "[[:print:]]", "[[:graph:]]", "[[:cntrl:]]",
               "[[:xdigit:]]", "[[:blank:]]", "\\w", "\\s", "\\d", "\\h", "\\v", "\\R", "."],
    All = lists:seq(128, 255),
    [[All, Class, [global, {capture, first, list}]] || Class <- Classes]
        ++ [[All, [C], [caseless, global]] || C <- All]
        ++ [[All, [$[, C, $]], [caseless, global]] || C <- All]
        ++ [[lists:seq(0, 127), Class, [global]] || Class <- Classes]
        ++ [[[228, 196, 223, 945, 913, 8364], P, [unicode, global | O]]
            || P <- ["\\w", "[[:alpha:]]", [228], [913], "\\p{Lu}", "\\X", "."],
               O <- [[], [ucp], [caseless], [caseless, ucp]]]
        ++ [[<<195, 169, 97>>, "a", [unicode, {offset, N}]] || N <- [0, 2, 3]]
        ++ [[<<195, 169>>, "(*UTF8)."], [<<195, 169>>, "(*UTF)."], [<<195, 169>>, "."]].

compiles() ->
    [[P] || P <- ["", "a", "(a)(b)", "(?:a)", "(?<x>a)", <<"a">>, ["a", <<"b">>], "(*CRLF)a",
                  "(*ANY)a", "(*LF)a", "(*UTF8)a", "(*UTF)a", "(*UCP)a", "(*BSR_ANYCRLF)a",
                  "\\j\\y\\i", "a{,3}", "a{", "]", "[]a]", "[^]a]", "(?#x)a", "\\Qa(\\E",
                  "(?C)a", "(?C255)a", "(?J)(?<a>b)(?<a>c)", "(?|(a)|(b))", "(*:x)a",
                  "(*COMMIT)a", "a(*SKIP)b", "(?i-s:a)", "\\x{41}\\x41\\101\\o{101}",
                  "[[:^alpha:]]", "(?>a)b", "a++", "(?R1)?" | [[N] || N <- [228, 255]]]]
        ++ [["a", [O]] || O <- [unicode, anchored, caseless, dollar_endonly, dotall, extended,
                                firstline, multiline, no_auto_capture, dupnames, ungreedy,
                                {newline, cr}, {newline, crlf}, {newline, lf}, {newline, any},
                                {newline, anycrlf}, bsr_anycrlf, bsr_unicode, no_start_optimize,
                                ucp, never_utf]]
        ++ [["(a)", [no_auto_capture]], [[8364], [unicode]], [<<226, 130, 172>>, [unicode]],
            ["a", [{newline, any}, {newline, lf}]], ["a", [{newline, cr}, {newline, lf}]],
            ["a", [bsr_anycrlf, bsr_unicode]], ["(*UTF8)b", [never_utf]],
            ["a", [unicode, never_utf]], [<<255>>, [unicode]], [<<195>>, [unicode]]].

inspections() ->
    [[made(P, O), namelist]
     || {P, O} <- [{"", []}, {"(a)", []}, {"(?<B>a)(?<A>b)", []},
                   {"(?<B>a)|(?<B>b)|(?P<C>c)", [dupnames]}]]
        ++ [[made("a"), foo], [made("a"), 1], ["a", namelist], [1, foo], [{re_pattern}, namelist]].

splits() ->
    Cases = [{"a,b,,c,,,", ","}, {"a,b,c", "(,)"}, {"abc", ""}, {"", ","}, {"", ""}, {",", ","},
             {"a1b22c", "([a-z])(\\d)"}, {"a1b22c", "([a-z])?(\\d)"}, {"abc", "(x)?"},
             {"abc", "b|"}, {"a b  c", "\\s*"}, {<<"a,b">>, ","}, {["a", <<",">>, "b"], <<",">>},
             {"abcabc", "(a)|(b)"}, {"xyz", "q"}, {",,,", ","}],
    Options = [[], [{return, list}], [{return, binary}], [{return, iodata}], [group], [trim],
               [group, trim], [{parts, 0}], [{parts, 1}], [{parts, 2}], [{parts, 3}, group],
               [{parts, infinity}], [trim, {parts, 2}], [{parts, 2}, trim],
               [group, {return, list}], [{offset, 0}], [caseless, {newline, any}], [notempty]],
    [[S, P] || {S, P} <- Cases]
        ++ [[S, P, O] || {S, P} <- Cases, O <- Options]
        ++ [[S, made(P), O] || {S, P} <- Cases, O <- [[], [group], [trim, {return, list}],
                                                      [anchored]]]
        ++ [[[8364, $,, 228], ",", [unicode, {return, R}]] || R <- [list, binary, iodata]]
        ++ [[[8364, 228, 8364], [228], [unicode, group, {return, list}]],
            [[8364, $,, 228], made(",", [unicode]), [{return, list}]],
            ["a,b", "a(,)", [no_auto_capture]]].

replacements() ->
    Cases = [{"abcd", "c"}, {"abcd", "[bd]"}, {"abcd", "x"}, {"", ""}, {"abc", ""}, {"abc",
                                                                                     "(b)|(c)"},
             {["ab", <<"cd">>], "b"}, {<<"abcd">>, "d"}, {"aaa", "a"}, {"aXbX", "X?"}],
    Texts = ["", "Y", "[&]", "\\0\\1\\g1\\g{1}\\g{2}x", "\\\\\\&\\n", "\\", "\\g", "\\9", <<"z">>,
             ["a", [$& | <<"b">>]], "<\\g12>", "&&"],
    Options = [[], [global], [{return, list}], [global, {return, binary}], [global, {return,
                                                                                     iodata}],
               [caseless, global, {return, list}]],
    [[S, P, T] || {S, P} <- Cases, T <- Texts]
        ++ [[S, P, T, O] || {S, P} <- Cases, T <- Texts, O <- Options]
        ++ [[S, made(P), T, O] || {S, P} <- Cases, T <- ["Y", "&\\1"], O <- [[], [global]]]
        ++ [[[300, 301], [301], [302, $&], [unicode | O]]
            || O <- [[], [{return, list}], [{return, binary}], [global, {return, list}]]]
        ++ [["abc", "b", "x", O] || O <- [[{offset, 1}], [{offset, 2}], [anchored], [notempty],
                                          [{newline, any}, multiline]]].

wrong_runs() ->
    Made = made("b"),
    Unicode = made("b", [unicode]),
    [[1, 2], ["a", 2], ["a", "("], ["a", [300]], [[300], "a"], [a, "a"], ["a", a], [{a}, "a"],
     ["a", {re_pattern}], ["a", {a, 0, 0, 0, <<>>}], ["a", {re_pattern, 0, 0, 0, <<"foo">>}],
     ["a", {re_pattern, 0, 0, 0, foo}], ["a", setelement(2, Made, foo)],
     ["a", setelement(4, Made, foo)], [["a" | b], "a"], [<<1:3>>, "a"], ["a", <<1:3>>]]
        ++ [["b", "b", O]
            || O <- [[foo], foo, [global, foo], [unicode, foo], [unicode | foo], [{offset, -1}],
                     [{offset, a}], [{offset, 1 bsl 31}], [{offset, 1 bsl 70}], [{match_limit, -1}],
                     [{match_limit, a}], [{match_limit, 1 bsl 31}], [{match_limit_recursion, a}],
                     [{newline, foo}], [{newline, any}, bsr_anycrlf, bsr_unicode], [trim],
                     [{return, list}], [{capture, foo}], [{capture, [1.0]}], [{capture, [-1]}],
                     [{capture, [1 bsl 70]}], [{capture, all, foo}], [{capture, [{a}]}],
                     [{capture, a, b, c}], [{capture}], [{capture, foo}, global],
                     [{capture, [{a}]}, global], [1], [{global, true}], [{offset, 2}, global]]]
        ++ [["b", Made, O]
            || O <- [[caseless], [unicode], [dotall], [ucp], [anchored], [{newline, cr}],
                     [bsr_unicode], [notempty], [caseless, global], [{capture, [{a}]}]]]
        ++ [["b", Unicode, [unicode]], [[8364, $b], Unicode, []], [[8364, $b], Made, []],
            [<<255>>, Unicode, []], [[255 | <<255>>], Unicode, []],
            [<<255>>, "a", [unicode]], [<<255>>, <<"a">>, [unicode]],
            [<<255, $a>>, <<"a">>, [unicode, {offset, 1}]], [1, "a", [unicode]],
            [1, <<"a">>, [unicode]], ["a", 1, [unicode, global]], ["a", "(", [unicode]],
            ["a", <<"(">>, [unicode]], [<<"a">>, <<"(">>, [unicode]], ["a", <<255>>, [unicode]],
            ["a", "(", [report_errors]], ["a", "(", [unicode, report_errors]], ["a", "(", [global]],
            ["a", "(", [global, report_errors]], [[-1], "a", [unicode]], ["a", [-1], [unicode]],
            [<<233>>, "(*UTF8)."], [<<195, 169, 97>>, "a", [unicode, {offset, 1}]],
            [<<195, 169, 97>>, <<"a">>, [unicode, {offset, 1}]], [1, "a", [global]],
            [1, 2, [foo]], [[300], "a", [global]]]
        ++ [[lists:duplicate(28, $a) ++ "z", "(a+)*zz", O]
            || O <- [[], [report_errors], [global, report_errors], [global], [{match_limit, 100}],
                     [{match_limit, 100}, report_errors],
                     [{match_limit_recursion, 10}, report_errors], [{match_limit, 0}],
                     [{match_limit, 0}, report_errors]]].

wrong_compiles() ->
    [[1], [a], [[300]], [[a]], [["a" | b]], [<<1:3>>], ["a", foo], ["a", [foo]], ["a", [global]],
     ["a", [notempty]], ["a", [{offset, 0}]], ["a", [{newline, foo}]], ["a", [{newline}]],
     ["a", [caseless | foo]], [1, [foo]], [[300, -1], [unicode]], [[<<195>>, 233], [unicode]],
     [[55296], [unicode]], [1, [unicode]], [[a], [unicode]], [{re_pattern, 0, 0, 0, <<>>}],
     [made("a")]].

wrong_splits() ->
    [["a", 1], [1, "a"], ["a", "("], [[300], "a"], ["a", {re_pattern, 0, 0, 0, <<>>}]]
        ++ [["a", "a", O]
            || O <- [[foo], foo, [global], [report_errors], [{capture, all}],
                     [{capture, all, list}], [{parts, -1}], [{parts, a}], [{parts, 1.0}],
                     [{return, foo}], [trim | foo], [{offset, -1}], [{newline, foo}]]]
        ++ [[1, "a", [foo]], ["a", "(", []], ["a", made("a"), [caseless]], ["a", 1, []]].

wrong_replacements() ->
    [["a", "(", "b"], [1, "a", "b"], ["a", 1, "b"], ["a", "a", 1], ["a", "a", [300]], ["a", "a", a],
     ["abc", "b", "\\g{a}"], ["abc", "b", "\\g{1"], ["abc", "b", "\\gx"],
     ["a", "a", fun lists:append/2]]
        ++ [["a", "a", "b", O]
            || O <- [[foo], foo, [report_errors], [{capture, all}], [{capture, first, list}],
                     [{return, foo}], [global | foo], [{offset, -1}], [trim]]]
        ++ [[1, "a", "b", []], ["a", 1, "b", []], ["a", "a", 1, []], ["a", "a", 1, [foo]],
            ["a", "a", [300], [unicode, {return, list}]], ["a", made("a"), "b", [caseless]]].

%% What is no pattern: texts and places.
faults() ->
    [[P] || P <- ["(", "((a)", ")", "a)", "(a))", "*", "+a", "?", "a**", "a{2,1}", "a{99999}", "[",
                  "[a", "[]", "[^]", "[a-", "[z-a]", "[a-\\d]", "[[:foo:]]", "[:alpha:]", "[[.a.]]",
                  "[[=a=]]", "\\", "\\c", "(?a", "(?P<a", "(?P<1a>b)", "(?P<a>b)(?P<a>c)",
                  "(?<a>b)(?<a>c)", "(?<a", "(?<a-b>c)", "(?P=", "(?&", "\\k", "\\k{a", "(?1)",
                  "(?2)", "(?-1)", "(?+0)", "(?+", "(?R", "(?#", "(?#abc", "(?(1", "(?C256)",
                  "(?C1", "\\x{zz}", "\\x{110000}", "\\x{100}", "\\o{8}", "\\400", "\\p", "\\p{",
                  "\\p{Foo}", "\\pF", "[\\N]", "\\L", "\\u", "\\N{abc}", "(*FOO)", "(*", "(*MARK)",
                  "(?z)", "(?i-s:a", "(?:", "(?=", "(?<!", "(?>", "a|*", "x(?i:a)(?x: a # c",
                  "(?|(?<a>a)|(?<b>b))", "(?<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>b)"]].

%% Whether those that come last and do nothing end before those that come first, are enough for all
%% schedulers, and look for what is not there.
others_run() ->
    Subject = binary:copy(<<"a">>, 8000),
    Long = [spawn_monitor(fun() -> nomatch = re:run(Subject, "a.*[xy]") end)
            || _ <- lists:seq(1, 2 * erlang:system_info(schedulers_online))],
    Short = [spawn_monitor(fun() -> ok end) || _ <- lists:seq(1, 20)],
    Ends = [receive {'DOWN', Ref, process, Pid, normal} -> {Pid, Ref} end || _ <- Long ++ Short],
    lists:sort(lists:sublist(Ends, length(Short))) =:= lists:sort(Short).

%%% Random patterns of what both libraries read alike, on random subjects: no possessive groups,
%%% whose own groups PCRE 8 can lose, and no firstline, which PCRE 8 counts from the subject's start.

random() ->
    Pattern = lists:flatten(expression(4)),
    Subject = [lists:nth(rand:uniform(6), "abcAB\n") || _ <- lists:seq(1, rand:uniform(12))],
    Options = [O || O <- [caseless, multiline, dotall, ungreedy, dollar_endonly, unicode, ucp,
                          {newline, any}],
                    rand:uniform(6) =:= 1],
    told(run, [Subject, Pattern, [global | Options]]),
    told(run, [Subject, Pattern, [{capture, all, list} | Options]]),
    told(split, [Subject, Pattern, [group | Options]]),
    told(replace, [Subject, Pattern, "<&\\1\\2>", [global, {return, list} | Options]]).

expression(0) -> atom();
expression(Depth) ->
    case rand:uniform(10) of
        1 -> [expression(Depth - 1), "|", expression(Depth - 1)];
        2 -> ["(", expression(Depth - 1), ")"];
        3 -> ["(?:", expression(Depth - 1), ")", quantifier()];
        4 -> ["(", expression(Depth - 1), ")", quantifier()];
        5 -> [one_of(["(?=", "(?!", "(?>", "(?i:"]), expression(Depth - 1), ")"];
        6 -> [atom(), quantifier()];
        7 -> [one_of(["a", "[ab]", "\\w"]), one_of(["?+", "*+", "++"])];
        _ -> [expression(Depth - 1), expression(Depth - 1)]
    end.

atom() -> one_of(["a", "b", "c", "A", ".", "[ab]", "[^a]", "^", "$", "\\b", "\\w", "\\n", "\\B",
                  "[a-c]", "(?<=a)", "(?<!b)", "\\A", "\\z", "\\Z", "\\N", "\\R", "(b)?"]).

quantifier() -> one_of(["?", "*", "+", "??", "*?", "+?", "{2}", "{1,2}", "{0,1}?"]).

one_of(List) -> lists:nth(rand:uniform(length(List)), List).
