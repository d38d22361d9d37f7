%% What `file` and its like do, told line by line: the same in every node that runs it.
-module(files).

-export([main/1]).

-include_lib("kernel/include/file.hrl").

%% Folder is empty, and absolute.
main(Folder) ->
    ok = io:setopts([{encoding, unicode}]),
    ok = file:set_cwd(Folder),
    [told(Name, Scene, Folder)
     || {Name, Scene} <- [{whole, fun whole/0}, {opened, fun opened/0}, {raw, fun raw/0},
                          {modes, fun modes/0}, {protocol, fun protocol/0},
                          {encodings, fun encodings/0}, {folders, fun folders/0},
                          {links, fun links/0}, {info, fun info/0}, {terms, fun terms/0},
                          {copies, fun copies/0}, {memory, fun memory/0}, {wrong, fun wrong/0},
                          {owner, fun owner/0}, {texts, fun texts/0}, {epp, fun parsed/0}]],
    ok.

told(Name, Scene, Folder) ->
    ok = file:set_cwd(Folder),
    Here = atom_to_list(Name),
    ok = file:make_dir(Here),
    ok = file:set_cwd(Here),
    lists:foreach(fun(Value) -> io:format("~s ~tp~n", [Name, plain(Value, Folder)]) end, Scene()).

%% Without what no two runs have in common.
plain(Value, _) when is_pid(Value) -> pid;
plain(Value, _) when is_reference(Value) -> reference;
plain(Value, Folder) when is_list(Value) ->
    case lists:prefix(Folder, Value) of
        true -> {folder, lists:nthtail(length(Folder), Value)};
        false -> plain_list(Value, Folder)
    end;
plain(Value, Folder) when is_tuple(Value) -> list_to_tuple(plain(tuple_to_list(Value), Folder));
plain(Value, _) -> Value.

plain_list([H | T], Folder) -> [plain(H, Folder) | plain_list(T, Folder)];
plain_list(Tail, Folder) when Tail =/= [] -> plain(Tail, Folder);
plain_list([], _) -> [].

%% The value, or how it failed.
try_it(F) ->
    try F()
    catch Class:Reason -> {Class, Reason}
    end.

whole() ->
    [file:write_file("a", "text"), file:read_file("a"), file:read_file(a), file:read_file(<<"a">>),
     file:read_file([[], "a", ['']]), file:write_file("a", ["io", <<"data">>, $!]),
     file:read_file("a"), file:write_file("a", <<"more">>, [append]), file:read_file("a"),
     file:write_file("a", [300]), file:write_file("a", [a], [raw]),
     file:write_file("a", <<"x">>, [exclusive]), file:write_file("a", "raw", [raw, sync]),
     file:read_file("a"), file:write_file("", "x"), file:write_file("no/such", "x"),
     file:read_file("no"), file:read_file("."), file:read_file("a/b"), file:read_file({a}),
     file:read_file("a\0b"), file:read_file(<<"a", 0>>), file:read_file(lists:duplicate(300, $x)),
     file:write_file("ä☃", "unicode"), file:read_file("ä☃"), file:read_file(<<"ä☃"/utf8>>),
     file:delete("ä☃"), file:delete("a"), file:delete("a"), file:delete("."),
     file:write_file("empty", ""), file:read_file("empty"), file:delete("empty", [raw])].

opened() ->
    {ok, F} = file:open("f", [read, write]),
    A = [is_pid(F), file:write(F, "0123456789"), file:position(F, cur), file:position(F, bof),
         file:read(F, 4), file:position(F, cur), file:pread(F, 8, 5), file:pread(F, 20, 5),
         file:pread(F, [{0, 2}, {30, 2}, {5, 1}]), file:pwrite(F, 2, "ab"),
         file:pwrite(F, [{0, "x"}, {9, <<"yz">>}]), file:pread(F, 0, 100),
         file:position(F, {eof, -3}), file:read(F, 10), file:read(F, 1), file:position(F, {cur, -2}),
         file:position(F, -1), file:position(F, {bof, -5}), file:position(F, nowhere),
         file:position(F, 5), file:truncate(F), file:position(F, 0), file:read(F, 100),
         file:sync(F), file:datasync(F), file:advise(F, 0, 5, sequential), file:allocate(F, 0, 10),
         file:read(F, 0), file:read_line(F), file:pid2name(F),
         (fun({ok, #file_info{size = S, type = T}}) -> {S, T} end)(file:read_file_info(F)),
         file:close(F), file:close(F), file:read(F, 1), file:position(F, 0), file:pid2name(F)],
    file:write_file("f", "one\ntwo\r\n\nfour"),
    {ok, B} = file:open("f", [read, binary]),
    {ok, L} = file:open("f", read),
    %% Apart, for OTP's compiler has what stands behind ++ done first.
    Lines = [file:read_line(D) || D <- [B, L], _ <- lists:seq(1, 6)],
    Last = [file:position(L, 2), file:read_line(L), file:position(L, cur), file:write(L, "x"),
            file:close(L), file:close(B), file:read_file("f")],
    A ++ Lines ++ Last.

raw() ->
    {ok, F} = file:open("f", [raw, read, write, {read_ahead, 4}]),
    A = [is_record(F, file_descriptor), file:write(F, ["ab", <<"cd">>, $e, "\r\nfgh\nij"]),
         file:position(F, bof),
         file:read(F, 2), file:position(F, cur), file:read_line(F), file:read_line(F),
         file:position(F, cur), file:write(F, "XY"), file:read(F, 5), file:pread(F, 0, 3),
         file:pread(F, [{0, 1}, {100, 1}]), file:pwrite(F, 0, "AB"),
         file:pwrite(F, [{1, "q"}, {x, "y"}]), file:position(F, {eof, 0}),
         file:position(F, {bof, 3}), file:truncate(F), file:sync(F), file:datasync(F),
         file:advise(F, 0, 1, will_need), file:advise(F, 0, 1, some), file:read(F, a),
         file:write(F, [a]), file:position(F, x), file:position(F, {x, 1}),
         file:pread(F, -1, 4)],
    {_, Other} = spawn_monitor(fun() -> exit(try_it(fun() -> file:read(F, 1) end)) end),
    B = [receive {'DOWN', Other, _, _, Reason} -> Reason end, file:close(F), file:close(F),
         file:read(F, 1), file:read_file("f")],
    file:write_file("p", <<4:32, 12:32, "....data">>),
    {ok, P} = file:open("p", [raw, read, binary]),
    {ok, Q} = file:open("p", [read, binary]),
    Pointed = [file:ipread_s32bu_p32bu(D, Pos, Max)
               || D <- [P, Q, x], Pos <- [0, 8, 100], Max <- [infinity, 4, 3, 1 bsl 31]],
    A ++ B ++ Pointed ++ [file:close(P), file:close(Q)].

modes() ->
    Modes = [[], [read], [write], [append], [exclusive], [read, write], [read, append],
             [write, exclusive], [raw], [raw, write], [raw, append, binary], [directory],
             [raw, directory], [unknown], [raw, unknown], [{encoding, latin1}],
             [{encoding, no}], [read, {read_ahead, 10}], [write, delayed_write],
             [write, {delayed_write, 10, 10}], [sync, write], read, write, read_write,
             {binary, read}, {character, write}, {binary, {x}}, x],
    Opened = [begin
         file:delete("new"),
         file:write_file("old", "old"),
         [{Mode, Name,
           case try_it(fun() -> file:open(Name, Mode) end) of
               {ok, F} ->
                   [try_it(fun() -> file:write(F, "w") end), try_it(fun() -> file:read(F, 2) end),
                    file:close(F), file:read_file(Name)];
               Other -> Other
           end} || Name <- ["new", "old", "."]]
     end || Mode <- Modes],
    Opened ++ [try_it(fun() -> file:open("old", [raw, ram]) end), file:open({x}, [read])].

protocol() ->
    {ok, F} = file:open("f", [read, write]),
    A = [io:format(F, "~p ~s~n", [{a, 1}, "text"]), io:put_chars(F, "line\n"), io:nl(F),
         io:format(F, "{term, 1}. [x,\n y]. bad bad. ok.\n", []), file:position(F, bof),
         io:get_line(F, ''), io:get_line(F, "prompt"), io:get_chars(F, '', 3), io:read(F, ''),
         io:read(F, ''), io:read(F, ''), io:read(F, ''), io:read(F, ''), io:getopts(F),
         io:setopts(F, [binary]), file:position(F, bof), io:get_line(F, ''), io:get_chars(F, '', 4),
         io:setopts(F, [list]), io:get_line(F, ''), io:setopts(F, [{x, 1}]),
         io:setopts(F, [{encoding, x}]), io:request(F, unknown),
         io:requests(F, [{put_chars, latin1, "1"}, {put_chars, latin1, "2"}]),
         io:requests(F, [nonsense, {put_chars, latin1, "3"}]),
         io:request(F, {get_chars, '', -1}), io:columns(F), io:rows(F),
         file:position(F, eof), io:get_line(F, ''), io:get_chars(F, '', 2), io:read(F, ''),
         io:get_chars(F, '', 0), file:close(F), file:read_file("f")],
    file:write_file("g", "foo(X) ->\n X.\nbar. 12 abc"),
    {ok, G} = file:open("g", [read]),
    A ++ [io:scan_erl_form(G, ''), io:parse_erl_form(G, ''), io:scan_erl_form(G, ''),
          io:scan_erl_form(G, ''), file:close(G)].

encodings() ->
    Text = [$a, 228, $\n, 16#2603, $b, $\r, $\n, 16#1F600],
    Told = [begin
         {ok, F} = file:open("f", [read, write, {encoding, E}]),
         A = [E, try_it(fun() -> io:put_chars(F, Text) end), file:position(F, bof),
              io:getopts(F), io:get_chars(F, '', 1), io:get_line(F, ''), io:get_chars(F, '', 2),
              io:get_line(F, ''), io:get_line(F, ''), io:get_line(F, '')],
         Read = [file:position(F, bof), try_it(fun() -> file:read(F, 3) end),
                 try_it(fun() -> file:read(F, 4) end), try_it(fun() -> io:read(F, '') end)],
         _ = file:close(F),
         {A, Read, file:read_file("f")}
     end || E <- [unicode, utf8, utf16, {utf16, little}, utf32, {utf32, little}]],
    Told ++ [begin
                {ok, F1} = file:open("l", [write, latin1]),
                [io:put_chars(F1, "\x{e4}"), try_it(fun() -> io:put_chars(F1, [9731]) end),
                 file:close(F1), file:read_file("l")]
            end,
            begin
                file:write_file("bad", <<"ok\n", 255, 254, "x\n">>),
                {ok, G2} = file:open("bad", [read, {encoding, utf8}]),
                [io:get_line(G2, ''), io:get_line(G2, ''), io:get_line(G2, ''), file:close(G2)]
            end,
            begin
                {ok, H3} = file:open("bad", [read, binary, {encoding, utf8}]),
                [io:get_chars(H3, '', 2), io:get_line(H3, ''), io:get_chars(H3, '', 2), file:close(H3)]
            end].

folders() ->
    [file:make_dir("d"), file:make_dir("d"), file:make_dir("x/y"), file:make_dir(""),
     file:write_file("d/a", ""), file:write_file("d/b", ""), file:make_dir("d/c"),
     sorted(file:list_dir("d")), sorted(file:list_dir_all("d")), file:list_dir("d/a"),
     file:list_dir("no"), file:del_dir("d"), file:del_dir("d/a"), file:del_dir("no"),
     file:rename("d/a", "d/e"), file:rename("no", "d/f"), file:rename("d", "d/c/x"),
     file:rename("d/e", "d/c"), file:rename("d/c", "d/b"), sorted(file:list_dir("d")),
     file:write_file(<<"d/", 255>>, "latin"), sorted(file:list_dir_all("d")),
     file:delete(<<"d/", 255>>), file:get_cwd(), file:set_cwd("d"), file:get_cwd(), file:read_file("e"), file:set_cwd("e"),
     file:set_cwd("no"), file:set_cwd(".."), file:get_cwd("/"), file:get_cwd("C:"),
     file:get_cwd(1), filelib:is_dir("d"), filelib:is_file("d"), filelib:is_regular("d/e"),
     filelib:file_size("d/b"), filelib:wildcard("d/*"), filelib:wildcard("{d,x}/[a-c]"),
     filelib:ensure_dir("d/p/q/r"), filelib:is_dir("d/p/q"), filelib:ensure_path("d/p/q/s"),
     filelib:last_modified("no"), file:del_dir_r("d"), file:del_dir_r("d"), file:list_dir(".")].

sorted({ok, Names}) -> {ok, lists:sort(Names)};
sorted(Other) -> Other.

links() ->
    file:write_file("f", "12345"),
    Type = fun({ok, #file_info{type = T, links = N}}) -> {T, N};
              (Other) -> Other
           end,
    [file:make_link("f", "g"), file:make_link("f", "g"), file:make_link("no", "h"),
     file:make_symlink("f", "s"), file:make_symlink("f", "s"), file:make_symlink("no", "dead"),
     file:make_symlink("loop", "loop"), Type(file:read_file_info("g")),
     Type(file:read_file_info("s")), Type(file:read_link_info("s")),
     Type(file:read_file_info("dead")), Type(file:read_link_info("dead")),
     Type(file:read_file_info("loop")), file:read_link("s"), file:read_link("f"),
     file:read_link("no"), file:read_link_all("s"), file:read_file("s"), file:read_file("loop"),
     file:make_symlink(<<255>>, "raw"), file:read_link("raw"), file:read_link_all("raw"),
     file:delete("s"), file:read_file("f"), file:altname("f")].

info() ->
    file:write_file("f", "12345"),
    {ok, #file_info{size = Size, type = Type, access = Access, links = Links, inode = Inode}} =
        file:read_file_info("f"),
    Time = {{2001, 2, 3}, {4, 5, 6}},
    Times = fun(Options) ->
                case file:read_file_info("f", Options) of
                    {ok, #file_info{atime = A, mtime = M}} -> {recent(A), recent(M)};
                    Other -> Other
                end
            end,
    Mode = fun() ->
               {ok, #file_info{mode = M}} = file:read_file_info("f"),
               integer_to_list(M, 8)
           end,
    [Size, Type, Access, Links, is_integer(Inode), file:change_mode("f", 8#640), Mode(),
     file:change_mode("f", 8#4755), Mode(), file:change_mode("no", 8#600),
     file:change_time("f", Time), Times([]), Times([{time, universal}]), Times([{time, posix}]),
     Times([{time, x}]), Times([raw]),
     file:change_time("f", Time, {{2002, 1, 1}, {0, 0, 0}}), Times([{time, local}]),
     file:write_file_info("f", #file_info{atime = 5, mtime = 6}, [{time, posix}]),
     Times([{time, posix}]), file:write_file_info("f", #file_info{mtime = {x, y}}),
     file:write_file_info("no", #file_info{mode = 0}),
     file:raw_write_file_info("f", #file_info{mode = 8#600}), Mode(),
     try_it(fun() -> file:change_mode("f", x) end), try_it(fun() -> file:change_time("f", x) end),
     file:change_owner("f", 0), file:change_owner("f", 0, 0), file:change_group("f", 0),
     file:change_owner("no", 0), file:read_file_info("no"), file:read_file_info({x}),
     element(3, element(2, file:raw_read_file_info("."))), recent(filelib:last_modified("f"))].

%% Not more than a minute ago.
recent(Seconds) when is_integer(Seconds) ->
    case erlang:system_time(second) - Seconds of
        Age when Age >= 0, Age < 60 -> now;
        _ -> Seconds
    end;
recent({_, _} = Time) ->
    Seconds = fun calendar:datetime_to_gregorian_seconds/1,
    Near = [Now || Now <- [calendar:local_time(), calendar:universal_time()],
                   abs(Seconds(Now) - Seconds(Time)) < 60],
    case Near of
        [] -> Time;
        _ -> now
    end.

terms() ->
    Texts = ["", "{a, 1}.\n[b].\n\"s\".", "%% coding: latin-1\n\"\xe4\".", "\"ä\"."
             "a. b", "a.\nb c.\n", "{a", "a.\n\n$", "foo().", "X = 1. Y = X + 1.", "error(x). a.",
             "throw(x).", "1 +.\n2."],
    file:make_dir("p"),
    Terms = [begin
         file:write_file("p/t", unicode:characters_to_binary(Text)),
         {Text, file:consult("p/t"), stackless(file:eval("p/t")), stackless(file:script("p/t")),
          file:path_consult(["no", "p"], "t"), stackless(file:path_script([".", "p"], "t")),
          stackless(file:path_eval(["p"], "t"))}
     end || Text <- Texts],
    file:write_file("p/z", "Z."),
    Seven = erl_eval:add_binding('Z', 7, erl_eval:new_bindings()),
    Terms ++ [file:script("p/z", Seven), file:path_script(["p"], "z", Seven),
            file:eval("p/z", Seven), file:path_eval(["p"], "z", Seven), file:consult("no"), file:eval("no"), file:script("no"), file:path_consult(["p"], "no"),
            file:path_open(["no", "p"], "t", [read]), file:path_open([], "t", [read]),
            file:path_open([{x}], "t", [read]), file:path_open(["p"], "/no/such", [read]),
            file:consult(".")].

stackless({error, {Line, Module, {Class, Reason, Stack}}}) when is_list(Stack) ->
    {error, {Line, Module, {Class, Reason}}};
stackless(Other) -> Other.

copies() ->
    Data = binary:copy(<<"0123456789">>, 20000),
    file:write_file("a", Data),
    {ok, From} = file:open("a", [read, binary]),
    {ok, To} = file:open("b", [write]),
    {ok, RawFrom} = file:open("a", [read, raw, binary]),
    {ok, RawTo} = file:open("c", [write, raw]),
    A = [file:copy("a", "d"), file:read_file("d") =:= {ok, Data}, file:copy("a", "d", 10),
         file:read_file("d"), file:copy("a", "d", 0), file:copy("no", "d"), file:copy("a", "no/x"),
         file:copy("a", "d", -1), file:copy("a", "d", "x"), file:copy(From, To, 7),
         file:copy(RawFrom, RawTo, 3), file:copy(RawFrom, To, 2), file:copy(From, "e", 5),
         file:read_file("e"), file:copy({"a", [raw]}, {"f", [append]}, 4),
         file:copy("a", {"f", [append]}, 4), file:read_file("f"), file:copy_opened(From, To, 1),
         file:copy_opened(x, To, 1),
         file:sendfile(RawFrom, fun(D) -> put(sent, byte_size(iolist_to_binary(D))), ok end, 5, 9, []),
         get(sent), file:sendfile(From, x, 0, 0, []), file:sendfile("no", x)],
    Closed = [file:close(D) || D <- [From, To, RawFrom, RawTo]],
    A ++ Closed ++ [file:read_file("b"), file:read_file("c")].

memory() ->
    {ok, F} = file:open(["ram", <<" data">>], [ram, read, write, binary]),
    {ok, L} = file:open("list", [ram]),
    [file:read(F, 3), file:pread(F, 1, 3), file:pwrite(F, 4, "DA"), file:position(F, bof),
     file:read(F, 100), file:read(F, 1), file:write(F, "+"), file:position(F, 0),
     file:read(F, 100), file:position(F, 2), file:truncate(F), file:pread(F, [{0, 9}, {9, 9}]),
     file:sync(F), file:read(L, 10), file:close(L), file:close(F), file:open("x", [ram, raw_x])].

wrong() ->
    Calls = [{close, [x]}, {read, [x, 1]}, {read, [1, 1]}, {read, [self(), -1]}, {read_line, [1]},
             {pread, [x, 0, 1]}, {pread, [x, []]}, {pwrite, [x, 0, ""]}, {pwrite, [x, []]},
             {write, [1, ""]}, {position, [x, 0]}, {truncate, [x]}, {sync, [x]}, {datasync, [x]},
             {advise, [x, 0, 0, normal]}, {copy_opened, [x, y, 1]}, {delete, [1]}, {delete, ["x", y]},
             {rename, ["a", 1]}, {rename, [{x}, "b"]}, {make_dir, [{x}]}, {list_dir, [["a" | b]]},
             {write_file, [1, "x"]}, {write_file, ["x", [x | y]]}, {write_file, ["x", "y", z]},
             {set_cwd, [1.5]}, {make_symlink, [1, "x"]}, {read_link, [#{}]}, {open, ["x", {x}]},
             {pid2name, [x]}, {pid2name, [self()]}, {format_error, [nonsense]},
             {read_file_info, ["x", y]}, {read_line, [nobody]}, {write, [nobody, "x"]},
             {consult, [1]}, {sendfile, [x, y, 0, 0, []]}, {native_name_encoding, []}],
    [{F, A, plain_error(try_it(fun() -> apply(file, F, A) end))} || {F, A} <- Calls].

plain_error({error, Reason}) -> {error, Reason};
plain_error(Other) -> Other.

owner() ->
    Me = self(),
    {Opener, Ref} = spawn_monitor(fun() ->
                                      {ok, F} = file:open("f", [write]),
                                      Me ! {file, F},
                                      receive stop -> ok end
                                  end),
    File = receive {file, F} -> F end,
    Watch = monitor(process, File),
    A = [file:write(File, "from another"), Opener ! stop,
         receive {'DOWN', Ref, _, _, Why} -> Why end,
         receive {'DOWN', Watch, _, _, Reason} -> Reason end,
         file:write(File, "x"), file:read_file("f")],
    {ok, G} = file:open("f", [read]),
    exit(G, kill),
    Killed = monitor(process, G),
    A ++ [receive {'DOWN', Killed, _, _, _} -> file:read(G, 1) end, file:close(G)].

texts() ->
    Errors = [badarg, terminated, system_limit, {3, file, undefined_script},
              {3, file, {error, x, []}}, {3, file, {x, []}}, {2, erl_parse, ["before: ", "x"]},
              enoent, eacces, eexist, enotdir, eisdir, einval, enospc, emfile, eloop, exdev, erofs,
              epipe, espipe, enametoolong, enotsup, eio, nonsense],
    [lists:flatten(file:format_error(E)) || E <- Errors].

parsed() ->
    file:write_file("m.erl", "-module(m).\n-export([f/0]).\n-include(\"h.hrl\").\n"
                    "-ifdef(YES).\nf() -> ?X + ?YES.\n-else.\nf() -> no.\n-endif.\n"
                    "g( -> .\n-record(r, {a = 1 :: integer(), b}).\nh() -> ?UNDEFINED.\n"),
    file:write_file("h.hrl", "-define(X, {x, ?LINE}).\n"),
    file:write_file("l.erl", "%% -*- coding: latin-1 -*-\n-module(l).\n"),
    {ok, Epp} = epp:open("m.erl", []),
    Forms = fun Next(N) when N > 0 ->
                    case epp:parse_erl_form(Epp) of
                        {eof, _} = End -> [End];
                        Form -> [Form | Next(N - 1)]
                    end
            end,
    [Forms(20), epp:close(Epp), epp:parse_file("m.erl", []),
     epp:parse_file("m.erl", ["."], [{'YES', 5}]), epp:parse_file("m.erl", [{location, {1, 1}}]),
     epp:parse_file("no.erl", []), epp:open("no.erl", []), epp:read_encoding("m.erl"),
     epp:read_encoding("l.erl"), epp:read_encoding("no"), epp:default_encoding(),
     epp:encoding_to_string(latin1), epp:read_encoding_from_binary(<<"%coding=utf-8">>),
     epp:read_encoding_from_binary(<<"\n\n%coding=utf-8">>),
     epp:read_encoding_from_binary(<<"coding: utf-8">>),
     epp:read_encoding_from_binary(<<"coding: utf-8">>, [{in_comment_only, false}]),
     (fun({ok, All}) -> epp:interpret_file_attribute(All) end)(epp:parse_file("m.erl", [])),
     epp:scan_file("m.erl", []), epp:scan_file("no.erl", []),
     epp:normalize_typed_record_fields([]), epp:normalize_typed_record_fields([{record_field, 1, a}]),
     epp:normalize_typed_record_fields([{typed_record_field, a, b}, c])].
