%% The text of a crash report: [Own, Neighbours], lists of {Item, Value}, as proc_lib makes them.
%%
%% Options are #{encoding, depth, chars_limit, single_line}; with a limit of characters the
%% exception gets a third of them and what the rest leave.
-module(proc_lib_report).

-export([format/2]).

-define(MARGIN, "  ").

format([Own, Neighbours], Options) ->
    #{chars_limit := Limit, single_line := Single} = Options,
    Indent = if Single -> ""; true -> ?MARGIN end,
    {EachLimit, AllLimit} = limits(Limit, Own, Indent, Single),
    Below = neighbours(Neighbours, Indent, EachLimit, Options),
    Left = left(AllLimit, size(Below, Options)),
    Above = crasher(Own, Indent ++ Indent, EachLimit, Left, Options),
    io_lib:format("~scrasher:~s~ts~s~ts",
                  [Indent, line_end(Single), Above, report_end(Single), Below]).

limits(unlimited, _, _, _) ->
    {unlimited, unlimited};
limits(Limit, Own, Indent, Single) ->
    Separator = length(report_end(Single)),
    Fixed = length(Indent) + length("crasher") + length(line_end(Single))
        + Separator * (1 + length(Own)),
    All = max(Limit - Fixed, 1),
    {(All - All div 3) div length(Own), All}.

left(unlimited, _) -> unlimited;
left(Limit, Used) -> Limit - Used.

line_end(true) -> " ";
line_end(false) -> "\n".

report_end(true) -> "; ";
report_end(false) -> "\n".

item_end(true) -> ", ";
item_end(false) -> "\n".

%%% The one that crashed.

crasher(Report, Indent, EachLimit, Limit, #{single_line := Single} = Options) ->
    case split(Report) of
        {Before, {Class, Reason, Stack}, After} ->
            Head = items(Before, Indent, EachLimit, Options),
            Tail = items(After, Indent, EachLimit, Options),
            Separators = length(item_end(Single)) * (length(Head) + length(Tail)),
            Used = size(Head, Options) + size(Tail, Options) - Separators,
            Exception = exception(Class, Reason, Stack, at_least_one(left(Limit, Used)), Options),
            lists:join(item_end(Single), [Head, Exception, Tail]);
        none ->
            report(Report, Indent, at_least_one(Limit), Options)
    end.

at_least_one(unlimited) -> unlimited;
at_least_one(Limit) -> max(Limit, 1).

split(Report) ->
    try lists:splitwith(fun(Item) -> element(1, Item) =/= error_info end, Report) of
        {Before, [{error_info, Info} | After]} -> {Before, Info, After};
        _ -> none
    catch
        error:_ -> none
    end.

exception(Class, Reason, Stack, Limit, #{single_line := true} = Options) ->
    [atom_to_list(Class), ": ", term("~0", {Reason, Stack}, Limit, Options)];
exception(Class, Reason, Stack, Limit, #{encoding := Encoding} = Options) ->
    Margin = ?MARGIN ?MARGIN,
    Print = fun(Term, Column, Some) ->
                Text = term(["~.", integer_to_list(Column)], Term, Some, Options),
                {Text, if Some < 0 -> Some; true -> max(0, Some - size(Text, Options)) end}
            end,
    Chars = if Limit =:= unlimited -> -1; true -> Limit end,
    Trim = fun(Module, _, _) -> Module =:= erl_eval orelse Module =:= proc_lib end,
    [Margin, erl_error:format_exception(length(Margin) + 1, Class, Reason, Stack, Trim, Print,
                                        Encoding, Chars)].

%%% Its neighbours; only their pids, if there is little room.

neighbours(Neighbours, Indent, unlimited, #{single_line := Single} = Options) ->
    Inner = Indent ++ Indent,
    Lines = [[Inner, "neighbour:", line_end(Single),
              report(facts(Neighbour), Inner ++ ?MARGIN, unlimited, Options)]
             || Neighbour <- Neighbours],
    [Indent, "neighbours:", line_end(Single) | lists:join(report_end(Single), Lines)];
neighbours(Neighbours, Indent, Limit, #{single_line := Single} = Options) ->
    Pids = [Pid || {neighbour, [{pid, Pid} | _]} <- Neighbours],
    [Indent, "neighbours: ", term(if Single -> "~0"; true -> "~" end, Pids, Limit, Options)].

facts({neighbour, Facts}) -> Facts;
facts(Facts) -> Facts.

%%% Items.

report(Items, Indent, Limit, Options) when is_list(Items) ->
    items(Items, Indent, Limit, Options);
report(Term, Indent, Limit, #{single_line := Single} = Options) ->
    [if Single -> ""; true -> Indent end,
     term(if Single -> "~0"; true -> "~" end, Term, Limit, Options)].

items(Items, Indent, Limit, #{single_line := Single} = Options) ->
    Pairs = lists:takewhile(fun(Item) -> is_tuple(Item) andalso tuple_size(Item) =:= 2 end, Items),
    lists:join(item_end(Single), [item(Item, Indent, Limit, Options) || Item <- Pairs]).

item({initial_call, {Module, Function, Args}} = Item, Indent, Limit, Options)
  when is_atom(Module), is_atom(Function) ->
    #{single_line := Single} = Options,
    try length(Args) of
        Arity -> [if Single -> ""; true -> Indent end, "initial call: ", name(Module, Options), $:,
                  name(Function, Options), $/, integer_to_list(Arity)]
    catch
        error:badarg -> pair(Item, Indent, Limit, Options)
    end;
item(Item, Indent, Limit, Options) ->
    pair(Item, Indent, Limit, Options).

%% An item's value is laid out as if it began at column 18.
pair({Tag, Value}, Indent, Limit, #{single_line := Single} = Options) ->
    {Letter, More} = letter(Options),
    {Format, Margin} = if Single -> {"~s~0p: ~0.18", ""}; true -> {"~s~p: ~.18", Indent} end,
    io_lib:format(Format ++ Letter, [Margin, Tag, Value | More], limit(Limit)).

term(Format, Term, Limit, Options) ->
    {Letter, More} = letter(Options),
    io_lib:format(lists:flatten([Format, Letter]), [Term | More], limit(Limit)).

letter(#{encoding := latin1, depth := unlimited}) -> {"p", []};
letter(#{encoding := latin1, depth := Depth}) -> {"P", [Depth]};
letter(#{depth := unlimited}) -> {"tp", []};
letter(#{depth := Depth}) -> {"tP", [Depth]}.

limit(unlimited) -> [];
limit(Limit) -> [{chars_limit, Limit}].

name(Atom, #{encoding := latin1}) -> io_lib:write_atom_as_latin1(Atom);
name(Atom, _) -> io_lib:write_atom(Atom).

size(Text, #{encoding := latin1}) -> iolist_size(Text);
size(Text, _) -> string:length(Text).
