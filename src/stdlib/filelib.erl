%% What is often wanted of files: whether they are there, those that a pattern matches, folders
%% made.
%% Source: STDLIB, filelib(3). Differs: find_file and find_source know OTP's own rules only, not
%% those of kernel's environment; compile_wildcard/1, which is not documented, is left out.
-module(filelib).

-export([ensure_dir/1, ensure_path/1, file_size/1, file_size/2, find_file/2, find_file/3,
         find_source/1, find_source/2, find_source/3, fold_files/5, fold_files/6, is_dir/1,
         is_dir/2, is_file/1, is_file/2, is_regular/1, is_regular/2, last_modified/1,
         last_modified/2, safe_relative_path/2, wildcard/1, wildcard/2, wildcard/3]).

%% Of #file_info{}, a record of kernel's file.hrl.
-define(SIZE, 2).
-define(TYPE, 3).
-define(MTIME, 6).

%% `Mod`: the module whose functions look at the files.

is_dir(Name) -> is_dir(Name, file).

is_dir(Name, Mod) when is_atom(Mod) -> info(?TYPE, Name, Mod, none) =:= directory.

is_regular(Name) -> is_regular(Name, file).

is_regular(Name, Mod) when is_atom(Mod) -> info(?TYPE, Name, Mod, none) =:= regular.

is_file(Name) -> is_file(Name, file).

is_file(Name, Mod) when is_atom(Mod) ->
    lists:member(info(?TYPE, Name, Mod, none), [regular, directory]).

file_size(Name) -> file_size(Name, file).

file_size(Name, Mod) when is_atom(Mod) -> info(?SIZE, Name, Mod, 0).

last_modified(Name) -> last_modified(Name, file).

last_modified(Name, Mod) when is_atom(Mod) -> info(?MTIME, Name, Mod, 0).

info(What, Name, Mod, Default) ->
    case Mod:read_file_info(Name) of
        {ok, Info} -> element(What, Info);
        _ -> Default
    end.

entries(Dir, Mod) ->
    case Mod:list_dir(Dir) of
        {ok, Names} -> Names;
        _ -> []
    end.

%% Folders.

ensure_dir("/") -> ok;
ensure_dir(Name) -> ensure_path(filename:dirname(Name)).

ensure_path("/") -> ok;
ensure_path(Path) -> is_dir(Path) orelse make_path(Path, filename:dirname(Path)), made(Path).

make_path(Path, Path) -> ok;
make_path(Path, Parent) ->
    ensure_path(Parent),
    file:make_dir(Path).

made(Path) ->
    case is_dir(Path) of
        true -> ok;
        false ->
            case filename:dirname(Path) of
                Path -> {error, einval};
                %% Once more, for its reason.
                _ -> file:make_dir(Path)
            end
    end.

fold_files(Dir, Pattern, Recursive, F, Acc) -> fold_files(Dir, Pattern, Recursive, F, Acc, file).

fold_files(Dir, Pattern, Recursive, F, Acc, Mod) when is_atom(Mod) ->
    {ok, Compiled} = re:compile(Pattern, [unicode]),
    fold_dir(Dir, {Pattern, Compiled}, Recursive, F, Acc, Mod).

fold_dir(Dir, Patterns, Recursive, F, Acc, Mod) ->
    lists:foldl(fun(Name, In) ->
                        fold_entry(filename:join(Dir, Name), Name, Patterns, Recursive, F, In, Mod)
                end,
                Acc, entries(Dir, Mod)).

fold_entry(Path, Name, Patterns, Recursive, F, Acc, Mod) ->
    case info(?TYPE, Path, Mod, none) of
        regular ->
            case matches(Name, Patterns) of
                true -> F(Path, Acc);
                false -> Acc
            end;
        directory when Recursive -> fold_dir(Path, Patterns, Recursive, F, Acc, Mod);
        _ -> Acc
    end.

%% A name that is no Unicode comes as a binary, and is matched byte for byte.
matches(Name, {Pattern, Compiled}) ->
    try
        case is_binary(Name) of
            true -> re:run(Name, Pattern, [{capture, none}]) =:= match;
            false -> re:run(Name, Compiled, [{capture, none}]) =:= match
        end
    catch
        error:_ -> false
    end.

%% Wildcards. A pattern is split into its parts, each a list of characters and of question, star,
%% {one_of, Chars} and {alt, Parts}; "**" is double_star.

wildcard(Pattern) when is_list(Pattern) -> found(Pattern, ".", file).

wildcard(Pattern, Dir) when is_list(Pattern), is_list(Dir) -> found(Pattern, Dir, file);
wildcard(Pattern, Mod) when is_list(Pattern), is_atom(Mod) -> found(Pattern, ".", Mod).

wildcard(Pattern, Dir, Mod) when is_list(Pattern), is_list(Dir), is_atom(Mod) ->
    found(Pattern, Dir, Mod).

found(Pattern, Dir, Mod) -> lists:sort(from(compiled(Pattern), Dir, Mod)).

compiled(Pattern) ->
    [Root | Parts] = filename:split(escapes(Pattern)),
    case Root of
        "/" -> {absolute, [part(P) || P <- Parts]};
        _ -> {relative, [part(P) || P <- [Root | Parts]]}
    end.

%% A place is {As it is shown, How it is reached}.
from({absolute, Parts}, _, Mod) -> from_literals(Parts, {"/", "/"}, Mod);
from({relative, Parts}, Dir, Mod) -> from_literals(Parts, {"", Dir}, Mod).

%% The parts before the first pattern are taken as they are.
from_literals([Part | T], Place, Mod) ->
    case lists:all(fun is_integer/1, Part) of
        true -> from_literals(T, within(Place, Part), Mod);
        false -> [Shown || {Shown, _} <- places([Part | T], [Place], Mod)]
    end;
from_literals([], {Shown, Path}, Mod) ->
    case Mod:read_link_info(Path) of
        {ok, _} when Shown =:= "" -> ["."];
        {ok, _} -> [Shown];
        _ -> []
    end.

within({"", Path}, ".") when Path =/= "." -> {"", Path};
within({"", Path}, Name) -> {filename:join([Name]), filename:join(Path, Name)};
within({Shown, Path}, Name) -> {filename:join(Shown, Name), filename:join(Path, Name)}.

places([], Places, _) -> Places;
places([[double_star] | T], Places, Mod) ->
    places_below(T, lists:append([descendants(Place, Mod) || Place <- Places]), Mod);
places([".." | T], Places, Mod) ->
    places(T, [within(Place, "..") || {_, Path} = Place <- Places, is_dir(Path, Mod)], Mod);
places([Part | T], Places, Mod) ->
    places(T, [within(Place, Name)
               || {_, Path} = Place <- Places, Name <- entries(Path, Mod),
                  is_list(Name), match(Part, Name)],
           Mod).

%% Behind "**" the next part is matched with every name below.
places_below([], Found, _) -> [Place || {Place, _} <- Found];
places_below([Part | T], Found, Mod) ->
    places(T, [Place || {Place, Name} <- Found, match(Part, Name)], Mod).

descendants({_, Path} = Place, Mod) ->
    lists:append([begin
                      Inner = within(Place, Name),
                      [{Inner, Name} | descendants(Inner, Mod)]
                  end || Name <- entries(Path, Mod), is_list(Name)]).

match([C | T], [C | Name]) when is_integer(C) -> match(T, Name);
match([question | T], [_ | Name]) -> match(T, Name);
match([star | T], Name) -> match_star(T, Name);
match([double_star], _) -> true;
match([{one_of, Chars} | T], [C | Name]) -> lists:member(C, Chars) andalso match(T, Name);
match([{alt, Parts}], Name) -> lists:any(fun(Part) -> match(Part, Name) end, Parts);
match(Part, Name) -> Part =:= [] andalso Name =:= [].

match_star([], _) -> true;
match_star(Part, Name) ->
    match(Part, Name) orelse Name =/= [] andalso match_star(Part, tl(Name)).

%% What is escaped must not look like a slash to split/1, so it is written "@e", and "@" as "@@".
escapes([$@ | T]) -> "@@" ++ escapes(T);
escapes([$\\ | T]) -> "@e" ++ escapes(T);
escapes([C | T]) -> [C | escapes(T)];
escapes([]) -> [].

unescaped("@@" ++ T) -> [$@ | unescaped(T)];
unescaped("@e") -> [];
unescaped("@e" ++ [C | T]) -> [{escaped, C} | unescaped(T)];
unescaped([C | T]) -> [C | unescaped(T)];
unescaped([]) -> [].

part(Chars) ->
    {Part, []} = part(unescaped(Chars), outside),
    Part.

%% The part, and what follows it: of an alternative, from its comma or brace on.
part([C | _] = Chars, inside) when C =:= $,; C =:= $} -> {[], Chars};
part([], inside) -> error({badpattern, missing_delimiter});
part([], outside) -> {[], []};
part([$? | T], Where) -> add(question, T, Where);
part("**", _) -> {[double_star], []};
part([$*, $* | T], Where) -> add(star, T, Where);
part([$* | T], Where) -> add(star, T, Where);
part([$[ | T], Where) ->
    case one_of(T) of
        {Chars, Rest} -> add({one_of, Chars}, Rest, Where);
        error -> add($[, T, Where)
    end;
part([${ | T], outside) ->
    {Parts, Rest} = alternatives(T),
    {After, []} = part(Rest, outside),
    {[{alt, [Part ++ After || Part <- Parts]}], []};
part([{escaped, C} | T], Where) -> add(C, T, Where);
part([C | T], Where) -> add(C, T, Where).

add(What, T, Where) ->
    {Part, Rest} = part(T, Where),
    {[What | Part], Rest}.

alternatives(Chars) ->
    case part(Chars, inside) of
        {Part, [$, | T]} ->
            {Parts, Rest} = alternatives(T),
            {[Part | Parts], Rest};
        {Part, [$} | T]} -> {[Part], T}
    end.

%% A bracket that comes first is one of the characters.
one_of([$] | T]) -> one_of(T, "]");
one_of(Chars) -> one_of(Chars, []).

one_of([From, $-, To | T], Acc) when is_integer(From), is_integer(To), From =< To ->
    one_of(T, lists:seq(From, To) ++ Acc);
one_of([$] | T], Acc) -> {Acc, T};
one_of([{escaped, C} | T], Acc) -> one_of(T, [C | Acc]);
one_of([C | T], Acc) -> one_of(T, [C | Acc]);
one_of([], _) -> error.

%% Sources of files, by rules: {Its ending, The source's ending, Rules for folders}, and of these
%% {The folder's end, What the source's folder has instead}.

find_file(Name, Dir) -> find_file(Name, Dir, []).

find_file(Name, Dir, []) -> find_file(Name, Dir, erlang_folders());
find_file(Name, Dir, Rules) ->
    in_folders([{"", ""} | [Rule || {_, _} = Rule <- Rules]], Name, Dir).

find_source(Path) -> find_source(filename:basename(Path), filename:dirname(Path)).

find_source(Name, Dir) -> find_source(Name, Dir, []).

find_source(Name, Dir, []) -> find_source(Name, Dir, source_rules());
find_source(Name, Dir, Rules) ->
    Ext = filename:extension(Name),
    by_endings([Rule || {Ending, _, _} = Rule <- Rules, Ending =:= Ext],
               filename:rootname(Name, Ext), Dir).

by_endings([{_, Ending, Folders} | T], Root, Dir) when is_list(Ending), is_list(Folders) ->
    Here = {"", ""},
    case in_folders([Here | [F || F <- Folders, F =/= Here]], Root ++ Ending, Dir) of
        {ok, Path} -> {ok, Path};
        _ -> by_endings(T, Root, Dir)
    end;
by_endings([_ | T], Root, Dir) -> by_endings(T, Root, Dir);
by_endings([], _, _) -> {error, not_found}.

in_folders([{From, To} | T], Name, Dir) when is_list(From), is_list(To) ->
    case lists:suffix(From, Dir)
        andalso regular_at(filename:join(other_end(Dir, From, To), Name)) of
        {ok, Path} -> {ok, Path};
        false -> in_folders(T, Name, Dir)
    end;
in_folders([], _, _) -> {error, not_found}.

other_end(Dir, From, To) -> lists:sublist(Dir, length(Dir) - length(From)) ++ To.

regular_at(Path) ->
    case is_regular(Path) of
        true -> {ok, Path};
        false ->
            case lists:search(fun is_regular/1, wildcard(Path)) of
                {value, Found} -> {ok, Found};
                false -> false
            end
    end.

source_rules() ->
    [{".beam", ".erl", erlang_folders()}, {".erl", ".yrl", []}, {"", ".src", erlang_folders()},
     {".so", ".c", c_folders()}, {".o", ".c", c_folders()}, {"", ".c", c_folders()},
     {"", ".in", erlang_folders() ++ c_folders()},
     {".beam", ".asn1", [{"ebin", "src"}, {"ebin", "asn1"}]}].

erlang_folders() -> [{"ebin", "src"}, {"ebin", "esrc"}, {"ebin", "src/*"}, {"ebin", "esrc/*"}].

c_folders() -> [{"priv", "c_src"}, {"priv", "src"}, {"bin", "c_src"}, {"bin", "src"}, {"", "src"}].

%% The path without "." and "..", or unsafe: links are followed, and nothing may lead out of Dir.
safe_relative_path(Path, Dir) ->
    case filename:pathtype(Path) of
        relative -> safe(filename:split(Path), Dir, [], "");
        _ -> unsafe
    end.

safe([], _, _, Done) -> Done;
safe([Part | T], Dir, Links, Done) ->
    case climbed(filename:split(joined(Done, Part)), []) of
        unsafe -> unsafe;
        Next ->
            case file:read_link(joined(Dir, Next)) of
                {ok, Link} -> safe_link(Link, T, Dir, Links, Done);
                {error, _} -> safe(T, Dir, Links, Next)
            end
    end.

safe_link(Link, T, Dir, Links, Done) ->
    case lists:member(Link, Links) orelse safe(filename:split(Link), Dir, [Link | Links], Done) of
        true -> unsafe;
        unsafe -> unsafe;
        Next -> safe(T, Dir, [], Next)
    end.

joined([], Path) -> Path;
joined(Dir, Path) -> filename:join(Dir, Path).

climbed([Dot | T], Acc) when Dot =:= "."; Dot =:= <<".">> -> climbed(T, Acc);
climbed([Up | T], Acc) when Up =:= ".."; Up =:= <<"..">> ->
    case Acc of
        [] -> unsafe;
        [_ | Before] -> climbed(T, Before)
    end;
climbed(["/" | _], _) -> unsafe;
climbed([<<"/">> | _], _) -> unsafe;
climbed([Part | T], Acc) -> climbed(T, [Part | Acc]);
climbed([], []) -> [];
climbed([], Acc) -> filename:join(lists:reverse(Acc)).
