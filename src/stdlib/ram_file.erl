%% Files that lie in memory. OTP: kernel, file:open/2 with the option ram. Differs: they are neither
%% compressed nor encoded within, ram_file:get_file/1 and its like are left out.
-module(ram_file).

-export([open/2, close/1, read/2, read_line/1, write/2, pread/2, pread/3, pwrite/2, pwrite/3,
         position/2, truncate/1, sync/1, datasync/1, advise/4, allocate/3, copy/3,
         ipread_s32bu_p32bu/3]).

open(Data, Modes) ->
    case lists:all(fun(M) -> lists:member(M, [ram, read, write, binary]) end, Modes) of
        true -> prim_file:open_memory(?MODULE, Data, access(Modes));
        false -> {error, badarg}
    end.

%% What is not said is to be read.
access(Modes) ->
    case lists:member(write, Modes) of
        true -> Modes;
        false -> [read | Modes]
    end.

close(Fd) -> prim_file:close(Fd).
read(Fd, Size) -> prim_file:read(Fd, Size).
read_line(Fd) -> prim_file:read_line(Fd).
write(Fd, Data) -> prim_file:write(Fd, Data).
pread(Fd, Wanted) -> prim_file:pread(Fd, Wanted).
pread(Fd, Offset, Size) -> prim_file:pread(Fd, Offset, Size).
pwrite(Fd, Parts) -> prim_file:pwrite(Fd, Parts).
pwrite(Fd, Offset, Data) -> prim_file:pwrite(Fd, Offset, Data).
position(Fd, At) -> prim_file:position(Fd, At).
truncate(Fd) -> prim_file:truncate(Fd).
sync(Fd) -> prim_file:sync(Fd).
datasync(Fd) -> prim_file:datasync(Fd).
advise(Fd, Offset, Length, Advice) -> prim_file:advise(Fd, Offset, Length, Advice).
allocate(Fd, Offset, Length) -> prim_file:allocate(Fd, Offset, Length).
copy(From, To, Length) -> file:copy_opened(From, To, Length).
ipread_s32bu_p32bu(Fd, Offset, Max) -> file:ipread_s32bu_p32bu_int(Fd, Offset, Max).
