#include "io/blocking_pool.hpp"

#include "io/quiet_thread.hpp"

namespace kith::io {

void blocking_pool::run(unique_function<void()> job) {
  {
    scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
    if (jobs_.size() <= idle_ || threads_ == threads_max) {
      came_.notify_one();
      return;
    }
    ++threads_;
  }
  std::thread started = start_quiet_thread("kith-blocking", [this] { serve(); });
  if (started.joinable())
    return started.detach();
  scoped_lock lock(mutex_);
  --threads_;
  // Without a single thread the job would never run, and whoever waits for it would hang.
  KITH_ASSERT(threads_ > 0);
}

void blocking_pool::serve() {
  unique_function<void()> job;
  while (next(job)) {
    job();
    job = {};  // what it captured goes now, not when the next one comes
  }
}

/// Waits for a job; false when this thread should end.
bool blocking_pool::next(unique_function<void()>& job) {
  scoped_lock lock(mutex_);
  ++idle_;
  bool in_time = true;
  while (jobs_.empty() && in_time)
    in_time = came_.wait_for(mutex_, idle_limit);
  --idle_;
  if (jobs_.empty()) {
    --threads_;
    return false;
  }
  job = std::move(jobs_.front());
  jobs_.pop_front();
  return true;
}

}  // namespace kith::io
