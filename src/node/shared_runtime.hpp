// The one pool of schedulers that all nodes of a program share: one for each world.
#pragma once

#include <memory>

#include "runtime/runtime.hpp"

namespace kith {

/// The runtime of that world, made for the first node and gone with the last. One that is there
/// keeps its limits, one that is made gets these where they are not 0.
[[nodiscard]] std::shared_ptr<detail::runtime>
shared_runtime(io::world& world, std::uint32_t process_limit, std::uint32_t schedulers);

}  // namespace kith
