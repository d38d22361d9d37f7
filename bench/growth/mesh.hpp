// Nodes that come to know each other.
#pragma once

#include <cstdint>
#include <string>

namespace growth {

/// One of n nodes, each a program: says UP; told `join NODE` it connects there and then waits, told
/// `wait` it only waits, until it sees all others; then it says FULL. Ends with its standard input.
int join_a_mesh(const std::string& name, std::int64_t n);

/// n nodes in this program; prints n and how many seconds they took to see each other.
int be_a_cluster(std::int64_t n);

}  // namespace growth
