// `[node() | nodes()]`, as functions mean it that are not told which nodes.
#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::detail {

[[nodiscard]] std::vector<atom> all_nodes();

}  // namespace kith::detail
