%% The commands of a shell and their results, by number: #{N => {Expressions, {ok, Value} |
%% dropped}}.
-module(shell_history).

-export([expand/3, add/4, trim/3, result/2, entries/1]).

add(N, Expressions, Value, History) -> History#{N => {Expressions, {ok, Value}}}.

%% Forgets the commands up to the first number, and the results up to the second.
trim(LastCommand, LastResult, History) ->
    maps:fold(fun(N, _, Kept) when N =< LastCommand -> Kept;
                 (N, {Es, _}, Kept) when N =< LastResult -> Kept#{N => {Es, dropped}};
                 (N, Entry, Kept) -> Kept#{N => Entry}
              end, #{}, History).

%% Returns the value of command N, or undefined.
result(N, History) ->
    case History of
        #{N := {_, {ok, Value}}} -> Value;
        _ -> undefined
    end.

%% Returns [{N, Expressions, {ok, Value} | dropped}], the oldest first.
entries(History) -> [{N, Es, Result} || {N, {Es, Result}} <- lists:sort(maps:to_list(History))].

%% Puts the expressions of command N in place of e(N), and checks each v(N), which thereafter holds
%% the number itself: N may be any constant expression, and when negative counts back from Next.
%% Returns {ok, Expressions}, or {error, Text} when there is no such command.
expand(Expressions, Next, History) ->
    try
        {ok, walk(Expressions, {Next, History})}
    catch
        throw:{no_command, Which} ->
            Text = erl_pp:expr(Which, [{encoding, shell_text:encoding()}]),
            {error, io_lib:fwrite("~ts: command not found", [Text])}
    end.

walk({call, _, {atom, _, e}, [Which]}, {_, History} = Context) ->
    N = number(Which, Context),
    case History of
        #{N := {[Expression], _}} -> Expression;
        #{N := {Expressions, _}} -> {block, element(2, Which), Expressions};
        _ -> throw({no_command, Which})
    end;
walk({call, Anno, {atom, At, v} = V, [Which]}, {_, History} = Context) ->
    N = number(Which, Context),
    case result(N, History) of
        undefined -> throw({no_command, Which});
        _ -> {call, Anno, V, [{integer, At, N}]}
    end;
%% Patterns and guards have no calls to expand.
walk({clause, Anno, Head, Guard, Body}, Context) ->
    {clause, Anno, Head, Guard, walk(Body, Context)};
walk({match, Anno, Pattern, Expression}, Context) ->
    {match, Anno, Pattern, walk(Expression, Context)};
walk({Generate, Anno, Pattern, Expression}, Context)
  when Generate =:= generate; Generate =:= b_generate ->
    {Generate, Anno, Pattern, walk(Expression, Context)};
walk({value, _, _} = Value, _) ->
    Value;
walk(Form, Context) when is_tuple(Form), tuple_size(Form) > 2 ->
    [Tag, Anno | Parts] = tuple_to_list(Form),
    list_to_tuple([Tag, Anno | walk(Parts, Context)]);
walk([Form | Forms], Context) ->
    [walk(Form, Context) | walk(Forms, Context)];
walk(Other, _) ->
    Other.

number(Which, {Next, _}) ->
    try erl_eval:expr(Which, erl_eval:new_bindings()) of
        {value, N, _} when N < 0 -> Next + N;
        {value, N, _} -> N
    catch
        _:_ -> none
    end.
