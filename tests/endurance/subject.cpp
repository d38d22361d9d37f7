#include "subject.hpp"

#include <chrono>
#include <thread>

#include "interop/ports.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"
#include "runtime/scheduler.hpp"

namespace kith::endurance {

namespace {

std::chrono::nanoseconds chrono(duration d) {
  return std::chrono::nanoseconds(d.ns());
}

log_sink& silence() {
  static silent_log the_log;
  return the_log;
}

}  // namespace

node_options alone() {
  node_options o;
  o.log = &silence();
  return o;
}

node_options named(const std::string& name) {
  static const std::uint16_t epmd = interop::free_port();
  node_options o = alone();
  o.name = name + "@127.0.0.1";
  o.cookie = "endurance";
  o.epmd_port = epmd;
  return o;
}

void expect(bool good, const std::string& what) {
  if (!good) {
    exit(term(bin(what)));
  }
}

void verdict::put(std::string reason) {
  const std::lock_guard guard(mutex_);
  reason_ = std::move(reason);
  there_ = true;
  changed_.notify_all();
}

std::string verdict::wait(duration limit) {
  std::unique_lock guard(mutex_);
  if (!changed_.wait_for(guard, chrono(limit), [&] { return there_; })) {
    return "has not come to its end in time";
  }
  return reason_;
}

std::uint32_t settled_processes(const node& n) {
  const detail::process_table& table = n.core().home().table();
  std::uint32_t count = table.count();
  for (int same = 0; same < 20; ++same) {
    pause(10_ms);
    if (table.count() != count) {
      count = table.count();
      same = 0;
    }
  }
  return count;
}

std::size_t armed_timers(const node& n) {
  detail::runtime& home = n.core().home();
  std::size_t armed = 0;
  for (std::size_t i = 0; i < home.scheduler_count(); ++i) {
    armed += home.scheduler_at(i).timers().size();
  }
  return armed;
}

void pause(duration time) {
  std::this_thread::sleep_for(chrono(time));
}

}  // namespace kith::endurance
