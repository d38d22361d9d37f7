%% The functions that every Elixir module imports, as far as they are more than those of module erlang
%% of the same names, and those, for calls by name. Elixir: Kernel.
-module('Elixir.Kernel').

-export([inspect/1, inspect/2, send/2, elem/2, put_elem/3]).
-export(['+'/2, '-'/2, '*'/2, '/'/2, '+'/1, '-'/1, '++'/2, '--'/2, '=='/2, '<'/2, '>'/2,
         '>='/2, 'div'/2, 'rem'/2, abs/1, round/1, trunc/1, ceil/1, floor/1, hd/1, tl/1,
         length/1, tuple_size/1, map_size/1, byte_size/1, bit_size/1, max/2, min/2,
         self/0, node/0, node/1, make_ref/0, spawn/1, spawn/3, spawn_link/1,
         spawn_link/3, spawn_monitor/1, spawn_monitor/3, exit/1, throw/1, apply/2,
         apply/3, 'not'/1, binary_part/3, '!='/2, '==='/2, '!=='/2, '<='/2, is_atom/1,
         is_binary/1, is_bitstring/1, is_boolean/1, is_float/1, is_function/1,
         is_integer/1, is_list/1, is_map/1, is_number/1, is_pid/1, is_port/1,
         is_reference/1, is_tuple/1, is_function/2, is_map_key/2]).

inspect(Term) -> inspect(Term, []).

%% Returns the text of a term in Elixir's syntax: see 'Elixir.Inspect'.
inspect(Term, Options) -> 'Elixir.Inspect':text(Term, Options).

send(To, Message) -> erlang:send(To, Message).

%% Counted from 0.
elem(Tuple, Index) -> element(Index + 1, Tuple).
put_elem(Tuple, Index, Value) -> setelement(Index + 1, Tuple, Value).

'+'(A, B) -> erlang:'+'(A, B).
'-'(A, B) -> erlang:'-'(A, B).
'*'(A, B) -> erlang:'*'(A, B).
'/'(A, B) -> erlang:'/'(A, B).
'+'(A) -> erlang:'+'(A).
'-'(A) -> erlang:'-'(A).
'++'(A, B) -> erlang:'++'(A, B).
'--'(A, B) -> erlang:'--'(A, B).
'=='(A, B) -> erlang:'=='(A, B).
'<'(A, B) -> erlang:'<'(A, B).
'>'(A, B) -> erlang:'>'(A, B).
'>='(A, B) -> erlang:'>='(A, B).
'div'(A, B) -> erlang:'div'(A, B).
'rem'(A, B) -> erlang:'rem'(A, B).
abs(A) -> erlang:abs(A).
round(A) -> erlang:round(A).
trunc(A) -> erlang:trunc(A).
ceil(A) -> erlang:ceil(A).
floor(A) -> erlang:floor(A).
hd(A) -> erlang:hd(A).
tl(A) -> erlang:tl(A).
length(A) -> erlang:length(A).
tuple_size(A) -> erlang:tuple_size(A).
map_size(A) -> erlang:map_size(A).
byte_size(A) -> erlang:byte_size(A).
bit_size(A) -> erlang:bit_size(A).
max(A, B) -> erlang:max(A, B).
min(A, B) -> erlang:min(A, B).
self() -> erlang:self().
node() -> erlang:node().
node(A) -> erlang:node(A).
make_ref() -> erlang:make_ref().
spawn(A) -> erlang:spawn(A).
spawn(A, B, C) -> erlang:spawn(A, B, C).
spawn_link(A) -> erlang:spawn_link(A).
spawn_link(A, B, C) -> erlang:spawn_link(A, B, C).
spawn_monitor(A) -> erlang:spawn_monitor(A).
spawn_monitor(A, B, C) -> erlang:spawn_monitor(A, B, C).
exit(A) -> erlang:exit(A).
throw(A) -> erlang:throw(A).
apply(A, B) -> erlang:apply(A, B).
apply(A, B, C) -> erlang:apply(A, B, C).
'not'(A) -> erlang:'not'(A).
binary_part(A, B, C) -> erlang:binary_part(A, B, C).
'!='(A, B) -> erlang:'/='(A, B).
'==='(A, B) -> erlang:'=:='(A, B).
'!=='(A, B) -> erlang:'=/='(A, B).
'<='(A, B) -> erlang:'=<'(A, B).
is_atom(A) -> erlang:is_atom(A).
is_binary(A) -> erlang:is_binary(A).
is_bitstring(A) -> erlang:is_bitstring(A).
is_boolean(A) -> erlang:is_boolean(A).
is_float(A) -> erlang:is_float(A).
is_function(A) -> erlang:is_function(A).
is_integer(A) -> erlang:is_integer(A).
is_list(A) -> erlang:is_list(A).
is_map(A) -> erlang:is_map(A).
is_number(A) -> erlang:is_number(A).
is_pid(A) -> erlang:is_pid(A).
is_port(A) -> erlang:is_port(A).
is_reference(A) -> erlang:is_reference(A).
is_tuple(A) -> erlang:is_tuple(A).
is_function(A, B) -> erlang:is_function(A, B).
is_map_key(Map, Key) -> erlang:is_map_key(Key, Map).
