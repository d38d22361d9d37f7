%% Match specifications from the forms of funs. OTP: stdlib, ms_transform. Differs: nothing is said of
%% variables that hide others.
-module(ets_fun2ms).

-export([transform/2]).

%% Clauses of one argument; Bindings are those that the fun was made with. Prints what cannot be
%% translated, as OTP does, and returns {error, transform_error} then.
transform(Clauses, Bindings) ->
    try lists:append([clause(C, Bindings) || C <- Clauses])
    catch
        throw:{no_translation, Format, Args} ->
            io:format("Error: " ++ Format ++ "~n", Args),
            {error, transform_error}
    end.

%% Alternatives of guards become clauses of their own.
clause({clause, _, [Head], Guards, Body}, Bindings) ->
    {Pattern, Names} = head(Head, #{}),
    In = fun(Where) -> {Where, Names, Bindings} end,
    Results = [value(E, In("body")) || E <- Body],
    Alternatives = if Guards =:= [] -> [[]]; true -> Guards end,
    [{Pattern, [value(G, In("guard")) || G <- Alternative], Results}
     || Alternative <- Alternatives];
clause(_, _) -> no_parameter().

no_parameter() -> no("ets:fun2ms requires fun with single variable or tuple parameter", []).

no(Format, Args) -> throw({no_translation, Format, Args}).

%% The whole object may have a name besides.
head({match, _, {var, _, Name}, Tuple}, Names) -> whole(Name, Tuple, Names);
head({match, _, Tuple, {var, _, Name}}, Names) -> whole(Name, Tuple, Names);
head({var, _, _} = Var, Names) -> pattern(Var, Names);
head({tuple, _, _} = Tuple, Names) -> pattern(Tuple, Names);
head(_, _) -> no_parameter().

whole(Name, {tuple, _, _} = Tuple, Names) -> pattern(Tuple, Names#{Name => '$_'});
whole(_, _, _) -> no_parameter().

pattern({var, _, '_'}, Names) -> {'_', Names};
pattern({var, _, Name}, Names) ->
    case Names of
        #{Name := Known} -> {Known, Names};
        _ ->
            Count = length([N || N <- maps:values(Names), N =/= '$_']),
            Variable = list_to_atom("$" ++ integer_to_list(Count + 1)),
            {Variable, Names#{Name => Variable}}
    end;
pattern({tuple, _, Elements}, Names) ->
    {Patterns, After} = lists:mapfoldl(fun pattern/2, Names, Elements),
    {list_to_tuple(Patterns), After};
pattern({cons, _, Head, Tail}, Names) ->
    {H, After} = pattern(Head, Names),
    {T, Last} = pattern(Tail, After),
    {[H | T], Last};
pattern({map, _, Pairs}, Names) ->
    {Patterns, After} =
        lists:mapfoldl(fun({map_field_exact, _, Key, Value}, Before) ->
                               {V, Then} = pattern(Value, Before),
                               {{constant(Key, "head"), V}, Then}
                       end, Names, Pairs),
    {maps:from_list(Patterns), After};
pattern(Form, Names) -> {constant(Form, "head"), Names}.

constant(Form, Where) ->
    try erl_parse:normalise(Form)
    catch error:_ -> untranslated(Form, Where)
    end.

untranslated(Form, Where) ->
    no("the language element ~s (in ~s) cannot be translated into match_spec",
       [atom_to_list(element(1, Form)), Where]).

value({var, _, Name}, {_, Names, Bindings}) ->
    case {Names, erl_eval:binding(Name, Bindings)} of
        {#{Name := Variable}, _} -> Variable;
        {_, {value, Value}} -> {const, Value};
        _ -> no("variable ~s is unbound", [atom_to_list(Name)])
    end;
value({tuple, _, Elements}, In) -> {list_to_tuple([value(E, In) || E <- Elements])};
value({cons, _, Head, Tail}, In) -> [value(Head, In) | value(Tail, In)];
value({map, _, Pairs}, In) ->
    maps:from_list([{value(K, In), value(V, In)} || {map_field_assoc, _, K, V} <- Pairs]);
value({op, _, Name, A, B}, In) -> {Name, value(A, In), value(B, In)};
value({op, _, '-', {integer, _, N}}, _) -> -N;
value({op, _, '-', {float, _, N}}, _) -> -N;
value({op, _, Name, A}, In) -> {Name, value(A, In)};
value({call, _, {atom, _, object}, []}, _) -> '$_';
value({call, _, {atom, _, bindings}, []}, _) -> '$*';
value({call, _, {remote, _, {atom, _, erlang}, {atom, _, Name}}, Args}, In) ->
    called(Name, Args, In);
value({call, _, {atom, _, Name}, Args}, In) -> called(Name, Args, In);
value({call, _, {remote, _, {atom, _, M}, {atom, _, F}}, Args}, {Where, _, _}) ->
    no("fun containing the remote function call '~w:~w/~w' (called in ~s) cannot be translated "
       "into match_spec", [M, F, length(Args), Where]);
value({atom, _, Atom}, _) ->
    case atom_to_list(Atom) of
        "$" ++ _ -> {const, Atom};
        _ -> Atom
    end;
value(Form, {Where, _, _}) -> constant(Form, Where).

called(Name, Args, {Where, _, _} = In) ->
    Arity = length(Args),
    case erl_internal:guard_bif(Name, Arity) orelse erl_internal:bool_op(Name, Arity)
        orelse erl_internal:arith_op(Name, Arity) orelse erl_internal:comp_op(Name, Arity)
        orelse {Name, Arity} =:= {is_record, 3} orelse {Name, Arity} =:= {is_record, 2} of
        true -> list_to_tuple([Name | [value(A, In) || A <- Args]]);
        false ->
            no("fun containing the local function call '~w/~w' (called in ~s) cannot be translated "
               "into match_spec", [Name, Arity, Where])
    end.
