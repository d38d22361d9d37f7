#pragma once

#include <memory>
#include <thread>

#include "io/real_loop.hpp"

namespace kith::io {

/// A thread that runs one worker on one loop. The loop stays until this handle goes, so that a wake
/// that comes late finds it.
class real_thread final : public thread_handle {
 public:
  /// Null when the system has no thread or descriptor left.
  static std::unique_ptr<real_thread> start(worker& runs, bool may_spin);

  explicit real_thread(std::unique_ptr<real_loop> loop) : loop_(std::move(loop)) {}
  ~real_thread() override { join(); }
  real_thread(const real_thread&) = delete;
  real_thread& operator=(const real_thread&) = delete;

  void join() override;

 private:
  std::unique_ptr<real_loop> loop_;
  std::thread thread_;
};

}  // namespace kith::io
