%% What the linter knows at a place of the program: what was defined, used and found wrong so far.
%% A map; what concerns whole modules is in a map of its own, under `whole`.
-module(erl_lint_state).

-export([new/2, result/1, flag/4, is_enabled/2, place/2, wrong/3, wrong_at/3, warning/3,
         warning_at/3, called/4, is_local/2, is_imported/2, is_suppressed/2, is_free_guard_bif/2,
         module_name/3, whole/2, set_whole/3, attributes/2]).

%% {Category, option that turns it on, option that turns it off, whether it is on without either}
categories() ->
    [{unused_vars, warn_unused_vars, nowarn_unused_vars, true},
     {underscore_match, warn_underscore_match, nowarn_underscore_match, true},
     {export_all, warn_export_all, nowarn_export_all, true},
     {export_vars, warn_export_vars, nowarn_export_vars, false},
     {shadow_vars, warn_shadow_vars, nowarn_shadow_vars, true},
     {unused_import, warn_unused_import, nowarn_unused_import, false},
     {unused_function, warn_unused_function, nowarn_unused_function, true},
     {unused_type, warn_unused_type, nowarn_unused_type, true},
     {bif_clash, warn_bif_clash, nowarn_bif_clash, true},
     {unused_record, warn_unused_record, nowarn_unused_record, true},
     {obsolete_guard, warn_obsolete_guard, nowarn_obsolete_guard, true},
     {untyped_record, warn_untyped_record, nowarn_untyped_record, false},
     {missing_spec, warn_missing_spec, nowarn_missing_spec, false},
     {missing_spec_all, warn_missing_spec_all, nowarn_missing_spec_all, false},
     {nif_inline, warn_nif_inline, nowarn_nif_inline, true}].

%% `unused` has the bindings (by number) that were not used yet; of those made while `watched` is
%% true it is said. `at` is an annotation that stands for all others, or none. `size` is true within
%% the size of a segment. `vars_of_funs` is collected when it is a map.
new(File, Options) ->
    Enabled = [{C, true} || {C, On, Off, Default} <- categories(), flag(On, Off, Default, Options)],
    Pseudo = [{module_info, 0}, {module_info, 1}, {record_info, 2}],
    #{file => File, errors => [], warnings => [], enabled => maps:from_list(Enabled), at => none,
      records => #{}, used_records => #{}, locals => #{}, imports => #{}, used_imports => #{},
      suppressed => #{}, func => none, calls => #{{module_info, 1} => Pseudo},
      called => [], unused => #{}, next => 1, watched => true, size => false, in_record => false,
      vars_of_funs => none, used_types => [], loads_nif => false,
      whole => #{options => Options, state => start, module => '',
                 exports => #{{module_info, 0} => true, {module_info, 1} => true},
                 defined => maps:from_list([{FA, true} || FA <- Pseudo]), functions => [],
                 attributes => [], behaviours => [], on_load => [], specs => #{},
                 callbacks => #{}, optional => #{}, types => #{}, exported_types => #{},
                 qlc => false, files => [], user => none, bif_clash_free => [],
                 format => format_level(Options)}}.

flag(On, Off, Default, Options) ->
    lists:foldl(fun(O, _) when O =:= On -> true;
                   (O, _) when O =:= Off -> false;
                   (_, Value) -> Value
                end, Default, Options).

format_level(Options) ->
    lists:foldl(fun({warn_format, Level}, _) -> Level;
                   (warn_format, _) -> 1;
                   (nowarn_format, _) -> 0;
                   (_, Level) -> Level
                end, 1, Options).

%% Errors in the order in which they were found, warnings by place.
result(#{errors := Errors, warnings := Warnings}) ->
    Found = lists:reverse(Errors),
    Said = by_file(lists:sort(Warnings)),
    case Found of
        [] -> {ok, Said};
        _ -> {error, by_file(Found), Said}
    end.

by_file(List) ->
    [{File, [I || {F, I} <- List, F =:= File]} || File <- lists:usort([F || {F, _} <- List])].

is_enabled(Category, #{enabled := Enabled}) -> is_map_key(Category, Enabled).

%% {File, Location}
place(_, #{at := At} = St) when At =/= none -> place(At, St#{at := none});
place({Line, _} = Location, #{file := File}) when is_integer(Line) -> {File, Location};
place(Line, #{file := File}) when is_integer(Line) -> {File, Line};
place(Anno, #{file := File}) ->
    case erl_anno:file(Anno) of
        undefined -> {File, erl_anno:location(Anno)};
        Other -> {Other, erl_anno:location(Anno)}
    end.

wrong(Anno, What, St) -> wrong_at(place(Anno, St), What, St).

wrong_at(Place, illegal_guard_expr, #{size := true} = St) -> wrong_at(Place, illegal_bitsize, St);
wrong_at(Place, {illegal_guard_local_call, FA}, #{size := true} = St) ->
    wrong_at(Place, {illegal_bitsize_local_call, FA}, St);
wrong_at({File, Location}, What, #{errors := Errors} = St) ->
    St#{errors := [{File, {Location, erl_lint, What}} | Errors]}.

warning(Anno, What, St) -> warning_at(place(Anno, St), What, St).

warning_at({File, Location}, What, #{warnings := Warnings} = St) ->
    St#{warnings := [{File, {Location, erl_lint, What}} | Warnings]}.

%% The function that is read now calls one of the module.
called(Anno, Name, Arity, #{called := Called, calls := Calls, func := Func} = St) ->
    FA = {Name, Arity},
    {File, Location} = place(Anno, St),
    Before = maps:get(Func, Calls, []),
    St#{called := [{FA, File, Location} | Called], calls := Calls#{Func => [FA | Before]}}.

is_local(FA, #{locals := Locals}) -> is_map_key(FA, Locals).

is_imported(FA, #{imports := Imports}) -> is_map_key(FA, Imports).

%% Whether -compile({no_auto_import, ...}) names the function.
is_suppressed(_, #{suppressed := all}) -> true;
is_suppressed(FA, #{suppressed := Some}) -> is_map_key(FA, Some).

%% Whether the name without a module means what guards may call.
is_free_guard_bif(FA, #{imports := Imports} = St) ->
    not is_local(FA, St) andalso
        case Imports of
            #{FA := Module} -> Module =:= erlang;
            _ -> not is_suppressed(FA, St)
        end.

%% A name of a module must be one.
module_name(Name, Anno, St) ->
    Text = atom_to_list(Name),
    case [C || C <- Text, C =/= $\s, C =/= 16#a0, C =/= 16#ad] of
        [] when Text =:= [] -> wrong(Anno, empty_module_name, St);
        [] -> wrong(Anno, blank_module_name, St);
        _ ->
            Latin = case lists:all(fun(C) -> C < 256 end, Text) of
                        true -> St;
                        false -> wrong(Anno, non_latin1_module_unsupported, St)
                    end,
            case lists:any(fun(C) -> C < 16#20 orelse C >= 16#7f andalso C < 16#a0 end, Text) of
                true -> wrong(Anno, ctrl_chars_in_module_name, Latin);
                false -> Latin
            end
    end.

whole(Key, #{whole := Whole}) -> map_get(Key, Whole).

set_whole(Key, Value, #{whole := Whole} = St) -> St#{whole := Whole#{Key := Value}}.

%% [{Place, Value}] of the attributes of that name, in their order.
attributes(Name, St) ->
    [{Place, Value} || {Place, N, Value} <- whole(attributes, St), N =:= Name].
