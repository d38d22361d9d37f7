#include "term/node_view.hpp"

#include "term/closure.hpp"

namespace kith::detail {

parts parts_of(const word* node) noexcept {
  const std::uint64_t size = size_of(*node);
  switch (kind_of(*node)) {
  case kind::tuple: return {node + 1, size};
  case kind::flat_map: return {node + 1, 2 * size};
  case kind::closure: return {node + 1 + closure_fixed_words, size};
  default: return {nullptr, 0};
  }
}

}  // namespace kith::detail
