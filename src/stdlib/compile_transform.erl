%% Parse transforms: modules that change a module's forms before it is compiled.
%% OTP: compiler, compile (option parse_transform); stdlib, erl_id_trans.
-module(compile_transform).

-export([forms/3, checked/3, loaded/2]).

%% The modules whose transforms this process is about to call. None of them can be loaded for that.
-define(COMPILING, '$kith_compiling').

%% {ok, Forms, Warnings} or {error, Errors, Warnings}, both [{File, [ErrorInfo]}].
forms(Forms, File, Options) ->
    case transforms(Options ++ options(Forms)) of
        [] -> {ok, Forms, []};
        Transforms ->
            Before = put(?COMPILING, modules(Forms) ++ compiling()),
            try transformed(Transforms, without_transforms(Forms), File, Options, [])
            after
                restore(Before)
            end
    end.

%% What the linter says, of which the errors of forms that could not be read are part: {ok, Warnings}
%% or {error, Errors, Warnings}. A transform may have made anything.
checked(Forms, File, Options) ->
    try erl_lint:module(Forms, File, Options)
    catch
        error:Reason:Stack -> failed(File, {crash, lint_module, Reason, Stack}, [])
    end.

%% Of a module that is called and not loaded: {ok, Forms} or {error, [ErrorInfo]}.
loaded(Forms, File) ->
    case forms(Forms, File, []) of
        {ok, Made, _} ->
            case checked(Made, File, []) of
                {ok, _} -> {ok, Made};
                {error, Errors, _} -> refused(Errors)
            end;
        {error, Errors, _} -> refused(Errors)
    end.

refused(Errors) -> {error, lists:append([Infos || {_, Infos} <- Errors])}.

transforms(Options) -> [T || {parse_transform, T} <- Options].

options(Forms) ->
    lists:append([if
                      is_list(Options) -> Options;
                      true -> [Options]
                  end || {attribute, _, compile, Options} <- Forms]).

modules(Forms) -> [Module || {attribute, _, module, Module} <- Forms].

compiling() ->
    case get(?COMPILING) of
        undefined -> [];
        Modules -> Modules
    end.

restore(undefined) -> erase(?COMPILING);
restore(Before) -> put(?COMPILING, Before).

%% The transforms are not to be called again by who compiles what comes out.
without_transforms([{attribute, Anno, compile, Options} | Rest]) when is_list(Options) ->
    Others = [O || O <- Options, transforms([O]) =:= []],
    [{attribute, Anno, compile, Others} | without_transforms(Rest)];
without_transforms([{attribute, _, compile, {parse_transform, _}} | Rest]) ->
    without_transforms(Rest);
without_transforms([Form | Rest]) -> [Form | without_transforms(Rest)];
without_transforms([]) -> [].

transformed([T | _], _, File, _, Warnings) when not is_atom(T) ->
    failed(File, {crash, transform_module, badarg, [{erlang, atom_to_list, [T], []}]}, Warnings);
transformed([T | Rest], Forms, File, Options, Warnings) ->
    case is_there(T) of
        true ->
            try T:parse_transform(located(Forms, T, Options), Options) of
                {error, Errors, More} -> {error, Errors, Warnings ++ More};
                {warning, Made, More} -> transformed(Rest, Made, File, Options, Warnings ++ More);
                Made -> transformed(Rest, Made, File, Options, Warnings)
            catch
                Class:Reason:Stack ->
                    failed(File, {parse_transform, T, {Class, Reason, Stack}}, Warnings)
            end;
        false -> failed(File, {undef_parse_transform, T}, Warnings)
    end;
transformed([], Forms, _, Options, Warnings) -> {ok, located(Forms, ?MODULE, Options), Warnings}.

failed(File, Descriptor, Warnings) -> {error, [{File, [{none, compile, Descriptor}]}], Warnings}.

%% A module cannot transform itself before it is there.
is_there(T) ->
    (code:is_loaded(T) =/= false orelse not lists:member(T, compiling()))
        andalso code:ensure_loaded(T) =:= {module, T}
        andalso erlang:function_exported(T, parse_transform, 2).

%% Without columns, where the transform or an option wants none.
located(Forms, T, Options) ->
    Wanted = case erlang:function_exported(T, parse_transform_info, 0) of
                 true -> maps:get(error_location, T:parse_transform_info(), column);
                 false -> column
             end,
    case Wanted =:= line orelse proplists:get_value(error_location, Options, column) =:= line of
        true -> [in_lines(F) || F <- Forms];
        false -> Forms
    end.

in_lines({eof, {Line, _}}) -> {eof, Line};
in_lines({Kind, {{Line, _}, Module, Descriptor}}) when Kind =:= error; Kind =:= warning ->
    {Kind, {Line, Module, Descriptor}};
in_lines(Form) ->
    erl_parse:map_anno(fun(Anno) -> erl_anno:set_location(erl_anno:line(Anno), Anno) end, Form).
