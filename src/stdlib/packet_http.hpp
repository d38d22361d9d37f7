// Lines of HTTP, read as erlang:decode_packet/3 gives them. OTP: erlang, decode_packet/3.
#pragma once

#include <string_view>

#include "kith/term.hpp"

namespace kith::detail {

enum class http_text : std::uint8_t { list, binary };

/// The first line of a message, with its end: `{http_request, Method, Uri, Version}`,
/// `{http_response, Version, Status, Phrase}`, `{http_error, Line}`.
[[nodiscard]] term http_first_line(std::string_view line, http_text as);

/// A line behind it: `{http_header, Number, Field, FieldAsSent, Value}`, `http_eoh`,
/// `{http_error, Line}`.
[[nodiscard]] term http_header_line(std::string_view line, http_text as);

}  // namespace kith::detail
