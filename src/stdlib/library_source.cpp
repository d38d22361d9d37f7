#include "stdlib/library_source.hpp"

#include <algorithm>

#include "stdlib/library.hpp"

namespace kith::eval {

task<std::optional<module_source::found>> library_source::find(ctx, atom module) {
  const auto all = detail::library_modules();
  const auto at = std::lower_bound(
      all.begin(), all.end(), module.name(),
      [](const detail::library_module& m, std::string_view name) { return m.name < name; });
  if (at == all.end() || at->name != module.name()) {
    co_return std::nullopt;
  }
  found text{std::string(at->source), std::string(at->name) + ".erl"};
  co_return text;
}

std::optional<std::string> library_source::header(const std::string& name) const {
  const auto all = detail::library_headers();
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const detail::library_module& h) { return h.name == name; });
  return at == all.end() ? std::nullopt : std::optional(std::string(at->source));
}

}  // namespace kith::eval
