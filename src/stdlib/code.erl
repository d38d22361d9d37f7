%% Modules: what is loaded, where more are found, and loading them. Modules are loaded from text,
%% Module.erl, which is compiled then; those that are part of the program are found wherever the path
%% leads. OTP: kernel, code. Differs: there are no object files, so functions that take or give them
%% return {error, badfile}, or `error`; modules of the program cannot be replaced.
-module(code).

-export([ensure_loaded/1, ensure_modules_loaded/1, load_file/1, load_abs/1, load_abs/2,
         load_binary/3, atomic_load/1, prepare_loading/1, finish_loading/1]).
-export([is_loaded/1, all_loaded/0, all_available/0, which/1, where_is_file/1, where_is_file/2,
         get_object_code/1, get_mode/0, module_status/0, module_status/1, modified_modules/0,
         module_md5/1, is_module_native/1, objfile_extension/0, get_doc/1, get_chunk/2]).
-export([purge/1, soft_purge/1, delete/1]).
-export([get_path/0, set_path/1, add_path/1, add_patha/1, add_pathz/1, add_paths/1, add_pathsa/1,
         add_pathsz/1, del_path/1, replace_path/2, rehash/0, clash/0]).
-export([root_dir/0, lib_dir/0, lib_dir/1, lib_dir/2, priv_dir/1, compiler_dir/0]).
-export([is_sticky/1, stick_dir/1, unstick_dir/1, stick_mod/1, unstick_mod/1]).

%%% Loading.

ensure_loaded(Module) when is_atom(Module) ->
    case kith_code:ensure_loaded(Module) of
        true -> {module, Module};
        false -> {error, nofile}
    end.

ensure_modules_loaded(Modules) ->
    Failed = [{M, What} || M <- lists:usort(Modules), {error, What} <- [ensure_loaded(M)]],
    case Failed of
        [] -> ok;
        _ -> {error, Failed}
    end.

load_file(Module) when is_atom(Module) ->
    case where_is_file(atom_to_list(Module) ++ ".erl") of
        non_existing -> {error, nofile};
        "./" ++ File -> load_abs(filename:rootname(File, ".erl"), Module);
        File -> load_abs(filename:rootname(File, ".erl"), Module)
    end.

load_abs(Root) -> load_abs(Root, list_to_atom(filename:basename(Root))).

load_abs(Root, Module) when is_atom(Module) ->
    case compile:load(Root ++ ".erl", []) of
        {ok, Module} -> {module, Module};
        {ok, _} -> {error, badfile};
        {error, not_purged} -> {error, not_purged};
        {error, enoent} -> {error, nofile};
        {error, _} -> {error, badfile}
    end.

load_binary(_Module, _File, _Binary) -> {error, badfile}.

prepare_loading(Modules) -> {error, [{M, badfile} || M <- names(Modules)]}.
finish_loading(Prepared) when is_list(Prepared) -> {error, []}.
atomic_load(Modules) ->
    {error, [{M, if is_tuple(M) -> badfile; true -> nofile end} || M <- Modules]}.

names(Modules) -> [if is_tuple(M) -> element(1, M); true -> M end || M <- Modules].

%%% What there is.

is_loaded(Module) when is_atom(Module) -> kith_code:is_loaded(Module).

all_loaded() -> kith_code:all_loaded().

all_available() ->
    Loaded = [{atom_to_list(M), file_name(F), true} || {M, F} <- all_loaded()],
    Names = [N || {N, _, _} <- Loaded],
    Loaded ++ [{N, F, false} || {N, F} <- found_in_path(), not lists:member(N, Names)].

file_name(File) when is_atom(File) -> atom_to_list(File);
file_name(File) -> File.

found_in_path() ->
    lists:append([sources(Folder) || Folder <- get_path()]).

sources(Folder) ->
    case file:list_dir(Folder) of
        {ok, Names} ->
            [{filename:rootname(N), filename:join(Folder, N)}
             || N <- lists:sort(Names), filename:extension(N) =:= ".erl"];
        _ -> []
    end.

%% The file of a module; `preloaded` of one that is native, non_existing.
which(Module) when is_atom(Module) ->
    case is_loaded(Module) of
        {file, File} -> File;
        false -> where_is_file(atom_to_list(Module) ++ ".erl")
    end.

where_is_file(File) -> where_is_file(get_path(), File).

where_is_file([Folder | Folders], File) ->
    Name = filename:append(Folder, File),
    case filelib:is_file(Name) of
        true -> Name;
        false -> where_is_file(Folders, File)
    end;
where_is_file([], _) -> non_existing.

get_object_code(Module) when is_atom(Module) -> error.
get_mode() -> interactive.
objfile_extension() -> ".erl".
is_module_native(Module) ->
    case is_loaded(Module) of
        false -> undefined;
        _ -> false
    end.

module_status() -> module_status([M || {M, _} <- all_loaded()]).

module_status(Modules) when is_list(Modules) -> [{M, module_status(M)} || M <- Modules];
module_status(Module) ->
    case is_loaded(Module) of
        false -> not_loaded;
        {file, File} when is_atom(File) -> loaded;
        {file, File} ->
            case file:read_file(File) of
                {ok, Text} ->
                    case erlang:md5(Text) =:= Module:module_info(md5) of
                        true -> loaded;
                        false -> modified
                    end;
                {error, _} -> loaded
            end
    end.

modified_modules() -> [M || {M, modified} <- module_status()].

module_md5(_Binary) -> undefined.
get_doc(Module) when is_atom(Module) ->
    case ensure_loaded(Module) of
        {module, _} -> {error, missing};
        {error, _} -> {error, non_existing}
    end.

get_chunk(Module, Chunk) when is_list(Chunk), is_atom(Module) -> undefined;
get_chunk(_, _) -> erlang:error(badarg).

%%% Old code.

%% True if a process had to be killed for it: none is, since the code stays as long as it runs.
purge(Module) when is_atom(Module) ->
    _ = kith_code:purge(Module),
    false.

soft_purge(Module) when is_atom(Module) ->
    _ = kith_code:purge(Module),
    true.

delete(Module) when is_atom(Module) -> kith_code:delete(Module).

%%% The path: folders of texts.

get_path() -> kith_code:path().

set_path(Folders) when is_list(Folders) ->
    case lists:all(fun filelib:is_dir/1, Folders) of
        true -> kith_code:set_path(Folders);
        false -> {error, bad_directory}
    end.

add_path(Folder) -> add_pathz(Folder).

add_patha(Folder) -> with_folder(Folder, fun(Name, Path) -> [Name | lists:delete(Name, Path)] end).
add_pathz(Folder) ->
    with_folder(Folder, fun(Name, Path) ->
        case lists:member(Name, Path) of
            true -> Path;
            false -> Path ++ [Name]
        end
    end).

with_folder(Folder, Change) when is_list(Folder) ->
    Name = folder_name(Folder),
    case filelib:is_dir(Name) of
        true -> kith_code:set_path(Change(Name, get_path()));
        false -> {error, bad_directory}
    end.

folder_name(Folder) when is_atom(Folder) -> atom_to_list(Folder);
folder_name(Folder) -> Folder.

add_paths(Folders) -> add_pathsz(Folders).
add_pathsz(Folders) -> lists:foreach(fun add_pathz/1, Folders).
add_pathsa(Folders) -> lists:foreach(fun add_patha/1, Folders).

del_path(Folder) ->
    Name = folder_name(Folder),
    case lists:member(Name, get_path()) of
        true -> kith_code:set_path(lists:delete(Name, get_path()));
        false -> false
    end.

replace_path(Name, Folder) ->
    case [F || F <- get_path(), filename:basename(F) =:= folder_name(Name)] of
        [] -> {error, bad_name};
        Old ->
            lists:foreach(fun del_path/1, Old),
            add_pathz(Folder)
    end.

rehash() -> ok.

clash() ->
    io:format("** Found 0 name clashes in code paths \n", []).

root_dir() -> "".
lib_dir() -> "".
%% Of an application of which a folder is in the path.
lib_dir(Name) when is_atom(Name) -> kith_code:lib_dir(atom_to_list(Name));
lib_dir(Name) when is_list(Name) -> kith_code:lib_dir(Name).

lib_dir(Name, Folder) when is_atom(Folder) ->
    case lib_dir(Name) of
        {error, _} = Error -> Error;
        Found -> filename:append(Found, atom_to_list(Folder))
    end.

priv_dir(Name) -> lib_dir(Name, priv).
compiler_dir() -> "".

is_sticky(Module) -> is_loaded(Module) =/= false andalso is_program(Module).
stick_dir(_) -> ok.
unstick_dir(_) -> ok.
stick_mod(_) -> true.
unstick_mod(_) -> true.

is_program(Module) ->
    case is_loaded(Module) of
        {file, preloaded} -> true;
        {file, File} -> filename:dirname(File) =:= "."
    end.
