%% What has no translation into a match specification, and how it is said. OTP: stdlib, ms_transform.
%% The numbers are OTP's, for they are part of what a compiler returns.
-module(ms_transform_error).

-export([code/1, code/2, text/1]).

code(no_fun) -> 1;
code(ets_head) -> 2;
code(dbg_head) -> 3;
code(head_match) -> 4;
code(unbound) -> 6;
code(head_record) -> 7;
code(head_field) -> 8;
code(head_field_twice) -> 9;
code(head_dollar) -> 10;
code(head_bits) -> 11;
code(shadowed) -> 50.

%% Of what may stand in a guard and in a body.
code(What, guard) -> code_in_guard(What);
code(What, body) -> 100 + code_in_guard(What).

code_in_guard(match) -> 16;
code_in_guard(local_call) -> 17;
code_in_guard(element) -> 18;
code_in_guard(field) -> 19;
code_in_guard(record) -> 20;
code_in_guard(field_twice) -> 21;
code_in_guard(remote_call) -> 22;
code_in_guard(bits) -> 23.

text(Descriptor) -> lists:flatten(said(Descriptor)).

said(1) -> "Parameter of ets/dbg:fun2ms/1 is not a literal fun";
said(2) -> "ets:fun2ms requires fun with single variable or tuple parameter";
said(3) -> "dbg:fun2ms requires fun with single variable or list parameter";
said(4) -> "in fun head, only matching (=) on toplevel can be translated into match_spec";
said(5) -> "fun with semicolon (;) in guard cannot be translated into match_spec";
said({6, Name}) ->
    io_lib:format("the variable ~s is unbound, cannot translate into match_spec", [Name]);
said({7, Record}) -> io_lib:format("fun head contains unknown record type ~tw", [Record]);
said({8, Record, Field}) -> unknown_field("head", Record, Field);
said({9, Record, Field}) -> field_twice("head", Record, Field);
said({10, Atom}) ->
    io_lib:format("fun head contains atom ~w, which conflics with reserved atoms in match_spec heads",
                  [Atom]);
said({11, Name}) ->
    io_lib:format("fun head contains bit syntax matching of variable ~w, which cannot be translated "
                  "into match_spec", [Name]);
said(16) -> "fun with guard matching ('=' in guard) is illegal as match_spec as well";
said(116) -> "fun with body matching ('=' in body) is illegal as match_spec";
said({50, Name}) -> io_lib:format("variable ~p shadowed in ms_transform fun head", [Name]);
said(Descriptor) when is_tuple(Descriptor), tuple_size(Descriptor) > 1 ->
    [Code | Rest] = tuple_to_list(Descriptor),
    case Code of
        _ when is_integer(Code), Code > 100 -> said_in("body", Code - 100, Rest, Descriptor);
        _ -> said_in("guard", Code, Rest, Descriptor)
    end;
said(Other) -> unknown(Other).

said_in(Where, 17, [Name, Arity], _) ->
    io_lib:format("fun containing the local function call '~tw/~w' (called in ~s) cannot be "
                  "translated into match_spec", [Name, Arity, Where]);
said_in(Where, 18, [Element], _) ->
    io_lib:format("the language element ~ts (in ~s) cannot be translated into match_spec",
                  [Element, Where]);
said_in(Where, 19, [Record, Field], _) -> unknown_field(Where, Record, Field);
said_in(Where, 20, [Record], _) ->
    io_lib:format("fun ~s contains unknown record type ~tw", [Where, Record]);
said_in(Where, 21, [Record, Field], _) -> field_twice(Where, Record, Field);
said_in(Where, 22, [Module, Name, Arity], _) ->
    io_lib:format("fun containing the remote function call '~w:~tw/~w' (called in ~s) cannot be "
                  "translated into match_spec", [Module, Name, Arity, Where]);
said_in(Where, 23, [Name], _) ->
    io_lib:format("bit syntax construction with variable ~w (in ~s) cannot be translated into "
                  "match_spec", [Name, Where]);
said_in(_, _, _, Descriptor) -> unknown(Descriptor).

unknown_field(Where, Record, Field) ->
    io_lib:format("fun ~s contains reference to unknown field ~tw in record type ~tw",
                  [Where, Field, Record]).

field_twice(Where, Record, Field) ->
    io_lib:format("fun ~s contains already defined field ~tw in record type ~tw",
                  [Where, Field, Record]).

unknown(Descriptor) -> io_lib:format("Unknown error code ~tw", [Descriptor]).
