%% What the compiler says of a file, with the line of it that is meant. OTP: compiler, sys_messages.
-module(compile_message).

-export([text/4]).

%% Prefix is "" or "Warning: "; with the option brief no line is shown.
text(File, Prefix, {none, Module, What}, _) ->
    io_lib:format("~ts: ~s~ts\n", [File, Prefix, Module:format_error(What)]);
text(File, Prefix, {Location, Module, What}, Options) ->
    io_lib:format("~ts:~ts: ~s~ts\n~ts", [File, place(Location), Prefix, Module:format_error(What),
                                          quoted(File, Location, Options)]);
text(File, Prefix, {Module, What}, _) ->
    io_lib:format("~ts: ~s~ts\n", [File, Prefix, Module:format_error(What)]).

place({Line, Column}) -> io_lib:format("~w:~w", [Line, Column]);
place(Line) -> integer_to_list(Line).

quoted(File, Location, Options) ->
    case not proplists:get_bool(brief, Options) andalso file:read_file(File) of
        {ok, Text} ->
            {Line, Column} = case Location of
                                 {_, _} -> Location;
                                 _ -> {Location, none}
                             end,
            shown(lines(Text), Line, Column);
        _ -> ""
    end.

lines(Text) -> binary:split(Text, [<<"\r\n">>, <<"\n">>], [global]).

shown(Lines, Line, Column) when Line >= 1, Line < length(Lines) ->
    Chars = characters(lists:nth(Line, Lines)),
    Mark = case Column of
               none -> "";
               _ -> ["%     | ", blank(Chars, Column), "^\n"]
           end,
    [io_lib:format("% ~4w| ~ts\n", [Line, Chars]), Mark, "\n"];
shown(_, _, _) -> "".

characters(Text) ->
    case unicode:characters_to_list(Text) of
        {_, Good, _} -> Good;
        Chars -> Chars
    end.

%% As wide as the text before the column.
blank(_, 1) -> "";
blank([$\t | Rest], Column) -> [$\t | blank(Rest, Column - 1)];
blank([_ | Rest], Column) -> [$\s | blank(Rest, Column - 1)];
blank([], _) -> "".
