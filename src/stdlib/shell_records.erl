%% The record definitions of a shell: #{Name => Form}, where Form is the attribute -record as
%% parsed.
-module(shell_records).

-export([initial/1, define/3, parse/2, read/2]).
-export([used/2, bind/2, expand/2, print_fun/1, map_values/2]).

%% Returns the records of user_default, when that is loaded.
initial(Bindings) ->
    case code:is_loaded(user_default) of
        false -> #{};
        {file, _} -> records_of(read(user_default, []), Bindings)
    end.

records_of(Forms, Bindings) when is_list(Forms) ->
    try
        element(2, define(Forms, Bindings, #{}))
    catch
        exit:_ -> #{}
    end;
records_of(_, _) ->
    #{}.

%% Returns {SortedNames, Records}; exits with a text when a definition is wrong.
define(Forms, Bindings, Records) ->
    Definitions = [{Name, Form} || {attribute, _, _, {Name, _}} = Form <- Forms],
    case erl_eval:check_command([], bind(Definitions, Bindings)) of
        ok ->
            {lists:usort([Name || {Name, _} <- Definitions]),
             maps:merge(Records, maps:from_list(Definitions))};
        {error, Error} ->
            exit_with(Error)
    end.

exit_with({_, Module, What}) ->
    exit(lists:flatten(io_lib:fwrite("~ts", [Module:format_error(What)]))).

%% Returns the form of record Name whose fields are given by a tuple, as in rd(Name, {a, b = 1}).
parse(Name, Fields) ->
    Text = ["-record(", io_lib:write_atom_as_latin1(Name), ",", erl_pp:expr(Fields), ")."],
    {ok, Tokens, _} = erl_scan:string(lists:flatten(Text)),
    case erl_parse:parse_form(Tokens) of
        {ok, Form} -> Form;
        {error, Error} -> exit_with(Error)
    end.

%%% Use.

%% Returns [{Name, Form}] of the records that an expression names, and of those that these name;
%% each stands behind those it names.
used(Expression, Records) -> lists:reverse(visit(names(Expression, []), Records, [])).

visit([], _, Seen) ->
    Seen;
visit([Name | Names], Records, Seen) ->
    case Records of
        #{Name := Form} ->
            case lists:keymember(Name, 1, Seen) of
                true ->
                    visit(Names, Records, Seen);
                false ->
                    Inner = visit(names(Form, []), maps:remove(Name, Records), Seen),
                    visit(Names, Records, [{Name, Form} | Inner])
            end;
        _ ->
            visit(Names, Records, Seen)
    end.

%% The names of records in a form, in front of those already found.
names({record_index, _, Name, Field}, Found) -> names(Field, [Name | Found]);
names({record, _, Name, Fields}, Found) -> names(Fields, [Name | Found]);
names({record, _, Term, Name, Fields}, Found) -> names([Term | Fields], [Name | Found]);
names({record_field, _, Term, Name, Field}, Found) -> names([Term, Field], [Name | Found]);
names({type, _, record, [{atom, _, Name} | Fields]}, Found) -> names(Fields, [Name | Found]);
names({call, _, Function, [Term, {atom, _, Name}] = Args}, Found) ->
    case takes_name(Function) of
        true -> names(Term, [Name | Found]);
        false -> names(Args, names(Function, Found))
    end;
names({value, _, _}, Found) -> Found;
names(Form, Found) when is_tuple(Form) -> names(tuple_to_list(Form), Found);
names([Form | Forms], Found) -> names(Forms, names(Form, Found));
names(_, Found) -> Found.

takes_name({atom, _, Name}) -> lists:member(Name, [is_record, record, record_info]);
takes_name({remote, _, {atom, _, erlang}, {atom, _, is_record}}) -> true;
takes_name(_) -> false.

%% Adds definitions to bindings the way erl_eval:check_command/2 expects them: under {record, I,
%% Name}.
bind(Definitions, Bindings) ->
    {Bound, _} = lists:foldl(fun({Name, Form}, {Bs, I}) ->
                                 {erl_eval:add_binding({record, I, Name}, Form, Bs), I + 1}
                             end, {Bindings, 0}, unique(Definitions)),
    Bound.

unique(Definitions) ->
    lists:reverse(lists:foldl(fun({Name, _} = Definition, Kept) ->
                                  case lists:keymember(Name, 1, Kept) of
                                      true -> Kept;
                                      false -> [Definition | Kept]
                                  end
                              end, [], Definitions)).

%% Returns an expression without records, by way of a module that has nothing else.
expand(Expression, []) ->
    Expression;
expand(Expression, Used) ->
    {Marked, Values} = set_aside(Expression),
    Function = {function, 1, expression, 0, [{clause, 1, [], [], [Marked]}]},
    Forms = erl_expand_records:module([Form || {_, Form} <- Used] ++ [Function],
                                      [strict_record_tests]),
    {function, _, expression, 0, [{clause, _, [], [], [Expanded]}]} = lists:last(Forms),
    put_back(Expanded, list_to_tuple(Values)).

%% Values without a form give way to calls that nobody can have typed: '=value='(I).
set_aside(Expression) ->
    {Marked, {_, Values}} = set_aside(Expression, {1, []}),
    {Marked, lists:reverse(Values)}.

set_aside({value, _, _} = Value, {I, Values}) ->
    {{call, 1, {atom, 1, '=value='}, [{integer, 1, I}]}, {I + 1, [Value | Values]}};
set_aside(Form, State) when is_tuple(Form) ->
    {Parts, Next} = set_aside(tuple_to_list(Form), State),
    {list_to_tuple(Parts), Next};
set_aside([Form | Forms], State0) ->
    {First, State1} = set_aside(Form, State0),
    {Rest, State2} = set_aside(Forms, State1),
    {[First | Rest], State2};
set_aside(Other, State) ->
    {Other, State}.

put_back(Form, {}) -> Form;
put_back({call, _, {atom, _, '=value='}, [{integer, _, I}]}, Values) -> element(I, Values);
put_back(Form, Values) when is_tuple(Form) -> list_to_tuple(put_back(tuple_to_list(Form), Values));
put_back([Form | Forms], Values) -> [put_back(Form, Values) | put_back(Forms, Values)];
put_back(Other, _) -> Other.

%% Applies a function to each {value, Anno, Value} among forms.
map_values(Fun, {value, _, _} = Value) -> Fun(Value);
map_values(Fun, Form) when is_tuple(Form) -> list_to_tuple(map_values(Fun, tuple_to_list(Form)));
map_values(Fun, [Form | Forms]) -> [map_values(Fun, Form) | map_values(Fun, Forms)];
map_values(_, Other) -> Other.

%% What the printer of terms asks: the names of the fields of a record, or no.
print_fun(Records) ->
    fun(Tag, Size) ->
        case Records of
            #{Tag := {attribute, _, record, {Tag, Fields}}} when length(Fields) =:= Size ->
                [field_name(Field) || Field <- Fields];
            _ ->
                no
        end
    end.

field_name({typed_record_field, Field, _}) -> field_name(Field);
field_name(Field) ->
    {atom, _, Name} = element(3, Field),
    Name.

%%% Reading.

%% Returns the forms of all records of a module, a file, or the files that a wildcard matches; else
%% an error. Of several files those that cannot be read are left out.
read(Module, Options) when is_atom(Module) ->
    case code:which(Module) of
        File when is_list(File), File =/= [] -> read_module(File, Options);
        preloaded -> {_, Beam, File} = code:get_object_code(Module), read_object(Beam, File);
        _ -> {error, nofile}
    end;
read(Name, Options) ->
    try filelib:wildcard(Name) of
        [File] -> read_file(File, Options);
        Files -> lists:append(lists:filter(fun is_list/1, [read_file(F, Options) || F <- Files]))
    catch
        _:_ -> {error, invalid_filename}
    end.

read_module(File, Options) ->
    case filelib:is_regular(File) of
        true -> read_file(File, Options);
        false -> {error, nofile}
    end.

read_file(File, Options) ->
    case filename:extension(File) of
        ".beam" -> read_object(File, File);
        _ -> parse_file(File, Options)
    end.

%% An object file holds the forms, or says where they came from.
read_object(Object, File) ->
    case beam_lib:chunks(Object, [abstract_code, "CInf"]) of
        {ok, {_, [{abstract_code, {Version, Forms}}, {"CInf", Info}]}} ->
            case record_forms(Forms) of
                [] when Version =/= raw_abstract_v1 -> read_source(File, binary_to_term(Info));
                Found -> Found
            end;
        {ok, {_, [{abstract_code, no_abstract_code}, {"CInf", Info}]}} ->
            read_source(File, binary_to_term(Info));
        Error ->
            Error
    end.

read_source(File, Info) ->
    Beside = filename:rootname(File) ++ ".erl",
    InSrc = filename:join([filename:dirname(filename:dirname(File)), "src",
                           filename:basename(Beside)]),
    Compiled = proplists:get_value(source, Info, []),
    case lists:filter(fun filelib:is_regular/1, [Beside, InSrc, Compiled]) of
        [Source | _] -> parse_file(Source, proplists:get_value(options, Info, []));
        [] -> {error, nofile}
    end.

parse_file(File, Options) ->
    Folders = [".", filename:dirname(File) | [Folder || {i, Folder} <- Options, is_list(Folder)]],
    case epp:parse_file(File, Folders, lists:flatmap(fun macro/1, Options)) of
        {ok, Forms} -> record_forms(Forms);
        Error -> Error
    end.

macro({d, Name}) -> [Name];
macro({d, Name, Value}) -> [{Name, Value}];
macro(_) -> [].

record_forms(Forms) -> [Form || {attribute, _, record, _} = Form <- Forms].
