%% The patterns of match specifications, from the heads of funs. OTP: stdlib, ms_transform.
-module(ms_transform_head).

-export([pattern/4, variables/1]).

%% {Form, Names}: what the head becomes, and by its variables the atoms that stand for them. Kind is
%% ets or dbg. Throws {error, Anno, Descriptor}.
pattern(Kind, Anno, Parameters, Records) ->
    check(Kind, Parameters, Anno),
    {Head, Names} = case Parameters of
                        [{match, _, {var, _, Name}, Rest}] -> {Rest, #{Name => '$_'}};
                        [{match, _, Rest, {var, _, Name}}] -> {Rest, #{Name => '$_'}};
                        [Whole] -> {Whole, #{}}
                    end,
    {Form, {_, All}} = part(Head, {1, maps:merge(#{'_' => '_'}, Names)}, Records),
    {Form, All}.

check(_, [{var, _, _}], _) -> ok;
check(ets, [{tuple, _, _}], _) -> ok;
check(ets, [{record, _, _, _}], _) -> ok;
check(dbg, [{cons, _, _, _}], _) -> ok;
check(dbg, [{nil, _}], _) -> ok;
check(Kind, [{match, _, {var, _, _}, Rest}], Anno) -> check(Kind, [Rest], Anno);
check(Kind, [{match, _, Rest, {var, _, _}}], Anno) -> check(Kind, [Rest], Anno);
check(ets, _, Anno) -> no(Anno, ms_transform_error:code(ets_head));
check(dbg, _, Anno) -> no(Anno, ms_transform_error:code(dbg_head)).

no(Anno, Descriptor) -> throw({error, Anno, Descriptor}).

part({record, Anno, Name, Fields}, Known, Records) ->
    {Given, Then} =
        lists:mapfoldl(fun({record_field, _, {atom, _, Key}, Value}, K) ->
                               {Form, Next} = part(Value, K, Records),
                               {{Key, Form}, Next};
                          ({record_field, _, {var, _, '_'}, Value}, K) ->
                               {Form, Next} = part(Value, K, Records),
                               {{{default}, Form}, Next};
                          (_, _) ->
                               no(Anno, {ms_transform_error:code(head_record), Name})
                       end, Known, Fields),
    Errors = {Anno, ms_transform_error:code(head_record), ms_transform_error:code(head_field),
              ms_transform_error:code(head_field_twice)},
    Others = fun(_, _) -> {atom, Anno, '_'} end,
    Values = ms_transform_record:values(Name, lists:reverse(Given), Records, Others, Errors),
    {{tuple, Anno, [{atom, Anno, Name} | Values]}, Then};
part({match, Anno, _, _}, _, _) -> no(Anno, ms_transform_error:code(head_match));
part({atom, Anno, Atom} = Form, Known, _) ->
    case is_variable(atom_to_list(Atom)) of
        true -> no(Anno, {ms_transform_error:code(head_dollar), Atom});
        false -> {Form, Known}
    end;
part({bin_element, _, {var, Anno, Name}, _, _}, _, _) ->
    no(Anno, {ms_transform_error:code(head_bits), Name});
part({var, Anno, Name}, {Next, Names} = Known, _) ->
    case Names of
        #{Name := Atom} -> {{atom, Anno, Atom}, Known};
        _ ->
            Atom = list_to_atom("$" ++ integer_to_list(Next)),
            {{atom, Anno, Atom}, {Next + 1, Names#{Name => Atom}}}
    end;
part({map_field_exact, Anno, Key, Value}, Known, Records) ->
    {[K, V], Then} = part([Key, Value], Known, Records),
    {{map_field_assoc, Anno, K, V}, Then};
part([First | Rest], Known, Records) ->
    {F, Then} = part(First, Known, Records),
    {R, Last} = part(Rest, Then, Records),
    {[F | R], Last};
part(Tuple, Known, Records) when is_tuple(Tuple) ->
    {Parts, Then} = part(tuple_to_list(Tuple), Known, Records),
    {list_to_tuple(Parts), Then};
part(Leaf, Known, _) -> {Leaf, Known}.

is_variable("$" ++ Digits) ->
    try is_integer(list_to_integer(Digits))
    catch error:badarg -> false
    end;
is_variable(_) -> false.

%% The variables of a head in the order in which they are met, [{Anno, Name}].
variables([{match, _, Rest, {var, _, _} = Whole}]) when element(1, Rest) =/= var ->
    variables(Whole) ++ variables(Rest);
variables({var, Anno, Name}) -> [{Anno, Name}];
variables([First | Rest]) -> variables(First) ++ variables(Rest);
variables(Tuple) when is_tuple(Tuple) -> variables(tuple_to_list(Tuple));
variables(_) -> [].
