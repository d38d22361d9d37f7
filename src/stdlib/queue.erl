%% Queues: {Rear, Front}, the rear reversed. A queue of two or more has an element on either side,
%% one of one element has it on any.
%% Source: STDLIB, queue(3).
-module(queue).

-export([all/2, any/2, cons/2, daeh/1, delete/2, delete_r/2, delete_with/2, delete_with_r/2, drop/1,
         drop_r/1, filter/2, filtermap/2, fold/3, from_list/1, get/1, get_r/1, head/1, in/2, in_r/2,
         init/1, is_empty/1, is_queue/1, join/2, lait/1, last/1, len/1, liat/1, member/2, new/0,
         out/1, out_r/1, peek/1, peek_r/1, reverse/1, snoc/2, split/2, tail/1, to_list/1]).
-compile({no_auto_import, [get/1]}).

new() -> {[], []}.

is_queue({R, F}) when is_list(R), is_list(F) -> true;
is_queue(_) -> false.

is_empty({[], []}) -> true;
is_empty({R, F}) when is_list(R), is_list(F) -> false;
is_empty(Q) -> error(badarg, [Q]).

len({R, F}) when is_list(R), is_list(F) -> length(R) + length(F);
len(Q) -> error(badarg, [Q]).

to_list({R, F}) when is_list(R), is_list(F) -> F ++ lists:reverse(R);
to_list(Q) -> error(badarg, [Q]).

from_list(List) when is_list(List) -> from_front(List);
from_list(List) -> error(badarg, [List]).

member(X, {R, F}) when is_list(R), is_list(F) -> lists:member(X, R) orelse lists:member(X, F);
member(X, Q) -> error(badarg, [X, Q]).

%% Queues of what was one side only; the side that had it keeps the smaller half, or the same.
from_rear([]) -> {[], []};
from_rear([_] = R) -> {[], R};
from_rear(R) ->
    {Rear, Front} = lists:split(length(R) div 2, R),
    {Rear, lists:reverse(Front)}.

from_front([]) -> {[], []};
from_front([_] = F) -> {F, []};
from_front(F) ->
    {Front, Rear} = lists:split(length(F) div 2, F),
    {lists:reverse(Rear), Front}.

in(X, {[_] = R, []}) -> {[X], R};
in(X, {R, F}) when is_list(R), is_list(F) -> {[X | R], F};
in(X, Q) -> error(badarg, [X, Q]).

in_r(X, {[], [_] = F}) -> {F, [X]};
in_r(X, {R, F}) when is_list(R), is_list(F) -> {R, [X | F]};
in_r(X, Q) -> error(badarg, [X, Q]).

out({R, [X]}) when is_list(R) -> {{value, X}, from_rear(R)};
out({R, [X | F]}) when is_list(R) -> {{value, X}, {R, F}};
out({[], []} = Q) -> {empty, Q};
out({[X], []}) -> {{value, X}, {[], []}};
out({[Y | R], []}) ->
    [X | F] = lists:reverse(R),
    {{value, X}, {[Y], F}};
out(Q) -> error(badarg, [Q]).

out_r({[X], F}) when is_list(F) -> {{value, X}, from_front(F)};
out_r({[X | R], F}) when is_list(F) -> {{value, X}, {R, F}};
out_r({[], []} = Q) -> {empty, Q};
out_r({[], [X]}) -> {{value, X}, {[], []}};
out_r({[], [Y | F]}) ->
    [X | R] = lists:reverse(F),
    {{value, X}, {R, [Y]}};
out_r(Q) -> error(badarg, [Q]).

peek({R, [X | _]}) when is_list(R) -> {value, X};
peek({[], []}) -> empty;
peek({[_ | _] = R, []}) -> {value, lists:last(R)};
peek(Q) -> error(badarg, [Q]).

peek_r({[X | _], F}) when is_list(F) -> {value, X};
peek_r({[], []}) -> empty;
peek_r({[], [_ | _] = F}) -> {value, lists:last(F)};
peek_r(Q) -> error(badarg, [Q]).

get({R, [X | _]}) when is_list(R) -> X;
get({[], []} = Q) -> error(empty, [Q]);
get({[_ | _] = R, []}) -> lists:last(R);
get(Q) -> error(badarg, [Q]).

get_r({[X | _], F}) when is_list(F) -> X;
get_r({[], []} = Q) -> error(empty, [Q]);
get_r({[], [_ | _] = F}) -> lists:last(F);
get_r(Q) -> error(badarg, [Q]).

drop({[], []} = Q) -> error(empty, [Q]);
drop({R, F} = Q) when is_list(R), is_list(F) ->
    {_, Rest} = out(Q),
    Rest;
drop(Q) -> error(badarg, [Q]).

drop_r({[], []} = Q) -> error(empty, [Q]);
drop_r({R, F} = Q) when is_list(R), is_list(F) ->
    {_, Rest} = out_r(Q),
    Rest;
drop_r(Q) -> error(badarg, [Q]).

reverse({R, F}) when is_list(R), is_list(F) -> {F, R};
reverse(Q) -> error(badarg, [Q]).

join({R, F} = Q, {[], []}) when is_list(R), is_list(F) -> Q;
join({[], []}, {R, F} = Q) when is_list(R), is_list(F) -> Q;
join({R1, F1}, {R2, F2}) when is_list(R1), is_list(F1), is_list(R2), is_list(F2) ->
    {R2, F1 ++ lists:reverse(R1, F2)};
join(Q1, Q2) -> error(badarg, [Q1, Q2]).

split(0, {R, F} = Q) when is_list(R), is_list(F) -> {{[], []}, Q};
split(N, {R, F} = Q) when is_integer(N), N >= 1, is_list(R), is_list(F) ->
    Ahead = length(F),
    if
        N < Ahead ->
            {[X | First], Rest} = lists:split(N, F),
            {{lists:reverse(First), [X]}, {R, Rest}};
        N =:= Ahead -> {from_front(F), from_rear(R)};
        true ->
            case length(R) - (N - Ahead) of
                0 -> {Q, {[], []}};
                Left when Left > 0 ->
                    {[X | Last], First} = lists:split(Left, R),
                    {{First, F}, {[X], lists:reverse(Last)}};
                _ -> error(badarg, [N, Q])
            end
    end;
split(N, Q) -> error(badarg, [N, Q]).

filter(Fun, {R, F}) when is_function(Fun, 1), is_list(R), is_list(F) ->
    Front = filter_front(Fun, F),
    rejoin(filter_rear(Fun, R), Front);
filter(Fun, Q) -> error(badarg, [Fun, Q]).

%% A side that has become empty takes half of the other.
rejoin([], Front) -> from_front(Front);
rejoin(Rear, []) -> from_rear(Rear);
rejoin(Rear, Front) -> {Rear, Front}.

filter_front(_, []) -> [];
filter_front(Fun, [X | F]) ->
    case Fun(X) of
        true -> [X | filter_front(Fun, F)];
        false -> filter_front(Fun, F);
        List when is_list(List) -> List ++ filter_front(Fun, F)
    end.

filter_rear(_, []) -> [];
filter_rear(Fun, [X | R]) ->
    Rear = filter_rear(Fun, R),
    case Fun(X) of
        true -> [X | Rear];
        false -> Rear;
        List when is_list(List) -> lists:reverse(List, Rear)
    end.

filtermap(Fun, {R, F}) when is_function(Fun, 1), is_list(R), is_list(F) ->
    Front = lists:filtermap(Fun, F),
    rejoin(filtermap_rear(Fun, R), Front);
filtermap(Fun, Q) -> error(badarg, [Fun, Q]).

filtermap_rear(_, []) -> [];
filtermap_rear(Fun, [X | R]) ->
    Rear = filtermap_rear(Fun, R),
    case Fun(X) of
        true -> [X | Rear];
        {true, Y} -> [Y | Rear];
        false -> Rear
    end.

fold(Fun, Acc, {R, F}) when is_function(Fun, 2), is_list(R), is_list(F) ->
    lists:foldr(Fun, lists:foldl(Fun, Acc, F), R);
fold(Fun, Acc, Q) -> error(badarg, [Fun, Acc, Q]).

any(Pred, {R, F}) when is_function(Pred, 1), is_list(R), is_list(F) ->
    lists:any(Pred, F) orelse lists:any(Pred, R);
any(Pred, Q) -> error(badarg, [Pred, Q]).

all(Pred, {R, F}) when is_function(Pred, 1), is_list(R), is_list(F) ->
    lists:all(Pred, F) andalso lists:all(Pred, R);
all(Pred, Q) -> error(badarg, [Pred, Q]).

delete(X, {R, F} = Q) when is_list(R), is_list(F) ->
    delete_first(fun(Y) -> X =:= Y end, Q);
delete(X, Q) -> error(badarg, [X, Q]).

delete_r(X, {R, F}) when is_list(R), is_list(F) -> reverse(delete(X, {F, R}));
delete_r(X, Q) -> error(badarg, [X, Q]).

delete_with(Pred, {R, F} = Q) when is_function(Pred, 1), is_list(R), is_list(F) ->
    delete_first(Pred, Q);
delete_with(Pred, Q) -> error(badarg, [Pred, Q]).

delete_with_r(Pred, {R, F}) when is_function(Pred, 1), is_list(R), is_list(F) ->
    reverse(delete_with(Pred, {F, R}));
delete_with_r(Pred, Q) -> error(badarg, [Pred, Q]).

delete_first(Pred, {R, F} = Q) ->
    case without_first(Pred, F) of
        none ->
            case without_last(Pred, R) of
                none -> Q;
                [] -> from_front(F);
                Rear -> {Rear, F}
            end;
        [] -> from_rear(R);
        Front -> {R, Front}
    end.

without_first(_, []) -> none;
without_first(Pred, [X | T]) ->
    case Pred(X) of
        true -> T;
        false ->
            case without_first(Pred, T) of
                none -> none;
                Rest -> [X | Rest]
            end
    end.

without_last(_, []) -> none;
without_last(Pred, [X | T]) ->
    case without_last(Pred, T) of
        none ->
            case Pred(X) of
                true -> T;
                false -> none
            end;
        Rest -> [X | Rest]
    end.

%% The names of Okasaki, and the misspelled one.
cons(X, Q) -> in_r(X, Q).
head({[], []} = Q) -> error(empty, [Q]);
head({R, F} = Q) when is_list(R), is_list(F) -> get(Q);
head(Q) -> error(badarg, [Q]).
tail(Q) -> drop(Q).
snoc(Q, X) -> in(X, Q).
daeh(Q) -> get_r(Q).
last(Q) -> get_r(Q).
init(Q) -> drop_r(Q).
liat(Q) -> drop_r(Q).
lait(Q) -> drop_r(Q).
