%% Processes that tell how they came to be: who their ancestors are, what they were to run, and,
%% when they crash, a report. Their text is made by proc_lib_report.
%% OTP: stdlib, proc_lib.
-module(proc_lib).

-export([spawn/1, spawn/2, spawn/3, spawn/4]).
-export([spawn_link/1, spawn_link/2, spawn_link/3, spawn_link/4]).
-export([spawn_opt/2, spawn_opt/3, spawn_opt/4, spawn_opt/5]).
-export([start/3, start/4, start/5, start_link/3, start_link/4, start_link/5]).
-export([start_monitor/3, start_monitor/4, start_monitor/5]).
-export([init_ack/1, init_ack/2, hibernate/3, stop/1, stop/3]).
-export([initial_call/1, translate_initial_call/1]).
-export([format/1, format/2, format/3, report_cb/2]).
-export([init_p/3, init_p/5, wake_up/3]).

-define(NEIGHBOURS_MAX, 15).    % in a report

%%% Spawning.

spawn(Fun) when is_function(Fun) ->
    erlang:spawn(?MODULE, init_p, born(Fun)).

spawn(Node, Fun) when is_function(Fun) ->
    erlang:spawn(Node, ?MODULE, init_p, born(Fun)).

spawn(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:spawn(?MODULE, init_p, born(Module, Function, Args)).

spawn(Node, Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:spawn(Node, ?MODULE, init_p, born(Module, Function, Args)).

spawn_link(Fun) when is_function(Fun) ->
    erlang:spawn_link(?MODULE, init_p, born(Fun)).

spawn_link(Node, Fun) when is_function(Fun) ->
    erlang:spawn_link(Node, ?MODULE, init_p, born(Fun)).

spawn_link(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:spawn_link(?MODULE, init_p, born(Module, Function, Args)).

spawn_link(Node, Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:spawn_link(Node, ?MODULE, init_p, born(Module, Function, Args)).

spawn_opt(Fun, Options) when is_function(Fun) ->
    erlang:spawn_opt(?MODULE, init_p, born(Fun), Options).

spawn_opt(Node, Fun, Options) when is_function(Fun) ->
    erlang:spawn_opt(Node, ?MODULE, init_p, born(Fun), Options).

spawn_opt(Module, Function, Args, Options)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:spawn_opt(?MODULE, init_p, born(Module, Function, Args), Options).

spawn_opt(Node, Module, Function, Args, Options)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:spawn_opt(Node, ?MODULE, init_p, born(Module, Function, Args), Options).

born(Fun) -> [own_name(), own_ancestors(), Fun].

born(Module, Function, Args) -> [own_name(), own_ancestors(), Module, Function, Args].

own_name() ->
    case process_info(self(), registered_name) of
        {registered_name, Name} -> Name;
        [] -> self()
    end.

own_ancestors() ->
    case get('$ancestors') of
        Ancestors when is_list(Ancestors) -> Ancestors;
        _ -> []
    end.

%%% Life of the process.

init_p(Parent, Ancestors, Fun) when is_function(Fun) ->
    put('$ancestors', [Parent | Ancestors]),
    put('$initial_call', erlang:fun_info_mfa(Fun)),
    try
        Fun()
    catch
        Class:Reason:Stack -> crash(Class, Reason, Stack)
    end.

init_p(Parent, Ancestors, Module, Function, Args)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    put('$ancestors', [Parent | Ancestors]),
    put('$initial_call', meant(Module, Function, Args)),
    init_p_do_apply(Module, Function, Args).

%% Has the name that OTP's has, as the stack of each crash shows it.
init_p_do_apply(Module, Function, Args) ->
    try
        apply(Module, Function, Args)
    catch
        Class:Reason:Stack -> crash(Class, Reason, Stack)
    end.

%% Sleeps without a stack; what comes wakes it with a call.
hibernate(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    erlang:hibernate(?MODULE, wake_up, [Module, Function, Args]).

wake_up(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    try
        apply(Module, Function, Args)
    catch
        Class:Reason:Stack -> crash(Class, Reason, Stack)
    end.

crash(Class, Reason, Stack) ->
    is_orderly(Class, Reason) orelse report(Class, Reason, Stack),
    erlang:raise(exit, exit_reason(Class, Reason, Stack), Stack).

is_orderly(exit, normal) -> true;
is_orderly(exit, shutdown) -> true;
is_orderly(exit, {shutdown, _}) -> true;
is_orderly(_, _) -> false.

exit_reason(exit, Reason, _) -> Reason;
exit_reason(error, Reason, Stack) -> {Reason, Stack};
exit_reason(throw, Reason, Stack) -> {{nocatch, Reason}, Stack}.

%% What a behaviour's process runs is the callback module's, not the behaviour's.
meant(gen, init_it, [gen_server, _, _, supervisor, {_, Module, _} | _]) -> {supervisor, Module, 1};
meant(gen, init_it, [gen_server, _, _, _, supervisor, {_, Module, _} | _]) ->
    {supervisor, Module, 1};
meant(gen, init_it, [gen_server, _, _, supervisor_bridge, [Module | _] | _]) ->
    {supervisor_bridge, Module, 1};
meant(gen, init_it, [gen_server, _, _, _, supervisor_bridge, [Module | _] | _]) ->
    {supervisor_bridge, Module, 1};
meant(gen, init_it, [gen_event | _]) -> {gen_event, init_it, 6};
meant(gen, init_it, [_, _, _, Module, _, _]) when is_atom(Module) -> {Module, init, 1};
meant(gen, init_it, [_, _, _, _, Module | _]) when is_atom(Module) -> {Module, init, 1};
meant(Module, Function, Args) -> {Module, Function, length(Args)}.

%%% Starting and waiting for the process to say that it has (init_ack).

start(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    start(Module, Function, Args, infinity).

start(Module, Function, Args, Timeout) when is_atom(Module), is_atom(Function), is_list(Args) ->
    start(Module, Function, Args, Timeout, []).

start(Module, Function, Args, Timeout, Options)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    names_monitor(Options) andalso
        erlang:error(badarg, [Module, Function, Args, Timeout, Options]),
    {Pid, Ref} = ?MODULE:spawn_opt(Module, Function, Args, [monitor | Options]),
    receive
        {ack, Pid, Result} ->
            demonitor(Ref, [flush]),
            Result;
        {'DOWN', Ref, process, Pid, Reason} ->
            {error, Reason}
    after Timeout ->
        demonitor(Ref, [flush]),
        kill(Pid),
        {error, timeout}
    end.

start_link(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    start_link(Module, Function, Args, infinity).

start_link(Module, Function, Args, Timeout)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    start_link(Module, Function, Args, Timeout, []).

start_link(Module, Function, Args, Timeout, Options)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    names_monitor(Options) andalso
        erlang:error(badarg, [Module, Function, Args, Timeout, Options]),
    Pid = ?MODULE:spawn_opt(Module, Function, Args, [link | Options]),
    receive
        {ack, Pid, Result} -> Result;
        {'EXIT', Pid, Reason} -> {error, Reason}
    after Timeout ->
        kill(Pid),
        {error, timeout}
    end.

start_monitor(Module, Function, Args) when is_atom(Module), is_atom(Function), is_list(Args) ->
    start_monitor(Module, Function, Args, infinity).

start_monitor(Module, Function, Args, Timeout)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    start_monitor(Module, Function, Args, Timeout, []).

%% Returns {Result, Ref}; the monitor stays, and says so if there was no start.
start_monitor(Module, Function, Args, Timeout, Options)
  when is_atom(Module), is_atom(Function), is_list(Args) ->
    names_monitor(Options) andalso
        erlang:error(badarg, [Module, Function, Args, Timeout, Options]),
    {Pid, Ref} = ?MODULE:spawn_opt(Module, Function, Args, [monitor | Options]),
    receive
        {ack, Pid, Result} ->
            {Result, Ref};
        {'DOWN', Ref, process, Pid, Reason} = Down ->
            self() ! Down,
            {{error, Reason}, Ref}
    after Timeout ->
        kill(Pid),
        {{error, timeout}, Ref}
    end.

names_monitor(Options) ->
    lists:member(monitor, Options) orelse lists:keymember(monitor, 1, Options).

kill(Pid) ->
    unlink(Pid),
    exit(Pid, kill),
    receive {'EXIT', Pid, _} -> ok after 0 -> ok end.

init_ack(Result) ->
    [Parent | _] = get('$ancestors'),
    init_ack(Parent, Result).

init_ack(Parent, Result) ->
    Parent ! {ack, self(), Result},
    ok.

%%% Stopping.

stop(Process) -> stop(Process, normal, infinity).

%% Returns ok when the process has ended with Reason; else exits with noproc, timeout or the reason.
stop(Process, Reason, Timeout) ->
    Ref = monitor(process, Process),
    Begin = erlang:monotonic_time(microsecond),
    try
        ok = sys:terminate(Process, Reason, Timeout)
    catch
        exit:Failure ->
            demonitor(Ref, [flush]),
            exit(why(Failure))
    end,
    Left = if
               Timeout =:= infinity -> infinity;
               true -> max(0, Timeout - (erlang:monotonic_time(microsecond) - Begin + 999) div 1000)
           end,
    receive
        {'DOWN', Ref, _, _, Reason} -> ok;
        {'DOWN', Ref, _, _, Other} -> exit(Other)
    after Left ->
        demonitor(Ref, [flush]),
        exit(timeout)
    end.

why({noproc, {sys, terminate, _}}) -> noproc;
why({timeout, {sys, terminate, _}}) -> timeout;
why(Failure) -> Failure.

%%% What a process was to run: of a pid, of its number, or of what process_info tells.

%% Returns {Module, Function, ['Argument__1', ...]}, or false of a process that was not begun here.
initial_call(Process) ->
    case initial(Process) of
        {Module, Function, Arity} -> {Module, Function, placeholders(Arity)};
        false -> false
    end.

%% Returns {Module, Function, Arity}, of others that of what begins processes here.
translate_initial_call(Process) ->
    case initial(Process) of
        {_, _, _} = Call -> Call;
        false -> {?MODULE, init_p, 5}
    end.

placeholders(Arity) ->
    [list_to_atom("Argument__" ++ integer_to_list(N)) || N <- lists:seq(1, Arity)].

initial({X, Y, Z}) when is_integer(X), is_integer(Y), is_integer(Z) -> initial(c:pid(X, Y, Z));
initial(Pid) when is_pid(Pid) -> initial([fact(Pid, dictionary)]);
initial(Facts) when is_list(Facts) ->
    case lists:keyfind('$initial_call', 1, dictionary(Facts)) of
        {_, {_, _, _} = Call} -> Call;
        _ -> false
    end.

dictionary(Facts) ->
    case lists:keyfind(dictionary, 1, Facts) of
        {dictionary, Dictionary} -> Dictionary;
        false -> []
    end.

%%% Reports.

report(Class, Reason, Stack) ->
    Own = [{pid, self()}, fact(self(), registered_name), {error_info, {Class, Reason, Stack}},
           ancestors(self()), fact(self(), message_queue_len), messages(), fact(self(), links),
           clean_dictionary(), fact(self(), trap_exit), fact(self(), status),
           fact(self(), heap_size), fact(self(), stack_size), fact(self(), reductions)],
    Report = case initial_call(self()) of
                 false -> Own;
                 Call -> [{initial_call, Call} | Own]
             end,
    logger:error(#{label => {proc_lib, crash}, report => [Report, neighbour_reports()]},
                 #{mfa => {?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY}, line => ?LINE, file => ?FILE,
                   domain => [otp, sasl], report_cb => fun ?MODULE:report_cb/2,
                   logger_formatter => #{title => "CRASH REPORT"},
                   error_logger => #{tag => error_report, type => crash_report}}).

ancestors(Pid) ->
    case lists:keyfind('$ancestors', 1, dictionary([fact(Pid, dictionary)])) of
        {_, Ancestors} -> {ancestors, Ancestors};
        false -> {ancestors, []}
    end.

%% When terms are to be cut the messages are taken out, no more than will be shown.
messages() ->
    case depth() of
        unlimited -> fact(self(), messages);
        Depth -> {messages, io_lib:limit_term(taken(Depth), Depth)}
    end.

taken(0) -> [];
taken(N) ->
    receive
        Message -> [Message | taken(N - 1)]
    after 0 ->
        []
    end.

clean_dictionary() ->
    Own = [Entry || {Key, _} = Entry <- get(), Key =/= '$ancestors', Key =/= '$initial_call'],
    case depth() of
        unlimited -> {dictionary, Own};
        Depth -> {dictionary, io_lib:limit_term(Own, Depth)}
    end.

depth() ->
    case application:get_env(kernel, error_logger_format_depth) of
        {ok, Depth} when is_integer(Depth) -> max(10, Depth);
        _ -> unlimited
    end.

%% Of those whom the crash will take along: linked, at any remove, and not trapping exits.
neighbour_reports() ->
    {_, Pids} = reached(adjacent(self()), {?NEIGHBOURS_MAX, [self()]}),
    Reports = [neighbour(Pid) || Pid <- lists:delete(self(), Pids)],
    [{neighbour, Facts} || Facts <- Reports, not lists:member(undefined, Facts)].

reached([Pid | Pids], {Room, Seen}) when Room > 0 ->
    case lists:member(Pid, Seen) of
        true -> reached(Pids, {Room, Seen});
        false -> reached(adjacent(Pid), reached(Pids, {Room - 1, [Pid | Seen]}))
    end;
reached(_, State) ->
    State.

adjacent(Pid) ->
    case fact(Pid, links) of
        {links, Links} -> [Link || Link <- Links, fact(Link, trap_exit) =:= {trap_exit, false}];
        _ -> []
    end.

neighbour(Pid) ->
    Call = case initial_call(Pid) of
               false -> fact(Pid, initial_call);
               Known -> {initial_call, Known}
           end,
    [{pid, Pid}, fact(Pid, registered_name), Call, fact(Pid, current_function), ancestors(Pid)
     | [fact(Pid, Item) || Item <- [message_queue_len, links, trap_exit, status, heap_size,
                                    stack_size, reductions, current_stacktrace]]].

%% Returns {Item, Value}, or undefined of what is no living process.
fact(Pid, Item) when is_pid(Pid), node(Pid) =:= node() ->
    case process_info(Pid, Item) of
        [] -> {Item, []};
        Fact -> Fact
    end;
fact(Pid, Item) when is_pid(Pid) ->
    case lists:member(node(Pid), nodes()) of
        true -> remote(rpc:call(node(Pid), erlang, process_info, [Pid, Item]), Item);
        false -> hidden
    end;
fact(_, _) ->
    undefined.

remote({badrpc, nodedown}, _) -> undefined;
remote({badrpc, Error}, _) -> Error;
remote([], Item) -> {Item, []};
remote(Fact, _) -> Fact.

format(Report) -> format(Report, latin1).

format(Report, Encoding) -> format(Report, Encoding, unlimited).

%% Returns the text of a report, its terms no deeper than Depth.
format(Report, Encoding, Depth) ->
    proc_lib_report:format(Report, #{chars_limit => unlimited, depth => Depth, encoding => Encoding,
                                  single_line => false}).

%% As logger asks for the text.
report_cb(#{label := {proc_lib, crash}, report := Report}, Config) ->
    Default = #{chars_limit => unlimited, depth => unlimited, single_line => false,
                encoding => utf8},
    proc_lib_report:format(Report, maps:merge(Default, Config)).
