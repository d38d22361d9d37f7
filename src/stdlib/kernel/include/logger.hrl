%% Macros that log with the place in the text where they stand, and only look at their arguments when
%% such events are wanted there. OTP: kernel, logger, "Macros".
-ifndef(LOGGER_HRL).
-define(LOGGER_HRL, true).

-define(LOCATION, #{mfa => {?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY}, line => ?LINE, file => ?FILE}).

-define(LOG_WITH(Level, Arguments),
        case logger:allow(Level, ?MODULE) of
            true -> erlang:apply(logger, macro_log, [?LOCATION, Level | Arguments]);
            false -> ok
        end).

-define(LOG(Level, A), ?LOG_WITH(Level, [A])).
-define(LOG(Level, A, B), ?LOG_WITH(Level, [A, B])).
-define(LOG(Level, A, B, C), ?LOG_WITH(Level, [A, B, C])).

-define(LOG_EMERGENCY(A), ?LOG_WITH(emergency, [A])).
-define(LOG_EMERGENCY(A, B), ?LOG_WITH(emergency, [A, B])).
-define(LOG_EMERGENCY(A, B, C), ?LOG_WITH(emergency, [A, B, C])).

-define(LOG_ALERT(A), ?LOG_WITH(alert, [A])).
-define(LOG_ALERT(A, B), ?LOG_WITH(alert, [A, B])).
-define(LOG_ALERT(A, B, C), ?LOG_WITH(alert, [A, B, C])).

-define(LOG_CRITICAL(A), ?LOG_WITH(critical, [A])).
-define(LOG_CRITICAL(A, B), ?LOG_WITH(critical, [A, B])).
-define(LOG_CRITICAL(A, B, C), ?LOG_WITH(critical, [A, B, C])).

-define(LOG_ERROR(A), ?LOG_WITH(error, [A])).
-define(LOG_ERROR(A, B), ?LOG_WITH(error, [A, B])).
-define(LOG_ERROR(A, B, C), ?LOG_WITH(error, [A, B, C])).

-define(LOG_WARNING(A), ?LOG_WITH(warning, [A])).
-define(LOG_WARNING(A, B), ?LOG_WITH(warning, [A, B])).
-define(LOG_WARNING(A, B, C), ?LOG_WITH(warning, [A, B, C])).

-define(LOG_NOTICE(A), ?LOG_WITH(notice, [A])).
-define(LOG_NOTICE(A, B), ?LOG_WITH(notice, [A, B])).
-define(LOG_NOTICE(A, B, C), ?LOG_WITH(notice, [A, B, C])).

-define(LOG_INFO(A), ?LOG_WITH(info, [A])).
-define(LOG_INFO(A, B), ?LOG_WITH(info, [A, B])).
-define(LOG_INFO(A, B, C), ?LOG_WITH(info, [A, B, C])).

-define(LOG_DEBUG(A), ?LOG_WITH(debug, [A])).
-define(LOG_DEBUG(A, B), ?LOG_WITH(debug, [A, B])).
-define(LOG_DEBUG(A, B, C), ?LOG_WITH(debug, [A, B, C])).

-endif.
