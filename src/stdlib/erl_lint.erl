%% What is wrong, or doubtful, in forms and expressions. The checks are in the modules erl_lint_*.
%% OTP: stdlib, erl_lint. Differs: does not know deprecated and removed functions; `used_vars` may
%% name a variable that only what stands beside a fun uses.
-module(erl_lint).

-export([module/1, module/2, module/3, format_error/1, exprs/2, exprs_opt/3, used_vars/2,
         is_pattern_expr/1, is_guard_test/1, is_guard_test/2, is_guard_test/3, is_guard_expr/1,
         bool_option/4, value_option/3, value_option/7, check_format_string/1]).

%% {ok, Warnings} | {error, Errors, Warnings}, lists of {File, [{Location, erl_lint, What}]}.
module(Forms) -> module(Forms, "nofile").
module(Forms, File) -> module(Forms, File, []).
module(Forms, File, Options) ->
    All = lists:flatten([O || {attribute, _, compile, O} <- Forms]) ++ Options,
    Start = erl_lint_form:prepare(Forms, File, All),
    Seen = lists:foldl(fun erl_lint_form:form/2, Start, Forms),
    erl_lint_state:result(erl_lint_module:finish(Seen)).

format_error(What) -> erl_lint_message:text(What).

%% Expressions of a command. Bindings are {Name, Value}, or {{record, Number, Name}, Definition}.
exprs(Expressions, Bindings) -> exprs_opt(Expressions, Bindings, []).
exprs_opt(Expressions, Bindings, Options) ->
    St0 = (erl_lint_state:new("nofile", Options))#{file := "none"},
    St = (lists:foldl(fun definition/2, St0, Bindings))#{file := "nofile", watched := false},
    Env = maps:from_list([{Name, {bound, []}} || {Name, _} <- Bindings, is_atom(Name)]),
    {_, Next} = erl_lint_expression:sequence(Expressions, Env, St),
    erl_lint_state:result(erl_lint_variable:say_unused(Next)).

definition({{record, _, _}, {attribute, Anno, record, {Name, Fields}}}, St) ->
    erl_lint_form:record(Anno, Name, Fields, St);
definition(_, St) -> St.

%% #{Clauses => {variables used in the fun of these clauses, the same of the funs in it}}
used_vars(Expressions, Bindings) ->
    St0 = (erl_lint_state:new("nofile", []))#{vars_of_funs := #{}, watched := false},
    {Env, St} = lists:foldl(fun({Name, _}, {E, S}) when is_atom(Name) ->
                                    {V, S1} = erl_lint_variable:fresh(Name, 0, S),
                                    {E#{Name => V}, S1};
                               (_, Acc) -> Acc
                            end, {#{}, St0}, Bindings),
    {_, #{vars_of_funs := Used}} = erl_lint_expression:sequence(Expressions, Env, St),
    Used.

is_pattern_expr(E) -> erl_lint_pattern:is_constant(E).

%% Whether an expression may stand in a guard. IsOwn tells of {Name, Arity} whether it is a function
%% of the module, Forms define its records.
is_guard_test(E) -> is_guard_test(E, []).
is_guard_test(E, Forms) -> is_guard_test(E, Forms, fun(_) -> false end).
is_guard_test(E, Forms, IsOwn) ->
    Records = fun() ->
                      Define = fun(Form, St) -> definition({{record, 0, ''}, Form}, St) end,
                      Start = erl_lint_state:new("none", []),
                      map_get(records, lists:foldl(Define, Start, Forms))
              end,
    erl_lint_guard:is_test(E, {Records, IsOwn}).

is_guard_expr(E) -> erl_lint_guard:is_expression(E, {fun() -> #{} end, fun(_) -> false end}).

bool_option(On, Off, Default, Options) -> erl_lint_state:flag(On, Off, Default, Options).

value_option(Key, Default, Options) ->
    lists:foldl(fun({K, Value}, _) when K =:= Key -> Value;
                   (_, Value) -> Value
                end, Default, Options).

value_option(Key, Default, On, OnValue, Off, OffValue, Options) ->
    lists:foldl(fun({K, Value}, _) when K =:= Key -> Value;
                   (O, _) when O =:= On -> OnValue;
                   (O, _) when O =:= Off -> OffValue;
                   (_, Value) -> Value
                end, Default, Options).

check_format_string(Format) -> erl_lint_format:needs(Format).
