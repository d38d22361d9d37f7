%% Sets as sorted lists; elements that compare equal (1 and 1.0) are one.
%% Source: STDLIB, ordsets(3).
-module(ordsets).

-export([add_element/2, del_element/2, filter/2, fold/3, from_list/1, intersection/1,
         intersection/2, is_disjoint/2, is_element/2, is_empty/1, is_set/1, is_subset/2, new/0,
         size/1, subtract/2, to_list/1, union/1, union/2]).

new() -> [].

is_set([H | T]) -> ascends(H, T);
is_set([]) -> true;
is_set(_) -> false.

ascends(X, [Y | T]) when X < Y -> ascends(Y, T);
ascends(_, [_ | _]) -> false;
ascends(_, []) -> true.

size(Set) -> length(Set).

is_empty(Set) -> Set =:= [].

to_list(Set) -> Set.

from_list(List) -> lists:usort(List).

is_element(E, [H | T]) when E > H -> is_element(E, T);
is_element(E, [H | _]) -> E == H;
is_element(_, []) -> false.

add_element(E, [H | T] = Set) ->
    if
        E > H -> [H | add_element(E, T)];
        E < H -> [E | Set];
        true -> Set
    end;
add_element(E, []) -> [E].

del_element(E, [H | T] = Set) ->
    if
        E > H -> [H | del_element(E, T)];
        E < H -> Set;
        true -> T
    end;
del_element(_, []) -> [].

%% The sets change places whenever the second one gives an element; of two that compare equal the
%% one of the set that is then the first stays. So it is in OTP.
union([X | A], [Y | _] = B) when X < Y -> [X | union(A, B)];
union([X | _] = A, [Y | B]) when X > Y -> [Y | union(B, A)];
union([X | A], [_ | B]) -> [X | union(A, B)];
union([], B) -> B;
union(A, []) -> A.

union(Sets) -> lists:umerge(Sets).

intersection([X | A], [Y | _] = B) when X < Y -> intersection(A, B);
intersection([X | _] = A, [Y | B]) when X > Y -> intersection(B, A);
intersection([X | A], [_ | B]) -> [X | intersection(A, B)];
intersection([], _) -> [];
intersection(_, []) -> [].

intersection([A, B | T]) -> intersection([intersection(A, B) | T]);
intersection([Set]) -> Set.

is_disjoint([X | A], [Y | _] = B) when X < Y -> is_disjoint(A, B);
is_disjoint([X | _] = A, [Y | B]) when X > Y -> is_disjoint(A, B);
is_disjoint([_ | _], [_ | _]) -> false;
is_disjoint([], _) -> true;
is_disjoint(_, []) -> true.

subtract([X | A], [Y | _] = B) when X < Y -> [X | subtract(A, B)];
subtract([X | _] = A, [Y | B]) when X > Y -> subtract(A, B);
subtract([_ | A], [_ | B]) -> subtract(A, B);
subtract([], _) -> [];
subtract(A, []) -> A.

is_subset([X | _], [Y | _]) when X < Y -> false;
is_subset([X | _] = A, [Y | B]) when X > Y -> is_subset(A, B);
is_subset([_ | A], [_ | B]) -> is_subset(A, B);
is_subset([], _) -> true;
is_subset(_, []) -> false.

fold(F, Acc, Set) -> lists:foldl(F, Acc, Set).

filter(F, Set) -> lists:filter(F, Set).
