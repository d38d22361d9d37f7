%% A module that keeps names, for {via, Module, Name}: a process that has a map of them.
-module(via_names).

-export([register_name/2, unregister_name/1, whereis_name/1, send/2]).

register_name(Name, Pid) -> ask({register, Name, Pid}).

unregister_name(Name) -> ask({unregister, Name}).

whereis_name(Name) -> ask({whereis, Name}).

send(Name, Message) ->
    case whereis_name(Name) of
        undefined -> exit({badarg, {Name, Message}});
        Pid ->
            Pid ! Message,
            Pid
    end.

ask(What) ->
    case whereis(?MODULE) of
        undefined -> register(?MODULE, spawn(fun() -> loop(#{}) end));
        _ -> ok
    end,
    Ref = make_ref(),
    ?MODULE ! {Ref, self(), What},
    receive {Ref, Answer} -> Answer end.

loop(Names) ->
    receive
        {Ref, From, What} ->
            {Answer, Next} = answer(What, Names),
            From ! {Ref, Answer},
            loop(Next)
    end.

answer({register, Name, _}, Names) when is_map_key(Name, Names) -> {no, Names};
answer({register, Name, Pid}, Names) -> {yes, Names#{Name => Pid}};
answer({unregister, Name}, Names) -> {ok, maps:remove(Name, Names)};
answer({whereis, Name}, Names) -> {maps:get(Name, Names, undefined), Names}.
