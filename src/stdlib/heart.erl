%% The node's side of the program that starts it again (flag -heart). OTP: kernel, heart. Differs: there
%% is no cycle/0.
-module(heart).

-export([start/0, set_cmd/1, get_cmd/0, clear_cmd/0, set_callback/2, get_callback/0,
         clear_callback/0, set_options/1, get_options/0]).

-define(BEAT_MS, 5000).
-define(COMMAND_LENGTH_MAX, 2046).

%% Beats from now on. Options: as they were set; callback: none or {Module, Function}.
start() ->
    Starter = self(),
    Heart = spawn(fun() ->
        true = register(heart, self()),
        Starter ! {self(), started},
        try loop(#{command => "", callback => none, options => []})
        catch
            error:Reason:Stack -> dead({Reason, Stack});
            throw:Thrown:Stack -> dead({{nocatch, Thrown}, Stack});
            exit:Reason -> dead(Reason)
        end
    end),
    receive {Heart, started} -> ok end.

%% The node is not as it should be: the program that watches it is to start it again.
dead(Reason) ->
    io:format("~0p~n", [{"Kernel pid terminated", heart, Reason}]),
    halt(1).

%% What is run when the node has gone, in place of HEART_COMMAND.
%% Returns ok or {error, {bad_cmd, Command}}; this and the others fail with badarg without -heart.
set_cmd(Command) -> ask({set_cmd, Command}).

%% Returns {ok, Command}.
get_cmd() -> ask(get_cmd).

%% HEART_COMMAND is run again. Returns ok.
clear_cmd() -> ask(clear_cmd).

%% Called before each beat: what is not ok ends the node, and while it runs there is no beat.
%% Returns ok or {error, {bad_callback, {Module, Function}}}.
set_callback(Module, Function) -> ask({set_callback, {Module, Function}}).

%% Returns {ok, {Module, Function}} or none.
get_callback() -> ask(get_callback).

%% Returns ok.
clear_callback() -> ask(clear_callback).

%% check_schedulers: no beat while one of them is stuck. Returns ok or {error, {bad_options, Options}}.
set_options(Options) -> ask({set_options, Options}).

%% Returns {ok, Options} or none.
get_options() -> ask(get_options).

ask(Question) ->
    heart ! {self(), Question},
    receive {heart, Answer} -> Answer end.

loop(#{callback := Callback, options := Options} = State) ->
    [ok = kith_heart:check_schedulers() || check_schedulers <- Options],
    ok = called(Callback),
    kith_heart:beat(),
    Next = receive
               {From, Question} when is_pid(From) ->
                   {Answer, New} = answer(Question, State),
                   From ! {heart, Answer},
                   New;
               _ -> State
           after ?BEAT_MS -> State
           end,
    loop(Next).

called(none) -> ok;
called({Module, Function}) -> Module:Function().

answer(get_cmd, #{command := ""} = State) -> {{ok, os:getenv("HEART_COMMAND", "")}, State};
answer(get_cmd, #{command := Command} = State) -> {{ok, Command}, State};
answer(clear_cmd, State) -> {ok, command("", State)};
answer({set_cmd, Command}, State) ->
    case is_list(Command) andalso unicode:characters_to_binary(Command) of
        Bytes when is_binary(Bytes), byte_size(Bytes) =< ?COMMAND_LENGTH_MAX ->
            {ok, command(Command, State)};
        _ -> {{error, {bad_cmd, Command}}, State}
    end;
answer(get_callback, #{callback := none} = State) -> {none, State};
answer(get_callback, #{callback := Callback} = State) -> {{ok, Callback}, State};
answer(clear_callback, State) -> {ok, State#{callback := none}};
answer({set_callback, {Module, Function} = Callback}, State) ->
    case is_atom(Module) andalso is_atom(Function) of
        true -> {ok, State#{callback := Callback}};
        false -> {{error, {bad_callback, Callback}}, State}
    end;
answer(get_options, #{options := []} = State) -> {none, State};
answer(get_options, #{options := Options} = State) -> {{ok, Options}, State};
answer({set_options, Options}, State) ->
    case is_list(Options) andalso [O || O <- Options, O =/= check_schedulers] of
        [] -> {ok, State#{options := Options}};
        _ -> {{error, {bad_options, Options}}, State}
    end;
answer(_, State) -> {ok, State}.

command(Command, State) ->
    kith_heart:set_command(Command),
    State#{command := Command}.
