%% Terms in the syntax of Elixir. Elixir: Inspect, Inspect.Algebra. Differs: of structs only ranges and
%% sets have a form of their own, and the fields of others are in the order of their names; the
%% options `printable_limit`, `base` and `binaries` are not known.
-module('Elixir.Inspect').

-export([text/2]).

-define(WIDTH, 80).
-define(LIMIT, 50).

%% A document is a text, or {Open, Kind, Items, Close}: a group whose items stand one after the
%% other. When it does not fit into the line each item of a `strict` one has a line of its own, and
%% those of a `flex` one fill the lines. An item is {Prefix, Document}.

%% Returns the text as a binary. Options: limit, pretty, width, charlists.
text(Term, Options) ->
    Limit = proplists:get_value(limit, Options, ?LIMIT),
    Charlists = proplists:get_value(charlists, Options, infer),
    Document = document(Term, Limit, Charlists),
    case proplists:get_value(pretty, Options, false) of
        false -> unicode:characters_to_binary(flat(Document));
        _ ->
            Width = proplists:get_value(width, Options, ?WIDTH),
            {Text, _} = laid_out(Document, 0, 0, 0, Width),
            unicode:characters_to_binary(Text)
    end.

%%% Layout.

flat({Open, _, Items, Close}) -> [Open, lists:join(", ", [flat_item(I) || I <- Items]), Close];
flat(Text) -> Text.

flat_item({Prefix, Document}) -> [Prefix, flat(Document)].

%% Trailing: how many characters must follow in the same line. Returns the text and the column behind.
laid_out(Document, Column, Indent, Trailing, Width) ->
    Flat = flat(Document),
    Size = string:length(Flat),
    case Document of
        {Open, Kind, Items, Close} when Column + Size + Trailing > Width ->
            broken(Kind, Open, Items, Close, Column, Indent, Trailing, Width);
        _ -> {Flat, Column + Size}
    end.

broken(strict, Open, Items, Close, _, Indent, _, Width) ->
    Lines = [item(Item, Indent + 2, Indent + 2, 1, Width) || Item <- Items],
    Texts = [[newline(Indent + 2), Text] || {Text, _} <- Lines],
    {[Open, lists:join(",", Texts), newline(Indent), Close], Indent + string:length(Close)};
broken(flex, Open, Items, Close, Column, Indent, Trailing, Width) ->
    Deeper = if Open =:= "<<" -> 2; true -> 1 end,
    {Text, After} = filled(Items, Column + string:length(Open), Indent + Deeper,
                           Trailing + string:length(Close), Width),
    {[Open, Text, Close], After + string:length(Close)}.

filled([Item], Column, Indent, Trailing, Width) -> item(Item, Column, Indent, Trailing, Width);
filled([Item | [Next | _] = Items], Column, Indent, Trailing, Width) ->
    {Text, After} = item(Item, Column, Indent, 1, Width),
    Needed = string:length(flat_item(Next)) + case Items of [_] -> Trailing; _ -> 1 end,
    if
        After + 2 + Needed =< Width ->
            {Rest, End} = filled(Items, After + 2, Indent, Trailing, Width),
            {[Text, ", ", Rest], End};
        true ->
            {Rest, End} = filled(Items, Indent, Indent, Trailing, Width),
            {[Text, ",", newline(Indent), Rest], End}
    end.

item({Prefix, Document}, Column, Indent, Trailing, Width) ->
    {Text, After} = laid_out(Document, Column + string:length(Prefix), Indent, Trailing, Width),
    {[Prefix, Text], After}.

newline(Indent) -> [$\n, lists:duplicate(Indent, $\s)].

%%% Documents.

document(Atom, _, _) when is_atom(Atom) -> atom_text(Atom);
document(Integer, _, _) when is_integer(Integer) -> integer_to_list(Integer);
document(Float, _, _) when is_float(Float), abs(Float) >= 1.0, abs(Float) < 1.0e16,
                           trunc(Float) == Float ->
    [integer_to_list(trunc(Float)), ".0"];
document(Float, _, _) when is_float(Float) -> io_lib:format("~w", [Float]);
document(Bits, Limit, _) when is_bitstring(Bits) -> bits(Bits, Limit);
document(Pid, _, _) when is_pid(Pid) -> ["#PID", pid_to_list(Pid)];
document(Ref, _, _) when is_reference(Ref) -> ["#Reference", lists:nthtail(4, ref_to_list(Ref))];
document(Port, _, _) when is_port(Port) -> erlang:port_to_list(Port);
document(Fun, _, _) when is_function(Fun) -> fun_text(Fun);
document(Tuple, Limit, Charlists) when is_tuple(Tuple) ->
    {"{", flex, items(tuple_to_list(Tuple), Limit, Charlists), "}"};
document([], _, _) -> "[]";
document(List, Limit, Charlists) when is_list(List) -> list(List, Limit, Charlists);
document(#{'__struct__' := 'Elixir.Range', first := First, last := Last, step := Step}, _, _) ->
    [integer_to_list(First), "..", integer_to_list(Last)
     | if
           Step =:= 1 -> "";
           true -> ["//", integer_to_list(Step)]
       end];
document(#{'__struct__' := 'Elixir.MapSet', map := Map}, Limit, Charlists) ->
    {"MapSet.new([", flex, items(maps:keys(Map), Limit, Charlists), "])"};
document(#{'__struct__' := Name} = Struct, Limit, Charlists) when is_atom(Name) ->
    Fields = lists:sort(maps:to_list(maps:without(['__struct__', '__exception__'], Struct))),
    {["%", atom_text(Name), "{"], strict, pairs(Fields, Limit, Charlists), "}"};
document(Map, Limit, Charlists) ->
    Pairs = lists:sort(maps:to_list(Map)),
    {"%{", strict,
     case is_keyword(Pairs) of
         true -> pairs(Pairs, Limit, Charlists);
         false ->
             limited(fun({Key, Value}, Left) ->
                 {[flat(document(Key, Left, Charlists)), " => "],
                  document(Value, Left, Charlists)}
             end, Pairs, Limit)
     end, "}"}.

list(List, Limit, Charlists) ->
    case Charlists =:= as_charlists orelse Charlists =:= infer andalso is_printable(List) of
        true -> ["'", escaped(List, $'), "'"];
        false ->
            case is_keyword(List) of
                true -> {"[", strict, pairs(List, Limit, Charlists), "]"};
                false ->
                    Items = items(List, Limit, Charlists),
                    {"[", kind(Items), Items, "]"}
            end
    end.

%% Lists of simple terms fill their lines.
kind(Items) ->
    case lists:any(fun({_, Document}) -> is_tuple(Document) end, Items) of
        true -> strict;
        false -> flex
    end.

items(Terms, Limit, Charlists) ->
    limited(fun(Term, Left) -> {"", document(Term, Left, Charlists)} end, Terms, Limit).

pairs(Pairs, Limit, Charlists) ->
    limited(fun({Key, Value}, Left) -> {key_text(Key), document(Value, Left, Charlists)} end,
            Pairs, Limit).

%% As many as the limit allows; an improper tail is part of the last item.
limited(_, [], _) -> [];
limited(_, _, 0) -> [{"", "..."}];
limited(Item, [Term | Terms], Limit) ->
    Left = if Limit =:= infinity -> infinity; true -> Limit - 1 end,
    Made = Item(Term, Left),
    if
        is_list(Terms) -> [Made | limited(Item, Terms, Left)];
        true ->
            {Prefix, Document} = Made,
            {_, Tail} = Item(Terms, Left),
            [{Prefix, [flat(Document), " | ", flat(Tail)]}]
    end.

is_keyword([{Key, _} | Rest]) when is_atom(Key) ->
    case atom_to_list(Key) of
        "Elixir." ++ _ -> false;
        _ -> Rest =:= [] orelse is_keyword(Rest)
    end;
is_keyword(_) -> false.

is_printable(List) ->
    try
        lists:all(fun(C) -> C >= 7 andalso C =< 13 orelse C =:= 27
                                orelse C >= 32 andalso C =< 126 end, List)
    catch
        error:_ -> false
    end.

%%% Binaries.

bits(Bits, Limit) ->
    case is_binary(Bits) andalso characters(Bits) of
        false -> {"<<", flex, limited(fun(Part, _) -> {"", Part} end, bit_parts(Bits), Limit), ">>"};
        Characters -> ["\"", escaped(Characters, $"), "\""]
    end.

bit_parts(<<>>) -> [];
bit_parts(<<Byte, Rest/bitstring>>) -> [integer_to_list(Byte) | bit_parts(Rest)];
bit_parts(Rest) ->
    Size = bit_size(Rest),
    <<Value:Size>> = Rest,
    [io_lib:format("~b::size(~b)", [Value, Size])].

characters(Binary) ->
    case unicode:characters_to_list(Binary) of
        List when is_list(List) -> lists:all(fun is_shown/1, List) andalso List;
        _ -> false
    end.

is_shown(C) when C >= 7, C =< 13; C =:= 27; C >= 32, C =< 127; C >= 16#a0, C < 16#fffe -> true;
is_shown(C) -> C >= 16#10000.

escaped([$#, ${ | Rest], Quote) -> ["\\\#{" | escaped(Rest, Quote)];
escaped([C | Rest], Quote) -> [escape(C, Quote) | escaped(Rest, Quote)];
escaped([], _) -> [].

escape(Quote, Quote) -> [$\\, Quote];
escape($\\, _) -> "\\\\";
escape(7, _) -> "\\a";
escape(8, _) -> "\\b";
escape(9, _) -> "\\t";
escape(10, _) -> "\\n";
escape(11, _) -> "\\v";
escape(12, _) -> "\\f";
escape(13, _) -> "\\r";
escape(27, _) -> "\\e";
escape(127, _) -> "\\d";
escape(C, _) when C < 32 -> io_lib:format("\\x~2.16.0B", [C]);
escape(C, _) -> C.

%%% Atoms and funs.

atom_text(Atom) when Atom =:= nil; Atom =:= true; Atom =:= false -> atom_to_list(Atom);
atom_text(Atom) ->
    Text = atom_to_list(Atom),
    case alias_text(Text) of
        false -> [$: | name(Text)];
        Alias -> Alias
    end.

key_text(Atom) -> [name(atom_to_list(Atom)), ": "].

alias_text("Elixir." ++ Rest) ->
    case lists:all(fun is_alias_part/1, string:split(Rest, ".", all)) of
        true -> Rest;
        false -> false
    end;
alias_text("Elixir") -> "Elixir";
alias_text(_) -> false.

is_alias_part([C | Rest]) when C >= $A, C =< $Z ->
    lists:all(fun(D) -> is_letter(D) andalso D < 128 orelse is_digit(D) end, Rest);
is_alias_part(_) -> false.

name(Text) ->
    case is_name(Text) orelse is_operator(Text) of
        true -> Text;
        false -> ["\"", escaped(Text, $"), "\""]
    end.

is_name([C | Rest]) -> is_letter(C) andalso is_name_rest(Rest);
is_name([]) -> false.

is_name_rest([]) -> true;
is_name_rest([C]) when C =:= $?; C =:= $! -> true;
is_name_rest([C | Rest]) ->
    (is_letter(C) orelse is_digit(C) orelse C =:= $@) andalso is_name_rest(Rest).

is_letter(C) when C >= $a, C =< $z; C >= $A, C =< $Z; C =:= $_ -> true;
is_letter(C) -> C > 127 andalso string:casefold([C]) =/= string:uppercase([C]).

is_digit(C) -> C >= $0 andalso C =< $9.

is_operator(Text) ->
    lists:member(Text, ["+", "-", "*", "/", "**", "++", "--", "+++", "---", "<>", "..", "...", "..//",
                        "=", "==", "===", "!=", "!==", "=~", "<", ">", "<=", ">=", "!", "&", "&&",
                        "&&&", "|", "||", "|||", "|>", "<|>", "<~", "~>", "<~>", "<<~", "~>>", "<<<",
                        ">>>", "^", "^^^", "~~~", "@", ".", "->", "<-", "\\\\", "%{}", "{}",
                        "%", "<<>>", "//"]).

fun_text(Fun) ->
    {module, Module} = erlang:fun_info(Fun, module),
    {arity, Arity} = erlang:fun_info(Fun, arity),
    {name, Name} = erlang:fun_info(Fun, name),
    case erlang:fun_info(Fun, type) of
        {type, external} ->
            ["&", atom_text(Module), ".", name(atom_to_list(Name)), "/", integer_to_list(Arity)];
        {type, local} ->
            {new_index, Index} = erlang:fun_info(Fun, new_index),
            {uniq, Uniq} = erlang:fun_info(Fun, uniq),
            io_lib:format("#Function<~w.~w/~w in ~ts>", [Index, Uniq, Arity, atom_text(Module)])
    end.
