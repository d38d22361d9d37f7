#include "stdlib/library_source.hpp"

#include <algorithm>

#include "stdlib/library.hpp"

namespace kith::eval {

task<bool> library_source::find(ctx, atom module, found& out) {
  const auto all = detail::library_modules();
  const auto at = std::lower_bound(
      all.begin(), all.end(), module.name(),
      [](const detail::library_module& m, std::string_view name) { return m.name < name; });
  if (at == all.end() || at->name != module.name()) {
    co_return false;
  }
  out.text = at->source;
  out.file = std::string(at->name) + ".erl";
  co_return true;
}

}  // namespace kith::eval
