%% Filters that come with logger: each returns the event, `stop`, or `ignore` where it has no opinion.
%% OTP: kernel, logger_filters.
-module(logger_filters).

-export([domain/2, level/2, progress/2, remote_gl/2]).

-define(IS_ACTION(A), (A =:= log orelse A =:= stop)).
-define(IS_COMPARISON(C), (C =:= super orelse C =:= sub orelse C =:= equal orelse C =:= not_equal
                           orelse C =:= undefined)).
-define(IS_OPERATOR(O), (O =:= neq orelse O =:= eq orelse O =:= lt orelse O =:= gt orelse O =:= lteq
                         orelse O =:= gteq)).
-define(IS_LEVEL(L), (L =:= emergency orelse L =:= alert orelse L =:= critical orelse L =:= error
                      orelse L =:= warning orelse L =:= notice orelse L =:= info orelse L =:= debug)).

%% By the domain of the event: it is a prefix (super) of the one given, or has it for a prefix (sub).
domain(#{meta := Meta} = Event, {Action, Comparison, Domain})
  when ?IS_ACTION(Action), ?IS_COMPARISON(Comparison), is_list(Domain) ->
    decide(has_domain(Comparison, Meta, Domain), Action, Event);
domain(Event, Extra) ->
    erlang:error(badarg, [Event, Extra]).

has_domain(super, #{domain := Own}, Domain) -> is_prefix(Own, Domain);
has_domain(sub, #{domain := Own}, Domain) -> is_prefix(Domain, Own);
has_domain(equal, #{domain := Own}, Domain) -> Own =:= Domain;
has_domain(not_equal, #{domain := Own}, Domain) -> Own =/= Domain;
has_domain(Comparison, Meta, _) ->
    not is_map_key(domain, Meta) andalso (Comparison =:= undefined orelse Comparison =:= not_equal).

is_prefix(A, B) -> is_list(A) andalso is_list(B) andalso lists:prefix(A, B).

%% By the level of the event: `gt` is graver.
level(#{level := Own} = Event, {Action, Operator, Level})
  when ?IS_ACTION(Action), ?IS_OPERATOR(Operator), ?IS_LEVEL(Level) ->
    decide(holds(Operator, logger:compare_levels(Own, Level)), Action, Event);
level(Event, Extra) ->
    erlang:error(badarg, [Event, Extra]).

holds(eq, Order) -> Order =:= eq;
holds(neq, Order) -> Order =/= eq;
holds(lt, Order) -> Order =:= lt;
holds(gt, Order) -> Order =:= gt;
holds(lteq, Order) -> Order =/= gt;
holds(gteq, Order) -> Order =/= lt.

%% Reports of supervisors and applications that something has started.
progress(Event, Action) when ?IS_ACTION(Action) ->
    decide(is_progress(Event), Action, Event);
progress(Event, Action) ->
    erlang:error(badarg, [Event, Action]).

is_progress(#{msg := {report, #{label := {_, progress}}}}) -> true;
is_progress(_) -> false.

%% Events of processes whose group leader is on another node, which logs them, too.
remote_gl(Event, Action) when ?IS_ACTION(Action) ->
    decide(has_remote_leader(Event), Action, Event);
remote_gl(Event, Action) ->
    erlang:error(badarg, [Event, Action]).

has_remote_leader(#{meta := #{gl := Leader}}) -> is_pid(Leader) andalso node(Leader) =/= node();
has_remote_leader(_) -> false.

decide(false, _, _) -> ignore;
decide(true, log, Event) -> Event;
decide(true, stop, _) -> stop.
