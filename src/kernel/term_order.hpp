#pragma once

#include "kith/term.hpp"

namespace kith::detail {

/// Orders the keys of a std::map: as Erlang's maps and ETS sets, where 1 and 1.0 are two keys.
struct term_less {
  using is_transparent = void;
  bool operator()(term_ref a, term_ref b) const noexcept { return compare_exact(a, b) < 0; }
};

}  // namespace kith::detail
