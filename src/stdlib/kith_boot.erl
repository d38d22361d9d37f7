%% What a node of the command does when it starts: serves its terminal, runs what the command line
%% says, starts the shell. OTP: erts, init; kernel, user.
-module(kith_boot).

-export([start/2]).

%% Actions: {eval, Text}, {s, Strings}, {run, Strings}. Shell: none, or {M, F, A}.
start(Actions, Shell) ->
    true = unregister(user),
    User = group:start(none),
    true = register(user, User),
    true = register(standard_error, group:start_error()),
    true = kith_tty:set_leader(User),
    group_leader(User, self()),
    start_shell(Shell, User),
    lists:foreach(fun act/1, Actions).

start_shell(none, _) -> ok;
start_shell({M, F, A}, User) ->
    spawn(fun() -> group_leader(User, self()), apply(M, F, A) end).

act({eval, Text}) ->
    guarded(fun() ->
        {ok, Tokens, _} = erl_scan:string(Text),
        {ok, Expressions} = erl_parse:parse_exprs(ended(Tokens)),
        erl_eval:exprs(Expressions, erl_eval:new_bindings())
    end);
act({s, [M]}) -> guarded(fun() -> apply(list_to_atom(M), start, []) end);
act({s, [M, F]}) -> guarded(fun() -> apply(list_to_atom(M), list_to_atom(F), []) end);
act({s, [M, F | Args]}) ->
    guarded(fun() ->
        apply(list_to_atom(M), list_to_atom(F), [[list_to_atom(A) || A <- Args]])
    end);
act({run, [M]}) -> guarded(fun() -> apply(list_to_atom(M), start, []) end);
act({run, [M, F]}) -> guarded(fun() -> apply(list_to_atom(M), list_to_atom(F), []) end);
act({run, [M, F | Args]}) ->
    guarded(fun() -> apply(list_to_atom(M), list_to_atom(F), [Args]) end).

%% The full stop may be left out.
ended([]) -> [{dot, 1}];
ended(Tokens) ->
    case lists:last(Tokens) of
        {dot, _} -> Tokens;
        _ -> Tokens ++ [{dot, 1}]
    end.

guarded(Action) ->
    try Action()
    catch
        Class:Reason:Stack ->
            Failure = case Class of
                          error -> {Reason, Stack};
                          throw -> {{nocatch, Reason}, Stack};
                          exit -> Reason
                      end,
            io:format("~p~n", [{"init terminating in do_boot", Failure}]),
            halt(1)
    end.
