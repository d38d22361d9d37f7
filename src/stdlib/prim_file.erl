%% Files without a process in between: raw files, and what takes names. OTP: kernel, file with the
%% option raw. Differs: what is written with delayed_write goes to the system at once; compressed
%% files are not read ({error, enotsup}).
-module(prim_file).

-export([open/2, open_memory/3, close/1, read/2, read_line/1, write/2, pread/2, pread/3, pwrite/2,
         pwrite/3, position/2, truncate/1, sync/1, datasync/1, advise/4, allocate/3, copy/3,
         ipread_s32bu_p32bu/3, read_handle_info/1, read_handle_info/2]).
-export([read_file/1, write_file/2, write_file/3, list_dir/1, list_dir_all/1, read_file_info/1,
         read_file_info/2, read_link_info/1, read_link_info/2, write_file_info/2,
         write_file_info/3, read_link/1, read_link_all/1, make_link/2, make_symlink/2, rename/2,
         make_dir/1, del_dir/1, delete/1, get_cwd/0, get_cwd/1, set_cwd/1]).

%% `data` of an opened file: #{handle, list}.
-record(file_descriptor, {module, data}).

-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device,
                    minor_device, inode, uid, gid}).

%% What read_ahead without a size fetches. OTP: 64 KiB.
-define(READ_AHEAD, 65536).

%%% Opened files.

open(Name, Modes) ->
    guarded(fun() ->
        case lists:all(fun is_mode/1, Modes) of
            false -> {error, badarg};
            true ->
                case lists:any(fun is_compressed/1, Modes) of
                    true -> {error, enotsup};
                    false -> opened(kith_file:open(Name, with_read(Modes), ahead(Modes)), Modes)
                end
        end
    end).

%% A file in memory, which Module serves.
open_memory(Module, Data, Modes) ->
    guarded(fun() ->
        case kith_file:open_memory(Data, Modes) of
            {ok, Handle} -> {ok, descriptor(Module, Handle, Modes)};
            Error -> Error
        end
    end).

opened({ok, Handle}, Modes) -> {ok, descriptor(?MODULE, Handle, Modes)};
opened(Error, _) -> Error.

descriptor(Module, Handle, Modes) ->
    List = not lists:member(binary, Modes),
    #file_descriptor{module = Module, data = #{handle => Handle, list => List}}.

is_mode({read_ahead, Size}) -> is_integer(Size) andalso Size >= 0;
is_mode({delayed_write, Size, Delay}) ->
    is_integer(Size) andalso Size >= 0 andalso is_integer(Delay) andalso Delay >= 0;
%% Atoms that mean nothing are let pass.
is_mode(Mode) -> is_atom(Mode).

is_compressed(Mode) -> Mode =:= compressed orelse Mode =:= compressed_one.

with_read(Modes) ->
    case lists:any(fun(M) -> lists:member(M, [write, append, exclusive]) end, Modes) of
        true -> Modes;
        false -> [read | Modes]
    end.

ahead(Modes) ->
    lists:foldl(fun(read_ahead, _) -> ?READ_AHEAD;
                   ({read_ahead, Size}, _) -> Size;
                   (_, Before) -> Before
                end, 0, Modes).

guarded(Call) ->
    try Call()
    catch error:badarg -> {error, badarg}
    end.

handle(#file_descriptor{data = #{handle := Handle}}) -> Handle.

%% What was read, as the file was opened to give it.
given({ok, Data}, #file_descriptor{data = #{list := true}}) -> {ok, binary_to_list(Data)};
given(Other, _) -> Other.

close(Fd) -> guarded(fun() -> kith_file:close(handle(Fd)) end).

read(Fd, Size) -> guarded(fun() -> given(kith_file:read(handle(Fd), Size), Fd) end).

read_line(Fd) -> guarded(fun() -> given(kith_file:read_line(handle(Fd)), Fd) end).

write(Fd, Data) -> guarded(fun() -> kith_file:write(handle(Fd), Data) end).

pread(Fd, Offset, Size) ->
    guarded(fun() -> given(kith_file:pread(handle(Fd), Offset, Size), Fd) end).

pread(Fd, Wanted) -> guarded(fun() -> pread_all(Fd, Wanted, []) end).

pread_all(_, [], Read) -> {ok, lists:reverse(Read)};
pread_all(Fd, [{Offset, Size} | Wanted], Read) ->
    case pread(Fd, Offset, Size) of
        {ok, Data} -> pread_all(Fd, Wanted, [Data | Read]);
        eof -> pread_all(Fd, Wanted, [eof | Read]);
        Error -> Error
    end;
pread_all(_, _, _) -> {error, badarg}.

pwrite(Fd, Offset, Data) -> guarded(fun() -> kith_file:pwrite(handle(Fd), Offset, Data) end).

pwrite(Fd, Parts) -> guarded(fun() -> pwrite_all(handle(Fd), Parts, 0) end).

pwrite_all(_, [], _) -> ok;
pwrite_all(Handle, [{Offset, Data} | Parts], Done) ->
    case kith_file:pwrite(Handle, Offset, Data) of
        ok -> pwrite_all(Handle, Parts, Done + 1);
        {error, Reason} -> {error, {Done, Reason}}
    end;
pwrite_all(_, _, _) -> {error, badarg}.

position(Fd, {From, Offset}) ->
    guarded(fun() -> kith_file:position(handle(Fd), From, Offset) end);
position(Fd, From) when is_atom(From) -> position(Fd, {From, 0});
position(Fd, Offset) -> position(Fd, {bof, Offset}).

truncate(Fd) -> guarded(fun() -> kith_file:truncate(handle(Fd)) end).
sync(Fd) -> guarded(fun() -> kith_file:sync(handle(Fd)) end).
datasync(Fd) -> guarded(fun() -> kith_file:datasync(handle(Fd)) end).

advise(Fd, Offset, Length, Advice) ->
    guarded(fun() -> kith_file:advise(handle(Fd), Offset, Length, Advice) end).

allocate(Fd, Offset, Length) ->
    guarded(fun() -> kith_file:allocate(handle(Fd), Offset, Length) end).

copy(From, To, Length) -> file:copy_opened(From, To, Length).

ipread_s32bu_p32bu(Fd, Offset, Max) -> file:ipread_s32bu_p32bu_int(Fd, Offset, Max).

read_handle_info(Fd) -> read_handle_info(Fd, []).

read_handle_info(Fd, Options) ->
    info(fun() -> kith_file:info(handle(Fd)) end, Options).

%%% Names.

read_file(Name) -> guarded(fun() -> kith_file:read_file(Name) end).

write_file(Name, Data) -> write_file(Name, Data, []).

write_file(Name, Data, Modes) ->
    case open(Name, [write, binary | Modes]) of
        {ok, Fd} ->
            Written = write(Fd, Data),
            Closed = close(Fd),
            case Written of
                ok -> Closed;
                Error -> Error
            end;
        Error -> Error
    end.

make_link(Old, New) -> guarded(fun() -> kith_file:make_link(Old, New) end).
make_symlink(Old, New) -> guarded(fun() -> kith_file:make_symlink(Old, New) end).
rename(From, To) -> guarded(fun() -> kith_file:rename(From, To) end).
make_dir(Name) -> guarded(fun() -> kith_file:make_dir(Name) end).
del_dir(Name) -> guarded(fun() -> kith_file:del_dir(Name) end).
delete(Name) -> guarded(fun() -> kith_file:delete(Name) end).
set_cwd(Name) -> guarded(fun() -> kith_file:set_cwd(Name) end).

get_cwd() ->
    case kith_file:get_cwd() of
        {ok, Name} -> {ok, name(Name)};
        Error -> Error
    end.

%% There are drives on Windows only.
get_cwd([Letter, $:]) when Letter >= $A, Letter =< $Z; Letter >= $a, Letter =< $z ->
    {error, enotsup};
get_cwd([_ | _]) -> {error, einval};
get_cwd(_) -> {error, badarg}.

%% Characters, or the bytes themselves if they are not UTF-8.
name(Bytes) ->
    case unicode:characters_to_list(Bytes) of
        Name when is_list(Name) -> Name;
        _ -> Bytes
    end.

list_dir(Folder) ->
    case list_dir_all(Folder) of
        {ok, Names} -> {ok, [N || N <- Names, is_list(N)]};
        Error -> Error
    end.

list_dir_all(Folder) ->
    guarded(fun() ->
        case kith_file:list_dir(Folder) of
            {ok, Names} -> {ok, [name(N) || N <- Names]};
            Error -> Error
        end
    end).

read_link(Name) ->
    case read_link_all(Name) of
        {ok, Target} when is_binary(Target) -> {error, einval};
        Other -> Other
    end.

read_link_all(Name) ->
    guarded(fun() ->
        case kith_file:read_link(Name) of
            {ok, Target} -> {ok, name(Target)};
            Error -> Error
        end
    end).

%%% Information.

read_file_info(Name) -> read_file_info(Name, []).
read_file_info(Name, Options) -> info(fun() -> kith_file:read_info(Name, true) end, Options).

read_link_info(Name) -> read_link_info(Name, []).
read_link_info(Name, Options) -> info(fun() -> kith_file:read_info(Name, false) end, Options).

info(Read, Options) ->
    try converted(Read(), time_kind(Options))
    catch error:_ -> {error, badarg}
    end.

converted({ok, #file_info{atime = A, mtime = M, ctime = C} = Info}, As) ->
    {ok, Info#file_info{atime = from_seconds(A, As), mtime = from_seconds(M, As),
                        ctime = from_seconds(C, As)}};
converted(Error, _) -> Error.

time_kind(Options) -> proplists:get_value(time, Options, local).

from_seconds(Seconds, posix) -> Seconds;
from_seconds(Seconds, universal) -> erlang:posixtime_to_universaltime(Seconds);
from_seconds(Seconds, local) ->
    erlang:universaltime_to_localtime(erlang:posixtime_to_universaltime(Seconds)).

to_seconds(Seconds, posix) when is_integer(Seconds) -> Seconds;
to_seconds(Time, universal) -> erlang:universaltime_to_posixtime(Time);
to_seconds(Time, local) ->
    erlang:universaltime_to_posixtime(erlang:localtime_to_universaltime(Time)).

write_file_info(Name, Info) -> write_file_info(Name, Info, []).

%% A file whose times are not given was used now, and changed when it was used.
write_file_info(Name, #file_info{mode = Mode, uid = Owner, gid = Group} = Info, Options) ->
    try
        As = time_kind(Options),
        Accessed = seconds_or(Info#file_info.atime, As, fun() -> erlang:system_time(second) end),
        Modified = seconds_or(Info#file_info.mtime, As, fun() -> Accessed end),
        done([fun() -> kith_file:set_owner(Name, Owner, Group) end,
              fun() -> set_mode(Name, Mode) end,
              fun() -> kith_file:set_time(Name, Accessed, Modified) end])
    catch
        error:_ -> {error, badarg}
    end.

seconds_or(undefined, _, Default) -> Default();
seconds_or(Time, As, _) -> to_seconds(Time, As).

set_mode(_, undefined) -> ok;
set_mode(Name, Mode) -> kith_file:set_mode(Name, Mode).

%% Up to the first that fails.
done([]) -> ok;
done([Step | Steps]) ->
    case Step() of
        ok -> done(Steps);
        Error -> Error
    end.
