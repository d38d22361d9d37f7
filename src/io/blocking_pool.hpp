#pragma once

#include <deque>

#include "base/mutex.hpp"
#include "base/unique_function.hpp"

namespace kith::io {

/// Threads for work that blocks, as OTP's dirty schedulers. None at first; one more whenever a job
/// comes and none is idle, up to `threads_max`; beyond that jobs wait in line. A thread that had
/// nothing to do for `idle_limit` ends. The pool lives as long as the program and never waits for
/// its jobs. Who asks bounds how many it has outstanding.
class blocking_pool {
 public:
  static constexpr unsigned threads_max = 64;
  static constexpr duration idle_limit = duration::seconds(10);

  void run(unique_function<void()> job) KITH_EXCLUDES(mutex_);

 private:
  void serve() KITH_EXCLUDES(mutex_);
  bool next(unique_function<void()>& job) KITH_EXCLUDES(mutex_);

  mutex mutex_;
  condition came_;
  std::deque<unique_function<void()>> jobs_ KITH_GUARDED_BY(mutex_);
  unsigned threads_ KITH_GUARDED_BY(mutex_) = 0;
  unsigned idle_ KITH_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::io
