%% What can be said of a module when all of its forms were seen.
-module(erl_lint_module).

-export([finish/1]).

-import(erl_lint_state, [wrong_at/3, warning_at/3, whole/2, is_enabled/2, attributes/2]).

finish(St) ->
    lists:foldl(fun(Check, S) -> Check(S) end, St,
                [fun behaviours/1, fun deprecated/1, fun unused_imports/1, fun inlined/1,
                 fun undefined_functions/1, fun unused_functions/1, fun free_of_clashes/1,
                 fun specs/1, fun missing_specs/1, fun erl_lint_type:undefined/1,
                 fun erl_lint_type:unused/1, fun untyped_records/1, fun on_load/1,
                 fun unused_records/1, fun erl_lint_type:unexported/1, fun dialyzer/1,
                 fun callbacks/1, fun nifs/1, fun removed/1]).

errors(List, St) ->
    lists:foldl(fun({Place, What}, S) -> wrong_at(Place, What, S) end, St, List).

warnings(List, St) ->
    lists:foldl(fun({Place, What}, S) -> warning_at(Place, What, S) end, St, List).

exports(St) ->
    case lists:member(export_all, whole(options, St)) of
        true -> whole(defined, St);
        false -> whole(exports, St)
    end.

own_functions(St) -> [FA || {FA, _} <- whole(functions, St)].

%% [{Place, Item}] of the attributes -compile({Option, Items}).
options(Option, St) ->
    [{Place, Item} || {Place, Value} <- named(compile, St),
                      {O, Items} <- lists:flatten([Value]), O =:= Option,
                      Item <- lists:flatten([Items])].




named(Name, St) -> lists:reverse(attributes(Name, St)).

behaviours(St0) ->
    {Wanted, St1} = lists:mapfoldl(fun callbacks_of/2, St0, whole(behaviours, St0)),
    Exports = exports(St0),
    St2 = warnings([{Place, {undefined_behaviour_func, FA, B}}
                    || {Place, B, All, Optional} <- Wanted, FA <- lists:usort(All),
                       not lists:member(FA, Optional), not is_map_key(FA, Exports)], St1),
    By = [{FA, Place, B} || {Place, B, All, Optional} <- Wanted, FA <- lists:usort(All),
                            not lists:member(FA, Optional) orelse is_map_key(FA, Exports)],
    conflicts(lists:usort(By), St2).

callbacks_of({Place, B, Anno}, St) ->
    {All, Optional, Complaints} = erl_lint_behaviour:callbacks(B),
    Told = warnings([{Place, C} || C <- Complaints], St),
    case Complaints of
        [{undefined_behaviour, B}] ->
            {{Place, B, All, Optional}, erl_lint_state:module_name(B, Anno, Told)};
        _ -> {{Place, B, All, Optional}, Told}
    end.

%% A callback that several behaviours want.
conflicts([{FA, {_, Line}, First} | Rest], St) ->
    {Same, Other} = lists:splitwith(fun({F, _, _}) -> F =:= FA end, Rest),
    conflicts(Other, warnings([{Place, {conflicting_behaviours, FA, B, Line, First}}
                               || {_, Place, B} <- Same], St));
conflicts([], St) -> St.

deprecated(St) ->
    errors([{Place, Error} || {Place, Value} <- named(deprecated, St),
                              Item <- lists:flatten([Value]), Error <- deprecated(Item, St)], St).

deprecated({F, A, Flag} = Item, St) ->
    case lists:member(Flag, [next_version, next_major_release, eventually]) orelse is_text(Flag) of
        true -> deprecated({F, A}, St);
        false -> [{invalid_deprecated, Item}]
    end;
deprecated(module, _) -> [];
deprecated({'_', '_'}, _) -> [];
deprecated({F, A} = FA, St) when is_atom(F), A =:= '_'; is_atom(F), is_integer(A), A >= 0 ->
    [{bad_deprecated, FA} || not is_exported(FA, St)];
deprecated(Item, _) -> [{invalid_deprecated, Item}].

removed(St) ->
    errors([{Place, Error} || {Place, Value} <- named(removed, St), Item <- lists:flatten([Value]),
                              Error <- removed(Item, St)], St).

removed({F, A, Text} = Item, St) ->
    case is_text(Text) of
        true -> removed({F, A}, St);
        false -> [{invalid_removed, Item}]
    end;
removed(module, St) -> removed({'_', '_'}, St);
removed({F, A} = FA, St) when F =:= '_', A =:= '_'; is_atom(F), A =:= '_';
                              is_atom(F), is_integer(A), A >= 0 ->
    [{bad_removed, FA} || is_exported(FA, St)];
removed(Item, _) -> [{invalid_removed, Item}].

is_text([C | Rest]) -> is_integer(C) andalso is_text(Rest);
is_text(End) -> End =:= [].

%% By the module itself, not what each module has.
is_exported({Name, Arity} = FA, St) ->
    All = [X || X <- maps:keys(exports(St)), X =/= {module_info, 0}, X =/= {module_info, 1},
                X =/= {behaviour_info, 1}],
    case FA of
        {'_', '_'} -> All =/= [];
        {_, '_'} -> lists:keymember(Name, 1, All);
        _ -> lists:member(FA, All) orelse erlang:is_builtin(whole(module, St), Name, Arity)
    end.

unused_imports(#{used_imports := Used} = St) ->
    case is_enabled(unused_import, St) of
        true ->
            warnings([{Place, {unused_import, {FA, Module}}}
                      || {Place, {Module, FAs}} <- named(import, St), FA <- lists:usort(FAs),
                         maps:get(FA, map_get(imports, St), none) =:= Module,
                         not is_map_key({FA, Module}, Used)], St);
        false -> St
    end.

inlined(St) -> must_be_defined(inline, bad_inline, St).

free_of_clashes(St) -> must_be_defined(nowarn_bif_clash, bad_nowarn_bif_clash, St).

must_be_defined(Option, Error, #{imports := Imports} = St) ->
    case options(Option, St) of
        [] -> St;
        Items ->
            Known = own_functions(St) ++ maps:keys(Imports),
            errors([{Place, {Error, FA}} || {Place, FA} <- Items, not lists:member(FA, Known)], St)
    end.

undefined_functions(#{called := Called} = St) ->
    Defined = whole(defined, St),
    errors([{{File, Location}, {undefined_function, FA}}
            || {FA, File, Location} <- lists:usort([C || {FA, _, _} = C <- Called,
                                                         not is_map_key(FA, Defined)])], St).

unused_functions(St0) ->
    St = must_be_defined(nowarn_unused_function, bad_nowarn_unused_function, St0),
    Options = whole(options, St),
    case is_enabled(unused_function, St) andalso not lists:member(export_all, Options) of
        true ->
            Roots = maps:keys(whole(exports, St)) ++ [FA || {FA, _} <- whole(on_load, St)],
            Reached = reach(Roots, map_get(calls, St), #{}),
            Free = [FA || {nowarn_unused_function, FAs} <- Options, FA <- lists:flatten([FAs])],
            warnings([{Place, {unused_function, FA}}
                      || {FA, Place} <- whole(functions, St), not is_map_key(FA, Reached),
                         not lists:member(FA, Free)], St);
        false -> St
    end.

reach([], _, Reached) -> Reached;
reach([FA | Rest], Calls, Reached) when is_map_key(FA, Reached) -> reach(Rest, Calls, Reached);
reach([FA | Rest], Calls, Reached) ->
    reach(maps:get(FA, Calls, []) ++ Rest, Calls, Reached#{FA => true}).

specs(St) ->
    Defined = whole(defined, St),
    Module = whole(module, St),
    errors([{Place, {spec_fun_undefined, {F, A}}}
            || {{M, F, A}, Place} <- maps:to_list(whole(specs, St)), M =:= Module,
               not is_map_key({F, A}, Defined)], St).

missing_specs(St) ->
    All = is_enabled(missing_spec_all, St),
    case All orelse is_enabled(missing_spec, St) of
        true ->
            Have = [{F, A} || {_, F, A} <- maps:keys(whole(specs, St))],
            Exports = exports(St),
            warnings([{Place, {missing_spec, FA}}
                      || {FA, Place} <- whole(functions, St), All orelse is_map_key(FA, Exports),
                         not lists:member(FA, Have)], St);
        false -> St
    end.

untyped_records(#{records := Records} = St) ->
    case is_enabled(untyped_record, St) of
        true ->
            Typed = [Name || {_, {Name, true}} <- named(record, St)],
            warnings([{Place, {untyped_record, Name}}
                      || {Name, {Place, [_ | _]}} <- maps:to_list(Records),
                         not lists:member(Name, Typed)], St);
        false -> St
    end.

on_load(St) ->
    case whole(on_load, St) of
        [{{_, 0} = FA, Place}] when not is_map_key(FA, map_get(defined, map_get(whole, St))) ->
            wrong_at(Place, {undefined_on_load, FA}, St);
        _ -> St
    end.

unused_records(#{records := Records} = St0) ->
    case {is_enabled(unused_record, St0), whole(files, St0)} of
        {true, [_ | _] = Files} ->
            Main = lists:last(Files),
            Free = options(nowarn_unused_record, St0),
            St = errors([{Place, {undefined_record, Name}} || {Place, Name} <- Free,
                                                              not is_map_key(Name, Records)], St0),
            Used = maps:merge(map_get(used_records, St),
                              maps:from_list([{N, true} || {_, N} <- Free])),
            warnings([{Place, {unused_record, Name}}
                      || {Name, {{File, _} = Place, _}} <- maps:to_list(Records), File =:= Main,
                         not is_map_key(Name, Used)], St);
        _ -> St0
    end.

dialyzer(St0) ->
    Items = [{Place, Item} || {Place, Value} <- named(dialyzer, St0), V <- lists:flatten([Value]),
                              Item <- dialyzer_items(V)],
    {Good, Bad} = lists:partition(fun({_, {Option, FA}}) ->
                                          is_atom(Option) andalso erl_lint_type:is_name_arity(FA);
                                     ({_, Option}) -> is_atom(Option)
                                  end, Items),
    St = errors([{Place, {bad_dialyzer_attribute, Item}} || {Place, Item} <- Bad], St0),
    Own = own_functions(St),
    errors([{Place, Error} || {Place, Item} <- Good, Error <- dialyzer_errors(Item, Own)], St).

dialyzer_items({Options, FAs}) ->
    [{Option, FA} || Option <- lists:flatten([Options]), FA <- lists:flatten([FAs])];
dialyzer_items(Option) -> [Option].

dialyzer_errors({Option, FA}, Own) ->
    case Option =:= nowarn_function orelse is_dialyzer_option(Option) of
        true -> [{undefined_function, FA} || not lists:member(FA, Own)];
        false -> [{bad_dialyzer_option, Option}]
    end;
dialyzer_errors(Option, _) -> [{bad_dialyzer_option, Option} || not is_dialyzer_option(Option)].

is_dialyzer_option(Option) ->
    lists:member(Option, [no_return, no_unused, no_improper_lists, no_fun_app, no_match, no_opaque,
                          no_fail_call, no_contracts, no_behaviours, no_undefined_callbacks,
                          unmatched_returns, error_handling, race_conditions, no_missing_calls,
                          specdiffs, overspecs, underspecs, unknown, no_underspecs, extra_return,
                          no_extra_return, missing_return, no_missing_return]).

callbacks(St0) ->
    Callbacks = whole(callbacks, St0),
    St = errors([{Place, {undefined_callback, MFA}}
                 || {MFA, Place} <- maps:to_list(whole(optional, St0)),
                    not is_map_key(MFA, Callbacks)], St0),
    case is_map_key({behaviour_info, 1}, whole(defined, St)) of
        true ->
            errors([{Place, {behaviour_info, MFA}} || {MFA, Place} <- maps:to_list(Callbacks)], St);
        false -> St
    end.

nifs(#{loads_nif := Loads} = St0) ->
    case [{Place, FA} || {Place, FAs} <- named(nifs, St0), FA <- FAs] of
        [] -> St0;
        [{First, _} | _] = Nifs ->
            St = warnings([{First, no_load_nif} || not Loads], St0),
            Own = own_functions(St),
            errors([{Place, {undefined_nif, FA}} || {Place, FA} <- Nifs,
                                                    not lists:member(FA, Own)], St)
    end.
