%% The forms of a module, one after the other. What can be said only when all were seen is said by
%% erl_lint_module.
-module(erl_lint_form).

-export([prepare/3, form/2, record/4]).

-import(erl_lint_state, [wrong/3, warning/3, place/2, whole/2, set_whole/3,
                        is_enabled/2]).

-define(ARGUMENTS_MAX, 255).

%% What must be known before the first form.
prepare(Forms, File, Options) ->
    St0 = erl_lint_state:new(File, Options),
    Locals = maps:from_list([{{Name, Arity}, true} || {function, _, Name, Arity, _} <- Forms]),
    Files = [F || {attribute, _, file, {F, _}} <- Forms],
    Free = [FA || {nowarn_bif_clash, FAs} <- Options, FA <- lists:flatten([FAs])],
    HasQlc = lists:any(fun(F) -> filename:basename(F) =:= "qlc.hrl" end, Files),
    Whole = (map_get(whole, St0))#{files := lists:reverse(Files), bif_clash_free := Free,
                                   qlc := HasQlc},
    St = St0#{locals := Locals, whole := Whole, suppressed := suppressed(Options)},
    exports_all(Forms, File, bif_clash(Forms, St)).

suppressed(Options) ->
    case lists:member(no_auto_import, Options) of
        true -> all;
        false ->
            maps:from_list([{FA, true} || {no_auto_import, FAs} <- Options,
                                          {F, A} = FA <- lists:flatten([FAs]), is_atom(F),
                                          is_integer(A)])
    end.

bif_clash(Forms, #{file := File, errors := Errors} = St) ->
    All = [A || {attribute, A, compile, nowarn_bif_clash} <- Forms],
    Some = [A || {attribute, A, compile, {nowarn_bif_clash, {_, _}}} <- Forms],
    case {is_enabled(bif_clash, St), All} of
        {true, _} -> disallowed(Some, St);
        {false, []} -> St#{errors := [{File, {erl_lint, disallowed_nowarn_bif_clash}} | Errors]};
        {false, _} -> disallowed(All ++ Some, St)
    end.

disallowed(Places, St) ->
    lists:foldr(fun(Anno, S) -> wrong(Anno, disallowed_nowarn_bif_clash, S) end, St, Places).

exports_all([], File, St) -> St#{file := File};
exports_all([{attribute, _, file, {Now, _}} | Rest], File, St) ->
    exports_all(Rest, File, St#{file := Now});
exports_all([{attribute, Anno, compile, Options} | Rest], File, St) ->
    case lists:member(export_all, lists:flatten([Options])) andalso is_enabled(export_all, St) of
        true -> exports_all(Rest, File, warning(Anno, export_all, St));
        false -> exports_all(Rest, File, St)
    end;
exports_all([_ | Rest], File, St) -> exports_all(Rest, File, St).

form({error, Info}, #{errors := Errors, file := File} = St) ->
    St#{errors := [{File, Info} | Errors]};
form({warning, Info}, #{warnings := Warnings, file := File} = St) ->
    St#{warnings := [{File, Info} | Warnings]};
form({attribute, _, file, {File, _}}, St) -> St#{file := File};
form({attribute, Anno, compile, Value}, St) -> noted(Anno, compile, Value, St);
form(Form, St) ->
    case whole(state, St) of
        start -> first(Form, set_whole(state, attribute, St));
        attribute -> before_functions(Form, St);
        function -> among_functions(Form, St)
    end.

first({attribute, Anno, module, {_, _}} = Form, St) ->
    before_functions(Form, wrong(Anno, pmod_unsupported, St));
first({attribute, Anno, module, Module}, St) ->
    erl_lint_state:module_name(Module, Anno, set_whole(module, Module, St));
first(Form, St) -> before_functions(Form, wrong(element(2, Form), undefined_module, St)).

before_functions({attribute, Anno, module, _}, St) ->
    case whole(module, St) of
        '' -> St;
        _ -> wrong(Anno, redefine_module, St)
    end;
before_functions({attribute, Anno, export, FAs}, St) ->
    lists:foldl(fun(FA, S) -> export(Anno, FA, S) end, St, FAs);
before_functions({attribute, Anno, export_type, Types}, St) ->
    erl_lint_type:export(Anno, Types, St);
before_functions({attribute, Anno, import, {Module, FAs} = Value}, St) ->
    import(Anno, Module, lists:usort(FAs),
           noted(Anno, import, Value, erl_lint_state:module_name(Module, Anno, St)));
before_functions({attribute, Anno, Behaviour, Module}, St)
  when Behaviour =:= behaviour; Behaviour =:= behavior ->
    set_whole(behaviours, whole(behaviours, St) ++ [{place(Anno, St), Module, Anno}], St);
before_functions({attribute, Anno, callback, {Function, Types}}, St) ->
    erl_lint_type:callback(Anno, Function, Types, St);
before_functions({attribute, Anno, optional_callbacks, FAs}, St) ->
    erl_lint_type:optional(Anno, FAs, St);
before_functions({attribute, Anno, on_load, Value}, St) -> on_load(Anno, Value, St);
before_functions({attribute, Anno, Name, Value} = Form, St) ->
    case is_definition(Name, Value) of
        true -> among_functions(Form, St);
        false -> noted(Anno, Name, Value, St)
    end;
before_functions(Form, St) -> among_functions(Form, set_whole(state, function, St)).

is_definition(Name, {_, _}) when Name =:= record; Name =:= spec -> true;
is_definition(Name, {_, _, _}) when Name =:= type; Name =:= opaque -> true;
is_definition(Name, _) -> Name =:= dialyzer.

among_functions({attribute, Anno, record, {Name, Fields}}, St) -> record(Anno, Name, Fields, St);
among_functions({attribute, Anno, Kind, {Name, Type, Args}}, St)
  when Kind =:= type; Kind =:= opaque ->
    erl_lint_type:define(Kind, Anno, Name, Type, Args, St);
among_functions({attribute, Anno, spec, {Function, Types}}, St) ->
    erl_lint_type:spec(Anno, Function, Types, St);
among_functions({attribute, Anno, dialyzer, Value}, St) -> noted(Anno, dialyzer, Value, St);
among_functions({attribute, Anno, Name, Value}, St) ->
    wrong(Anno, {attribute, Name}, noted(Anno, Name, Value, St));
among_functions({function, Anno, Name, Arity, Clauses}, St) ->
    Defined = define(Anno, Name, Arity, St#{func := {Name, Arity}}),
    lists:foldl(fun erl_lint_expression:function_clause/2, Defined, Clauses);
among_functions({eof, _}, St) -> St.

noted(Anno, Name, Value, St) ->
    set_whole(attributes, [{place(Anno, St), Name, Value} | whole(attributes, St)], St).

record(Anno, Name, Fields, #{records := Before} = St) ->
    Types = [T || {typed_record_field, _, T} <- Fields],
    Noted = noted(Anno, record, {Name, length(Types) =:= length(Fields)}, St),
    case erl_lint_record:define(Anno, Name, Fields, fun erl_lint_expression:default/2, Noted) of
        #{records := Before} = Next -> Next;
        Next -> erl_lint_type:record(Name, Fields, Next)
    end.

export(Anno, {Name, Arity} = FA, #{called := Called} = St) ->
    Exports = whole(exports, St),
    Told = case Exports of
               #{FA := _} -> warning(Anno, {duplicated_export, {Name, Arity}}, St);
               _ -> St
           end,
    {File, Location} = place(Anno, St),
    set_whole(exports, Exports#{FA => true}, Told#{called := [{FA, File, Location} | Called]}).

%% An import of what is imported already is an error, and that of an automatic import may be.
import(Anno, Module, FAs, #{imports := Imports} = St) ->
    Added = lists:foldl(fun(FA, All) -> All#{FA => Module} end, Imports, FAs),
    {IsRight, Next} = lists:foldr(fun(FA, Acc) -> imported(Anno, FA, Imports, Acc) end, {true, St},
                                  FAs),
    case IsRight of
        true -> Next#{imports := Added};
        false -> Next
    end.

imported(Anno, FA, Imports, {_, St}) when is_map_key(FA, Imports) ->
    {false, wrong(Anno, {redefine_import, {FA, map_get(FA, Imports)}}, St)};
imported(Anno, {Name, Arity} = FA, _, {IsRight, St}) ->
    IsClash = erl_internal:bif(Name, Arity) andalso is_enabled(bif_clash, St)
        andalso not lists:member(FA, whole(bif_clash_free, St))
        andalso not erl_lint_state:is_suppressed(FA, St),
    case IsClash andalso erl_internal:old_bif(Name, Arity) of
        true -> {IsRight, wrong(Anno, {redefine_old_bif_import, FA}, St)};
        false when IsClash -> {IsRight, warning(Anno, {redefine_bif_import, FA}, St)};
        false -> {IsRight, St}
    end.

on_load(Anno, {Name, Arity} = FA, St) when is_atom(Name), is_integer(Arity) ->
    Before = whole(on_load, St),
    Next = set_whole(on_load, [{FA, place(Anno, St)} | Before], St),
    case Before of
        [] when Arity =:= 0 -> Next;
        [] -> wrong(Anno, {bad_on_load_arity, FA}, Next);
        _ -> wrong(Anno, multiple_on_loads, Next)
    end;
on_load(Anno, Value, St) -> wrong(Anno, {bad_on_load, Value}, St).

define(Anno, Name, Arity, #{imports := Imports} = St0) ->
    FA = {Name, Arity},
    Defined = whole(defined, St0),
    St = set_whole(functions, [{FA, place(Anno, St0)} | whole(functions, St0)], St0),
    case Defined of
        #{FA := _} -> wrong(Anno, {redefine_function, FA}, St);
        _ ->
            Few = case Arity > ?ARGUMENTS_MAX of
                      true -> wrong(Anno, {too_many_arguments, Arity}, St);
                      false -> St
                  end,
            Next = set_whole(defined, Defined#{FA => true}, Few),
            case Imports of
                #{FA := _} -> wrong(Anno, {define_import, FA}, Next);
                _ -> Next
            end
    end.
