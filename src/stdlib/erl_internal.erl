%% What functions, operators and types the language itself has. OTP: stdlib, erl_internal.
-module(erl_internal).

-export([bif/2, bif/3, guard_bif/2, type_test/2, new_type_test/2, old_type_test/2, old_bif/2]).
-export([arith_op/2, bool_op/2, comp_op/2, list_op/2, send_op/2, op_type/2]).
-export([is_type/2, add_predefined_functions/1]).

bif(erlang, Name, Arity) -> bif(Name, Arity);
bif(_, _, _) -> false.

bif(Name, Arity) -> kith_code:is_auto_imported(Name, Arity).

guard_bif(Name, Arity) -> kith_code:is_guard_function(Name, Arity).

type_test(Name, Arity) -> new_type_test(Name, Arity) orelse old_type_test(Name, Arity).

new_type_test(Name, 1) ->
    lists:member(Name, [is_atom, is_boolean, is_binary, is_bitstring, is_float, is_function,
                        is_integer, is_list, is_map, is_number, is_pid, is_port, is_reference,
                        is_tuple]);
new_type_test(is_function, 2) -> true;
new_type_test(is_record, N) -> N =:= 2 orelse N =:= 3;
new_type_test(_, _) -> false.

old_type_test(Name, 1) ->
    lists:member(Name, [integer, float, number, atom, list, tuple, pid, reference, port, binary,
                        function]);
old_type_test(record, 2) -> true;
old_type_test(_, _) -> false.

%% Those that were imported of old, which a module may not define without saying so.
old_bif(Name, Arity) -> bif(Name, Arity) andalso not lists:member({Name, Arity}, newer_bifs()).

%% OTP: imported since R14.
newer_bifs() ->
    [{alias, 0}, {alias, 1}, {atom_to_binary, 1}, {binary_part, 2}, {binary_part, 3},
     {binary_to_atom, 1}, {binary_to_existing_atom, 1}, {binary_to_float, 1},
     {binary_to_integer, 1}, {binary_to_integer, 2}, {binary_to_term, 2}, {ceil, 1},
     {check_old_code, 1}, {check_process_code, 3}, {demonitor, 1}, {demonitor, 2}, {error, 1},
     {error, 2}, {error, 3}, {float_to_binary, 1}, {float_to_binary, 2}, {float_to_list, 2},
     {floor, 1}, {garbage_collect, 2}, {get_keys, 0}, {halt, 2}, {integer_to_binary, 1},
     {integer_to_binary, 2}, {integer_to_list, 2}, {is_map, 1}, {is_map_key, 2},
     {list_to_integer, 2}, {list_to_port, 1}, {list_to_ref, 1}, {map_get, 2}, {map_size, 1},
     {max, 2}, {min, 2}, {monitor, 2}, {monitor, 3}, {nodes, 2}, {port_command, 3},
     {port_to_list, 1}, {ref_to_list, 1}, {spawn_monitor, 2}, {spawn_monitor, 4},
     {spawn_request, 1}, {spawn_request, 2}, {spawn_request, 3}, {spawn_request, 4},
     {spawn_request, 5}, {spawn_request_abandon, 1}, {term_to_iovec, 1}, {term_to_iovec, 2},
     {unalias, 1}].

arith_op(Op, 1) -> lists:member(Op, ['+', '-', 'bnot']);
arith_op(Op, 2) ->
    lists:member(Op, ['+', '-', '*', '/', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr']);
arith_op(_, _) -> false.

bool_op(Op, 1) -> Op =:= 'not';
bool_op(Op, 2) -> lists:member(Op, ['and', 'or', 'xor']);
bool_op(_, _) -> false.

comp_op(Op, 2) -> lists:member(Op, ['==', '/=', '=<', '<', '>=', '>', '=:=', '=/=']);
comp_op(_, _) -> false.

list_op(Op, 2) -> Op =:= '++' orelse Op =:= '--';
list_op(_, _) -> false.

send_op(Op, Arity) -> Op =:= '!' andalso Arity =:= 2.

op_type(Op, Arity) ->
    Kinds = [{arith, arith_op(Op, Arity)}, {bool, bool_op(Op, Arity)}, {comp, comp_op(Op, Arity)},
             {list, list_op(Op, Arity)}, {send, send_op(Op, Arity)}],
    case [Kind || {Kind, true} <- Kinds] of
        [Kind] -> Kind;
        [] -> error(function_clause, [Op, Arity])
    end.

is_type(Name, Arity) -> kith_code:is_type(Name, Arity).

%% Every module has module_info; a behaviour's has behaviour_info.
add_predefined_functions(Forms) -> Forms.
