%% Expressions. Each check takes the environment and returns {Change, State}: what the expression
%% binds, and states otherwise.
-module(erl_lint_expression).

-export([sequence/3, expression/3, function_clause/2, default/2]).

-import(erl_lint_state, [wrong/3, warning/3, is_enabled/2]).
-import(erl_lint_variable, [join/4, added/2, known/2, unsafe/4, use/3]).

%% What an earlier expression states of a variable is what remains.
sequence(Es, Env, St) -> sequence(Es, Env, #{}, St).

sequence([], _, Change, St) -> {Change, St};
sequence([E | Rest], Env, Change, St) ->
    {More, Next} = expression(E, Env, St),
    case map_size(More) of
        0 -> sequence(Rest, Env, Change, Next);
        _ -> sequence(Rest, maps:merge(Env, More), maps:merge(More, Change), Next)
    end.

function_clause({clause, _, Patterns, Guard, Body}, St0) ->
    {Change, New, St1} = erl_lint_pattern:head(Patterns, #{}, #{}, St0),
    Env = maps:merge(New, Change),
    {More, St2} = erl_lint_guard:guard(Guard, Env, St1),
    {_, St3} = sequence(Body, maps:merge(Env, More), St2),
    erl_lint_variable:say_unused(St3).

%% The default value of a field.
default(E, St) ->
    {_, Next} = expression(E, #{}, St#{watched := false}),
    erl_lint_variable:say_unused(Next).

expression({var, Anno, Name}, Env, St) -> erl_lint_variable:spoken(Name, Anno, Env, St);
expression({Literal, _, _}, _, St)
  when Literal =:= atom; Literal =:= integer; Literal =:= string; Literal =:= char;
       Literal =:= float -> {#{}, St};
expression({nil, _}, _, St) -> {#{}, St};
expression({call, Anno, Function, Args}, Env, St) -> call(Function, Anno, Args, Env, St);
expression({match, _, Pattern, E}, Env, St0) ->
    {Change, St1} = expression(E, Env, St0),
    Within = maps:merge(Env, Change),
    {{More, New}, St2} = erl_lint_pattern:pattern(Pattern, Within, Within, {#{}, #{}}, St1),
    {All, St3} = join(More, Change, keep, alias(Pattern, E, Env, St2)),
    {maps:merge(All, New), St3};
expression({tuple, _, Elements}, Env, St) -> siblings(Elements, Env, St);
expression({cons, _, Head, Tail}, Env, St) -> siblings([Head, Tail], Env, St);
expression({'case', Anno, E, Clauses}, Env, St0) ->
    {Change, St1} = expression(E, Env, St0),
    {Left, St2} = branches(Clauses, {'case', Anno}, maps:merge(Env, Change), St1),
    join(Left, Change, keep, St2);
expression({op, Anno, Op, A, B}, Env, St0) when Op =:= 'andalso'; Op =:= 'orelse' ->
    {Change, St1} = expression(A, Env, St0),
    Within = maps:merge(Env, Change),
    {More, St2} = expression(B, Within, St1),
    join(Change, unsafe(Op, Anno, More, Within), keep, St2);
expression({op, _, _, A, B}, Env, St) -> siblings([A, B], Env, St);
expression({op, _, _, A}, Env, St) -> expression(A, Env, St);
expression({'if', Anno, Clauses}, Env, St) -> branches(Clauses, {'if', Anno}, Env, St);
expression({'receive', Anno, Clauses}, Env, St) -> branches(Clauses, {'receive', Anno}, Env, St);
expression({'receive', Anno, Clauses, Time, Body}, Env, St0) ->
    {ChangeT, St1} = expression(Time, Env, St0),
    {ChangeB, St2} = sequence(Body, Env, St1),
    {Changes, St3} = clauses(Clauses, Env, St2),
    {Left, St4} = erl_lint_variable:exports([ChangeB | Changes], Env, {'receive', Anno}, St3),
    {All, St5} = join(ChangeT, ChangeB, keep, St4),
    join(Left, All, keep, St5);
expression({lc, _, E, Qualifiers}, Env, St) -> comprehension(E, Qualifiers, Env, St);
expression({bc, _, E, Qualifiers}, Env, St) -> comprehension(E, Qualifiers, Env, St);
expression({block, _, Body}, Env, St) -> sequence(Body, Env, St);
expression({map, _, Fields}, Env, St) ->
    erl_lint_guard:map_fields(Fields, Env, fun siblings/3, erl_lint_guard:construction(Fields, St));
expression({map, _, Map, Fields}, Env, St0) ->
    {Change, St1} = expression(Map, Env, St0),
    {More, St2} = erl_lint_guard:map_fields(Fields, Env, fun siblings/3, St1),
    join(Change, More, keep, St2);
expression({bin, _, Segments}, Env, St) ->
    erl_lint_guard:segments(Segments, Env, fun expression/3, St);
expression({record_index, Anno, Name, Field}, _, St) -> {#{}, field(Anno, Name, Field, St)};
expression({record_field, Anno, Record, Name, Field}, Env, St) ->
    {Change, Next} = record(Anno, Record, Env, St),
    {Change, field(Anno, Name, Field, Next)};
expression({record, Anno, Name, Inits}, Env, St) ->
    case erl_lint_record:find(Anno, Name, St) of
        {none, Next} -> {#{}, Next};
        {Fields, Next} ->
            erl_lint_record:constructed(expression, Inits, Anno, Name, Fields, sibling(Env), Next)
    end;
expression({record, Anno, Record, Name, Inits}, Env, St0) ->
    {Change, St1} = record(Anno, Record, Env, St0),
    {More, St2} = case erl_lint_record:find(Anno, Name, St1) of
                      {none, Next} -> {#{}, Next};
                      {Fields, Next} ->
                          erl_lint_record:given(Inits, Name, Fields, sibling(Env),
                                                {#{}, fun(C) -> C end}, Next)
                  end,
    case erl_lint_record:wildcard(Inits) of
        {at, Where} -> {#{}, wrong(Where, {wildcard_in_update, Name}, St2)};
        none -> join(Change, More, keep, St2)
    end;
expression({'fun', _, {clauses, Clauses}}, Env, St) -> fun_clauses(Clauses, Env, St);
expression({'fun', Anno, {function, record_info, 2}}, _, St) ->
    {#{}, wrong(Anno, illegal_record_info, St)};
expression({'fun', Anno, {function, Name, Arity}}, _, St) ->
    FA = {Name, Arity},
    case not erl_lint_state:is_local(FA, St) andalso erl_internal:bif(Name, Arity)
        andalso not erl_lint_state:is_suppressed(FA, St) of
        true -> {#{}, St};
        false -> {#{}, erl_lint_state:called(Anno, Name, Arity, St)}
    end;
expression({'fun', _, {function, Module, Name, Arity}}, Env, St) ->
    siblings([E || E <- [Module, Name, Arity], is_tuple(E)], Env, St);
expression({named_fun, _, '_', Clauses}, Env, St) -> fun_clauses(Clauses, Env, St);
expression({named_fun, Anno, Name, Clauses}, Env, #{watched := Watched} = St0) ->
    {{_, Bindings} = Fun, St1} = erl_lint_variable:fresh(Name, Anno, St0#{watched := true}),
    St2 = erl_lint_variable:shadowed(#{Name => Fun}, Env, 'named fun', St1#{watched := Watched}),
    {Change, St3} = fun_clauses(Clauses, Env#{Name => Fun}, St2),
    case Env of
        #{Name := {_, Hidden}} ->
            case erl_lint_variable:is_used(Bindings, St3) of
                true -> {Change#{Name => {bound, Hidden}}, use(Hidden, Name, St3)};
                false -> {maps:remove(Name, Change), St3}
            end;
        _ -> {maps:remove(Name, Change), St3}
    end;
expression({'try', Anno, Body, Of, Catch, After}, Env, St) ->
    try_of(Anno, Body, Of, Catch, After, Env, St);
expression({'catch', Anno, E}, Env, St) ->
    {Change, Next} = expression(E, Env, St),
    {unsafe('catch', Anno, Change, Env), Next};
expression({maybe_match, Anno, Pattern, E}, Env, St) ->
    expression({match, Anno, Pattern, E}, Env, St);
expression({'maybe', Anno, Body}, Env, St) ->
    {Change, Next} = sequence(Body, Env, St),
    {unsafe('maybe', Anno, Change, Env), Next};
expression({'maybe', Anno, Body, {'else', ElseAnno, Clauses}}, Env, St0) ->
    {Change, St1} = sequence(Body, Env, St0),
    Left = unsafe('maybe', Anno, Change, Env),
    {More, St2} = branches(Clauses, {'else', ElseAnno}, maps:merge(Env, Left), St1),
    join(Left, unsafe('else', ElseAnno, More, Env), keep, St2);
expression({remote, _, Module, _}, _, St) ->
    {#{}, wrong(erl_lint_format:first_anno(Module), illegal_expr, St)};
expression({value, _, _}, _, St) -> {#{}, St}.

siblings([], _, St) -> {#{}, St};
siblings([E], Env, St) -> expression(E, Env, St);
siblings(Es, Env, St) -> siblings(Es, Env, #{}, St).

siblings([], _, Change, St) -> {Change, St};
siblings([E | Rest], Env, Change, St) ->
    {More, St1} = expression(E, Env, St),
    {All, St2} = join(More, Change, match, St1),
    siblings(Rest, Env, All, St2).

sibling(Env) ->
    fun(E, Change, St) ->
            {More, Next} = expression(E, Env, St),
            join(More, Change, match, Next)
    end.

alias({Kind, _, _} = P, {match, _, Q, E}, Env, St) when Kind =:= bin; Kind =:= map ->
    alias(P, E, Env, erl_lint_pattern:aliased(P, Q, Env, St));
alias({match, _, _, _} = P, {match, _, Q, E}, Env, St) ->
    alias(P, E, Env, erl_lint_pattern:aliased(P, Q, Env, St));
alias(_, _, _, St) -> St.

%% Clauses of which one is taken, and what they leave behind.
branches(Clauses, In, Env, St) ->
    {Changes, Next} = clauses(Clauses, Env, St),
    erl_lint_variable:exports(Changes, Env, In, Next).

clauses(Clauses, Env, St) -> lists:mapfoldl(fun(C, S) -> clause(C, Env, S) end, St, Clauses).

clause({clause, _, Patterns, Guard, Body}, Env, St0) ->
    {Change, New, St1} = erl_lint_pattern:head(Patterns, Env, Env, St0),
    guarded(Guard, Body, maps:merge(Change, New), Env, Env, St1).

%% GuardEnv is the environment of the guard, where it is another.
guarded(Guard, Body, Change, GuardEnv, Env, St0) ->
    Seen = maps:merge(maps:merge(Env, Change), overlay(GuardEnv, Env)),
    {More, St1} = erl_lint_guard:guard(Guard, Seen, St0),
    Now = maps:merge(Change, More),
    {Last, St2} = sequence(Body, maps:merge(Env, Now), St1),
    {maps:merge(Now, Last), St2}.

overlay(Env, Env) -> #{};
overlay({stack, Name, Bindings}, _) -> #{Name => {stacktrace, Bindings}}.

catch_clause({clause, _, [{tuple, _, [_, _, Stack]}] = Patterns, Guard, Body}, Env, St0) ->
    {Change, New, St1} = erl_lint_pattern:head(Patterns, Env, Env, St0),
    Now = maps:merge(Change, New),
    case Stack of
        {var, Anno, Name} when Name =/= '_' ->
            {_, Bindings} = map_get(Name, maps:merge(Env, Now)),
            St2 = case erl_lint_variable:is_used(Bindings, St1) of
                      true -> wrong(Anno, {stacktrace_bound, Name}, St1);
                      false -> St1
                  end,
            guarded(Guard, Body, Now, {stack, Name, Bindings}, Env, St2);
        _ -> guarded(Guard, Body, Now, Env, Env, St1)
    end.

%% What the body binds is seen by the clauses behind `of` alone.
try_of(Anno, Body, Of, Catch, After, Env, St0) ->
    {Done, St1} = sequence(Body, Env, St0),
    Within = maps:merge(Env, Done),
    Unsure = unsafe('try', Anno, Done, Env),
    {OfChanges, St2} = clauses(Of, Within, St1),
    Outside = maps:merge(Within, unsafe('try', Anno, added(Done, Env), Env)),
    {CatchChanges, St3} = lists:mapfoldl(fun(C, S) -> catch_clause(C, Outside, S) end, St2, Catch),
    {Left, St4} = erl_lint_variable:exports(OfChanges ++ CatchChanges, Within, {'try', Anno}, St3),
    {Before, St5} = join(Unsure, unsafe('try', Anno, Left, Env), keep, St4),
    {Last, St6} = sequence(After, maps:merge(Env, Before), St5),
    join(Before, unsafe('try', Anno, Last, Env), keep, St6).

%% Funs bind nothing outside.
fun_clauses(Clauses, Env, #{vars_of_funs := none} = St) -> fun_bodies(Clauses, Env, St);
fun_clauses(Clauses, Env, #{vars_of_funs := Outer} = St) ->
    {Change, #{vars_of_funs := Inner} = Next} = fun_bodies(Clauses, Env, St#{vars_of_funs := #{}}),
    Used = [Name || {Name, {State, Bindings}} <- lists:sort(maps:to_list(Env)), is_safe(State),
                    erl_lint_variable:is_used(Bindings, Next)],
    {Change, Next#{vars_of_funs := Outer#{Clauses => {Used, Inner}}}}.

is_safe({unsafe, _}) -> false;
is_safe(_) -> true.

fun_bodies(Clauses, Env, #{in_record := InRecord, watched := Watched} = St0) ->
    {Change, St} = lists:foldl(fun(C, {All, S}) ->
                                       {More, S1} = fun_clause(C, Env, S),
                                       join(More, All, keep, S1)
                               end, {#{}, St0#{in_record := false, watched := true}}, Clauses),
    {Change, St#{in_record := InRecord, watched := Watched}}.

fun_clause({clause, _, Patterns, Guard, Body}, Env, St0) ->
    {Change, New, St1} = erl_lint_pattern:head(Patterns, Env, #{}, St0),
    St2 = erl_lint_variable:shadowed(New, Env, 'fun', St1),
    Within = maps:merge(maps:merge(Env, Change), New),
    {More, St3} = erl_lint_guard:guard(Guard, Within, St2),
    {Last, St4} = sequence(Body, maps:merge(Within, More), St3),
    {maps:merge(known(Change, Env), outer(maps:merge(More, Last), Env, New)), St4}.

%% What is stated otherwise of variables outside that are not hidden by New.
outer(Change, Env, New) -> added(known(Change, Env), New).

comprehension(E, Qualifiers, Env, #{in_record := InRecord, watched := Watched} = St0) ->
    {Within, Change, Hidden, St1} = qualifiers(Qualifiers, Env, Env, #{}, #{},
                                               St0#{in_record := false, watched := true}),
    {More, St2} = expression(E, Within, St1#{in_record := InRecord}),
    {maps:merge(Change, outer(More, Env, Hidden)), St2#{watched := Watched}}.

qualifiers([], Env, _, Change, Hidden, St) -> {Env, Change, Hidden, St};
qualifiers([{Kind, _, Pattern, E} | Rest], Env, Outside, Change, Hidden, St0)
  when Kind =:= generate; Kind =:= b_generate ->
    {FromE, St1} = expression(E, Env, whole_segments(Kind, Pattern, St0)),
    Told = known(FromE, Env),
    Within = maps:merge(Env, Told),
    {{FromP, New}, St2} = erl_lint_pattern:pattern(Pattern, Within, #{}, {#{}, #{}}, St1),
    St3 = erl_lint_variable:shadowed(New, Within, generate, St2),
    Known = outer(maps:merge(Told, FromP), Outside, Hidden),
    qualifiers(Rest, maps:merge(maps:merge(Within, FromP), New), Outside, maps:merge(Change, Known),
               maps:merge(Hidden, New), St3);
qualifiers([Filter | Rest], Env, Outside, Change, Hidden, St0) ->
    {More, St} = case erl_lint_guard:is_test(Filter, erl_lint_guard:info(St0)) of
                     true -> erl_lint_guard:test(Filter, Env, St0);
                     false -> expression(Filter, Env, St0)
                 end,
    qualifiers(Rest, maps:merge(Env, More), Outside,
               maps:merge(Change, outer(More, Outside, Hidden)), Hidden, St).

whole_segments(b_generate, {bin, _, [_ | _] = Segments}, St) ->
    case lists:last(Segments) of
        {bin_element, Anno, _, default, Types} when is_list(Types) ->
            case [T || T <- Types, lists:member(T, [binary, bytes, bits, bitstring])] of
                [] -> St;
                _ -> wrong(Anno, unsized_binary_in_bin_gen_pattern, St)
            end;
        _ -> St
    end;
whole_segments(_, _, St) -> St.

record(Anno, Record, Env, St) ->
    Kinds = [char, integer, float, atom, string, cons, nil, lc, record_index, 'fun', named_fun],
    case lists:member(element(1, Record), Kinds) of
        true -> expression(Record, Env, warning(Anno, invalid_record, St));
        false -> expression(Record, Env, St)
    end.

field(Anno, Name, Field, St) ->
    case erl_lint_record:find(Anno, Name, St) of
        {none, Next} -> Next;
        {Fields, Next} -> erl_lint_record:field(Field, Name, Fields, Next)
    end.

call({atom, _, is_record}, _, [E, {atom, At, Name}], Env, St) ->
    {Change, Next} = expression(E, Env, St),
    {Change, erl_lint_record:exists(At, Name, Next)};
call({remote, _, {atom, _, erlang}, {atom, _, is_record} = Test}, Anno, [_, _] = Args, Env, St) ->
    call(Test, Anno, Args, Env, St);
call({tuple, At, [{atom, _, erlang} = Module, {atom, _, is_record} = Test]}, Anno, Args, Env, St) ->
    call({remote, At, Module, Test}, Anno, Args, Env, St);
call({remote, _, {atom, _, Module}, {atom, _, Name}}, Anno, Args, Env, St) ->
    Known = remote_call(Anno, Module, Name, Args, St),
    siblings(Args, Env, erl_lint_state:module_name(Module, Anno, Known));
call({remote, _, Module, Name}, _, Args, Env, St) ->
    Named = case Module of
                {atom, At, M} -> erl_lint_state:module_name(M, At, St);
                _ -> St
            end,
    siblings([Module, Name | Args], Env, Named);
call({atom, At, Name}, Anno, Args, Env, St) ->
    {Change, Next} = siblings(Args, Env, St),
    {Change, local_call(Name, length(Args), At, Anno, Args, Next)};
call(Function, Anno, Args, Env, St) ->
    Possible = case Function of
                   {tuple, _, Elements} -> length(Elements) =:= 2;
                   _ ->
                       Never = [char, integer, float, string, cons, nil, lc, record_index],
                       not lists:member(element(1, Function), Never)
               end,
    siblings([Function | Args], Env, case Possible of
                                         true -> St;
                                         false -> warning(Anno, invalid_call, St)
                                     end).

local_call(Name, Arity, At, Anno, Args, #{imports := Imports, used_imports := Used} = St) ->
    FA = {Name, Arity},
    case Imports of
        #{FA := Module} ->
            Next = remote_call(Anno, Module, Name, Args, St),
            Next#{used_imports := Used#{{FA, Module} => true}};
        _ ->
            IsBif = erl_internal:bif(Name, Arity),
            IsFree = IsBif andalso not erl_lint_state:is_suppressed(FA, St),
            case IsFree andalso not erl_lint_state:is_local(FA, St) of
                true -> St;
                false when Name =:= record_info, Arity =:= 2 -> record_info(At, Anno, Args, St);
                false -> own_call(FA, Anno, clash(IsFree, FA, Anno, St))
            end
    end.

own_call(FA, _, #{func := FA} = St) -> St;
own_call({Name, Arity}, Anno, St) -> erl_lint_state:called(Anno, Name, Arity, St).

clash(false, _, _, St) -> St;
clash(true, {Name, Arity} = FA, Anno, St) ->
    case is_enabled(bif_clash, St)
        andalso not lists:member(FA, erl_lint_state:whole(bif_clash_free, St)) of
        false -> St;
        true ->
            case erl_internal:old_bif(Name, Arity) of
                true -> wrong(Anno, {call_to_redefined_old_bif, FA}, St);
                false -> warning(Anno, {call_to_redefined_bif, FA}, St)
            end
    end.

record_info(At, _, [{atom, _, What}, {atom, _, Name}], St) when What =:= fields; What =:= size ->
    erl_lint_record:exists(At, Name, St);
record_info(_, _, [{atom, At, _}, {atom, _, _}], St) -> wrong(At, illegal_record_info, St);
record_info(_, Anno, _, St) -> wrong(Anno, illegal_record_info, St).

%% What is known of functions of the library.
remote_call(Anno, erlang, load_nif, [_, _], St0) ->
    St = St0#{loads_nif := true},
    Inlines = is_enabled(nif_inline, St)
        andalso lists:any(fun(inline) -> true;
                             ({inline, [_ | _]}) -> true;
                             (_) -> false
                          end, erl_lint_state:whole(options, St)),
    case Inlines of
        true -> warning(Anno, nif_inline, St);
        false -> St
    end;
remote_call(Anno, qlc, q, [{lc, _, _, _} | Rest] = Args, St) when length(Rest) < 2 ->
    case erl_lint_state:whole(qlc, St) of
        true -> St;
        false -> warning(Anno, {missing_qlc_hrl, length(Args)}, St)
    end;
remote_call(Anno, Module, Name, Args, St)
  when Module =:= io, Name =:= format; Module =:= io, Name =:= fwrite;
       Module =:= io_lib, Name =:= format; Module =:= io_lib, Name =:= fwrite ->
    case erl_lint_format:call(Anno, Args, erl_lint_state:whole(format, St)) of
        ok -> St;
        {At, Text, Values} -> warning(At, {format_error, {Text, Values}}, St)
    end;
remote_call(_, _, _, _, St) -> St.
