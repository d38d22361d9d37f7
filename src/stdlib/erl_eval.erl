%% Evaluating abstract forms. The evaluator itself is the machine; here is what prepares its work.
%% OTP: stdlib, erl_eval. Differs: a non-local handler is called by calls that the forms hold, and
%% forms of funs show those.
-module(erl_eval).

-export([exprs/2, exprs/3, exprs/4, expr/2, expr/3, expr/4, expr/5, expr_list/2, expr_list/3,
         expr_list/4, eval_str/1, match_clause/4, is_constant_expr/1, partial_eval/1]).
-export([extended_parse_exprs/1, extended_parse_term/1]).
-export([new_bindings/0, bindings/1, binding/2, add_binding/3, del_binding/2]).
-export([check_command/2, fun_data/1]).

%% Each returns {value, Value, Bindings}.

exprs(Expressions, Bindings) ->
    check(Expressions, Bindings),
    kith_eval:exprs(Expressions, Bindings, none).
exprs(Expressions, Bindings, Local) -> kith_eval:exprs(Expressions, Bindings, Local).
exprs(Expressions, Bindings, Local, Other) ->
    kith_eval:exprs(erl_eval_handler:calling(Other, Expressions), Bindings, Local).

expr(Expression, Bindings) -> exprs([Expression], Bindings).
expr(Expression, Bindings, Local) -> kith_eval:exprs([Expression], Bindings, Local).
expr(Expression, Bindings, Local, Other) -> exprs([Expression], Bindings, Local, Other).

%% What is to become of the value: `value` wants it alone.
expr(Expression, Bindings, Local, Other, value) ->
    {value, Value, _} = exprs([Expression], Bindings, Local, Other),
    Value;
expr(Expression, Bindings, Local, Other, none) ->
    exprs([Expression], Bindings, Local, Other).

%% What the linter refuses is refused before any of it is evaluated.
check(Expressions, Bindings) ->
    case check_command(Expressions, Bindings) of
        ok -> ok;
        {error, {_, _, Reason}} -> error(Reason)
    end.

%% Returns {Values, Bindings}.
expr_list(Expressions, Bindings) -> expr_list(Expressions, Bindings, none).
expr_list(Expressions, Bindings, Local) -> expr_list(Expressions, Bindings, Local, none).
expr_list(Expressions, Bindings, Local, Other) ->
    List = lists:foldr(fun(E, Tail) -> {cons, element(2, E), E, Tail} end, {nil, 0}, Expressions),
    {value, Values, Next} = exprs([List], Bindings, Local, Other),
    {Values, Next}.

%% Returns {ok, Value} or {error, Text}, a text that erl_call shows.
eval_str(Text) when is_binary(Text) -> eval_str(binary_to_list(Text));
eval_str(Text) when is_list(Text) ->
    case erl_scan:tokens([], Text, 0) of
        {more, _} ->
            {error, "Incomplete form (missing .<cr>)??"};
        {done, {ok, Tokens, _}, Rest} ->
            case is_blank(Rest) of
                true -> eval_tokens(Tokens);
                false -> {error, said("Non-white space found after end-of-form :~ts", [Rest])}
            end;
        {done, {error, {_, Module, What}, _}, _} ->
            {error, said("erl_scan: ~ts", [Module:format_error(What)])};
        {done, {eof, _}, _} ->
            {error, "Incomplete form (missing .<cr>)??"}
    end.

eval_tokens(Tokens) ->
    case erl_parse:parse_exprs(Tokens) of
        {error, {_, Module, What}} ->
            {error, said("~ts", [Module:format_error(What)])};
        {ok, Expressions} ->
            try exprs(Expressions, new_bindings()) of
                {value, Value, _} -> {ok, Value}
            catch
                Class:Reason -> {error, said("*** eval: ~p", [exit_of(Class, Reason)])}
            end
    end.

exit_of(throw, Value) -> {'EXIT', {nocatch, Value}};
exit_of(_, Reason) -> {'EXIT', Reason}.

said(Format, Args) -> lists:flatten(io_lib:format(Format, Args)).

is_blank(Text) -> lists:all(fun(C) -> lists:member(C, " \t\r\n") end, Text).

%% The first clause that takes the values: {Body, Bindings}, or nomatch.
match_clause(Clauses, Values, Bindings, Local) ->
    Numbered = number(Clauses, 0),
    Taken = [{clause, A, [list_form(Patterns, A)], Guard, [{integer, A, N}]}
             || {N, {clause, A, Patterns, Guard, _}} <- Numbered]
        ++ [{clause, 0, [{var, 0, '_'}], [], [{atom, 0, nomatch}]}],
    Case = {'case', 0, {value, 0, Values}, Taken},
    case kith_eval:exprs([Case], Bindings, Local) of
        {value, nomatch, _} -> nomatch;
        {value, N, Next} ->
            {clause, _, _, _, Body} = lists:nth(N + 1, Clauses),
            {Body, Next}
    end.

number([], _) -> [];
number([C | Cs], N) -> [{N, C} | number(Cs, N + 1)].

list_form(Forms, Anno) -> lists:foldr(fun(F, T) -> {cons, Anno, F, T} end, {nil, Anno}, Forms).

is_constant_expr(Expression) ->
    case partial_eval(Expression) of
        {Kind, _, _} when Kind =:= integer; Kind =:= float; Kind =:= char; Kind =:= atom;
                          Kind =:= string -> true;
        _ -> false
    end.

%% An expression of constants becomes one.
partial_eval(Expression) ->
    Anno = element(2, Expression),
    try constant(Expression) of
        Value when is_integer(Value) -> {integer, Anno, Value};
        Value when is_float(Value) -> {float, Anno, Value};
        Value when is_atom(Value) -> {atom, Anno, Value};
        _ -> Expression
    catch
        _:_ -> Expression
    end.

constant({op, _, Op, A}) -> erlang:Op(constant(A));
constant({op, _, Op, A, B}) -> erlang:Op(constant(A), constant(B));
constant({tuple, _, Elements}) -> list_to_tuple([constant(E) || E <- Elements]);
constant({nil, _}) -> [];
constant({cons, _, Head, Tail}) -> [constant(Head) | constant(Tail)];
constant({Kind, _, Value}) when Kind =:= integer; Kind =:= float; Kind =:= char; Kind =:= atom ->
    Value.

%% As the parser, but pids, funs, references and ports as they are printed are read, too.
extended_parse_exprs(Tokens) ->
    case erl_parse:parse_exprs(without_text(Tokens)) of
        {ok, Expressions} -> {ok, Expressions};
        {error, _} = Error ->
            case erl_parse:parse_exprs(without_text(printed(Tokens))) of
                {ok, Expressions} -> {ok, Expressions};
                {error, _} -> Error
            end
    end.

without_text(Tokens) ->
    [setelement(2, T, erl_anno:location(element(2, T))) || T <- Tokens].

extended_parse_term(Tokens) ->
    case extended_parse_exprs(Tokens) of
        {ok, [Expression]} ->
            try {ok, erl_parse:normalise(Expression)}
            catch error:_ -> evaluated_term(Expression)
            end;
        {ok, [_, Expression | _]} ->
            {error, {erl_anno:location(element(2, Expression)), ?MODULE, "bad term"}};
        Error -> Error
    end.

evaluated_term(Expression) ->
    case calls_only_readers(Expression) of
        true ->
            {value, Value, _} = expr(Expression, new_bindings()),
            {ok, Value};
        false ->
            {error, {erl_anno:location(element(2, Expression)), ?MODULE, "bad term"}}
    end.

calls_only_readers({call, _, {remote, _, {atom, _, erlang}, {atom, _, Name}}, [{string, _, _}]}) ->
    lists:member(Name, [list_to_pid, list_to_ref, list_to_port]);
calls_only_readers({call, _, _, _}) -> false;
calls_only_readers({var, _, _}) -> false;
calls_only_readers(Form) when is_tuple(Form) ->
    lists:all(fun calls_only_readers/1, tuple_to_list(Form));
calls_only_readers([F | Fs]) -> calls_only_readers(F) andalso calls_only_readers(Fs);
calls_only_readers(_) -> true.

%% <0.1.2>, #Ref<0.1.2.3>, #Port<0.1>, #Fun<M.F.A> as calls that make them.
printed([{'<', A} = First | Rest]) ->
    case until_greater(Rest) of
        {Inside, After} when Inside =/= [] ->
            reading(list_to_pid, "<" ++ Inside ++ ">", A) ++ printed(After);
        _ -> [First | printed(Rest)]
    end;
printed([{'#', A} = First, {var, _, Name}, {'<', _} | Rest] = All) ->
    case {Name, until_greater(Rest)} of
        {'Ref', {Inside, After}} ->
            reading(list_to_ref, "#Ref<" ++ Inside ++ ">", A) ++ printed(After);
        {'Port', {Inside, After}} ->
            reading(list_to_port, "#Port<" ++ Inside ++ ">", A) ++ printed(After);
        {'Fun', {Inside, After}} ->
            case string:split(Inside, ".", all) of
                [M, F, N] -> fun_tokens(M, F, N, A) ++ printed(After);
                _ -> All
            end;
        _ -> [First | printed(tl(All))]
    end;
printed([Token | Rest]) -> [Token | printed(Rest)];
printed([]) -> [].

reading(Function, Text, A) ->
    [{atom, A, erlang}, {':', A}, {atom, A, Function}, {'(', A}, {string, A, Text}, {')', A}].

fun_tokens(M, F, N, A) ->
    [{'fun', A}, {atom, A, list_to_atom(M)}, {':', A}, {atom, A, list_to_atom(F)}, {'/', A},
     {integer, A, list_to_integer(N)}].

%% The text of the tokens up to '>', and what is behind it.
until_greater(Tokens) -> until_greater(Tokens, []).

until_greater([{'>', _} | After], Text) -> {lists:append(lists:reverse(Text)), After};
until_greater([Token | Rest], Text) ->
    case erl_scan:text(Token) of
        undefined -> until_greater(Rest, [token_text(Token) | Text]);
        Known -> until_greater(Rest, [Known | Text])
    end;
until_greater([], _) -> none.

token_text({integer, _, N}) -> integer_to_list(N);
token_text({float, _, F}) -> float_to_list(F, [short]);
token_text({atom, _, Name}) -> atom_to_list(Name);
token_text({dot, _}) -> ".";
token_text({Category, _}) -> atom_to_list(Category);
token_text(_) -> "".

%% Bindings: a map, or in older code a list of pairs.

new_bindings() -> orddict:new().

bindings(Bindings) when is_map(Bindings) -> maps:to_list(Bindings);
bindings(Bindings) -> orddict:to_list(Bindings).

binding(Name, Bindings) when is_map(Bindings) ->
    case Bindings of
        #{Name := Value} -> {value, Value};
        _ -> unbound
    end;
binding(Name, Bindings) ->
    case orddict:find(Name, Bindings) of
        {ok, Value} -> {value, Value};
        error -> unbound
    end.

add_binding(Name, Value, Bindings) when is_map(Bindings) -> Bindings#{Name => Value};
add_binding(Name, Value, Bindings) -> orddict:store(Name, Value, Bindings).

del_binding(Name, Bindings) when is_map(Bindings) -> maps:remove(Name, Bindings);
del_binding(Name, Bindings) -> orddict:erase(Name, Bindings).

%% ok, or {error, ErrorInfo}: what the linter says of the expressions of a command. Bindings under
%% {record, _, _} are definitions of records.
check_command(Expressions, Bindings) ->
    Records = [Form || {{record, _, _}, Form} <- bindings(Bindings)],
    Names = [Name || {Name, _} <- bindings(Bindings), is_atom(Name)],
    case code:ensure_loaded(erl_lint) of
        {module, _} ->
            Plain = [{Name, value} || Name <- Names],
            case erl_lint:exprs_opt(Expressions, Plain ++
                                        [{{record, N, element(1, element(4, R))}, R}
                                         || {N, R} <- number(Records, 0)], []) of
                {ok, _} -> ok;
                {error, [{_, [Error | _]} | _], _} -> {error, Error}
            end;
        _ -> ok
    end.

%% The imports and clauses of a fun that carries its forms; false for others.
fun_data(Fun) when is_function(Fun) ->
    case erlang:fun_info(Fun, module) of
        {module, ?MODULE} ->
            case erlang:fun_info(Fun, env) of
                {env, [{_, Bindings, _, _, _, Clauses}]} -> {fun_data, in_order(Bindings), Clauses};
                {env, [{_, Bindings, _, _, _, Clauses, Name}]} ->
                    {named_fun_data, in_order(Bindings), Name, Clauses};
                {env, [{Bindings, _, _, Clauses}]} -> {fun_data, in_order(Bindings), Clauses};
                {env, [{Bindings, _, _, Clauses, Name}]} ->
                    {named_fun_data, in_order(Bindings), Name, Clauses}
            end;
        _ -> false
    end;
fun_data(_) -> false.

in_order(Bindings) when is_map(Bindings) -> lists:sort(maps:to_list(Bindings));
in_order(Bindings) -> Bindings.
