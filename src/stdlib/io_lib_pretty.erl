%% Terms as text on several lines. What prints is native, and asks nobody: a fun that knows records
%% is asked before, about every tuple that is to be seen and begins with an atom, once for each name
%% and size.
%% OTP: stdlib, io_lib_pretty. Differs: maps of more than 32 pairs print in the order of their keys.
-module(io_lib_pretty).

-export([print/2, print/3, print/5, print/6]).

print(Term, Options) when is_list(Options) ->
    case lists:keyfind(record_print_fun, 1, Options) of
        {_, Fun} when is_function(Fun) ->
            {Depth, Limit} = {option(depth, Options), option(chars_limit, Options)},
            Asked = case Depth =:= 0 orelse Limit =:= 0 of
                        true -> [];
                        false -> kith_pretty:records(Term, Depth)
                    end,
            Known = [{Tag, Count, Names} || {Tag, Count} <- Asked,
                                            Names <- [Fun(Tag, Count)], Names =/= no],
            kith_pretty:print(Term, Options, Known);
        _ ->
            kith_pretty:print(Term, Options, [])
    end;
print(Term, Fun) ->
    print(Term, -1, Fun).

print(Term, Depth, Fun) ->
    print(Term, 1, 80, Depth, Fun).

print(Term, Column, LineLength, Depth, Fun) ->
    print(Term, Column, LineLength, Depth, -1, Fun).

print(Term, Column, LineLength, Depth, LineMaxChars, Fun) ->
    print(Term, [{column, Column}, {line_length, LineLength}, {depth, Depth},
                 {line_max_chars, LineMaxChars}, {record_print_fun, Fun}, {encoding, latin1}]).

option(Key, Options) ->
    case lists:keyfind(Key, 1, Options) of
        {_, Value} -> Value;
        _ -> -1
    end.
