%% How the shell writes: terms at the width of the terminal, complaints, exceptions.
-module(shell_text).

-export([print/3, print/4, line/3, location/1, exception/5, encoding/0]).

-define(DEPTH, 30).             % of terms in results, as io_lib's ~P counts
-define(LINE_CHARS, 60).        % more are not put on one line, however wide it is
-define(COLUMNS, 80).           % where the terminal does not tell

%% Returns the characters of Term, beginning at Column (1 is the first), records by their names.
print(Term, Column, Records) -> print(Term, Column, ?DEPTH, Records).

print(Term, Column, Depth, Records) ->
    Strings = application:get_env(stdlib, shell_strings, true) =/= false,
    io_lib_pretty:print(Term, [{column, Column}, {line_length, columns()}, {depth, Depth},
                               {line_max_chars, ?LINE_CHARS}, {strings, Strings},
                               {record_print_fun, shell_records:print_fun(Records)},
                               {encoding, encoding()}]).

columns() ->
    case io:columns() of
        {ok, N} -> N;
        _ -> ?COLUMNS
    end.

encoding() ->
    case lists:keyfind(encoding, 1, io:getopts()) of
        {encoding, Encoding} -> Encoding;
        false -> latin1
    end.

%% Writes a line marked by how bad it is: benign, serious or fatal.
line(Severity, Format, Args) ->
    io:fwrite("~ts\n", [[mark(Severity) | io_lib:fwrite(Format, Args)]]).

mark(benign) -> "* ";
mark(serious) -> "** ";
mark(fatal) -> "*** ".

%% Returns "Line:Column", or "Line".
location({Line, Column}) -> io_lib:format("~w:~w", [Line, Column]);
location(Line) -> io_lib:format("~w", [Line]).

%% Writes an exception of a command, without the shell's own part of the stack.
exception(Class, Severity, Reason, Stack, Records) ->
    Mark = mark(Severity),
    Print = fun(Term, Column) -> print(Term, Column, Records) end,
    Text = erl_error:format_exception(length(Mark) + 1, Class, Reason, Stack, fun is_shells_own/3,
                                      Print, encoding()),
    io:requests([{put_chars, latin1, Mark}, {put_chars, unicode, Text}, nl]).

is_shells_own(Module, _, _) ->
    lists:member(Module, [erl_eval, shell, shell_commands, shell_records]).
