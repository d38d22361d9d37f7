%% The language's features that a source or a node may switch on. There is one, maybe_expr.
%% OTP: stdlib, erl_features. Differs: keyword_fun gives `fun erl_scan:f_reserved_word/1` where
%% maybe_expr is on, since erl_scan asks no fun of any other kind; there is no long/1.
-module(erl_features).

-export([all/0, configurable/0, enabled/0, keywords/0, keywords/1, info/1, short/1, used/1]).
-export([keyword_fun/2, keyword_fun/4, load_allowed/1, format_error/1]).

all() -> [maybe_expr].
configurable() -> [maybe_expr].

%% Those that flags of the command line have switched on.
enabled() ->
    Said = [{Flag, list_to_atom(Name)}
            || {Flag, Names} <- init:get_arguments(),
               Flag =:= 'enable-feature' orelse Flag =:= 'disable-feature', Name <- Names,
               lists:member(Name, ["all", "maybe_expr"])],
    lists:foldl(fun switched/2, [], Said).

switched({'enable-feature', all}, _) -> all();
switched({'enable-feature', F}, On) -> [F | On -- [F]];
switched({'disable-feature', all}, _) -> [];
switched({'disable-feature', F}, On) -> On -- [F].

keywords() -> lists:append([keywords(F) || F <- enabled()]).
keywords(Feature) -> maps:get(keywords, info(Feature)).

info(maybe_expr) ->
    #{short => "Value based error handling (EEP49)",
      description => "The expression maybe ... end, as EEP 49 proposes it: matches by ?= whose "
                     "failure ends it with the value that did not match.",
      experimental => 25,
      keywords => ['maybe', 'else'],
      status => experimental,
      type => extension};
info(Feature) -> error({?MODULE, invalid_feature}, [Feature]).

short(Feature) ->
    #{short := Short, status := Status} = Info = info(Feature),
    io_lib:format("~-40s ~p (~p)", [Short, Status, maps:get(Status, Info)]).

%% What code was compiled with is not kept.
used(Module) when is_atom(Module) -> [].
load_allowed(Binary) when is_binary(Binary) -> ok.

keyword_fun(Options, Words) ->
    Switches = [{How, F} || {feature, F, How} <- Options, How =:= enable orelse How =:= disable],
    keyword_fun_1(Switches, [], Words).

keyword_fun_1([], On, Words) -> {ok, {On, Words}};
keyword_fun_1([{How, Feature} | Rest], On, Words) ->
    case keyword_fun(How, Feature, On, Words) of
        {ok, {Now, NowWords}} -> keyword_fun_1(Rest, Now, NowWords);
        {error, _} = Error -> Error
    end.

keyword_fun(enable, maybe_expr, On, _) ->
    {ok, {[maybe_expr | On -- [maybe_expr]], fun erl_scan:f_reserved_word/1}};
keyword_fun(disable, maybe_expr, On, _) ->
    {ok, {On -- [maybe_expr], fun erl_scan:reserved_word/1}};
keyword_fun(_, Feature, _, _) -> {error, {?MODULE, {invalid_features, [Feature]}}}.

format_error({invalid_features, [F]}) ->
    io_lib:format("the feature '~w' does not exist.", [F]);
format_error({invalid_features, Fs}) ->
    io_lib:format("the features ~ts do not exist.", [listed(Fs)]);
format_error({not_configurable, [F]}) ->
    io_lib:format("the feature '~w' is not configurable.", [F]);
format_error({not_configurable, Fs}) ->
    io_lib:format("the features ~ts are not configurable.", [listed(Fs)]).

listed(Fs) ->
    Quoted = [io_lib:format("'~w'", [F]) || F <- Fs],
    [lists:join(", ", lists:droplast(Quoted)), " and ", lists:last(Quoted)].
