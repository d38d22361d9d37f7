%% Exceptions, calls and stacks as text for people.
%%
%% A Style says how terms are written: #{print => fun(Term, Column, Limit) -> {Text, Limit},
%% encoding => latin1 | unicode | utf8}. Columns count from 1; a Limit is how many characters may
%% still be written, negative when that does not matter.
%% OTP: stdlib, erl_error.
-module(erl_error).

-export([format_exception/3, format_exception/4, format_exception/6, format_exception/7,
         format_exception/8]).
-export([format_stacktrace/4, format_stacktrace/5]).
-export([format_call/4, format_call/5, format_fun/1, format_fun/2]).

%%% The interface.

format_exception(Class, Reason, Stack) -> format_exception(Class, Reason, Stack, #{}).

%% Options: column; stack_trim_fun, which tells by module, function and arity what to leave out at
%% the far end of the stack; format_fun(Term, Column), which writes a term.
format_exception(Class, Reason, Stack, Options) ->
    Trim = maps:get(stack_trim_fun, Options, fun(_, _, _) -> false end),
    Print = maps:get(format_fun, Options,
                     fun(Term, Column) -> io_lib:print(Term, Column, 80, 30) end),
    format_exception(maps:get(column, Options, 1), Class, Reason, Stack, Trim, Print, unicode).

format_exception(Column, Class, Reason, Stack, Trim, Print) ->
    format_exception(Column, Class, Reason, Stack, Trim, Print, latin1).

format_exception(Column, Class, Reason, Stack, Trim, Print, Encoding) ->
    format_exception(Column, Class, Reason, Stack, Trim, without_limit(Print), Encoding, -1).

format_exception(Column, Class, Reason, Stack, Trim, Print, Encoding, Limit)
  when is_integer(Column), Column >= 1, is_function(Trim, 3), is_function(Print, 3),
       is_integer(Limit) ->
    Style = #{print => Print, encoding => Encoding},
    Indent = Column - 1,
    {Term, Called, Frames} = culprit(Class, Reason, Stack),
    Hints = hints(Reason, Frames),
    %% A third of what may be written is for the stack.
    StackLimit = if Limit < 0 -> Limit; true -> Limit div 3 end,
    Trace = trace(Indent, Frames, Trim, Hints, StackLimit, Style),
    Left = less(less(Limit, title(Class), Style), Trace, Style),
    Explanation = case Hints of
                      #{reason := Text} -> Text;
                      _ -> explanation(Class, Term, Called, Indent, Left, Style)
                  end,
    Head = [title(Class) | Explanation],
    case Trace of
        [] -> Head;
        _ -> [Head, $\n | Trace]
    end.

format_stacktrace(Column, Stack, Trim, Print) ->
    format_stacktrace(Column, Stack, Trim, Print, latin1).

format_stacktrace(Column, Stack, Trim, Print, Encoding)
  when is_integer(Column), Column >= 1, is_function(Trim, 3), is_function(Print, 2) ->
    Style = #{print => without_limit(Print), encoding => Encoding},
    trace(Column - 1, Stack, Trim, hints(none, Stack), -1, Style).

format_call(Column, Function, Args, Print) -> format_call(Column, Function, Args, Print, latin1).

%% Function is {Module, Name}, a name or a fun.
format_call(Column, Function, Args, Print, Encoding)
  when is_integer(Column), Column >= 1, is_list(Args), is_function(Print, 2) ->
    Style = #{print => without_limit(Print), encoding => Encoding},
    call("", spaces(Column - 1), Function, Args, -1, Style).

format_fun(Fun) -> format_fun(Fun, latin1).

format_fun(Fun, Encoding) when is_function(Fun) ->
    Fact = fun(Item) -> element(2, erlang:fun_info(Fun, Item)) end,
    case {Fact(type), Fact(module), Fact(name), Fact(arity)} of
        {local, _, [], _} ->
            io_lib:fwrite("~w", [Fun]);
        {local, erl_eval, _, Arity} ->
            io_lib:fwrite("interpreted function with arity ~w", [Arity]);
        {_, Module, Name, Arity} ->
            with_arity(Module, Name, Arity, #{encoding => Encoding})
    end.

without_limit(Print) -> fun(Term, Column, Limit) -> {Print(Term, Column), Limit} end.

%%% What happened.

%% Takes the call apart that the text names in place of the stack's first line. Returns
%% {Term, Called, Frames}, Called being [], a frame or {command, Name, Arity}.
culprit(Class, Reason, Stack) ->
    case {lists:all(fun is_frame/1, proper(Stack)), Class, Reason, Stack} of
        {false, _, _, _} ->
            {{Reason, Stack}, [], []};
        {true, error, function_clause, [{_, _, Args, _} = Frame | Frames]} when is_list(Args) ->
            {Reason, Frame, Frames};
        {true, error, function_clause, [{shell, Name, Arity, _}]} ->
            {Reason, {command, Name, Arity}, []};
        {true, error, undef, [Frame | Frames]} ->
            {Reason, Frame, Frames};
        {true, _, _, _} ->
            {Reason, [], Stack}
    end.

proper([_ | _] = List) ->
    try length(List) of _ -> List
    catch error:badarg -> [improper]
    end;
proper([]) -> [];
proper(_) -> [improper].

is_frame({Module, Name, Args, Info}) when is_atom(Module), is_atom(Name), is_list(Info) ->
    is_integer(Args) orelse is_list(Args) andalso proper(Args) =/= [improper];
is_frame(_) ->
    false.

explanation(Class, Term, Called, Indent, Limit, Style) ->
    case meaning(Class, Term, Called) of
        {text, Text} -> Text;
        {fwrite, Format, Args} -> io_lib:fwrite(Format, Args);
        {value, Label, Value} -> value(Label, Value, Class, Indent, Limit, Style);
        {function, Format, Fun, Args} when is_function(Fun) ->
            io_lib:fwrite(Format, [format_fun(Fun, maps:get(encoding, Style)) | Args]);
        {undefined, {Module, Name, Args, _}} ->
            ["undefined function " | with_arity(Module, Name, arity(Args), Style)];
        {undefined_command, Name, Args} ->
            io_lib:fwrite("undefined shell command ~ts/~w", [atom(Name, Style), arity(Args)]);
        {call, Label, Function, Args, After} ->
            Prefix = spaces(Indent + length(title(Class))),
            [call(Label, Prefix, Function, Args, Limit, Style) | After];
        unknown ->
            print(Term, Indent + 1 + length(title(Class)), Limit, Style)
    end.

meaning(error, function_clause, {command, Name, Arity}) ->
    {fwrite, "no function clause matching call to ~w/~w", [Name, Arity]};
meaning(error, function_clause, {Module, Name, Args, Info}) ->
    {call, "no function clause matching ", {Module, Name}, Args, [$\s | location(Info)]};
meaning(error, undef, {_, _, _, _} = Frame) ->
    {undefined, Frame};
meaning(error, Term, []) ->
    meaning_of_error(Term);
meaning(exit, Term, []) ->
    meaning_of_exit(Term);
meaning(_, _, _) ->
    unknown.

meaning_of_error(badarg) -> {text, "bad argument"};
meaning_of_error(badarith) -> {text, "an error occurred when evaluating an arithmetic expression"};
meaning_of_error(if_clause) -> {text, "no true branch found when evaluating an if expression"};
meaning_of_error(noproc) -> {text, "no such process or port"};
meaning_of_error(notalive) -> {text, "the node cannot be part of a distributed system"};
meaning_of_error(system_limit) -> {text, "a system limit has been reached"};
meaning_of_error(timeout_value) -> {text, "bad receive timeout value"};
meaning_of_error({argument_limit, _}) ->
    {text, "limit of number of arguments to interpreted function exceeded"};
meaning_of_error({unbound, Variable}) -> {fwrite, "variable ~w is unbound", [Variable]};
meaning_of_error({shell_undef, Name, Args, _}) -> {undefined_command, Name, Args};
meaning_of_error({badarity, {Fun, Args}}) when is_function(Fun), is_list(Args) ->
    {function, "~ts called with ~s", Fun, [count_of_arguments(length(Args))]};
meaning_of_error({Tag, Value}) ->
    case label(Tag) of
        none -> unknown;
        Label -> {value, Label, Value}
    end;
meaning_of_error(_) ->
    unknown.

label(badarg) -> "bad argument: ";              % of andalso and orelse
label(badkey) -> "bad key: ";
label(badmap) -> "bad map: ";
label(badfun) -> "bad function ";
label(badmatch) -> "no match of right hand side value ";
label(case_clause) -> "no case clause matching ";
label(try_clause) -> "no try clause matching ";
label(bad_filter) -> "bad filter ";
label(bad_generator) -> "bad generator ";
label(_) -> none.

meaning_of_exit(calling_self) -> {text, "the current process attempted to call itself"};
meaning_of_exit(restricted_shell_started) -> {text, "restricted shell starts now"};
meaning_of_exit(restricted_shell_stopped) -> {text, "restricted shell stopped"};
meaning_of_exit({restricted_shell_bad_return, Value}) ->
    {value, "restricted shell module returned bad value ", Value};
meaning_of_exit({restricted_shell_disallowed, {Function, Args}}) ->
    {call, "restricted shell does not allow ", Function, Args, []};
meaning_of_exit(_) ->
    unknown.

title(error) -> "exception error: ";
title(exit) -> "exception exit: ";
title(throw) -> "exception throw: ".

arity(Args) when is_list(Args) -> length(Args);
arity(Arity) -> Arity.

count_of_arguments(0) -> "no arguments";
count_of_arguments(1) -> "one argument";
count_of_arguments(2) -> "two arguments";
count_of_arguments(N) -> io_lib:fwrite("~w arguments", [N]).

%% A value behind its label, or below it when that takes fewer lines.
value(Label, Value, Class, Indent, Limit, Style) ->
    Margin = Indent + length(title(Class)),
    Behind = print(Value, Margin + length(Label) + 1, Limit, Style),
    Lines = newlines(Behind),
    Below = if Lines > 1 -> print(Value, Margin + 1, Limit, Style); true -> Behind end,
    case newlines(Below) < Lines of
        true -> [Label, $\n, spaces(Margin) | Below];
        false -> [Label | Behind]
    end.

%%% The stack.

%% What the function that failed tells of its arguments: by their numbers, also general and reason.
hints(Reason, [{Module, _, _, Info} | _] = Stack) ->
    case lists:keyfind(error_info, 1, Info) of
        {error_info, About} when is_map(About) ->
            Teller = maps:get(module, About, Module),
            Function = maps:get(function, About, format_error),
            try Teller:Function(Reason, Stack)
            catch error:_ -> #{}
            end;
        _ ->
            #{}
    end;
hints(_, []) ->
    #{}.

trace(Indent, Stack, Trim, Hints, Limit, Style) ->
    Kept = lists:reverse(lists:dropwhile(fun({M, F, A, _}) -> Trim(M, F, A) end,
                                         lists:reverse(Stack))),
    lines(first, spaces(Indent + 2), Kept, Hints, Limit, Style).

lines(_, _, _, _, 0, _) ->
    [];
lines(_, _, [], _, _, _) ->
    [];
lines(Place, Margin, [{Module, Name, Args, Info} | Frames], Hints, Limit, Style) ->
    Start = start(Place, Margin),
    Line = [Start, origin(Place, Module, Name, arity(Args)),
            with_arity(Module, Name, arity(Args), Style),
            called(Margin, Module, Name, Args, Info, Limit, Style),
            [[$\n, Start, "   ", Hint] || Hint <- hint_lines(arity(Args), Hints)]],
    Left = less(Limit, Line, Style),
    [Line | lines(later, Margin, Frames, #{}, Left, Style)].

start(first, Margin) -> Margin;
start(later, Margin) -> [$\n | Margin].

origin(later, _, _, _) ->
    "in call from ";
origin(first, Module, Name, Arity) ->
    case is_operator({Module, Name}, Arity) of
        true -> "in operator  ";
        false -> "in function  "
    end.

called(_, _, _, Arity, Info, _, _) when is_integer(Arity) ->
    [$\s | location(Info)];
called(Margin, Module, Name, Args, _, Limit, Style) ->
    Prefix = [Margin, "   called as "],
    ["\n", Prefix, call("", Prefix, {Module, Name}, Args, Limit, Style)].

hint_lines(Arity, Hints) ->
    General = case Hints of
                  #{general := Text} -> [["*** ", Text]];
                  _ -> []
              end,
    lists:flatmap(fun(N) -> argument_hint(N, Hints) end, lists:seq(1, Arity)) ++ General.

argument_hint(N, Hints) ->
    case Hints of
        #{N := Text} ->
            Head = lists:flatten(io_lib:format("*** argument ~w: ", [N])),
            [First | More] = string:lexemes(Text, "\r\n"),
            [[Head, First] | [[spaces(length(Head)), Line] || Line <- More]];
        _ ->
            []
    end.

location(Info) ->
    case {proplists:get_value(file, Info), proplists:get_value(line, Info)} of
        {File, Line} when File =/= undefined, Line =/= undefined ->
            io_lib:format("(~ts, line ~w)", [File, Line]);
        _ ->
            ""
    end.

%%% Calls.

%% Label is what stands in front of the call on its line, Prefix what begins a line of its own.
call(Label, Prefix, Function, Args, Limit, Style) ->
    case is_operator(Function, length(Args)) of
        true -> [Label | operation(Label, Prefix, element(2, Function), Args, Limit, Style)];
        false -> [Label | application(Label, Prefix, Function, Args, Limit, Style)]
    end.

application(Label, Prefix, Function, Args, Limit, Style) ->
    Name = function_name(Function, length(Args), Style),
    Behind = string:length([Prefix, Label, Name]),
    OnThisLine = arguments(Args, Behind, Limit, Style),
    OnOwnLine = arguments(Args, string:length([Prefix, Name]), Limit, Style),
    %% Where not even two short arguments would fit there is no use in staying on this line.
    NoRoom = newlines(arguments([a2345, b2345], Behind, Limit, Style)) > 0,
    case NoRoom orelse newlines(OnOwnLine) < newlines(OnThisLine) of
        true -> [$\n, Prefix, Name | OnOwnLine];
        false -> [Name | OnThisLine]
    end.

operation(Label, Prefix, Operator, [Operand], Limit, Style) ->
    Sign = [atom_to_list(Operator), $\s],
    [Sign | print(Operand, iolist_size([Label, Prefix, Sign]) + 1, Limit, Style)];
operation(Label, Prefix, Operator, [Left, Right], Limit, Style) ->
    Margin = iolist_size([Label, Prefix]),
    {LeftText, Rest} = print_some(Left, Margin + 1, Limit, Style),
    {Below, _} = print_some(Right, Margin + 1, Rest, Style),
    Sign = atom_to_list(Operator),
    Column = Margin + length(Sign) + 2 + size(LeftText, Style) + 1,
    Stacked = [LeftText, $\n, spaces(Margin), Sign, $\n, spaces(Margin) | Below],
    case newlines(LeftText) of
        0 ->
            {Behind, _} = print_some(Right, Column, Rest, Style),
            case newlines(Below) < newlines(Behind) of
                true -> Stacked;
                false -> [LeftText, $\s, Sign, $\s | Behind]
            end;
        _ ->
            Stacked
    end.

%% Arguments are laid out as a list is, with other brackets. Should all together look like a string
%% then the first is a name of the same length while that happens.
arguments(Args, Margin, Limit, #{encoding := Encoding} = Style) ->
    case Args =/= [] andalso is_printable(Args, Encoding) of
        true ->
            Digits = integer_to_list(hd(Args)),
            Stand = list_to_atom(lists:duplicate(length(Digits), $a)),
            Text = characters(print([Stand | tl(Args)], Margin + 1, Limit, Style), Encoding),
            [$(, Digits, in_brackets(lists:nthtail(length(Digits), Text)), $)];
        false ->
            Text = characters(print(Args, Margin + 1, Limit, Style), Encoding),
            [$(, in_brackets(Text), $)]
    end.

in_brackets([_ | Text]) -> lists:droplast(Text).

characters(Text, Encoding) -> unicode:characters_to_list(Text, Encoding).

is_printable(Args, latin1) -> io_lib:printable_latin1_list(Args);
is_printable(Args, _) -> io_lib:printable_list(Args).

with_arity(Module, Name, Arity, Style) ->
    [function_name({Module, Name}, Arity, Style), $/, integer_to_list(Arity)].

function_name({Module, Name} = Function, Arity, Style) ->
    case erl_internal:bif(Module, Name, Arity) of
        true ->
            io_lib:fwrite("~w", [Name]);
        false ->
            case is_operator(Function, Arity) of
                true when Name =:= '/' -> "'/'";
                true -> atom_to_list(Name);
                false -> io_lib:fwrite("~w:~ts", [Module, atom(Name, Style)])
            end
    end;
function_name(Fun, _, #{encoding := Encoding}) when is_function(Fun) -> format_fun(Fun, Encoding);
function_name(Name, _, Style) -> atom(Name, Style).

is_operator({erlang, Name}, 1) ->
    lists:member(Name, ['+', '-', 'bnot', 'not']);
is_operator({erlang, Name}, 2) ->
    lists:member(Name, ['+', '-', '*', '/', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr',
                        'and', 'or', 'xor', '++', '--', '==', '/=', '=<', '<', '>=', '>', '=:=',
                        '=/=', '!']);
is_operator(_, _) ->
    false.

atom(Name, #{encoding := latin1}) -> io_lib:write_atom_as_latin1(Name);
atom(Name, _) -> io_lib:write_atom(Name).

%%% Text.

print(Term, Column, Limit, Style) -> element(1, print_some(Term, Column, Limit, Style)).

print_some(Term, Column, Limit, #{print := Print}) -> Print(Term, Column, Limit).

spaces(N) -> lists:duplicate(N, $\s).

newlines([Part | Parts]) -> newlines(Part) + newlines(Parts);
newlines($\n) -> 1;
newlines(Binary) when is_binary(Binary) -> length(binary:matches(Binary, <<"\n">>));
newlines(_) -> 0.

less(Limit, _, _) when Limit < 0 -> Limit;
less(Limit, Text, Style) -> max(0, Limit - size(Text, Style)).

size(Text, #{encoding := latin1}) -> iolist_size(Text);
size(Text, _) -> string:length(Text).
