%% What is wrong with an argument of a function, in words: shared by erl_erts_errors,
%% erl_stdlib_errors and erl_kernel_errors.
%%
%% A function's rules are a list, one for each argument:
%%   ok                  is never blamed
%%   {bad, What}         is always blamed
%%   Kind                is blamed for not being of the kind
%%   {Kind, What}        is blamed for not being of the kind, else for What
%%   {judged, Fun}       is blamed for what Fun returns, unless that is ok
%%   {last, N, Rule}     by Rule, but for its kind alone when argument N is blamed already
%%   {'of', N, Rule}     is blamed for what is wrong with argument N: so OTP has it here and there
%% What is a text or an atom of text/1. A list that ends early blames nothing more.
-module(erl_bad_argument).

-export([hints/2, blame/2, text/1]).

%% Returns #{Number => Text} of the arguments that rules blame; in place of a rule {general, Text}
%% blames none of them in particular.
hints(Rules, Args) -> hints(Rules, Args, 1, #{}).

hints([{general, Text} | Rules], Args, N, Hints) ->
    hints(Rules, Args, N, Hints#{general => text(Text)});
hints([Rule | Rules], Args, N, Hints) when N =< length(Args) ->
    case judge(Rule, N, Args, Hints) of
        ok -> hints(Rules, Args, N + 1, Hints);
        What -> hints(Rules, Args, N + 1, Hints#{N => text(What)})
    end;
hints([_ | Rules], Args, N, Hints) ->
    hints(Rules, Args, N, Hints);
hints([], _, _, Hints) ->
    Hints.

judge({last, Other, {Kind, _}}, N, Args, Hints) when is_map_key(Other, Hints) ->
    blame(Kind, lists:nth(N, Args));
judge({last, _, Rule}, N, Args, _) ->
    blame(Rule, lists:nth(N, Args));
judge({'of', Other, Rule}, _, Args, _) ->
    blame(Rule, lists:nth(Other, Args));
judge(Rule, N, Args, _) ->
    blame(Rule, lists:nth(N, Args)).

%% Returns ok, or what is wrong.
blame(ok, _) -> ok;
blame({bad, What}, _) -> What;
blame({judged, Judge}, Arg) -> Judge(Arg);
blame({integer, Least, Most}, Arg) when is_integer(Arg) ->
    in_range(Least =< Arg andalso Arg =< Most);
blame({integer, _, _}, _) -> integer;
blame({'fun', Arity}, Arg) -> of_kind(is_function(Arg, Arity), {'fun', Arity});
blame({Kind, What}, Arg) ->
    case blame(Kind, Arg) of
        ok -> What;
        Wrong -> Wrong
    end;
blame(atom, Arg) -> of_kind(is_atom(Arg), atom);
blame(binary, Arg) -> of_kind(is_binary(Arg), binary);
blame(whole_binary, Arg) when is_bitstring(Arg), not is_binary(Arg) -> bitstring_for_binary;
blame(whole_binary, Arg) -> of_kind(is_binary(Arg), binary);
blame(boolean, Arg) -> of_kind(is_boolean(Arg), boolean);
blame(float, Arg) -> of_kind(is_float(Arg), float);
blame('fun', Arg) -> of_kind(is_function(Arg), 'fun');
blame(integer, Arg) -> of_kind(is_integer(Arg), integer);
blame(natural, Arg) when is_integer(Arg) -> in_range(Arg >= 0);
blame(natural, _) -> integer;
blame(positive, Arg) when is_integer(Arg) -> in_range(Arg > 0);
blame(positive, _) -> integer;
blame(word, Arg) -> blame({integer, 0, 16#ffffffff}, Arg);
blame(base, Arg) -> of_kind(is_integer(Arg) andalso 2 =< Arg andalso Arg =< 36, base);
blame(number, Arg) -> of_kind(is_number(Arg), number);
blame(map, Arg) -> of_kind(is_map(Arg), map);
blame(pid, Arg) -> of_kind(is_pid(Arg), pid);
blame(local_pid, Arg) when is_pid(Arg) -> of_kind(node(Arg) =:= node(), local_pid);
blame(local_pid, _) -> pid;
blame(local_port, Arg) when is_port(Arg) -> of_kind(node(Arg) =:= node(), local_port);
blame(local_port, Arg) -> of_kind(is_atom(Arg), port);
blame(reference, Arg) -> of_kind(is_reference(Arg), reference);
blame(tuple, Arg) -> of_kind(is_tuple(Arg), tuple);
blame(any_list, Arg) -> of_kind(is_list(Arg), list);
blame(list, Arg) when is_list(Arg) -> of_kind(succeeds(fun() -> length(Arg) end), proper_list);
blame(list, _) -> list;
blame(iodata, Arg) -> of_kind(succeeds(fun() -> iolist_size(Arg) end), iodata).

of_kind(true, _) -> ok;
of_kind(false, Kind) -> Kind.

in_range(true) -> ok;
in_range(false) -> range.

succeeds(Fun) ->
    try Fun() of _ -> true
    catch error:_ -> false
    end.

text(Text) when is_binary(Text); is_list(Text) -> Text;
text({'fun', 1}) -> <<"not a fun that takes one argument">>;
text({'fun', 2}) -> <<"not a fun that takes two arguments">>;
text({'fun', 3}) -> <<"not a fun that takes three arguments">>;
text({written, What}) -> <<"not a textual representation of ", What/binary>>;
text(atom) -> <<"not an atom">>;
text(binary) -> <<"not a binary">>;
text(bitstring) -> <<"not a bitstring">>;
text(bitstring_for_binary) -> <<"is a bitstring (expected a binary)">>;
text(boolean) -> <<"not a boolean ('true' or 'false')">>;
text(base) -> <<"not an integer in the range 2 through 36">>;
text(float) -> <<"not a float">>;
text('fun') -> <<"not a fun">>;
text(integer) -> <<"not an integer">>;
text(iodata) -> <<"not an iodata term">>;
text(iolist) -> <<"not an iolist term">>;
text(list) -> <<"not a list">>;
text(proper_list) -> <<"not a proper list">>;
text(nonempty_list) -> <<"not a nonempty list">>;
text(local_pid) -> <<"not a local pid">>;
text(local_port) -> <<"not a local port">>;
text(map) -> <<"not a map">>;
text(number) -> <<"not a number">>;
text(pid) -> <<"not a pid">>;
text(port) -> <<"not a port">>;
text(reference) -> <<"not a reference">>;
text(string) -> <<"not a list of characters">>;
text(tuple) -> <<"not a tuple">>;
text(range) -> <<"out of range">>;
text(time_unit) -> <<"invalid time unit">>;
text(key) -> <<"not present in map">>;
text(part) -> <<"not a valid {Pos,Length} tuple">>;
text(option) -> <<"invalid option in list">>;
text(options) -> <<"invalid options">>.
