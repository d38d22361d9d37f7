%% Literal funs as match specifications: the calls of ets:fun2ms/1 and dbg:fun2ms/1 in a module's
%% forms, and funs that were typed. OTP: stdlib, ms_transform.
-module(ms_transform).

-export([parse_transform/2, parse_transform_info/0, transform_from_shell/3, format_error/1]).

format_error(Descriptor) -> ms_transform_error:text(Descriptor).

parse_transform_info() -> #{error_location => column}.

%% Forms, {warning, Forms, Warnings}, or {error, [{File, [ErrorInfo]}], []}. As in OTP the first that
%% cannot be translated is the only one told, and all warnings are of the last file.
parse_transform(Forms, _) ->
    Start = #{file => "TOP_LEVEL", records => #{}, used => [], warnings => [], bound => #{}},
    case forms(Forms, Start, []) of
        {error, _, _} = Error -> Error;
        {Made, #{warnings := []} = Walk} -> without_warnings(Made, Walk);
        {Made, #{warnings := Warnings, file := File} = Walk} ->
            {warning, without_warnings(Made, Walk), [{File, [W]} || W <- Warnings]}
    end.

%% Records that are only used by what is a tuple now are used.
without_warnings(Forms, #{used := []}) -> Forms;
without_warnings(Forms, #{used := Used}) ->
    [{attribute, erl_anno:new(0), compile, {nowarn_unused_record, [lists:usort(Used)]}} | Forms].

forms([Form | Rest], Walk, Made) ->
    try form(Form, Walk) of
        {F, Then} -> forms(Rest, Then, [F | Made])
    catch
        throw:{error, Anno, Descriptor} -> failed(maps:get(file, Walk), Anno, Descriptor)
    end;
forms([], Walk, Made) -> {lists:reverse(Made), Walk}.

failed(File, Anno, Descriptor) ->
    {error, [{File, [{erl_anno:location(Anno), ?MODULE, Descriptor}]}], []}.

form({attribute, _, file, {Name, _}} = Form, Walk) -> {Form, Walk#{file := Name}};
form({attribute, _, record, {Name, Fields}} = Form, #{records := Records} = Walk) ->
    {Form, Walk#{records := Records#{Name => ms_transform_record:definition(Fields)}}};
form({function, Anno, Name, Arity, Clauses}, Walk) ->
    {Made, Then} = lists:mapfoldl(fun clause/2, Walk, Clauses),
    {{function, Anno, Name, Arity, Made}, Then};
form(Form, Walk) -> {Form, Walk}.

clause({clause, Anno, Head, Guards, Body}, Walk) ->
    {H, Inside} = walk(Head, Walk#{bound := #{}}),
    {B, After} = walk(Body, Inside),
    {{clause, Anno, H, Guards, B}, After}.

%% Finds the calls, and knows the variables that have a value where they stand.
walk({call, Anno, {remote, _, {atom, _, Kind}, {atom, _, fun2ms}}, Args}, Walk)
  when Kind =:= ets; Kind =:= dbg ->
    translated(Kind, Anno, Args, Walk);
walk({match, Anno, Left, Right}, #{bound := Bound} = Walk) ->
    {R, #{bound := Now} = Then} = walk(Right, Walk),
    {L, #{bound := Too} = After} = walk(Left, Then#{bound := Bound}),
    {{match, Anno, L, R}, After#{bound := maps:merge(Now, Too)}};
walk({var, _, Name} = Form, Walk) -> {Form, bind(Name, Walk)};
walk({'fun', Anno, {clauses, Clauses}}, #{bound := Bound} = Walk) ->
    {Made, Then} = walk(Clauses, Walk),
    {{'fun', Anno, {clauses, Made}}, Then#{bound := Bound}};
walk({named_fun, Anno, Name, Clauses}, #{bound := Bound} = Walk) ->
    {Made, Then} = walk(Clauses, bind(Name, Walk)),
    {{named_fun, Anno, Name, Made}, Then#{bound := Bound}};
walk({'case', Anno, Of, Clauses}, Walk) ->
    {O, #{bound := Bound} = Then} = walk(Of, Walk),
    {Made, {After, Both}} =
        lists:mapfoldl(fun(C, {W, Before}) ->
                               {Form, #{bound := Now} = Next} = walk(C, W#{bound := Bound}),
                               {Form, {Next, in_both(Before, Now)}}
                       end, {Then, all}, Clauses),
    {{'case', Anno, O, Made}, After#{bound := Both}};
walk([First | Rest], Walk) ->
    {F, Then} = walk(First, Walk),
    {R, After} = walk(Rest, Then),
    {[F | R], After};
walk(Tuple, Walk) when is_tuple(Tuple) ->
    {Parts, Then} = walk(tuple_to_list(Tuple), Walk),
    {list_to_tuple(Parts), Then};
walk(Leaf, Walk) -> {Leaf, Walk}.

bind('_', Walk) -> Walk;
bind(Name, #{bound := Bound} = Walk) -> Walk#{bound := Bound#{Name => true}}.

in_both(all, Names) -> Names;
in_both(Before, Names) -> maps:with(maps:keys(Before), Names).

translated(Kind, _, [{'fun', Anno, {clauses, Clauses}}], Walk) ->
    #{records := Records, used := Used, warnings := Warnings, bound := Bound} = Walk,
    Form = specification(Kind, Anno, Clauses, Records),
    Shadowed = [{erl_anno:location(At), ?MODULE, {ms_transform_error:code(shadowed), Name}}
                || {clause, _, Head, _, _} <- apart(Clauses),
                   {At, Name} <- ms_transform_head:variables(Head), is_map_key(Name, Bound)],
    {Form, Walk#{used := ms_transform_record:used(Clauses) ++ Used,
                 warnings := lists:reverse(Shadowed, Warnings)}};
translated(_, Anno, _, _) -> throw({error, Anno, ms_transform_error:code(no_fun)}).

specification(Kind, Anno, Clauses, Records) ->
    list(Anno, [rule(Kind, C, Records) || C <- apart(Clauses)]).

%% Alternatives of guards become clauses of their own.
apart(Clauses) -> lists:append([alternatives(C) || C <- Clauses]).

alternatives({clause, Anno, Head, [_, _ | _] = Guards, Body}) ->
    [{clause, Anno, Head, [G], Body} || G <- Guards];
alternatives(Clause) -> [Clause].

rule(Kind, {clause, Anno, Parameters, Guards, Body}, Records) ->
    {Head, Names} = ms_transform_head:pattern(Kind, Anno, Parameters, Records),
    Tests = [ms_transform_expression:guard(G, {guard, Names, Records})
             || G <- lists:append(Guards)],
    Results = [ms_transform_expression:value(E, {body, Names, Records}) || E <- Body],
    {tuple, Anno, [Head, list(Anno, Tests), list(Anno, Results)]}.

list(Anno, Forms) -> lists:foldr(fun(F, Tail) -> {cons, Anno, F, Tail} end, {nil, Anno}, Forms).

%% The match specification of the clauses of a fun that was made where variables had these values, or
%% {error, [{"TOP_LEVEL", [ErrorInfo]}], []}.
transform_from_shell(Kind, Clauses, Bindings) ->
    try with_values(specification(Kind, 1, Clauses, #{}), Bindings) of
        Form -> term(Form)
    catch
        throw:{error, Anno, Descriptor} -> failed("TOP_LEVEL", Anno, Descriptor);
        error:Reason:Stack -> exit({Reason, Stack})
    end.

with_values({var, Anno, Name}, Bindings) ->
    case erl_eval:binding(Name, Bindings) of
        {value, Value} -> {value, Anno, Value};
        unbound -> throw({error, Anno, {ms_transform_error:code(unbound), atom_to_list(Name)}})
    end;
with_values([First | Rest], Bindings) ->
    [with_values(First, Bindings) | with_values(Rest, Bindings)];
with_values(Tuple, Bindings) when is_tuple(Tuple) ->
    list_to_tuple(with_values(tuple_to_list(Tuple), Bindings));
with_values(Leaf, _) -> Leaf.

%% What a form stands for that is a constant.
term({value, _, Value}) -> Value;
term({string, _, Text}) -> Text;
term({nil, _}) -> [];
term({bin, _, _} = Form) ->
    {value, Bits, _} = erl_eval:expr(Form, erl_eval:new_bindings()),
    Bits;
term({cons, _, Head, Tail}) -> [term(Head) | term(Tail)];
term({op, _, '++', A, B}) -> term(A) ++ term(B);
term({tuple, _, Elements}) -> list_to_tuple([term(E) || E <- Elements]);
term({map, _, Pairs}) -> maps:from_list([{term(K), term(V)} || {map_field_assoc, _, K, V} <- Pairs]);
term({op, _, Sign, {Kind, _, Number}})
  when Kind =:= integer; Kind =:= float; Kind =:= char ->
    case Sign of
        '+' -> Number;
        '-' -> -Number
    end;
term({Kind, _, Value}) when Kind =:= char; Kind =:= integer; Kind =:= float; Kind =:= atom -> Value.
