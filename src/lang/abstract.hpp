// Terms, and the expressions that stand for them. OTP: stdlib, erl_parse.
#pragma once

#include <vector>

#include "kith/term.hpp"

namespace kith::lang {

/// What `Name/Arity` is in a constant: nothing, or {Name, Arity} as in attributes.
enum class slashes : std::uint8_t { are_wrong, name_and_arity };

/// The term that an expression in abstract form says, or no term when it is not a constant.
/// `erl_parse:normalise/1`. Differs: what lies deeper than `nesting_max` is no constant, neither is
/// a bitstring of more than `text_bits_max` bits.
[[nodiscard]] term normalise(term_ref abstract, slashes how = slashes::are_wrong);

/// Which integers make a list a string.
enum class string_encoding : std::uint8_t { none, latin1, unicode };

/// A constant expression that says the term, each part with the annotation `anno`; no term if the
/// term holds what no expression says (a pid, a fun with an environment).
/// `erl_parse:abstract/2` with {location, Anno} and {encoding, Encoding}.
[[nodiscard]] term abstract(term_ref t, term_ref anno,
                            string_encoding strings = string_encoding::unicode);

/// The tokens of a constant expression in abstract form, before those of `more`; no term if it is
/// none. `erl_parse:tokens/2`.
[[nodiscard]] term tokens_of(term_ref abstract, term_ref more);

}  // namespace kith::lang
