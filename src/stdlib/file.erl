%% Files and folders. An opened file is a process (file_io_server), or a record when it is raw.
%% OTP: kernel, file. Differs: names are UTF-8 whatever the locale; list_dir/1 leaves out a name
%% that is not without a word in the log; sendfile goes through the node's memory.
-module(file).

-export([open/2, close/1, advise/4, allocate/3, read/2, read_line/1, pread/2, pread/3, write/2,
         pwrite/2, pwrite/3, datasync/1, sync/1, position/2, truncate/1, copy/2, copy/3,
         copy_opened/3, ipread_s32bu_p32bu/3, ipread_s32bu_p32bu_int/3, sendfile/2, sendfile/5]).
-export([read_file/1, write_file/2, write_file/3, list_dir/1, list_dir_all/1, read_file_info/1,
         read_file_info/2, raw_read_file_info/1, read_link_info/1, read_link_info/2,
         write_file_info/2, write_file_info/3, raw_write_file_info/2, read_link/1,
         read_link_all/1, make_link/2, make_symlink/2, rename/2, make_dir/1, del_dir/1,
         del_dir_r/1, delete/1, delete/2, altname/1, change_mode/2, change_owner/2,
         change_owner/3, change_group/2, change_time/2, change_time/3, get_cwd/0, get_cwd/1,
         set_cwd/1]).
-export([consult/1, path_consult/2, eval/1, eval/2, path_eval/2, path_eval/3, script/1, script/2,
         path_script/2, path_script/3, path_open/3]).
-export([format_error/1, pid2name/1, native_name_encoding/0]).

-record(file_descriptor, {module, data}).

-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device,
                    minor_device, inode, uid, gid}).

%% What one step of a copy moves, in bytes.
-define(COPIED_AT_ONCE, 65536).
%% What one step of sendfile moves at most.
-define(SENT_AT_ONCE, (1 bsl 20)).

native_name_encoding() -> utf8.

format_error({_, ?MODULE, undefined_script}) -> "no value returned from script";
format_error({Line, ?MODULE, {Class, Reason, Stack}}) ->
    io_lib:format("~w: evaluation failed with reason ~w:~w and stacktrace ~w",
                  [Line, Class, Reason, Stack]);
format_error({Line, ?MODULE, {Reason, Stack}}) ->
    io_lib:format("~w: evaluation failed with reason ~w and stacktrace ~w", [Line, Reason, Stack]);
format_error({Line, Module, Reason}) ->
    io_lib:format("~w: ~ts", [Line, Module:format_error(Reason)]);
format_error(badarg) -> "bad argument";
format_error(system_limit) -> "a system limit was hit, probably not enough ports";
format_error(terminated) -> "the file server process is terminated";
format_error(Error) -> erl_posix_msg:message(Error).

pid2name(Pid) when is_pid(Pid) -> file_io_server:name(Pid).

%%% Names.

%% A name as a list of characters, or a binary; Use is called with it.
named(Name, Use) ->
    try flat_name(Name) of
        Flat -> Use(Flat)
    catch
        throw:badarg -> {error, badarg}
    end.

named(First, Second, Use) ->
    named(First, fun(A) -> named(Second, fun(B) -> Use(A, B) end) end).

flat_name(Name) when is_binary(Name) -> Name;
flat_name(Name) -> flat(Name).

flat([C | Rest]) when is_integer(C) -> [C | flat(Rest)];
flat([Part | Rest]) -> flat(Part) ++ flat(Rest);
flat([]) -> [];
flat(Name) when is_atom(Name) -> atom_to_list(Name);
flat(_) -> throw(badarg).

get_cwd() -> prim_file:get_cwd().
get_cwd(Drive) -> named(Drive, fun prim_file:get_cwd/1).
set_cwd(Name) -> named(Name, fun prim_file:set_cwd/1).
delete(Name) -> named(Name, fun prim_file:delete/1).
delete(Name, Options) when is_list(Options) -> delete(Name).
rename(From, To) -> named(From, To, fun prim_file:rename/2).
make_dir(Name) -> named(Name, fun prim_file:make_dir/1).
del_dir(Name) -> named(Name, fun prim_file:del_dir/1).
list_dir(Name) -> named(Name, fun prim_file:list_dir/1).
list_dir_all(Name) -> named(Name, fun prim_file:list_dir_all/1).
read_file(Name) -> named(Name, fun prim_file:read_file/1).
make_link(Old, New) -> named(Old, New, fun prim_file:make_link/2).
make_symlink(Old, New) -> named(Old, New, fun prim_file:make_symlink/2).
read_link(Name) -> named(Name, fun prim_file:read_link/1).
read_link_all(Name) -> named(Name, fun prim_file:read_link_all/1).
altname(Name) -> named(Name, fun(_) -> {error, enotsup} end).

del_dir_r(Name) ->
    case read_link_info(Name) of
        {ok, #file_info{type = directory}} ->
            case list_dir_all(Name) of
                {ok, Names} -> lists:foreach(fun(N) -> del_dir_r(filename:join(Name, N)) end, Names);
                {error, _} -> ok
            end,
            del_dir(Name);
        {ok, _} -> delete(Name);
        Error -> Error
    end.

read_file_info(File) -> read_file_info(File, []).

read_file_info(File, Options) when is_pid(File), is_list(Options) ->
    ask(File, {read_handle_info, Options});
read_file_info(#file_descriptor{module = Module} = Fd, Options) when is_list(Options) ->
    Module:read_handle_info(Fd, Options);
read_file_info(Name, Options) when is_list(Options) ->
    named(Name, fun(N) -> prim_file:read_file_info(N, Options) end).

read_link_info(Name) -> read_link_info(Name, []).

read_link_info(Name, Options) when is_list(Options) ->
    named(Name, fun(N) -> prim_file:read_link_info(N, Options) end).

raw_read_file_info(Name) -> read_file_info(Name, [raw]).

write_file_info(Name, #file_info{} = Info) -> write_file_info(Name, Info, []).

write_file_info(Name, #file_info{} = Info, Options) when is_list(Options) ->
    named(Name, fun(N) -> prim_file:write_file_info(N, Info, Options) end).

raw_write_file_info(Name, #file_info{} = Info) -> write_file_info(Name, Info, [raw]).

change_mode(Name, Mode) when is_integer(Mode) -> write_file_info(Name, #file_info{mode = Mode}).

change_owner(Name, Owner) when is_integer(Owner) ->
    write_file_info(Name, #file_info{uid = Owner}).

change_owner(Name, Owner, Group) when is_integer(Owner), is_integer(Group) ->
    write_file_info(Name, #file_info{uid = Owner, gid = Group}).

change_group(Name, Group) when is_integer(Group) -> write_file_info(Name, #file_info{gid = Group}).

-define(IS_TIME(Y, Mo, D, H, Mi, S),
        is_integer(Y), is_integer(Mo), is_integer(D), is_integer(H), is_integer(Mi),
        is_integer(S)).

change_time(Name, {{Y, Mo, D}, {H, Mi, S}} = Time) when ?IS_TIME(Y, Mo, D, H, Mi, S) ->
    write_file_info(Name, #file_info{mtime = Time}).

change_time(Name, {{Y, Mo, D}, {H, Mi, S}} = Accessed, {{Y2, Mo2, D2}, {H2, Mi2, S2}} = Modified)
  when ?IS_TIME(Y, Mo, D, H, Mi, S), ?IS_TIME(Y2, Mo2, D2, H2, Mi2, S2) ->
    write_file_info(Name, #file_info{atime = Accessed, mtime = Modified}).

write_file(Name, Data) ->
    named(Name, fun(N) ->
        case bytes(Data) of
            Bytes when is_binary(Bytes) -> prim_file:write_file(N, Bytes);
            Error -> Error
        end
    end).

write_file(Name, Data, Modes) when is_list(Modes) ->
    case bytes(Data) of
        Bytes when is_binary(Bytes) ->
            case open(Name, [binary, write | Modes]) of
                {ok, File} -> closed(File, write(File, Bytes));
                Error -> Error
            end;
        Error -> Error
    end.

bytes(Data) when is_binary(Data) -> Data;
bytes(Data) ->
    try iolist_to_binary(Data)
    catch error:Reason -> {error, Reason}
    end.

closed(File, ok) -> close(File);
closed(File, Result) ->
    _ = close(File),
    Result.

%%% Opened files.

open(Item, Modes) when is_list(Modes) ->
    case {lists:member(raw, Modes), lists:member(ram, Modes)} of
        {true, true} -> erlang:error(badarg, [Item, Modes]);
        {false, true} -> ram_file:open(Item, Modes);
        {true, false} -> named(Item, fun(Name) -> prim_file:open(Name, Modes) end);
        {false, false} -> named(Item, fun(Name) -> file_io_server:start(self(), Name, Modes) end)
    end;
open(Item, Mode) -> open(Item, modes(Mode)).

%% What a single mode stands for.
modes(read) -> [read];
modes(write) -> [write];
modes(read_write) -> [read, write];
modes({binary, Mode}) when is_atom(Mode) -> [binary | modes(Mode)];
modes({character, Mode}) when is_atom(Mode) -> modes(Mode);
modes(_) -> [{error, badarg}].

%% Asks the process of a file.
ask(File, Request) ->
    Ref = monitor(process, File),
    File ! {file_request, self(), Ref, Request},
    receive
        {file_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, _, _, _} -> {error, terminated}
    end.

close(File) when is_pid(File) ->
    case ask(File, close) of
        {error, terminated} -> ok;
        Reply -> Reply
    end;
close(#file_descriptor{module = Module} = Fd) -> Module:close(Fd);
close(_) -> {error, badarg}.

advise(File, Offset, Length, Advice) when is_pid(File) ->
    ask(File, {advise, Offset, Length, Advice});
advise(#file_descriptor{module = Module} = Fd, Offset, Length, Advice) ->
    Module:advise(Fd, Offset, Length, Advice);
advise(_, _, _, _) -> {error, badarg}.

allocate(File, Offset, Length) when is_pid(File) -> ask(File, {allocate, Offset, Length});
allocate(#file_descriptor{module = Module} = Fd, Offset, Length) ->
    Module:allocate(Fd, Offset, Length).

read(File, Size) when is_pid(File) orelse is_atom(File), is_integer(Size), Size >= 0 ->
    data(io:request(File, {get_chars, latin1, '', Size}));
read(#file_descriptor{module = Module} = Fd, Size) when is_integer(Size), Size >= 0 ->
    Module:read(Fd, Size);
read(_, _) -> {error, badarg}.

read_line(File) when is_pid(File); is_atom(File) -> data(io:request(File, {get_line, latin1, ''}));
read_line(#file_descriptor{module = Module} = Fd) -> Module:read_line(Fd);
read_line(_) -> {error, badarg}.

data(Data) when is_list(Data); is_binary(Data) -> {ok, Data};
data(Other) -> Other.

pread(File, Wanted) when is_pid(File), is_list(Wanted) -> pread_all(File, Wanted, []);
pread(#file_descriptor{module = Module} = Fd, Wanted) when is_list(Wanted) ->
    Module:pread(Fd, Wanted);
pread(_, _) -> {error, badarg}.

pread_all(_, [], Read) -> {ok, lists:reverse(Read)};
pread_all(File, [{At, Size} | Wanted], Read) when is_integer(Size), Size >= 0 ->
    case pread(File, At, Size) of
        {ok, Data} -> pread_all(File, Wanted, [Data | Read]);
        eof -> pread_all(File, Wanted, [eof | Read]);
        Error -> Error
    end;
pread_all(_, _, _) -> {error, badarg}.

pread(File, At, Size) when is_pid(File), is_integer(Size), Size >= 0 ->
    ask(File, {pread, At, Size});
pread(#file_descriptor{module = Module} = Fd, At, Size) when is_integer(Size), Size >= 0 ->
    Module:pread(Fd, At, Size);
pread(_, _, _) -> {error, badarg}.

write(File, Data) when is_pid(File); is_atom(File) ->
    case bytes(Data) of
        Bytes when is_binary(Bytes) -> io:request(File, {put_chars, latin1, Bytes});
        Error -> Error
    end;
write(#file_descriptor{module = Module} = Fd, Data) -> Module:write(Fd, Data);
write(_, _) -> {error, badarg}.

pwrite(File, Parts) when is_pid(File), is_list(Parts) -> pwrite_all(File, Parts, 0);
pwrite(#file_descriptor{module = Module} = Fd, Parts) when is_list(Parts) ->
    Module:pwrite(Fd, Parts);
pwrite(_, _) -> {error, badarg}.

pwrite_all(_, [], _) -> ok;
pwrite_all(File, [{At, Data} | Parts], Done) ->
    case pwrite(File, At, Data) of
        ok -> pwrite_all(File, Parts, Done + 1);
        {error, Reason} -> {error, {Done, Reason}}
    end;
pwrite_all(_, _, _) -> {error, badarg}.

pwrite(File, At, Data) when is_pid(File) -> ask(File, {pwrite, At, Data});
pwrite(#file_descriptor{module = Module} = Fd, At, Data) -> Module:pwrite(Fd, At, Data);
pwrite(_, _, _) -> {error, badarg}.

datasync(File) -> simple(File, datasync).
sync(File) -> simple(File, sync).
truncate(File) -> simple(File, truncate).

simple(File, Request) when is_pid(File) -> ask(File, Request);
simple(#file_descriptor{module = Module} = Fd, Request) -> Module:Request(Fd);
simple(_, _) -> {error, badarg}.

position(File, At) when is_pid(File) -> ask(File, {position, At});
position(#file_descriptor{module = Module} = Fd, At) -> Module:position(Fd, At);
position(_, _) -> {error, badarg}.

%%% Copies. Source and destination are opened files, names, or {Name, Modes}.

copy(From, To) -> copy(From, To, infinity).

copy(From, To, Length) when is_integer(Length), Length >= 0; is_atom(Length) ->
    with_opened(From, read, fun(Source) ->
        with_opened(To, write, fun(Target) -> copy_rest(Source, Target, Length, 0) end)
    end);
copy(_, _, _) -> {error, badarg}.

with_opened(File, _, Use) when is_pid(File); is_record(File, file_descriptor) -> Use(File);
with_opened({Name, Modes}, Mode, Use) when is_list(Modes) ->
    %% Both ends of a copy by name are binary, as nobody sees what is read.
    case open(Name, [Mode, binary | Modes]) of
        {ok, File} -> both(Use(File), close(File));
        Error -> Error
    end;
with_opened(Name, Mode, Use) -> with_opened({Name, []}, Mode, Use).

both({ok, _} = Result, ok) -> Result;
both({ok, _}, Error) -> Error;
both(Error, _) -> Error.

copy_opened(From, To, Length)
  when is_integer(Length) andalso Length >= 0 orelse is_atom(Length),
       is_pid(From) orelse is_record(From, file_descriptor),
       is_pid(To) orelse is_record(To, file_descriptor) ->
    copy_rest(From, To, Length, 0);
copy_opened(_, _, _) -> {error, badarg}.

%% An atom is greater than any number.
copy_rest(_, _, Length, Done) when Length =< 0 -> {ok, Done};
copy_rest(From, To, Length, Done) ->
    Wanted = min(Length, ?COPIED_AT_ONCE),
    case read(From, Wanted) of
        {ok, Data} ->
            Size = iolist_size(Data),
            case write(To, Data) of
                ok when Size < Wanted -> {ok, Done + Size};
                ok when is_atom(Length) -> copy_rest(From, To, Length, Done + Size);
                ok -> copy_rest(From, To, Length - Size, Done + Size);
                Error -> Error
            end;
        eof -> {ok, Done};
        Error -> Error
    end.

%% A pointer at Pos: size and place of what is meant, 32 bits each.
ipread_s32bu_p32bu(File, Pos, Max) when is_pid(File) -> ipread_s32bu_p32bu_int(File, Pos, Max);
ipread_s32bu_p32bu(#file_descriptor{module = Module} = Fd, Pos, Max) ->
    Module:ipread_s32bu_p32bu(Fd, Pos, Max);
ipread_s32bu_p32bu(_, _, _) -> {error, badarg}.

ipread_s32bu_p32bu_int(File, Pos, Max) when is_atom(Max) ->
    ipread_s32bu_p32bu_int(File, Pos, (1 bsl 31) - 1);
ipread_s32bu_p32bu_int(_, _, Max) when is_integer(Max), Max >= 1 bsl 31 -> {error, einval};
ipread_s32bu_p32bu_int(File, Pos, Max) when is_integer(Max), Max >= 0 ->
    case pread(File, Pos, 8) of
        {ok, Header} -> pointed(File, iolist_to_binary(Header), Max);
        Other -> Other
    end;
ipread_s32bu_p32bu_int(_, _, _) -> {error, badarg}.

pointed(_, <<0:32, At:32>>, _) -> {ok, {0, At, eof}};
pointed(File, <<Size:32, At:32>>, Max) when Size =< Max ->
    case pread(File, At, Size) of
        {ok, Data} -> {ok, {Size, At, Data}};
        eof -> {ok, {Size, At, eof}};
        Error -> Error
    end;
pointed(_, _, _) -> eof.

sendfile(Name, Socket) ->
    case open(Name, [read, raw, binary]) of
        {ok, Fd} ->
            Sent = sendfile(Fd, Socket, 0, 0, []),
            _ = close(Fd),
            Sent;
        Error -> Error
    end.

sendfile(#file_descriptor{} = Fd, Socket, Offset, Bytes, Options)
  when is_integer(Offset), is_integer(Bytes) ->
    try proplists:get_value(chunk_size, Options, ?SENT_AT_ONCE) of
        Part when is_integer(Part) ->
            Send = if
                       is_function(Socket, 1) -> Socket;
                       true -> fun(Data) -> gen_tcp:send(Socket, Data) end
                   end,
            {ok, _} = position(Fd, {bof, Offset}),
            %% 0: to the end of the file.
            Length = if Bytes =:= 0 -> infinity; true -> Bytes end,
            send_rest(Fd, Send, Length, min(Part, ?SENT_AT_ONCE), 0);
        _ -> {error, badarg}
    catch
        error:_ -> {error, badarg}
    end;
sendfile(_, _, _, _, _) -> {error, badarg}.

send_rest(_, _, 0, _, Sent) -> {ok, Sent};
send_rest(Fd, Send, Length, Part, Sent) ->
    case read(Fd, min(Length, Part)) of
        {ok, Data} ->
            case Send(Data) of
                ok when is_atom(Length) ->
                    send_rest(Fd, Send, Length, Part, Sent + iolist_size(Data));
                ok ->
                    Size = iolist_size(Data),
                    send_rest(Fd, Send, Length - Size, Part, Sent + Size);
                Error -> Error
            end;
        eof -> {ok, Sent};
        Error -> Error
    end.

%%% Files of terms and of expressions.

consult(Name) -> with_text(Name, fun consult_rest/1).

path_consult(Path, Name) -> with_found(Path, Name, fun consult_rest/1).

eval(Name) -> eval(Name, erl_eval:new_bindings()).
eval(Name, Bindings) -> with_text(Name, fun(File) -> evaluated(File, ignore, Bindings) end).

path_eval(Path, Name) -> path_eval(Path, Name, erl_eval:new_bindings()).
path_eval(Path, Name, Bindings) ->
    with_found(Path, Name, fun(File) -> evaluated(File, ignore, Bindings) end).

script(Name) -> script(Name, erl_eval:new_bindings()).
script(Name, Bindings) -> with_text(Name, fun(File) -> evaluated(File, return, Bindings) end).

path_script(Path, Name) -> path_script(Path, Name, erl_eval:new_bindings()).
path_script(Path, Name, Bindings) ->
    with_found(Path, Name, fun(File) -> evaluated(File, return, Bindings) end).

with_text(Name, Use) ->
    case open(Name, [read]) of
        {ok, File} -> use_text(File, Use);
        Error -> Error
    end.

with_found(Path, Name, Use) ->
    case path_open(Path, Name, [read]) of
        {ok, File, Full} ->
            case use_text(File, Use) of
                ok -> {ok, Full};
                {ok, Value} -> {ok, Value, Full};
                Error -> Error
            end;
        Error -> Error
    end.

use_text(File, Use) ->
    _ = epp:set_encoding(File),
    Result = Use(File),
    _ = close(File),
    Result.

consult_rest(File) -> consult_rest(File, 1, []).

consult_rest(File, Line, Terms) ->
    case io:read(File, '', Line) of
        {ok, Term, Next} -> consult_rest(File, Next, [Term | Terms]);
        {error, Error, _} -> {error, Error};
        {eof, _} -> {ok, lists:reverse(Terms)}
    end.

evaluated(File, Wanted, Bindings) ->
    {Last, End, Errors} = eval_rest(File, 1, none, [], Bindings),
    case {Wanted, Last, lists:reverse(Errors)} of
        {return, none, []} -> {error, {End, ?MODULE, undefined_script}};
        {return, {value, Value}, []} -> {ok, Value};
        {ignore, _, []} -> ok;
        {_, _, [First | _]} -> {error, First}
    end.

%% To the end of the file, whatever fails before.
eval_rest(File, Line, Last, Errors, Bindings) ->
    case io:parse_erl_exprs(File, '', Line) of
        {ok, Expressions, Next} ->
            try erl_eval:exprs(Expressions, Bindings) of
                {value, Value, Bound} -> eval_rest(File, Next, {value, Value}, Errors, Bound)
            catch
                Class:Reason:Stack ->
                    Error = {Next, ?MODULE, {Class, Reason, Stack}},
                    eval_rest(File, Next, Last, [Error | Errors], Bindings)
            end;
        {error, Error, Next} -> eval_rest(File, Next, Last, [Error | Errors], Bindings);
        {eof, End} -> {Last, End, Errors}
    end.

path_open(Path, Name, Modes) ->
    named(Name, fun(Flat) ->
        case filename:pathtype(Flat) of
            relative -> open_first(Path, Flat, Modes);
            _ ->
                case open(Name, Modes) of
                    {ok, File} -> {ok, File, Name};
                    Error -> Error
                end
        end
    end).

open_first([], _, _) -> {error, enoent};
open_first([Folder | Path], Name, Modes) ->
    named(Folder, fun(Flat) ->
        Full = if Flat =:= "." -> Name; true -> filename:join(Flat, Name) end,
        case open(Full, Modes) of
            {ok, File} -> {ok, File, Full};
            {error, Reason} when Reason =:= enoent; Reason =:= enotdir ->
                open_first(Path, Name, Modes);
            Error -> Error
        end
    end).
