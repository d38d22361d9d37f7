%% What goes with the parser, which is native: precedences, annotations of abstract code.
%% OTP: stdlib, erl_parse. Differs: parse/1 and parse_and_scan/1, the entries of OTP's generated
%% parser, are left out.
-module(erl_parse).

-export([inop_prec/1, preop_prec/1, func_prec/0, max_prec/0, type_inop_prec/1, type_preop_prec/1]).
-export([map_anno/2, fold_anno/3, mapfold_anno/3, new_anno/1, anno_to_term/1, anno_from_term/1,
         first_anno/1]).

%%% Precedences: {Left, Own, Right}.

inop_prec(Op) -> prec(Op, [{['=', '!'], {150, 100, 100}},
                           {['orelse'], {160, 150, 150}},
                           {['andalso'], {200, 160, 160}},
                           {['==', '/=', '=<', '<', '>=', '>', '=:=', '=/='], {300, 200, 300}},
                           {['++', '--'], {400, 300, 300}},
                           {['+', '-', 'bor', 'bxor', 'bsl', 'bsr', 'or', 'xor'], {400, 400, 500}},
                           {['*', '/', 'div', 'rem', 'band', 'and'], {500, 500, 600}},
                           {['#'], {800, 700, 800}},
                           {[':'], {900, 800, 900}},
                           {['.'], {900, 900, 1000}}]).

preop_prec(Op) -> prec(Op, [{['catch'], {700, 100}},
                            {['+', '-', 'bnot', 'not'], {600, 700}},
                            {['#'], {700, 800}}]).

func_prec() -> {800, 700}.
max_prec() -> 900.

type_inop_prec(Op) -> prec(Op, [{['='], {150, 100, 100}},
                                {['::'], {150, 150, 160}},
                                {['|'], {180, 170, 170}},
                                {['..'], {300, 200, 300}},
                                {['+', '-', 'bor', 'bxor', 'bsl', 'bsr'], {400, 400, 500}},
                                {['*', '/', 'div', 'rem', 'band'], {500, 500, 600}},
                                {['#'], {800, 700, 800}}]).

type_preop_prec(Op) -> prec(Op, [{['+', '-', 'bnot'], {600, 700}}, {['#'], {700, 800}}]).

prec(Op, [{Ops, Prec} | Rest]) ->
    case lists:member(Op, Ops) of
        true -> Prec;
        false -> prec(Op, Rest)
    end;
prec(Op, []) -> erlang:error(function_clause, [Op]).

%%% Annotations.

map_anno(F, Abstract) ->
    {Mapped, ok} = walk(Abstract, ok, fun(A, Acc) -> {F(A), Acc} end),
    Mapped.

fold_anno(F, Acc0, Abstract) ->
    {_, Acc} = walk(Abstract, Acc0, fun(A, Acc) -> {A, F(A, Acc)} end),
    Acc.

mapfold_anno(F, Acc, Abstract) -> walk(Abstract, Acc, F).

new_anno(Term) -> map_anno(fun erl_anno:new/1, Term).
anno_to_term(Abstract) -> map_anno(fun erl_anno:to_term/1, Abstract).
anno_from_term(Term) -> map_anno(fun erl_anno:from_term/1, Term).

%% F sees each annotation, in the order of the text.
walk([Head | Tail], Acc, F) ->
    {Head1, Acc1} = walk(Head, Acc, F),
    {Tail1, Acc2} = walk(Tail, Acc1, F),
    {[Head1 | Tail1], Acc2};
walk({function, Name, Arity}, Acc, _) -> {{function, Name, Arity}, Acc};
walk({function, M, N, A}, Acc, F) ->
    {[M1, N1, A1], Acc1} = walk([M, N, A], Acc, F),
    {{function, M1, N1, A1}, Acc1};
walk({attribute, A, Name, Value}, Acc, F) ->
    {A1, Acc1} = F(A, Acc),
    {Value1, Acc2} = attribute(Name, Value, Acc1, F),
    {{attribute, A1, Name, Value1}, Acc2};
walk({Tag, _} = Info, Acc, _) when Tag =:= warning; Tag =:= error; Tag =:= eof -> {Info, Acc};
walk({clauses, Clauses}, Acc, F) ->
    {Clauses1, Acc1} = walk(Clauses, Acc, F),
    {{clauses, Clauses1}, Acc1};
walk({typed_record_field, Field, Type}, Acc, F) ->
    {[Field1, Type1], Acc1} = walk([Field, Type], Acc, F),
    {{typed_record_field, Field1, Type1}, Acc1};
walk({bin_element, A, Value, Size, Types}, Acc, F) ->
    {A1, Acc1} = F(A, Acc),
    {[Value1, Size1], Acc2} = walk([Value, Size], Acc1, F),
    {{bin_element, A1, Value1, Size1, Types}, Acc2};
walk(Node, Acc, F) when is_tuple(Node) ->
    [Tag, A | Parts] = tuple_to_list(Node),
    {A1, Acc1} = F(A, Acc),
    {Parts1, Acc2} = walk(Parts, Acc1, F),
    {list_to_tuple([Tag, A1 | Parts1]), Acc2};
walk(Other, Acc, _) -> {Other, Acc}.

%% Those attributes that hold abstract code.
attribute(Name, {What, Parts}, Acc, F)
  when Name =:= record; Name =:= spec; Name =:= callback ->
    {Parts1, Acc1} = walk(Parts, Acc, F),
    {{What, Parts1}, Acc1};
attribute(Name, {Type, Definition, Variables}, Acc, F) when Name =:= type; Name =:= opaque ->
    {[Definition1, Variables1], Acc1} = walk([Definition, Variables], Acc, F),
    {{Type, Definition1, Variables1}, Acc1};
attribute(_, Value, Acc, _) -> {Value, Acc}.

%% That of the leftmost part: the annotations as they stand in the text, as long as each is not behind
%% the one before. A node's own is that of its operator.
first_anno(Abstract) ->
    try fold_anno(fun nearer/2, element(2, Abstract), Abstract)
    catch throw:{first, A} -> A
    end.

nearer(A, First) ->
    case not_behind(erl_anno:location(A), erl_anno:location(First)) of
        true -> A;
        false -> throw({first, First})
    end.

%% A line is where its first column is.
not_behind(Line, Other) when is_integer(Line) -> not_behind({Line, 1}, Other);
not_behind(Location, Line) when is_integer(Line) -> not_behind(Location, {Line, 1});
not_behind(Location, Other) -> Location =< Other.
