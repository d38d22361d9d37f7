%% What is wrong with the arguments of functions of stdlib, in words.
%% OTP: stdlib, erl_stdlib_errors; the texts and when they are said are OTP 25's.
-module(erl_stdlib_errors).

-export([format_error/2]).

-define(OTHERS_TABLE, <<"the table identifier refers to an ETS table ">>).

%% Returns #{ArgumentNumber => Text}, also under general. The frame's error_info may hold a cause:
%% which of several reasons the function itself saw.
format_error(_, [{Module, Name, Args, Info} | _]) ->
    Cause = maps:get(cause, proplists:get_value(error_info, Info, #{}), none),
    erl_bad_argument:hints(rules(Module, Name, Args, Cause), Args).

rules(binary, Name, Args, Cause) -> binary(Name, Args, Cause);
rules(ets, Name, Args, Cause) -> ets(Name, Args, Cause);
rules(io, Name, Args, Cause) -> io(Name, Args, Cause);
rules(lists, Name, Args, _) -> lists(Name, Args);
rules(maps, Name, Args, _) -> maps(Name, Args);
rules(math, Name, Args, _) -> math(Name, Args);
rules(re, Name, Args, Cause) -> re(Name, Args, Cause);
rules(unicode, Name, Args, _) -> unicode(Name, Args);
rules(_, _, _, _) -> [].

%% The first rules that blame anything, else the second.
unless(Rules, Args, Otherwise) ->
    case erl_bad_argument:hints(Rules, Args) =:= #{} of
        true -> Otherwise;
        false -> Rules
    end.

accepts(Fun) ->
    try Fun() of _ -> true
    catch error:_ -> false
    end.

judged(Judge) -> {judged, Judge}.

allowed(true, _) -> ok;
allowed(false, What) -> What.

%%% binary.

binary(at, [_, _], _) -> [whole_binary, natural];
binary(Name, [_], _)
  when Name =:= bin_to_list; Name =:= copy; Name =:= decode_unsigned; Name =:= encode_hex;
       Name =:= referenced_byte_size -> [whole_binary];
binary(Name, Args, _) when Name =:= part; Name =:= bin_to_list -> part(Args);
binary(compile_pattern, [_], _) -> [{bad, bad_pattern()}];
binary(copy, [_, _], _) -> [whole_binary, natural];
binary(decode_hex, [Subject], _) when is_binary(Subject), byte_size(Subject) rem 2 =:= 1 ->
    [{bad, <<"must contain an even number of bytes">>}];
binary(decode_hex, [_], _) -> [whole_binary];
binary(decode_unsigned, [_, _], _) -> [whole_binary, endianness()];
binary(encode_unsigned, [_], _) -> [natural];
binary(encode_unsigned, [_, _], _) -> [natural, endianness()];
binary(unhex, [Subject], _) -> [{bad, <<Subject/binary, " is not a valid hex">>}];
binary(Name, [<<>>], _) when Name =:= first; Name =:= last ->
    [{bad, <<"a zero-sized binary is not allowed">>}];
binary(Name, [_], _) when Name =:= first; Name =:= last -> [whole_binary];
binary(list_to_bin, [_], _) -> [{bad, iodata}];
binary(Name, [_], _) when Name =:= longest_common_prefix; Name =:= longest_common_suffix ->
    [{bad, <<"not a flat list of binaries">>}];
binary(Name, [_, _], _) when Name =:= match; Name =:= matches; Name =:= split ->
    [whole_binary, pattern()];
binary(Name, [_, _, Options] = Args, _) when Name =:= match; Name =:= matches ->
    Bad = case Options of
              [{scope, {Start, Length}}] when is_integer(Start), is_integer(Length) ->
                  <<"specified part is not wholly inside binary">>;
              _ ->
                  options
          end,
    unless([whole_binary, pattern()], Args, [ok, ok, {bad, Bad}]);
binary(split, [_, _, _] = Args, _) ->
    unless([whole_binary, pattern()], Args, [ok, ok, {bad, options}]);
binary(replace, [_, _, _], _) -> [whole_binary, pattern(), whole_binary];
binary(replace, [_, _, _, _], badopt) -> [whole_binary, pattern(), whole_binary, {bad, options}];
binary(replace, [_, _, _, _] = Args, _) ->
    unless([whole_binary, pattern(), whole_binary], Args, [ok, ok, ok, {bad, options}]);
binary(_, _, _) -> [].

%% As of erlang:binary_part; a start behind the end of a pair has no words.
part([Binary, {Start, Length}]) when is_integer(Start), is_integer(Length) ->
    if
        is_binary(Binary), Start > byte_size(Binary) -> [];
        is_binary(Binary); Start < 0 -> [whole_binary, {bad, range}];
        true -> [whole_binary]
    end;
part([_, _]) ->
    [whole_binary, {bad, part}];
part([Binary, Start, Length] = Args) ->
    Beyond = if
                 is_binary(Binary), is_integer(Start), Start > byte_size(Binary) ->
                     [ok, {bad, range}];
                 is_integer(Length) ->
                     [ok, ok, {bad, range}];
                 true ->
                     []
             end,
    unless([whole_binary, natural, integer], Args, Beyond);
part(_) ->
    [].

bad_pattern() -> <<"not a valid pattern">>.

pattern() ->
    judged(fun(Pattern) ->
               allowed(accepts(fun() -> binary:match(<<"a">>, Pattern) end), bad_pattern())
           end).

endianness() ->
    judged(fun(Arg) ->
               allowed(lists:member(Arg, [big, little]), <<"must be 'big' or 'little'">>)
           end).

%%% lists, maps, math.

lists(Name, [_, _, _]) when Name =:= keyfind; Name =:= keymember; Name =:= keysearch ->
    [ok, positive, list];
lists(member, [_, _]) -> [ok, list];
lists(reverse, [_, _]) -> [list];
lists(seq, [First, Last, Step] = Args) ->
    unless([integer, integer, integer], Args, bad_step(First, Last, Step));
lists(_, _) -> [].

bad_step(First, Last, Step) when not is_integer(First + Last + Step) -> [];
bad_step(First, Last, Step) when Step =< 0, First - Step =< Last ->
    [ok, ok, {bad, <<"not a positive increment">>}];
bad_step(First, Last, Step) when Step >= 0, First - Step >= Last ->
    [ok, ok, {bad, <<"not a negative increment">>}];
bad_step(_, _, _) ->
    [].

maps(Name, [_, _])
  when Name =:= map; Name =:= filter; Name =:= filtermap; Name =:= foreach ->
    [{'fun', 2}, map_or_iterator()];
maps(Name, [_, _]) when Name =:= find; Name =:= is_key; Name =:= remove; Name =:= take ->
    [ok, {bad, map}];
maps(Name, [_, _, _]) when Name =:= put; Name =:= update -> [ok, ok, {bad, map}];
maps(Name, [_])
  when Name =:= iterator; Name =:= keys; Name =:= size; Name =:= to_list; Name =:= values ->
    [{bad, map}];
maps(fold, [_, _, _]) -> [{'fun', 3}, ok, map_or_iterator()];
maps(from_keys, [_, _]) -> [list];
maps(from_list, [_]) -> [list];
maps(get, [_, Map]) when is_map(Map) -> [{bad, key}];
maps(get, [_, _ | _]) -> [ok, {bad, map}];
maps(groups_from_list, [_, _]) -> [{'fun', 1}, list];
maps(groups_from_list, [_, _, _]) -> [{'fun', 1}, {'fun', 1}, list];
maps(Name, [_, _]) when Name =:= intersect; Name =:= merge -> [map, map];
maps(Name, [_, _, _]) when Name =:= intersect_with; Name =:= merge_with -> [{'fun', 3}, map, map];
maps(next, [_]) -> [{bad, <<"not a valid iterator">>}];
maps(update_with, [_, _, _]) -> [ok, {'fun', 1}, map];
maps(update_with, [_, _, _, _]) -> [ok, {'fun', 1}, ok, map];
maps(Name, [_, _]) when Name =:= with; Name =:= without -> [list, map];
maps(_, _) -> [].

map_or_iterator() ->
    judged(fun(Arg) ->
               allowed(is_map(Arg) orelse accepts(fun() -> maps:next(Arg) end),
                       <<"not a map or an iterator">>)
           end).

math(Name, [_])
  when Name =:= acos; Name =:= acosh; Name =:= asin; Name =:= atanh; Name =:= log; Name =:= log2;
       Name =:= log10; Name =:= sqrt ->
    [{number, outside_domain()}];
math(fmod, [_, Divisor] = Args) when Divisor == 0 ->
    unless([number], Args, [ok, {bad, outside_domain()}]);
math(_, [_]) -> [number];
math(_, [_, _]) -> [number, number];
math(_, _) -> [].

outside_domain() -> <<"is outside the domain for this function">>.

%%% re.

re(compile, [_], _) -> [{bad, iodata}];
re(compile, [_, _], badopt) -> [expression(iodata), {bad, options}];
re(compile, [_, _], _) -> [expression(iodata)];
re(inspect, [Compiled, Item], _) ->
    case accepts(fun() -> re:inspect(Compiled, namelist) end) of
        true -> [ok, bad_item()];
        false when is_atom(Item) -> [{bad, not_compiled()}];
        false -> [{bad, not_compiled()}, bad_item()]
    end;
re(replace, [_, _, _ | Options], Cause) when length(Options) < 2 ->
    [iodata, expression(), iodata | options(Options, Cause)];
re(Name, [_, _ | Options], Cause) when Name =:= run, length(Options) < 2;
                                       Name =:= split, length(Options) < 2 ->
    [iodata, expression() | options(Options, Cause)];
re(_, _, _) -> [].

options([_], badopt) -> [{bad, options}];
options(_, _) -> [].

bad_item() -> {bad, <<"not a valid item">>}.
not_compiled() -> <<"not a compiled regular expression">>.

no_expression() -> <<"neither an iodata term nor a compiled regular expression">>.

%% What does not compile may be compiled already; where that cannot be, Otherwise says what it is
%% not.
expression(Otherwise) ->
    judged(fun(Arg) ->
               case compile_error(Arg) of
                   not_text -> Otherwise;
                   Judgement -> Judgement
               end
           end).

expression() ->
    judged(fun(Arg) ->
               case compile_error(Arg) of
                   not_text -> allowed(accepts(fun() -> re:run("", Arg) end), no_expression());
                   Judgement -> Judgement
               end
           end).

compile_error(Arg) ->
    try re:compile(Arg) of
        {ok, _} -> ok;
        {error, {Reason, At}} ->
            io_lib:format("could not parse regular expression\n~ts on character ~p", [Reason, At])
    catch
        error:_ -> not_text
    end.

%%% unicode.

unicode(Name, [_, _ | _] = Args) when Name =:= characters_to_binary; Name =:= characters_to_list ->
    [characters() | lists:duplicate(length(Args) - 1, encoding())];
unicode(Name, [_]) ->
    case lists:prefix("characters_to_", atom_to_list(Name)) of
        true -> [{bad, bad_characters()}];
        false -> []
    end;
unicode(_, _) -> [].

bad_characters() -> <<"not valid character data (an iodata term)">>.

characters() ->
    judged(fun(Chars) ->
               try unicode:characters_to_binary(Chars) of
                   Binary when is_binary(Binary) -> ok;
                   _ -> bad_characters()
               catch
                   error:_ -> bad_characters()
               end
           end).

encoding() ->
    judged(fun(Encoding) ->
               allowed(accepts(fun() -> unicode:characters_to_binary(<<"a">>, Encoding) end),
                       <<"not a valid encoding">>)
           end).

%%% io. The cause tells whether io itself found the fault or the device did.

io(fwrite, Args, Cause) -> io(format, Args, Cause);
io(Name, Args, {io, Fault}) -> io_fault(io_text(Fault), names_device(Name, Args));
io(Name, Args, {device, Cause}) -> device_fault(Name, Args, Cause, names_device(Name, Args));
io(_, _, _) -> [].

io_text(arguments) -> <<"the device does not exist">>;
io_text(calling_self) -> <<"the device is not allowed to be the current process">>;
io_text(terminated) -> <<"the device has terminated">>.

io_fault(Text, true) -> [{bad, Text}];
io_fault(Text, false) -> [{general, Text}].

names_device(format, [_, _, _]) -> true;
names_device(put_chars, [_, _ | _]) -> true;
names_device(nl, [_]) -> true;
names_device(write, [_, _]) -> true;
names_device(_, _) -> false.

device_fault(_, _, {no_translation, From, To}, Named) ->
    Text = io_lib:format("device failed to transcode string from ~p to ~p", [From, To]),
    io_fault(Text, Named);
device_fault(Name, Args, Cause, Named)
  when Name =:= format; Name =:= put_chars; Name =:= write; Name =:= nl ->
    case erl_posix_msg:message(Cause) of
        "unknown POSIX error" ->
            [ok || Named, Name =:= format orelse Name =:= put_chars]
                ++ output_fault(Name, without_device(Args, Named), Cause);
        Message ->
            Fault = io_fault(io_lib:format("~ts (~tp)", [Message, Cause]), Named),
            Fault ++ also_blamed(Name, Args, Named)
    end;
device_fault(_, _, _, _) ->
    [].

without_device([_ | Args], true) -> Args;
without_device(Args, false) -> Args.

also_blamed(put_chars, Args, Named) ->
    [Chars | _] = without_device(Args, Named),
    [case erl_bad_argument:blame(characters(), Chars) of
         ok -> ok;
         What -> {bad, What}
     end];
also_blamed(_, _, _) ->
    [].

output_fault(put_chars, [Chars | _], Cause) ->
    case erl_bad_argument:blame(characters(), Chars) of
        ok -> [unknown(Cause)];
        What -> [{bad, What}]
    end;
output_fault(format, [Format], Cause) -> format_fault(Format, [], Cause);
output_fault(format, [Format, Args], Cause) -> format_fault(Format, Args, Cause);
output_fault(_, _, Cause) -> [unknown(Cause)].

unknown(Cause) -> {general, io_lib:format("unknown error: ~tp", [Cause])}.

format_fault(Format, Args, Cause) ->
    case is_format(Format) of
        false ->
            Forgotten = (is_pid(Format) orelse is_atom(Format)) andalso is_format(Args),
            [{bad, <<"not a valid format string">>}, list_fault(Args)
             | [no_argument_list() || Forgotten]];
        true when not is_list(Args) ->
            [ok, list_fault(Args)];
        true ->
            wrong_arguments(erl_lint:check_format_string(Format), Format, Args, Cause)
    end.

list_fault(Args) ->
    case erl_bad_argument:blame(list, Args) of
        ok -> ok;
        What -> {bad, What}
    end.

no_argument_list() -> {general, <<"possibly missing argument list">>}.

is_format(Format) when is_atom(Format); is_binary(Format) -> true;
is_format(Format) when is_list(Format) ->
    accepts(fun() -> true = lists:all(fun is_integer/1, Format) end);
is_format(_) -> false.

wrong_arguments({error, Text}, _, _, _) ->
    [{bad, io_lib:format("format string invalid (~ts)", [Text])}];
wrong_arguments({ok, Types}, Format, Args, _) when length(Types) =/= length(Args) ->
    [{bad, <<"wrong number of arguments">>} | [no_argument_list() || is_atom(Format)]];
wrong_arguments({ok, Types}, Format, Args, Cause) ->
    Numbered = lists:zip3(lists:seq(1, length(Args)), Types, Args),
    case [mistyped(N, Type) || {N, Type, Arg} <- Numbered, not is_of_type(Type, Arg)] of
        [] when Cause =:= format ->
            [format_failed()];
        [] ->
            case accepts(fun() -> io_lib:format(Format, Args) end) of
                true -> [unknown(Cause)];
                false -> [format_failed()]
            end;
        Texts ->
            [ok, {bad, lists:join("\n", Texts)}]
    end.

format_failed() -> {bad, <<"failed to format string">>}.

mistyped(N, int) -> mistyped(N, integer);
mistyped(N, Type) -> io_lib:format("element ~B must be of type ~p", [N, Type]).

is_of_type(term, _) -> true;
is_of_type(int, Arg) -> is_integer(Arg);
is_of_type(float, Arg) -> is_float(Arg);
is_of_type(string, Arg) when is_list(Arg) ->
    accepts(fun() -> unicode:characters_to_binary(Arg) end);
is_of_type(string, Arg) -> is_atom(Arg) orelse is_binary(Arg).

%%% ets. The first argument is a table; most causes are about it.

ets(Name, [_], _)
  when Name =:= match; Name =:= match_object; Name =:= select; Name =:= select_reverse ->
    [{bad, <<"invalid continuation">>}];
ets(match_spec_compile, [_], _) -> [bad_match_spec()];
ets(whereis, [_ | _], _) -> [bad_table_name()];
ets(new, [_, _] = Args, already_exists) -> unless([atom, list], Args, [{bad, name_exists()}]);
ets(new, [_, _] = Args, _) -> unless([atom, list], Args, [ok, {bad, options}]);
ets(Name, [Table | Args], Cause) -> on_table(Name, Args, Cause, table(Table, Cause));
ets(_, [], _) -> [ok].

%% What is wrong with the table itself.
table(Table, type) when is_reference(Table) -> {bad, <<"not a valid table identifier">>};
table(_, type) -> {bad, <<"not an atom or a table identifier">>};
table(_, id) -> {bad, <<"the table identifier does not refer to an existing ETS table">>};
table(_, access) -> {bad, <<?OTHERS_TABLE/binary, "with insufficient access rights">>};
table(_, table_type) ->
    {bad, <<?OTHERS_TABLE/binary, "of a type not supported by this operation">>};
table(_, _) -> ok.

on_table(Name, [_ | _], _, ok)
  when Name =:= info; Name =:= next; Name =:= prev; Name =:= safe_fixtable; Name =:= select_count;
       Name =:= internal_select_delete; Name =:= select_replace; Name =:= setopts; Name =:= slot ->
    [ok, {bad, usual_fault(Name)}];
on_table(Name, [_], _, ok) when Name =:= select; Name =:= select_reverse -> [ok, bad_match_spec()];
on_table(Name, [_, Limit], _, Table) when Name =:= match; Name =:= match_object ->
    [Table, ok, limit(Limit)];
on_table(Name, [Spec, Limit], _, Table)
  when Name =:= select; Name =:= select_reverse; Name =:= select_count ->
    Compiles = ets:is_compiled_ms(Spec)
        orelse accepts(fun() -> ets:match_spec_compile(Spec) end),
    [Table, case Compiles of true -> ok; false -> bad_match_spec() end, limit(Limit)];
on_table(delete_object, [Object | _], _, Table) -> [Table, object(Object)];
on_table(Name, [Objects | _], _, Table) when Name =:= insert; Name =:= insert_new ->
    [Table, objects(Objects)];
on_table(give_away, [_, _], owner, Table) ->
    [Table, {bad, <<"the process is already the owner of the table">>}];
on_table(give_away, [_, _], not_owner, Table) ->
    [Table, {bad, <<"the current process is not the owner">>}];
on_table(give_away, [_, _], _, ok) ->
    [ok, {pid, <<"the pid refers to a terminated process">>}];
on_table(give_away, [_, _], _, Table) -> [Table, pid];
on_table(lookup_element, [_, Position], badkey, Table) -> [Table, bad_key(), limit(Position)];
on_table(lookup_element, [_, Position], _, Table) ->
    case {Table, limit(Position)} of
        {ok, ok} -> [ok, ok, {bad, <<"position is greater than the size of the object">>}];
        {_, Fault} -> [Table, ok, Fault]
    end;
on_table(rename, [NewName], _, ok) when is_atom(NewName) -> [ok, {bad, name_exists()}];
on_table(rename, [NewName], _, Table) when is_atom(NewName) -> [Table];
on_table(rename, [_], _, Table) -> [Table, bad_table_name()];
on_table(update_counter, [_, Operation], Cause, Table) ->
    [Table | updated_counter(Operation, Cause)];
on_table(update_counter, [_, Operation, Default], Cause, ok) ->
    [ok | updated_counter(Operation, Default, Cause)];
on_table(update_element, [_, _], keypos, Table) -> [Table, ok, position_of_key()];
on_table(update_element, [_, Specification], _, Table) ->
    case {are(fun is_element/1, Specification), Table} of
        {false, _} -> [Table, ok, {bad, <<"is not a valid element specification">>}];
        {true, ok} -> [ok, ok, {bad, range}];
        {true, _} -> [Table]
    end;
on_table(_, _, _, Table) -> [Table].

usual_fault(info) -> <<"not a valid info item">>;
usual_fault(next) -> element(2, bad_key());
usual_fault(prev) -> element(2, bad_key());
usual_fault(safe_fixtable) -> <<"not a boolean value">>;
usual_fault(setopts) -> options;
usual_fault(slot) -> range;
usual_fault(_) -> element(2, bad_match_spec()).

bad_match_spec() -> {bad, <<"not a valid match specification">>}.
bad_key() -> {bad, <<"not a key that exists in the table">>}.
bad_table_name() -> {bad, <<"invalid table name (must be an atom)">>}.
name_exists() -> <<"table name already exists">>.
position_of_key() -> {bad, <<"the position is the same as the key position">>}.
bad_operation() -> {bad, <<"not a valid update operation">>}.

limit(N) ->
    case erl_bad_argument:blame(positive, N) of
        ok -> ok;
        What -> {bad, What}
    end.

object({}) -> {bad, <<"is an empty tuple">>};
object(Object) when is_tuple(Object) -> ok;
object(_) -> {bad, tuple}.

objects(Objects) when is_list(Objects) ->
    Full = fun(Object) -> is_tuple(Object) andalso tuple_size(Object) > 0 end,
    case accepts(fun() -> true = lists:all(Full, Objects) end) of
        true -> ok;
        false -> {bad, <<"not a non-empty tuple or a list of non-empty tuples">>}
    end;
objects(Object) -> object(Object).

updated_counter(Operation, badkey) -> [bad_key(), operation(Operation)];
updated_counter(_, keypos) -> [ok, position_of_key()];
updated_counter(_, position) -> [ok, outside_object()];
updated_counter(Operation, none) ->
    [ok, case operation(Operation) of ok -> no_counter(); Fault -> Fault end];
updated_counter(Operation, _) -> [ok, operation(Operation)].

updated_counter(Operation, Default, badkey) ->
    [bad_key(), operation(Operation), object(Default)];
updated_counter(_, Default, keypos) -> [ok, position_of_key(), object(Default)];
updated_counter(_, _, position) -> [ok, outside_object()];
updated_counter(Operation, Default, _) ->
    case {operation(Operation), object(Default)} of
        {ok, ok} -> [ok, no_counter()];
        {Fault, Other} -> [ok, Fault, Other]
    end.

outside_object() -> {bad, <<"the position in the update operation is out of range">>}.
no_counter() -> {bad, <<"the value in the given position, in the object, is not an integer">>}.

operation(Operation) ->
    case are(fun is_operation/1, Operation) of
        true -> ok;
        false -> bad_operation()
    end.

are(Test, List) when is_list(List) -> lists:all(Test, List);
are(Test, Term) -> Test(Term).

is_operation({Position, Increment}) -> is_integer(Position) andalso is_integer(Increment);
is_operation({_, _, _, _} = Operation) -> lists:all(fun is_integer/1, tuple_to_list(Operation));
is_operation(Increment) -> is_integer(Increment).

is_element({Position, _}) -> is_integer(Position) andalso Position > 0;
is_element(_) -> false.
