%% Guards. Each check returns {Change, State} as those of expressions do.
-module(erl_lint_guard).

-export([guard/3, test/3, expression/3, segments/4, map_fields/4, construction/2]).
-export([is_test/2, is_expression/2, info/1]).

-import(erl_lint_state, [wrong/3, warning/3, is_local/2, is_imported/2, is_enabled/2]).

%% A list of lists of tests, or of tests. What one complains about the next one does not.
guard(Tests, Env, St) -> in_turn(lists:flatten(Tests), Env, #{}, St).

in_turn([], _, Change, St) -> {Change, St};
in_turn([Test | Rest], Env, Change, St) ->
    {More, Next} = test(Test, Env, St),
    in_turn(Rest, maps:merge(Env, More), maps:merge(More, Change), Next).

%% At the top the tests of old (atom(X) for is_atom(X)) may stand, too.
test({call, Anno, {atom, At, Name}, Args} = Test, Env, St0) ->
    Arity = length(Args),
    St = obsolete(Name, Arity, At, St0),
    case erl_internal:type_test(Name, Arity) of
        true when Name =:= record, Arity =:= 2 ->
            expression({call, Anno, {atom, At, is_record}, Args}, Env, St);
        true when Name =/= is_record, Arity =/= 2 ->
            {Change, Next} = siblings(Args, Env, St),
            case erl_lint_state:is_free_guard_bif({Name, Arity}, Next) of
                true -> {Change, Next};
                false -> {Change, wrong(Anno, {illegal_guard_local_call, {Name, Arity}}, Next)}
            end;
        _ -> expression(Test, Env, St)
    end;
test(Test, Env, St) -> expression(Test, Env, St).

obsolete(Name, Arity, At, St) ->
    case erl_internal:old_type_test(Name, Arity) of
        false -> St;
        true ->
            Warned = case is_enabled(obsolete_guard, St) of
                         true -> warning(At, {obsolete_guard, {Name, Arity}}, St);
                         false -> St
                     end,
            case is_local({list_to_atom("is_" ++ atom_to_list(Name)), Arity}, St) of
                true -> wrong(At, {obsolete_guard_overridden, Name}, Warned);
                false -> Warned
            end
    end.

expression({var, Anno, Name}, Env, St) -> erl_lint_variable:spoken(Name, Anno, Env, St);
expression({Literal, _, _}, _, St)
  when Literal =:= atom; Literal =:= integer; Literal =:= char; Literal =:= float;
       Literal =:= string -> {#{}, St};
expression({nil, _}, _, St) -> {#{}, St};
expression({cons, _, Head, Tail}, Env, St) -> siblings([Head, Tail], Env, St);
expression({tuple, _, Elements}, Env, St) -> siblings(Elements, Env, St);
expression({map, _, Fields}, Env, St) ->
    map_fields(Fields, Env, fun siblings/3, construction(Fields, St));
expression({map, _, Map, Fields}, Env, St) ->
    {A, St1} = expression(Map, Env, St),
    {B, St2} = map_fields(Fields, Env, fun siblings/3, St1),
    erl_lint_variable:join(A, B, keep, St2);
expression({record_index, Anno, Name, Field}, _, St) -> {#{}, field(Anno, Name, Field, St)};
expression({record_field, Anno, Record, Name, Field}, Env, St) ->
    {Change, Next} = expression(Record, Env, St),
    {Change, field(Anno, Name, Field, Next)};
expression({record, Anno, Name, Inits}, Env, St) ->
    case erl_lint_record:find(Anno, Name, St) of
        {none, Next} -> {#{}, Next};
        {Fields, Next} ->
            Look = fun(Value, Change, S) ->
                           {More, S1} = expression(Value, Env, S),
                           erl_lint_variable:join(More, Change, keep, S1)
                   end,
            erl_lint_record:constructed(guard, Inits, Anno, Name, Fields, Look, Next)
    end;
expression({bin, _, Segments}, Env, St) -> segments(Segments, Env, fun expression/3, St);
expression({call, Anno, {remote, _, {atom, _, erlang}, {atom, _, is_record} = Test}, Args}, Env, St)
  when length(Args) =:= 2; length(Args) =:= 3 ->
    expression({call, Anno, Test, Args}, Env, St);
expression({call, Anno, {atom, _, is_record}, Args}, Env, St)
  when length(Args) =:= 2; length(Args) =:= 3 ->
    is_record(Args, Anno, Env, St);
expression({call, Anno, {atom, _, Name}, Args}, Env, St) ->
    {Change, Next} = siblings(Args, Env, St),
    FA = {Name, length(Args)},
    case is_guard_bif(FA) andalso erl_lint_state:is_free_guard_bif(FA, Next) of
        true -> {Change, Next};
        false ->
            What = case is_local(FA, Next) orelse is_imported(FA, Next) of
                       true -> {illegal_guard_local_call, FA};
                       false -> illegal_guard_expr
                   end,
            {Change, wrong(Anno, What, Next)}
    end;
expression({call, Anno, {remote, _, {atom, _, erlang}, {atom, _, Name}}, Args}, Env, St) ->
    {Change, Next} = siblings(Args, Env, St),
    {Change, legal(is_guard_bif({Name, length(Args)}) orelse is_operator(Name, length(Args)),
                   Anno, Next)};
expression({op, Anno, Op, Operand}, Env, St) ->
    {Change, Next} = expression(Operand, Env, St),
    {Change, legal(is_operator(Op, 1), Anno, Next)};
expression({op, Anno, Op, A, B}, Env, St) ->
    {Change, Next} = siblings([A, B], Env, St),
    {Change, legal(is_operator(Op, 2), Anno, Next)};
expression(Other, _, St) -> {#{}, legal(false, element(2, Other), St)}.

legal(true, _, St) -> St;
legal(false, Anno, St) -> wrong(Anno, illegal_guard_expr, St).

is_record([E, {atom, At, Name}], _, Env, St) ->
    {Change, Next} = expression(E, Env, St),
    {Change, erl_lint_record:exists(At, Name, Next)};
is_record([E, {atom, _, _}, {integer, _, _}], Anno, Env, St) ->
    {Change, Next} = expression(E, Env, St),
    case erl_lint_state:is_free_guard_bif({is_record, 3}, Next) of
        true -> {Change, Next};
        false -> {Change, wrong(Anno, {illegal_guard_local_call, {is_record, 3}}, Next)}
    end;
is_record(Args, Anno, Env, St) ->
    {Change, Next} = siblings(Args, Env, St),
    {Change, wrong(Anno, illegal_guard_expr, Next)}.

field(Anno, Name, Field, St) ->
    case erl_lint_record:find(Anno, Name, St) of
        {none, Next} -> Next;
        {Fields, Next} -> erl_lint_record:field(Field, Name, Fields, Next)
    end.

siblings(Es, Env, St) ->
    lists:foldl(fun(E, {Change, S}) ->
                        {More, S1} = expression(E, Env, S),
                        erl_lint_variable:join(More, Change, keep, S1)
                end, {#{}, St}, Es).

%% Look is a fun([Expression], Env, State).
map_fields([], _, _, St) -> {#{}, St};
map_fields([{_, _, Key, Value} | Rest], Env, Look, St) ->
    {A, St1} = Look([Key, Value], Env, St),
    {B, St2} = map_fields(Rest, Env, Look, St1),
    erl_lint_variable:join(A, B, keep, St2).

construction(Fields, St) ->
    lists:foldl(fun({map_field_exact, Anno, _, _}, S) -> wrong(Anno, illegal_map_construction, S);
                   (_, S) -> S
                end, St, Fields).

%% The segments of a binary that is made. Look is a fun(Expression, Env, State).
segments(Segments, Env, Look, St) ->
    lists:foldl(fun({bin_element, Anno, Value, Size, Types}, {Change, S}) ->
                        {A, S1} = Look(Value, Env, S),
                        {Units, B, S2} = size(Size, Env, Look, S1),
                        {_, S3} = erl_lint_bits:segment(Anno, Units, Types, S2),
                        {C, S4} = erl_lint_variable:join(B, A, keep, S3),
                        erl_lint_variable:join(C, Change, keep, S4)
                end, {#{}, St}, Segments).

size(default, _, _, St) -> {default, #{}, St};
size({atom, _, all}, _, _, St) -> {all, #{}, St};
size({integer, _, N}, _, _, St) -> {N, #{}, St};
size(Size, Env, Look, St) ->
    Known = case is_expression(Size, info(St)) of
                true -> erl_eval:partial_eval(Size);
                false -> none
            end,
    case Known of
        {integer, _, N} -> {N, #{}, St};
        _ ->
            {Change, Next} = Look(Size, Env, St),
            {unknown, Change, Next}
    end.

%% Whether an expression may stand in a guard. Info is {fun() -> Records, fun({Name, Arity}) ->
%% whether it is a function of the module}.
info(#{records := Records} = St) ->
    {fun() -> Records end, fun(FA) -> is_local(FA, St) orelse is_imported(FA, St) end}.

is_test({call, Anno, {atom, At, record}, [_, _] = Args}, Info) ->
    is_expression({call, Anno, {atom, At, is_record}, Args}, Info);
is_test({call, _, {atom, _, Name}, Args} = Call, {_, IsOwn} = Info) ->
    FA = {Name, length(Args)},
    case not IsOwn(FA) andalso erl_internal:type_test(Name, length(Args)) of
        true -> are_expressions(Args, Info);
        false -> is_expression(Call, Info)
    end;
is_test(E, Info) -> is_expression(E, Info).

is_expression({Literal, _, _}, _)
  when Literal =:= var; Literal =:= atom; Literal =:= integer; Literal =:= char;
       Literal =:= float; Literal =:= string -> true;
is_expression({nil, _}, _) -> true;
is_expression({cons, _, Head, Tail}, Info) -> are_expressions([Head, Tail], Info);
is_expression({tuple, _, Elements}, Info) -> are_expressions(Elements, Info);
is_expression({map, _, Fields}, Info) -> are_fields(Fields, Info);
is_expression({map, _, Map, Fields}, Info) ->
    is_expression(Map, Info) andalso are_fields(Fields, Info);
is_expression({record_index, _, _, Field}, Info) -> is_expression(Field, Info);
is_expression({record_field, _, Record, _, Field}, Info) -> are_expressions([Record, Field], Info);
is_expression({record, _, Name, Inits}, {Records, _} = Info) ->
    Defaults = case Records() of
                   #{Name := {_, Fields}} ->
                       [Default || {_, Default} <- erl_lint_record:left(Inits, Fields)];
                   _ -> []
               end,
    lists:all(fun({record_field, _, _, Value}) -> is_expression(Value, Info);
                 (_) -> false
              end, Inits) andalso are_expressions(Defaults, Info);
is_expression({bin, _, Segments}, Info) ->
    lists:all(fun({bin_element, _, Value, Size, _}) ->
                      is_expression(Value, Info)
                          andalso (Size =:= default orelse is_expression(Size, Info))
              end, Segments);
is_expression({call, _, {atom, _, Name}, Args}, {_, IsOwn} = Info) ->
    FA = {Name, length(Args)},
    not IsOwn(FA) andalso is_guard_bif(FA) andalso are_expressions(Args, Info);
is_expression({call, _, {remote, _, {atom, _, erlang}, {atom, _, Name}}, Args}, Info) ->
    is_remote(Name, Args, Info);
is_expression({call, _, {tuple, _, [{atom, _, erlang}, {atom, _, Name}]}, Args}, Info) ->
    is_remote(Name, Args, Info);
is_expression({op, _, Op, A}, Info) -> is_operator(Op, 1) andalso is_expression(A, Info);
is_expression({op, _, Op, A, B}, Info) -> is_operator(Op, 2) andalso are_expressions([A, B], Info);
is_expression(_, _) -> false.

is_remote(Name, Args, Info) ->
    (is_guard_bif({Name, length(Args)}) orelse is_operator(Name, length(Args)))
        andalso are_expressions(Args, Info).

are_expressions(Es, Info) -> lists:all(fun(E) -> is_expression(E, Info) end, Es).

are_fields(Fields, Info) ->
    lists:all(fun({_, _, Key, Value}) -> are_expressions([Key, Value], Info) end, Fields).

is_guard_bif({Name, Arity}) -> erl_internal:guard_bif(Name, Arity).

is_operator(Op, 2) when Op =:= 'andalso'; Op =:= 'orelse' -> true;
is_operator(Op, Arity) ->
    erl_internal:arith_op(Op, Arity) orelse erl_internal:comp_op(Op, Arity)
        orelse erl_internal:bool_op(Op, Arity).
