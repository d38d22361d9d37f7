%% Types and specifications.
-module(erl_lint_type).

-export([record/3, define/6, export/3, spec/4, callback/4, optional/3, are_functions/1,
         is_name_arity/1, undefined/1, unused/1, unexported/1]).

-import(erl_lint_state, [wrong/3, wrong_at/3, warning/3, warning_at/3, place/2, whole/2,
                         set_whole/3]).

%% The types of the fields of a record.
record(Name, Fields, St) ->
    check([T || {typed_record_field, _, T} <- Fields], user({record, Name}, St)).

%% Who uses the types that come now.
user(User, St) -> set_whole(user, User, St).

define(Kind, Anno, Name, Type, Args, St) ->
    NA = {Name, length(Args)},
    Types = whole(types, St),
    IsOwn = lists:member(no_auto_import_types, whole(options, St)),
    case not IsOwn andalso erl_internal:is_type(Name, length(Args)) of
        true -> wrong(Anno, {builtin_type, NA}, St);
        false when is_map_key(NA, Types) -> wrong(Anno, {redefine_type, NA}, St);
        false ->
            Told = case Type of
                       {type, _, Any, []} when Kind =:= opaque, Args =:= [],
                                               (Any =:= term orelse Any =:= any) ->
                           warning(Anno, {underspecified_opaque, NA}, St);
                       _ -> St
                   end,
            Defined = set_whole(types, Types#{NA => {Kind, place(Anno, St)}}, Told),
            check([Type | Args], user({type, NA}, Defined))
    end.

export(Anno, List, St) ->
    case is_list(List) andalso lists:all(fun({N, A}) -> is_atom(N) andalso is_integer(A);
                                            (_) -> false
                                         end, List) of
        true -> lists:foldl(fun(NA, S) -> export_one(Anno, NA, S) end, St, List);
        false -> wrong(Anno, {bad_export_type, List}, St)
    end.

export_one(Anno, NA, St) ->
    Exported = whole(exported_types, St),
    case Exported of
        #{NA := _} -> warning(Anno, {duplicated_export_type, NA}, St);
        _ -> used(NA, Anno, user(export, set_whole(exported_types, Exported#{NA => true}, St)))
    end.

used(NA, Anno, #{used_types := Used} = St) ->
    St#{used_types := [{NA, place(Anno, St), whole(user, St)} | Used]}.

%% Types that belong together: a variable that occurs once is an error.
check(Types, St0) ->
    {Seen, St} = each(Types, #{}, St0),
    maps:fold(fun(Name, {once, Anno}, S) ->
                      case atom_to_list(Name) of
                          [$_ | _] -> S;
                          _ -> wrong(Anno, {singleton_typevar, Name}, S)
                      end;
                 (_, _, S) -> S
              end, St, Seen).

each(Types, Seen, St) -> lists:foldl(fun(T, {N, S}) -> type(T, N, S) end, {Seen, St}, Types).

type({ann_type, _, [_, Type]}, Seen, St) -> type(Type, Seen, St);
type({remote_type, Anno, [{atom, _, Module}, {atom, _, Name}, Args]}, Seen, St0) ->
    St = erl_lint_state:module_name(Module, Anno, St0),
    case whole(module, St) of
        Module -> type({user_type, Anno, Name, Args}, Seen, St);
        _ -> each(Args, Seen, St)
    end;
type({Literal, _, _}, Seen, St) when Literal =:= integer; Literal =:= atom -> {Seen, St};
type({var, _, '_'}, Seen, St) -> {Seen, St};
type({var, Anno, Name}, Seen, St) ->
    case Seen of
        #{Name := _} -> {Seen#{Name := often}, St};
        _ -> {Seen#{Name => {once, Anno}}, St}
    end;
type({type, Anno, bool, []}, Seen, St) -> {Seen, warning(Anno, {renamed_type, bool, boolean}, St)};
type({type, Anno, 'fun', [Domain, Range]}, Seen, St) ->
    Right = case Domain of
                {type, _, product, _} -> true;
                {type, _, any} -> true;
                _ -> false
            end,
    each([Domain, Range], Seen, syntax(Right, 'fun', Anno, St));
type({type, Anno, range, [From, To]}, Seen, St) ->
    Right = case {erl_eval:partial_eval(From), erl_eval:partial_eval(To)} of
                {{integer, _, A}, {integer, _, B}} -> A < B;
                _ -> false
            end,
    {Seen, syntax(Right, range, Anno, St)};
type({type, _, Name, any}, Seen, St) when Name =:= map; Name =:= tuple -> {Seen, St};
type({type, _, any}, Seen, St) -> {Seen, St};
type({type, _, map, Pairs}, Seen, St) -> each(Pairs, Seen, St);
type({type, Anno, binary, [Base, Unit]}, Seen, St) ->
    Right = case {erl_eval:partial_eval(Base), erl_eval:partial_eval(Unit)} of
                {{integer, _, A}, {integer, _, B}} -> A >= 0 andalso B >= 0;
                _ -> false
            end,
    {Seen, syntax(Right, binary, Anno, St)};
type({type, Anno, record, [{atom, _, Name} | Fields]}, Seen, #{used_records := Used} = St) ->
    record_fields(Anno, Name, Fields, Seen, St#{used_records := Used#{Name => true}});
type({type, Anno, record, _}, Seen, St) -> {Seen, syntax(false, record, Anno, St)};
type({type, _, _, Args}, Seen, St) -> each(Args, Seen, St);
type({user_type, Anno, Name, Args}, Seen, St) ->
    each(Args, Seen, used({Name, length(Args)}, Anno, St));
type([{typed_record_field, Field, _} | _], Seen, St) ->
    {Seen, wrong(element(2, Field), old_abstract_code, St)};
type(Expression, Seen, St) ->
    Right = element(1, erl_eval:partial_eval(Expression)) =:= integer,
    {Seen, syntax(Right, integer, element(2, Expression), St)}.

syntax(true, _, _, St) -> St;
syntax(false, What, Anno, St) -> wrong(Anno, {type_syntax, What}, St).

record_fields(Anno, Name, Fields, Seen, #{records := Records} = St) ->
    case Records of
        #{Name := {_, Defined}} ->
            case lists:all(fun({type, _, field_type, _}) -> true; (_) -> false end, Fields) of
                true ->
                    {Next, _, Last} = lists:foldl(fun(F, Acc) -> field(F, Name, Defined, Acc) end,
                                                  {Seen, [], St}, Fields),
                    {Next, Last};
                false -> {Seen, syntax(false, record, Anno, St)}
            end;
        _ -> {Seen, wrong(Anno, {undefined_record, Name}, St)}
    end.

field({type, _, _, [{atom, Anno, Field} = Key, Type]}, Name, Defined, {Seen, Before, St0}) ->
    St1 = erl_lint_record:field(Key, Name, Defined, St0),
    St2 = case lists:member(Field, Before) of
              true -> wrong(Anno, {redefine_field, Name, Field}, St1);
              false -> St1
          end,
    {Next, St} = type(Type, Seen, St2),
    {Next, [Field | Before], St}.

spec(Anno, Function, Types, St) ->
    Module = whole(module, St),
    MFA = case Function of
              {F, A} -> {Module, F, A};
              _ -> Function
          end,
    Specs = whole(specs, St),
    Named = erl_lint_state:module_name(element(1, MFA), Anno, St),
    Next = set_whole(specs, Specs#{MFA => place(Anno, St)}, Named),
    case Specs of
        #{MFA := _} -> wrong(Anno, {redefine_spec, Function}, Next);
        _ when element(1, MFA) =:= Module -> functions(Types, spec_wrong_arity, MFA, Next);
        _ -> functions(Types, spec_wrong_arity, MFA, wrong(Anno, {bad_module, MFA}, Next))
    end.

callback(Anno, {Module, _, _} = Function, _, St) ->
    wrong(Anno, {bad_callback, Function}, erl_lint_state:module_name(Module, Anno, St));
callback(Anno, {Name, Arity} = Function, Types, St) ->
    MFA = {whole(module, St), Name, Arity},
    Callbacks = whole(callbacks, St),
    Next = set_whole(callbacks, Callbacks#{MFA => place(Anno, St)}, St),
    case Callbacks of
        #{MFA := _} -> wrong(Anno, {redefine_callback, Function}, Next);
        _ -> functions(Types, callback_wrong_arity, MFA, Next)
    end.

functions(Types, Wrong, {_, _, Arity} = MFA, St) ->
    lists:foldl(fun(Type, S) -> function(Type, Wrong, Arity, S) end, user({spec, MFA}, St), Types).

function({type, _, bounded_fun, [Type, Constraints]}, Wrong, Arity, St) ->
    More = lists:append([Ts || {type, _, constraint, [_, Ts]} <- Constraints]),
    function(Type, More, Wrong, Arity, St);
function(Type, Wrong, Arity, St) -> function(Type, [], Wrong, Arity, St).

function({type, Anno, 'fun', [{type, _, product, Domain}, _]} = Type, More, Wrong, Arity, St) ->
    Next = case length(Domain) of
               Arity -> St;
               _ -> wrong(Anno, Wrong, St)
           end,
    check([Type | More], Next).

optional(Anno, List, St) ->
    case are_functions(List) of
        true -> lists:foldl(fun(FA, S) -> optional_one(Anno, FA, S) end, St, List);
        false -> St
    end.

optional_one(Anno, {F, A} = FA, St) ->
    MFA = {whole(module, St), F, A},
    Optional = whole(optional, St),
    Next = set_whole(optional, Optional#{MFA => place(Anno, St)}, St),
    case Optional of
        #{MFA := _} -> wrong(Anno, {redefine_optional_callback, FA}, Next);
        _ -> Next
    end.

are_functions([FA | Rest]) -> is_name_arity(FA) andalso are_functions(Rest);
are_functions(End) -> End =:= [].

is_name_arity({F, A}) -> is_atom(F) andalso is_integer(A) andalso A >= 0;
is_name_arity(_) -> false.

%% Behind the last form: types that are used and are none.
undefined(#{used_types := Used} = St) ->
    Types = whole(types, St),
    By = [{NA, Place} || {{N, A} = NA, Place, _} <- Used, not is_map_key(NA, Types),
                         not erl_internal:is_type(N, A)],
    Names = maps:keys(maps:from_list(By)),
    lists:foldl(fun({NA, Place}, S) -> wrong_at(Place, {undefined_type, NA}, S) end, St,
                [Use || Name <- Names, {NA, _} = Use <- By, NA =:= Name]).

%% Types of the file itself that nothing reaches from exports, records and specifications.
unused(St) ->
    case {erl_lint_state:is_enabled(unused_type, St), whole(files, St)} of
        {true, [_ | _] = Files} ->
            Reached = reached(St),
            maps:fold(fun(NA, {_, {File, _} = Place}, S) ->
                              case File =:= lists:last(Files) andalso not is_map_key(NA, Reached) of
                                  true -> warning_at(Place, {unused_type, NA}, S);
                                  false -> S
                              end
                      end, St, whole(types, St));
        _ -> St
    end.

reached(#{used_types := Used}) ->
    By = lists:foldl(fun({NA, _, {type, User}}, All) ->
                             All#{User => [NA | maps:get(User, All, [])]};
                        (_, All) -> All
                     end, #{}, Used),
    reach([NA || {NA, _, User} <- Used, not (is_tuple(User) andalso element(1, User) =:= type)],
          By, #{}).

reach([], _, Reached) -> Reached;
reach([NA | Rest], By, Reached) when is_map_key(NA, Reached) -> reach(Rest, By, Reached);
reach([NA | Rest], By, Reached) ->
    reach(maps:get(NA, By, []) ++ Rest, By, Reached#{NA => true}).

unexported(St) ->
    Exported = whole(exported_types, St),
    maps:fold(fun(NA, {opaque, Place}, S) when not is_map_key(NA, Exported) ->
                      warning_at(Place, {not_exported_opaque, NA}, S);
                 (_, _, S) -> S
              end, St, whole(types, St)).
