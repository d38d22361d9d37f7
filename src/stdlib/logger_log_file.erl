%% A file that is written to as a log: opened anew where it has been moved or removed, and, where its
%% size has a limit, renamed to File.0, that one to File.1 and so on. OTP: kernel, logger_std_h.
-module(logger_log_file).

-export([open/1, write/2, sync/1, change/2, close/1]).

-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device,
                    minor_device, inode, uid, gid}).

%% Returns {ok, File}, or {error, {open_failed, Name, Reason}}.
open(#{file := Name, modes := Modes} = Config) ->
    case opened(Name, Modes) of
        {ok, Fd, Inode, Size} ->
            File = #{name => Name, fd => Fd, inode => Inode, size => Size,
                     modes => [append | Modes -- [write, append, exclusive]],
                     checked => now_ms(), is_synced => true, failed => ok, limits => #{}},
            {ok, change(Config, File)};
        {error, Reason} -> {error, {open_failed, Name, Reason}}
    end.

opened(Name, Modes) ->
    try
        ok = filelib:ensure_dir(Name),
        {ok, Fd} = file:open(Name, Modes),
        {ok, #file_info{inode = Inode, size = Size}} = file:read_file_info(Name, [raw]),
        {ok, Fd, Inode, Size}
    catch
        error:{badmatch, {error, Reason}} -> {error, Reason};
        _:Reason -> {error, Reason}
    end.

%% Takes new limits: #{file_check, max_no_bytes, max_no_files}.
change(Config, #{limits := Old} = File) ->
    Limits = maps:with([file_check, max_no_bytes, max_no_files], Config),
    maps:get(max_no_files, Limits, 0) < maps:get(max_no_files, Old, 0)
        andalso remove_old(File, map_get(max_no_files, Limits)),
    rotated(File#{limits => Limits}).

remove_old(#{name := Name} = File, N) ->
    case file:delete(old_name(Name, N)) of
        ok -> remove_old(File, N + 1);
        _ -> ok
    end.

write(Text, File) ->
    #{fd := Fd, size := Size} = There = present(File),
    Result = file:write(Fd, Text),
    rotated(said(write, Result, There#{size => Size + byte_size(Text), is_synced => false})).

sync(#{is_synced := true} = File) -> File;
sync(File) ->
    #{fd := Fd} = There = present(File),
    said(filesync, file:datasync(Fd), There#{is_synced => true}).

close(#{fd := Fd}) ->
    _ = file:datasync(Fd),
    _ = file:close(Fd),
    ok.

%% The same failure is told once.
said(_, ok, File) -> File#{failed => ok};
said(_, Result, #{failed := Result} = File) -> File;
said(What, Result, #{name := Name} = File) ->
    logger:internal_log(error, {?MODULE, What, Name, Result}),
    File#{failed => Result}.

%% The file of that name, every file_check milliseconds.
present(#{name := Name, inode := Inode, checked := Checked, limits := #{file_check := Ms}} = File) ->
    Now = now_ms(),
    case Ms =:= 0 orelse Now - Checked > Ms of
        false -> File;
        true ->
            case file:read_file_info(Name, [raw]) of
                {ok, #file_info{inode = Inode}} -> File#{checked => Now};
                _ ->
                    close(File),
                    reopened(File)
            end
    end.

reopened(#{name := Name, modes := Modes} = File) ->
    case opened(Name, Modes) of
        {ok, Fd, Inode, Size} ->
            File#{fd => Fd, inode => Inode, size => Size, checked => now_ms(), is_synced => true};
        {error, Reason} -> exit({could_not_reopen_file, {error, Reason}})
    end.

rotated(#{size := Size, limits := #{max_no_bytes := Most, max_no_files := Count}} = File)
  when is_integer(Most), Size > Most ->
    #{name := Name} = File,
    close(File),
    move(Name, Count),
    reopened(File);
rotated(File) -> File.

move(Name, 0) -> file:delete(Name);
move(Name, Count) ->
    lists:foreach(fun(N) -> file:rename(old_name(Name, N - 1), old_name(Name, N)) end,
                  lists:seq(Count - 1, 1, -1)),
    file:rename(Name, old_name(Name, 0)).

old_name(Name, N) -> Name ++ "." ++ integer_to_list(N).

now_ms() -> erlang:monotonic_time(millisecond).
