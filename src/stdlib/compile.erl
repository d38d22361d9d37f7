%% Compiling text. What is made is loaded by the node that compiles, there are no object files.
%% OTP: compiler, compile. Differs: `file` loads what it has compiled; options that concern object
%% files and passes of OTP's compiler have no effect.
-module(compile).

-export([file/1, file/2, forms/1, forms/2, noenv_file/2, noenv_forms/2, format_error/1, load/2]).

file(File) -> file(File, [verbose, report_errors, report_warnings]).

%% {ok, Module}, error, or with return_errors {error, Errors, Warnings}.
file(File, Options) ->
    Name = filename:rootname(file_name(File), ".erl") ++ ".erl",
    answer(load(Name, flat(Options)), Name, flat(Options)).

noenv_file(File, Options) -> file(File, Options).

forms(Forms) -> forms(Forms, []).
forms(Forms, Options) ->
    answer(load_forms(Forms, "", term_to_binary(Forms), flat(Options)), "", flat(Options)).
noenv_forms(Forms, Options) -> forms(Forms, Options).

file_name(File) when is_atom(File) -> atom_to_list(File);
file_name(File) -> File.

flat(Options) when is_list(Options) -> Options;
flat(Option) -> [Option].

%% {ok, Module} | {error, not_purged} | {error, Posix} | {error, [ErrorInfo]}
load(Name, Options) ->
    case file:read_file(Name) of
        {ok, Text} ->
            Forms = kith_code:forms(Text, Name, [{includes, includes(Name, Options)},
                                                 {macros, macros(Options)}]),
            load_forms(Forms, Name, Text, Options);
        {error, _} = Error -> Error
    end.

includes(Name, Options) -> [filename:dirname(Name) | [F || {i, F} <- Options]].

macros(Options) -> [{M, true} || {d, M} <- Options] ++ [{M, V} || {d, M, V} <- Options].

load_forms(Forms, Name, Text, _Options) ->
    Plain = case lists:any(fun(F) -> element(1, F) =:= error end, Forms) of
                true -> Forms;
                false -> checked(Forms, Name)
            end,
    case Plain of
        {error, _} = Error -> Error;
        _ -> loaded(Plain, Name, Text)
    end.

loaded(Forms, Name, Text) ->
    case kith_code:load(Forms, Name, Text) of
        {error, not_purged} ->
            [{attribute, _, module, Module} | _] = [F || {attribute, _, module, _} = F <- Forms],
            _ = kith_code:purge(Module),
            kith_code:load(Forms, Name, Text);
        Result -> Result
    end.

%% What the linter says against it, if there is one.
checked(Forms, Name) ->
    case code:ensure_loaded(erl_lint) of
        {module, _} ->
            case erl_lint:module(Forms, Name) of
                {ok, _} -> Forms;
                {error, Errors, _} -> {error, lists:append([Infos || {_, Infos} <- Errors])}
            end;
        _ -> Forms
    end.

answer({ok, Module}, _, Options) ->
    case lists:member(return_warnings, Options) orelse lists:member(return, Options) of
        true -> {ok, Module, []};
        false -> {ok, Module}
    end;
answer({error, What}, Name, Options) ->
    Infos = if is_list(What) -> What; true -> [{none, ?MODULE, What}] end,
    case lists:member(report_errors, Options) orelse lists:member(report, Options) of
        true -> lists:foreach(fun(Info) -> report(Name, Info) end, Infos);
        false -> ok
    end,
    case lists:member(return_errors, Options) orelse lists:member(return, Options) of
        true -> {error, [{Name, Infos}], []};
        false -> error
    end.

report(Name, {none, Module, What}) ->
    io:format("~ts: ~ts\n", [Name, Module:format_error(What)]);
report(Name, {Location, Module, What}) ->
    io:format("~ts:~ts: ~ts\n", [Name, place(Location), Module:format_error(What)]).

place({Line, Column}) -> io_lib:format("~w:~w", [Line, Column]);
place(Line) -> integer_to_list(Line).

format_error(not_purged) -> "old code of the module is still there";
format_error(Posix) when is_atom(Posix) -> ["no such file or it cannot be read: ", atom_to_list(Posix)];
format_error(Other) -> io_lib:format("~tp", [Other]).
