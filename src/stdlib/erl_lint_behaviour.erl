%% What behaviours want of a module. Those of OTP itself are known without their modules, which need
%% not be Erlang.
-module(erl_lint_behaviour).

-export([callbacks/1]).

%% {Callbacks, Optional, [Complaint]}, where the first two are lists of {Name, Arity}. Without such
%% a behaviour the complaint is {undefined_behaviour, B}.
callbacks(B) ->
    case own(B) of
        {_, _} = Known -> wanted(B, Known);
        unknown ->
            try B:behaviour_info(callbacks) of
                All -> wanted(B, {All, optional(B)})
            catch
                _:_ -> {[], [], [{undefined_behaviour, B}]}
            end
    end.

optional(B) ->
    try B:behaviour_info(optional_callbacks)
    catch
        _:_ -> undefined
    end.

wanted(B, {undefined, _}) -> {[], [], [{undefined_behaviour_callbacks, B}]};
wanted(B, {All, Optional}) ->
    case {erl_lint_type:are_functions(All), erl_lint_type:are_functions(Optional)} of
        {false, _} -> {[], [], [{ill_defined_behaviour_callbacks, B}]};
        {true, true} -> {All, Optional, []};
        {true, false} when Optional =:= undefined -> {All, [], []};
        {true, false} -> {All, [], [{ill_defined_optional_callbacks, B}]}
    end.

own(application) -> must([{start, 2}, {stop, 1}], []);
own(gen_event) ->
    must([{init, 1}, {handle_event, 2}, {handle_call, 2}],
         [{handle_info, 2}, {terminate, 2}, {code_change, 3}, {format_status, 1},
          {format_status, 2}]);
own(gen_server) ->
    must([{init, 1}, {handle_call, 3}, {handle_cast, 2}],
         [{handle_info, 2}, {handle_continue, 2}, {terminate, 2}, {code_change, 3},
          {format_status, 1}, {format_status, 2}]);
own(gen_statem) ->
    must([{init, 1}, {callback_mode, 0}],
         [{state_name, 3}, {handle_event, 4}, {terminate, 3}, {code_change, 4}, {format_status, 1},
          {format_status, 2}]);
own(supervisor) -> must([{init, 1}], []);
own(supervisor_bridge) -> must([{init, 1}, {terminate, 2}], []);
own(_) -> unknown.

must(Must, Optional) -> {Must ++ Optional, Optional}.
