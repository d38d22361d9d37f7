%% Calls that fail, one on a line of its own.
-module(raising).

-import(lists, [nth/2]).

-export([line/2, call/2]).

%% The line of this module that the stack names.
line(What, X) ->
    try call(What, X)
    catch
        _:_:Stack -> hd([proplists:get_value(line, At) || {?MODULE, _, _, At} <- Stack])
    end.

call(What, X) ->
    case What of
        error_last ->
            error({last, X});
        error_first ->
            error({first, X}),
            X;
        exit_last ->
            exit(
              X);
        erlang_last ->
            erlang:error(X);
        throw_bound ->
            Y = throw({bound, X}),
            Y;
        throw_argument ->
            {ok,
             throw(X),
             atom_to_list(a)};
        imported_first ->
            nth(1, X),
            X;
        remote_first ->
            lists:nth(1, X),
            X;
        automatic_first ->
            _ = atom_to_list(X),
            X;
        argument_last ->
            atom_to_list(
              list_to_tuple(
                X));
        outer_last ->
            atom_to_list(
              tuple_to_list(
                X));
        outer_first ->
            lists:nth(5,
                      tuple_to_list(
                        X)),
            X;
        guard_function ->
            _ = length(X),
            hd(
              X);
        guard_argument ->
            [length(
               hd(X)),
             X];
        operator ->
            1 +
                X;
        match ->
            {ok, _} =
                X,
            X
    end.
