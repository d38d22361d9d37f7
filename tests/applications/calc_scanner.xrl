Definitions.

D = [0-9]
W = [\s\t\n]

Rules.

{D}+\.{D}+ : {token, {number, TokenLine, list_to_float(TokenChars)}}.
{D}+ : {token, {number, TokenLine, list_to_integer(TokenChars)}}.
[a-z]+ : {token, {name, TokenLine, list_to_atom(TokenChars)}}.
[-+*/()=] : {token, {list_to_atom(TokenChars), TokenLine}}.
{W}+ : skip_token.

Erlang code.
