%% Talking to terminals and files by the protocol of input and output: a request is a message
%% {io_request, From, Ref, Request}, to which the device answers {io_reply, Ref, Reply}.
%%
%% A device is a pid, a registered name, or standard_io, the caller's group leader, which is also
%% meant where none is given. printable_range/0 is native.
%% OTP: stdlib, io. Differs: nodes older than R13, which know no Unicode, are not served.
-module(io).

-export([put_chars/1, put_chars/2, nl/0, nl/1, write/1, write/2]).
-export([format/1, format/2, format/3, fwrite/1, fwrite/2, fwrite/3]).
-export([get_chars/2, get_chars/3, get_line/1, get_line/2, get_password/0, get_password/1]).
-export([fread/2, fread/3, read/1, read/2, read/3, read/4]).
-export([scan_erl_exprs/1, scan_erl_exprs/2, scan_erl_exprs/3, scan_erl_exprs/4]).
-export([scan_erl_form/1, scan_erl_form/2, scan_erl_form/3, scan_erl_form/4]).
-export([parse_erl_exprs/1, parse_erl_exprs/2, parse_erl_exprs/3, parse_erl_exprs/4]).
-export([parse_erl_form/1, parse_erl_form/2, parse_erl_form/3, parse_erl_form/4]).
-export([columns/0, columns/1, rows/0, rows/1, getopts/0, getopts/1, setopts/1, setopts/2]).
-export([request/1, request/2, requests/1, requests/2]).

%%% Writing: the answer is ok, and what fails is an error of the function that was called, with its
%%% arguments and the cause, from which erl_stdlib_errors makes words.

-define(WRITE(Device, Request, Args),
        case written(Device, Request) of
            {failed, Reason, Cause} ->
                erlang:error(Reason, Args,
                             [{error_info, #{cause => Cause, module => erl_stdlib_errors}}]);
            Reply ->
                Reply
        end).

put_chars(Chars) -> ?WRITE(group_leader(), {put_chars, unicode, Chars}, [Chars]).

put_chars(Device, Chars) -> ?WRITE(Device, {put_chars, unicode, Chars}, [Device, Chars]).

nl() -> ?WRITE(group_leader(), nl, []).

nl(Device) -> ?WRITE(Device, nl, [Device]).

write(Term) -> ?WRITE(group_leader(), {write, Term}, [Term]).

write(Device, Term) -> ?WRITE(Device, {write, Term}, [Device, Term]).

format(Format) -> ?WRITE(group_leader(), {format, Format, []}, [Format]).

format(Format, Args) -> ?WRITE(group_leader(), {format, Format, Args}, [Format, Args]).

format(Device, Format, Args) -> ?WRITE(Device, {format, Format, Args}, [Device, Format, Args]).

fwrite(Format) -> ?WRITE(group_leader(), {format, Format, []}, [Format]).

fwrite(Format, Args) -> ?WRITE(group_leader(), {format, Format, Args}, [Format, Args]).

fwrite(Device, Format, Args) -> ?WRITE(Device, {format, Format, Args}, [Device, Format, Args]).

written(Device, Request) ->
    case exchange(Device, prepared(Request)) of
        {failed, Fault} -> {failed, reason(Fault), {io, Fault}};
        {reply, {error, Fault}} -> {failed, reason(Fault), {device, Fault}};
        {reply, Reply} -> Reply
    end.

reason(terminated) -> terminated;
reason(calling_self) -> calling_self;
reason({no_translation, _, _}) -> no_translation;
reason(_) -> badarg.

%%% Reading: the answer is what the device says, {error, Reason} and eof among it.

get_chars(Prompt, Count) -> get_chars(group_leader(), Prompt, Count).

get_chars(Device, Prompt, Count) when is_integer(Count), Count >= 0 ->
    request(Device, {get_chars, unicode, Prompt, Count}).

get_line(Prompt) -> get_line(group_leader(), Prompt).

get_line(Device, Prompt) -> request(Device, {get_line, unicode, Prompt}).

get_password() -> get_password(group_leader()).

get_password(Device) -> request(Device, {get_password, unicode}).

fread(Prompt, Format) -> fread(group_leader(), Prompt, Format).

fread(Device, Prompt, Format) -> request(Device, {fread, Prompt, Format}).

%% Reads a term; without a location the answer holds none.
read(Prompt) -> read(group_leader(), Prompt).

read(Device, Prompt) ->
    case tokens(Device, Prompt, [1]) of
        {ok, Tokens, _} -> erl_parse:parse_term(Tokens);
        {error, Error, _} -> {error, Error};
        {eof, _} -> eof;
        Other -> Other
    end.

read(Device, Prompt, Location) -> read(Device, Prompt, Location, []).

read(Device, Prompt, Location, Options) ->
    parsed(tokens(Device, Prompt, [Location, Options]), fun erl_parse:parse_term/1).

scan_erl_exprs(Prompt) -> scan_erl_exprs(group_leader(), Prompt).

scan_erl_exprs(Device, Prompt) -> scan_erl_exprs(Device, Prompt, 1).

scan_erl_exprs(Device, Prompt, Location) -> scan_erl_exprs(Device, Prompt, Location, []).

scan_erl_exprs(Device, Prompt, Location, Options) -> tokens(Device, Prompt, [Location, Options]).

scan_erl_form(Prompt) -> scan_erl_form(group_leader(), Prompt).

scan_erl_form(Device, Prompt) -> scan_erl_form(Device, Prompt, 1).

scan_erl_form(Device, Prompt, Location) -> scan_erl_form(Device, Prompt, Location, []).

scan_erl_form(Device, Prompt, Location, Options) -> tokens(Device, Prompt, [Location, Options]).

parse_erl_exprs(Prompt) -> parse_erl_exprs(group_leader(), Prompt).

parse_erl_exprs(Device, Prompt) -> parse_erl_exprs(Device, Prompt, 1).

parse_erl_exprs(Device, Prompt, Location) -> parse_erl_exprs(Device, Prompt, Location, []).

parse_erl_exprs(Device, Prompt, Location, Options) ->
    parsed(tokens(Device, Prompt, [Location, Options]), fun erl_parse:parse_exprs/1).

parse_erl_form(Prompt) -> parse_erl_form(group_leader(), Prompt).

parse_erl_form(Device, Prompt) -> parse_erl_form(Device, Prompt, 1).

parse_erl_form(Device, Prompt, Location) -> parse_erl_form(Device, Prompt, Location, []).

parse_erl_form(Device, Prompt, Location, Options) ->
    parsed(tokens(Device, Prompt, [Location, Options]), fun erl_parse:parse_form/1).

%% Up to a dot; the device scans, as only it knows where its text ends.
tokens(Device, Prompt, Args) ->
    request(Device, {get_until, unicode, Prompt, erl_scan, tokens, Args}).

parsed({ok, Tokens, End}, Parse) ->
    case Parse(Tokens) of
        {ok, Parsed} -> {ok, Parsed, End};
        {error, Error} -> {error, Error, End}
    end;
parsed(Other, _) ->
    Other.

%%% The terminal.

columns() -> columns(group_leader()).

columns(Device) -> geometry(Device, columns).

rows() -> rows(group_leader()).

rows(Device) -> geometry(Device, rows).

geometry(Device, What) ->
    case request(Device, {get_geometry, What}) of
        N when is_integer(N), N > 0 -> {ok, N};
        _ -> {error, enotsup}
    end.

getopts() -> getopts(group_leader()).

getopts(Device) -> request(Device, getopts).

setopts(Options) -> setopts(group_leader(), Options).

setopts(Device, Options) -> request(Device, {setopts, Options}).

%%% Requests.

request(Request) -> request(group_leader(), Request).

request(Device, Request) -> answer(exchange(Device, prepared(Request))).

%% Several at once; nobody else's come between. The answer is the last one's, or the first error.
requests(Requests) -> requests(group_leader(), Requests).

requests(Device, Requests) -> answer(exchange(Device, {requests, all_prepared(Requests)})).

answer({reply, Reply}) -> Reply;
answer({failed, Fault}) -> {error, Fault}.

%% What a device understands in place of what is only short for it. Text goes as one binary, which
%% is not copied to another process.
prepared({write, Term}) -> {put_chars, unicode, io_lib, write, [Term]};
prepared({format, Format, Args}) -> {put_chars, unicode, io_lib, format, [Format, Args]};
prepared({fwrite, Format, Args}) -> {put_chars, unicode, io_lib, fwrite, [Format, Args]};
prepared({fread, Prompt, Format}) -> {get_until, unicode, Prompt, io_lib, fread, [Format]};
prepared(nl) -> {put_chars, unicode, "\n"};
prepared({put_chars, Encoding, Chars} = Request) when is_list(Chars) ->
    try unicode:characters_to_binary(Chars, Encoding) of
        Text when is_binary(Text) -> {put_chars, unicode, Text};
        _ -> Request
    catch
        error:_ -> Request
    end;
prepared(Request) -> Request.

all_prepared([{requests, Inner} | Requests]) -> all_prepared(Inner) ++ all_prepared(Requests);
all_prepared([Request | Requests]) -> [prepared(Request) | all_prepared(Requests)];
all_prepared([]) -> [].

%% Returns {reply, Reply}, or {failed, arguments | calling_self | terminated}: there is no such
%% device, it is the caller, it ended without an answer.
exchange(standard_io, Request) ->
    exchange(group_leader(), Request);
exchange(Device, Request) when is_atom(Device) ->
    case whereis(Device) of
        undefined -> {failed, arguments};
        Pid -> exchange(Pid, Request)
    end;
exchange(Device, _) when Device =:= self() ->
    {failed, calling_self};
exchange(Device, Request) when is_pid(Device) ->
    Ref = monitor(process, Device),
    Device ! {io_request, self(), Ref, Request},
    receive
        {io_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            {reply, Reply};
        {'DOWN', Ref, _, _, _} ->
            %% To one who is linked to the device and traps exits this was said already.
            receive {'EXIT', Device, _} -> ok after 0 -> ok end,
            {failed, terminated}
    end.
