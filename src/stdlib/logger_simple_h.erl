%% The handler of a node whose default one was turned off, until another is added: text goes straight
%% to standard error. OTP: kernel, logger, "silent" and "undefined" of its configuration.
%% Differs: what it has shown is not shown again by the handler that comes after it.
-module(logger_simple_h).

-export([log/2]).

log(#{meta := #{error_logger := #{tag := info_report, type := Type}}}, _) when Type =/= std_info ->
    ok;
log(Event, _) ->
    Text = logger_formatter:format(Event, #{legacy_header => true, single_line => false,
                                            depth => unlimited, time_offset => ""}),
    kith_tty:write_error(unicode:characters_to_binary(Text)),
    ok.
