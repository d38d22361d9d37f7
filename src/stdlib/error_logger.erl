%% Logging as it was before logger, which now has these events. OTP: kernel, error_logger.
%% Differs: there are no event handlers, since there is no gen_event: add_report_handler and logfile
%% exit with undef.
-module(error_logger).

-export([error_msg/1, error_msg/2, format/2, error_report/1, error_report/2]).
-export([warning_msg/1, warning_msg/2, warning_report/1, warning_report/2]).
-export([info_msg/1, info_msg/2, info_report/1, info_report/2, error_info/1]).
-export([add_report_handler/1, add_report_handler/2, delete_report_handler/1,
         which_report_handlers/0, logfile/1, tty/1]).
-export([limit_term/1, get_format_depth/0]).

%%% Messages and reports.

error_msg(Format) -> error_msg(Format, []).
error_msg(Format, Args) -> message(error, error_msg, error, Format, Args).

format(Format, Args) -> error_msg(Format, Args).

warning_msg(Format) -> warning_msg(Format, []).
warning_msg(Format, Args) -> message(warning, warning_msg, warning_msg, Format, Args).

info_msg(Format) -> info_msg(Format, []).
info_msg(Format, Args) -> message(notice, info_msg, info_msg, Format, Args).

message(Level, Label, Tag, Format, Args) ->
    logger:log(Level, #{label => {?MODULE, Label}, format => Format, args => Args},
               meta(#{tag => Tag})).

error_report(Report) -> error_report(std_error, Report).
error_report(Type, Report) -> report(error, error_report, Type, std_error, Report).

warning_report(Report) -> warning_report(std_warning, Report).
warning_report(Type, Report) -> report(warning, warning_report, Type, std_warning, Report).

info_report(Report) -> info_report(std_info, Report).
info_report(Type, Report) -> report(notice, info_report, Type, std_info, Report).

%% A type of the caller's own is the domain of the event.
report(Level, Tag, Usual, Usual, Report) ->
    report(Level, Tag, meta(#{tag => Tag, type => Usual}), Report);
report(Level, Tag, undefined, _, Report) ->
    report(Level, Tag, meta(#{tag => Tag}), Report);
report(Level, Tag, Type, _, Report) ->
    report(Level, Tag, (meta(#{tag => Tag, type => Type}))#{domain => [Type]}, Report).

report(Level, Tag, Meta, Report) ->
    logger:log(Level, #{label => {?MODULE, Tag}, report => Report}, Meta).

meta(Own) -> #{?MODULE => Own, report_cb => fun text/1}.

error_info(Error) ->
    {Format, Args} = case is_list(Error) andalso is_text(lists:flatten(Error)) of
                         true -> {Error, []};
                         false -> {"~p", [Error]}
                     end,
    logger:log(notice, Format, Args,
               #{?MODULE => #{tag => info, type => Error}, domain => [Error]}).

is_text(Characters) -> Characters =/= [] andalso io_lib:printable_list(Characters).

%% Returns {Format, Args}.
text(#{label := {?MODULE, _}, report := Report}) when is_map(Report) -> {"~tp\n", [Report]};
text(#{label := {?MODULE, _}, format := Format, args := Args}) ->
    try io_lib:scan_format(Format, Args) of
        _ -> {Format, Args}
    catch
        _:_ -> {"ERROR: ~tp - ~tp", [Format, Args]}
    end;
text(Report) -> logger:format_otp_report(Report).

%%% Handlers.

add_report_handler(Module) -> add_report_handler(Module, []).

add_report_handler(Module, Args) when is_atom(Module) ->
    gen_event:add_handler(?MODULE, Module, Args).

%% Nobody can have added one.
delete_report_handler(Module) when is_atom(Module) -> ok.

which_report_handlers() -> [].

logfile({open, File}) -> add_report_handler(error_logger_file_h, File);
logfile(close) -> {error, module_not_found};
logfile(filename) -> {error, no_log_file}.

%% Whether errors are shown at the terminal.
tty(true) ->
    case logger:get_handler_config(default) of
        {ok, #{module := logger_std_h, config := #{type := standard_io}}} ->
            logger:remove_handler_filter(default, error_logger_tty_false);
        _ ->
            Filters = [{remote_gl, {fun logger_filters:remote_gl/2, stop}},
                       {domain, {fun logger_filters:domain/2, {log, super, [otp]}}},
                       {no_domain, {fun logger_filters:domain/2, {log, undefined, []}}}],
            Formatter = {logger_formatter, #{legacy_header => true, single_line => false}},
            logger:add_handler(error_logger_tty_true, logger_std_h,
                               #{filter_default => stop, filters => Filters,
                                 formatter => Formatter, config => #{type => standard_io}})
    end,
    ok;
tty(false) ->
    logger:remove_handler(error_logger_tty_true),
    case logger:get_handler_config(default) of
        {ok, #{module := logger_std_h, config := #{type := standard_io}}} ->
            logger:add_handler_filter(default, error_logger_tty_false,
                                      {fun(_, _) -> stop end, ok});
        _ -> ok
    end,
    ok.

%%% How much of a term is shown: the parameter error_logger_format_depth of kernel.

limit_term(Term) ->
    case get_format_depth() of
        unlimited -> Term;
        Depth -> io_lib:limit_term(Term, Depth)
    end.

get_format_depth() ->
    case application:get_env(kernel, error_logger_format_depth) of
        {ok, Depth} when is_integer(Depth) -> max(10, Depth);
        {ok, unlimited} -> unlimited;
        undefined -> unlimited
    end.
