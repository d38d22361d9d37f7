%% Names of files, as strings, deep lists with atoms, or binaries; nothing here asks for the files.
%% Source: STDLIB, filename(3). Differs: names are those of Unix; basedir/2,3 knows the folders of
%% Linux and of macOS.
-module(filename).

-export([absname/1, absname/2, absname_join/2, append/2, basedir/2, basedir/3, basename/1,
         basename/2, dirname/1, extension/1, flatten/1, join/1, join/2, nativename/1, pathtype/1,
         rootname/1, rootname/2, split/1, validate/1]).

%% A deep list as a flat one.
flatten(Name) when is_binary(Name) -> Name;
flatten(Name) -> flatten(Name, []).

flatten([H | T], Tail) when is_list(H) -> flatten(H, flatten(T, Tail));
flatten([H | T], Tail) when is_atom(H) -> atom_to_list(H) ++ flatten(T, Tail);
flatten([H | T], Tail) -> [H | flatten(T, Tail)];
flatten([], Tail) -> Tail;
flatten(Atom, Tail) when is_atom(Atom) -> atom_to_list(Atom) ++ Tail.

%% The same for the bytes of a binary.
on_bytes(F, Name) -> list_to_binary(F(binary_to_list(Name))).

to_binary(Name) ->
    case unicode:characters_to_binary(flatten(Name), unicode, file:native_name_encoding()) of
        Binary when is_binary(Binary) -> Binary;
        _ -> error(badarg)
    end.

pathtype(Name) when is_atom(Name) -> pathtype(atom_to_list(Name));
pathtype(Name) when is_list(Name); is_binary(Name) ->
    case begins_with_slash(Name) of
        true -> absolute;
        false -> relative
    end.

begins_with_slash(<<$/, _/binary>>) -> true;
begins_with_slash([$/ | _]) -> true;
begins_with_slash([H | T]) when is_list(H) -> begins_with_slash(H ++ T);
begins_with_slash([H | T]) when is_atom(H) -> begins_with_slash(atom_to_list(H) ++ T);
begins_with_slash(_) -> false.

absname(Name) ->
    {ok, Here} = file:get_cwd(),
    absname(Name, Here).

absname(Name, Dir) when is_binary(Name), is_list(Dir) -> absname(Name, to_binary(Dir));
absname(Name, Dir) when is_list(Name), is_binary(Dir) -> absname(to_binary(Name), Dir);
absname(Name, Dir) ->
    case pathtype(Name) of
        relative -> absname_join(Dir, Name);
        absolute -> join([flatten(Name)])
    end.

absname_join(Dir, Name) -> join(Dir, flatten(Name)).

append(Dir, Name) when is_binary(Dir), is_binary(Name) -> <<Dir/binary, $/, Name/binary>>;
append(Dir, Name) when is_binary(Dir) -> append(Dir, to_binary(Name));
append(Dir, Name) when is_binary(Name) -> append(to_binary(Dir), Name);
append(Dir, Name) -> Dir ++ [$/ | Name].

join([Name, Next | T]) -> join([join(Name, Next) | T]);
join([Name]) when is_list(Name) -> tidy(Name);
join([Name]) when is_binary(Name) -> on_bytes(fun tidy/1, Name);
join([Name]) when is_atom(Name) -> tidy(atom_to_list(Name)).

join(Dir, Name) when is_list(Dir), is_list(Name) ->
    case pathtype(Name) of
        relative -> tidy(join_with_slash(Dir, Name));
        absolute -> tidy(Name)
    end;
join(Dir, Name) when is_binary(Dir), is_binary(Name) ->
    case pathtype(Name) of
        relative ->
            Both = join_with_slash(binary_to_list(Dir), binary_to_list(Name)),
            list_to_binary(tidy(Both));
        absolute -> on_bytes(fun tidy/1, Name)
    end;
join(Dir, Name) when is_binary(Dir), is_list(Name) -> join(Dir, to_binary(Name));
join(Dir, Name) when is_list(Dir), is_binary(Name) -> join(to_binary(Dir), Name);
join(Dir, Name) when is_atom(Dir) -> join(atom_to_list(Dir), Name);
join(Dir, Name) when is_atom(Name) -> join(Dir, atom_to_list(Name)).

join_with_slash(Dir, []) -> Dir;
join_with_slash(Dir, Name) -> [Dir, $/ | Name].

%% Without slashes and "/." that say nothing.
tidy(Name) -> tidy(Name, []).

tidy([$/ | T], [$., $/ | Acc]) -> tidy(T, [$/ | Acc]);
tidy([$/ | T], [$/ | _] = Acc) -> tidy(T, Acc);
tidy([C | T], Acc) when is_integer(C) -> tidy(T, [C | Acc]);
tidy([H | T], Acc) when is_list(H) -> tidy(H ++ T, Acc);
tidy([H | T], Acc) when is_atom(H) -> tidy(atom_to_list(H) ++ T, Acc);
tidy([], [$/]) -> "/";
tidy([], [$/ | Acc]) -> lists:reverse(Acc);
tidy([], Acc) -> lists:reverse(Acc).

nativename(Name) -> join([Name]).

split(Name) when is_binary(Name) -> [list_to_binary(Part) || Part <- split(binary_to_list(Name))];
split(Name) ->
    case flatten(Name) of
        [$/ | T] -> ["/" | parts(T, [])];
        Flat -> parts(Flat, [])
    end.

parts([$/ | T], []) -> parts(T, []);
parts([$/ | T], Part) -> [lists:reverse(Part) | parts(T, [])];
parts([C | T], Part) when is_integer(C) -> parts(T, [C | Part]);
parts([], []) -> [];
parts([], Part) -> [lists:reverse(Part)].

basename(Name) when is_binary(Name) ->
    case split(Name) of
        [] -> <<>>;
        [<<"/">>] -> <<>>;
        Parts -> lists:last(Parts)
    end;
basename(Name) ->
    Flat = flatten(Name),
    basename_of(Flat, Flat).

%% A slash at the end is not part of the name; behind another one there is no name.
basename_of([$/], Part) -> lists:droplast(Part);
basename_of([$/ | T], _) -> basename_of(T, T);
basename_of([C | T], Part) when is_integer(C) -> basename_of(T, Part);
basename_of([], Part) -> Part.

basename(Name, Ext) when is_binary(Name), is_binary(Ext) ->
    Base = basename(Name),
    Length = byte_size(Base) - byte_size(Ext),
    %% The name's own end is looked at: a slash there is in the way.
    case byte_size(Name) - byte_size(Ext) - Length of
        Start when Length >= 0 ->
            case Name of
                <<_:Start/binary, Part:Length/binary, Ext/binary>> -> Part;
                _ -> Base
            end;
        _ -> Base
    end;
basename(Name, Ext) when is_binary(Name), is_list(Ext) -> basename(Name, to_binary(Ext));
basename(Name, Ext) when is_list(Name), is_binary(Ext) -> basename(to_binary(Name), Ext);
basename(Name, Ext) -> basename(flatten(Name), flatten(Ext), []).

basename(Ext, Ext, Part) -> lists:reverse(Part);
basename([$/], Ext, Part) -> basename([], Ext, Part);
basename([$/ | T], Ext, _) -> basename(T, Ext, []);
basename([C | T], Ext, Part) when is_integer(C) -> basename(T, Ext, [C | Part]);
basename([], _, Part) -> lists:reverse(Part).

dirname(Name) when is_binary(Name) -> on_bytes(fun dirname/1, Name);
dirname(Name) -> dirname(flatten(Name), [], none).

%% Dir: all before the last slash that was met, reversed.
dirname([$/ | T], Seen, _) -> dirname(T, [$/ | Seen], Seen);
dirname([C | T], Seen, Dir) when is_integer(C) -> dirname(T, [C | Seen], Dir);
dirname([], _, none) -> ".";
dirname([], _, Dir) ->
    case lists:dropwhile(fun(C) -> C =:= $/ end, Dir) of
        [] -> "/";
        Stripped -> lists:reverse(Stripped)
    end.

%% From the last point of the last part; one that a part begins with is part of its root.
extension(Name) when is_binary(Name) -> on_bytes(fun extension/1, Name);
extension(Name) -> extension([$/ | flatten(Name)], []).

extension([$/, $. | T], _) -> extension(T, []);
extension([$/ | T], _) -> extension(T, []);
extension([$. | T] = Ext, _) -> extension(T, Ext);
extension([C | T], Ext) when is_integer(C) -> extension(T, Ext);
extension([], Ext) -> Ext.

rootname(Name) when is_binary(Name) -> on_bytes(fun rootname/1, Name);
rootname(Name) -> rootname_of(flatten(Name), [], []).

%% Both are reversed; Ext is what may be an extension.
rootname_of([$/ | T], Root, Ext) -> rootname_of(T, [$/ | Ext ++ Root], []);
rootname_of([$. | T], [$/ | _] = Root, []) -> rootname_of(T, [$. | Root], []);
rootname_of([$. | T], Root, Ext) -> rootname_of(T, Ext ++ Root, ".");
rootname_of([C | T], Root, []) when is_integer(C) -> rootname_of(T, [C | Root], []);
rootname_of([C | T], Root, Ext) when is_integer(C) -> rootname_of(T, Root, [C | Ext]);
rootname_of([], Root, _) -> lists:reverse(Root).

rootname(Name, Ext) when is_binary(Name), is_binary(Ext) ->
    list_to_binary(rootname(binary_to_list(Name), binary_to_list(Ext)));
rootname(Name, Ext) when is_binary(Name) -> rootname(Name, to_binary(Ext));
rootname(Name, Ext) when is_binary(Ext) -> rootname(to_binary(Name), Ext);
rootname(Name, Ext) -> without_ext(flatten(Name), flatten(Ext), []).

without_ext(Ext, Ext, [$/ | _] = Root) -> lists:reverse(Root, Ext);
without_ext(Ext, Ext, Root) -> lists:reverse(Root);
without_ext([C | T], Ext, Root) when is_integer(C) -> without_ext(T, Ext, [C | Root]);
without_ext([], _, Root) -> lists:reverse(Root).

%% Whether the system can have such a name: not empty, and of characters that it takes.
validate(Name) when is_binary(Name) -> Name =/= <<>> andalso binary:match(Name, <<0>>) =:= nomatch;
validate(Name) when is_list(Name); is_atom(Name) ->
    case chars(Name) of
        [] -> false;
        Chars -> lists:all(fun is_char/1, Chars)
    end.

%% As flatten/1, but of improper lists, too.
chars([H | T]) -> chars(H) ++ chars(T);
chars([]) -> [];
chars(Atom) when is_atom(Atom) -> atom_to_list(Atom);
chars(Other) -> [Other].

is_char(C) when is_integer(C), C >= 1 ->
    case file:native_name_encoding() of
        latin1 -> C =< 255;
        utf8 -> C < 16#D800 orelse C > 16#DFFF andalso C < 16#110000
    end;
is_char(_) -> false.

%% Where an application keeps its files (XDG Base Directory Specification, and Apple's folders).

basedir(Type, Application) when is_atom(Type), is_list(Application) orelse is_binary(Application) ->
    basedir(Type, Application, #{}).

basedir(Type, Application, Options)
  when is_atom(Type), is_map(Options), is_list(Application) orelse is_binary(Application) ->
    System = case Options of
                 #{os := Given} when Given =:= linux; Given =:= darwin -> Given;
                 #{} ->
                     case os:type() of
                         {unix, darwin} -> darwin;
                         _ -> linux
                     end
             end,
    Name = case Options of
               #{version := Version} -> join([Application, Version]);
               _ -> Application
           end,
    case base(System, Type) of
        [Dir | _] = Dirs when is_list(Dir) -> [join(D, Name) || D <- Dirs];
        Dir when Type =:= user_log, System =:= linux -> join([Dir, Name, "log"]);
        Dir -> join(Dir, Name)
    end.

base(linux, user_data) -> variable("XDG_DATA_HOME", fun() -> at_home(".local/share") end);
base(linux, user_config) -> variable("XDG_CONFIG_HOME", fun() -> at_home(".config") end);
base(linux, Type) when Type =:= user_cache; Type =:= user_log ->
    variable("XDG_CACHE_HOME", fun() -> at_home(".cache") end);
base(linux, site_data) ->
    listed(variable("XDG_DATA_DIRS", fun() -> "/usr/local/share/:/usr/share/" end));
base(linux, site_config) -> listed(variable("XDG_CONFIG_DIRS", fun() -> "/etc/xdg" end));
base(darwin, Type) when Type =:= user_data; Type =:= user_config ->
    at_home("Library/Application Support");
base(darwin, user_cache) -> at_home("Library/Caches");
base(darwin, user_log) -> at_home("Library/Logs");
base(darwin, Type) when Type =:= site_data; Type =:= site_config ->
    ["/Library/Application Support"].

variable(Name, Default) ->
    case os:getenv(Name) of
        Value when is_list(Value), Value =/= [] -> Value;
        _ -> Default()
    end.

listed(Dirs) -> string:lexemes(Dirs, ":").

at_home(Dir) ->
    case os:getenv("HOME") of
        false ->
            {ok, [[Home]]} = init:get_argument(home),
            join(Home, Dir);
        Home -> join(Home, Dir)
    end.
