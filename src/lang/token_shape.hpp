// Whether the tokens of a directive are of the shape that it asks for. A shape is spelled with a
// character for each token: '(' ')' ',' '.' (the full stop), n (an atom or a variable), a (an
// atom), s (a string), i (an integer).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "lang/lexeme.hpp"

namespace kith::lang {

[[nodiscard]] bool has_shape(std::span<const lexeme> tokens, std::string_view shape) noexcept;

/// The token at which it goes wrong: the first that does not fit, or what comes before it if it is
/// the last one that is missing; `before` stands before all.
[[nodiscard]] const lexeme& misfit(std::span<const lexeme> tokens, std::string_view shape,
                                   const lexeme& before) noexcept;

/// Adjacent strings as one.
[[nodiscard]] std::vector<lexeme> join_strings(std::span<const lexeme> tokens);

}  // namespace kith::lang
