#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kith/term.hpp"

namespace kith::detail {

/// What the program was started with, as module `init` tells of it: `-flag value …`, in their
/// order, a flag as often as it was given, and what is no flag and no value of one.
struct start_arguments {
  std::vector<std::pair<atom, std::vector<std::string>>> flags;
  std::vector<std::string> plain;
};

}  // namespace kith::detail
