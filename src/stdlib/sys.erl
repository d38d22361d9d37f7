%% What any process that knows system messages can be asked, and what such a process answers with.
%% OTP: stdlib, sys.
-module(sys).

-export([suspend/1, suspend/2, resume/1, resume/2, terminate/2, terminate/3]).
-export([get_state/1, get_state/2, replace_state/2, replace_state/3, get_status/1, get_status/2]).
-export([change_code/4, change_code/5]).
-export([log/2, log/3, trace/2, trace/3, log_to_file/2, log_to_file/3, statistics/2, statistics/3,
         no_debug/1, no_debug/2, install/2, install/3, remove/2, remove/3]).
-export([handle_system_msg/6, handle_system_msg/7, suspend_loop_hib/6]).
-export([debug_options/1, handle_debug/4, get_debug/3, get_log/1, print_log/1]).

-define(LOG_EVENTS, 10).    % unless told otherwise

suspend(Process) -> ask(Process, suspend, suspend, []).
suspend(Process, Timeout) -> ask(Process, suspend, suspend, [], Timeout).

resume(Process) -> ask(Process, resume, resume, []).
resume(Process, Timeout) -> ask(Process, resume, resume, [], Timeout).

terminate(Process, Reason) -> ask(Process, {terminate, Reason}, terminate, [Reason]).
terminate(Process, Reason, Timeout) ->
    ask(Process, {terminate, Reason}, terminate, [Reason], Timeout).

get_status(Process) -> ask(Process, get_status, get_status, []).
get_status(Process, Timeout) -> ask(Process, get_status, get_status, [], Timeout).

get_state(Process) -> state(ask(Process, get_state, get_state, [])).
get_state(Process, Timeout) -> state(ask(Process, get_state, get_state, [], Timeout)).

%% Returns the new state, Fun(State).
replace_state(Process, Fun) -> state(ask(Process, {replace_state, Fun}, {replace_state, Fun}, [])).
replace_state(Process, Fun, Timeout) ->
    state(ask(Process, {replace_state, Fun}, {replace_state, Fun}, [], Timeout)).

%% What a state that could not be told looks like.
state({error, Reason}) -> error(Reason);
state(State) -> State.

change_code(Process, Module, OldVersion, Extra) ->
    ask(Process, {change_code, Module, OldVersion, Extra}, change_code,
        [Module, OldVersion, Extra]).
change_code(Process, Module, OldVersion, Extra, Timeout) ->
    ask(Process, {change_code, Module, OldVersion, Extra}, change_code,
        [Module, OldVersion, Extra], Timeout).

log(Process, Flag) -> debug(Process, log, Flag).
log(Process, Flag, Timeout) -> debug(Process, log, Flag, Timeout).

trace(Process, Flag) -> debug(Process, trace, Flag).
trace(Process, Flag, Timeout) -> debug(Process, trace, Flag, Timeout).

log_to_file(Process, File) -> debug(Process, log_to_file, File).
log_to_file(Process, File, Timeout) -> debug(Process, log_to_file, File, Timeout).

statistics(Process, Flag) -> debug(Process, statistics, Flag).
statistics(Process, Flag, Timeout) -> debug(Process, statistics, Flag, Timeout).

install(Process, What) -> debug(Process, install, checked(What)).
install(Process, What, Timeout) -> debug(Process, install, checked(What), Timeout).

checked({_, _} = What) -> What;
checked({_, _, _} = What) -> What.

remove(Process, What) -> debug(Process, remove, What).
remove(Process, What, Timeout) -> debug(Process, remove, What, Timeout).

%% As OTP, these exit with the request in the place of the function.
no_debug(Process) -> ask(Process, {debug, no_debug}, {debug, no_debug}, []).
no_debug(Process, Timeout) -> ask(Process, {debug, no_debug}, {debug, no_debug}, [], Timeout).

debug(Process, What, Value) -> ask(Process, {debug, {What, Value}}, What, [Value]).
debug(Process, What, Value, Timeout) ->
    ask(Process, {debug, {What, Value}}, What, [Value], Timeout).

%% Function and Args say in the reason of an exit what was called.
ask(Process, Request, Function, Args) ->
    told(catch gen:call(Process, system, Request), Function, [Process | Args]).

ask(Process, Request, Function, Args, Timeout) ->
    told(catch gen:call(Process, system, Request, Timeout), Function,
         [Process | Args] ++ [Timeout]).

told({ok, Result}, _, _) -> Result;
told({'EXIT', Reason}, Function, Args) -> exit({Reason, {?MODULE, Function, Args}}).

%%% The side of the process. Its behaviour Module exports system_continue/3, system_terminate/4 and
%%% system_code_change/4, and may export system_get_state/1, system_replace_state/2 and
%%% format_status/2.

handle_system_msg(Request, From, Parent, Module, Debug, Misc) ->
    handle_system_msg(Request, From, Parent, Module, Debug, Misc, false).

%% Answers a request, and goes on by a call of Module once the process runs.
handle_system_msg(Request, From, Parent, Module, Debug, Misc, Hibernates) ->
    handle(running, Request, From, Parent, Module, Debug, Misc, Hibernates).

handle(State, Request, From, Parent, Module, Debug, Misc, Hibernates) ->
    {Next, Reply, NewDebug, NewMisc} = answered(Request, State, Parent, Module, Debug, Misc),
    _ = gen:reply(From, Reply),
    case Next of
        running -> Module:system_continue(Parent, NewDebug, NewMisc);
        suspended -> suspended(Parent, Module, NewDebug, NewMisc, Hibernates);
        {terminating, Reason} -> Module:system_terminate(Reason, Parent, NewDebug, NewMisc)
    end.

suspended(Parent, Module, Debug, Misc, true) ->
    suspend_loop_hib(suspended, Parent, Module, Debug, Misc, true);
suspended(Parent, Module, Debug, Misc, Hibernates) ->
    receive
        {system, From, Request} ->
            handle(suspended, Request, From, Parent, Module, Debug, Misc, Hibernates);
        {'EXIT', Parent, Reason} -> Module:system_terminate(Reason, Parent, Debug, Misc)
    end.

%% Other messages do not keep a process awake that is to hibernate.
suspend_loop_hib(State, Parent, Module, Debug, Misc, Hibernates) ->
    receive
        {system, From, Request} ->
            handle(State, Request, From, Parent, Module, Debug, Misc, Hibernates);
        {'EXIT', Parent, Reason} -> Module:system_terminate(Reason, Parent, Debug, Misc)
    after 0 ->
        proc_lib:hibernate(?MODULE, suspend_loop_hib,
                           [State, Parent, Module, Debug, Misc, Hibernates])
    end.

%% {Next, Reply, Debug, Misc}
answered(suspend, _, _, _, Debug, Misc) -> {suspended, ok, Debug, Misc};
answered(resume, _, _, _, Debug, Misc) -> {running, ok, Debug, Misc};
answered({terminate, Reason}, _, _, _, Debug, Misc) -> {{terminating, Reason}, ok, Debug, Misc};
answered(get_state, State, _, Module, Debug, Misc) ->
    {State, state_of(Module, Misc), Debug, Misc};
answered({replace_state, Fun}, State, _, Module, Debug, Misc) ->
    {Reply, NewMisc} = replaced(Fun, Module, Misc),
    {State, Reply, Debug, NewMisc};
answered(get_status, State, Parent, Module, Debug, Misc) ->
    {State, status(State, Parent, Module, Debug, Misc), Debug, Misc};
answered({debug, What}, State, _, _, Debug, Misc) ->
    {Reply, NewDebug} = debugged(What, Debug),
    {State, Reply, NewDebug, Misc};
answered({change_code, Changed, Vsn, Extra}, suspended, _, Module, Debug, Misc) ->
    case catch Module:system_code_change(Misc, Changed, Vsn, Extra) of
        {ok, NewMisc} -> {suspended, ok, Debug, NewMisc};
        Other -> {suspended, {error, Other}, Debug, Misc}
    end;
answered(Other, State, _, _, Debug, Misc) ->
    {State, {error, {unknown_system_msg, Other}}, Debug, Misc}.

state_of(Module, Misc) ->
    case erlang:function_exported(Module, system_get_state, 1) of
        false -> Misc;
        true ->
            try
                {ok, State} = Module:system_get_state(Misc),
                State
            catch
                Class:Reason -> failed({Module, system_get_state}, Class, Reason)
            end
    end.

replaced(Fun, Module, Misc) ->
    case erlang:function_exported(Module, system_replace_state, 2) of
        false ->
            try Fun(Misc) of
                New -> {New, New}
            catch
                Class:Reason -> {failed(Fun, Class, Reason), Misc}
            end;
        true ->
            try
                {ok, State, NewMisc} = Module:system_replace_state(Fun, Misc),
                {State, NewMisc}
            catch
                Class:Reason ->
                    {failed({Module, system_replace_state}, Class, Reason), Misc}
            end
    end.

failed(Function, Class, Reason) -> {error, {callback_failed, Function, {Class, Reason}}}.

status(State, Parent, Module, Debug, Misc) ->
    Dictionary = get(),
    Shown = case erlang:function_exported(Module, format_status, 2) of
                true -> Module:format_status(normal, [Dictionary, State, Parent, Debug, Misc]);
                false -> Misc
            end,
    {status, self(), {module, Module}, [Dictionary, State, Parent, Debug, Shown]}.

%%% Debugging: a list of {trace, true}, {log, {Size, Items}}, {log_to_file, Device}, {statistics, _},
%%% and of functions that are installed, {Function, State} or {Id, {Function, State}}. An item of the
%%% log is {Event, Extra, FormatFunction}, the newest first.

debug_options(Options) -> lists:foldl(fun with_option/2, [], Options).

with_option(trace, Debug) -> element(2, debugged({trace, true}, Debug));
with_option(log, Debug) -> element(2, debugged({log, true}, Debug));
with_option({log, Size}, Debug) -> element(2, debugged({log, {true, Size}}, Debug));
with_option(statistics, Debug) -> element(2, debugged({statistics, true}, Debug));
with_option({log_to_file, File}, Debug) -> element(2, debugged({log_to_file, File}, Debug));
with_option({install, What}, Debug) -> element(2, debugged({install, What}, Debug));
with_option(_, Debug) -> Debug.

%% {Reply, Debug}
debugged(no_debug, Debug) ->
    _ = closed(Debug),
    {ok, []};
debugged({trace, true}, Debug) -> {ok, installed(trace, true, Debug)};
debugged({trace, false}, Debug) -> {ok, lists:keydelete(trace, 1, Debug)};
debugged({log, true}, Debug) -> {ok, sized(?LOG_EVENTS, Debug)};
debugged({log, {true, Size}}, Debug) when is_integer(Size), Size >= 1 -> {ok, sized(Size, Debug)};
debugged({log, false}, Debug) -> {ok, lists:keydelete(log, 1, Debug)};
debugged({log, print}, Debug) -> {print_log(Debug), Debug};
debugged({log, get}, Debug) -> {{ok, get_log(Debug)}, Debug};
debugged({statistics, true}, Debug) ->
    {reductions, Reductions} = process_info(self(), reductions),
    {ok, installed(statistics, {erlang:localtime(), Reductions, 0, 0}, Debug)};
debugged({statistics, false}, Debug) -> {ok, lists:keydelete(statistics, 1, Debug)};
debugged({statistics, get}, Debug) ->
    {{ok, statistics_of(get_debug(statistics, Debug, none))}, Debug};
debugged({log_to_file, false}, Debug) -> {ok, closed(Debug)};
debugged({log_to_file, File}, Debug) ->
    Rest = closed(Debug),
    case file:open(File, [write, {encoding, utf8}]) of
        {ok, Device} -> {ok, installed(log_to_file, Device, Rest)};
        {error, _} -> {{error, open_file}, Rest}
    end;
debugged({install, {Function, State}}, Debug) -> {ok, installed(Function, State, Debug)};
debugged({install, {Id, Function, State}}, Debug) ->
    {ok, installed(Id, {Function, State}, Debug)};
debugged({remove, What}, Debug) -> {ok, lists:keydelete(What, 1, Debug)};
debugged(_, Debug) -> {unknown_debug, Debug}.

installed(Key, Value, Debug) ->
    case lists:keymember(Key, 1, Debug) of
        true -> Debug;
        false -> [{Key, Value} | Debug]
    end.

sized(Size, Debug) ->
    {_, Items} = get_debug(log, Debug, {0, []}),
    lists:keystore(log, 1, Debug, {log, {Size, lists:sublist(Items, Size)}}).

closed(Debug) ->
    case get_debug(log_to_file, Debug, none) of
        none -> Debug;
        Device ->
            ok = file:close(Device),
            lists:keydelete(log_to_file, 1, Debug)
    end.

statistics_of({Start, Before, In, Out}) ->
    {reductions, Now} = process_info(self(), reductions),
    [{start_time, Start}, {current_time, erlang:localtime()}, {reductions, Now - Before},
     {messages_in, In}, {messages_out, Out}];
statistics_of(_) -> no_statistics.

get_debug(Key, Debug, Default) ->
    case lists:keyfind(Key, 1, Debug) of
        {_, Value} -> Value;
        false -> Default
    end.

get_log(Debug) ->
    {_, Items} = get_debug(log, Debug, {0, []}),
    [Event || {Event, _, _} <- lists:reverse(Items)].

print_log(Debug) ->
    {_, Items} = get_debug(log, Debug, {0, []}),
    lists:foreach(fun(Item) -> print(standard_io, Item) end, lists:reverse(Items)).

print(Device, {Event, Extra, Format}) -> Format(Device, Event, Extra).

%% To be called with every event; Format(Device, Event, Extra) writes one.
handle_debug(Debug, Format, Extra, Event) ->
    lists:flatmap(fun(Entry) -> noticed(Entry, Format, Extra, Event) end, Debug).

noticed({trace, true} = Entry, Format, Extra, Event) ->
    print(standard_io, {Event, Extra, Format}),
    [Entry];
noticed({log, {Size, Items}}, Format, Extra, Event) ->
    [{log, {Size, lists:sublist([{Event, Extra, Format} | Items], Size)}}];
noticed({log_to_file, Device} = Entry, Format, Extra, Event) ->
    print(Device, {Event, Extra, Format}),
    [Entry];
noticed({statistics, {Start, Before, In, Out}}, _, _, Event) ->
    Counted = case element(1, Event) of
                  in -> {Start, Before, In + 1, Out};
                  out -> {Start, Before, In, Out + 1};
                  _ -> {Start, Before, In, Out}
              end,
    [{statistics, Counted}];
noticed({Id, {Function, State}}, _, Extra, Event) when is_function(Function) ->
    [{Id, {Function, New}} || New <- next_state(Function, State, Event, Extra)];
noticed({Function, State}, _, Extra, Event) ->
    [{Function, New} || New <- next_state(Function, State, Event, Extra)].

%% None when the function is done, or has failed.
next_state(Function, State, Event, Extra) ->
    try Function(State, Event, Extra) of
        done -> [];
        New -> [New]
    catch
        throw:done -> [];
        throw:New -> [New];
        _:_ -> []
    end.
