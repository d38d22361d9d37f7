%% What any process that knows system messages can be asked. OTP: stdlib, sys. Only what clients call
%% is here.
-module(sys).

-export([suspend/1, suspend/2, resume/1, resume/2, terminate/2, terminate/3]).
-export([get_state/1, get_state/2, replace_state/2, replace_state/3, get_status/1, get_status/2]).
-export([change_code/4, change_code/5]).
-export([log/2, log/3, trace/2, trace/3, log_to_file/2, log_to_file/3, statistics/2, statistics/3,
         no_debug/1, no_debug/2, install/2, install/3, remove/2, remove/3]).

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

install(Process, What) -> debug(Process, install, installed(What)).
install(Process, What, Timeout) -> debug(Process, install, installed(What), Timeout).

installed({_, _} = What) -> What;
installed({_, _, _} = What) -> What.

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
