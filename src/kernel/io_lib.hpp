// io_lib:format/2: the texts of io:format. OTP: stdlib, io_lib_format.
//
//   ~ [Field] [. [Precision] [. Pad]] [t | l]* Control
//
// Field, Precision and Pad may be `*`, which takes an argument.
// Controls: ~ c f e g s w p W P b B x X + # n i. Differs: ~tc of an integer that is no character,
// and a Pad from an argument that is none, are badarg.
#pragma once

#include <optional>
#include <string>

#include "kith/result.hpp"
#include "kith/term.hpp"

namespace kith::detail {

/// The text in UTF-8. Unless `chars_limit` is negative, what ~s ~w ~p ~W ~P write is cut so that
/// the text has about so many characters. Fails with errc::bad_input where OTP's function exits
/// with `badarg`: a wrong control sequence, arguments that are too few, too many or of the wrong
/// type.
[[nodiscard]] result<std::string> io_lib_format(term_ref format, term_ref args,
                                                printable_range range = printable_range::latin1,
                                                std::int64_t chars_limit = -1);

/// Characters (a chardata term: nested lists of code points and of binaries) as UTF-8. In latin1 a
/// binary's bytes are characters; else it is UTF-8. Nothing for what is no chardata.
[[nodiscard]] std::optional<std::string> characters_to_utf8(term_ref chars, bool latin1);

}  // namespace kith::detail
