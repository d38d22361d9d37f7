%% The guards and results of match specifications, from those of funs. OTP: stdlib, ms_transform.
-module(ms_transform_expression).

-export([value/2, guard/2]).

%% What an expression becomes. In is {guard | body, Names, Records}: by variables the atoms that stand
%% for them, and by names the definitions of records. Throws {error, Anno, Descriptor}.
value({match, Anno, _, _}, In) -> no(Anno, code(match, In));
value({op, Anno, Name, A, B} = Form, In) ->
    case erl_eval:partial_eval(Form) of
        Form -> {tuple, Anno, [{atom, Anno, Name}, value(A, In), value(B, In)]};
        Constant -> Constant
    end;
value({op, Anno, Name, A} = Form, In) ->
    case erl_eval:partial_eval(Form) of
        Form -> {tuple, Anno, [{atom, Anno, Name}, value(A, In)]};
        Constant -> Constant
    end;
value({call, Anno, {atom, _, _} = Name, Args}, In) -> called(Anno, Name, Args, In);
value({call, Anno, {remote, _, {atom, _, Module}, {atom, _, _} = Name}, Args}, In) ->
    called_of(Module, Anno, Name, Args, In);
value({cons, Anno, Head, Tail}, In) -> {cons, Anno, value(Head, In), value(Tail, In)};
value({nil, _} = Form, _) -> Form;
value({tuple, Anno, Elements}, In) -> whole(Anno, [value(E, In) || E <- Elements]);
value({Kind, _, _} = Form, _) when Kind =:= integer; Kind =:= char; Kind =:= float;
                                   Kind =:= string ->
    Form;
value({atom, Anno, Atom} = Form, _) ->
    case atom_to_list(Atom) of
        "$" ++ _ -> constant(Anno, Form);
        _ -> Form
    end;
value({var, Anno, Name} = Form, {_, Names, _}) ->
    case Names of
        #{Name := Atom} -> {atom, Anno, Atom};
        _ -> constant(Anno, Form)
    end;
value({record_field, Anno, Of, Name, {atom, _, Field}}, {_, _, Records} = In) ->
    Definition = ms_transform_record:find(Name, Records, Anno, code(record, In)),
    Position = ms_transform_record:position(Name, Field, Definition, {Anno, code(field, In)}),
    element_of(Anno, Position, value(Of, In));
value({record_index, Anno, Name, {atom, At, Field}}, {_, _, Records} = In) ->
    Definition = ms_transform_record:find(Name, Records, Anno, code(record, In)),
    {integer, At, ms_transform_record:position(Name, Field, Definition, {At, code(field, In)})};
value({record, Anno, Name, Fields}, In) ->
    Given = [case Field of
                 {record_field, _, {atom, _, Key}, Value} -> {Key, value(Value, In)};
                 {record_field, _, {var, _, '_'}, Value} -> {{default}, value(Value, In)};
                 _ -> no(Anno, {code(record, In), Name})
             end || Field <- Fields],
    %% Differs from what one would expect, and not from OTP: a default is not translated.
    record(Anno, Name, Given, fun(_, Default) -> Default end, In);
value({record, Anno, {var, At, _} = Of, Name, Fields}, In) ->
    Old = value(Of, In),
    Given = [case Field of
                 {record_field, _, {atom, _, Key}, Value} -> {Key, value(Value, In)};
                 _ -> no(Anno, ms_transform_error:code(head_record))
             end || Field <- Fields],
    record(Anno, Name, Given, fun(Position, _) -> element_of(At, Position, Old) end, In);
value({bin, Anno, Elements}, In) -> {bin, Anno, [segment(E, In) || E <- Elements]};
value({map, Anno, Pairs}, In) -> {map, Anno, [pair(P, In) || P <- Pairs]};
value(Form, In) when is_tuple(Form), tuple_size(Form) >= 2 ->
    no(element(2, Form), {code(element, In), language_element(element(1, Form))});
value(Other, In) ->
    no(erl_anno:new(0), {code(element, In), io_lib:format("unknown element ~tw", [Other])}).

no(Anno, Descriptor) -> throw({error, Anno, Descriptor}).

code(What, {Where, _, _}) -> ms_transform_error:code(What, Where).

constant(Anno, Form) -> {tuple, Anno, [{atom, Anno, const}, Form]}.

%% A tuple within another is no call.
whole(Anno, Elements) -> {tuple, Anno, [{tuple, Anno, Elements}]}.

element_of(Anno, Position, Form) ->
    {tuple, Anno, [{atom, Anno, element}, {integer, Anno, Position}, Form]}.

record(Anno, Name, Given, Other, {_, _, Records} = In) ->
    Errors = {Anno, code(record, In), code(field, In), code(field_twice, In)},
    whole(Anno, [{atom, Anno, Name} |
                 ms_transform_record:values(Name, lists:reverse(Given), Records, Other, Errors)]).

%% Variables of the head have no value when the bits are made.
segment({bin_element, _, {var, Anno, Name}, _, _} = Form, {_, Names, _} = In) ->
    case Names of
        #{Name := _} -> no(Anno, {code(bits, In), Name});
        _ -> Form
    end;
segment({bin_element, Anno, Value, Size, Types}, In) ->
    {bin_element, Anno, value(Value, In), size(Size, In), Types}.

size(default, _) -> default;
size(Form, In) -> value(Form, In).

pair({map_field_assoc, Anno, Key, Value}, In) ->
    {map_field_assoc, Anno, value(Key, In), value(Value, In)};
pair(Form, In) -> value(Form, In).

language_element(lc) -> "list comprehension";
language_element(bc) -> "binary comprehension";
language_element(block) -> "begin/end block";
language_element(match) -> "match (=)";
language_element(remote) -> "external function call";
language_element(Tag) -> atom_to_list(Tag).

called(_, {atom, Anno, bindings}, [], _) -> {atom, Anno, '$*'};
called(_, {atom, Anno, object}, [], _) -> {atom, Anno, '$_'};
called(Anno, {atom, _, is_record} = Test, [Of, {atom, At, Name} = Tag], {_, _, Records} = In) ->
    Form = value(Of, In),
    Definition = ms_transform_record:find(Name, Records, At, code(record, In)),
    {tuple, Anno, [Test, Form, Tag, {integer, At, length(Definition) + 1}]};
called(Anno, {atom, _, Name} = Form, Args, {Where, _, _} = In) ->
    Arity = length(Args),
    case is_function_of(Where, Name, Arity) of
        true -> {tuple, Anno, [Form | [value(A, In) || A <- Args]]};
        false -> no(Anno, {code(local_call, In), Name, Arity})
    end.

called_of(Module, Anno, {atom, At, Name} = Form, Args, In) ->
    Arity = length(Args),
    case Module =:= erlang andalso {is_operator(Name, Arity), is_of_erlang(Name, Arity)} of
        {true, _} -> value(list_to_tuple([op, At, Name | Args]), In);
        {false, true} -> called(Anno, Form, Args, In);
        _ -> no(Anno, {code(remote_call, In), Module, Name, Arity})
    end.

%% One of a guard's expressions, where tests may have their old names.
guard({call, Anno, {atom, At, Name}, Args}, In) ->
    value({call, Anno, {atom, At, test(Name, length(Args))}, Args}, In);
guard(Form, In) -> value(Form, In).

test(record, 2) -> is_record;
test(Name, 1) ->
    case lists:member(Name, [atom, binary, float, function, integer, list, number, pid, port,
                             reference, tuple]) of
        true -> list_to_atom("is_" ++ atom_to_list(Name));
        false -> Name
    end;
test(Name, _) -> Name.

is_function_of(guard, get_tcw, 0) -> true;
is_function_of(guard, Name, Arity) -> is_of_erlang(Name, Arity) orelse {Name, Arity} =:= {is_seq_trace, 0};
is_function_of(body, Name, Arity) ->
    is_function_of(guard, Name, Arity)
        orelse lists:member({Name, Arity},
                            [{caller, 0}, {disable_trace, 1}, {disable_trace, 2}, {display, 1},
                             {enable_trace, 1}, {enable_trace, 2}, {exception_trace, 0},
                             {get_seq_token, 0}, {message, 1}, {process_dump, 0},
                             {return_trace, 0}, {set_seq_token, 2}, {set_tcw, 1}, {silent, 1},
                             {trace, 2}, {trace, 3}]).

%% Not all that OTP allows in guards: what ms_transform knows of.
is_of_erlang(Name, Arity) ->
    lists:member({Name, Arity},
                 [{abs, 1}, {binary_part, 2}, {binary_part, 3}, {bit_size, 1}, {byte_size, 1},
                  {element, 2}, {float, 1}, {hd, 1}, {is_atom, 1}, {is_binary, 1}, {is_float, 1},
                  {is_function, 1}, {is_integer, 1}, {is_list, 1}, {is_map, 1}, {is_map_key, 2},
                  {is_number, 1}, {is_pid, 1}, {is_port, 1}, {is_record, 2}, {is_reference, 1},
                  {is_seq_trace, 0}, {is_tuple, 1}, {length, 1}, {map_get, 2}, {map_size, 1},
                  {node, 0}, {node, 1}, {round, 1}, {self, 0}, {size, 1}, {tl, 1}, {trunc, 1}]).

is_operator(Name, Arity) ->
    erl_internal:bool_op(Name, Arity) orelse erl_internal:arith_op(Name, Arity)
        orelse erl_internal:comp_op(Name, Arity)
        orelse (Arity =:= 2 andalso (Name =:= 'andalso' orelse Name =:= 'orelse')).
