// The hashes of terms.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith {

/// A hash of our own, for maps and tables in this program: equal terms (`=:=`) hash equal. The same
/// in every run, so that a simulated run repeats; not the same in every version of Kith.
[[nodiscard]] std::uint64_t term_hash(term_ref t) noexcept;

}  // namespace kith
