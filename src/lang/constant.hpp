// Tests that hold or not before anything runs: those of -if and -elif.
#pragma once

#include <functional>

#include "kith/term.hpp"

namespace kith::lang {

enum class verdict : std::uint8_t { yes, no, no_guard };

/// Whether a list of one expression, in abstract form, is `true`. What fails (an unknown function,
/// a wrong argument, an unbound variable) does not hold; what may not stand in a guard is no test.
/// `is_known`: what defined(Name) says.
/// OTP: stdlib, epp's -if. Differs: integers past 64 bits fail, and so do guard functions of
/// bitstrings, floats' bits, processes and nodes, which no known program asks there; a call of an
/// automatically imported function that is no guard test does not hold instead of being refused.
[[nodiscard]] verdict holds(term_ref expressions, const std::function<bool(atom)>& is_known);

}  // namespace kith::lang
