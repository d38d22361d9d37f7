%% Abstract code as text. What it looks like is said here as layouts, which erl_pp_layout fits into
%% lines. OTP: stdlib, erl_pp.
-module(erl_pp).

-export([form/1, form/2, attribute/1, attribute/2, function/1, function/2, guard/1, guard/2,
         exprs/1, exprs/2, exprs/3, expr/1, expr/2, expr/3, expr/4, legalize_vars/1]).

-import(erl_pp_layout, [text/1, row/1]).
-import(erl_parse, [inop_prec/1, preop_prec/1, func_prec/0, max_prec/0, type_inop_prec/1,
                    type_preop_prec/1]).

-define(WIDTH, 72).
-define(INDENT, 4).

%% What layouts depend on: `hook` prints what is no abstract code, `given` are the options.
-record(how, {hook = none, encoding = unicode, given = none}).

form(Form) -> form(Form, none).
form(Form, Options) -> chars(form_layout(Form, how(Options)), 0, Options).

attribute(Form) -> attribute(Form, none).
attribute(Form, Options) -> chars(attribute_layout(Form, how(Options)), 0, Options).

function(Form) -> function(Form, none).
function(Form, Options) -> chars(function_layout(Form, how(Options)), 0, Options).

guard(Guard) -> guard(Guard, none).
guard(Guard, Options) -> chars(guard_layout(Guard, how(Options)), 0, Options).

exprs(Exprs) -> exprs(Exprs, 0, none).
exprs(Exprs, Options) -> exprs(Exprs, 0, Options).
exprs(Exprs, Indent, Options) ->
    chars({row, [], [], [$,], all(Exprs, how(Options))}, Indent, Options).

expr(Expr) -> expr(Expr, 0, 0, none).
expr(Expr, Options) -> expr(Expr, 0, 0, Options).
expr(Expr, Indent, Options) -> expr(Expr, Indent, 0, Options).
expr(Expr, Indent, Prec, Options) -> chars(e(Expr, Prec, how(Options)), Indent, Options).

chars(Layout, Indent, Options) -> erl_pp_layout:chars(Layout, Indent, style(Options)).

how(Options) when is_list(Options) ->
    #how{hook = proplists:get_value(hook, Options, none), encoding = encoding(Options),
         given = Options};
how(Hook) -> #how{hook = Hook, given = Hook}.

encoding(Options) ->
    case proplists:get_value(encoding, Options, epp:default_encoding()) of
        latin1 -> latin1;
        E when E =:= utf8; E =:= unicode -> unicode
    end.

%% How constants are written, and how wide. Without options: Latin-1.
style(Options) when is_list(Options) ->
    Style = style(encoding(Options), proplists:get_bool(quote_singleton_atom_types, Options)),
    Style#{indent := proplists:get_value(indent, Options, ?INDENT),
           width := proplists:get_value(linewidth, Options, ?WIDTH)};
style(_) -> style(latin1, false).

style(Encoding, Quote) ->
    {Value, Text, Char} =
        case Encoding of
            latin1 ->
                {fun(V) -> io_lib:format("~p", [V]) end, fun io_lib:write_string_as_latin1/1,
                 fun latin1_char/1};
            unicode ->
                {fun(V) -> io_lib:format("~tp", [V]) end, fun io_lib:write_string/1,
                 fun io_lib:write_char/1}
        end,
    TypeAtom = case Quote of
                   true -> fun(A) -> quoted(Text(atom_to_list(A))) end;
                   false -> Value
               end,
    #{indent => ?INDENT, width => ?WIDTH, value => Value, string => Text, char => Char,
      type_atom => TypeAtom}.

latin1_char(C) when C > 255 -> "$\\x{" ++ integer_to_list(C, 16) ++ "}";
latin1_char($\s) -> "$ ";
latin1_char(C) -> io_lib:write_char(C).

%% A string's text in the quotes of an atom.
quoted(Written) -> [$', inside(lists:droplast(tl(lists:flatten(Written)))), $'].

inside([$\\, $" | Chars]) -> [$" | inside(Chars)];
inside([$\\, C | Chars]) -> [$\\, C | inside(Chars)];
inside([$' | Chars]) -> [$\\, $' | inside(Chars)];
inside([C | Chars]) -> [C | inside(Chars)];
inside([]) -> [].

%%% Forms.

form_layout({attribute, _, _, _} = Form, How) -> attribute_layout(Form, How);
form_layout({function, _, _, _, _} = Form, How) -> function_layout(Form, How);
form_layout({What, _} = Message, #how{encoding = Encoding}) when What =:= error; What =:= warning ->
    text(io_lib:format(case Encoding of latin1 -> "~p\n"; unicode -> "~tp\n" end, [Message]));
form_layout({eof, _}, _) -> $\n.

attribute_layout({attribute, _, Name, Value}, How) -> [attribute(Name, Value, How), text(".\n")].

attribute(Name, {Type, Definition, Variables}, _) when Name =:= type; Name =:= opaque ->
    Head = call({atom, 0, Type}, Variables, 0, #how{}),
    first(text("-" ++ atom_to_list(Name) ++ " "), typed(Head, Definition));
attribute(Name, {Function, Types}, _) when Name =:= spec; Name =:= callback ->
    Called = case Function of
                 {F, _} -> {atom, F};
                 {M, F, _} -> [{atom, M}, $:, {atom, F}]
             end,
    Clauses = {lines, [$;], [signature(T) || T <- Types]},
    first(text("-" ++ atom_to_list(Name) ++ " "), row([first(Called, Clauses)]));
attribute(module, {Module, Variables}, _) ->
    List = lists:foldr(fun(V, Rest) -> {cons, 0, {var, 0, V}, Rest} end, {nil, 0}, Variables),
    plain(module, [{var, 0, dotted(Module)}, List]);
attribute(module, Module, _) -> plain(module, [{var, 0, dotted(Module)}]);
attribute(export, Functions, _) -> with_arguments(export, [arities(Functions)]);
attribute(export_type, Types, _) -> with_arguments(export_type, [arities(Types)]);
attribute(import, {Module, Functions}, _) ->
    with_arguments(import, [text(dotted(Module)), arities(Functions)]);
attribute(import, Name, _) when is_list(Name) -> plain(import, [{var, 0, dotted(Name)}]);
attribute(optional_callbacks, Functions, How) ->
    try with_arguments(optional_callbacks, [arities(Functions)])
    catch _:_ -> plain(optional_callbacks, [abstract(Functions, How)])
    end;
attribute(file, {Name, Line}, _) -> plain(file, [{string, 0, Name}, {integer, 0, Line}]);
attribute(record, {Name, Fields}, How) ->
    [first([text("-record("), {atom, Name}, $,], fields(Fields, How)), $)];
attribute(Name, Value, How) -> plain(Name, [abstract(Value, How)]).

%% Options of attributes are never hooks'.
plain(Name, Arguments) -> first([$-, {atom, Name}], arguments(Arguments, #how{})).
with_arguments(Name, Layouts) -> first([$-, {atom, Name}], [{row, $(, $), [$,], Layouts}]).

abstract(Value, #how{encoding = Encoding}) -> erl_parse:abstract(Value, [{encoding, Encoding}]).

arities([]) -> text("[]");
arities(Functions) ->
    {row, $[, $], $,, [[{atom, Name}, text(io_lib:format("/~w", [Arity]))]
                       || {Name, Arity} <- checked(Functions)]}.

checked(Functions) -> [begin {_, _} = F, F end || F <- Functions].

%% Names of modules with packages, which long ago were lists.
dotted(['' | Parts]) -> [$. | dotted(Parts)];
dotted([Last]) -> io_lib:write(Last);
dotted([Part | Parts]) -> [io_lib:write(Part), $. | dotted(Parts)];
dotted(Name) -> io_lib:write(Name).

function_layout({function, _, Name, _, Clauses}, How) ->
    Each = [begin
                {clause, Anno, Head, Guard, Body} = C,
                clause(call({atom, Anno, Name}, Head, 0, How), Guard, Body, How)
            end || C <- Clauses],
    [{lines, $;, Each}, text(".\n")].

%%% Clauses.

%% Head when Guard -> Body
clause(Head, Guard, Body, How) -> {step, guarded(Head, Guard, How), body(Body, How)}.

guarded(Head, Guard, How) -> [row([{step, Head, guard_layout(Guard, How)}]), text(" ->")].

guard_layout([], _) -> [];
guard_layout(Guard, How) -> row([{step, text("when"), alternatives(Guard, [$;], How)}]).

%% Older code has one list of tests only.
alternatives([Tests | _] = Guard, Sep, How) when is_list(Tests) ->
    {row, [], [], Sep, [{row, [], [], [$,], all(T, How)} || T <- Guard]};
alternatives(Tests, Sep, How) -> alternatives([Tests], Sep, How).

body([Expr], How) -> e(Expr, How);
body(Exprs, How) -> {lines, [$,], all(Exprs, How)}.

clauses(Layouts) -> {lines, [$;], Layouts}.

case_clauses(Clauses, How) ->
    clauses([clause(e(Pattern, How), Guard, Body, How)
             || {clause, _, [Pattern], Guard, Body} <- Clauses]).

if_clauses(Clauses, How) ->
    clauses([{step, [if_guard(Guard, How), text(" ->")], body(Body, How)}
             || {clause, _, [], Guard, Body} <- Clauses]).

if_guard([], _) -> text("true");
if_guard(Guard, How) -> alternatives(Guard, $;, How).

cond_clauses(Clauses, How) ->
    clauses([{step, [e(Test, How), text(" ->")], body(Body, How)}
             || {clause, _, [], [[Test]], Body} <- Clauses]).

catch_clauses(Clauses, How) ->
    clauses([clause(caught(Class, Reason, Stack, How), Guard, Body, How)
             || {clause, _, [{tuple, _, [Class, Reason, Stack]}], Guard, Body} <- Clauses]).

caught(Class, Reason, {var, _, '_'}, How) -> [e(Class, How), $:, e(Reason, How)];
caught(Class, Reason, Stack, How) -> [e(Class, How), $:, e(Reason, How), $:, e(Stack, How)].

%% Name: what stands before the arguments of a fun that has one.
fun_clauses(Clauses, Name, How) ->
    {lines, [$;],
     [begin
          {clause, _, Arguments, Guard, Body} = C,
          {step, Head, Layout} = clause(arguments(Arguments, How), Guard, Body, How),
          {step, case Name of none -> Head; _ -> [Name, Head] end, Layout}
      end || C <- Clauses]}.

fun_layout(Start, Clauses, Name, How) ->
    row([first(Start, fun_clauses(Clauses, Name, How)), {word, text("end")}]).

ending(Items) -> row(Items ++ [{word, text("end")}]).

%%% Expressions.

all(Exprs, How) -> [e(E, How) || E <- Exprs].

e(Expr, How) -> e(Expr, 0, How).

e({var, _, V}, _, _) when is_integer(V) -> text(io_lib:format("_~w", [V]));
e({var, _, V}, _, _) -> text(io_lib:format("~ts", [V]));
e({char, _, C}, _, _) -> {char, C};
e({Number, _, N}, _, _) when Number =:= integer; Number =:= float -> text(io_lib:write(N));
e({atom, _, A}, _, _) -> {atom, A};
e({string, _, S}, _, _) -> {string, S};
e({value, _, V}, _, _) -> {value, V};
e({nil, _}, _, _) -> text("[]");
e({cons, _, Head, Tail}, _, How) -> cons(Tail, [Head], How);
e({tuple, _, Elements}, _, How) -> braces(all(Elements, How));
e({bin, _, []}, _, _) -> text("<<>>");
e({bin, _, Elements}, _, How) ->
    [text("<<"), {row, [], [], $,, [bin_element(E, How) || E <- Elements]}, text(">>")];
e({lc, _, Expr, Qualifiers}, _, How) ->
    comprehension($[, $], e(Expr, How), Qualifiers, How);
e({bc, _, Expr, Qualifiers}, _, How) ->
    comprehension(text("<<"), text(">>"), e(Expr, max_prec(), How), Qualifiers, How);
e({block, _, Body}, _, How) -> ending([{step, text("begin"), body(Body, How)}]);
e({'if', _, Clauses}, _, How) -> ending([{step, text("if"), if_clauses(Clauses, How)}]);
e({'cond', _, Clauses}, _, How) -> ending([{step, text("cond"), cond_clauses(Clauses, How)}]);
e({'case', _, Expr, Clauses}, _, How) ->
    Head = row([{step, text("case"), e(Expr, How)}, {word, text("of")}]),
    ending([{step, Head, case_clauses(Clauses, How)}]);
e({'receive', _, Clauses}, _, How) ->
    ending([{step, text("receive"), case_clauses(Clauses, How)}]);
e({'receive', _, Clauses, Timeout, Body}, _, How) ->
    After = row([{step, [e(Timeout, How), text(" ->")], body(Body, How)}]),
    ending([{step, text("receive"), case_clauses(Clauses, How)}, {step, text("after"), After}]);
e({'try', _, Body, Clauses, Catches, After}, _, How) ->
    Start = case Clauses of
                [] -> {step, text("try"), body(Body, How)};
                _ ->
                    Head = row([{step, text("try"), body(Body, How)}, {word, text("of")}]),
                    {step, Head, case_clauses(Clauses, How)}
            end,
    ending([Start]
           ++ [{step, text("catch"), catch_clauses(Catches, How)} || Catches =/= []]
           ++ [{step, text("after"), body(After, How)} || After =/= []]);
e({'catch', _, Expr}, Prec, How) ->
    {Own, Right} = preop_prec('catch'),
    wrapped(Own, Prec, row([{step, text("catch"), e(Expr, Right, How)}]));
e({'maybe', _, Body}, _, How) -> ending([{step, text("maybe"), body(Body, How)}]);
e({'maybe', _, Body, {'else', _, Clauses}}, _, How) ->
    ending([{step, text("maybe"), body(Body, How)},
            {step, text("else"), case_clauses(Clauses, How)}]);
e({maybe_match, _, Pattern, Expr}, _, How) ->
    row([{cstep, [e(Pattern, How), text(" ?=")], e(Expr, How)}]);
e({match, _, Pattern, Expr}, Prec, How) ->
    {Left, Own, Right} = inop_prec('='),
    wrapped(Own, Prec, row([{cstep, [e(Pattern, Left, How), text(" =")], e(Expr, Right, How)}]));
e({op, _, Op, Operand}, Prec, How) ->
    {Own, Right} = preop_prec(Op),
    Sign = case Op =:= '+' orelse Op =:= '-' of
               true -> atom_to_list(Op);
               false -> atom_to_list(Op) ++ " "
           end,
    wrapped(Own, Prec, [{word, text(Sign)}, e(Operand, Right, How)]);
e({op, _, Op, A, B}, Prec, How) ->
    {Left, Own, Right} = inop_prec(Op),
    Items = [e(A, Left, How), {word, text(atom_to_list(Op))}, e(B, Right, How)],
    Layout = case Op =:= 'orelse' orelse Op =:= 'andalso' of
                 true -> {lines, [[]], Items};
                 false -> row(Items)
             end,
    wrapped(Own, Prec, Layout);
e({remote, _, Module, Name}, Prec, How) ->
    {Left, Own, Right} = inop_prec(':'),
    wrapped(Own, Prec, [e(Module, Left, How), $:, e(Name, Right, How)]);
e({call, _, {remote, _, {atom, _, M}, {atom, _, F} = Name} = Remote, Arguments}, Prec, How) ->
    %% What is imported by itself looks so, but for float/1, which some take for the type.
    case F =/= float andalso erl_internal:bif(M, F, length(Arguments)) of
        true -> call(Name, Arguments, Prec, How);
        false -> call(Remote, Arguments, Prec, How)
    end;
e({call, _, Name, Arguments}, Prec, How) -> call(Name, Arguments, Prec, How);
e(Expr, Prec, How) ->
    case element(1, Expr) of
        Tag when Tag =:= 'fun'; Tag =:= named_fun -> fun_expr(Expr, Prec, How);
        Tag when Tag =:= record; Tag =:= record_index; Tag =:= record_field ->
            record_expr(Expr, Prec, How);
        map -> map_expr(Expr, Prec, How);
        _ -> hooked(Expr, Prec, How)
    end.

fun_expr({'fun', _, {function, Name, Arity}}, _, _) ->
    [text("fun "), {atom, Name}, text(io_lib:format("/~w", [Arity]))];
fun_expr({'fun', _, {function, M, F, A}}, _, How) ->
    [text("fun "), e(M, How), $:, e(F, How), $/, e(A, How)];
fun_expr({'fun', _, {clauses, Clauses}}, _, How) ->
    fun_layout(text("fun"), Clauses, none, How);
fun_expr({named_fun, _, Name, Clauses}, _, How) ->
    fun_layout(text("fun "), Clauses, text(atom_to_list(Name)), How);
fun_expr({'fun', Anno, Of, Extra}, Prec, How) ->
    {note, fun_info(Extra), fun_expr({'fun', Anno, Of}, Prec, How)};
fun_expr({named_fun, Anno, Name, Clauses, Extra}, Prec, How) ->
    {note, fun_info(Extra), fun_expr({named_fun, Anno, Name, Clauses}, Prec, How)};
fun_expr(Other, Prec, How) -> hooked(Other, Prec, How).

%% What the compiler has added.
fun_info(Extra) -> [text("% fun-info: "), {value, Extra}].

record_expr({record_index, _, Name, Field}, Prec, How) ->
    {Own, Right} = preop_prec('#'),
    wrapped(Own, Prec, [record_name(Name), $., e(Field, Right, How)]);
record_expr({record, _, Name, Fields}, Prec, How) ->
    {Own, _} = preop_prec('#'),
    wrapped(Own, Prec, first(record_name(Name), fields(Fields, How)));
record_expr({record, _, Record, Name, Fields}, Prec, How) ->
    {Left, Own, _} = inop_prec('#'),
    Start = [e(Record, Left, How), blank_after(Record), record_name(Name)],
    wrapped(Own, Prec, first(Start, fields(Fields, How)));
record_expr({record_field, _, Record, Name, Field}, Prec, How) ->
    {Left, Own, Right} = inop_prec('#'),
    wrapped(Own, Prec, [e(Record, Left, How), blank_after(Record), record_name(Name), $.,
                        e(Field, Right, How)]);
record_expr({record_field, _, {atom, _, ''}, Field}, Prec, How) ->
    {_, Own, Right} = inop_prec('.'),
    wrapped(Own, Prec, [$., e(Field, Right, How)]);
record_expr({record_field, _, Record, Field}, Prec, How) ->
    {Left, Own, Right} = inop_prec('.'),
    wrapped(Own, Prec, [e(Record, Left, How), $., e(Field, Right, How)]);
record_expr(Other, Prec, How) -> hooked(Other, Prec, How).

map_expr({map, _, Fields}, Prec, How) ->
    {Own, _} = preop_prec('#'),
    wrapped(Own, Prec, first($#, map_fields(Fields, How)));
map_expr({map, _, Map, Fields}, Prec, How) ->
    {Left, Own, _} = inop_prec('#'),
    Start = [e(Map, Left, How), blank_after(Map), $#],
    wrapped(Own, Prec, first(Start, map_fields(Fields, How)));
map_expr(Other, Prec, How) -> hooked(Other, Prec, How).

hooked(Expr, _, #how{hook = none}) -> text(io_lib:format("INVALID-FORM:~w:", [Expr]));
hooked(Expr, Prec, #how{hook = {M, F, Extra} = Hook}) when M =/= 'fun' ->
    {hook, fun(E, Indent, P) -> apply(M, F, [E, Indent, P, Hook | Extra]) end, Expr, Prec};
hooked(Expr, Prec, #how{hook = Hook, given = Options}) ->
    {hook, fun(E, Indent, P) -> Hook(E, Indent, P, Options) end, Expr, Prec}.

%% `1#{}` would be a number in another base.
blank_after({integer, _, _}) -> $\s;
blank_after({'fun', _, {function, _, _}}) -> $\s;
blank_after({'fun', _, {function, _, _, _}}) -> $\s;
blank_after(_) -> [].

wrapped(Own, Prec, Layout) when Own < Prec -> [$(, Layout, $)];
wrapped(_, _, Layout) -> Layout.

first(Start, Layout) -> {row, Start, [], [[]], [Layout]}.

call(Name, Arguments, Prec, How) ->
    {Left, Own} = func_prec(),
    wrapped(Own, Prec, first(e(Name, Left, How), arguments(Arguments, How))).

arguments(Arguments, How) -> {row, $(, $), [$,], all(Arguments, How)}.

braces([]) -> text("{}");
braces(Layouts) -> {row, ${, $}, [$,], Layouts}.

cons({cons, _, Head, Tail}, Elements, How) -> cons(Tail, [Head | Elements], How);
cons({nil, _}, Elements, How) -> {row, $[, $], [$,], all(lists:reverse(Elements), How)};
cons(Tail, Elements, How) ->
    {row, $[, $], [{$,, text(" |")}], all(lists:reverse(Elements, [Tail]), How)}.

comprehension(Open, Close, Expr, Qualifiers, How) ->
    Inside = row([{step, [Expr, text(" ||")],
                   {lines, [$,], [qualifier(Q, How) || Q <- Qualifiers]}}]),
    row([{row, Open, [], [[]], [{note, text(" "), [Inside]}]}, Close]).

qualifier({generate, _, Pattern, Expr}, How) -> generator(Pattern, " <-", Expr, How);
qualifier({b_generate, _, Pattern, Expr}, How) -> generator(Pattern, " <=", Expr, How);
qualifier(Filter, How) -> e(Filter, How).

generator(Pattern, Arrow, Expr, How) ->
    row([{step, [e(Pattern, How), text(Arrow)], e(Expr, How)}]).

bin_element({bin_element, _, Value, Size, Types}, How) ->
    Sized = case Size of
                default -> e(Value, max_prec(), How);
                _ -> [e(Value, max_prec(), How), $:, e(Size, max_prec(), How)]
            end,
    case Types of
        default -> Sized;
        _ -> [Sized, $/ | lists:join($-, [bin_type(T) || T <- Types])]
    end.

bin_type({Name, Value}) -> [bin_type(Name), $:, bin_type(Value)];
bin_type(Name) -> e(erl_parse:abstract(Name), #how{}).

record_name(Name) -> [$#, {atom, Name}].

fields(Fields, How) -> braces([field(F, How) || F <- Fields]).

field({record_field, _, Name}, How) -> e(Name, How);
field({record_field, _, Name, Value}, How) ->
    {Left, _, Right} = inop_prec('='),
    row([{cstep, [e(Name, Left, How), text(" =")], e(Value, Right, How)}]);
field({typed_record_field, {record_field, _, Name, Value}, Type}, How) ->
    {Left, _, Right} = inop_prec('='),
    row([{cstep, [e(Name, Left, How), text(" =")], typed(e(Value, Right, How), Type)}]);
field({typed_record_field, Field, Type}, How) -> typed(field(Field, How), Type).

map_fields(Fields, How) -> braces([map_field(F, How) || F <- Fields]).

map_field({map_field_assoc, _, Key, Value}, How) -> pair(Key, " =>", Value, How);
map_field({map_field_exact, _, Key, Value}, How) -> pair(Key, " :=", Value, How).

pair(Key, Arrow, Value, How) -> row([{step, [e(Key, How), text(Arrow)], e(Value, How)}]).

%%% Types.

t(Type) -> t(Type, 0).

t({ann_type, _, [Variable, Type]}, Prec) ->
    {Left, Own, Right} = type_inop_prec('::'),
    wrapped(Own, Prec, row([{cstep, [t(Variable, Left), text(" ::")], t(Type, Right)}]));
t({paren_type, _, [Type]}, Prec) -> t(Type, Prec);
t({type, _, union, Types}, Prec) ->
    {_, Own, Right} = type_inop_prec('|'),
    wrapped(Own, Prec, {row, [], [], [text(" |")], [t(T, Right) || T <- Types]});
t({type, _, list, [Type]}, _) -> {row, $[, $], $,, [t(Type)]};
t({type, _, nonempty_list, [Type]}, _) -> {row, $[, $], [$,], [t(Type), text("...")]};
t({type, Anno, nil, []}, _) -> e({nil, Anno}, #how{});
t({type, Anno, Name, any}, _) when Name =:= map; Name =:= tuple -> type_call({atom, Anno, Name}, []);
t({type, _, map, Pairs}, Prec) ->
    {Own, _} = type_preop_prec('#'),
    wrapped(Own, Prec, first([$#], braces([type_pair(P) || P <- Pairs])));
t({type, _, tuple, Types}, _) -> braces([t(T) || T <- Types]);
t({type, _, record, [{atom, _, Name} | Fields]}, Prec) ->
    {Own, _} = type_preop_prec('#'),
    Typed = [typed(e(Field, #how{}), Type) || {type, _, field_type, [Field, Type]} <- Fields],
    wrapped(Own, Prec, first([record_name(Name)], braces(Typed)));
t({type, _, range, [_, _] = Ends}, Prec) ->
    {_, Own, Right} = type_inop_prec('..'),
    wrapped(Own, Prec, {row, [], [], text(".."), [e(E, Right, #how{}) || E <- Ends]});
t({type, _, binary, [Base, Unit]}, _) -> binary_type(Base, Unit);
t({type, _, 'fun', []}, _) -> text("fun()");
t({type, _, 'fun', [{type, _, any}, _]} = Type, _) -> [fun_type([text("fun"), $(], Type), $)];
t({type, _, 'fun', [{type, _, product, _}, _]} = Type, _) ->
    [fun_type([text("fun"), $(], Type), $)];
t({Kind, Anno, Name, Types}, _) when Kind =:= type; Kind =:= user_type ->
    type_call({atom, Anno, Name}, Types);
t({remote_type, Anno, [Module, Name, Types]}, _) ->
    type_call({remote, Anno, Module, Name}, Types);
t({atom, _, A}, _) -> {type_atom, A};
t(Other, Prec) -> e(Other, Prec, #how{}).

type_call(Name, Types) -> first(e(Name, #how{}), {row, $(, $), [$,], [t(T) || T <- Types]}).

typed(Layout, Type) -> row([{cstep, [Layout, text(" ::")], t(Type)}]).

type_pair({type, _, map_field_assoc, [Key, Value]}) -> type_pair(Key, " =>", Value);
type_pair({type, _, map_field_exact, [Key, Value]}) -> type_pair(Key, " :=", Value).

type_pair(Key, Arrow, Value) -> row([{cstep, [t(Key), text(Arrow)], t(Value)}]).

%% <<_:Base, _:_*Unit>>
binary_type(Base, Unit) ->
    Parts = [[text(Start), e(Bits, max_prec(), #how{})]
             || {Start, Bits} <- [{"_:", Base}, {"_:_*", Unit}], not is_zero(Bits)],
    case Parts of
        [] -> text("<<>>");
        _ -> {row, text("<<"), text(">>"), [$,], Parts}
    end.

is_zero({integer, _, 0}) -> true;
is_zero(_) -> false.

signature({type, _, bounded_fun, [Type, Constraints]}) ->
    Bounds = {row, [], [], [$,], [constraint(C) || C <- Constraints]},
    row([{step, fun_type([], Type), row([{step, text("when"), Bounds}])}]);
signature(Type) -> fun_type([], Type).

constraint({type, _, constraint, [{atom, _, is_subtype}, [{var, _, _} = Variable, Type]]}) ->
    typed(e(Variable, #how{}), Type);
constraint({type, _, constraint, [Name, Types]}) -> type_call(Name, Types).

fun_type(Start, {type, _, 'fun', [Arguments, Result]}) ->
    Taken = case Arguments of
                {type, _, any} -> text("(...)");
                {type, _, product, Types} -> {row, $(, $), [$,], [t(T) || T <- Types]}
            end,
    {row, Start, [], [[]], [{step, [Taken, text(" ->")], t(Result)}]}.

%%% Variables that the compiler has named are no variables in text: `rec0` becomes REC0.

legalize_vars({function, Anno, Name, Arity, Clauses}) ->
    Names = lists:usort(variables(Clauses, [])),
    {Bad, Good} = lists:partition(fun starts_small/1, Names),
    Renamed = lists:foldl(fun(N, Map) -> renamed(N, atom_to_list(N), Map) end,
                          maps:from_list([{N, N} || N <- Good]), Bad),
    {function, Anno, Name, Arity, with_names(Clauses, Renamed)};
legalize_vars(Form) -> erlang:error(badarg, [Form]).

starts_small(Name) ->
    [C | _] = atom_to_list(Name),
    C >= $a andalso C =< $z.

renamed(Name, Chars, Map) ->
    Upper = list_to_atom(string:to_upper(Chars)),
    case Map of
        #{Upper := _} -> renamed(Name, [$X | Chars], Map);
        #{} -> Map#{Name => Upper}
    end.

variables({var, _, Name}, Names) -> [Name | Names];
variables([Head | Tail], Names) -> variables(Tail, variables(Head, Names));
variables(Tuple, Names) when is_tuple(Tuple) -> variables(tuple_to_list(Tuple), Names);
variables(_, Names) -> Names.

with_names({var, Anno, Name}, Map) -> {var, Anno, map_get(Name, Map)};
with_names([Head | Tail], Map) -> [with_names(Head, Map) | with_names(Tail, Map)];
with_names(Tuple, Map) when is_tuple(Tuple) ->
    list_to_tuple(with_names(tuple_to_list(Tuple), Map));
with_names(Other, _) -> Other.
