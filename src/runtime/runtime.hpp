// A pool of schedulers and the processes they run; any number of nodes may live on it.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "base/mutex.hpp"
#include "io/world.hpp"
#include "runtime/process_table.hpp"

namespace kith::detail {

class scheduler;

/// A word has a bit for each that is idle.
inline constexpr unsigned schedulers_max = 64;

struct runtime_options {
  unsigned schedulers =
      0;  ///< 0: as many as the world has processors (`+S`); schedulers_max at most
  std::uint32_t process_limit = 1u << 20u;  ///< `+P`
};

class runtime {
 public:
  runtime(io::world& w, runtime_options options);
  runtime(const runtime&) = delete;
  runtime& operator=(const runtime&) = delete;
  /// All nodes have ended. Waits for the threads.
  ~runtime();

  [[nodiscard]] io::world& world() const noexcept { return world_; }
  [[nodiscard]] process_table& table() noexcept { return table_; }
  [[nodiscard]] std::size_t scheduler_count() const noexcept { return schedulers_.size(); }
  [[nodiscard]] scheduler& scheduler_at(std::size_t i) noexcept { return *schedulers_[i]; }

  /// Pushes a signal to a process of this program and wakes it. False when it does not live; the
  /// signal is the caller's again then.
  bool deliver(pid to, signal* s) noexcept;
  /// As deliver, and frees the signal if nobody takes it.
  bool deliver_or_free(pid to, signal* s) noexcept;
  /// The block of a local pid that lives; null otherwise. Only to look at atomics.
  [[nodiscard]] process_block* find(pid who) noexcept;

  /// Makes an idle process active and puts it in some run-queue.
  void wake(process_block& p) noexcept;
  /// How many of those there are.
  [[nodiscard]] std::size_t global_queue_length() const noexcept {
    return global_size_.load(std::memory_order_relaxed);
  }
  /// Puts active processes where any scheduler finds them.
  void enqueue_global(std::span<process_block* const> some);
  /// Moves a fair share of the oldest of the global queue, as many as fit; how many.
  std::uint32_t take_global(std::span<process_block*> some);
  [[nodiscard]] bool global_empty() const noexcept {
    return global_size_.load(std::memory_order_seq_cst) == 0;
  }

  void mark_idle(std::size_t scheduler) noexcept;
  void mark_busy(std::size_t scheduler) noexcept;
  /// Wakes one scheduler that sleeps, if any.
  void wake_one() noexcept;

  /// For a thread that is no worker: waits until `done` is not 0. On a simulated host that has
  /// crashed no worker runs any more; then the caller does their work, so that what lived there can
  /// be taken apart. False when `done` waits for what cannot come there, such as bytes.
  bool wait_for(const std::atomic<std::uint32_t>& done);

  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  /// A number no other call has returned, for references made outside the schedulers.
  std::uint64_t next_foreign_number() noexcept {
    return foreign_numbers_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  io::world& world_;
  process_table table_;
  std::vector<std::unique_ptr<scheduler>> schedulers_;
  std::vector<std::unique_ptr<io::thread_handle>> threads_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> idle_{0};  ///< a bit for each scheduler that is about to sleep
  std::atomic<std::size_t> global_size_{0};
  std::atomic<std::uint64_t> foreign_numbers_{1};
  mutex global_mutex_;
  std::deque<process_block*> global_ KITH_GUARDED_BY(global_mutex_);
};

}  // namespace kith::detail
