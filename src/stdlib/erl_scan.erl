%% What of the scanner goes on where it stopped, and what reads tokens. The scanner itself is native.
%% OTP: stdlib, erl_scan.
-module(erl_scan).

-export([tokens/3, tokens/4, continuation_location/1]).
-export([category/1, column/1, end_location/1, line/1, location/1, symbol/1, text/1]).

%% A continuation is [] at the start, and then {erl_scan_more, Characters, Location, Options}, where
%% Characters are all that belong to the form so far.

tokens(Continuation, Characters, Location) -> tokens(Continuation, Characters, Location, []).

tokens([], Characters, Location, Options) -> scan([], Characters, Location, Options);
tokens({erl_scan_more, Before, Location, Options}, Characters, _, _) ->
    scan(Before, Characters, Location, Options).

scan(Before, eof, Location, Options) -> scanned(Before, true, eof, Location, Options);
scan(Before, Characters, Location, Options) ->
    scanned(Before ++ Characters, false, [], Location, Options).

scanned(Characters, AtEnd, RestAtEnd, Location, Options) ->
    case kith_scan:form(Characters, AtEnd, Location, Options) of
        more -> {more, {erl_scan_more, Characters, Location, Options}};
        {done, Result, []} -> {done, Result, RestAtEnd};
        {done, Result, Rest} -> {done, Result, Rest}
    end.

%% Where what comes next will be.
continuation_location({erl_scan_more, Characters, Location, _}) ->
    lists:foldl(fun behind/2, Location, Characters).

behind($\n, {Line, _}) -> {Line + 1, 1};
behind(_, {Line, Column}) -> {Line, Column + 1};
behind($\n, Line) -> Line + 1;
behind(_, Line) -> Line.

category({Category, _}) -> Category;
category({Category, _, _}) -> Category;
category(Other) -> error(badarg, [Other]).

symbol({Category, _}) -> Category;
symbol({_, _, Symbol}) -> Symbol;
symbol(Other) -> error(badarg, [Other]).

column(Token) -> erl_anno:column(element(2, Token)).
end_location(Token) -> erl_anno:end_location(element(2, Token)).
line(Token) -> erl_anno:line(element(2, Token)).
location(Token) -> erl_anno:location(element(2, Token)).
text(Token) -> erl_anno:text(element(2, Token)).
