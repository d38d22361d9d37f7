%% A server that does what its calls say: the callbacks of gen_server.txt.
-module(serving).
-behaviour(gen_server).

-export([init/1, handle_call/3, handle_cast/2, handle_info/2, handle_continue/2, terminate/2,
         code_change/3, enters/2]).

init({with, Result}) -> Result;
init({does, Fun}) -> Fun();
init(State) -> {ok, State}.

handle_call({returns, Result}, _, _) -> Result;
handle_call({does, Fun}, _, _) -> Fun();
handle_call({answers_later, Reply}, From, State) ->
    gen_server:reply(From, Reply),
    {noreply, State};
handle_call(state, _, State) -> {reply, State, State}.

handle_cast({returns, Result}, _) -> Result;
handle_cast(Message, State) -> {noreply, [{cast, Message} | State]}.

handle_info({returns, Result}, _) -> Result;
handle_info(Message, State) -> {noreply, [{info, Message} | State]}.

handle_continue(Message, State) -> {noreply, [{continue, Message} | State]}.

terminate(Reason, [Pid | _]) when is_pid(Pid) -> Pid ! {terminate, Reason};
terminate(_, _) -> ok.

code_change(Old, State, Extra) -> {ok, [{changed, Old, Extra} | State]}.

enters(State, Next) ->
    proc_lib:init_ack({ok, self()}),
    gen_server:enter_loop(?MODULE, [], State, Next).
