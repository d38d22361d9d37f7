%% A module whose forms another module changes when it is compiled.
-module(transforming_user).
-compile([{parse_transform, transforming}]).
-compile({parse_transform, ms_transform}).
-renamed({one, two}).
-renamed({secret, f}).

-export([f/0, g/1]).

secret() -> {one, ?MODULE, ?LINE}.

g(X) -> ets:fun2ms(fun({one, A}) when A > X -> one end).
