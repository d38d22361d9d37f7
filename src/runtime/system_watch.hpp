// Who hears of what slows a node down, and of what. See kith/system_monitor.hpp.
#pragma once

#include <atomic>

#include "base/mutex.hpp"
#include "io/world.hpp"
#include "kith/system_monitor.hpp"

namespace kith::detail {

struct process_block;

class system_watch {
 public:
  /// Whether anybody hears anything: asked once a slice.
  [[nodiscard]] bool is_on() const noexcept { return on_.load(std::memory_order_relaxed); }
  /// Returns who heard before.
  pid set(pid who, const system_monitor_options& of);
  /// Of what somebody hears, and who (`who`, none: nobody).
  [[nodiscard]] system_monitor_options options(pid& who) const;

  /// The process, which the caller runs, has run so long.
  void has_run(process_block& p, duration time);
  /// It is suspended, ahead of a connection to that node.
  void is_ahead(const process_block& p, atom node);

 private:
  void tell(const process_block& p, pid who, term message);

  std::atomic<bool> on_{false};
  mutable mutex mutex_;
  pid who_ KITH_GUARDED_BY(mutex_);
  system_monitor_options of_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
