%% Compiling text. What is made is loaded by the node that compiles, there are no object files.
%% OTP: compiler, compile. Differs: `file` loads what it has compiled; options that concern object
%% files and passes of OTP's compiler have no effect.
-module(compile).

-export([file/1, file/2, forms/1, forms/2, noenv_file/2, noenv_forms/2, format_error/1, load/2]).

file(File) -> file(File, [verbose, report_errors, report_warnings]).

%% {ok, Module}, error, or with return_errors {error, Errors, Warnings}.
file(File, Options) ->
    Name = filename:rootname(file_name(File), ".erl") ++ ".erl",
    answer(told(Name, flat(Options)), Name, flat(Options)).

noenv_file(File, Options) -> file(File, Options).

forms(Forms) -> forms(Forms, []).
forms(Forms, Options) ->
    answer(load_forms(Forms, "", term_to_binary(Forms), flat(Options)), "", flat(Options)).
noenv_forms(Forms, Options) -> forms(Forms, Options).

file_name(File) when is_atom(File) -> atom_to_list(File);
file_name(File) -> File.

flat(Options) when is_list(Options) -> Options;
flat(Option) -> [Option].

%% {ok, Module} | {error, not_purged} | {error, Posix} | {error, [{File, [ErrorInfo]}]} |
%% {error, warnings}, where those are errors
load(Name, Options) ->
    {Result, _} = told(Name, Options),
    Result.

%% {Result, Warnings}
told(Name, Options) ->
    case file:read_file(Name) of
        {ok, Text} ->
            Forms = kith_code:forms(Text, Name, [{includes, includes(Name, Options)},
                                                 {macros, macros(Options)}]),
            load_forms(Forms, Name, Text, Options);
        {error, _} = Error -> {Error, []}
    end.

%% Beyond OTP: the folder of headers that applications have beside the one of sources.
includes(Name, Options) ->
    Folder = filename:dirname(Name),
    [Folder | [F || {i, F} <- Options]] ++ [filename:join([Folder, "..", "include"])].

macros(Options) -> [{M, true} || {d, M} <- Options] ++ [{M, V} || {d, M, V} <- Options].

load_forms(Forms, Name, Text, Options) ->
    case compile_transform:forms(Forms, Name, Options) of
        {ok, Made, Before} ->
            case compile_transform:checked(Made, Name, Options) of
                {ok, More} -> load_checked(Made, Name, Text, Options, Before ++ More);
                {error, Errors, More} -> {{error, Errors}, Before ++ More}
            end;
        {error, Errors, Warnings} -> {{error, Errors}, Warnings}
    end.

load_checked(Forms, Name, Text, Options, [_ | _] = Warnings) ->
    case lists:member(warnings_as_errors, Options) of
        true ->
            [io:put_chars("compile: warnings being treated as errors\n")
             || is_asked(report_warnings, Options)],
            {{error, warnings}, Warnings};
        false -> {loaded(Forms, Name, Text), Warnings}
    end;
load_checked(Forms, Name, Text, _, []) -> {loaded(Forms, Name, Text), []}.

loaded(Forms, Name, Text) ->
    case kith_code:load(Forms, Name, Text) of
        {error, not_purged} ->
            [{attribute, _, module, Module} | _] = [F || {attribute, _, module, _} = F <- Forms],
            _ = kith_code:purge(Module),
            kith_code:load(Forms, Name, Text);
        Result -> Result
    end.

answer({Result, Said}, Name, Options) ->
    Errors = errors(Result, Name),
    Warnings = per_file(Said),
    [io:put_chars(T) || is_asked(report_errors, Options), T <- texts(Errors, "", Options)],
    Prefix = case Result of
                 {error, warnings} -> "";
                 _ -> "Warning: "
             end,
    [io:put_chars(T) || is_asked(report_warnings, Options), T <- texts(Warnings, Prefix, Options)],
    case Result of
        {ok, Module} ->
            case is_asked(return_warnings, Options) of
                true -> {ok, Module, Warnings};
                false -> {ok, Module}
            end;
        {error, _} ->
            case is_asked(return_errors, Options) of
                true -> {error, Errors, Warnings};
                false -> error
            end
    end.

%% report and return stand for both kinds.
is_asked(Option, Options) ->
    Both = case Option of
               report_errors -> report;
               report_warnings -> report;
               _ -> return
           end,
    lists:member(Option, Options) orelse lists:member(Both, Options).

%% Those of one file together, in order; first what could not be read.
per_file(Infos) ->
    All = lists:sort([{File, Info} || {File, Of} <- Infos, Info <- Of]),
    {Read, Others} = lists:partition(fun({_, Info}) -> is_of_reading(Info) end, All),
    together(Read) ++ together(Others).

is_of_reading({_, Module, _}) -> lists:member(Module, [erl_scan, epp, erl_parse]);
is_of_reading(_) -> false.

together(All) ->
    [{File, [Info || {F, Info} <- All, F =:= File]} || File <- lists:usort([F || {F, _} <- All])].

errors({ok, _}, _) -> [];
errors({error, warnings}, _) -> [];
errors({error, [{_, [_ | _]} | _] = Errors}, _) ->
    per_file(Errors);
errors({error, Infos}, Name) when is_list(Infos) -> [{Name, Infos}];
errors({error, What}, Name) -> [{Name, [{none, ?MODULE, What}]}].

texts(Files, Prefix, Options) ->
    [compile_message:text(File, Prefix, Info, Options) || {File, Infos} <- Files, Info <- Infos].

format_error(not_purged) -> "old code of the module is still there";
format_error({undef_parse_transform, T}) -> io_lib:format("undefined parse transform '~ts'", [T]);
format_error({parse_transform, T, {Class, Reason, Stack}}) ->
    io_lib:format("error in parse transform '~ts':\n~ts", [T, exception(Class, Reason, Stack)]);
format_error({crash, Pass, Reason, Stack}) ->
    io_lib:format("internal error in pass ~p:\n~ts", [Pass, exception(error, Reason, Stack)]);
format_error(Posix) when is_atom(Posix) -> file:format_error(Posix);
format_error(Other) -> io_lib:format("~tp", [Other]).

exception(Class, Reason, Stack) ->
    erl_error:format_exception(Class, Reason, Stack,
                               #{format_fun => fun(Term, _) -> io_lib:format("~tp", [Term]) end}).
