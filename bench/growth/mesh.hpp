// Nodes that come to know each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace growth {

/// One of n nodes, each a program: says UP; told `join NODE` it connects there and then waits, told
/// `wait` it only waits, until it sees all others; then it says FULL. Ends with its standard input.
int join_a_mesh(const std::string& name, std::int64_t n);

/// For each size that many nodes in this program; prints how many seconds they took.
int be_a_cluster(const std::vector<std::int64_t>& sizes);

}  // namespace growth
