%% The work that evaluators are compared by. As a module it is compiled; `run` types the same
%% clauses as funs.
-module(eval_bench).

-export([fib/1, list/1, map/1, format/1]).

fib(0) -> 0;
fib(1) -> 1;
fib(N) -> fib(N - 1) + fib(N - 2).

list(0) -> [];
list(N) -> [{N, N * N} | list(N - 1)].

map(N) -> lists:foldl(fun(I, M) -> M#{I => I * I} end, #{}, lists:seq(1, N)).

format(0) -> ok;
format(N) ->
    _ = lists:flatten(io_lib:format("~p ~w ~s ~5.2f~n", [{a, N}, [N], "text", N / 3])),
    format(N - 1).
