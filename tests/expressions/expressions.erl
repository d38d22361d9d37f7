%% Evaluates files of expressions, one line after another, and tells what each comes to: the same in
%% every node that runs it. See `run`, which compares what two nodes tell.
-module(expressions).

-export([main/1, uncalled/2]).

-define(LINE_MS_MAX, 5000).

%% Of each line `@Number`, what it printed, and `=> Value` or `=> Class: Reason`.
main(File) ->
    %% Reports of what ends come whenever they do.
    ok = logger:remove_handler(default),
    ok = io:setopts([{encoding, unicode}]),
    [told(Number, Text) || {Number, Text} <- lines(File)],
    io:format("whole~n").

%% A line of a file is a sequence of expressions; what follows a % at its start is for the reader.
lines(File) ->
    {ok, Bytes} = file:read_file(File),
    Texts = string:split(unicode:characters_to_list(Bytes), "\n", all),
    [{N, Text} || {N, Text} <- lists:zip(lists:seq(1, length(Texts)), Texts), Text =/= "",
                  hd(Text) =/= $%].

told(Number, Text) ->
    io:format("~n@~b~n", [Number]),
    io:format("~n=> ~ts~n", [outcome(Text)]).

%% In a process of its own, which leaves nothing behind but what it starts.
outcome(Text) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({told, evaluated(Text)}) end),
    receive
        {'DOWN', Monitor, process, Pid, {told, Told}} -> Told;
        {'DOWN', Monitor, process, Pid, Reason} -> io_lib:format("ended: ~0tp", [plain(Reason)])
    after ?LINE_MS_MAX ->
        exit(Pid, kill),
        receive {'DOWN', Monitor, process, Pid, _} -> ok end,
        "no end"
    end.

evaluated(Text) ->
    case parsed(Text) of
        {ok, Expressions} ->
            try erl_eval:exprs(Expressions, erl_eval:new_bindings()) of
                {value, Value, _} -> io_lib:format("~0tp", [plain(Value)])
            catch
                Class:Reason -> io_lib:format("~p: ~0tp", [Class, plain(Reason)])
            end;
        {error, Reason} -> io_lib:format("refused: ~0tp", [Reason])
    end.

parsed(Text) ->
    case erl_scan:string(Text) of
        {ok, Tokens, _} ->
            case lists:reverse(Tokens) of
                [{dot, _} | _] -> erl_parse:parse_exprs(Tokens);
                _ -> erl_parse:parse_exprs(Tokens ++ [{dot, erl_anno:new(1)}])
            end;
        {error, Reason, _} -> {error, Reason}
    end.

%% A stack becomes the word `stack`: whose lines it has is no matter.
plain([{M, F, A, Where} | _] = List) when is_atom(M), is_atom(F), is_list(Where),
                                          (is_integer(A) orelse is_list(A)) ->
    case lists:all(fun is_frame/1, List) of
        true -> stack;
        false -> plain_list(List)
    end;
plain(List) when is_list(List) -> plain_list(List);
plain(Tuple) when is_tuple(Tuple) -> list_to_tuple(plain_list(tuple_to_list(Tuple)));
plain(Map) when is_map(Map) -> maps:from_list(plain_list(maps:to_list(Map)));
plain(Other) -> Other.

plain_list([H | T]) -> [plain(H) | plain_list(T)];
plain_list([]) -> [];
plain_list(Tail) -> plain(Tail).

is_frame({M, F, A, Where}) when is_atom(M), is_atom(F), is_list(Where) ->
    (is_integer(A) orelse is_list(A))
        andalso lists:all(fun(Item) -> is_tuple(Item) andalso tuple_size(Item) =:= 2
                                           andalso is_atom(element(1, Item)) end, Where);
is_frame(_) -> false.

%% Prints the functions of the modules that no line of the files calls.
uncalled(Files, Modules) ->
    Called = lists:usort(lists:append([calls(Text) || F <- Files, {_, Text} <- lines(F)])),
    [io:format("~w:~tw/~b~n", [M, F, A])
     || M <- Modules, {module, M} =:= code:ensure_loaded(M),
        {F, A} <- lists:sort(M:module_info(exports)), F =/= module_info,
        not lists:member({M, F, A}, Called)],
    io:format("whole~n").

calls(Text) ->
    case parsed(Text) of
        {ok, Expressions} -> called(Expressions);
        {error, _} -> []
    end.

called({call, _, {remote, _, {atom, _, M}, {atom, _, F}}, Args}) ->
    [{M, F, length(Args)} | called(Args)];
called({call, _, {atom, _, F}, Args}) -> [{erlang, F, length(Args)} | called(Args)];
called({'fun', _, {function, {atom, _, M}, {atom, _, F}, {integer, _, A}}}) -> [{M, F, A}];
called({op, _, F, A, B}) -> [{erlang, F, 2} | called([A, B])];
called({op, _, F, A}) -> [{erlang, F, 1} | called(A)];
called(Tuple) when is_tuple(Tuple) -> called(tuple_to_list(Tuple));
called([H | T]) -> called(H) ++ called(T);
called(_) -> [].
