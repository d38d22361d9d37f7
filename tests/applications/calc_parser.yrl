Nonterminals statement expression negated.
Terminals number name '+' '-' '*' '/' '(' ')' '='.
Rootsymbol statement.

Left 300 '+'.
Left 300 '-'.
Left 400 '*'.
Left 400 '/'.
Unary 500 negated.

statement -> name '=' expression : {set, value('$1'), '$3'}.
statement -> expression : '$1'.
expression -> expression '+' expression : {'+', '$1', '$3'}.
expression -> expression '-' expression : {'-', '$1', '$3'}.
expression -> expression '*' expression : {'*', '$1', '$3'}.
expression -> expression '/' expression : {'/', '$1', '$3'}.
expression -> negated : '$1'.
expression -> '(' expression ')' : '$2'.
expression -> number : value('$1').
expression -> name : value('$1').
negated -> '-' expression : {'-', '$2'}.

Erlang code.

value({_, _, Value}) -> Value.
