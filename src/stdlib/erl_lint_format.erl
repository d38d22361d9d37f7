%% Format strings, and how many arguments they want.
-module(erl_lint_format).

-export([call/3, needs/1, first_anno/1]).

%% ok | {Anno, Text, Values}, what is said of a call of io:format with these arguments. Of what is
%% only possible it is said from level 2.
call(Anno, Args, Level) ->
    case said(Anno, Args) of
        {Least, At, Text, Values} when Least =< Level -> {At, Text, Values};
        _ -> ok
    end.

said(_, [Format]) -> constant(Format, none);
said(_, [Format, Args]) -> constant(Format, Args);
said(_, [_, Format, Args]) -> constant(Format, Args);
said(Anno, _) -> {1, Anno, "format call with wrong number of arguments", []}.

constant({string, Anno, Text}, Args) -> text(Text, Anno, Args);
constant({atom, Anno, Name}, Args) -> text(atom_to_list(Name), Anno, Args);
constant(Other, _) -> {2, first_anno(Other), "format string not a textual constant", []}.

text(Text, Anno, none) -> counted(Text, Anno, none, Anno);
text(Text, Anno, {string, At, Chars}) -> counted(Text, Anno, length(Chars), At);
text(Text, Anno, Args) ->
    case count(Args, 0) of
        maybe_list -> {2, first_anno(Args), "format arguments perhaps not a list", []};
        no_list -> {1, element(2, Args), "format arguments not a list", []};
        Count -> counted(Text, Anno, Count, element(2, Args))
    end.

count({cons, _, _, Tail}, N) -> count(Tail, N + 1);
count({nil, _}, N) -> N;
count({Kind, _, _}, _) when Kind =:= atom; Kind =:= integer; Kind =:= float -> no_list;
count(_, _) -> maybe_list.

counted(Text, Anno, Count, At) ->
    case needs(Text) of
        {error, Why} -> {1, Anno, "format string invalid (~ts)", [Why]};
        {ok, []} when Count =:= none -> ok;
        {ok, Needs} -> compared(length(Needs), Count, At)
    end.

compared(N, N, _) -> ok;
compared(N, none, At) ->
    {1, At, wants() ++ "but no argument list is given", [arguments(N)]};
compared(0, Count, At) ->
    {1, At, "the format string requires an empty argument list, but the argument list contains ~s",
     [arguments(Count)]};
compared(N, 0, At) -> {1, At, wants() ++ "but the argument list is empty", [arguments(N)]};
compared(N, Count, At) ->
    Only = case Count < N of true -> "only "; false -> "" end,
    {1, At, wants() ++ "but the argument list contains " ++ Only ++ "~s",
     [arguments(N), arguments(Count)]}.

wants() -> "the format string requires an argument list with ~s, ".

arguments(1) -> "1 argument";
arguments(N) -> [integer_to_list(N), " arguments"].

%% {ok, [int | float | string | term]} or {error, Text}. OTP: erl_lint:check_format_string/1.
needs(Format) when is_atom(Format) -> needs(atom_to_list(Format));
needs(Format) when is_binary(Format) -> needs(binary_to_list(Format));
needs(Format) -> needs(Format, []).

needs([], Needs) -> {ok, lists:reverse(Needs)};
needs([$~ | Rest], Needs) -> width(Rest, Needs);
needs([_ | Rest], Needs) -> needs(Rest, Needs).

%% ~F.P.PadModC: field width, precision, padding, modifiers, and the control character.
width([$-, C | Rest], Needs) when C >= $0, C =< $9 -> precision(digits(Rest), Needs);
width([C | Rest], Needs) when C >= $0, C =< $9 -> precision(digits(Rest), Needs);
width([$-, $* | Rest], Needs) -> precision(Rest, [int | Needs]);
width([$* | Rest], Needs) -> precision(Rest, [int | Needs]);
width(Rest, Needs) -> precision(Rest, Needs).

precision([$., C | Rest], Needs) when C >= $0, C =< $9 -> padding(digits(Rest), Needs);
precision([$., $* | Rest], Needs) -> padding(Rest, [int | Needs]);
precision([$. | Rest], Needs) -> padding(Rest, Needs);
precision(Rest, Needs) -> modifier(Rest, Needs).

padding([$., $* | Rest], Needs) -> modifier(Rest, [int | Needs]);
padding([$., _ | Rest], Needs) -> modifier(Rest, Needs);
padding(Rest, Needs) -> modifier(Rest, Needs).

digits([C | Rest]) when C >= $0, C =< $9 -> digits(Rest);
digits(Rest) -> Rest.

modifier([$t, $l | Rest], Needs) -> both(Rest, Needs);
modifier([$l, $t | Rest], Needs) -> both(Rest, Needs);
modifier([$t, C | Rest], Needs) -> allowed(lists:member(C, "cspPwW"), "t", C, Rest, Needs);
modifier([$l, C | Rest], Needs) -> allowed(lists:member(C, "pP"), "l", C, Rest, Needs);
modifier([C | Rest], Needs) -> control(C, Rest, Needs);
modifier([], _) -> {error, "truncated"}.

both([C | Rest], Needs) -> allowed(lists:member(C, "pP"), "lt", C, Rest, Needs);
both([], _) -> {error, "invalid control ~lt"}.

allowed(true, _, C, Rest, Needs) -> control(C, Rest, Needs);
allowed(false, Modifier, C, _, _) -> {error, "invalid control ~" ++ Modifier ++ [C]}.

control(C, Rest, Needs) ->
    case takes(C) of
        invalid -> {error, "invalid control ~" ++ [C]};
        Types -> needs(Rest, lists:reverse(Types, Needs))
    end.

takes(C) when C =:= $~; C =:= $n -> [];
takes(C) when C =:= $c; C =:= $b; C =:= $B -> [int];
takes(C) when C =:= $f; C =:= $e; C =:= $g -> [float];
takes($s) -> [string];
takes(C) when C =:= $w; C =:= $p; C =:= $+; C =:= $#; C =:= $i -> [term];
takes(C) when C =:= $W; C =:= $P -> [term, int];
takes(C) when C =:= $x; C =:= $X -> [int, string];
takes(_) -> invalid.

%% The place where an expression begins. OTP: erl_parse:first_anno/1.
first_anno(E) -> lists:min([element(2, E) | firsts(E)]).

firsts({op, _, _, A, _}) -> [first_anno(A)];
firsts({call, _, F, _}) -> [first_anno(F)];
firsts({remote, _, M, _}) -> [first_anno(M)];
firsts({match, _, P, _}) -> [first_anno(P)];
firsts({cons, _, Head, _}) -> [first_anno(Head)];
firsts({record_field, _, R, _, _}) -> [first_anno(R)];
firsts({record, _, R, _, _}) -> [first_anno(R)];
firsts({map, _, M, _}) -> [first_anno(M)];
firsts(_) -> [].
