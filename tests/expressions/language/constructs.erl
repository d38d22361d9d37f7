%% What only modules have: records, macros, local functions, their stacks.
-module(constructs).

-export([new/0, new/1, set/2, get/2, index/0, fields/0, size/0, is/1, is_guard/1, match/1, nested/0,
         update/1, default/0, wild/1, macros/0, line/0, depth/1, tail/1, stack/1, clause/1, guard/1,
         'case'/1, 'if'/1, 'try'/1, local/1, self_call/2, funs/0, same/0, strings/0, bits/1, lc/1,
         bc/1, recurse/1, ops/3, maps/2, rec/1, bad/1]).

-record(point, {x = 0, y = 0 :: integer()}).
-record(line, {from = #point{}, to = #point{x = 1}, name}).
-record(empty, {}).

-define(TWICE(X), (X) + (X)).
-define(NAME, "constructs").
-define(TEXT(X), ??X).
-ifdef(NOTHING).
-define(WHICH, yes).
-else.
-define(WHICH, no).
-endif.

new() -> #point{}.
new(X) -> #point{x = X}.
set(P, Y) -> P#point{y = Y}.
get(P, x) -> P#point.x;
get(P, y) -> P#point.y.
index() -> {#point.x, #point.y, #line.name}.
fields() -> {record_info(fields, point), record_info(fields, empty)}.
size() -> {record_info(size, point), record_info(size, empty)}.
is(P) -> is_record(P, point).
is_guard(P) when is_record(P, point) -> yes;
is_guard(P) when P#line.name > 5 -> line;
is_guard(_) -> no.
match(#point{x = X, y = 0}) -> {flat, X};
match(#point{x = X} = P) -> {X, P#point.y};
match(#empty{}) -> empty.
nested() -> L = #line{}, {L, L#line.to#point.x, L#line{to = #point{y = 7}}}.
update(L) -> L#line{from = (L#line.from)#point{x = 9}, name = changed}.
default() -> #line{_ = none}.
wild(L) -> #line{name = N, _ = _} = L, N.
macros() -> {?TWICE(3), ?NAME, ?MODULE, ?TEXT(a + b), ?WHICH, ?FUNCTION_NAME, ?FUNCTION_ARITY}.
line() -> ?LINE.
depth(0) -> 0;
depth(N) -> 1 + depth(N - 1).
tail(0) -> done;
tail(N) -> tail(N - 1).
stack(X) -> try inner(X) catch C:R:S -> {C, R, [{F, A} || {?MODULE, F, A, _} <- S]} end.
inner(error) -> {error(oops)};
inner(throw) -> {throw(oops)};
inner(exit) -> {exit(oops)};
inner(args) -> {erlang:error(oops, [a, b])};
inner(match) -> 1 = two();
inner(bif) -> {atom_to_list(two())};
inner(plus) -> {two() + a};
inner(tail) -> outer_tail(1);
inner(nested) -> {outer(1)};
inner(list) -> {[hd(Y) || Y <- [[]]]};
inner(undef) -> {?MODULE:nothing(1)};
inner(badfun) -> {(two())(1)};
inner(arity) -> {(fun() -> 1 end)(1)}.
outer_tail(X) -> erlang:error({tail, X}).
outer(X) -> {outer_2(X)}.
outer_2(X) -> {X / 0}.
two() -> 2.
clause(a) -> 1;
clause(b) -> 2.
guard(X) when X > 1, is_integer(X); is_atom(X) -> yes;
guard(_) -> no.
'case'(X) -> case X of 1 -> one; {Y, Z} when Y > Z -> Y end.
'if'(X) -> if X > 1 -> big; X < 0 -> negative end.
'try'(F) ->
    try F() of
        1 -> one;
        X when is_list(X) -> {list, X}
    catch
        throw:T -> {thrown, T};
        error:badarith -> arithmetic;
        exit:{shutdown, W} -> {down, W}
    after
        put(after_was, here)
    end.
local(X) -> F = fun two_of/1, F(X).
two_of(X) -> {X, X}.
self_call(F, X) -> ?MODULE:F(X).
funs() ->
    A = 1,
    F = fun(X) -> X + A end,
    G = fun Loop(0) -> A; Loop(N) -> Loop(N - 1) + 1 end,
    {F(1), G(3), [element(2, erlang:fun_info(H, arity)) || H <- [F, G, fun two_of/1]],
     [element(2, erlang:fun_info(H, name)) || H <- [F, G, fun two_of/1]]}.
same() -> fun two_of/1 =:= fun two_of/1.
strings() -> {"a" "b", 'a b', $\n, "\x{e5}", <<"\x{e5}"/utf8>>, 16#ff, 1_000, 1.5e3}.
bits(<<N, B:N/binary, R/bits>>) -> {N, B, R};
bits(<<A:4, _/bits>>) when A > 7 -> A;
bits(<<>>) -> none.
lc(L) -> [{X, Y} || X <- L, is_integer(X), Y <- [X * 2], Y > 2].
bc(L) -> << <<X:4>> || X <- L, X < 16 >>.
recurse([H | T]) -> [recurse(H) | recurse(T)];
recurse({A, B}) -> {recurse(B), recurse(A)};
recurse(X) -> X.
ops(Op, A, B) ->
    case Op of
        plus -> A + B; minus -> A - B; times -> A * B; over -> A / B; 'div' -> A div B;
        'rem' -> A rem B; 'band' -> A band B; 'bsl' -> A bsl B; 'and' -> A and B;
        also -> A andalso B; append -> A ++ B; subtract -> A -- B; equal -> A == B;
        exact -> A =:= B; less -> A < B
    end.
maps(M, K) -> #{K := V} = M, M#{K := {V}, new => K}.
rec(R) -> R#line.name.
bad(R) -> R#point{x = 1}.
