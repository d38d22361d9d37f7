%% Patterns. What one finds is {Change, New}: what it states otherwise of the variables that it uses
%% of those outside, and the variables that it binds.
-module(erl_lint_pattern).

-export([head/4, pattern/5, is_constant/1, aliased/4]).

-import(erl_lint_state, [wrong/3, warning/3, is_enabled/2]).
-import(erl_lint_variable, [join/4, use/3]).

%% {Change, New, State} of patterns side by side. Old has the variables that are matched: those
%% outside, or none where the patterns hide them. Env has those outside for sizes and keys.
head(Patterns, Env, Old, St) ->
    {{Change, New}, Next} = siblings(Patterns, Env, Old, {#{}, #{}}, St),
    {Change, New, Next}.

siblings([], _, _, Found, St) -> {Found, St};
siblings([P | Rest], Env, Old, Found, St) ->
    {Next, St1} = pattern(P, Env, Old, Found, St),
    siblings(Rest, Env, Old, Next, St1).

pattern({var, _, '_'}, _, _, Found, St) -> {Found, St};
pattern({var, Anno, Name}, _, Old, {Change, New}, St) ->
    {ChangeV, NewV, St1} = variable(Name, Anno, Old, St),
    {New2, St2} = join(NewV, New, match, St1),
    {{maps:merge(Change, ChangeV), New2}, St2};
pattern({Literal, _, _}, _, _, Found, St)
  when Literal =:= atom; Literal =:= integer; Literal =:= char; Literal =:= float;
       Literal =:= string -> {Found, St};
pattern({nil, _}, _, _, Found, St) -> {Found, St};
pattern({cons, _, Head, Tail}, Env, Old, Found, St) ->
    siblings([Head, Tail], Env, Old, Found, St);
pattern({tuple, _, Elements}, Env, Old, Found, St) -> siblings(Elements, Env, Old, Found, St);
pattern({map, _, Fields}, Env, Old, Found, St) -> map(Fields, Env, Old, Found, St);
pattern({record_index, Anno, Name, Field}, _, _, Found, St) ->
    case erl_lint_record:find(Anno, Name, St) of
        {none, Next} -> {Found, Next};
        {Fields, Next} -> {Found, erl_lint_record:field(Field, Name, Fields, Next)}
    end;
pattern({record, Anno, Name, Given}, Env, Old, {_, New} = Found, St) ->
    case erl_lint_record:find(Anno, Name, St) of
        {none, Next} -> {Found, Next};
        {Fields, Next} ->
            Look = fun(Value, Acc, S) -> pattern(Value, Env, Old, Acc, S) end,
            erl_lint_record:given(Given, Name, Fields, Look, {Found, fun({C, _}) -> {C, New} end},
                                  wildcard(Given, Fields, Next))
    end;
pattern({bin, _, Segments}, Env, Old, Found, St) -> binary(Segments, Env, Old, Found, St);
pattern({op, _, '++', {cons, Anno, {Kind, _, _}, Tail}, Right}, Env, Old, Found, St)
  when Kind =:= char; Kind =:= integer ->
    pattern({op, Anno, '++', Tail, Right}, Env, Old, Found, St);
pattern({op, _, '++', {nil, _}, Right}, Env, Old, Found, St) -> pattern(Right, Env, Old, Found, St);
pattern({op, _, '++', {string, _, _}, Right}, Env, Old, Found, St) ->
    pattern(Right, Env, Old, Found, St);
pattern({match, _, A, B}, Env, Old, Found, St) ->
    {Found1, St1} = pattern(A, Env, Old, Found, St),
    {Found2, St2} = pattern(B, Env, Old, Found1, St1),
    {Found2, aliased(A, B, Env, St2)};
pattern(Other, _, _, Found, St) -> {Found, constant(Other, element(2, Other), St)}.

constant(E, Anno, St) ->
    case is_constant(E) of
        true -> St;
        false -> wrong(Anno, illegal_pattern, St)
    end.

%% {Change, New, State}
variable(Name, Anno, Old, #{in_record := InRecord} = St0) ->
    case Old of
        #{Name := {State, Bindings}} ->
            St = use(Bindings, Name, St0),
            Bound = #{Name => {bound, Bindings}},
            case State of
                bound -> {#{}, #{}, underscore(Name, Anno, St)};
                {unsafe, In} -> {Bound, #{}, wrong(Anno, {unsafe_var, Name, In}, St)};
                {export, From} ->
                    Told = underscore(Name, Anno, St),
                    {Bound, #{}, warning(Anno, {exported_var, Name, From}, Told)}
            end;
        _ ->
            {V, St} = erl_lint_variable:fresh(Name, Anno, St0),
            {#{}, #{Name => V},
             case InRecord of
                 true -> wrong(Anno, {variable_in_record_def, Name}, St);
                 false -> St
             end}
    end.

underscore(Name, Anno, St) ->
    case is_enabled(underscore_match, St) andalso atom_to_list(Name) of
        [$_ | _] -> warning(Anno, {match_underscore_var, Name}, St);
        _ -> St
    end.

map([], _, _, Found, St) -> {Found, St};
map([{map_field_assoc, Anno, _, _} | Rest], Env, Old, Found, St) ->
    map(Rest, Env, Old, Found, wrong(Anno, illegal_pattern, St));
map([{map_field_exact, _, Key, Value} | Rest], Env, Old, {Change, New}, St) ->
    {More, St1} = erl_lint_guard:expression(Key, Env, St),
    {Found, St2} = pattern(Value, Env, Old, {maps:merge(Change, More), New}, St1),
    map(Rest, Env, Old, Found, St2).

%% `_` in a record that gives all fields.
wildcard(Given, Fields, St) ->
    case erl_lint_record:left(Given, Fields) =:= [] andalso erl_lint_record:wildcard(Given) of
        {at, Anno} -> wrong(Anno, bad_multi_field_init, St);
        _ -> St
    end.

%% A segment sees what those before it bind.
binary(Segments, Env, Old, {Change, New}, St) ->
    Start = {{0, none}, Change, #{}, St},
    {_, Change1, Own, St1} = lists:foldl(fun(S, Acc) -> segment(S, Env, Old, Acc) end, Start,
                                         Segments),
    {New1, St2} = join(Own, New, match, St1),
    %% What a size used in vain may be bound behind it.
    Late = [V || {Name, _} = V <- maps:to_list(Own), is_map_key(Name, Change1)],
    {{Change1, New1}, lists:foldl(fun({Name, {_, B}}, S) -> use(B, Name, S) end, St2, Late)}.

segment({bin_element, Anno, Value, Size, Types}, Env, Old, {Before, Change, New, St0}) ->
    case is_plain_text(Value, Size, Types) of
        false -> {Before, Change, New, wrong(Anno, typed_literal_string, St0)};
        true ->
            {Change1, New1, St1} = value(Value, Old, Change, New, St0),
            {Units, More, St2} = size(Size, Env, New, St1),
            {Bits, St3} = erl_lint_bits:segment(Anno, Units, Types, St2),
            St = case Before of
                     {all, At} -> wrong(At, unsized_binary_not_at_end, St3);
                     _ -> St3
                 end,
            Now = case Value of
                      {string, _, Text} when Bits =:= all -> 8 * length(Text);
                      _ -> Bits
                  end,
            {{Now, Anno}, maps:merge(Change1, More), New1, St}
    end.

%% A text stands for its characters, in a coding at most.
is_plain_text({string, _, _}, default, default) -> true;
is_plain_text({string, _, _}, default, Types) ->
    lists:any(fun(T) -> lists:member(T, [utf8, utf16, utf32]) end, Types);
is_plain_text({string, _, _}, _, _) -> false;
is_plain_text(_, _, _) -> true.

value({var, _, '_'}, _, Change, New, St) -> {Change, New, St};
value({var, Anno, Name}, _, Change, New, St) when is_map_key(Name, New) ->
    {_, Bindings} = map_get(Name, New),
    {Change, New, use(Bindings, Name, underscore(Name, Anno, St))};
value({var, Anno, Name}, Old, Change, New, St0) ->
    {More, NewV, St} = variable(Name, Anno, Old, St0),
    {maps:merge(Change, More), maps:merge(New, NewV), St};
value({string, _, _}, _, Change, New, St) -> {Change, New, St};
value({bin, Anno, _}, _, Change, New, St) -> {Change, New, wrong(Anno, illegal_pattern, St)};
value(Other, _, Change, New, St) -> {Change, New, constant(Other, element(2, Other), St)}.

%% {Units, Change, State}
size(default, _, _, St) -> {default, #{}, St};
size({integer, _, N}, _, _, St) -> {N, #{}, St};
size(Size, Env, New, #{size := Outer} = St0) ->
    Anno = element(2, Size),
    case erl_eval:partial_eval(Size) of
        {integer, Anno, N} -> {N, #{}, St0};
        Known ->
            Seen = maps:merge(Env, New),
            {Change, St1} = erl_lint_guard:expression(Size, Seen, St0#{size := true}),
            St = St1#{size := Outer},
            {unknown, Change, case is_number_possible(Known) of
                                  true -> St;
                                  false -> warning(Anno, non_integer_bitsize, St)
                              end}
    end.

is_number_possible(E) ->
    not lists:member(element(1, E), [atom, bin, cons, float, nil, tuple])
        andalso not (element(1, E) =:= map andalso tuple_size(E) =:= 3).

%% Whether a pattern is an expression of constants. OTP: erl_lint:is_pattern_expr/1.
is_constant(E) ->
    is_arithmetic(E)
        andalso lists:member(element(1, erl_eval:partial_eval(E)), [integer, char, float, atom]).

is_arithmetic({Kind, _, _}) when Kind =:= char; Kind =:= integer; Kind =:= float; Kind =:= atom ->
    true;
is_arithmetic({tuple, _, Elements}) -> lists:all(fun is_constant/1, Elements);
is_arithmetic({nil, _}) -> true;
is_arithmetic({cons, _, Head, Tail}) -> is_arithmetic(Head) andalso is_arithmetic(Tail);
is_arithmetic({op, _, Op, A}) -> erl_internal:arith_op(Op, 1) andalso is_arithmetic(A);
is_arithmetic({op, _, Op, A, B}) ->
    erl_internal:arith_op(Op, 2) andalso is_constant(A) andalso is_constant(B);
is_arithmetic(_) -> false.

%% Two patterns for one value: binaries cannot be matched twice, and keys of maps must be known.
aliased({bin, Anno, _}, {bin, _, _}, _, St) -> wrong(Anno, illegal_bin_pattern, St);
aliased({map, _, A}, {map, _, B}, Env, St) ->
    lists:foldl(fun(F, S) -> key(F, Env, S) end, St, A ++ B);
aliased({cons, _, HeadA, TailA}, {cons, _, HeadB, TailB}, Env, St) ->
    aliased(TailA, TailB, Env, aliased(HeadA, HeadB, Env, St));
aliased({tuple, _, A}, {tuple, _, B}, Env, St) -> aliased_each(A, B, Env, St);
aliased({record, _, NameA, A}, {record, _, NameB, B}, Env, #{records := Records} = St) ->
    case Records of
        #{NameA := {_, FieldsA}, NameB := {_, FieldsB}} ->
            Others = positions(B, FieldsB),
            Pairs = [{P, Q} || {N, P} <- positions(A, FieldsA), {M, Q} <- Others, N =:= M],
            {Left, Right} = lists:unzip(lists:usort(Pairs)),
            aliased_each(Left, Right, Env, St);
        _ -> St
    end;
aliased({match, _, A, B}, P, Env, St) -> aliased(B, P, Env, aliased(A, P, Env, St));
aliased(P, {match, _, _, _} = Match, Env, St) -> aliased(Match, P, Env, St);
aliased(_, _, _, St) -> St.

aliased_each([A | As], [B | Bs], Env, St) -> aliased_each(As, Bs, Env, aliased(A, B, Env, St));
aliased_each(_, _, _, St) -> St.

key({map_field_exact, _, {var, Anno, Name}, _}, Env, St) ->
    case Env of
        #{Name := {bound, _}} -> St;
        _ -> wrong(Anno, {unbound_var, Name}, St)
    end;
key(_, _, St) -> St.

%% The fields of a pattern by their places in the record, the last being the first.
positions(Given, Fields) ->
    Size = length(Fields),
    Places = lists:zip([N || {N, _} <- Fields], lists:seq(Size, 1, -1)),
    [{Place, P} || {record_field, _, {atom, _, Name}, P} <- Given, {N, Place} <- Places,
                   N =:= Name].
