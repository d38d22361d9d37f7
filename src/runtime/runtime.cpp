#include "runtime/runtime.hpp"

#include <algorithm>
#include <bit>

#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

std::size_t schedulers_of(const io::world& w, const runtime_options& o) {
  return std::clamp<std::size_t>(o.schedulers != 0 ? o.schedulers : w.processors(), 1,
                                 schedulers_max);
}

}  // namespace

runtime::runtime(io::world& w, runtime_options options)
    : world_(w), table_(options.process_limit, schedulers_of(w, options)) {
  for (std::size_t i = 0; i < schedulers_of(w, options); ++i) {
    schedulers_.push_back(std::make_unique<scheduler>(*this, i));
  }
  for (auto& s : schedulers_) {
    threads_.push_back(world_.start(*s));
  }
}

runtime::~runtime() {
  stopping_.store(true, std::memory_order_release);
  for (auto& s : schedulers_) {
    s->wake_loop();
  }
  for (auto& t : threads_) {
    t->join();
  }
}

bool runtime::wait_for(const std::atomic<std::uint32_t>& done) {
  const auto is_done = [&] { return done.load(std::memory_order_acquire) != 0; };
  if (!is_done() && !schedulers_[0]->has_stopped()) {
    world_.wait_for(done);  // ends early when the host crashes
  }
  bool busy = true;
  while (!is_done() && busy) {
    busy = false;
    for (auto& s : schedulers_) {
      busy = s->step() || busy;
    }
  }
  return is_done();
}

bool runtime::deliver(pid to, signal* s) noexcept {
  KITH_ASSERT(to.is_local());
  process_block* p = table_.at(pid_slot(to.local_word()));
  const std::uint32_t generation = pid_generation(to.local_word());
  if (p == nullptr) {
    return false;
  }
  scheduler* here = current_scheduler();
  if (here != nullptr && &here->home() == this && is_frequent(s->kind) && p->claim()) {
    // Nobody else touches it now, so the signal is applied without a detour by the inbox, unless
    // something lies there that may have been sent before.
    bool taken = p->generation.load(std::memory_order_relaxed) == generation;
    if (taken && process_block::unpack(p->inbox.load(std::memory_order_relaxed)) == nullptr) {
      apply(*p, s);
    } else {
      taken = taken && p->push(s, generation);
    }
    here->enqueue(*p);  // also when another process than the one meant was there: it sees nothing
    return taken;
  }
  if (!p->push(s, generation)) {
    return false;
  }
  wake(*p);
  return true;
}

bool runtime::deliver_or_free(pid to, signal* s) noexcept {
  if (to.is_local() && deliver(to, s)) {
    return true;
  }
  free_signal(s);
  return false;
}

process_block* runtime::find(pid who) noexcept {
  if (!who.is_local()) {
    return nullptr;
  }
  process_block* p = table_.at(pid_slot(who.local_word()));
  return p != nullptr &&
                 p->generation.load(std::memory_order_acquire) == pid_generation(who.local_word())
             ? p
             : nullptr;
}

void runtime::wake(process_block& p) noexcept {
  if (p.claim()) {
    scheduler* here = current_scheduler();
    if (here != nullptr && &here->home() == this) {
      here->enqueue(p);
    } else {
      process_block* const one[] = {&p};
      enqueue_global(one);
    }
  }
}

void runtime::enqueue_global(std::span<process_block* const> some) {
  {
    const scoped_lock guard(global_mutex_);
    global_.insert(global_.end(), some.begin(), some.end());
    global_size_.store(global_.size(), std::memory_order_seq_cst);
  }
  wake_one();
}

std::uint32_t runtime::take_global(std::span<process_block*> some) {
  if (global_empty()) {
    return 0;
  }
  const scoped_lock guard(global_mutex_);
  const std::size_t share = (global_.size() + scheduler_count() - 1) / scheduler_count();
  const std::size_t n = std::min(some.size(), share);
  std::copy_n(global_.begin(), n, some.begin());
  global_.erase(global_.begin(), global_.begin() + static_cast<std::ptrdiff_t>(n));
  global_size_.store(global_.size(), std::memory_order_seq_cst);
  return static_cast<std::uint32_t>(n);
}

void runtime::mark_idle(std::size_t scheduler) noexcept {
  idle_.fetch_or(std::uint64_t{1} << scheduler, std::memory_order_seq_cst);
  // Pairs with the one in wake_one.
  std::atomic_thread_fence(std::memory_order_seq_cst);
}
void runtime::mark_busy(std::size_t scheduler) noexcept {
  idle_.fetch_and(~(std::uint64_t{1} << scheduler), std::memory_order_seq_cst);
}

void runtime::wake_one() noexcept {
  // Pairs with mark_idle: the work was published before this load, and the sleeper looks for work
  // after it has set its bit.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  std::uint64_t idle = idle_.load(std::memory_order_seq_cst);
  while (idle != 0) {
    const auto i = static_cast<unsigned>(std::countr_zero(idle));
    if (idle_.compare_exchange_weak(idle, idle & ~(std::uint64_t{1} << i),
                                    std::memory_order_seq_cst)) {
      schedulers_[i]->wake_loop();
      return;
    }
  }
}

}  // namespace kith::detail
