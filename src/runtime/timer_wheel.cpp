#include "runtime/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace kith::detail {

timer_wheel::timer_wheel(io::instant now) noexcept
    : current_(static_cast<std::uint64_t>(now.ns) >> tick_bits) {}

void timer_wheel::place(timer& t) noexcept {
  // A time before the clock began is past; one within a tick is due at the next.
  const auto ns = static_cast<std::uint64_t>(t.due.ns < 0 ? 0 : t.due.ns);
  const std::uint64_t tick = (ns + (std::uint64_t{1} << tick_bits) - 1) >> tick_bits;
  unsigned at = due_slot;
  if (tick > current_ && tick - current_ < 1u << first_ring_bits) {
    at = slot_of(tick, 0);
  } else if (tick > current_) {
    // The ring is chosen by the highest digit in which the tick differs from the current one: the
    // slot is emptied into lower rings when that digit of the current tick gets there.
    const unsigned bit = static_cast<unsigned>(63 - std::countl_zero(tick ^ current_));
    const unsigned ring = 1 + (bit - first_ring_bits) / ring_bits;
    // Beyond the last ring: waits in its last slot and is placed again.
    at = ring < rings
             ? slot_of(tick, ring)
             : slot_of(current_ + (((1u << ring_bits) - 1ull) << shift_of(rings - 1)), rings - 1);
  }
  timer** head = at == due_slot ? &due_ : &ring_[at];
  t.slot = static_cast<std::uint16_t>(at);
  t.next = *head;
  if (t.next != nullptr) {
    t.next->back = &t.next;
  }
  t.back = head;
  *head = &t;
  if (at != due_slot) {
    used_[at / 64] |= std::uint64_t{1} << (at % 64);
  }
}

void timer_wheel::unhook(timer& t) noexcept {
  *t.back = t.next;
  if (t.next != nullptr) {
    t.next->back = t.back;
  }
  t.back = nullptr;
  if (t.slot != due_slot && ring_[t.slot] == nullptr) {
    used_[t.slot / 64] &= ~(std::uint64_t{1} << (t.slot % 64));
  }
}

void timer_wheel::arm(timer& t, io::instant when) noexcept {
  KITH_ASSERT(!t.armed());
  t.due = when;
  ++size_;
  place(t);
}

bool timer_wheel::cancel(timer& t) noexcept {
  if (!t.armed()) {
    return false;
  }
  unhook(t);
  --size_;
  return true;
}

std::uint64_t timer_wheel::next_stop(unsigned ring) const noexcept {
  const unsigned slots = 1u << bits_of(ring);
  const std::uint64_t digit = current_ >> shift_of(ring);
  // The first used slot after the current digit, going round.
  for (unsigned step = 1; step <= slots; ++step) {
    const unsigned at = slot_of((digit + step) << shift_of(ring), ring);
    const std::uint64_t bits = used_[at / 64] >> (at % 64);
    if (bits == 0) {
      step += 63 - at % 64;
      continue;
    }
    step += static_cast<unsigned>(std::countr_zero(bits));
    if (step <= slots) {
      return (digit + step) << shift_of(ring);
    }
  }
  return UINT64_MAX;
}

std::uint64_t timer_wheel::next_stop() const noexcept {
  std::uint64_t best = UINT64_MAX;
  for (unsigned ring = 0; ring < rings; ++ring) {
    best = std::min(best, next_stop(ring));
  }
  return best;
}

timer* timer_wheel::empty_slot(unsigned at) noexcept {
  used_[at / 64] &= ~(std::uint64_t{1} << (at % 64));
  return std::exchange(ring_[at], nullptr);
}

void timer_wheel::advance_to(std::uint64_t tick) noexcept {
  while (current_ < tick && due_ == nullptr) {
    const std::uint64_t stop = next_stop();
    if (stop > tick) {
      current_ = tick;
      return;
    }
    current_ = stop;
    // All that waited for this very tick are due, as they are: nothing looks at each. (That they
    // say another slot only makes `unhook` clear the bit of one that is empty.)
    due_ = empty_slot(slot_of(current_, 0));
    if (due_ != nullptr) {
      due_->back = &due_;
    }
    for (unsigned ring = 1; ring < rings; ++ring) {
      if ((current_ & ((std::uint64_t{1} << shift_of(ring)) - 1)) != 0) {
        break;
      }
      timer* list = empty_slot(slot_of(current_, ring));
      while (list != nullptr) {
        timer* t = list;
        list = t->next;
        place(*t);
      }
    }
  }
}

timer* timer_wheel::pop_due(io::instant now) noexcept {
  if (due_ == nullptr) {
    advance_to(static_cast<std::uint64_t>(now.ns) >> tick_bits);
  }
  timer* t = due_;
  if (t != nullptr) {
    __builtin_prefetch(t->next);
    cancel(*t);
  }
  return t;
}

io::instant timer_wheel::next() const noexcept {
  if (due_ != nullptr) {
    return io::instant{0};
  }
  if (size_ == 0) {
    return io::instant::never();
  }
  const std::uint64_t stop = next_stop();
  return stop > (static_cast<std::uint64_t>(INT64_MAX) >> tick_bits)
             ? io::instant::never()
             : io::instant{static_cast<std::int64_t>(stop << tick_bits)};
}

}  // namespace kith::detail
