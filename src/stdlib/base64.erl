%% Base 64 (RFC 4648): from and to strings, and what leaves out all that is none. encode/1 and
%% decode/1 are native.
%% Source: STDLIB, base64(3).
-module(base64).

-export([decode_to_string/1, encode_to_string/1, mime_decode/1, mime_decode_to_string/1]).

encode_to_string(Data) when is_list(Data); is_binary(Data) -> binary_to_list(base64:encode(Data)).

decode_to_string(Text) when is_list(Text); is_binary(Text) -> binary_to_list(base64:decode(Text)).

mime_decode_to_string(Text) when is_list(Text); is_binary(Text) ->
    binary_to_list(mime_decode(Text)).

%% What is no digit is left out; a padding counts when no digit follows it.
mime_decode(Text) when is_binary(Text) -> mime_decode(binary_to_list(Text));
mime_decode(Text) when is_list(Text) -> list_to_binary(decoded(Text, [], false)).

%% The digits since the last whole group, the newest first, and whether padding has followed them.
decoded([Char | T], Digits, Padded) ->
    case {digit(Char), Digits} of
        {none, _} -> decoded(T, Digits, Padded orelse Char =:= $=);
        {D, [C, B, A]} -> [<<A:6, B:6, C:6, D:6>> | decoded(T, [], false)];
        {D, _} -> decoded(T, [D | Digits], false)
    end;
decoded([], [], _) -> [];
decoded([], [B, A], true) -> [<<A:6, (B bsr 4):2>>];
decoded([], [C, B, A], true) -> [<<A:6, B:6, (C bsr 2):4>>].

digit(C) when C >= $A, C =< $Z -> C - $A;
digit(C) when C >= $a, C =< $z -> C - $a + 26;
digit(C) when C >= $0, C =< $9 -> C - $0 + 52;
digit($+) -> 62;
digit($/) -> 63;
digit(_) -> none.
