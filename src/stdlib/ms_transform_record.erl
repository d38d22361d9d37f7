%% Records in match specifications. OTP: stdlib, ms_transform.
-module(ms_transform_record).

-export([definition/1, find/4, position/4, used/1, values/5]).

%% A record's fields with their defaults, [{Name, Form}], from those of its attribute.
definition(Fields) -> [field(F) || F <- Fields].

field({record_field, _, {atom, Anno, Name}}) -> {Name, {atom, Anno, undefined}};
field({record_field, _, {atom, _, Name}, Default}) -> {Name, Default};
field({typed_record_field, Field, _}) -> field(Field).

%% The definition, or throws {error, Anno, {Code, Name}}.
find(Name, Records, Anno, Code) ->
    case Records of
        #{Name := Definition} -> Definition;
        _ -> throw({error, Anno, {Code, Name}})
    end.

%% Of a field in the record's tuple; throws {error, Anno, {Code, Record, Field}}.
position(Record, Field, Definition, {Anno, Code}) -> position(Record, Field, Definition, Anno, Code, 2).

position(_, Field, [{Field, _} | _], _, _, Position) -> Position;
position(Record, Field, [_ | Rest], Anno, Code, Position) ->
    position(Record, Field, Rest, Anno, Code, Position + 1);
position(Record, Field, [], Anno, Code, _) -> throw({error, Anno, {Code, Record, Field}}).

%% The forms of all fields in order. Given is [{Field, Form}], the last first, of which one may be
%% {{default}, Form}, for fields that are not named; else those are Other(Position, Default).
values(Record, Given, Records, Other, {Anno, NoRecord, NoField, Twice}) ->
    Named = lists:keydelete({default}, 1, Given),
    lists:keymember({default}, 1, Named) andalso throw({error, Anno, {Twice, Record, '_'}}),
    Definition = find(Record, Records, Anno, NoRecord),
    Rest = case lists:keyfind({default}, 1, Given) of
               {_, Form} -> fun(_, _) -> Form end;
               false -> Other
           end,
    once(Named, Record, Anno, Twice),
    [throw({error, Anno, {NoField, Record, F}})
     || {F, _} <- Named, not lists:keymember(F, 1, Definition)],
    [case lists:keyfind(Field, 1, Named) of
         {_, Value} -> Value;
         false -> Rest(Position, Default)
     end || {Position, {Field, Default}} <- lists:zip(lists:seq(2, length(Definition) + 1),
                                                      Definition)].

once([{Field, _} | Rest], Record, Anno, Code) ->
    lists:keymember(Field, 1, Rest) andalso throw({error, Anno, {Code, Record, Field}}),
    once(Rest, Record, Anno, Code);
once([], _, _, _) -> ok.

%% The names of the records that forms mention; where a field is, a head says as it stands.
used({clause, _, Head, Guards, Body}) -> made(Head) ++ used([Guards, Body]);
used({record, _, Name, Fields}) when is_atom(Name) -> [Name | used(Fields)];
used({record, _, Of, Name, Fields}) -> [Name | used([Of | Fields])];
used({record_field, _, Of, Name, _}) when is_atom(Name) -> [Name | used(Of)];
used({record_index, _, Name, _}) -> [Name];
used({call, _, {atom, _, Test}, [Of, {atom, _, Name}]}) when Test =:= is_record; Test =:= record ->
    [Name | used(Of)];
used({call, _, {remote, _, {atom, _, erlang}, {atom, _, is_record}}, [Of, {atom, _, Name}]}) ->
    [Name | used(Of)];
used([First | Rest]) -> used(First) ++ used(Rest);
used(Tuple) when is_tuple(Tuple) -> used(tuple_to_list(Tuple));
used(_) -> [].

made({record, _, Name, Fields}) -> [Name | made(Fields)];
made([First | Rest]) -> made(First) ++ made(Rest);
made(Tuple) when is_tuple(Tuple) -> made(tuple_to_list(Tuple));
made(_) -> [].
