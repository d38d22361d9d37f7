%% Completing what is typed in the shell: names of modules, and of their functions behind a colon or
%% within h(Module,.
%% OTP: stdlib, edlin_expand.
-module(edlin_expand).

-export([expand/1, format_matches/1]).

-define(COLUMNS, 79).

%% Takes what stands before the cursor, the last character first. Returns {yes, Rest, Matches} or
%% {no, "", Matches}: what is certain to follow, and the names there are when that is nothing more,
%% as {Name, Arity}, or {Name, File} for modules.
expand(Before) ->
    {Word, Left} = word(Before),
    case without_blanks(Left) of
        [$: | Further] ->
            {Module, _} = word(without_blanks(Further)),
            functions(Module, Word, "(");
        [$, | Further] ->
            {Module, Call} = word(without_blanks(Further)),
            case is_help(Call) of
                true -> functions(Module, Word, ",");
                false -> modules(Word, ",")
            end;
        _ ->
            case is_help(Left) of
                true -> modules(Word, ",");
                false -> modules(Word, ":")
            end
    end.

is_help([$( | Before]) -> element(1, word(Before)) =:= "h";
is_help(_) -> false.

%% Returns {Word, Before}. A quoted atom is a word, also when it is not yet closed.
word(Before) ->
    IsOpen = length([quote || $' <- Before]) rem 2 =:= 1,
    case Before of
        _ when IsOpen -> quoted(Before, []);
        [$' | Rest] -> quoted(Rest, "'");
        _ -> plain(Before, [])
    end.

quoted(Before, Tail) ->
    {Inside, [$' | Rest]} = lists:splitwith(fun(C) -> C =/= $' end, Before),
    {[$' | lists:reverse(Inside, Tail)], Rest}.

plain(Before, Tail) ->
    {Inside, Rest} = lists:splitwith(fun is_of_word/1, Before),
    {lists:reverse(Inside, Tail), Rest}.

is_of_word(C) when $A =< C, C =< $Z; $a =< C, C =< $z; $0 =< C, C =< $9 -> true;
is_of_word(C) when $À =< C, C =< $ÿ -> C =/= $× andalso C =/= $÷;
is_of_word(C) -> C =:= $_ orelse is_list(C).      % a grapheme of several characters

without_blanks(Before) -> lists:dropwhile(fun(C) -> C =:= $\s orelse C =:= $\t end, Before).

modules("", _) ->
    {no, [], []};
modules(Prefix, Behind) ->
    Named = [{list_to_atom(Name), File} || {Name, File, _} <- code:all_available()],
    complete(Prefix, Named, Behind).

functions(Module, Prefix, Behind) ->
    case erl_scan:string(Module) of
        {ok, [{atom, _, Name}], _} -> complete(Prefix, exports(Name), Behind);
        _ -> {no, [], []}
    end.

exports(Module) ->
    case erlang:module_loaded(Module) of
        true -> Module:module_info(exports);
        false -> unloaded_exports(Module, code:which(Module))
    end.

%% What is no object file has to be loaded.
unloaded_exports(Module, File) ->
    case is_list(File) andalso lists:suffix(".beam", File) andalso
         beam_lib:chunks(File, [exports]) of
        {ok, {Module, [{exports, Exports}]}} -> Exports;
        false -> loaded_exports(code:ensure_loaded(Module));
        _ -> []
    end.

loaded_exports({module, Module}) -> Module:module_info(exports);
loaded_exports(_) -> [].

complete(Prefix, Named, Behind) ->
    Written = [{lists:flatten(io_lib:fwrite("~tw", [Name])), More} || {Name, More} <- Named],
    Matches = lists:sort([Match || {Name, _} = Match <- Written, lists:prefix(Prefix, Name)]),
    case lists:usort([Name || {Name, _} <- Matches]) of
        [] ->
            {no, [], []};
        [Name] ->
            {yes, rest(Prefix, Name) ++ closing(Matches, Behind), []};
        Names ->
            case {common(Names), rest(Prefix, common(Names))} of
                {"", _} -> {no, [], Matches};
                {_, ""} -> {yes, [], Matches};
                {_, Rest} -> {yes, Rest, []}
            end
    end.

rest(Prefix, Name) -> lists:nthtail(length(Prefix), Name).

%% A function without arguments needs nothing between its parentheses.
closing([{_, 0}], "(") -> "()";
closing(_, Behind) -> Behind.

common([Name | Names]) -> lists:foldl(fun common/2, Name, Names).

common([C | Left], [C | Right]) -> [C | common(Left, Right)];
common(_, _) -> [].

%%% Showing what there is.

%% Returns the names in columns. What is too long for a line is cut; and the names' common beginning
%% is left out then, if it is more than a few characters.
format_matches(Matches) ->
    {Text, HasCut} = in_columns(Matches),
    Common = length(common([name(Match) || Match <- Matches])),
    case HasCut andalso Common > 3 of
        true -> [$\n | element(1, in_columns([shortened(Match, Common) || Match <- Matches]))];
        false -> [$\n | Text]
    end.

shortened({Name, More}, Common) -> {"..." ++ lists:nthtail(Common, Name), More};
shortened(Name, Common) -> "..." ++ lists:nthtail(Common, Name).

name({Name, _}) -> Name;
name(Name) -> Name.

in_columns(Matches) ->
    Longest = lists:max([0 | [string:length(name(Match)) || Match <- Matches]]),
    Width = if
                Longest < ?COLUMNS - 3 -> Longest + 4;
                true -> ?COLUMNS
            end,
    {Cells, HasCut} = lists:mapfoldl(fun(Match, Cut) ->
                                         {Cell, IsCut} = cell(Match),
                                         {io_lib:format("~-*ts", [Width, Cell]), Cut orelse IsCut}
                                     end, false, lists:sort(Matches)),
    {[rows(Cells, Width, 0), $\n], HasCut}.

%% An arity is shown, a file is not.
cell(Match) ->
    Arity = case Match of
                {_, N} when is_integer(N) -> [$/ | integer_to_list(N)];
                _ -> ""
            end,
    Room = ?COLUMNS - length(Arity),
    Name = name(Match),
    case string:length(Name) > Room of
        true -> {[string:slice(Name, 0, Room - 3), "...", Arity], true};
        false -> {[Name, Arity], false}
    end.

rows(Cells, Width, Column) when Column + Width > ?COLUMNS ->
    [$\n | rows(Cells, Width, 0)];
rows([Cell | Cells], Width, Column) ->
    [Cell | rows(Cells, Width, Column + Width)];
rows([], _, _) ->
    [].
