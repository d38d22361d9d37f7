// The nodes of this program: a local pid holds a 12-bit index into this table instead of a name
// and a creation.
#pragma once

#include <cstdint>

#include "kith/atom.hpp"

namespace kith {

struct local_node {
  atom name;
  std::uint32_t creation = 0;
};

inline constexpr std::uint32_t local_nodes_max = 4096;
inline constexpr std::size_t kept_identities_max = 64;

/// Takes a free index for a node of that identity; the least recently freed one first, so that a
/// pid of a node that has ended keeps its name as long as possible. Asserts that one is free.
std::uint32_t add_local_node(local_node identity);
/// A node that got its name or a new creation after it started.
void rename_local_node(std::uint32_t index, local_node identity);
/// What was made under the present identity stays the node's own under those to come: for nodes
/// that change their names while they run. The last `kept_identities_max` are kept.
void keep_local_node(std::uint32_t index);
/// Whether the node has that identity, or has kept it.
[[nodiscard]] bool is_local_node(std::uint32_t index, local_node identity) noexcept;
void remove_local_node(std::uint32_t index);
[[nodiscard]] local_node local_node_at(std::uint32_t index) noexcept;

}  // namespace kith
