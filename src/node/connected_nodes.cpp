#include "node/connected_nodes.hpp"

#include <algorithm>

namespace kith {

bool connected_nodes::is_visible(atom node) const {
  const auto info = dist_.info(node);
  return info && info->is_up && !info->hidden;
}

std::uint64_t connected_nodes::connection_id(atom node) const {
  const auto info = dist_.info(node);
  return info && info->is_up ? info->id : 0;
}

std::vector<atom> connected_nodes::known() const {
  // Nodes that are merely named in pids are not counted: nothing keeps track of them.
  std::vector<atom> all = dist_.nodes(true, true);
  all.insert(std::upper_bound(all.begin(), all.end(), node_.name()), node_.name());
  return all;
}

}  // namespace kith
