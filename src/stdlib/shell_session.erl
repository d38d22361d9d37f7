%% The process of a shell: reads commands, has them evaluated, keeps what outlives a mistake: the
%% number of the command, the history, the bindings, the record definitions, the process dictionary.
%% When the evaluator (shell) dies another is started with what is kept here. A reader, one for each
%% command, waits for the terminal, so that the death of an evaluator is noticed while nobody types.
%%
%% Whoever needs to know what is kept here asks: {From, Ref, Question}, answered by {Ref, Answer} at
%% any time, to any process.
-module(shell_session).

-export([run/1, ask/2]).

-record(session, {
    number = 1,                 % of the next command
    evaluator,                  % the process that runs commands
    bindings,                   % variables, as erl_eval holds them
    dictionary = [],            % of the evaluator
    records = #{},              % see shell_records
    history = #{}               % see shell_history
}).

-define(KEPT, 20).              % commands and results, unless set

%% Runs until the terminal has gone; returns `terminated` then.
run(NoControlG) ->
    process_flag(trap_exit, true),
    Bindings = erl_eval:new_bindings(),
    Records = shell_records:initial(Bindings),
    Missing = restriction(),
    io:fwrite(greeting(NoControlG), [erlang:system_info(version)]),
    warn_of(Missing),
    check_limits(),
    loop(evaluator(#session{bindings = Bindings, records = Records})).

greeting(true) -> "Eshell V~s\n";
greeting(_) -> "Eshell V~s  (abort with ^G)\n".

%% Greets a restricted shell; returns what is wrong with its module, or ok.
restriction() ->
    case application:get_env(stdlib, restricted_shell) of
        undefined ->
            ok;
        {ok, Module} when is_atom(Module) ->
            io:fwrite("Restricted ", []),
            case code:ensure_loaded(Module) of
                {module, Module} -> ok;
                {error, What} -> {Module, What}
            end;
        {ok, Other} ->
            {Other, not_an_atom}
    end.

warn_of(ok) -> ok;
warn_of({Module, What}) ->
    io:fwrite("Warning! Restricted shell module ~w not found: ~tp.\n"
              "Only the commands q() and init:stop() will be allowed!\n", [Module, What]),
    application:set_env(stdlib, restricted_shell, shell).

loop(Session) ->
    {Prompt, Prompted} = prompt(Session),
    {Command, Ready} = read(Prompt, Prompted),
    case handle(Command, Ready) of
        {next, Next} -> loop(Next);
        terminated -> terminated
    end.

handle({ok, Expressions}, #session{number = N, history = History} = Session) ->
    case shell_history:expand(Expressions, N, History) of
        {ok, Expanded} -> {next, remember(Expanded, execute(Expanded, command, Session))};
        {error, Text} -> complain("~ts", [Text], Session)
    end;
handle({error, {Location, Module, What}}, Session) ->
    complain("~s: ~ts", [shell_text:location(Location), Module:format_error(What)], Session);
handle({error, interrupted}, #session{evaluator = Evaluator} = Session) ->
    exit(Evaluator, kill),
    {_, Next} = await(Session),
    {next, Next};
handle({error, tokens}, #session{number = N} = Session) ->
    complain("~w: Invalid tokens.", [N], Session);
handle({error, _}, #session{evaluator = Evaluator}) ->
    exit(Evaluator, kill),
    terminated;
handle(eof, #session{evaluator = Evaluator}) ->
    case shell:serves_other_node() of
        true ->
            shell_text:line(fatal, "Leaving the shell of ~w", [node()]),
            exit(Evaluator, kill),
            terminated;
        false ->
            shell_text:line(fatal, "Terminating erlang (~w)", [node()]),
            halt()
    end.

complain(Format, Args, Session) ->
    shell_text:line(benign, Format, Args),
    {next, Session}.

remember(Expressions, {Value, #session{number = N, history = Before} = Session}) ->
    check_limits(),
    {Commands, Results} = limits(),
    After = shell_history:add(N, Expressions, Value, Before),
    Kept = shell_history:trim(N - Commands, N - Results, After),
    %% What was dropped may have held large binaries.
    map_size(Kept) =< map_size(Before) andalso erlang:garbage_collect(),
    Session#session{number = N + 1, history = Kept}.

%% How many commands and how many results are kept; never more results than commands.
limits() ->
    Commands = limit(shell_history_length),
    {Commands, min(limit(shell_saved_results), Commands)}.

limit(Name) ->
    case application:get_env(stdlib, Name) of
        {ok, N} when is_integer(N), N >= 0 -> N;
        _ -> ?KEPT
    end.

check_limits() -> lists:foreach(fun check_limit/1, [shell_history_length, shell_saved_results]).

check_limit(Name) ->
    case application:get_env(stdlib, Name) of
        {ok, N} when is_integer(N), N >= 0 ->
            ok;
        undefined ->
            ok;
        {ok, Other} ->
            Text = io_lib:fwrite("Invalid value of STDLIB configuration parameter~tw: ~tp\n",
                                 [Name, Other]),
            error_logger:info_report(lists:flatten(Text))
    end.

%%% Reading.

read(Prompt, Session) ->
    Shell = self(),
    Reader = spawn_link(fun() -> Shell ! {self(), read_command(Prompt)} end),
    await_reader(Reader, Session).

await_reader(Reader, #session{evaluator = Evaluator} = Session) ->
    receive
        {Reader, Command} ->
            receive {'EXIT', Reader, _} -> {Command, Session} end;
        {'EXIT', Reader, Reason} ->
            exit(Reason);
        {'EXIT', Evaluator, Reason} ->
            report(error, serious, split_stack(Reason), Session),
            await_reader(Reader, evaluator(Session));
        {From, Ref, Question} when is_pid(From), is_reference(Ref) ->
            await_reader(Reader, answer(From, Ref, Question, Session))
    end.

read_command(Prompt) ->
    Options = [text, {reserved_word_fun, fun erl_scan:reserved_word/1}],
    case io:scan_erl_exprs(group_leader(), Prompt, {1, 1}, Options) of
        {ok, Tokens, _} ->
            erl_eval:extended_parse_exprs(Tokens);
        {eof, _} ->
            eof;
        {error, Error, _} ->
            skip_line(),
            {error, Error};
        Other ->
            Other
    end.

%% What follows a character that begins no token is not shown again, nor taken for a command.
skip_line() ->
    Options = io:getopts(),
    _ = io:setopts(lists:keyreplace(echo, 1, Options, {echo, false})),
    _ = io:get_line(''),
    _ = io:setopts(Options).

%%% The prompt.

prompt(#session{number = N} = Session) ->
    case prompt_function() of
        default -> {default_prompt(N), Session};
        {Module, Function} -> called_prompt(Module, Function, Session)
    end.

prompt_function() ->
    case application:get_env(stdlib, shell_prompt_func) of
        {ok, {M, F} = Function} when is_atom(M), is_atom(F) -> Function;
        {ok, default} -> default;
        {ok, Other} -> bad_prompt(Other), default;
        undefined -> default
    end.

called_prompt(Module, Function, #session{number = N} = Session) ->
    Argument = erl_parse:abstract([{history, N}], [{location, 1}]),
    Call = {call, 1, {remote, 1, {atom, 1, Module}, {atom, 1, Function}}, [Argument]},
    case execute([Call], prompt, Session) of
        {{prompt, Value}, Next} -> {Value, Next};
        {_, Next} -> bad_prompt({Module, Function}), {default_prompt(N), Next}
    end.

bad_prompt(Function) -> shell_text:line(benign, "Bad prompt function: ~tp", [Function]).

default_prompt(N) ->
    case is_alive() of
        true -> io_lib:format("(~s)~w> ", [node(), N]);
        false -> io_lib:format("~w> ", [N])
    end.

%%% Evaluation. Here a function returns {Value, Session}.

execute(Expressions, Purpose, #session{evaluator = Evaluator} = Session) ->
    Evaluator ! {self(), {evaluate, Expressions, Purpose}},
    await(Session).

await(#session{evaluator = Evaluator} = Session) ->
    receive
        {Evaluator, Outcome} ->
            concluded(Outcome, Session);
        {From, Ref, Question} when is_pid(From), is_reference(Ref) ->
            await(answer(From, Ref, Question, Session));
        {'EXIT', _, interrupt} ->
            exit(Evaluator, kill),
            await(Session);
        {'EXIT', Evaluator, Exit} ->
            {Reason, Stack} = split_stack(Exit),
            report(exit, serious, {Reason, Stack}, Session),
            {{'EXIT', Reason}, evaluator(Session)};
        {'EXIT', _, Reason} ->
            exit(Evaluator, Reason),
            exit(Reason);
        _ ->
            await(Session)
    end.

concluded({done, Value, Bindings, Dictionary}, Session) ->
    {Value, Session#session{bindings = Bindings, dictionary = Dictionary}};
concluded({refused, {Location, Module, What}}, Session) ->
    Args = [shell_text:location(Location), Module:format_error(What)],
    shell_text:line(benign, "~s: ~ts", Args),
    {{'EXIT', What}, Session};
concluded({caught, Class, Reason, Stack}, Session) ->
    failed(Class, benign, {Reason, Stack}, Session);
concluded({died, Class, Reason, Stack}, #session{evaluator = Evaluator} = Session) ->
    receive {'EXIT', Evaluator, normal} -> ok end,
    {Value, Next} = failed(Class, serious, {Reason, Stack}, Session),
    {Value, evaluator(Next)};
concluded(leave, #session{evaluator = Evaluator}) ->
    exit(Evaluator, kill),
    exit(normal);
concluded(_, Session) ->
    await(Session).

failed(Class, Severity, Failure, Session) ->
    report(Class, Severity, Failure, Session),
    {{'EXIT', shell:exit_reason(Class, Failure)}, Session}.

report(Class, Severity, {Reason, Stack}, #session{records = Records}) ->
    shell_text:exception(Class, Severity, Reason, Stack, Records).

split_stack({Reason, Stack}) -> {Reason, Stack};
split_stack(Reason) -> {Reason, []}.

evaluator(#session{bindings = Bindings, dictionary = Dictionary} = Session) ->
    Evaluator = shell:start_evaluator(self(), Bindings, Dictionary),
    put(evaluator, Evaluator),          % for shell:whereis_evaluator/1
    Session#session{evaluator = Evaluator}.

%%% What is kept here, for those who ask.

%% Returns the answer of the shell to: history | {result, N} | records | {records, New} |
%% {dictionary, New}.
ask(Shell, Question) ->
    Ref = monitor(process, Shell),
    Shell ! {self(), Ref, Question},
    receive
        {Ref, Answer} -> demonitor(Ref, [flush]), Answer;
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    end.

answer(From, Ref, Question, Session) ->
    {Answer, Next} = question(Question, Session),
    From ! {Ref, Answer},
    Next.

question(history, #session{history = History} = Session) -> {History, Session};
question({result, N}, #session{history = History} = Session) ->
    {shell_history:result(N, History), Session};
question(records, #session{records = Records} = Session) -> {Records, Session};
question({records, Records}, Session) -> {ok, Session#session{records = Records}};
question({dictionary, Dictionary}, Session) -> {ok, Session#session{dictionary = Dictionary}};
question(_, Session) -> {undefined, Session}.
