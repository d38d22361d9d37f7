// One scheduler: a worker of the world that runs processes, fires timers and owns sockets.
#pragma once

#include <vector>

#include "base/unique_function.hpp"
#include "runtime/process_timers.hpp"
#include "runtime/run_queue.hpp"
#include "runtime/runtime.hpp"

namespace kith::detail {

/// A timer of something that lives on one scheduler's loop (a connection): armed, cancelled and
/// fired on that scheduler's thread only.
class loop_timer : public timer {
 public:
  explicit loop_timer(unique_function<void()> fire) : fire_(std::move(fire)) {}
  ~loop_timer() { KITH_ASSERT(!armed()); }
  void fire() { fire_(); }

 private:
  unique_function<void()> fire_;
};

class scheduler final : public io::worker {
 public:
  scheduler(runtime& home, std::size_t index);
  ~scheduler();

  [[nodiscard]] runtime& home() const noexcept { return home_; }
  [[nodiscard]] std::size_t index() const noexcept { return index_; }

  // ---- any thread ----------------------------------------------------------------------------
  /// What its processes have spent in slices that are over, and how many slices there were.
  [[nodiscard]] std::uint64_t reductions() const noexcept {
    return reductions_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t slices() const noexcept {
    return slices_.load(std::memory_order_relaxed);
  }
  /// Processes that wait for it, but for one that it may have at hand.
  [[nodiscard]] std::uint32_t queue_length() const noexcept { return ring_.size(); }
  /// Runs `job` on this scheduler's thread, between two slices, in the order of posting.
  void post(unique_function<void()> job);
  void wake_loop() noexcept;
  [[nodiscard]] process_timers& timers() noexcept { return timers_; }

  // ---- its own thread; what is of the loop, that of another which stands in for it ------------
  /// Puts an active process where it is run next.
  void enqueue(process_block& p) noexcept;
  /// Puts an active process behind the others.
  void enqueue_last(process_block& p) noexcept;
  void count_reductions(std::int32_t spent) noexcept {
    reductions_.store(reductions() + static_cast<std::uint32_t>(spent), std::memory_order_relaxed);
  }
  [[nodiscard]] process_block* running() const noexcept { return running_; }
  [[nodiscard]] io::loop& loop() noexcept { return *loop_; }
  /// The numbers that a scheduler makes begin there: its index plus 1 is in their highest byte.
  static constexpr std::uint64_t numbers_from(std::size_t index) noexcept {
    return (std::uint64_t{index} + 1) << 56u;
  }
  /// The index of the scheduler that made a number; none of ours for that of another thread.
  static constexpr std::size_t maker_of(std::uint64_t number) noexcept {
    return static_cast<std::size_t>(number >> 56u) - 1;
  }
  [[nodiscard]] std::uint64_t next_number() noexcept { return numbers_++; }
  /// The time, for what need not know it to the microsecond: read in each slice, and in a long one
  /// again for every 64th who asks.
  [[nodiscard]] io::instant recent() noexcept {
    if (recent_uses_ == 0) {
      recent_uses_ = 64;
      recent_ = home_.world().now();
    }
    --recent_uses_;
    return recent_;
  }
  void arm(loop_timer& t, duration in) noexcept;
  void cancel(loop_timer& t) noexcept { loop_timers_.cancel(t); }
  /// Called before the loop is polled, when something asked for it since: connections flush here.
  void before_poll(unique_function<void()> job);

  /// Its thread has ended.
  [[nodiscard]] bool has_stopped() const noexcept {
    return stopped_.load(std::memory_order_acquire);
  }

  void started(io::loop& mine) override;
  bool step() override;
  [[nodiscard]] io::instant deadline() const override;
  [[nodiscard]] bool finished() const override { return home_.stopping(); }
  void stopped() override;

 private:
  static constexpr std::int64_t never_away = INT64_MAX;

  void run(process_block& p);
  static bool rest(process_block& p) noexcept;
  void resume(process_block& p);
  process_block* next();
  process_block* take_share();
  process_block* steal();
  bool run_posted();
  bool fire_timers();
  bool fire_loop_timers(io::instant now);
  void flush();
  void leave_loop(io::instant began) noexcept;
  void return_to_loop() noexcept;
  void look_after_others(io::instant now);
  bool stand_in(io::instant now);

  /// Who drives the loop, and what is of it: its timers, jobs and sockets. The scheduler itself,
  /// but while it runs processes nobody, so that another may when one of them runs on and on.
  enum class driver : std::uint32_t { self, nobody, other };

  runtime& home_;
  const std::size_t index_;
  std::atomic<io::loop*> loop_{nullptr};
  process_block* running_ = nullptr;
  process_block* warm_ = nullptr;  ///< woken last, run next
  unsigned warm_streak_ = 0;
  unsigned turns_ = 0;
  std::uint64_t numbers_;
  io::instant recent_;
  unsigned recent_uses_ = 0;  ///< that are left
  run_ring ring_;
  std::atomic<driver> driver_{driver::self};
  std::atomic<std::int64_t> away_since_{never_away};  ///< from the loop
  io::instant next_look_;                             ///< at the other schedulers
  bool stands_in_ = false;                            ///< for some of them
  timer_wheel loop_timers_;
  process_timers timers_;
  std::atomic<std::uint64_t> reductions_{0};  ///< it alone writes these two
  std::atomic<std::uint64_t> slices_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<bool> flush_any_{false};
  std::atomic<bool> posted_any_{false};
  mutex posted_mutex_;
  std::vector<unique_function<void()>> posted_ KITH_GUARDED_BY(posted_mutex_);
  std::vector<unique_function<void()>> before_poll_ KITH_GUARDED_BY(posted_mutex_);
};

/// While it stands in a callback of a scheduler's loop, the processes that are woken wait in the
/// queue of the scheduler whose thread this is, as in its step: that one, or who stands in for it.
class on_scheduler {
 public:
  explicit on_scheduler(scheduler& s) noexcept;
  on_scheduler(const on_scheduler&) = delete;
  on_scheduler& operator=(const on_scheduler&) = delete;
  ~on_scheduler();

 private:
  scheduler* const outer_;
};

/// The scheduler whose thread this is, null on other threads. Out of line, see `this_strand`.
[[nodiscard]] scheduler* current_scheduler() noexcept;
/// The process that runs on this thread; throws badarg where there is none.
[[nodiscard]] process_block& current_process();

/// Ends the timer of the receive in progress, if it has one.
void cancel_timeout(process_block& p);
/// Whether a sender that was suspended for a busy connection may run again.
[[nodiscard]] bool may_go_on(process_block& p);
/// Applies what has come to `p`, which the calling scheduler runs; false when nothing has.
/// `apply.cpp`.
bool absorb(process_block& p);
/// Applies one signal to a process that is the caller's alone; takes the signal.
void apply(process_block& p, signal* s);
/// Ends `p`, whose reason is set: `ending.cpp`.
void end_process(process_block& p);
/// What the running process ends with once its body returns: `exit/1` without an exception.
void return_with(term reason);

}  // namespace kith::detail
