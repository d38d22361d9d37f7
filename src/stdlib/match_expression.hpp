// The expressions in guards and bodies of match specifications.
#pragma once

#include <string>

#include "stdlib/match_spec.hpp"

namespace kith::detail {

/// Where an expression is evaluated.
struct match_scope {
  term_ref object;  ///< `'$_'`
  const match_bindings& bound;
};

/// False, and a sentence in `why`, when it calls what there is not, or a variable that the head
/// does not bind.
[[nodiscard]] bool check_expression(term_ref expression, const match_bindings& bound,
                                    std::string& why);
/// Its value; no term when it fails.
[[nodiscard]] term evaluate_expression(term_ref expression, const match_scope& scope);

}  // namespace kith::detail
