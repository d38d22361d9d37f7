%% The device `user` where there is no terminal. OTP: kernel, user. Differs: it is a group, too.
-module(user).

-export([interfaces/1]).

%% The shell that reads from it, as [{shell, Pid}], or [].
interfaces(User) ->
    case process_info(User, dictionary) of
        {dictionary, Dictionary} -> [Pair || {shell, _} = Pair <- Dictionary];
        undefined -> []
    end.
