%% The Erlang shell, as other modules know it, and the process that runs its commands, the
%% evaluator.
%%
%% The shell itself (shell_session) sends {Shell, {evaluate, Expressions, Purpose}}, where Purpose
%% is command (the value is written) or prompt (it is not). To that the evaluator answers once, with
%% {Evaluator, Outcome}:
%%   {done, Value, Bindings, Dictionary}    all went well
%%   {refused, ErrorInfo}                   the linter objects
%%   {caught, Class, Reason, Stack}         an exception; the evaluator lives on (catch_exception/1)
%%   {died, Class, Reason, Stack}           an exception; the evaluator exits with normal, so that
%%                                          nothing is logged
%%   leave                                  the session is to end
%% or exits. Stacks that commands see show eval_loop/3, eval_exprs/7, exprs/7, local_func/7,
%% non_local_allowed/4 and apply_fun/3, so these have the names that OTP's have.
%% OTP: stdlib, shell. Differs: the end of input, and q(), in a shell whose terminal is at another
%% node end that shell, and never this node.
-module(shell).

-export([start/0, start/1, start/2, server/1, server/2]).
-export([whereis_evaluator/0, whereis_evaluator/1]).
-export([history/1, results/1, catch_exception/1, prompt_func/1, strings/1]).
-export([start_restricted/1, stop_restricted/0, local_allowed/3, non_local_allowed/3]).
-export([serves_other_node/0, leave/0, start_evaluator/3, exit_reason/2]).

%%% Starting.

start() -> start(false, false).

start(init) -> start(false, true);
start(NoControlG) -> start(NoControlG, false).

%% Returns the pid of a new shell at the caller's group leader. With NoControlG its greeting does
%% not speak of control-G; with AfterBoot it waits until the node has started.
start(NoControlG, AfterBoot) ->
    _ = code:ensure_loaded(user_default),
    spawn(fun() -> server(NoControlG, AfterBoot) end).

server(AfterBoot) -> server(false, AfterBoot).

%% The shell itself; returns `terminated` when its terminal has gone.
server(NoControlG, AfterBoot) ->
    AfterBoot andalso await_boot(),
    shell_session:run(NoControlG).

await_boot() ->
    case init:get_argument(async_shell_start) of
        {ok, _} ->
            ok;
        error ->
            case init:notify_when_started(self()) of
                started -> ok;
                _ -> init:wait_until_started()
            end
    end.

%%% Restricted shells: a module is asked before each call, but for commands that touch only
%%% variables, records and the history.

permission(Module, Which, Function, Args) ->
    State = {get(restricted_shell_state), get(restricted_expr_state)},
    case Module:Which(Function, Args, State) of
        {Result, {ShellState, ExpressionState}} ->
            put(restricted_shell_state, ShellState),
            put(restricted_expr_state, ExpressionState),
            Result;
        Bad ->
            erlang:raise(exit, {restricted_shell_bad_return, Bad}, [{Module, Which, 3, []}])
    end.

%% Returns the reason to exit with; what the module put into the dictionary outlives it.
disallowed(Function, Args, Shell) ->
    shell_session:ask(Shell, {dictionary, get()}),
    {restricted_shell_disallowed, {Function, Args}}.

start_restricted(Module) when is_atom(Module) ->
    case code:ensure_loaded(Module) of
        {module, Module} ->
            application:set_env(stdlib, restricted_shell, Module),
            exit(restricted_shell_started);
        {error, What} = Error ->
            Text = io_lib:fwrite("Restricted shell module ~w not found: ~tp\n", [Module, What]),
            error_logger:error_report(lists:flatten(Text)),
            Error
    end.

stop_restricted() ->
    application:unset_env(stdlib, restricted_shell),
    exit(restricted_shell_stopped).

%% What a shell allows whose module of restrictions was not found.
local_allowed(Function, Args, State) -> {{Function, Args} =:= {q, []}, State}.

non_local_allowed(Function, Args, State) -> {{Function, Args} =:= {{init, stop}, []}, State}.

%%% Finding the evaluator.

%% Returns the evaluator of a shell, or undefined; without a shell, of the console's.
whereis_evaluator(Shell) ->
    case process_info(Shell, dictionary) of
        {dictionary, Dictionary} ->
            case lists:keyfind(evaluator, 1, Dictionary) of
                {evaluator, Evaluator} when is_pid(Evaluator) -> Evaluator;
                _ -> undefined
            end;
        undefined ->
            undefined
    end.

whereis_evaluator() ->
    case whereis(user) of
        undefined -> undefined;
        User -> console_evaluator(group:interfaces(User), User)
    end.

%% The console's shell hangs below `user` by way of the driver and its current group, or, without a
%% driver, at once.
console_evaluator([{user_drv, Driver}], _) ->
    case user_drv:interfaces(Driver) of
        [{current_group, Group}] -> evaluator_below(group:interfaces(Group));
        [] -> undefined
    end;
console_evaluator([], User) ->
    evaluator_below(user:interfaces(User)).

evaluator_below(Interfaces) ->
    case lists:keyfind(shell, 1, Interfaces) of
        {shell, Shell} -> whereis_evaluator(Shell);
        false -> undefined
    end.

%%% Leaving.

%% Whether the caller's terminal is not that of the node, as in a shell that another node opened here
%% or `kith attach`.
serves_other_node() ->
    Leader = group_leader(),
    node(Leader) =/= node() orelse is_driven_from_outside(group:interfaces(Leader)).

is_driven_from_outside(Interfaces) ->
    case lists:keyfind(user_drv, 1, Interfaces) of
        {user_drv, Driver} -> Driver =/= whereis(user_drv);
        false -> false
    end.

%% Ends the shell whose command calls this; nothing returns. To any other process it is an exit.
leave() -> exit(leave_shell).

%%% Settings: each returns what was set before.

history(N) when is_integer(N), N >= 0 -> setting(shell_history_length, N, 20).
results(N) when is_integer(N), N >= 0 -> setting(shell_saved_results, N, 20).
catch_exception(Boolean) -> setting(shell_catch_exception, Boolean, false).
prompt_func(Function) -> setting(shell_prompt_func, Function, default).
strings(Boolean) -> setting(shell_strings, Boolean, true).

setting(Name, Value, Default) ->
    Before = application:get_env(stdlib, Name, Default),
    application:set_env(stdlib, Name, Value),
    Before.

%%% The evaluator.

start_evaluator(Shell, Bindings, Dictionary) ->
    spawn_link(fun() -> evaluator(Shell, Bindings, Dictionary) end).

evaluator(Shell, Bindings, Dictionary) ->
    lists:foreach(fun({Key, Value}) -> put(Key, Value) end, Dictionary),
    case application:get_env(stdlib, restricted_shell) of
        undefined ->
            eval_loop(Shell, Bindings, none);
        {ok, Module} ->
            get(restricted_shell_state) =:= undefined andalso put(restricted_shell_state, []),
            eval_loop(Shell, Bindings, Module)
    end.

eval_loop(Shell, Bindings, Restrictions) ->
    receive
        {Shell, {evaluate, Expressions, Purpose}} ->
            Restrictions =:= none orelse put(restricted_expr_state, []),
            Other = {value, case Restrictions of
                                none -> unrestricted(Shell);
                                _ -> restricted(Shell, Restrictions)
                            end},
            Local = {eval, fun Handler(Name, Args, Bs) ->
                               local_func(Name, Args, Bs, Shell, {eval, Handler}, Other,
                                              Restrictions)
                           end},
            {Outcome, Next} =
                eval_exprs(Expressions, Bindings, Bindings, Shell, Local, Other, Purpose),
            Shell ! {self(), Outcome},
            eval_loop(Shell, Next, Restrictions)
    end.

%% Returns {Outcome, Bindings}, or exits.
eval_exprs(Expressions, Bindings, First, Shell, Local, Other, Purpose) ->
    try
        exprs(Expressions, Bindings, First, Shell, Local, Other, Purpose)
    catch
        exit:normal ->
            exit(normal);
        exit:leave_shell ->
            Shell ! {self(), leave},
            receive after infinity -> ok end;
        Class:Reason:Stack ->
            case survives(Class, Reason) of
                true -> {{caught, Class, Reason, Stack}, First};
                false -> die(Class, Reason, Stack, Shell)
            end
    end.

%% Whoever is linked to the evaluator, but for the shell, gets the signal that its end would bring.
die(Class, Reason, Stack, Shell) ->
    {links, Links} = process_info(self(), links),
    Signal = exit_reason(Class, {Reason, Stack}),
    lists:foreach(fun(Linked) -> exit(Linked, Signal) end, lists:delete(Shell, Links)),
    Shell ! {self(), {died, Class, Reason, Stack}},
    exit(normal).

survives(exit, restricted_shell_started) -> false;
survives(exit, restricted_shell_stopped) -> false;
survives(_, _) -> application:get_env(stdlib, shell_catch_exception) =:= {ok, true}.

%% The reason with which a process exits that does not catch the exception.
exit_reason(throw, {Reason, Stack}) -> {{nocatch, Reason}, Stack};
exit_reason(_, Failure) -> Failure.

%% One expression after the other; First are the bindings before all of them.
exprs([Expression | Rest], Bindings, First, Shell, Local, Other, Purpose) ->
    Used = shell_records:used(Expression, shell_session:ask(Shell, records)),
    Checked = without_forgetting(Expression),
    case erl_eval:check_command([Checked], shell_records:bind(Used, Bindings)) of
        {error, Error} ->
            {{refused, Error}, First};
        ok ->
            Expanded = shell_records:expand(Expression, Used),
            {value, Value, After} = erl_eval:expr(Expanded, Bindings, Local, Other),
            Next = without_record_variables(After),
            case Rest of
                [] -> finish(Value, Next, Shell, Purpose);
                _ -> exprs(Rest, Next, First, Shell, Local, Other, Purpose)
            end
    end.

finish(Value, Bindings, _, prompt) ->
    {{done, {prompt, Value}, Bindings, get()}, Bindings};
finish(Value, Bindings, Shell, command) ->
    Text = shell_text:print(Value, 1, shell_session:ask(Shell, records)),
    io:requests([{put_chars, unicode, Text}, nl]),
    {{done, kept(Value), Bindings, get()}, Bindings}.

%% A result that the history drops at once is not sent to the shell.
kept(Value) ->
    case application:get_env(stdlib, shell_saved_results, 20) of
        0 -> erlang:garbage_collect(), ignored;
        _ -> Value
    end.

%% The linter is to know neither values that have no form, nor the variable that f(X) forgets, which
%% may be unbound.
without_forgetting({call, Anno, {atom, _, f}, [{var, _, _}]}) -> {atom, Anno, ok};
without_forgetting({value, _, _}) -> {atom, 0, ok};
without_forgetting(Form) when is_tuple(Form) ->
    list_to_tuple(without_forgetting(tuple_to_list(Form)));
without_forgetting([Form | Forms]) -> [without_forgetting(Form) | without_forgetting(Forms)];
without_forgetting(Other) -> Other.

%% Expanded records bind variables rec0, rec1 and so on, names that nobody can type.
without_record_variables(Bindings) ->
    Made = [Name || {Name, _} <- erl_eval:bindings(Bindings), is_atom(Name),
                    lists:prefix("rec", atom_to_list(Name))],
    lists:foldl(fun erl_eval:del_binding/2, Bindings, Made).

%%% Functions of other modules.

unrestricted(Shell) -> fun(Function, Args) -> apply_fun(Function, Args, Shell) end.

restricted(Shell, Module) ->
    fun(Function, Args) -> non_local_allowed(Function, Args, Shell, Module) end.

non_local_allowed(Function, Args, Shell, Module) ->
    case permission(Module, non_local_allowed, Function, Args) of
        false -> exit(disallowed(Function, Args, Shell));
        {redirect, Instead, NewArgs} -> apply_fun(Instead, NewArgs, Shell);
        _ -> apply_fun(Function, Args, Shell)
    end.

%% To collect the garbage of a command means also the shell's and the terminal's.
apply_fun({erlang, garbage_collect}, [], Shell) ->
    Terminal = [Pid || Pid <- [whereis(user), group_leader()], is_pid(Pid), node(Pid) =:= node()],
    lists:foreach(fun erlang:garbage_collect/1, [Shell | Terminal]),
    erlang:garbage_collect();
apply_fun({Module, Function}, Args, _) -> apply(Module, Function, Args);
apply_fun(Fun, Args, _) -> apply(Fun, Args).

%%% Local functions: commands, then user_default, then shell_default. The handler gets the forms of
%%% the arguments, as f(X) needs, and returns {value, Value, Bindings}.

local_func(Name, Args, Bindings, Shell, Local, Other, Restrictions) ->
    case own_command(Name, Args, Bindings, Shell, Restrictions) of
        {value, _, _} = Result ->
            Result;
        no_command ->
            {Values, Next} = erl_eval:expr_list(Args, Bindings, Local, Other),
            case shell_commands:call(Name, Values, Next, Shell) of
                {value, Value} -> {value, Value, Next};
                no_command -> {value, call_default(Name, Values, Shell, Restrictions), Next}
            end
    end.

%% Results may be secret where something is.
own_command(v, _, _, _, Restrictions) when Restrictions =/= none -> no_command;
own_command(Name, Args, Bindings, Shell, _) ->
    shell_commands:command(Name, Args, Bindings, Shell).

call_default(Name, Values, Shell, Restrictions) ->
    Allowed = Restrictions =:= none
        orelse permission(Restrictions, local_allowed, Name, Values) =/= false,
    case Allowed andalso exporter(Name, length(Values), [user_default, shell_default]) of
        false -> exit(disallowed(Name, Values, Shell));
        none -> error({shell_undef, Name, length(Values), []});
        Module -> apply(Module, Name, Values)
    end.

exporter(_, _, []) ->
    none;
exporter(Name, Arity, [Module | Modules]) ->
    Module =:= shell_default andalso code:ensure_loaded(Module),
    case erlang:function_exported(Module, Name, Arity) of
        true -> Module;
        false -> exporter(Name, Arity, Modules)
    end.
