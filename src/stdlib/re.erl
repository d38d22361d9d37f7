%% Regular expressions: what is made of matches. compile, inspect, run and version are native.
%% Source: STDLIB, re(3). Arguments that fail are badarg, explained by erl_stdlib_errors.
-module(re).

-export([replace/3, replace/4, split/2, split/3]).

%%% split.

split(Subject, Pattern) ->
    try pieces(Subject, Pattern, [])
    catch _:_ -> error(badarg, [Subject, Pattern], why(none))
    end.

split(Subject, Pattern, Options) ->
    try pieces(Subject, Pattern, Options)
    catch
        throw:badopt -> error(badarg, [Subject, Pattern, Options], why(badopt));
        error:_ -> error(badarg, [Subject, Pattern, Options], why(none))
    end.

why(none) -> [{error_info, #{module => erl_stdlib_errors}}];
why(Cause) -> [{error_info, #{cause => Cause, module => erl_stdlib_errors}}].

pieces(Subject, Pattern, Options) ->
    Shape = #{return => iodata, most => infinity, trim => false, group => false},
    {#{return := Return, most := Most, trim := Trim, group := Group}, Others} =
        shaped(Options, Shape, [], fun split_option/2),
    Unicode = is_unicode(Pattern, Options),
    Whole = whole(Subject, Unicode),
    {Compiled, RunOptions} = compiled(Pattern, Others),
    {re_pattern, Groups, _, _, _} = Compiled,
    case re:run(Whole, Compiled, [global | RunOptions]) of
        nomatch when Group ->
            [returned([Whole], Return, Unicode)];
        nomatch ->
            returned([Whole], Return, Unicode);
        {match, Matches} ->
            Cut = cut(Matches, Whole, 0, Groups, Most),
            case Group of
                true ->
                    [returned(Pieces, Return, Unicode) || Pieces <- trimmed_groups(Cut, Trim)];
                false ->
                    returned(trimmed(lists:append(Cut), Trim), Return, Unicode)
            end
    end.

split_option(trim, Shape) -> Shape#{most := infinity, trim := true};
split_option({parts, 0}, Shape) -> Shape#{most := infinity, trim := true};
split_option({parts, infinity}, Shape) -> Shape#{most := infinity, trim := false};
split_option({parts, N}, Shape) when is_integer(N), N > 0 -> Shape#{most := N - 1, trim := false};
split_option({parts, _}, _) -> throw(badopt);
split_option(group, Shape) -> Shape#{group := true};
split_option(global, _) -> throw(badopt);
split_option(Option, Shape) -> common_option(Option, Shape).

common_option({return, Type}, Shape) when Type =:= iodata; Type =:= list; Type =:= binary ->
    Shape#{return := Type};
common_option({return, _}, _) -> throw(badopt);
common_option(report_errors, _) -> throw(badopt);
common_option({capture, _}, _) -> throw(badopt);
common_option({capture, _, _}, _) -> throw(badopt);
common_option(_, _) -> other.

%% What the options say of the result, and the others.
shaped([Option | T], Shape, Others, Take) ->
    case Take(Option, Shape) of
        other -> shaped(T, Shape, [Option | Others], Take);
        Changed -> shaped(T, Changed, Others, Take)
    end;
shaped([], Shape, Others, _) -> {Shape, lists:reverse(Others)};
shaped(_, _, _, _) -> throw(badopt).

is_unicode({re_pattern, _, Unicode, _, _}, _) -> Unicode =:= 1;
is_unicode(_, Options) -> lists:member(unicode, Options).

whole(Text, _) when is_binary(Text) -> Text;
whole(Text, true) -> unicode:characters_to_binary(Text);
whole(Text, false) -> iolist_to_binary(Text).

%% The groups of a pattern are counted when it is compiled. A pattern that has been compiled takes
%% no options of compile but those that run has, too.
compiled({re_pattern, _, _, _, _} = Compiled, Options) -> {Compiled, Options};
compiled(Text, Options) ->
    {ok, Compiled} = re:compile(Text, [O || O <- Options, not is_run_only(O)]),
    {Compiled, [O || O <- Options, is_run_only(O) orelse is_for_both(O)]}.

is_run_only({Name, _}) -> lists:member(Name, [offset, match_limit, match_limit_recursion]);
is_run_only(Name) -> lists:member(Name, [notbol, noteol, notempty, notempty_atstart]).

is_for_both({newline, _}) -> true;
is_for_both(Name) -> lists:member(Name, [anchored, bsr_anycrlf, bsr_unicode]).

%% For each match what is before it and its groups; at last what is behind all. Where nothing is
%% matched and nothing is before it, nothing is cut.
cut([[{At, 0} | Inner] | Matches], Whole, At, Groups, Most) when Most =/= 0, At < byte_size(Whole) ->
    case lists:all(fun({_, Size}) -> Size =:= 0 end, Inner) of
        true -> cut(Matches, Whole, At, Groups, Most);
        false -> cut_at({At, 0}, Inner, Matches, Whole, At, Groups, Most)
    end;
cut([[Match | Inner] | Matches], Whole, From, Groups, Most)
  when Most =/= 0, From < byte_size(Whole) ->
    cut_at(Match, Inner, Matches, Whole, From, Groups, Most);
cut(_, Whole, From, _, _) ->
    [[binary:part(Whole, From, byte_size(Whole) - From)]].

cut_at({At, Size}, Inner, Matches, Whole, From, Groups, Most) ->
    Missing = lists:duplicate(Groups - length(Inner), <<>>),
    Pieces = [binary:part(Whole, From, At - From) | [part(Whole, Group) || Group <- Inner]],
    [Pieces ++ Missing | cut(Matches, Whole, At + Size, Groups, less(Most))].

less(infinity) -> infinity;
less(N) -> N - 1.

part(_, {-1, 0}) -> <<>>;
part(Whole, Place) -> binary:part(Whole, Place).

trimmed(Pieces, false) -> Pieces;
trimmed(Pieces, true) ->
    lists:reverse(lists:dropwhile(fun(Piece) -> Piece =:= <<>> end, lists:reverse(Pieces))).

%% Groups that are all empty; those that are not stay as they are.
trimmed_groups(Groups, false) -> Groups;
trimmed_groups(Groups, true) ->
    IsEmpty = fun(Pieces) -> trimmed(Pieces, true) =:= [] end,
    lists:reverse(lists:dropwhile(IsEmpty, lists:reverse(Groups))).

returned(Pieces, list, true) -> [unicode:characters_to_list(Piece) || Piece <- Pieces];
returned(Pieces, list, false) -> [binary_to_list(Piece) || Piece <- Pieces];
returned(Pieces, _, _) -> Pieces.

%%% replace.

replace(Subject, Pattern, Replacement) ->
    try replaced(Subject, Pattern, Replacement, [])
    catch _:_ -> error(badarg, [Subject, Pattern, Replacement], why(none))
    end.

replace(Subject, Pattern, Replacement, Options) ->
    try replaced(Subject, Pattern, Replacement, Options)
    catch
        throw:badopt -> error(badarg, [Subject, Pattern, Replacement, Options], why(badopt));
        error:_ -> error(badarg, [Subject, Pattern, Replacement, Options], why(none))
    end.

replaced(Subject, Pattern, Replacement, Options) ->
    {#{return := Return}, Others} =
        shaped(Options, #{return => iodata}, [], fun common_option/2),
    Unicode = is_unicode(Pattern, Options),
    Whole = whole(Subject, Unicode),
    Template = whole(Replacement, Unicode),
    Text = case re:run(Whole, Pattern, Others) of
               nomatch -> Subject;
               {match, [[_ | _] | _] = Matches} -> filled(Matches, Whole, 0, template(Template));
               {match, Match} -> filled([Match], Whole, 0, template(Template))
           end,
    case {Return, Unicode} of
        {iodata, _} -> Text;
        {binary, true} -> unicode:characters_to_binary(Text);
        {binary, false} -> iolist_to_binary(Text);
        {list, true} -> unicode:characters_to_list(Text);
        {list, false} -> binary_to_list(iolist_to_binary(Text))
    end.

%% The subject with each match replaced: an improper list, whose tail is what is behind them.
filled([[{At, _} | _] | _] = Matches, Whole, From, Template) when At > From ->
    [binary:part(Whole, From, At - From) | filled(Matches, Whole, At, Template)];
filled([[{At, Size} | _] = Match | Matches], Whole, At, Template) ->
    [fill(Template, Match, Whole) | filled(Matches, Whole, At + Size, Template)];
filled([], Whole, From, _) when From =:= byte_size(Whole) -> [];
filled([], Whole, From, _) -> binary:part(Whole, From, byte_size(Whole) - From).

fill([Text], _, _) when is_binary(Text) -> Text;
fill(Template, Match, Whole) ->
    Groups = list_to_tuple(Match),
    [if
         is_binary(Element) -> Element;
         Element >= tuple_size(Groups) -> <<>>;
         true -> part(Whole, element(Element + 1, Groups))
     end || Element <- Template].

%% The texts of a replacement and the numbers of the groups that are to be put between them.
template(Text) -> template(Text, <<>>, []).

template(<<"\\g{", T/binary>>, Before, Done) when T =/= <<>> ->
    {Group, <<"}", Rest/binary>>} = number(T, 0, 0),
    template(Rest, <<>>, [Group | ended(Before, Done)]);
template(<<"\\g", T/binary>>, Before, Done) when T =/= <<>> ->
    {Group, Rest} = number(T, 0, 0),
    template(Rest, <<>>, [Group | ended(Before, Done)]);
template(<<$\\, C, T/binary>>, Before, Done) when C < $1; C > $9 ->
    template(T, <<Before/binary, C>>, Done);
template(<<$\\, T/binary>>, Before, Done) when T =/= <<>> ->
    {Group, Rest} = number(T, 0, 0),
    template(Rest, <<>>, [Group | ended(Before, Done)]);
template(<<$&, T/binary>>, Before, Done) ->
    template(T, <<>>, [0 | ended(Before, Done)]);
template(<<C, T/binary>>, Before, Done) ->
    template(T, <<Before/binary, C>>, Done);
template(<<>>, Before, Done) ->
    lists:reverse(ended(Before, Done)).

ended(<<>>, Done) -> Done;
ended(Text, Done) -> [Text | Done].

%% Digits, one at least.
number(<<C, T/binary>>, Value, Digits) when C >= $0, C =< $9 ->
    number(T, 10 * Value + C - $0, Digits + 1);
number(Rest, Value, Digits) when Digits > 0 ->
    {Value, Rest}.
