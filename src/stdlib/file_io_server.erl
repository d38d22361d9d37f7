%% The process of an opened file that is not raw: it does what `file` asks it, and speaks the
%% protocol of input and output. It ends when it is closed, when the process that opened the file
%% ends, and when something fails. OTP: kernel, file_io_server.
-module(file_io_server).

-export([start/3, name/1, format_error/1]).

%% How much is read at once, at least; lists take more memory.
-define(READ_BINARY, 8192).
-define(READ_LIST, 128).
%% What a file that is only read, as lists, fetches ahead.
-define(READ_AHEAD, 4096).

-record(state, {
    fd,                  % a raw, binary file
    owner,               % monitor of who opened it
    ahead = <<>>,        % bytes that are read and not taken
    form = list,         % what readers get: list or binary
    encoding = latin1    % of the file
}).

format_error({_, ?MODULE, Reason}) -> io_lib:format("~w", [Reason]);
format_error({_, Module, Reason}) -> Module:format_error(Reason);
format_error(invalid_unicode) -> io_lib:format("cannot translate from UTF-8", []);
format_error(Error) -> erl_posix_msg:message(Error).

%% The name of the file that a process serves: {ok, Name} or undefined.
name(Pid) when node(Pid) =:= node() ->
    case process_info(Pid, dictionary) of
        {dictionary, Dictionary} ->
            case lists:keyfind('$file_name', 1, Dictionary) of
                {_, Name} -> {ok, Name};
                false -> undefined
            end;
        undefined -> undefined
    end;
name(_) -> undefined.

start(Owner, Name, Modes) ->
    Starter = self(),
    Ref = make_ref(),
    {Pid, Monitor} = spawn_monitor(fun() -> init(Starter, Ref, Owner, Name, Modes) end),
    receive
        {Ref, ok} ->
            demonitor(Monitor, [flush]),
            {ok, Pid};
        {Ref, Error} ->
            demonitor(Monitor, [flush]),
            Error;
        {'DOWN', Monitor, _, _, Reason} -> {error, Reason}
    end.

init(Starter, Ref, Owner, Name, Modes) ->
    case opened(Name, Modes) of
        {ok, State} ->
            put('$file_name', Name),
            Monitor = monitor(process, Owner),
            Starter ! {Ref, ok},
            loop(State#state{owner = Monitor});
        {error, _} = Error ->
            Starter ! {Ref, Error}
    end.

opened(Name, Modes) ->
    try lists:foldl(fun option/2, {#state{}, []}, Modes) of
        {State, Rest} ->
            All = [raw, binary | with_ahead(State#state.form, lists:reverse(Rest))],
            case prim_file:open(Name, All) of
                {ok, Fd} -> {ok, State#state{fd = Fd}};
                Error -> Error
            end
    catch
        throw:badarg -> {error, badarg}
    end.

option(binary, {S, Rest}) -> {S#state{form = binary}, Rest};
option({encoding, E}, {S, Rest}) -> {S#state{encoding = encoding(E)}, Rest};
option(E, {S, Rest}) when E =:= latin1; E =:= unicode -> {S#state{encoding = E}, Rest};
option(Other, {S, Rest}) -> {S, [Other | Rest]}.

encoding(latin1) -> latin1;
encoding(unicode) -> unicode;
encoding(utf8) -> unicode;
encoding(Width) when Width =:= utf16; Width =:= utf32 -> {Width, big};
encoding({Width, Order} = E)
  when (Width =:= utf16 orelse Width =:= utf32), (Order =:= big orelse Order =:= little) -> E;
encoding(_) -> throw(badarg).

with_ahead(binary, Modes) -> Modes;
with_ahead(list, Modes) ->
    Otherwise = fun({read_ahead, _}) -> true;
                   (M) -> lists:member(M, [read_ahead, append, exclusive, write])
                end,
    case lists:any(Otherwise, Modes) of
        true -> Modes;
        false -> [{read_ahead, ?READ_AHEAD} | Modes]
    end.

loop(#state{owner = Owner} = S) ->
    receive
        {file_request, From, Ref, Request} when is_pid(From) ->
            next(file_request(Request, S), From, {file_reply, Ref});
        {io_request, From, Ref, Request} when is_pid(From) ->
            next(guarded_io(Request, S), From, {io_reply, Ref});
        {'DOWN', Owner, _, _, Reason} -> exit(Reason);
        _ -> loop(S)
    end.

%% A request returns {reply, Reply, State}, {error, Reply, State}, which ends a row of requests, or
%% {stop, Reason, Reply}.
next({stop, Reason, Reply}, From, {Kind, Ref}) ->
    From ! {Kind, Ref, Reply},
    exit(Reason);
next({_, Reply, S}, From, {Kind, Ref}) ->
    From ! {Kind, Ref, Reply},
    loop(S).

answer({error, _} = Reply, S) -> {error, Reply, S};
answer(Reply, S) -> {reply, Reply, S}.

%% What cannot fail in a file that goes on to be used.
answer_or_stop({error, Reason} = Reply, _) -> {stop, Reason, Reply};
answer_or_stop(Reply, S) -> {reply, Reply, S}.

%%% What `file` asks.

file_request({advise, Offset, Length, Advice}, S) ->
    answer_or_stop(prim_file:advise(S#state.fd, Offset, Length, Advice), S);
file_request({allocate, Offset, Length}, S) ->
    {reply, prim_file:allocate(S#state.fd, Offset, Length), S};
file_request({pread, At, Size}, S) ->
    case moved(At, S) of
        {{ok, _}, Moved} -> data(guarded_io({get_chars, latin1, '', Size}, Moved));
        {Error, _} -> {error, Error, S}
    end;
file_request({pwrite, At, Data}, S) ->
    case moved(At, S) of
        {{ok, _}, Moved} -> put_chars(Data, latin1, Moved);
        {Error, _} -> {error, Error, S}
    end;
file_request(datasync, S) -> answer_or_stop(prim_file:datasync(S#state.fd), S);
file_request(sync, S) -> answer_or_stop(prim_file:sync(S#state.fd), S);
file_request(close, S) ->
    case prim_file:close(S#state.fd) of
        {error, Reason} = Error -> {stop, Reason, Error};
        Reply -> {stop, normal, Reply}
    end;
file_request({position, At}, S) ->
    {Reply, Moved} = moved(At, S),
    answer(Reply, Moved);
file_request(truncate, S) ->
    answer_or_stop(prim_file:truncate(S#state.fd), S#state{ahead = <<>>});
file_request({read_handle_info, Options}, S) ->
    answer_or_stop(prim_file:read_handle_info(S#state.fd, Options), S);
file_request(Unknown, S) -> {error, {error, {request, Unknown}}, S}.

data({reply, Data, S}) when is_list(Data); is_binary(Data) -> {reply, {ok, Data}, S};
data(Other) -> Other.

%% The reader is behind the file by what was read ahead.
moved(cur, S) -> moved({cur, 0}, S);
moved({cur, 0}, #state{ahead = <<>>} = S) -> {prim_file:position(S#state.fd, cur), S};
moved({cur, Offset}, #state{ahead = Ahead} = S) when is_integer(Offset) ->
    to({cur, Offset - byte_size(Ahead)}, S);
moved(At, S) -> to(At, S).

to(At, S) ->
    case prim_file:position(S#state.fd, At) of
        {error, _} = Error -> {Error, S};
        Reply -> {Reply, S#state{ahead = <<>>}}
    end.

%%% The protocol of input and output.

guarded_io(Request, S) ->
    try io_request(Request, S)
    catch throw:{stop, Reason, Reply} -> {stop, Reason, Reply}
    end.

io_request({put_chars, Encoding, Chars}, #state{ahead = <<>>} = S) ->
    put_chars(Chars, Encoding, S);
io_request({put_chars, Encoding, Chars}, S) ->
    case moved(cur, S) of
        {{error, Reason} = Error, _} -> {stop, Reason, Error};
        {_, Moved} -> put_chars(Chars, Encoding, Moved)
    end;
io_request({put_chars, Encoding, M, F, A}, S) ->
    try apply(M, F, A) of
        Chars when is_list(Chars); is_binary(Chars) ->
            io_request({put_chars, Encoding, Chars}, S);
        _ -> {error, {error, F}, S}
    catch
        _:_ -> {error, {error, F}, S}
    end;
io_request({get_until, Encoding, _, M, F, A}, S) ->
    get_until(fun(Before, Data) -> apply(M, F, [Before, Data | A]) end, {F, A}, [], Encoding, S);
io_request({get_chars, Encoding, _, N}, S) when is_integer(N), N >= 0 ->
    get_chars(N, Encoding, S);
io_request({get_chars, _, _, _}, S) -> {error, {error, get_chars}, S};
io_request({get_line, Encoding, _}, S) -> get_line(Encoding, 0, S);
io_request({setopts, Options}, S) when is_list(Options) -> set_options(Options, S);
io_request(getopts, #state{form = Form, encoding = E} = S) ->
    {reply, [{binary, Form =:= binary}, {encoding, E}], S};
%% As nodes before R13 ask.
io_request({put_chars, Chars}, S) -> io_request({put_chars, latin1, Chars}, S);
io_request({put_chars, M, F, A}, S) -> io_request({put_chars, latin1, M, F, A}, S);
io_request({get_until, Prompt, M, F, A}, S) ->
    io_request({get_until, latin1, Prompt, M, F, A}, S);
io_request({get_chars, Prompt, N}, S) -> io_request({get_chars, latin1, Prompt, N}, S);
io_request({get_line, Prompt}, S) -> io_request({get_line, latin1, Prompt}, S);
io_request({requests, Requests}, S) when is_list(Requests) -> all(Requests, {reply, ok, S});
io_request(Unknown, S) -> {error, {error, {request, Unknown}}, S}.

%% As long as they succeed.
all([Request | Requests], {reply, _, S}) -> all(Requests, io_request(Request, S));
all(_, Result) -> Result.

set_options(Options, S) ->
    Plain = proplists:unfold(proplists:substitute_negations([{list, binary}],
                                                            [named_option(O) || O <- Options])),
    case lists:all(fun({K, _}) -> K =:= binary orelse K =:= encoding end, Plain) of
        false -> {error, {error, enotsup}, S};
        true ->
            try encoding(proplists:get_value(encoding, Plain, S#state.encoding)) of
                E -> {reply, ok, S#state{encoding = E, form = form(Plain, S#state.form)}}
            catch
                throw:badarg -> {error, {error, badarg}, S}
            end
    end.

named_option(E) when E =:= latin1; E =:= unicode -> {encoding, E};
named_option(Other) -> Other.

form(Options, Before) ->
    case proplists:get_value(binary, Options) of
        true -> binary;
        false -> list;
        undefined -> Before
    end.

put_chars(Chars, latin1, #state{encoding = latin1} = S) ->
    answer_or_stop(prim_file:write(S#state.fd, Chars), S#state{ahead = <<>>});
put_chars(Chars, From, #state{encoding = To} = S) ->
    case unicode:characters_to_binary(Chars, From, To) of
        Bytes when is_binary(Bytes) ->
            answer_or_stop(prim_file:write(S#state.fd, Bytes), S#state{ahead = <<>>});
        _ -> {stop, no_translation, {error, {no_translation, From, To}}}
    end.

%%% Reading.

%% {Bytes, State}, or eof.
more(Wanted, #state{fd = Fd, form = Form} = S) ->
    Least = if Form =:= binary -> ?READ_BINARY; true -> ?READ_LIST end,
    case prim_file:read(Fd, max(Wanted, Least)) of
        {ok, Bytes} -> {Bytes, S};
        eof -> eof;
        {error, Reason} = Error -> throw({stop, Reason, Error})
    end.

%% What a reader gets of bytes of the file.
given(Bytes, _, #state{form = list, encoding = latin1}) -> binary_to_list(Bytes);
given(Bytes, latin1, #state{form = binary, encoding = latin1}) -> Bytes;
given(Bytes, To, #state{form = Form, encoding = From}) ->
    case unicode:characters_to_binary(Bytes, From, To) of
        Good when is_binary(Good), Form =:= binary -> Good;
        Good when is_binary(Good) -> unicode:characters_to_list(Good, To);
        _ -> no_translation(From, To)
    end.

no_translation(From, To) ->
    Reason = {no_translation, From, To},
    throw({stop, Reason, {error, Reason}}).

get_chars(0, Encoding, S) -> {reply, given(<<>>, Encoding, S), S};
get_chars(N, Encoding, #state{ahead = Ahead} = S) ->
    case place_behind(N, Ahead, S#state.encoding) of
        {enough, Size} ->
            <<Taken:Size/binary, Rest/binary>> = Ahead,
            {reply, given(Taken, Encoding, S), S#state{ahead = Rest}};
        {missing, Count} ->
            case more(Count * width(S#state.encoding), S) of
                {Bytes, Read} ->
                    get_chars(N, Encoding, Read#state{ahead = <<Ahead/binary, Bytes/binary>>});
                eof when Ahead =:= <<>> -> {reply, eof, S};
                eof -> {reply, given(Ahead, Encoding, S), S#state{ahead = <<>>}}
            end
    end.

width(latin1) -> 1;
width(_) -> 4.

%% Where so many characters end: {enough, Bytes}, or {missing, Characters}.
place_behind(N, Bytes, latin1) when byte_size(Bytes) >= N -> {enough, N};
place_behind(N, Bytes, latin1) -> {missing, N - byte_size(Bytes)};
place_behind(N, Bytes, Encoding) ->
    %% As in OTP, what is read ahead must be text, too.
    case unicode:characters_to_binary(Bytes, Encoding, Encoding) of
        {error, _, _} -> throw({stop, invalid_unicode, {error, invalid_unicode}});
        _ -> place_behind(N, Bytes, Encoding, byte_size(Bytes))
    end.

place_behind(0, Bytes, _, All) -> {enough, All - byte_size(Bytes)};
place_behind(N, Bytes, Encoding, All) ->
    case first_character(Bytes, Encoding) of
        {_, Rest} -> place_behind(N - 1, Rest, Encoding, All);
        none -> {missing, N}
    end.

first_character(<<C/utf8, Rest/binary>>, unicode) -> {C, Rest};
first_character(<<C/utf16, Rest/binary>>, {utf16, big}) -> {C, Rest};
first_character(<<C/utf16-little, Rest/binary>>, {utf16, little}) -> {C, Rest};
first_character(<<C/utf32, Rest/binary>>, {utf32, big}) -> {C, Rest};
first_character(<<C/utf32-little, Rest/binary>>, {utf32, little}) -> {C, Rest};
first_character(_, _) -> none.

%% Searched: bytes ahead that hold no line feed.
get_line(Encoding, Searched, #state{ahead = Ahead} = S) ->
    case line_end(Ahead, Searched, S#state.encoding) of
        {Size, Behind} ->
            <<Line:Size/binary, _:Behind/binary, Rest/binary>> = Ahead,
            Feed = unicode:characters_to_binary("\n", unicode, S#state.encoding),
            Whole = <<Line/binary, Feed/binary>>,
            {reply, given(Whole, Encoding, S), S#state{ahead = Rest}};
        none ->
            case more(0, S) of
                {Bytes, Read} ->
                    get_line(Encoding, max(byte_size(Ahead) - 1, 0),
                             Read#state{ahead = <<Ahead/binary, Bytes/binary>>});
                eof when Ahead =:= <<>> -> {reply, eof, S};
                eof -> {reply, given(Ahead, Encoding, S), S#state{ahead = <<>>}}
            end
    end.

%% {bytes before the end of the line, bytes of the end}.
line_end(Bytes, Searched, Encoding) when Encoding =:= latin1; Encoding =:= unicode ->
    Scope = {Searched, byte_size(Bytes) - Searched},
    case binary:match(Bytes, <<"\n">>, [{scope, Scope}]) of
        {At, 1} when At > 0 ->
            case binary:at(Bytes, At - 1) of
                $\r -> {At - 1, 2};
                _ -> {At, 1}
            end;
        {0, 1} -> {0, 1};
        nomatch -> none
    end;
line_end(Bytes, _, Encoding) -> line_end(Bytes, Encoding, none, byte_size(Bytes)).

%% Before: the character in front, and where it starts.
line_end(Bytes, Encoding, Before, All) ->
    At = All - byte_size(Bytes),
    case {first_character(Bytes, Encoding), Before} of
        {none, _} -> none;
        {{$\n, Rest}, {$\r, Start}} -> {Start, All - byte_size(Rest) - Start};
        {{$\n, Rest}, _} -> {At, All - byte_size(Rest) - At};
        {{C, Rest}, _} -> line_end(Rest, Encoding, {C, At}, All)
    end.

%% Step is given what it returned and more characters, until it is done. What: for reports.
get_until(Step, What, Before, Encoding, #state{ahead = <<>>} = S) ->
    case more(0, S) of
        {Bytes, Read} -> get_until(Step, What, Before, Encoding, Read#state{ahead = Bytes});
        eof -> stepped(Step, What, Before, eof, <<>>, Encoding, S)
    end;
get_until(Step, What, Before, Encoding, #state{ahead = Ahead} = S) ->
    case unicode:characters_to_list(Ahead, S#state.encoding) of
        Chars when is_list(Chars) -> stepped(Step, What, Before, Chars, <<>>, Encoding, S);
        {_, [_ | _] = Chars, Rest} ->
            stepped(Step, What, Before, Chars, iolist_to_binary(Rest), Encoding, S);
        {error, _, _} -> invalid_unicode(What, Before);
        {incomplete, _, _} ->
            case more(0, S) of
                {Bytes, Read} ->
                    get_until(Step, What, Before, Encoding,
                              Read#state{ahead = <<Ahead/binary, Bytes/binary>>});
                eof -> invalid_unicode(What, Before)
            end
    end.

stepped(Step, {F, _} = What, Before, Chars, Rest, Encoding, S) ->
    try Step(Before, Chars) of
        {done, Result, Left} ->
            {reply, until_result(Result, Encoding, S), S#state{ahead = left(Left, Rest, S)}};
        {more, Next} -> get_until(Step, What, Next, Encoding, S#state{ahead = Rest});
        _ -> {stop, {bad_return, F}, {error, F}}
    catch
        _:Reason -> {stop, Reason, {error, F}}
    end.

left(Left, Rest, S) when is_list(Left) ->
    Bytes = unicode:characters_to_binary(Left, unicode, S#state.encoding),
    <<Bytes/binary, Rest/binary>>;
left(_, Rest, _) -> Rest.

until_result(Result, Encoding, #state{form = binary}) when is_list(Result) ->
    unicode:characters_to_binary(Result, unicode, Encoding);
until_result(Result, _, _) -> Result.

%% With the place, if a scanner knows it.
invalid_unicode({F, _}, Before) ->
    try erl_scan:continuation_location(Before) of
        Location ->
            {stop, invalid_unicode,
             {error, {Location, ?MODULE, invalid_unicode}, Location}}
    catch
        _:_ -> {stop, invalid_unicode, {error, F}}
    end.
