// What messages of the parser call a token.
#pragma once

#include "lang/lexeme.hpp"

namespace kith::lang {

/// A string, as erl_parse writes the token that it did not expect; "" at the end of the tokens.
[[nodiscard]] term described(const lexeme& word);

}  // namespace kith::lang
