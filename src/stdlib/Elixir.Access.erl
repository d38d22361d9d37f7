%% What `x[key]` is. Elixir: Access, of maps, keyword lists and nil.
-module('Elixir.Access').

-export([get/2, get/3, fetch/2, 'fetch!'/2]).

%% Returns {ok, Value} or error.
fetch(Map, Key) when is_map(Map), not is_map_key('__struct__', Map) -> maps:find(Key, Map);
fetch(Words, Key) when is_list(Words), is_atom(Key) -> 'Elixir.Keyword':fetch(Words, Key);
fetch(nil, _) -> error.

'fetch!'(Words, Key) when is_list(Words) -> 'Elixir.Keyword':'fetch!'(Words, Key);
'fetch!'(Map, Key) -> maps:get(Key, Map).

get(Container, Key) -> get(Container, Key, nil).
get(Container, Key, Default) ->
    case fetch(Container, Key) of
        {ok, Value} -> Value;
        error -> Default
    end.
