%% Uses applications of others, from their sources, and tells what they make of it. See `run`.
-module(applications).

-export([main/1]).

-record(point, {x = 0 :: integer(), y = 0}).

main(Here) ->
    ok = io:setopts([{encoding, unicode}]),
    told(leex, fun() -> leex:file(filename:join(Here, "calc_scanner.xrl"), [return]) end),
    told(yecc, fun() -> yecc:file(filename:join(Here, "calc_parser.yrl"), [return]) end),
    [told(M, fun() -> loaded(M) end) || M <- [calc_scanner, calc_parser]],
    [told(Line, fun() -> calculated(Line) end)
     || Line <- ["1 + 2 * 3", "(1 + 2) * -3", "area = 4.5 * width", "1 +", "7 $ 2", "2 / (3 - 3)"]],
    Source = filename:join(Here, "applications.erl"),
    {ok, Forms} = epp_dodger:parse_file(Source),
    io:format("~ts~n", [erl_prettypr:format(erl_syntax:form_list(Forms))]),
    told(comments, fun() -> length(erl_comment_scan:file(Source)) end),
    told(analysis, fun() -> lists:sort(erl_syntax_lib:analyze_forms(Forms)) end),
    told(variables, fun() ->
        sets:to_list(sets:union([erl_syntax_lib:variables(F) || F <- Forms]))
    end),
    told(merl, fun() ->
        [Clause] = merl:quote(1, ["f({_@X, 2}) -> _@X + 1"]),
        erl_prettypr:format(merl:subst(Clause, [{'X', merl:var('Y')}]))
    end),
    told(wrong, fun() -> yecc:file(filename:join(Here, "nowhere.yrl"), [return]) end),
    io:format("~p~n", [#point{x = 1}]).

told(What, F) ->
    io:format("~p: ~tp~n", [What, try F() catch Class:Reason -> {Class, Reason} end]).

%% The parser that has just been made, in the folder that the node is in.
loaded(Module) ->
    {ok, Module} = c:c(Module),
    lists:sort(Module:module_info(exports)).

calculated(Line) ->
    case calc_scanner:string(Line) of
        {ok, Tokens, _} ->
            case calc_parser:parse(Tokens) of
                {ok, Tree} -> {Tree, try value(Tree) catch error:Why -> Why end};
                {error, {At, Module, Why}} -> {At, lists:flatten(Module:format_error(Why))}
            end;
        {error, {At, Module, Why}, _} -> {At, lists:flatten(Module:format_error(Why))}
    end.

value({set, _, E}) -> value(E);
value({Op, A, B}) -> erlang:Op(value(A), value(B));
value({'-', A}) -> -value(A);
value(N) when is_number(N) -> N.
