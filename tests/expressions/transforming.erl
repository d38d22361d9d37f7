%% Modules from text, for the lines about ms_transform and parse transforms: fun2ms in a module.
-module(transforming).

-include_lib("stdlib/include/ms_transform.hrl").

-export([forms/1, spec/1, compiled/1, compiled/2, result/1, here/2, parse_transform/2]).

-record(dog, {name, age = 3, owner = {none, []}}).

%% Forms of a text, in which each form ends with a dot.
forms(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text, {1, 1}),
    [begin
         {ok, Form} = erl_parse:parse_form(Form0),
         Form
     end || Form0 <- apart(Tokens)].

apart([]) -> [];
apart(Tokens) ->
    {Form, [Dot | Rest]} = lists:splitwith(fun(T) -> element(1, T) =/= dot end, Tokens),
    [Form ++ [Dot] | apart(Rest)].

%% What ms_transform makes of a function's body where records are known.
spec(Body) ->
    ms_transform:parse_transform(
      forms("-file(\"t.erl\", 1). -record(r, {a, b = 7, c = {x, [], \"t\"} :: term()}). -record(s, {}). "
            "f(P, {Q, _}) -> " ++ Body ++ "."), []).

%% What the compiler says of a module of that text.
compiled(Text) -> compiled(Text, []).
compiled(Text, Options) ->
    case compile:forms(forms("-file(\"t.erl\", 1). " ++ Text), [return | Options]) of
        {ok, M, Code, Warnings} when is_binary(Code) ->
            {module, M} = code:load_binary(M, "t.erl", Code),
            {ok, M, Warnings};
        Result -> Result
    end.

%% The same, and what its function f/0 returns.
result(Text) ->
    {ok, M, Warnings} = compiled("-module(made). -export([f/0, format_error/1, parse_transform/2]). "
                                 "-compile({nowarn_unused_function, [{f, 0}]}). "
                                 "format_error(X) -> X. parse_transform(F, _) -> F. " ++ Text),
    {M:f(), Warnings}.

%% A transform: renames the atoms that an attribute names, then does what the options
%% {transforming, Fun} say.
parse_transform(Forms, Options) ->
    Renamed = lists:foldl(fun renamed/2, Forms, [Pair || {attribute, _, renamed, Pair} <- Forms]),
    lists:foldl(fun(F, Made) -> F(Made) end, Renamed, proplists:get_all_values(transforming, Options)).

renamed({From, To}, From) -> To;
renamed(Pair, [First | Rest]) -> [renamed(Pair, First) | renamed(Pair, Rest)];
renamed(Pair, Form) when is_tuple(Form) -> list_to_tuple(renamed(Pair, tuple_to_list(Form)));
renamed(_, Leaf) -> Leaf.

%% Compiled from a file.
here(1, X) -> ets:fun2ms(fun({A, B}) when A > X -> B end);
here(2, X) -> ets:fun2ms(fun(#dog{name = N, age = A} = D) when A > X; is_atom(N) -> {D, N, #dog{name = N}} end);
here(3, X) -> ets:fun2ms(fun(D) when D#dog.age > X -> D#dog{age = X} end);
here(4, _) -> dbg:fun2ms(fun([A, B]) when is_list(A) -> message({A, B}), return_trace() end);
here(5, X) -> ets:fun2ms(fun(#dog{_ = '_', age = X1} = O) when X1 =:= X -> [object(), bindings(), O] end);
here(6, X) -> ets:fun2ms(fun({A, #{k := V}, <<"b">>, "s" ++ T}) when map_get(q, V) < X -> #{A => T} end);
here(7, X) ->
    T = ets:new(t, [ordered_set]),
    ets:insert(T, [{N, N * N, #dog{name = N}} || N <- lists:seq(1, 9)]),
    ets:select(T, ets:fun2ms(fun({M, S, #dog{age = A}}) when S > X, A =:= 3 -> {M, S} end)).
