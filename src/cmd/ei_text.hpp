// Terms as erl_call prints them.
#pragma once

#include <string>

#include "kith/term.hpp"

namespace kith::cmd {

/// The text that erl_interface's ei_print_term gives: `{ok, [1, 2]}`, floats with six decimals,
/// `#Bin<1,2>`, pids as `<node@host.7.0>`. Differs: in strings, characters past 127 are `\xe5`,
/// where OTP 25 writes `\xffffffe5`.
[[nodiscard]] std::string ei_text(term_ref t);

}  // namespace kith::cmd
