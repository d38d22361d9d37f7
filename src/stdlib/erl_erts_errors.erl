%% What is wrong with the arguments of built-in functions, in words.
%% OTP: kernel, erl_erts_errors; the texts and when they are said are OTP 25's.
-module(erl_erts_errors).

-export([format_error/2, format_bs_fail/2]).

%% Returns #{ArgumentNumber => Text}. The frame's error_info may hold a cause: which of several
%% reasons the function itself saw.
format_error(Reason, [{Module, Name, Args, Info} | _]) ->
    Cause = maps:get(cause, proplists:get_value(error_info, Info, #{}), none),
    erl_bad_argument:hints(rules(Module, Name, Args, Reason, Cause), Args).

rules(erlang, _, _, system_limit, _) -> [];
rules(erlang, Name, [_], _, _) when Name =/= nodes ->
    case sole(Name) of
        [] -> [];
        Rule -> [Rule]
    end;
rules(erlang, Name, Args, _, Cause) -> several(Name, Args, Cause);
rules(persistent_term, get, [_], _, _) -> [{bad, <<"no persistent term stored with this key">>}];
rules(Module, new, [Size, _], Reason, Cause) when Module =:= atomics; Module =:= counters ->
    new_array(Module, Size, Reason, Cause);
rules(Module, info, [_], _, _) when Module =:= atomics; Module =:= counters -> [bad_array()];
rules(atomics, Name, [Array | _], _, _) -> atomics(Name, Array);
rules(counters, Name, [Array | Args], _, _) when Name =/= info -> counters(Array, Args);
rules(_, _, _, _, _) -> [].

%%% Functions of one argument.

sole(Name) ->
    Blamed = [{Kind, Names} || {Kind, Names} <- always_blamed(), lists:member(Name, Names)],
    case Blamed of
        [{Kind, _} | _] -> {bad, Kind};
        [] -> sole_judged(Name)
    end.

%% These fail in one way only.
always_blamed() ->
    [{number, [abs, ceil, float, floor, round, trunc]},
     {iodata, [adler32, crc32, iolist_size, iolist_to_binary, iolist_to_iovec, md5]},
     {atom, [atom_to_binary, atom_to_list, check_old_code, delete_module, module_loaded, whereis]},
     {binary, [binary_to_list]},
     {bitstring, [bit_size, bitstring_to_list, byte_size]},
     {reference, [cancel_timer, demonitor, read_timer, ref_to_list, spawn_request_abandon,
                  unalias]},
     {string, [display_string]},
     {float, [float_to_binary, float_to_list]},
     {'fun', [fun_info, fun_info_mfa, fun_to_list, spawn, spawn_link, spawn_monitor,
              spawn_request]},
     {integer, [integer_to_binary, integer_to_list, posixtime_to_universaltime]},
     {nonempty_list, [hd, tl]},
     {list, [length, list_to_tuple]},
     {iolist, [list_to_binary]},
     {map, [map_size]},
     {pid, [is_process_alive, node, pid_to_list, unlink, unregister]},
     {port, [port_to_list]},
     {tuple, [tuple_size, tuple_to_list]},
     {time_unit, [monotonic_time, system_time, time_offset]},
     {<<"not a valid universal time">>, [universaltime_to_localtime, universaltime_to_posixtime]},
     {<<"invalid status">>, [halt]},
     {<<"not a bitstring list">>, [list_to_bitstring]},
     {<<"not tuple or binary">>, [size]},
     {<<"invalid system info item">>, [system_info]},
     {<<"invalid system monitor item">>, [system_monitor]},
     {<<"invalid statistics item">>, [statistics]}].

sole_judged(alias) -> {list, option};
sole_judged(binary_to_atom) -> judged(fun encoded_atom/1);
sole_judged(binary_to_existing_atom) -> judged(fun encoded_atom/1);
sole_judged(binary_to_float) -> {binary, {written, <<"a float">>}};
sole_judged(binary_to_integer) -> {binary, {written, <<"an integer">>}};
sole_judged(binary_to_term) -> {binary, bad_external()};
sole_judged(bump_reductions) -> natural;
sole_judged(garbage_collect) -> local_pid;
sole_judged(get_cookie) -> atom;
sole_judged(link) -> {pid, dead_process()};
sole_judged(list_to_atom) -> {list, string};
sole_judged(list_to_existing_atom) -> judged(fun existing_atom/1);
sole_judged(list_to_float) -> whole_list({written, <<"a float">>});
sole_judged(list_to_integer) -> whole_list({written, <<"an integer">>});
sole_judged(list_to_pid) -> whole_list({written, <<"a pid">>});
sole_judged(list_to_port) -> whole_list({written, <<"a port">>});
sole_judged(list_to_ref) -> whole_list({written, <<"a reference">>});
sole_judged(localtime_to_universaltime) -> local_time();
sole_judged(md5_final) -> md5_context();
sole_judged(memory) -> judged(fun memory_type/1);
sole_judged(port_close) -> local_port;
sole_judged(port_info) -> local_port;
sole_judged(process_info) -> local_pid;
sole_judged(purge_module) -> atom;
sole_judged(resume_process) -> {local_pid, <<"process is not suspended or is not alive">>};
sole_judged(set_cookie) -> atom;
sole_judged(suspend_process) -> suspended();
sole_judged(trace_delivered) ->
    judged(fun(Arg) when is_pid(Arg) -> local_pid;
                (_) -> <<"not a pid or 'all'">>
             end);
sole_judged(unique_integer) -> {list, <<"invalid modifier">>};
sole_judged(_) -> [].

%%% Functions of several arguments; then some that need to see more than one at a time.

several(Name, [_, _], _) when Name =:= adler32; Name =:= crc32 -> [word, iodata];
several(Name, [_, _, _], _) when Name =:= adler32_combine; Name =:= crc32_combine ->
    [word, word, natural];
several(append, [_, _], _) -> [{bad, list}];
several(append_element, [_, _], _) -> [{bad, tuple}];
several(apply, [_, _, _], _) -> [atom, atom, list];
several(atom_to_binary, [_, Encoding], _) ->
    [if
         Encoding =:= latin1 -> {atom, <<"contains a character not expressible in latin1">>};
         true -> atom
     end,
     judged(fun(E) -> allowed(is_encoding(E), <<"is an invalid encoding option">>) end)];
several(binary_part, Args, _) -> part(Args);
several(binary_to_atom, [Binary, Encoding], _) -> decoded_atom(Binary, Encoding, ok);
several(binary_to_existing_atom, [Binary, Encoding], _) ->
    decoded_atom(Binary, Encoding, <<"not an already existing atom">>);
several(binary_to_integer, [_, Base], _) -> digits(binary, Base);
several(binary_to_list, [Binary, Start, Stop], _) -> slice(Binary, Start, Stop);
several(binary_to_term, [Binary, Options], Cause) -> external(Binary, Options, Cause);
several(cancel_timer, [_, _], _) -> [reference, option_after(1)];
several(check_process_code, [_, _], _) -> [local_pid, atom];
several(check_process_code, [_, _, _], Cause) -> [local_pid, atom, option_if(bad_option, Cause)];
several(convert_time_unit, [_, _, _], _) -> [integer, time_unit(), time_unit()];
several(decode_packet, [_, _, _], badopt) ->
    [{bad, <<"invalid packet type">>}, binary, option_after(2)];
several(decode_packet, [_, _, _], none) -> [ok, binary, option_after(2)];
several(demonitor, [_, _], _) -> [reference, option_after(1)];
several(Name, [_, Tuple | _] = Args, _)
  when Name =:= element, length(Args) =:= 2; Name =:= delete_element, length(Args) =:= 2;
       Name =:= insert_element, length(Args) =:= 3; Name =:= setelement, length(Args) =:= 3 ->
    %% When there is no tuple then any positive position may be right.
    [if
         is_tuple(Tuple) -> {integer, 1, tuple_size(Tuple)};
         true -> positive
     end, tuple];
several(Name, [_, _], _) when Name =:= exit; Name =:= exit_signal -> [{bad, pid}];
several(Name, [_, _], _)
  when Name =:= external_size; Name =:= term_to_binary; Name =:= term_to_iovec ->
    [ok, {list, option}];
several(Name, [_, _], _) when Name =:= float_to_binary; Name =:= float_to_list ->
    [float, option_after(1)];
several(Name, [_, _, _], _)
  when Name =:= function_exported; Name =:= is_builtin; Name =:= make_fun ->
    [atom, atom, natural];
several(fun_info, [Fun, _], _) ->
    ['fun' | [{bad, <<"invalid item">>} || is_function(Fun)]];
several(garbage_collect, [_, _], Cause) -> [local_pid, option_if(bad_option, Cause)];
several(group_leader, [_, _], _) -> [pid, pid];
several(halt, [_, _], badopt) -> [ok, {list, option}];
several(halt, [_, _], none) -> [{bad, <<"invalid status">>}];
several(hibernate, [_, _, _], _) -> [atom, atom, list];
several(Name, [_, _], _) when Name =:= integer_to_list; Name =:= integer_to_binary ->
    [integer, base];
several(is_function, [_, _], _) -> [ok, {integer, range}];
several(is_map_key, [_, _], _) -> [ok, {bad, map}];
several(is_record, [_, _], _) -> [{bad, atom}];
several(is_record, [_, _, _], _) -> [ok, atom, integer];
several(list_to_integer, [_, Base], _) -> digits(list, Base);
several(Name, [_, _], _) when Name =:= load_module; Name =:= prepare_loading -> [atom, binary];
several(load_nif, [_, _], _) -> [{bad, <<"not a valid path name">>}];
several(localtime_to_universaltime, [_, _], _) ->
    [local_time(),
     judged(fun(Arg) ->
                  allowed(is_boolean(Arg) orelse Arg =:= undefined,
                          <<"not 'true', 'false', or 'undefined'">>)
              end)];
several(make_tuple, [_, _], _) -> [{bad, range}];
several(make_tuple, [_, _, _], _) -> [natural, ok, option_after(1)];
several(map_get, [_, Map], _) -> map_key(Map);
several(match_spec_test, [_, _, trace], _) -> [{bad, list}];
several(match_spec_test, [_, _, table], _) -> [{bad, tuple}];
several(match_spec_test, [_, _, _], _) -> [ok, ok, {bad, <<"invalid type for match spec">>}];
several(md5_update, [_, _], _) -> [md5_context(), iodata];
several(monitor, [Type, _ | Options], Cause) when length(Options) < 2 ->
    monitored(Type, Options, Cause);
several(monitor_node, [_, _], _) -> [atom, boolean];
several(monitor_node, [_, _, _], badopt) -> [atom, boolean, {list, option}];
several(monitor_node, [_, _, _], _) -> [atom, boolean, list];
several(nodes, [Type | Options], _) when length(Options) < 2 -> node_types(Type, Options);
several(open_port, [Name, Settings], Cause) -> opened_port(Name, Settings, Cause);
several(Name, [_, _], _) when Name =:= phash; Name =:= phash2 -> [{'of', 2, positive}];
several(port_call, [_, _, _], _) -> [local_port, word];
several(port_command, [_, _], _) -> [local_port, iodata];
several(port_command, [_, _, _], badopt) -> [local_port, iodata, {list, option}];
several(port_command, [_, _, _], _) -> [local_port, iodata];
several(port_connect, [_, _], _) -> [local_port, local_pid];
several(port_control, [_, _, _], _) -> [local_port, word, iodata];
several(port_info, [_, _], badtype) -> [local_port];
several(port_info, [_, _], _) -> [local_port, {bad, option}];
several(process_display, [_, _], badopt) -> [local_pid, {bad, <<"invalid value">>}];
several(process_display, [_, _], _) -> [{local_pid, dead_process()}];
several(process_flag, [_, _], badopt) -> [{bad, bad_flag()}];
several(process_flag, [_, _], _) -> [ok, {bad, <<"invalid value for this process flag">>}];
several(process_flag, [Pid, Flag, _], Cause) -> others_flag(Pid, Flag, Cause);
several(process_info, [Pid, _], _) ->
    case erl_bad_argument:blame(local_pid, Pid) of
        ok -> [ok, {bad, <<"invalid item or item list">>}];
        _ -> [local_pid]
    end;
several(read_timer, [_, _], _) -> [reference, option_after(1)];
several(register, [Name, What], Cause) -> registered(Name, What, Cause);
several(Name, [_, _], _) when Name =:= send; Name =:= send_nosuspend -> [bad_destination()];
several(Name, [_, _, _], badopt) when Name =:= send; Name =:= send_nosuspend ->
    [ok, ok, {list, option}];
several(Name, [_, _, _], _) when Name =:= send; Name =:= send_nosuspend -> [bad_destination()];
several(Name, [_, _, _], Cause) when Name =:= start_timer; Name =:= send_after ->
    timer(Cause);
several(Name, [_, _, _, _], badopt) when Name =:= start_timer; Name =:= send_after ->
    timer(badopt) ++ [{'of', 4, {list, option}}];
several(Name, [_, _, _, _], Cause) when Name =:= start_timer; Name =:= send_after ->
    timer(Cause) ++ [{'of', 4, list}];
several(set_cookie, [_, _], _) ->
    [judged(fun(nonode@nohost) -> <<"the node name is not part of a distributed system">>;
                 (Arg) -> erl_bad_argument:blame(atom, Arg)
              end), atom];
several(Name, Args, _) when Name =:= spawn; Name =:= spawn_link; Name =:= spawn_monitor ->
    case length(Args) of
        2 -> [atom, 'fun'];
        3 -> [atom, atom, list];
        4 -> [atom, atom, atom, list];
        _ -> []
    end;
several(spawn_opt, Args, Cause) ->
    case length(Args) of
        2 -> ['fun', spawn_options(Cause)];
        3 -> [atom, 'fun', spawn_options(Cause)];
        4 -> [atom, atom, list, spawn_options(Cause)];
        5 -> [atom, atom, atom, list, spawn_options(Cause)];
        _ -> []
    end;
several(spawn_request, Args, Cause) -> requested(Args, Cause);
several(split_binary, [Binary, _], _) when is_binary(Binary) ->
    [ok, {integer, 0, byte_size(Binary)}];
several(split_binary, [_, _], _) -> [binary, natural];
several(subtract, [_, _], _) -> [list, list];
several(suspend_process, [_, _], badopt) -> [local_pid, {list, option}];
several(suspend_process, [_, _], _) -> [suspended()];
several(system_flag, [_, _], badopt) -> [{bad, <<"invalid system flag">>}];
several(system_flag, [_, _], none) -> [ok, {bad, <<"invalid value for this system flag">>}];
several(system_monitor, [Pid, _], _) ->
    case erl_bad_argument:blame(local_pid, Pid) of
        ok -> [ok, {list, <<"invalid system monitor option">>}];
        _ -> [local_pid, list]
    end;
several(trace, [_, _, _], badopt) -> [local_tracee(), boolean, {list, option}];
several(trace, [Tracee, How, _], _) ->
    case {erl_bad_argument:blame(local_tracee(), Tracee), is_boolean(How)} of
        {ok, true} -> [{bad, <<"invalid spec for pid or port">>}];
        _ -> [local_tracee(), boolean]
    end;
several(trace_info, [_, _], badopt) ->
    [judged(fun(Arg) ->
                  case erl_bad_argument:blame(local_tracee(), Arg) of
                      ok -> <<"not a valid tracee specification">>;
                      What -> What
                  end
              end)];
several(trace_info, [_, _], none) -> [ok, {bad, <<"invalid trace item">>}];
several(trace_pattern, [_, _ | Options], Cause) when length(Options) < 2 -> trace_pattern(Cause);
several(_, _, _) -> [].

%%% Rules that return.

judged(Judge) -> {judged, Judge}.

option_after(N) -> {last, N, {list, option}}.

option_if(Cause, Cause) -> {bad, option};
option_if(_, _) -> ok.

spawn_options(badopt) -> {list, <<"invalid spawn option">>};
spawn_options(_) -> ok.

bad_destination() -> {bad, <<"invalid destination">>}.
bad_array() -> {bad, <<"invalid atomics reference">>}.
bad_external() -> <<"invalid external representation of a term">>.
bad_flag() -> <<"invalid process flag">>.
dead_process() -> <<"the pid does not refer to an existing process">>.

%% A list that is improper counts as none here.
whole_list(What) ->
    judged(fun(Arg) ->
                 case erl_bad_argument:blame(list, Arg) of
                     ok -> What;
                     _ -> list
                 end
             end).

allowed(true, _) -> ok;
allowed(false, What) -> What.

time_unit() ->
    judged(fun(Unit) ->
                 try erlang:convert_time_unit(1, native, Unit) of _ -> ok
                 catch error:_ -> time_unit
                 end
             end).

local_time() ->
    judged(fun(Time) ->
                 try erlang:localtime_to_universaltime(Time) of _ -> ok
                 catch error:badarg -> <<"not a valid local time">>
                 end
             end).

md5_context() ->
    judged(fun(Context) when is_binary(Context) ->
                     allowed(byte_size(Context) =:= byte_size(erlang:md5_init()),
                             <<"invalid MD5 context">>);
                (_) -> binary
             end).

local_tracee() ->
    judged(fun(Arg) when is_pid(Arg), node(Arg) =/= node() -> local_pid;
                (Arg) when is_port(Arg), node(Arg) =/= node() -> local_port;
                (_) -> ok
             end).

suspended() ->
    judged(fun(Pid) when Pid =:= self() -> <<"the pid refers to the current process">>;
                (Pid) -> erl_bad_argument:blame({local_pid, dead_process()}, Pid)
             end).

memory_type(Type) when is_atom(Type) -> <<"invalid memory type option">>;
memory_type(Types) ->
    case erl_bad_argument:blame(list, Types) of
        ok -> option;
        _ -> <<"not an atom or a list of atoms">>
    end.

existing_atom(List) ->
    case is_list(List) andalso is_text(List) of
        true -> <<"not an already existing atom">>;
        false -> erl_bad_argument:blame({list, string}, List)
    end.

is_text([C | Cs]) when is_integer(C) ->
    (0 =< C andalso C < 16#d800 orelse 16#dfff < C andalso C =< 16#10ffff) andalso is_text(Cs);
is_text(Rest) ->
    Rest =:= [].

is_encoding(Encoding) -> lists:member(Encoding, [latin1, unicode, utf8]).

encoded_atom(Binary) ->
    [Rule | _] = decoded_atom(Binary, utf8, ok),
    erl_bad_argument:blame(Rule, Binary).

decoded_atom(_, latin1, ok) -> [binary];
decoded_atom(_, latin1, What) -> [{binary, What}];
decoded_atom(Binary, Encoding, _) when Encoding =:= utf8; Encoding =:= unicode ->
    case is_binary(Binary) andalso is_list(unicode:characters_to_list(Binary)) of
        true -> [{bad, <<"not an already existing atom">>}];
        false -> [{binary, <<"invalid UTF8 encoding">>}]
    end;
decoded_atom(_, _, _) -> [binary, {bad, <<"not one of the atoms: latin1, utf8, or unicode">>}].

%% The range is to blame only when all arguments are of their kinds; a start behind the end of a
%% pair has no words.
part([Binary, {Start, Length}]) when is_integer(Start), is_integer(Length) ->
    if
        is_binary(Binary), Start > byte_size(Binary) -> [];
        is_binary(Binary); Start < 0 -> [binary, {bad, range}];
        true -> [binary]
    end;
part([_, _]) ->
    [binary, {bad, part}];
part([Binary, Start, Length])
  when is_binary(Binary), is_integer(Start), Start >= 0, is_integer(Length) ->
    case Start > byte_size(Binary) of
        true -> [ok, {bad, range}];
        false -> [ok, ok, {bad, range}]
    end;
part(_) ->
    [binary, natural, integer].

digits(Kind, Base) ->
    case erl_bad_argument:blame(base, Base) of
        ok -> [{Kind, {written, <<"an integer">>}}];
        _ -> [Kind, base]
    end.

slice(Binary, Start, Stop)
  when is_binary(Binary), is_integer(Start), Start > 0, is_integer(Stop), Stop > 0 ->
    case Start > Stop of
        true -> [ok, {bad, <<"start position greater than stop position">>}];
        false -> [ok, {integer, 1, byte_size(Binary)}, {integer, 1, byte_size(Binary)}]
    end;
slice(_, _, _) ->
    [binary, positive, positive].

external(Binary, Options, Cause) ->
    OptionRule = if
                     Cause =:= badopt -> {list, option};
                     true -> ok
                 end,
    case is_binary(Binary) andalso erl_bad_argument:blame(OptionRule, Options) =:= ok of
        false -> [binary, OptionRule];
        true ->
            case lists:member(safe, Options) of
                true -> [{bad, <<"invalid or unsafe external representation of a term">>}];
                false -> [{bad, bad_external()}]
            end
    end.

map_key(Map) when is_map(Map) -> [{bad, key}];
map_key(_) -> [ok, {bad, map}].

monitored(_, Options, badtype) when length(Options) < 2 -> [{bad, <<"invalid monitor type">>}];
monitored(Type, [_], badopt) -> [ok, monitored(Type), {list, option}];
monitored(Type, _, none) -> [ok, monitored(Type)];
monitored(_, _, _) -> [].

monitored(port) -> local_port;
monitored(process) -> pid;
monitored(_) -> ok.

node_types(Type, []) when is_atom(Type) -> [{bad, <<"not a valid node type">>}];
node_types(Types, []) when is_list(Types) -> [{bad, <<"not a list of valid node types">>}];
node_types(_, []) -> [{bad, <<"not a valid node type or list of valid node types">>}];
node_types(Type, [Options]) ->
    [ok_or_bad(is_node_type(Type), node_types(Type, [])), node_options(Options)].

ok_or_bad(true, _) -> ok;
ok_or_bad(false, [Rule]) -> Rule.

is_node_type(Type) when is_atom(Type) ->
    lists:member(Type, [this, connected, visible, hidden, known]);
is_node_type(Types) when is_list(Types) ->
    lists:all(fun(Type) -> is_atom(Type) andalso is_node_type(Type) end, Types);
is_node_type(_) -> false.

node_options(Options) when is_map(Options) ->
    Known = fun({Key, Value}) ->
                is_boolean(Value) andalso lists:member(Key, [connection_id, node_type])
            end,
    case lists:all(Known, maps:to_list(Options)) of
        true -> ok;
        false -> {bad, <<"invalid options in map">>}
    end;
node_options(_) ->
    map.

opened_port(_, _, badopt) -> [tuple, {bad, option}];
opened_port(Name, Settings, _) when is_tuple(Name) ->
    case lists:keymember(args, 1, Settings) andalso element(1, Name) =/= spawn_executable of
        true -> [{bad, <<"must be spawn_executable">>}];
        false -> [{bad, <<"invalid port name">>}]
    end;
opened_port(_, _, _) ->
    [].

others_flag(Pid, Flag, Cause) ->
    FlagRule = if
                   Flag =:= save_calls -> ok;
                   true -> {bad, bad_flag()}
               end,
    case {Cause, FlagRule, erl_bad_argument:blame(local_pid, Pid)} of
        {badtype, _, _} -> [{local_pid, dead_process()}, FlagRule];
        {_, ok, ok} -> [ok, ok, {bad, <<"invalid value for process flag 'save_calls'">>}];
        _ -> [local_pid, FlagRule]
    end.

registered(_, _, registered_name) -> [ok, {bad, <<"this process or port already has a name">>}];
registered(_, _, notalive) -> [ok, {bad, dead_process()}];
registered(undefined, What, _) ->
    [{bad, <<"'undefined' is not a valid name">>}, registrable(What)];
registered(Name, What, _) ->
    case is_atom(Name) andalso registrable(What) =:= ok of
        true -> [{bad, <<"name is in use">>}];
        false -> [atom, registrable(What)]
    end.

registrable(What) when is_pid(What) -> ok_or_bad(node(What) =:= node(), [{bad, local_pid}]);
registrable(What) when is_port(What) -> ok_or_bad(node(What) =:= node(), [{bad, local_port}]);
registrable(_) -> {bad, <<"not a pid or port">>}.

timer(Cause) ->
    Time = if
               Cause =:= time -> {natural, <<"exceeds the maximum supported time value">>};
               true -> natural
           end,
    [Time, judged(fun(Process) when is_pid(Process) -> erl_bad_argument:blame(local_pid, Process);
                       (Process) -> allowed(is_atom(Process), <<"not a pid or an atom">>)
                    end)].

requested([Fun, _], badopt) when is_function(Fun) -> [ok, {bad, option}];
requested([Fun, _], _) when is_function(Fun) -> [];
requested([_, Fun], _) when is_function(Fun) -> [{bad, atom}];
requested([Node, _], _) when is_atom(Node) -> [ok, {bad, 'fun'}];
requested([_, _], _) -> [{bad, <<"not a fun or an atom">>}];
requested([_, Fun, _], badopt) when is_function(Fun) -> [atom, ok, {list, option}];
requested([_, Fun, _], _) when is_function(Fun) -> [atom, ok, list];
requested([_, _, _], _) -> [atom, atom, list];
requested([_, _, Name, _], _) when is_atom(Name) -> [atom, atom, atom, list];
requested([_, _, _, _], Cause) -> [atom, atom, list, option_if(badopt, Cause)];
requested([_, _, _, _, _], Cause) -> [atom, atom, atom, list, option_if(badopt, Cause)];
requested(_, _) -> [].

trace_pattern(badopt) -> [ok, ok, {list, option}];
trace_pattern(match_spec) -> [ok, {bad, <<"invalid match specification">>}, list];
trace_pattern(call_count) ->
    [ok, ok, {bad, <<"a match spec is not allowed in combination with these options">>}];
trace_pattern(_) -> [{bad, <<"invalid MFA specification">>}].

%%% Arrays of integers.

new_array(Module, _, system_limit, _) ->
    [{bad, <<(atom_to_binary(Module))/binary, " array size reached a system limit">>}, list];
new_array(_, _, badarg, badopt) -> [positive, {list, option}];
new_array(_, _, badarg, _) -> [positive];
new_array(_, _, _, _) -> [].

atomics(compare_exchange, Array) -> elements(Array, 2);
atomics(Name, Array) ->
    case lists:member(Name, [add, add_get, exchange, get, put, sub, sub_get]) of
        true -> elements(Array, 1);
        false -> []
    end.

%% An index, and so many values.
elements(Array, Values) ->
    try atomics:info(Array) of
        #{min := Min, max := Max, size := Size} ->
            [ok, {integer, 1, Size} | lists:duplicate(Values, {integer, Min, Max})]
    catch
        error:badarg -> [bad_array(), positive | lists:duplicate(Values, integer)]
    end.

counters(Array, [Index | _]) ->
    try counters:info(Array) of
        #{size := Size} ->
            case erl_bad_argument:blame({integer, 1, Size}, Index) of
                ok -> [ok, ok, {integer, range}];
                _ -> [ok, {integer, 1, Size}]
            end
    catch
        error:badarg -> [bad_array(), positive, integer]
    end.

%%% Building binaries.

%% Returns #{general => Text, reason => Text} when the cause tells which segment could not be built.
format_bs_fail(Reason, [{_, _, _, Info} | _]) ->
    case proplists:get_value(error_info, Info, #{}) of
        #{cause := {Position, Type, Error, Value}} = About ->
            Segment = maps:get(override_segment_position, About, Position),
            Print = maps:get(pretty_printer, About, fun shortened/1),
            Text = io_lib:format("segment ~p of type '~ts': ~ts",
                                 [Segment, Type, segment(Reason, Type, Error, Value, Print)]),
            #{general => iolist_to_binary(Text), reason => <<"construction of binary failed">>};
        _ ->
            #{}
    end.

segment(system_limit, binary, binary, size, _) ->
    io_lib:format("the size of the binary/bitstring is too large (exceeding ~p bits)",
                  [(1 bsl 31) - 1]);
segment(system_limit, _, size, Value, _) -> io_lib:format("the size ~p is too large", [Value]);
segment(badarg, float, invalid, Value, _) ->
    io_lib:format("expected one of the supported sizes 16, 32, or 64 but got: ~p", [Value]);
segment(badarg, Type, Error, Value, Print) ->
    {Before, After} = around(Type, Error),
    [Before, Print(Value), After].

around(float, no_float) -> {"the value ", " is outside the range expressible as a float"};
around(binary, unit) ->
    {"the size of the value ", " is not a multiple of the unit for the segment"};
around(_, short) -> {"the value ", " is shorter than the size of the segment"};
around(_, size) -> {"expected a non-negative integer as size but got: ", ""};
around(binary, type) -> {"expected a binary but got: ", ""};
around(float, type) -> {"expected a float or an integer but got: ", ""};
around(integer, type) -> {"expected an integer but got: ", ""};
around(Type, type) ->
    {["expected a non-negative integer encodable as ", atom_to_binary(Type), " but got: "], ""}.

%% A long number or binary by its ends.
shortened(Integer) when is_integer(Integer) ->
    Digits = integer_to_binary(Integer),
    case byte_size(Digits) of
        Size when Size < 48 -> Digits;
        Size -> [binary:part(Digits, 0, 12), "...", binary:part(Digits, Size, -12)]
    end;
shortened(Bits) when is_bitstring(Bits), byte_size(Bits) < 16 ->
    io_lib:format("~p", [Bits]);
shortened(Bits) when is_bitstring(Bits) ->
    Whole = byte_size(Bits) - 10,
    <<Front:8/binary, _:Whole/binary, Rear/bitstring>> = Bits,
    [lists:droplast(lists:droplast(written(Front))), "...,", tl(tl(written(Rear)))];
shortened(Term) ->
    io_lib:format("~P", [Term, 20]).

written(Bits) -> lists:flatten(io_lib:format("~w", [Bits])).
