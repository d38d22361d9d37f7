#include "otp/all_nodes.hpp"

#include "kith/nodes.hpp"

namespace kith::detail {

std::vector<atom> all_nodes() {
  std::vector<atom> all = {node_name()};
  const term others = nodes();
  for (term_ref at = others; at.is_cons(); at = at.tail()) {
    all.push_back(at.head().as_atom());
  }
  return all;
}

}  // namespace kith::detail
