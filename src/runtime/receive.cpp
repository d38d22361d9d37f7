// Waiting: receive, its timeout, and giving way.

#include "runtime/node_core.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

void arm_timeout(process_block& p, duration limit) {
  scheduler& s = *current_scheduler();
  if (p.timeout == nullptr) {
    p.timeout = ::new (slab_allocate(sizeof(receive_timer))) receive_timer;
    p.timeout->process = &p;
  }
  p.timeout->generation = p.generation.load(std::memory_order_relaxed);
  p.timeout->number = ++p.receive_number;
  p.timed_out = false;
  p.timer_armed = true;
  s.timers().arm_receive(*p.timeout, s.home().world().now() + limit);
}

}  // namespace

void cancel_timeout(process_block& p) {
  if (p.timer_armed) {
    p.timer_armed = false;
    p.timeout->home->cancel_receive(*p.timeout);
    ++p.receive_number;  // a timeout signal that is already in the inbox is stale
  }
}

bool may_go_on(process_block& p) {
  if (!p.is_ahead) {
    return true;
  }
  const std::uint64_t connection = p.ties->busy_connection;
  router* r = p.node->remote.load(std::memory_order_acquire);
  if (r == nullptr || r->writable(connection, p.pid()) ||
      !r->wake_when_writable(connection, p.pid())) {
    p.is_ahead = false;
    return true;
  }
  return false;
}

std::uint64_t mark_of(const process_block& p, const reference& r) noexcept {
  const std::uint64_t number = reference_number(r);
  // Another node's reference may have the same number.
  return number == p.marked && r.node() == p.node->name() && r.creation() == p.node->creation()
             ? number
             : 0;
}

bool receiver::scan(process_block& p) {
  while (*p.scan != nullptr) {
    signal* s = *p.scan;
    const int clause = attempt_(*this, s->payload);
    if (clause >= 0) {
      clause_ = clause;
      message_ = std::move(s->payload);
      free_signal(p.take(p.scan));
      return true;
    }
    p.scan = &s->next;
  }
  return false;
}

bool receiver::look(process_block& p) {
  p.scan = marked_ != 0 && marked_ == p.marked ? p.mark : &p.first;
  if (--p.budget <= 0 || p.is_ahead) {
    return false;
  }
  if (scan(p)) {
    return true;
  }
  if (absorb(p)) {
    if (p.ending) {
      return false;
    }
    if (scan(p)) {
      return true;
    }
  }
  if (limit_ <= duration()) {
    return true;
  }
  p.has_looked = true;
  return false;
}

void receiver::wait(process_block& p, std::coroutine_handle<> leaf) {
  p.leaf = leaf;
  p.waiting = this;
  p.timed_out = limit_ <= duration();
  if (!p.timed_out && !limit_.is_infinite() && !p.ending) {
    arm_timeout(p, limit_);
  }
}

bool receiver::ready(strand& s) {
  auto& p = static_cast<process_block&>(s);
  if (scan(p)) {
    cancel_timeout(p);
    return true;
  }
  return p.timed_out;
}

void yielding::await_suspend(std::coroutine_handle<> leaf) noexcept {
  p_->leaf = leaf;
  p_->waiting = this;
  p_->budget = 0;
}

void hibernating::await_suspend(std::coroutine_handle<> leaf) {
  p_->leaf = leaf;
  p_->waiting = this;
  if (p_->ties != nullptr) {
    relations& ties = *p_->ties;
    ties.links.shrink_to_fit();
    ties.monitors.shrink_to_fit();
    ties.watchers.shrink_to_fit();
    ties.aliases.shrink_to_fit();
    ties.spawns.shrink_to_fit();
    ties.dictionary.shrink_to_fit();
  }
}

bool hibernating::ready(strand& s) {
  return static_cast<process_block&>(s).first != nullptr;
}

strand& this_strand() noexcept {
  scheduler* s = current_scheduler();
  KITH_ASSERT(s != nullptr && s->running() != nullptr);  // awaited outside a process
  return *s->running();
}

process_block& current_process() {
  scheduler* s = current_scheduler();
  if (s == nullptr || s->running() == nullptr) {
    throw exit_exception(atoms::badarg, exception_class::error);
  }
  return *s->running();
}

void* frame_allocate(std::size_t bytes) {
  return slab_allocate(bytes);
}
void frame_free(void* frame, std::size_t bytes) noexcept {
  slab_free(frame, bytes);
}

}  // namespace kith::detail
