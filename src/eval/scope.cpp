#include "eval/scope.hpp"

namespace kith::eval {

scope merge(const scope& before, const std::vector<scope>& ways) {
  scope after = before;
  for (const scope& way : ways) {
    for (const variable& v : way.all()) {
      if (v.shadowed) {
        continue;
      }
      auto is = variable::state::bound;
      for (const scope& other : ways) {
        const variable* there = other.find(v.name);
        if (there == nullptr || there->is == variable::state::maybe) {
          is = variable::state::maybe;
        }
      }
      after.bind(v.name, v.slot, is);
    }
  }
  return after;
}

}  // namespace kith::eval
