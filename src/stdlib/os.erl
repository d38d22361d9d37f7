%% Commands of the system's shell, and where programs are. The rest of the module is native.
%% OTP: kernel, os.
-module(os).

-export([cmd/1, cmd/2, env/0, getenv/0, find_executable/1, find_executable/2]).

cmd(Command) -> cmd(Command, #{}).

%% What the command prints, to both its outputs. Options: max_size, in bytes. Differs: without it
%% no more than 64 MiB.
cmd(Command, Options) when is_map(Options) ->
    Text = try command_text(Command)
           catch
               error:badarg when Options =:= #{} ->
                   error(badarg, [Command], [{error_info, #{module => erl_kernel_errors}}]);
               error:badarg ->
                   error(badarg, [Command, Options],
                         [{error_info, #{module => erl_kernel_errors}}])
           end,
    Max = case Options of
              #{max_size := N} when is_integer(N), N >= 0 -> N;
              _ -> infinity
          end,
    Output = kith_os:run(Text, Max),
    case unicode:characters_to_list(Output) of
        List when is_list(List) -> List;
        _ -> binary_to_list(Output)
    end;
cmd(_, _) -> erlang:error(badarg).

%% Zeros at the end are left out; elsewhere they are wrong.
command_text(Command) when is_atom(Command) -> command_text(atom_to_list(Command));
command_text(Command) when is_list(Command) ->
    Text = lists:flatten(Command),
    Kept = lists:reverse(lists:dropwhile(fun(C) -> C =:= 0 end, lists:reverse(Text))),
    lists:all(fun(C) -> is_integer(C) andalso C > 0 end, Kept) orelse erlang:error(badarg),
    case unicode:characters_to_binary(Kept) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> erlang:error(badarg)
    end;
command_text(_) -> erlang:error(badarg).

env() -> kith_os:variables().
getenv() -> [Name ++ "=" ++ Value || {Name, Value} <- kith_os:variables()].

find_executable(Name) -> find_executable(Name, os:getenv("PATH", "")).

%% Of file:read_file_info/1.
-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device,
                    minor_device, inode, uid, gid}).

%% Folders are separated by colons. An absolute name is looked at itself.
find_executable(Name, Path) when is_list(Path) ->
    case filename:pathtype(Name) of
        relative -> first_of(Name, string:split(Path, ":", all));
        _ -> case is_executable(Name) of
                 true -> Name;
                 false -> false
             end
    end.

first_of(Name, [Folder | Folders]) ->
    File = filename:join(Folder, Name),
    case Folder =/= "" andalso is_executable(File) of
        true -> File;
        false -> first_of(Name, Folders)
    end;
first_of(_, []) -> false.

is_executable(File) ->
    case file:read_file_info(File) of
        {ok, #file_info{type = regular, mode = Mode}} -> Mode band 8#111 =/= 0;
        _ -> false
    end.
