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

/// Ends a runtime, and the entry of its world, unless it has another by now.
void end(const io::world& world, detail::runtime* ended) {
  delete ended;
  runtimes& r = all();
  const scoped_lock guard(r.guard);
  const auto at = r.by_world.find(&world);
  if (at != r.by_world.end() && at->second.expired()) {
    r.by_world.erase(at);
  }
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
  // Not make_shared: the weak pointer would keep the memory.
  std::shared_ptr<detail::runtime> made(new detail::runtime(world, options),
                                        [&world](detail::runtime* ended) { end(world, ended); });
  at = made;
  return made;
}

}  // namespace kith
