#include "runtime/scheduler.hpp"

#include <algorithm>

#include "runtime/node_core.hpp"

namespace kith::detail {

namespace {

thread_local scheduler* here = nullptr;

constexpr unsigned slices_per_step = 64;
constexpr unsigned slices_per_clock = 16;
constexpr duration step_time = duration::milliseconds(1);
/// So often a warm process may run before those that wait in the ring.
constexpr unsigned warm_streak_max = 16;
/// Every so many turns the global queue comes first.
constexpr unsigned global_turn = 61;
/// Steps take about a millisecond. After that long in one another scheduler cares for the sockets.
constexpr duration stuck_time = duration::milliseconds(250);
/// How often a scheduler looks whether another is stuck, and how often it then polls for it.
constexpr duration look_interval = duration::milliseconds(250);
constexpr duration stand_in_interval = duration::milliseconds(5);

}  // namespace

[[gnu::noinline]] scheduler* current_scheduler() noexcept {
  return here;
}

on_scheduler::on_scheduler(scheduler& s) noexcept : outer_(here) {
  if (here == nullptr || &here->home() != &s.home()) {
    here = &s;
    // Awake: who looks for an idle scheduler to hand work to shall find another.
    s.home().mark_busy(s.index());
  }
}

on_scheduler::~on_scheduler() {
  here = outer_;
}

scheduler::scheduler(runtime& home, std::size_t index)
    : home_(home), index_(index), numbers_(numbers_from(index)), loop_timers_(home.world().now()),
      timers_(home, numbers_, home.world().now()) {}

scheduler::~scheduler() = default;

void scheduler::post(unique_function<void()> job) {
  {
    const scoped_lock guard(posted_mutex_);
    posted_.push_back(std::move(job));
    posted_any_.store(true, std::memory_order_seq_cst);
  }
  wake_loop();
}

void scheduler::wake_loop() noexcept {
  if (io::loop* l = loop_.load(std::memory_order_acquire)) {
    l->wake();
  }
}

void scheduler::enqueue(process_block& p) noexcept {
  process_block* before = std::exchange(warm_, &p);
  if (before != nullptr) {
    enqueue_last(*before);
  }
}

void scheduler::enqueue_last(process_block& p) noexcept {
  while (!ring_.push(&p)) {
    std::array<process_block*, run_ring::capacity / 2> half{};
    if (ring_.take_half(half)) {
      home_.enqueue_global(half);
    }
  }
  home_.wake_one();
}

void scheduler::arm(loop_timer& t, duration in) noexcept {
  loop_timers_.cancel(t);
  loop_timers_.arm(t, home_.world().now() + in);
}

void scheduler::started(io::loop& mine) {
  loop_.store(&mine, std::memory_order_release);
}

void scheduler::stopped() {
  scheduler* const outer = std::exchange(here, this);
  run_posted();
  {
    const scoped_lock guard(posted_mutex_);
    before_poll_.clear();
  }
  loop_.store(nullptr, std::memory_order_release);
  stopped_.store(true, std::memory_order_release);
  here = outer;
}

bool scheduler::run_posted() {
  if (!posted_any_.load(std::memory_order_seq_cst)) {
    return false;
  }
  std::vector<unique_function<void()>> jobs;
  {
    const scoped_lock guard(posted_mutex_);
    jobs.swap(posted_);
    posted_any_.store(false, std::memory_order_seq_cst);
  }
  for (auto& job : jobs) {
    job();
  }
  return !jobs.empty();
}

bool scheduler::fire_timers() {
  const io::instant now = home_.world().now();
  const bool any = timers_.fire(now);
  return fire_loop_timers(now) || any;
}

bool scheduler::fire_loop_timers(io::instant now) {
  bool any = false;
  while (timer* due = loop_timers_.pop_due(now)) {
    static_cast<loop_timer*>(due)->fire();
    any = true;
  }
  return any;
}

void scheduler::before_poll(unique_function<void()> job) {
  const scoped_lock guard(posted_mutex_);
  before_poll_.push_back(std::move(job));
  flush_any_.store(true, std::memory_order_relaxed);  // who stands in may see it a turn later
}

void scheduler::flush() {
  while (flush_any_.load(std::memory_order_relaxed)) {
    std::vector<unique_function<void()>> jobs;
    {
      const scoped_lock guard(posted_mutex_);
      jobs.swap(before_poll_);
      flush_any_.store(false, std::memory_order_relaxed);
    }
    for (auto& job : jobs) {
      job();
    }
  }
}

// ---- who is stuck -----------------------------------------------------------------------------

void scheduler::leave_loop(io::instant began) noexcept {
  away_since_.store(began.ns, std::memory_order_relaxed);
  // release: pairs with the acquire of who stands in.
  driver_.store(driver::nobody, std::memory_order_release);
}

void scheduler::return_to_loop() noexcept {
  away_since_.store(never_away, std::memory_order_relaxed);
  // acquire: pairs with the release of who stood in.
  for (auto was = driver::nobody; !driver_.compare_exchange_strong(
           was, driver::self, std::memory_order_acquire, std::memory_order_relaxed);
       was = driver::nobody) {
    driver_.wait(driver::other, std::memory_order_relaxed);
  }
}

/// The world lets each scheduler step several times a second, also without need.
void scheduler::look_after_others(io::instant now) {
  stands_in_ = false;
  for (std::size_t i = 0; i < home_.scheduler_count(); ++i) {
    stands_in_ = home_.scheduler_at(i).stand_in(now) || stands_in_;
  }
  next_look_ = now + (stands_in_ ? stand_in_interval : look_interval);
}

/// For the thread of another scheduler: does what is of the loop, if this one has long been away
/// from it. The processes that are woken by it run there.
bool scheduler::stand_in(io::instant now) {
  const std::int64_t since = away_since_.load(std::memory_order_relaxed);
  auto was = driver::nobody;
  if (now.ns - stuck_time.ns() < since ||
      !driver_.compare_exchange_strong(was, driver::other, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
    return false;
  }
  run_posted();
  fire_loop_timers(now);
  flush();
  loop().poll();
  run_posted();
  driver_.store(driver::nobody, std::memory_order_release);
  driver_.notify_one();
  return true;
}

bool scheduler::step() {
  // In the simulated world the schedulers of many runtimes share a thread.
  scheduler* const outer = std::exchange(here, this);
  const io::instant began = home_.world().now();
  home_.mark_busy(index_);
  run_posted();
  fire_timers();
  if (next_look_ <= began) {
    look_after_others(began);
  }
  leave_loop(began);
  bool more = true;
  for (unsigned slice = 1; slice <= slices_per_step; ++slice) {
    process_block* p = next();
    if (p == nullptr) {
      // Announce the sleep, then look once more: who publishes work after this sees the bit.
      home_.mark_idle(index_);
      p = next();
      if (p == nullptr && !posted_any_.load(std::memory_order_seq_cst)) {
        more = false;
        break;
      }
      home_.mark_busy(index_);
      if (p == nullptr) {
        break;
      }
    }
    run(*p);
    if (slice % slices_per_clock == 0 && home_.world().now() - began > step_time) {
      break;
    }
  }
  return_to_loop();
  flush();
  // What the flush has woken (senders that waited for room) lies in our own queue, for which nobody
  // wakes the loop.
  more = more || warm_ != nullptr || !ring_.empty();
  here = outer;
  return more;
}

io::instant scheduler::deadline() const {
  const io::instant a = timers_.next();
  const io::instant b = loop_timers_.next();
  const io::instant c = stands_in_ ? next_look_ : io::instant::never();
  return std::min({a, b, c});
}

process_block* scheduler::next() {
  ++turns_;
  if (turns_ % global_turn == 0) {
    process_block* oldest = nullptr;
    if (home_.take_global({&oldest, 1}) != 0) {
      return oldest;
    }
  }
  if (warm_ != nullptr) {
    process_block* p = std::exchange(warm_, nullptr);
    if (++warm_streak_ <= warm_streak_max || ring_.empty()) {
      return p;
    }
    enqueue_last(*p);
  }
  warm_streak_ = 0;
  if (process_block* p = ring_.pop()) {
    return p;
  }
  if (process_block* p = take_share()) {
    return p;
  }
  return steal();
}

/// From the global queue into the empty ring.
process_block* scheduler::take_share() {
  std::array<process_block*, run_ring::capacity / 2> some{};
  const std::uint32_t n = home_.take_global(some);
  for (std::uint32_t i = 1; i < n; ++i) {
    const bool fits = ring_.push(some[i]);
    KITH_ASSERT(fits);
  }
  return some[0];
}

process_block* scheduler::steal() {
  const std::size_t n = home_.scheduler_count();
  for (std::size_t i = 1; i < n; ++i) {
    scheduler& victim = home_.scheduler_at((index_ + i) % n);
    if (process_block* p = victim.ring_.steal_into(ring_)) {
      return p;
    }
  }
  return nullptr;
}

void scheduler::resume(process_block& p) {
  do {
    p.leaf.resume();
  } while (p.waiting == nullptr && !p.returned);
}

/// Publishes that the coroutine is suspended: from here on another may run it. False when something
/// has come meanwhile, and the process is still ours. Pairs with the push and then the claim of who
/// has a signal for it: if that found it active, the signal is in the inbox that is read here.
bool scheduler::rest(process_block& p) noexcept {
  p.state.store(run_state::idle, std::memory_order_seq_cst);
  return process_block::unpack(p.inbox.load(std::memory_order_seq_cst)) == nullptr || !p.claim();
}

void scheduler::run(process_block& p) {
  running_ = &p;
  recent_uses_ = 0;
  const std::int32_t spent = process_block::slice_reductions - p.budget;
  p.reductions += static_cast<std::uint64_t>(spent);
  count_reductions(spent);
  slices_.store(slices() + 1, std::memory_order_relaxed);
  p.budget = process_block::slice_reductions;
  for (;;) {
    absorb(p);
    if (p.ending) {
      end_process(p);
      break;
    }
    if (p.waiting != nullptr) {
      if (!may_go_on(p) || !p.waiting->ready(p)) {
        if (rest(p)) {
          break;
        }
        continue;
      }
      p.waiting = nullptr;
    }
    if (p.node->watching.is_on()) [[unlikely]] {
      const io::instant began = home_.world().now();
      resume(p);
      p.node->watching.has_run(p, home_.world().now() - began);
    } else {
      resume(p);
    }
    if (p.returned) {
      p.ending = true;
      end_process(p);
      break;
    }
    if (p.budget <= 0) {
      enqueue_last(p);
      break;
    }
    // A receive that has just looked need not look again.
    if (std::exchange(p.has_looked, false) && rest(p)) {
      break;
    }
  }
  running_ = nullptr;
}

}  // namespace kith::detail
