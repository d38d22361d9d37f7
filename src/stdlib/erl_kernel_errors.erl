%% What is wrong with the arguments of functions of kernel's module os, in words.
%% OTP: kernel, erl_kernel_errors; the texts and when they are said are OTP 25's.
-module(erl_kernel_errors).

-export([format_error/2]).

%% Returns #{ArgumentNumber => Text}, also under general. The frame's error_info may hold a cause.
format_error(_, [{Module, Name, Args, Info} | _]) ->
    Cause = maps:get(cause, proplists:get_value(error_info, Info, #{}), none),
    Rules = case Module of
                os -> os(Name, Args, Cause);
                _ -> []
            end,
    erl_bad_argument:hints(Rules, Args).

os(cmd, _, {open_port, Reason}) -> [{general, port_failed(Reason)}];
os(cmd, [_, _], badopt) -> [ok, {bad, map}];
os(cmd, [_ | Options], _) when length(Options) < 2 -> [{bad, string}];
os(getenv, [_ | _], _) -> [{judged, fun variable/1}];
os(unsetenv, [_], _) -> [{judged, fun variable/1}];
os(putenv, [_, _], _) -> [{judged, fun variable/1}, {judged, fun value/1}];
os(Name, [_], _) when Name =:= perf_counter; Name =:= system_time -> [{bad, time_unit}];
os(set_signal, [_, _], badopt) -> [atom, {bad, <<"invalid signal handling option">>}];
os(set_signal, [_, _], _) -> [{atom, <<"invalid signal name">>}];
os(_, _, _) -> [].

port_failed(Reason) ->
    case erl_posix_msg:message(Reason) of
        "unknown POSIX error" -> io_lib:format("open_port failed with reason: ~tp", [Reason]);
        Message -> io_lib:format("~ts (~tp)", [Message, Reason])
    end.

variable(Name) ->
    case value(Name) of
        ok ->
            case lists:member($=, lists:flatten(Name)) of
                true -> <<"\"=\" characters is not allowed in environment variable names">>;
                false -> ok
            end;
        What ->
            What
    end.

value(Text) when is_list(Text) ->
    try lists:flatten(Text) of
        Flat ->
            case lists:all(fun is_integer/1, Flat) of
                true -> characters(Flat);
                false -> string
            end
    catch
        error:_ -> proper_list
    end;
value(_) ->
    list.

characters(Flat) ->
    case unicode:characters_to_list(Flat, file:native_name_encoding()) of
        Chars when is_list(Chars) ->
            case lists:member(0, Flat) of
                true ->
                    <<"\"\\0\" characters is not allowed in environment variable names or values">>;
                false ->
                    ok
            end;
        _ ->
            <<"invalid characters">>
    end.
