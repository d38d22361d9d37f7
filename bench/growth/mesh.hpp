// Nodes that come to know each other.
#pragma once

#include <cstdint>
#include <string>

#include <kith/kith.hpp>

namespace growth {

/// One of n nodes, each a program: says UP; told `join NODE` it connects there and then waits, told
/// `wait` it only waits, until it sees all others; then it says FULL. Ends with its standard input.
int join_a_mesh(const std::string& name, std::int64_t n);

/// Connects to `first`, unless that is this node, and waits until it sees so many others.
[[nodiscard]] kith::task<void> join(kith::ctx self, kith::atom first, std::int64_t others);

}  // namespace growth
