%% Processes of this node by keys of any kind: what takes funs and patterns. The rest of the module is
%% native. Elixir: Registry.
-module('Elixir.Registry').

-export([start_link/1, child_spec/1, unregister_match/3, unregister_match/4]).
-export([match/3, match/4, count_match/3, count_match/4, select/2, count_select/2]).
-export([update_value/3, dispatch/3, dispatch/4]).

start_link(Options) ->
    Keys = proplists:get_value(keys, Options, nil),
    Keys =:= unique orelse Keys =:= duplicate
        orelse argument_error(["expected :keys to be given and be one of :unique or :duplicate, got: ",
                               inspect(Keys)]),
    Name = case lists:keyfind(name, 1, Options) of
               {name, Atom} when is_atom(Atom) -> Atom;
               {name, Other} ->
                   argument_error(["expected :name to be an atom, got: ", inspect(Other)]);
               false -> argument_error("expected :name option to be present")
           end,
    Meta = proplists:get_value(meta, Options, []),
    is_list(Meta) andalso lists:all(fun({Key, _}) -> is_atom(Key); (_) -> false end, Meta)
        orelse argument_error(["expected :meta to be a keyword list, got: ", inspect(Meta)]),
    Partitions = proplists:get_value(partitions, Options, 1),
    is_integer(Partitions) andalso Partitions >= 1
        orelse argument_error(["expected :partitions to be a positive integer, got: ",
                               inspect(Partitions)]),
    Listeners = proplists:get_value(listeners, Options, []),
    is_list(Listeners) andalso lists:all(fun is_atom/1, Listeners)
        orelse argument_error(["expected :listeners to be a list of named processes, got: ",
                               inspect(Listeners)]),
    case kith_registry:start_link(Name, Keys, Listeners) of
        {ok, _} = Started ->
            lists:foreach(fun({Key, Value}) -> 'Elixir.Registry':put_meta(Name, Key, Value) end, Meta),
            Started;
        Error -> Error
    end.

child_spec(Options) ->
    #{id => proplists:get_value(name, Options, ?MODULE), start => {?MODULE, start_link, [Options]},
      type => supervisor}.

unregister_match(Registry, Key, Pattern) -> unregister_match(Registry, Key, Pattern, []).
unregister_match(Registry, Key, Pattern, Guards) ->
    Mine = [Value || {Pid, Value} <- match(Registry, Key, Pattern, Guards), Pid =:= self()],
    kith_registry:unregister_values(Registry, Key, Mine).

match(Registry, Key, Pattern) -> match(Registry, Key, Pattern, []).
match(Registry, Key, Pattern, Guards) ->
    run([{Key, Entry} || Entry <- 'Elixir.Registry':lookup(Registry, Key)],
        [{{'_', {'_', Pattern}}, Guards, [{element, 2, '$_'}]}]).

count_match(Registry, Key, Pattern) -> length(match(Registry, Key, Pattern)).
count_match(Registry, Key, Pattern, Guards) -> length(match(Registry, Key, Pattern, Guards)).

%% The heads are {Key, Pid, Value}.
select(Registry, Spec) -> run(kith_registry:all(Registry), heads(Spec, "select")).

count_select(Registry, Spec) ->
    Found = run(kith_registry:all(Registry), heads(Spec, "count_select")),
    length([true || true <- Found]).

heads(Spec, Function) when is_list(Spec) ->
    lists:map(fun({{Key, Pid, Value}, Guards, Body}) -> {{Key, {Pid, Value}}, Guards, Body};
                 (_) ->
                      argument_error(["invalid match specification in Registry.", Function,
                                      "/2: ", inspect(Spec)])
              end, Spec).

run(Entries, Spec) -> ets:match_spec_run(Entries, ets:match_spec_compile(Spec)).

%% Returns {New, Old}, or error.
update_value(Registry, Key, Update) ->
    case kith_registry:own_value(Registry, Key) of
        error -> error;
        {ok, Old} ->
            New = Update(Old),
            true = kith_registry:put_value(Registry, Key, New),
            {New, Old}
    end.

dispatch(Registry, Key, Each) -> dispatch(Registry, Key, Each, []).
dispatch(Registry, Key, Each, _Options) ->
    case {'Elixir.Registry':lookup(Registry, Key), Each} of
        {[], _} -> ok;
        {Entries, {Module, Function, Args}} ->
            apply(Module, Function, [Entries | Args]),
            ok;
        {Entries, _} ->
            Each(Entries),
            ok
    end.

inspect(Term) -> 'Elixir.Kernel':inspect(Term).

argument_error(Text) ->
    erlang:error(#{'__struct__' => 'Elixir.ArgumentError', '__exception__' => true,
                   message => unicode:characters_to_binary(Text)}).
