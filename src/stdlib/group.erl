%% A device of the io protocol: a job at the terminal, which user_drv drives; or, without a driver,
%% standard input and output, for which a reader, a process of its own, waits for lines. One request
%% for input is served at a time, in their order; what is to be written is written at once.
%% OTP: kernel, group and user; stdlib, "The Erlang I/O Protocol".
-module(group).

-export([start/1, start/2, start/3, start_error/0, interfaces/1]).

-record(device, {
    driver = none,              % user_drv
    reader = none,              % waits for lines, where there is no driver
    buffer = "",                % characters that nobody has taken yet, or eof behind the last
    wanted = none,              % the request for input that is being served: #wanted{}
    queue = queue:new(),        % those behind it: {From, Ref, Request}
    reading = false,            % the reader waits for a line
    shell = none,
    binary = false,
    echo = true,
    encoding = unicode,
    expand = undefined,
    geometry = fun kith_tty:geometry/0,
    write = fun kith_tty:write/1
}).

-record(wanted, {from, ref, prompt, collect, state, echo = true, shown = false}).

%% Starts the device of standard input and output.
start(Shell) ->
    Starter = self(),
    Device = spawn(fun() -> init(Starter, Shell) end),
    receive {Device, started} -> Device end.

%% The device standard_error, which gives nothing to read.
start_error() ->
    spawn(fun() ->
        group_leader(self(), self()),
        loop(#device{buffer = eof, encoding = encoding(), write = fun kith_tty:write_error/1})
    end).

%% Starts a job of the driver, and links it to the caller. Shell, whose group leader it is, may be
%% {M, F, A} or {Node, M, F, A}, which returns the pid of a shell, or {} for none. Options:
%% {expand_fun, Fun}, {echo, Boolean}, {geometry, Fun} where the terminal is not that of the node.
start(Driver, Shell) -> start(Driver, Shell, []).

start(Driver, Shell, Options) -> spawn_link(fun() -> init(Driver, Shell, Options) end).

%% Returns the driver and the shell of a job.
interfaces(Device) ->
    case process_info(Device, dictionary) of
        {dictionary, Dictionary} ->
            Pairs = [Pair || {Key, _} = Pair <- Dictionary, Key =:= shell orelse Key =:= user_drv],
            case lists:keymember(user_drv, 1, Pairs) of
                true -> Pairs;
                false -> []
            end;
        undefined -> []
    end.

init(Starter, Shell) ->
    process_flag(trap_exit, true),
    group_leader(self(), self()),
    Me = self(),
    Reader = spawn_link(fun() -> reader(Me) end),
    Device = #device{reader = Reader, encoding = encoding(), shell = start_shell(Shell)},
    Starter ! {self(), started},
    loop(Device).

%% What comes from a pipe are bytes.
encoding() ->
    case kith_tty:geometry() of
        false -> latin1;
        _ -> unicode
    end.

init(Driver, Shell, Options) ->
    process_flag(trap_exit, true),
    put(user_drv, Driver),
    Expand = proplists:get_value(expand_fun, Options,
                                 fun(Before) -> edlin_expand:expand(Before) end),
    Echo = proplists:get_value(echo, Options, true),
    Geometry = proplists:get_value(geometry, Options, fun kith_tty:geometry/0),
    loop(#device{driver = Driver, expand = Expand, echo = Echo, geometry = Geometry,
                 shell = start_shell(Shell)}).

start_shell({M, F, A}) -> started(fun() -> apply(M, F, A) end);
start_shell({Node, M, F, A}) -> started(fun() -> rpc:call(Node, M, F, A) end);
start_shell(_) -> none.

%% Whatever Start starts has this process as its group leader.
started(Start) ->
    Leader = group_leader(),
    group_leader(self(), self()),
    case catch Start() of
        Shell when is_pid(Shell) ->
            group_leader(Leader, self()),
            link(Shell),
            put(shell, Shell),
            Shell;
        Failure ->
            exit(Failure)
    end.

reader(Device) ->
    receive
        {Device, read, Prompt, Echo} ->
            Device ! {self(), kith_tty:read_line(Prompt, Echo)},
            reader(Device)
    end.

loop(#device{driver = Driver, reader = Reader, shell = Shell} = D) ->
    receive
        {io_request, From, Ref, Request} when is_pid(From) ->
            loop(request(Request, From, Ref, D));
        {read_by, Reads} ->  % a shell that was started without a terminal: see user:interfaces/1
            put(shell, Reads),
            loop(D);
        {Driver, line, Line} ->
            loop(line(Line, D#device{reading = false}));
        {Driver, expand, Ref, Before} ->
            expand(Driver, Ref, Before, D),
            loop(D);
        {Reader, Line} ->
            loop(line(Line, D#device{reading = false}));
        {'EXIT', Driver, interrupt} ->
            loop(interrupted(D));
        {'EXIT', Driver, Reason} ->
            killed(Reason, D);
        {'EXIT', Shell, Reason} ->
            exit(Reason);
        {'EXIT', Reader, Reason} ->
            exit(Reason);
        _ ->
            loop(D)
    end.

%% Who waits for input is told; any other command gets the signal.
interrupted(#device{reading = true} = D) ->
    line({error, interrupted}, D#device{reading = false});
interrupted(#device{shell = Shell} = D) ->
    is_pid(Shell) andalso exit(Shell, interrupt),
    D.

killed(_, #device{reading = true, shell = Shell}) ->
    is_pid(Shell) andalso exit(Shell, kill),
    exit(terminated);
killed(Reason, _) ->
    exit(Reason).

%% The function may ask another node, for which nobody here should wait.
expand(Driver, Ref, Before, #device{expand = Expand}) ->
    Me = self(),
    spawn(fun() ->
        Expansion = case catch Expand(Before) of
                        {Found, Rest, Matches} when is_list(Rest), is_list(Matches) ->
                            {Found, Rest, Matches};
                        _ -> {no, "", []}
                    end,
        Driver ! {Me, expanded, Ref, Expansion}
    end).

reply(From, Ref, Reply) -> From ! {io_reply, Ref, Reply}.

%%% Requests.

request(Request, From, Ref, D) ->
    case is_input(Request) of
        true ->
            serve(D#device{queue = queue:in({From, Ref, Request}, D#device.queue)});
        false ->
            {Reply, Next} = answer(Request, D),
            reply(From, Ref, Reply, Next),
            Next
    end.

%% What the driver is to write it has written when it replies.
reply(From, Ref, {written, Text}, #device{driver = Driver}) ->
    Driver ! {self(), put_chars, Text, {From, Ref}};
reply(From, Ref, Reply, _) ->
    reply(From, Ref, Reply).

is_input({get_chars, _, _}) -> true;
is_input({get_chars, _, _, _}) -> true;
is_input({get_line, _}) -> true;
is_input({get_line, _, _}) -> true;
is_input({get_until, _, _, _, _}) -> true;
is_input({get_until, _, _, _, _, _}) -> true;
is_input({get_password, _}) -> true;
is_input({requests, Requests}) when is_list(Requests) -> lists:any(fun is_input/1, Requests);
is_input(_) -> false.

%% Returns {Reply, Device}.
answer({put_chars, Encoding, Chars}, D) -> {put_chars(Encoding, Chars, D), D};
answer({put_chars, Chars}, D) -> {put_chars(latin1, Chars, D), D};
answer({put_chars, Encoding, M, F, A}, D) -> {put_made(Encoding, M, F, A, D), D};
answer({put_chars, M, F, A}, D) -> {put_made(latin1, M, F, A, D), D};
answer({get_geometry, What}, #device{geometry = Geometry} = D) ->
    Reply = case {Geometry(), What} of
                {{Columns, _}, columns} -> Columns;
                {{_, Rows}, rows} -> Rows;
                _ -> {error, enotsup}
            end,
    {Reply, D};
answer(getopts, D) -> {options(D), D};
answer({setopts, Options}, D) when is_list(Options) -> set_options(Options, D);
answer({requests, Requests}, D) -> answer_all(Requests, ok, D);
answer(Other, D) -> {{error, {request, Other}}, D}.

answer_all([Request | Rest], Before, D) ->
    write_now(Before, D),
    case answer(Request, D) of
        {{error, _}, _} = Failed -> Failed;
        {Reply, Next} -> answer_all(Rest, Reply, Next)
    end;
answer_all(_, Reply, D) -> {Reply, D}.

%% What is written before the last of several requests needs no reply.
write_now({written, Text}, #device{driver = Driver}) when is_pid(Driver) ->
    Driver ! {self(), put_chars, unicode:characters_to_binary(Text), {self(), none}};
write_now(_, _) -> ok.

%% Returns ok, {error, Reason}, or {written, Text} for what the driver is to write.
put_chars(Encoding, Chars, #device{write = Write, driver = Driver} = D)
  when Encoding =:= unicode; Encoding =:= latin1 ->
    case catch unicode:characters_to_list(Chars, Encoding) of
        Text when is_list(Text), Driver =:= none -> Write(encoded(Text, D));
        Text when is_list(Text) -> {written, unicode:characters_to_binary(Text)};
        _ -> {error, {put_chars, Encoding, Chars}}
    end;
put_chars(Encoding, Chars, _) -> {error, {put_chars, Encoding, Chars}}.

%% A device of Latin-1 shows other characters by their numbers.
encoded(Text, #device{encoding = latin1}) ->
    list_to_binary([case C > 255 of
                        true -> io_lib:format("\\x{~.16B}", [C]);
                        false -> C
                    end || C <- Text]);
encoded(Text, _) -> unicode:characters_to_binary(Text).

put_made(Encoding, M, F, A, D) ->
    try apply(M, F, A) of
        Chars -> put_chars(Encoding, Chars, D)
    catch
        _:_ -> {error, F}
    end.

options(#device{expand = Expand, echo = Echo, binary = Binary, encoding = Encoding,
                geometry = Geometry}) ->
    case Geometry() of
        false -> [{binary, Binary}, {encoding, Encoding}];
        _ ->
            [{expand_fun, Expand} || Expand =/= undefined]
                ++ [{echo, Echo}, {binary, Binary}, {encoding, Encoding}]
    end.

set_options(Options, D) ->
    try lists:foldl(fun set_option/2, D, proplists:unfold(Options)) of
        Next -> {ok, Next}
    catch
        throw:enotsup -> {{error, enotsup}, D}
    end.

set_option({binary, On}, D) when is_boolean(On) -> D#device{binary = On};
set_option({list, On}, D) when is_boolean(On) -> D#device{binary = not On};
set_option({echo, On}, D) when is_boolean(On) -> D#device{echo = On};
set_option({expand_fun, F}, D) when is_function(F) -> D#device{expand = F};
set_option({encoding, E}, D) when E =:= latin1; E =:= unicode; E =:= utf8 ->
    D#device{encoding = if E =:= latin1 -> latin1; true -> unicode end};
set_option(_, _) -> throw(enotsup).

%%% Input.

%% Goes on with the request at hand, or takes the next.
serve(#device{wanted = none, queue = Queue} = D) ->
    case queue:out(Queue) of
        {empty, _} -> D;
        {{value, {From, Ref, Request}}, Rest} ->
            begin_request(Request, From, Ref, D#device{queue = Rest})
    end;
serve(D) -> D.

begin_request({requests, Requests}, From, Ref, D) ->
    {Before, [Input | _]} = lists:splitwith(fun(R) -> not is_input(R) end, Requests),
    case answer_all(Before, ok, D) of
        {{error, _} = Error, Next} ->
            reply(From, Ref, Error),
            serve(Next);
        {Reply, Next} ->
            write_now(Reply, Next),
            begin_request(Input, From, Ref, Next)
    end;
begin_request(Request, From, Ref, D) ->
    try wanted(Request) of
        Wanted ->
            Begun = D#device{wanted = Wanted#wanted{from = From, ref = Ref}},
            case D#device.buffer of
                [] -> collect(Begun, first);
                eof ->
                    write_now(put_chars(unicode, Wanted#wanted.prompt, D), D),
                    collect(Begun, later);
                _ ->
                    %% What is there already needs no reader, but the prompt is shown nevertheless;
                    %% and at a terminal what it is for.
                    write_now(put_chars(unicode, Wanted#wanted.prompt, D), D),
                    D#device.echo andalso write_now({written, D#device.buffer}, D),
                    collect(Begun, later)
            end
    catch
        _:_ ->
            reply(From, Ref, {error, {request, Request}}),
            serve(D)
    end.

wanted({get_line, Prompt}) -> wanted({get_line, latin1, Prompt});
wanted({get_line, _, Prompt}) ->
    #wanted{prompt = prompt(Prompt), collect = fun collect_line/2, state = []};
wanted({get_chars, Prompt, N}) -> wanted({get_chars, latin1, Prompt, N});
wanted({get_chars, _, Prompt, N}) when is_integer(N), N >= 0 ->
    #wanted{prompt = prompt(Prompt), collect = fun collect_chars/2, state = {N, []}};
wanted({get_password, _}) ->
    #wanted{prompt = "", collect = fun collect_password/2, state = [], echo = false};
wanted({get_until, Prompt, M, F, A}) -> wanted({get_until, latin1, Prompt, M, F, A});
wanted({get_until, _, Prompt, M, F, A}) ->
    Collect = fun([], eof) -> {done, eof, eof};
                 (Continuation, Data) -> collect_until(apply(M, F, [Continuation, Data | A]))
              end,
    #wanted{prompt = prompt(Prompt), collect = Collect, state = []}.

prompt(Prompt) -> lists:flatten(io_lib:format_prompt(Prompt, unicode)).

%% Each collector returns {done, Result, Rest} or {more, State}; Data are characters or eof.
collect_line(Before, eof) when Before =:= [] -> {done, eof, eof};
collect_line(Before, eof) -> {done, Before, eof};
collect_line(Before, Data) ->
    case lists:splitwith(fun(C) -> C =/= $\n end, Data) of
        {Line, [$\n | Rest]} -> {done, Before ++ Line ++ "\n", Rest};
        {Part, []} -> {more, Before ++ Part}
    end.

collect_password(Before, Data) ->
    case collect_line(Before, Data) of
        {done, Line, Rest} when is_list(Line) -> {done, lists:delete($\n, Line), Rest};
        Other -> Other
    end.

collect_chars({0, Before}, Data) -> {done, lists:reverse(Before), Data};
collect_chars({_, []}, eof) -> {done, eof, eof};
collect_chars({_, Before}, eof) -> {done, lists:reverse(Before), eof};
collect_chars(State, []) -> {more, State};
collect_chars({N, Before}, [C | Cs]) -> collect_chars({N - 1, [C | Before]}, Cs).

collect_until({done, _, _} = Done) -> Done;
collect_until({more, _} = More) -> More;
collect_until(Continuation) -> {more, Continuation}.

%% Gives the collector what there is, until it is satisfied or there is no more.
collect(#device{buffer = [], wanted = W} = D, When) ->
    read(D, W, When);
collect(#device{buffer = Buffer, wanted = #wanted{collect = Collect, state = State} = W} = D, _) ->
    try Collect(State, Buffer) of
        {done, Result, Rest} ->
            W#wanted.echo orelse write_now({written, "\n"}, D),
            reply(W#wanted.from, W#wanted.ref, result(Result, D)),
            serve(D#device{wanted = none, buffer = rest(Rest, D)});
        {more, Next} when Buffer =:= eof ->
            _ = Next,
            reply(W#wanted.from, W#wanted.ref, eof),
            serve(D#device{wanted = none});
        {more, Next} ->
            collect(D#device{buffer = [], wanted = W#wanted{state = Next}}, later)
    catch
        _:_ ->
            reply(W#wanted.from, W#wanted.ref, {error, collector_failed}),
            serve(D#device{wanted = none, buffer = []})
    end.

%% At a terminal there may be more behind the end of the input.
rest(Rest, _) when is_list(Rest) -> Rest;
rest(eof, #device{driver = none}) -> eof;
rest(_, _) -> [].

%% A terminal shows the prompt for each line, others only for the first.
read(#device{reading = false, reader = Reader, echo = Echo, geometry = Geometry} = D, W, When) ->
    Shown = case {When, Geometry()} of
                {first, _} -> W#wanted.prompt;
                {later, false} -> "";
                {later, _} -> W#wanted.prompt
            end,
    Shows = Echo andalso W#wanted.echo,
    case D#device.driver of
        none -> Reader ! {self(), read, Shown, Shows};
        Driver -> Driver ! {self(), read, Shown, Shows}
    end,
    D#device{reading = true};
read(D, _, _) -> D.

line(eof, D) -> gone_on(D#device{buffer = eof});
line({error, Reason}, #device{wanted = #wanted{from = From, ref = Ref}} = D) ->
    reply(From, Ref, {error, Reason}),
    serve(D#device{wanted = none, buffer = []});
line({error, _}, D) -> D;
line(Bytes, #device{buffer = Before} = D) when is_list(Before) ->
    gone_on(D#device{buffer = Before ++ characters(Bytes, D)});
line(_, D) -> D.

characters(Bytes, #device{encoding = latin1}) -> binary_to_list(Bytes);
characters(Bytes, _) ->
    case unicode:characters_to_list(Bytes) of
        Chars when is_list(Chars) -> Chars;
        _ -> binary_to_list(Bytes)
    end.

gone_on(#device{wanted = none} = D) -> D;
gone_on(D) -> collect(D, later).

result(Result, #device{binary = true}) when is_list(Result) ->
    unicode:characters_to_binary(Result);
result(Result, _) -> Result.
