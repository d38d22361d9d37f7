%% Tables: what takes a fun, waits or writes files. The rest of the module is native.
%% OTP: stdlib, ets. Differs: without dets, qlc and what only they call.
-module(ets).

-export([foldl/3, foldr/3, init_table/2, match_spec_run_r/3, fun2ms/1]).
-export([tab2file/2, tab2file/3, file2tab/1, file2tab/2, tabfile_info/1]).
-export([i/0, i/1, i/2, i/3]).

foldl(F, Acc, Table) -> fold(F, Acc, Table, fun ets:first/1, fun ets:next/2).
foldr(F, Acc, Table) -> fold(F, Acc, Table, fun ets:last/1, fun ets:prev/2).

%% Objects that come or go meanwhile are seen or not; none is seen twice.
fold(F, Acc, Table, First, Next) ->
    ets:safe_fixtable(Table, true),
    try fold_from(F, Acc, Table, First(Table), Next)
    after ets:safe_fixtable(Table, false)
    end.

fold_from(_, Acc, _, '$end_of_table', _) -> Acc;
fold_from(F, Acc, Table, Key, Next) ->
    Then = lists:foldl(F, Acc, ets:lookup(Table, Key)),
    fold_from(F, Then, Table, Next(Table, Key), Next).

%% The objects are those that the fun gives: {Objects, NextFun} or end_of_input for `read`.
init_table(Table, Read) ->
    ets:delete_all_objects(Table),
    fill(Table, Read).

fill(Table, Read) ->
    try Read(read) of
        end_of_input -> true;
        {Objects, Next} when is_list(Objects), is_function(Next) ->
            true = ets:insert(Table, Objects),
            fill(Table, Next);
        Other ->
            _ = (catch Read(close)),
            exit(Other)
    catch
        Class:Reason:Stack when Class =/= exit ->
            _ = (catch Read(close)),
            erlang:raise(Class, Reason, Stack)
    end.

%% The results come reversed, before what is there.
match_spec_run_r(Objects, Compiled, Then) ->
    lists:reverse(ets:match_spec_run(Objects, Compiled), Then).

%% The match specification of a fun that carries its forms: one that was typed.
fun2ms(F) when is_function(F) ->
    case erl_eval:fun_data(F) of
        {fun_data, Bindings, Clauses} ->
            case ms_transform:transform_from_shell(ets, Clauses, Bindings) of
                {error, [{_, [{_, _, Descriptor} | _]} | _], _} ->
                    io:format("Error: ~ts~n", [ms_transform:format_error(Descriptor)]),
                    {error, transform_error};
                Specification -> Specification
            end;
        _ ->
            exit({badarg, {ets, fun2ms, [function, called, with, real, 'fun', should, be,
                                         transformed, with, parse_transform, 'or', called, with,
                                         a, 'fun', generated, in, the, shell]}})
    end.

tab2file(Table, File) -> tab2file(Table, File, []).
tab2file(Table, File, Options) -> ets_file:write(Table, File, Options).

file2tab(File) -> file2tab(File, []).
file2tab(File, Options) -> ets_file:read(File, Options).

tabfile_info(File) when is_list(File); is_atom(File) -> ets_file:info(File).

i() -> ets_show:tables().
i(Table) -> ets_show:objects(Table).
i(Table, Height) -> ets_show:objects(Table, Height).
i(Table, Height, Width) -> ets_show:objects(Table, Height, Width).
