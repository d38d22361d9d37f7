%% The commands of the shell itself: variables, history, records.
-module(shell_commands).

-export([command/4, call/4]).

%% Runs a command that takes its arguments as forms; returns {value, Value, Bindings}, or
%% no_command.
command(v, [{integer, _, N}], Bindings, Shell) ->
    {value, shell_session:ask(Shell, {result, N}), Bindings};
command(h, [], Bindings, Shell) ->
    Records = shell_session:ask(Shell, records),
    Entries = shell_history:entries(shell_session:ask(Shell, history)),
    lists:foreach(fun(Entry) -> show_entry(Entry, Records) end, Entries),
    {value, ok, Bindings};
command(b, [], Bindings, Shell) ->
    Records = shell_session:ask(Shell, records),
    lists:foreach(fun(Binding) -> show_binding(Binding, Records) end, erl_eval:bindings(Bindings)),
    {value, ok, Bindings};
command(f, [], _, _) ->
    {value, ok, erl_eval:new_bindings()};
command(f, [{var, _, Name}], Bindings, _) ->
    {value, ok, erl_eval:del_binding(Name, Bindings)};
command(exit, [], _, _) ->
    shell:leave();
command(history, [{integer, _, N}], Bindings, _) ->
    {value, shell:history(N), Bindings};
command(results, [{integer, _, N}], Bindings, _) ->
    {value, shell:results(N), Bindings};
command(catch_exception, [{atom, _, Value}], Bindings, _) when is_boolean(Value) ->
    {value, shell:catch_exception(Value), Bindings};
command(rd, [{atom, _, Name}, Fields], Bindings, Shell) ->
    Definition = shell_records:parse(Name, with_abstract_values(Fields)),
    {value, hd(define([Definition], Bindings, Shell)), Bindings};
command(Name, [_], _, _)
  when Name =:= f; Name =:= history; Name =:= results; Name =:= catch_exception ->
    refuse(Name, 1);
command(rd, [_, _], _, _) ->
    refuse(rd, 2);
command(rf, [], Bindings, Shell) ->
    Initial = shell_records:initial(Bindings),
    ok = shell_session:ask(Shell, {records, Initial}),
    {value, maps:keys(Initial), Bindings};
command(_, _, _, _) ->
    no_command.

refuse(Name, Arity) -> erlang:raise(error, function_clause, [{shell, Name, Arity, []}]).

%% The commands on records whose arguments are evaluated; returns {value, Value}, or no_command.
call(rf, ['_'], _, Shell) ->
    {value, shell_session:ask(Shell, {records, #{}})};
call(rf, [Names], _, Shell) ->
    Left = maps:without(as_list(Names), shell_session:ask(Shell, records)),
    {value, shell_session:ask(Shell, {records, Left})};
call(rl, [], _, Shell) ->
    Records = shell_session:ask(Shell, records),
    {value, show_records([Form || {_, Form} <- lists:sort(maps:to_list(Records))])};
call(rl, [Names], _, Shell) ->
    Records = shell_session:ask(Shell, records),
    Known = [Name || Name <- as_list(Names), is_map_key(Name, Records)],
    {value, show_records([map_get(Name, Records) || Name <- Known])};
call(rp, [Term], _, Shell) ->
    Text = shell_text:print(Term, 1, -1, shell_session:ask(Shell, records)),
    io:requests([{put_chars, unicode, Text}, nl]),
    {value, ok};
call(rr, [File], Bindings, Shell) ->
    {value, read_records(File, '_', [], Bindings, Shell)};
call(rr, [File, Names], Bindings, Shell) ->
    {value, read_records(File, Names, [], Bindings, Shell)};
call(rr, [File, Names, Options], Bindings, Shell) ->
    {value, read_records(File, Names, Options, Bindings, Shell)};
call(_, _, _, _) ->
    no_command.

read_records(File, Names, Options, Bindings, Shell) ->
    case shell_records:read(File, as_list(Options)) of
        Forms when is_list(Forms), Names =:= '_' ->
            define(Forms, Bindings, Shell);
        Forms when is_list(Forms) ->
            Wanted = as_list(Names),
            define([Form || {_, _, _, {Name, _}} = Form <- Forms, lists:member(Name, Wanted)],
                   Bindings, Shell);
        Error ->
            Error
    end.

%% Returns the sorted names.
define(Forms, Bindings, Shell) ->
    {Names, Records} = shell_records:define(Forms, Bindings, shell_session:ask(Shell, records)),
    ok = shell_session:ask(Shell, {records, Records}),
    Names.

as_list(List) when is_list(List) -> List;
as_list(Other) -> [Other].

%%% What commands write.

show_records(Forms) ->
    Options = [{encoding, shell_text:encoding()}],
    lists:foreach(fun(Form) -> io:fwrite("~ts", [erl_pp:attribute(Form, Options)]) end, Forms).

show_entry({N, Expressions, Result}, Records) ->
    Number = io_lib:fwrite("~w: ", [N]),
    Text = erl_pp:exprs(with_calls_of_v(Expressions), iolist_size(Number),
                        [{encoding, shell_text:encoding()}]),
    io:requests([{put_chars, latin1, Number}, {format, "~ts\n", [Text]} | shown(Result, Records)]).

shown(dropped, _) -> [];
shown({ok, Value}, Records) ->
    [{put_chars, latin1, "-> "}, {put_chars, unicode, shell_text:print(Value, 4, Records)}, nl].

%% A fun that was typed is written as it was typed.
show_binding({Name, Value}, Records) ->
    case erl_eval:fun_data(Value) of
        {fun_data, _, Clauses} ->
            show_fun(Name, {'fun', 0, {clauses, with_abstract_values(Clauses)}});
        {named_fun_data, _, Own, Clauses} ->
            show_fun(Name, {named_fun, 0, Own, with_abstract_values(Clauses)});
        false ->
            Left = io_lib:fwrite("~s = ", [Name]),
            Text = shell_text:print(Value, iolist_size(Left) + 1, Records),
            io:requests([{put_chars, latin1, Left}, {put_chars, unicode, Text}, nl])
    end.

show_fun(Name, Form) ->
    Match = {match, 0, {var, 0, Name}, Form},
    io:fwrite("~ts\n", [erl_pp:expr(Match, [{encoding, shell_text:encoding()}])]).

%% Values without a form (pids, funs) that stand among forms: as forms where that can be, else as
%% the call of v/1 that gives them.
with_abstract_values(Forms) ->
    shell_records:map_values(fun({value, At, Value}) ->
                                 try erl_parse:abstract(Value)
                                 catch _:_ -> call_of_v(At)
                                 end
                             end, Forms).

with_calls_of_v(Forms) ->
    shell_records:map_values(fun({value, At, _}) -> call_of_v(erl_anno:line(At)) end, Forms).

call_of_v(N) -> {call, 0, {atom, 0, v}, [{integer, 0, N}]}.
