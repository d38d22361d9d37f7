%% What a node of the command does when it starts: serves its terminal, runs what the command line
%% says, starts the shell. OTP: erts, init; kernel, user.
-module(kith_boot).

-export([start/2]).

%% Actions: {eval, Text}, {s, Strings}, {run, Strings}. Shell: none, local, {remote, Node}, or
%% {attach, Path}.
start(Actions, Shell) ->
    good(logger_setup:start()),
    true = unregister(user),
    true = register(standard_error, group:start_error()),
    init:get_argument(heart) =:= error orelse heart:start(),
    {ok, _} = start_pg(application:get_env(kernel, start_pg)),
    case Shell =/= none andalso kith_tty:is_edited() of
        true ->
            group_leader(user_drv:start(shell(Shell)), self()),
            good(logger:add_handlers(kernel));
        false ->
            User = group:start(none),
            true = register(user, User),
            true = kith_tty:set_leader(User),
            group_leader(User, self()),
            good(logger:add_handlers(kernel)),
            start_shell(shell(Shell))
    end,
    lists:foreach(fun act/1, Actions).

%% What is wrong with the configuration of logger has been logged.
good(ok) -> ok;
good({error, _}) -> halt(1).

start_pg({ok, true}) -> pg:start(pg);
start_pg(_) -> {ok, none}.

shell(none) -> none;
shell(local) -> {shell, start, [init]};
shell({attach, Path}) -> {attach, Path};
shell({remote, Name}) ->
    Node = with_host(Name),
    %% A node without a name gets one there, and connects for nothing less.
    _ = node() =:= nonode@nohost andalso net_kernel:connect_node(Node),
    {Node, shell, start, []}.

with_host(Name) ->
    case lists:member($@, Name) of
        true -> list_to_atom(Name);
        false -> list_to_atom(Name ++ own_host(node()))
    end.

own_host(nonode@nohost) -> [$@ | lists:takewhile(fun(C) -> C =/= $. end, net_adm:localhost())];
own_host(Node) -> lists:dropwhile(fun(C) -> C =/= $@ end, atom_to_list(Node)).

%% Without a terminal there is one shell, whose end at another node is that of this one.
start_shell(none) -> ok;
start_shell({attach, Path}) -> kith_attach:start_piped(Path);
start_shell({M, F, A}) -> whereis(user) ! {read_by, apply(M, F, A)};
start_shell({Node, M, F, A}) ->
    spawn(fun() ->
        case rpc:call(Node, M, F, A) of
            Pid when is_pid(Pid) ->
                Ref = monitor(process, Pid),
                receive {'DOWN', Ref, _, _, _} -> halt(0) end;
            Failure ->
                io:format("Could not start a shell at ~w: ~p~n", [Node, Failure]),
                halt(1)
        end
    end).

act({eval, Text}) ->
    guarded(start_it, fun() ->
        {ok, Tokens, _} = erl_scan:string(Text),
        {ok, Expressions} = erl_parse:parse_exprs(ended(Tokens)),
        erl_eval:exprs(Expressions, erl_eval:new_bindings())
    end);
act({s, [M]}) -> guarded(start_em, fun() -> apply(list_to_atom(M), start, []) end);
act({s, [M, F]}) -> guarded(start_em, fun() -> apply(list_to_atom(M), list_to_atom(F), []) end);
act({s, [M, F | Args]}) ->
    guarded(start_em, fun() ->
        apply(list_to_atom(M), list_to_atom(F), [[list_to_atom(A) || A <- Args]])
    end);
act({run, [M]}) -> guarded(start_em, fun() -> apply(list_to_atom(M), start, []) end);
act({run, [M, F]}) -> guarded(start_em, fun() -> apply(list_to_atom(M), list_to_atom(F), []) end);
act({run, [M, F | Args]}) ->
    guarded(start_em, fun() -> apply(list_to_atom(M), list_to_atom(F), [Args]) end).

%% The full stop may be left out.
ended([]) -> [{dot, 1}];
ended(Tokens) ->
    case lists:last(Tokens) of
        {dot, _} -> Tokens;
        _ -> Tokens ++ [{dot, 1}]
    end.

%% What fails ends the node, with the words and the stack of OTP, where init calls it in Frame.
guarded(Frame, Action) ->
    try Action()
    catch
        Class:Reason:Stack ->
            Failure = case Class of
                          error -> {Reason, below_init(Frame, Stack)};
                          throw -> {{nocatch, Reason}, below_init(Frame, Stack)};
                          exit -> Reason
                      end,
            _ = (catch io:format("~0p~n", [{"init terminating in do_boot", Failure}])),
            halt(1)
    end.

below_init(Frame, Stack) ->
    Callers = [{init, start_it, 1, []} || Frame =:= start_it]
        ++ [{init, start_em, 1, []}, {init, do_boot, 3, []}],
    lists:takewhile(fun(F) -> element(1, F) =/= ?MODULE end, Stack) ++ Callers.
