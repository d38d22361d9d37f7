%% Annotations of the forms of a program: a line, {Line, Column}, or a list of properties, of which
%% the location is one.
%% Source: STDLIB, erl_anno(3).
-module(erl_anno).

-export([column/1, end_location/1, file/1, from_term/1, generated/1, is_anno/1, line/1, location/1,
         new/1, record/1, set_file/2, set_generated/2, set_line/2, set_location/2, set_record/2,
         set_text/2, text/1, to_term/1]).

-define(IS_LINE(L), is_integer(L), L >= 0).
-define(IS_COLUMN(C), is_integer(C), C >= 1).

new(Line) when ?IS_LINE(Line) -> Line;
new({Line, Column}) when ?IS_LINE(Line), ?IS_COLUMN(Column) -> {Line, Column};
new(Term) -> error(badarg, [Term]).

to_term(Anno) -> Anno.

%% A negative line once meant generated code.
from_term(Line) when is_integer(Line), Line < 0 -> set_generated(true, new(-Line));
from_term(Term) -> Term.

is_anno(Line) when ?IS_LINE(Line) -> true;
is_anno({Line, Column}) when ?IS_LINE(Line), ?IS_COLUMN(Column) -> true;
is_anno(Anno) ->
    Anno =/= [] andalso are_properties(Anno) andalso lists:keymember(location, 1, Anno).

are_properties([{Item, Value} | T]) -> is_property(Item, Value) andalso are_properties(T);
are_properties(End) -> End =:= [].

is_property(generated, Value) -> Value =:= true;
is_property(record, Value) -> Value =:= true;
is_property(Item, Value) -> is_settable(Item, Value).

is_settable(location, Line) when ?IS_LINE(Line) -> true;
is_settable(location, {Line, Column}) when ?IS_LINE(Line), ?IS_COLUMN(Column) -> true;
is_settable(file, File) -> is_list(File) orelse is_binary(File);
is_settable(text, Text) -> is_list(Text);
is_settable(generated, Value) -> is_boolean(Value);
is_settable(record, Value) -> is_boolean(Value);
is_settable(_, _) -> false.

location(Anno) -> info(location, Anno, undefined).

file(Anno) -> info(file, Anno, undefined).

text(Anno) -> info(text, Anno, undefined).

generated(Anno) -> info(generated, Anno, false).

record(Anno) -> info(record, Anno, false).

info(Item, Anno, Default) ->
    case is_location(Anno) of
        true when Item =:= location -> Anno;
        true -> Default;
        false ->
            try lists:keyfind(Item, 1, Anno) of
                false -> Default;
                {Item, Value} -> Value
            catch
                error:_ -> error(badarg, [Anno])
            end
    end.

is_location(Line) when ?IS_LINE(Line) -> true;
is_location({Line, Column}) when ?IS_LINE(Line), ?IS_COLUMN(Column) -> true;
is_location(_) -> false.

line(Anno) ->
    case location(Anno) of
        {Line, _} -> Line;
        Line -> Line
    end.

column(Anno) ->
    case location(Anno) of
        {_, Column} -> Column;
        _ -> undefined
    end.

end_location(Anno) ->
    case {text(Anno), location(Anno)} of
        {undefined, _} -> undefined;
        {Text, {Line, Column}} -> end_of(Text, Line, Column);
        {Text, Line} -> element(1, end_of(Text, Line, 1))
    end.

end_of([], Line, Column) -> {Line, Column};
end_of([$\n | T], Line, _) -> end_of(T, Line + 1, 1);
end_of([_ | T], Line, Column) -> end_of(T, Line, Column + 1).

set_file(File, Anno) -> set(file, File, Anno).

set_generated(Generated, Anno) -> set(generated, Generated, Anno).

set_record(Record, Anno) -> set(record, Record, Anno).

set_text(Text, Anno) -> set(text, Text, Anno).

set_location(Location, Anno) -> set(location, Location, Anno).

set_line(Line, Anno) ->
    case location(Anno) of
        {_, Column} -> set_location({Line, Column}, Anno);
        _ -> set_location(Line, Anno)
    end.

set(Item, Value, Anno) ->
    case is_settable(Item, Value) andalso is_location(Anno) of
        true -> with(Item, Value, [{location, Anno}]);
        false ->
            case is_settable(Item, Value) of
                true when is_list(Anno), Anno =/= [] -> with(Item, Value, Anno);
                _ -> error(badarg, [Item, Value, Anno])
            end
    end.

%% false is the default of what is a boolean, and is left out; a list of nothing but a location is
%% that.
with(Item, false, Anno) -> plain(lists:keydelete(Item, 1, Anno));
with(Item, Value, Anno) ->
    case info(Item, Anno, undefined) of
        undefined -> plain([{Item, Value} | Anno]);
        _ -> plain(lists:keyreplace(Item, 1, Anno, {Item, Value}))
    end.

plain([{location, Location}]) -> Location;
plain(Anno) -> Anno.
