%% Uses of records. A definition is {Place, Fields}, Fields a list of {Name, Default}, the last
%% first.
-module(erl_lint_record).

-export([define/5, exists/3, find/3, field/4, given/6, constructed/7, left/2, wildcard/1]).

-import(erl_lint_state, [wrong/3, place/2]).

%% Look is a fun(Expression, State) -> State that checks a default value.
define(Anno, Name, Fields, Look, #{records := Records} = St) ->
    case Records of
        #{Name := _} -> wrong(Anno, {redefine_record, Name}, St);
        _ ->
            {Defined, Next} = fields(Fields, Name, Look, [], St),
            Next#{records := Records#{Name => {place(Anno, St), Defined}}}
    end.

fields([], _, _, Done, St) -> {Done, St};
fields([{typed_record_field, Field, _} | Rest], Name, Look, Done, St) ->
    fields([Field | Rest], Name, Look, Done, St);
fields([{record_field, Anno, Field} | Rest], Name, Look, Done, St) ->
    fields([{record_field, Anno, Field, {atom, Anno, undefined}} | Rest], Name, Look, Done, St);
fields([{record_field, Anno, {atom, _, Field}, Default} | Rest], Name, Look, Done, St) ->
    case lists:keymember(Field, 1, Done) of
        true ->
            fields(Rest, Name, Look, Done, wrong(Anno, {redefine_field, Name, Field}, St));
        false ->
            {Value, Next} = default(Default, Look, St),
            fields(Rest, Name, Look, [{Field, Value} | Done], Next)
    end.

%% What a default value uses counts where a record is made, not here.
default({atom, _, _} = Default, _, St) -> {Default, St};
default(Default, Look, #{errors := Errors} = St) ->
    #{errors := Found, warnings := Warnings, called := Called} = Seen =
        Look(Default, St#{in_record := true}),
    Next = St#{errors := Found, warnings := Warnings, called := Called,
               next := map_get(next, Seen)},
    case Found of
        Errors -> {Default, Next};
        _ -> {{atom, element(2, Default), undefined}, Next}
    end.

exists(Anno, Name, St) ->
    case find(Anno, Name, St) of
        {none, Next} -> Next;
        {_, Next} -> Next
    end.

%% {Fields, State}, or {none, State} with an error.
find(Anno, Name, #{records := Records, used_records := Used} = St) ->
    case Records of
        #{Name := {_, Fields}} when is_map_key(Name, Used) -> {Fields, St};
        #{Name := {_, Fields}} -> {Fields, St#{used_records := Used#{Name => true}}};
        _ -> {none, wrong(Anno, {undefined_record, Name}, St)}
    end.

field({atom, Anno, Field}, Name, Fields, St) ->
    case lists:keymember(Field, 1, Fields) of
        true -> St;
        false -> wrong(Anno, {undefined_field, Name, Field}, St)
    end.

%% The fields that are given, each looked at with Look(Value, Acc, State) -> {Acc, State}. Lost is
%% what a field that cannot be takes of Acc.
given(Inits, Name, Fields, Look, {Acc, Lost}, St) ->
    given(Inits, Name, Fields, Look, Lost, [], Acc, St).

given([], _, _, _, _, _, Acc, St) -> {Acc, St};
given([{record_field, Anno, Key, Value} | Rest], Name, Fields, Look, Lost, Seen, Acc, St) ->
    Field = element(3, Key),
    case is_right(Key, Anno, Name, Fields, Seen) of
        true ->
            {Next, St1} = Look(Value, Acc, St),
            given(Rest, Name, Fields, Look, Lost, [Field | Seen], Next, St1);
        {Where, What} ->
            Now = case Key of
                      {var, _, V} when V =/= '_' -> Seen;
                      _ -> [Field | Seen]
                  end,
            given(Rest, Name, Fields, Look, Lost, Now, Lost(Acc), wrong(Where, What, St))
    end.

is_right({atom, At, Field}, Anno, Name, Fields, Seen) ->
    case lists:member(Field, Seen) of
        true -> {Anno, {redefine_field, Name, Field}};
        false ->
            lists:keymember(Field, 1, Fields) orelse {At, {undefined_field, Name, Field}}
    end;
is_right({var, At, '_'}, _, _, _, Seen) ->
    not lists:member('_', Seen) orelse {At, bad_multi_field_init};
is_right({var, At, Name}, _, Record, _, _) -> {At, {field_name_is_variable, Record, Name}}.

%% A record is made: what is given, and then the defaults of the others. Of those only what they use
%% counts, in a guard (Kind) their errors, too.
constructed(Kind, Inits, Anno, Name, Fields, Look, St0) ->
    {Change, St} = given(Inits, Name, Fields, Look, {#{}, fun(C) -> C end}, St0),
    Defaults = [Default || {_, Default} <- left(Inits, Fields)],
    {Change, defaults(Kind, Defaults, Anno, fun(D, S) -> Look(D, Change, S) end, St)}.

defaults(_, [], _, _, St) -> St;
defaults(Kind, [{Literal, _, _} | Rest], Anno, Look, St)
  when Literal =:= atom; Literal =:= integer; Literal =:= string; Literal =:= float ->
    defaults(Kind, Rest, Anno, Look, St);
defaults(Kind, [{nil, _} | Rest], Anno, Look, St) -> defaults(Kind, Rest, Anno, Look, St);
defaults(Kind, [Default | Rest], Anno, Look, St) ->
    #{at := At, errors := Errors, warnings := Warnings} = St,
    Where = case At of none -> Anno; _ -> At end,
    {_, #{errors := Found, calls := Calls, used_records := Records, used_imports := Imports,
          used_types := Types, next := Next}} = Look(Default, St#{at := Where}),
    Kept = case Kind of
               guard -> Found;
               expression -> Errors
           end,
    defaults(Kind, Rest, Anno, Look,
             St#{errors := Kept, warnings := Warnings, calls := Calls, used_records := Records,
                 used_imports := Imports, used_types := Types, next := Next}).

%% The fields that are not given.
left(Inits, Fields) ->
    Given = [F || {record_field, _, {atom, _, F}, _} <- Inits],
    [Field || {Name, _} = Field <- Fields, not lists:member(Name, Given)].

%% Where `_ = Value` stands, or none.
wildcard(Inits) ->
    case [Anno || {record_field, _, {var, Anno, '_'}, _} <- Inits] of
        [Anno | _] -> {at, Anno};
        [] -> none
    end.
