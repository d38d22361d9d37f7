%% Terms as text. Elixir: the protocol String.Chars.
-module('Elixir.String.Chars').

-export([to_string/1]).

%% Errors: Protocol.UndefinedError of a term that has no text; badarg of a list that is none.
to_string(nil) -> <<>>;
to_string(Atom) when is_atom(Atom) -> atom_to_binary(Atom);
to_string(Binary) when is_binary(Binary) -> Binary;
to_string(Integer) when is_integer(Integer) -> integer_to_binary(Integer);
to_string(Float) when is_float(Float) -> iolist_to_binary(io_lib:format("~w", [Float]));
to_string(List) when is_list(List) ->
    case unicode:characters_to_binary(List) of
        Binary when is_binary(Binary) -> Binary;
        _ -> error(badarg, [List])
    end;
to_string(Other) ->
    error(#{'__struct__' => 'Elixir.Protocol.UndefinedError', '__exception__' => true,
            protocol => ?MODULE, value => Other, description => <<>>}).
