// What the services of a cluster cost as it grows.
#pragma once

#include <cstdint>
#include <string>

namespace growth {

/// n nodes of this program, over sockets or in the simulator, whose clock it then is that counts.
/// Prints n and the seconds that `what` takes:
///   mesh     until all see each other, once all but one are told to connect to that one
///   names    a global name registered and unregistered, of the median
///   groups   a process joins a group and leaves it, until all nodes have heard of it, of the
///   median
/// 2: there is no such `what`.
int be_a_cluster(const std::string& what, std::int64_t n, bool is_simulated);

}  // namespace growth
