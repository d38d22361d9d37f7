%% Variables as the linter sees them. An environment maps names to {State, Bindings}; State is
%% bound, {unsafe, {Construct, Location}}, {export, {Construct, Location}} or stacktrace; a binding
%% is {Number, Annotation} of one place where the variable got its value. A change is an environment
%% that has only what an expression adds or states otherwise. Which bindings are unused is in the
%% state of the linter.
-module(erl_lint_variable).

-export([fresh/3, use/3, is_used/2, spoken/4, added/2, known/2, unsafe/4, join/4, exports/4,
         shadowed/4, say_unused/1]).

-import(erl_lint_state, [wrong/3, warning/3, is_enabled/2, place/2]).

%% {{bound, [Binding]}, State}
fresh(Name, Anno, #{next := N, unused := Unused, watched := Watched} = St) ->
    {{bound, [{N, Anno}]},
     St#{next := N + 1, unused := Unused#{N => {Watched, Name, place(Anno, St)}}}}.

use([], _, St) -> St;
use([{N, _} | Rest], Name, #{unused := Unused} = St) when is_map_key(N, Unused) ->
    use(Rest, Name, St#{unused := maps:remove(N, Unused)});
use([_ | Rest], Name, St) -> use(Rest, Name, St).

is_used(Bindings, #{unused := Unused}) ->
    not lists:any(fun({N, _}) -> is_map_key(N, Unused) end, Bindings).

%% A variable in an expression: {Change, State}. Each wrong one is complained about once.
spoken(Name, Anno, Env, St) ->
    case Env of
        #{Name := {bound, Bindings}} -> {#{}, use(Bindings, Name, St)};
        #{Name := {State, Bindings}} ->
            uncertain(State, Name, Anno, Bindings, use(Bindings, Name, St));
        _ -> {#{Name => {bound, []}}, wrong(Anno, {unbound_var, Name}, St)}
    end.

uncertain({unsafe, In}, Name, Anno, Bindings, St) ->
    {#{Name => {bound, Bindings}}, wrong(Anno, {unsafe_var, Name, In}, St)};
uncertain(stacktrace, Name, Anno, Bindings, St) ->
    {#{Name => {bound, Bindings}}, wrong(Anno, {stacktrace_guard, Name}, St)};
uncertain({export, From}, Name, Anno, Bindings, #{size := Size} = St) ->
    case is_enabled(export_vars, St) of
        true -> {#{Name => {bound, Bindings}}, warning(Anno, {exported_var, Name, From}, St)};
        false when Size -> {#{Name => {bound, Bindings}}, St};
        false -> {#{Name => {{export, From}, Bindings}}, St}
    end.

%% The part of a change that is of new, or of known variables.
added(Change, _) when map_size(Change) =:= 0 -> Change;
added(Change, Env) -> maps:filter(fun(Name, _) -> not is_map_key(Name, Env) end, Change).

known(Change, _) when map_size(Change) =:= 0 -> Change;
known(Change, Env) -> maps:filter(fun(Name, _) -> is_map_key(Name, Env) end, Change).

%% New variables may be without a value behind the construct.
unsafe(_, _, Change, _) when map_size(Change) =:= 0 -> Change;
unsafe(Construct, Anno, Change, Env) ->
    State = {unsafe, {Construct, erl_anno:location(Anno)}},
    maps:map(fun(Name, Known) when is_map_key(Name, Env) -> Known;
                (_, {_, Bindings}) -> {State, Bindings}
             end, Change).

%% Joins what siblings change, none of which sees the others: {Change, State}. A variable that two
%% bind is matched (`match`), and so is used, or not (`keep`).
join(A, B, _, St) when map_size(A) =:= 0 -> {B, St};
join(A, B, _, St) when map_size(B) =:= 0 -> {A, St};
join(A, B, How, St) when map_size(A) < map_size(B) -> join_each(maps:to_list(A), B, How, St);
join(A, B, How, St) -> join_each(maps:to_list(B), A, How, St).

join_each([], All, _, St) -> {All, St};
join_each([{Name, {State, Bindings}} | Rest], All, How, St0) ->
    case All of
        #{Name := {Other, Others}} ->
            St1 = met(Name, Bindings, Others, How, St0),
            {Union, St2} = union(Bindings, Others, Name, St1),
            join_each(Rest, All#{Name := {worse(State, Other), Union}}, How, St2);
        _ -> join_each(Rest, All#{Name => {State, Bindings}}, How, St0)
    end.

met(Name, A, B, How, St) ->
    case {is_used(A, St), is_used(B, St)} of
        {false, false} when How =:= keep -> St;
        {true, true} -> St;
        {UsedA, UsedB} ->
            Open = [X || not UsedA, X <- A] ++ [X || not UsedB, X <- B],
            use(Open, Name, matched(How, Name, Open, St))
    end.

matched(match, Name, Open, St) ->
    case is_enabled(underscore_match, St) andalso atom_to_list(Name) of
        [$_ | _] ->
            lists:foldl(fun(Anno, S) -> warning(Anno, {match_underscore_var_pat, Name}, S) end, St,
                        lists:usort([Anno || {_, Anno} <- Open]));
        _ -> St
    end;
matched(keep, _, _, St) -> St.

%% Two bindings at one place (where lines have no columns) are one.
union(A, A, _, St) -> {A, St};
union(A, B, Name, St) ->
    Annos = [Anno || {_, Anno} <- B],
    {Same, Other} = lists:partition(fun({_, Anno} = X) ->
                                            not lists:member(X, B) andalso lists:member(Anno, Annos)
                                    end, A -- [X || X <- A, lists:member(X, B)]),
    {Other ++ B, use(Same, Name, St)}.

worse({unsafe, _} = A, _) -> A;
worse(_, {unsafe, _} = B) -> B;
worse(bound, B) -> B;
worse(A, _) -> A.

%% What is left behind clauses that change so: a new variable that all bind is exported, others are
%% unsafe.
exports(Changes, Env, {Construct, Anno}, St0) ->
    In = {Construct, erl_anno:location(Anno)},
    Names = lists:usort(lists:append([maps:keys(C) || C <- Changes])),
    lists:foldl(fun(Name, {All, St}) ->
                        case Env of
                            #{Name := {State, Bindings}} ->
                                {All#{Name => {kept(State, Name, Changes), Bindings}}, St};
                            _ ->
                                Each = [V || #{Name := V} <- Changes],
                                Whole = length(Each) =:= length(Changes),
                                {V, Next} = exported(Name, Each, Whole, In, St),
                                {All#{Name => V}, Next}
                        end
                end, {#{}, St0}, Names).

%% What was exported is still, if no clause has matched it.
kept({export, _} = State, Name, Changes) ->
    case [S || #{Name := {S, _}} <- Changes, not is_tuple(S)] of
        [] -> State;
        _ -> bound
    end;
kept(_, _, _) -> bound.

exported(Name, Each, Whole, In, St0) ->
    State = case [S || {{unsafe, _} = S, _} <- Each] of
                _ when not Whole -> {unsafe, In};
                [] -> {export, In};
                [One] -> One;
                _ -> {unsafe, In}
            end,
    {Bindings, St} = lists:foldl(fun({_, B}, {A, S}) -> union(B, A, Name, S) end, {[], St0}, Each),
    {{State, Bindings}, St}.

%% Warns of the new ones that hide others.
shadowed(New, _, _, St) when map_size(New) =:= 0 -> St;
shadowed(New, Env, In, St0) ->
    case is_enabled(shadow_vars, St0) of
        true ->
            maps:fold(fun(Name, {_, [_ | _] = Bindings}, St) ->
                              case Env of
                                  #{Name := {{unsafe, _}, _}} -> St;
                                  #{Name := _} ->
                                      First = lists:min([Anno || {_, Anno} <- Bindings]),
                                      warning(First, {shadowed_var, Name, In}, St);
                                  _ -> St
                              end;
                         (_, _, St) -> St
                      end, St0, New);
        false -> St0
    end.

%% At the end of a function: warns of what was bound in vain.
say_unused(#{unused := Unused} = St) when map_size(Unused) =:= 0 -> St;
say_unused(#{unused := Unused} = St0) ->
    St = St0#{unused := #{}},
    case is_enabled(unused_vars, St) of
        true ->
            lists:foldl(fun({true, Name, Place}, S) ->
                                case atom_to_list(Name) of
                                    [$_ | _] -> S;
                                    _ -> erl_lint_state:warning_at(Place, {unused_var, Name}, S)
                                end;
                           (_, S) -> S
                        end, St, maps:values(Unused));
        false -> St
    end.
