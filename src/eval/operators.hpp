// Erlang's operators as functions of terms.
#pragma once

#include "eval/code.hpp"
#include "kith/term.hpp"

namespace kith::eval {

/// No term, and the reason of the error, when there is no value.
[[nodiscard]] term operate1(operation what, term_ref a, term& reason);
[[nodiscard]] term operate2(operation what, term_ref a, term_ref b, term& reason);

/// As stack traces name it: `'+'`.
[[nodiscard]] atom name_of(operation what);

}  // namespace kith::eval
