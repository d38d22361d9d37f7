%% What logger is set to, as text for who asks in a shell. OTP: kernel, logger:i/0.
-module(logger_info).

-export([print/0, print/1]).

print() ->
    lists:foreach(fun print/1, [primary, handlers, proxy, modules]).

print(primary) ->
    #{level := Level, filters := Filters, filter_default := Default} = logger:get_primary_config(),
    io:format("Primary configuration: ~n    Level: ~p~n    Filter Default: ~p~n    Filters: ~n",
              [Level, Default]),
    filters("        ", Filters, letter());
print(handlers) ->
    handlers(logger:get_handler_config());
print(proxy) ->
    io:format("Proxy configuration: ~n"),
    custom("    ", logger:get_proxy_config(), letter());
print(modules) ->
    io:format("Level set per module: ~n"),
    module_levels(logger:get_module_level(), letter());
print(Id) when is_atom(Id) ->
    case logger:get_handler_config(Id) of
        {ok, Config} -> handlers([Config]);
        Error -> Error
    end;
print(What) ->
    erlang:error(badarg, [What]).

%% As the terminal can show it.
letter() ->
    case lists:keyfind(encoding, 1, io:getopts()) of
        {encoding, Encoding} when Encoding =/= latin1 -> "tp";
        _ -> "p"
    end.

handlers(Configs) ->
    io:format("Handler configuration: ~n"),
    case Configs of
        [] -> io:format("    (none)~n");
        _ -> lists:foreach(fun(Config) -> handler(Config, letter()) end, Configs)
    end.

handler(#{id := Id, module := Module, level := Level, filters := Filters,
          filter_default := Default, formatter := {Formatter, FormatterConfig}} = Config, P) ->
    io:format("    Id: ~" ++ P ++ "~n        Module: ~p~n        Level:  ~p~n"
              "        Formatter:~n            Module: ~p~n            Config:~n",
              [Id, Module, Level, Formatter]),
    custom("                ", FormatterConfig, P),
    io:format("        Filter Default: ~p~n        Filters:~n", [Default]),
    filters("            ", Filters, P),
    case Config of
        #{config := Own} ->
            io:format("        Handler Config:~n"),
            custom("            ", Own, P);
        _ -> ok
    end,
    Rest = maps:without([filter_default, filters, formatter, level, module, id, config], Config),
    case map_size(Rest) of
        0 -> ok;
        _ ->
            io:format("        Custom Config:~n"),
            custom("            ", Rest, P)
    end.

filters(Indent, [], _) -> io:format("~s(none)~n", [Indent]);
filters(Indent, Filters, P) ->
    Format = "~sId: ~" ++ P ++ "~n~s    Fun: ~" ++ P ++ "~n~s    Arg: ~" ++ P ++ "~n",
    lists:foreach(fun({Id, {Fun, Arg}}) ->
                      io:format(Format, [Indent, Id, Indent, Fun, Indent, Arg])
                  end, Filters).

custom(Indent, {Key, Value}, P) ->
    io:format("~s~" ++ P ++ ": ~" ++ P ++ "~n", [Indent, Key, Value]);
custom(Indent, Map, P) when is_map(Map) ->
    custom(Indent, lists:keysort(1, maps:to_list(Map)), P);
custom(Indent, [Item | _] = Items, P) when is_tuple(Item) ->
    lists:foreach(fun(Each) -> custom(Indent, Each, P) end, Items);
custom(Indent, Value, P) ->
    io:format("~s~" ++ P ++ "~n", [Indent, Value]).

module_levels([], _) -> io:format("    (none)~n");
module_levels(Levels, P) ->
    Format = "    Module: ~" ++ P ++ "~n        Level: ~p~n",
    lists:foreach(fun({Module, Level}) -> io:format(Format, [Module, Level]) end, Levels).
