%% What is said of bad arguments: of each function that explains itself, for many arguments and
%% causes, by whatever erl_erts_errors and its like are loaded. Nothing is called: the errors are
%% made up, so that halt/1, too, can be asked about.
%%   write FILE     writes it
%%   compare FILE   compares with what was written; prints what differs, and exits with 1 if there
%%                  is anything
%% Where a cause cannot be, so that the explanation itself had failed, nothing is compared.
-module(argument_hints).

-export([main/1]).

-define(SAMPLES, 150).          % of the ways to fill three and more arguments, for each cause

main(["write", File]) ->
    Asked = asked(),
    ok = file:write_file(File, term_to_binary({Asked, all_said(Asked)}, [compressed]));
main(["compare", File]) ->
    {ok, Written} = file:read_file(File),
    {Asked, Said} = binary_to_term(Written),
    Pairs = lists:zip(all_said(Asked), Said),
    Compared = [Pair || {_, {_, Theirs}} = Pair <- Pairs, Theirs =/= fails],
    Different = [Pair || {Ours, Theirs} = Pair <- Compared, Ours =/= Theirs],
    [io:format("~0tp~n  but ~0tp~n", [Ours, Theirs])
     || {Ours, {_, Theirs}} <- lists:sublist(Different, 20)],
    io:format("~w explanations compared, ~w differ~n", [length(Compared), length(Different)]),
    halt(if Different =:= [] -> 0; true -> 1 end).

all_said(Asked) ->
    rand:seed(exsss, {1, 2, 3}),
    Values = values(),
    lists:append([said_of(About, Values) || About <- Asked]).

%% {Module that explains, Module, Function, Arity, Causes}
asked() ->
    Erlang = [none, badopt, bad_option, badtype, time, registered_name, notalive, match_spec,
              call_count],
    Ets = [none, type, id, access, table_type, badkey, keypos, position, owner, not_owner,
           already_exists],
    Io = [{io, arguments}, {io, calling_self}, {io, terminated}, {device, {no_translation, a, b}},
          {device, format}, {device, enoent}, {device, unheard_of}],
    functions(erl_erts_errors, erlang, Erlang)
        ++ [{erl_erts_errors, erlang, Name, Arity, Erlang}
            || {Name, Arity} <- [{send_nosuspend, 2}, {send_nosuspend, 3}, {insert_element, 3},
                                 {adler32_combine, 3}]]
        ++ functions(erl_erts_errors, atomics, [none, badopt])
        ++ functions(erl_erts_errors, counters, [none, badopt])
        ++ functions(erl_erts_errors, persistent_term, [none])
        ++ functions(erl_stdlib_errors, binary, [none, badopt])
        ++ functions(erl_stdlib_errors, ets, Ets)
        ++ functions(erl_stdlib_errors, io, Io)
        ++ lists:append([functions(erl_stdlib_errors, Module, [none])
                         || Module <- [lists, maps, math, unicode]])
        ++ functions(erl_stdlib_errors, re, [none, badopt])
        ++ functions(erl_kernel_errors, os, [none, badopt, {open_port, enoent}, {open_port, odd}]).

functions(Explainer, Module, Causes) ->
    [{Explainer, Module, Name, Arity, Causes}
     || {Name, Arity} <- lists:sort(Module:module_info(exports)), Arity > 0, Arity < 6,
        Name =/= module_info].

%% What differs from one node to the next is written by its place in this table.
values() ->
    Remote = binary_to_term(<<131, 88, 119, 11, "other@there", 90:32, 0:32, 16#01020304:32>>),
    {ok, Compiled} = re:compile("a"),
    list_to_tuple(
      [a, true, utf8, latin1, undefined, -1, 0, 1, 3, 17, 300, 1 bsl 70, 1.5, 0.0, "ab", "1=2", [],
       [a | b], [x], [safe], [{}], [{1, 2}], <<"abc">>, <<"61">>, <<"xyz">>, <<>>, <<255>>, <<1:3>>,
       {1, 2}, {0, 9}, {9, 1}, {-1, 1}, {}, {1, 2, 3, 4}, #{}, #{a => 1}, self(), Remote,
       fun(X) -> X end, fun(X, _) -> X end, fun(X, _, _) -> X end, make_ref(), "~p", "~q", "~s~b",
       [1, 2], "(", big, second, {scope, {1, 2}}, [{scope, {5, 5}}], [{args, []}], Compiled,
       {maps, iterator}, atomics:new(2, []), counters:new(2, []), save_calls, trace, process, port,
       [{'$1', [], ['$1']}], [[1, 2], 3], [0], [{visible}], [visible], #{connection_id => true},
       {{2020, 1, 1}, {0, 0, 0}}, 1000000]).

%% Returns [{Which, Said}].
said_of({Explainer, Module, Name, Arity, Causes}, Values) ->
    [begin
         Args = [element(Index, Values) || Index <- Indices],
         Stack = [{Module, Name, Args, [{error_info, #{cause => Cause, module => Explainer}}]}],
         {{Module, Name, Indices, Reason, Cause}, said(Explainer, Reason, Stack)}
     end || Cause <- Causes, Reason <- reasons(Module),
            Indices <- choices(Arity, tuple_size(Values))].

reasons(Module) when Module =:= atomics; Module =:= counters -> [badarg, system_limit];
reasons(_) -> [badarg].

choices(1, Size) -> [[I] || I <- lists:seq(1, Size)];
choices(Arity, Size) ->
    [[rand:uniform(Size) || _ <- lists:seq(1, Arity)] || _ <- lists:seq(1, ?SAMPLES)].

%% erl_error says nothing where an explanation fails, nor of arguments that are not there.
said(Explainer, Reason, [{_, _, Args, _}] = Stack) ->
    try Explainer:format_error(Reason, Stack) of
        Hints -> [{Key, unicode:characters_to_binary(Text)}
                  || {Key, Text} <- maps:to_list(Hints),
                     not is_integer(Key) orelse Key =< length(Args)]
    catch
        error:_ -> fails
    end.
