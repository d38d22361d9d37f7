// The variables that a shell has bound: a map from name to value, or as older releases have it a
// list of pairs, sorted by name. OTP: stdlib, erl_eval, binding_struct().
#pragma once

#include <span>
#include <vector>

#include "kith/term.hpp"

namespace kith::eval {

/// No term if it is not bound.
[[nodiscard]] term binding_of(term_ref bindings, term_ref name);
[[nodiscard]] bool has_binding(term_ref bindings, term_ref name) noexcept;

/// The bindings with those added of which name and value lie side by side; what has no value is
/// removed.
[[nodiscard]] term with_bindings(term_ref bindings, std::span<const term> names_and_values);

[[nodiscard]] std::vector<atom> names_bound(term_ref bindings);

}  // namespace kith::eval
