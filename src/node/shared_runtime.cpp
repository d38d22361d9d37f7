#include "node/shared_runtime.hpp"

#include <map>

#include "base/mutex.hpp"

namespace kith {

namespace {

struct runtimes {
  mutex guard;
  // Looked up only, never walked: the order of addresses does not matter.
  std::map<const io::world*, std::weak_ptr<detail::runtime>> by_world KITH_GUARDED_BY(guard);
};

runtimes& all() {
  static auto* const the_runtimes = new runtimes;
  return *the_runtimes;
}

}  // namespace

std::shared_ptr<detail::runtime> shared_runtime(io::world& world, std::uint32_t process_limit,
                                                std::uint32_t schedulers) {
  runtimes& r = all();
  const scoped_lock guard(r.guard);
  auto& at = r.by_world[&world];
  if (auto running = at.lock()) {
    return running;
  }
  detail::runtime_options options;
  options.schedulers = schedulers;
  if (process_limit != 0) {
    options.process_limit = process_limit;
  }
  auto made = std::make_shared<detail::runtime>(world, options);
  at = made;
  return made;
}

}  // namespace kith
