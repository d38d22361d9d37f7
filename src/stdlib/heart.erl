%% The node's side of the program that starts it again (flag -heart). OTP: kernel, heart. Differs:
%% there are no callbacks and no options.
-module(heart).

-export([start/0, set_cmd/1, get_cmd/0, clear_cmd/0]).

-define(BEAT_MS, 5000).
-define(COMMAND_LENGTH_MAX, 2046).

%% Beats from now on.
start() ->
    Starter = self(),
    Heart = spawn(fun() ->
        true = register(heart, self()),
        Starter ! {self(), started},
        loop("")
    end),
    receive {Heart, started} -> ok end.

%% What is run when the node has gone, in place of HEART_COMMAND.
%% Returns ok or {error, {bad_cmd, Command}}; fails with badarg without -heart.
set_cmd(Command) -> ask({set_cmd, Command}).

%% Returns {ok, Command}.
get_cmd() -> ask(get_cmd).

%% HEART_COMMAND is run again. Returns ok.
clear_cmd() -> ask(clear_cmd).

ask(Question) ->
    heart ! {self(), Question},
    receive {heart, Answer} -> Answer end.

loop(Command) ->
    kith_heart:beat(),
    Next = receive
               {From, Question} when is_pid(From) ->
                   {Answer, New} = answer(Question, Command),
                   From ! {heart, Answer},
                   New
           after ?BEAT_MS -> Command
           end,
    loop(Next).

answer(get_cmd, "") -> {{ok, os:getenv("HEART_COMMAND", "")}, ""};
answer(get_cmd, Command) -> {{ok, Command}, Command};
answer(clear_cmd, _) -> set("");
answer({set_cmd, Command}, Before) ->
    case is_list(Command) andalso unicode:characters_to_binary(Command) of
        Bytes when is_binary(Bytes), byte_size(Bytes) =< ?COMMAND_LENGTH_MAX -> set(Command);
        _ -> {{error, {bad_cmd, Command}}, Before}
    end;
answer(_, Command) -> {ok, Command}.

set(Command) ->
    kith_heart:set_command(Command),
    {ok, Command}.
