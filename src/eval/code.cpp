#include "eval/code.hpp"

#include <algorithm>

namespace kith::eval {

std::uint32_t function::line_of(std::size_t at) const noexcept {
  const auto after = std::upper_bound(places.begin(), places.end(), at,
                                      [](std::size_t i, const place& p) { return i < p.from; });
  return after == places.begin() ? 0 : std::prev(after)->line;
}

const function* unit::find(atom name, std::uint32_t arity) const noexcept {
  for (const exported_function& e : exports) {
    if (e.name == name && e.arity == arity) {
      return functions[e.function].get();
    }
  }
  return nullptr;
}

}  // namespace kith::eval
