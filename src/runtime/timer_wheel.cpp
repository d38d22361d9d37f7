#include "runtime/timer_wheel.hpp"

#include <bit>

namespace kith::detail {

timer_wheel::timer_wheel(io::instant now) noexcept
    : current_(static_cast<std::uint64_t>(now.ns) >> tick_bits) {}

void timer_wheel::place(timer& t) noexcept {
  unsigned at = due_slot;
  if (t.tick > current_) {
    // The ring is chosen by the highest digit in which the tick differs from the current one: the
    // slot is emptied into lower rings when that digit of the current tick gets there.
    const std::uint64_t differs = t.tick ^ current_;
    unsigned ring = static_cast<unsigned>(63 - std::countl_zero(differs)) / ring_bits;
    std::uint64_t tick = t.tick;
    if (ring >= rings) {  // beyond the last ring: waits in its last slot and is placed again
      ring = rings - 1;
      tick = current_ + (std::uint64_t{slots - 1} << (ring_bits * ring));
    }
    at = ring * slots + (static_cast<unsigned>(tick >> (ring_bits * ring)) & (slots - 1));
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
  const auto ns = static_cast<std::uint64_t>(when.ns < 0 ? 0 : when.ns);
  t.tick = (ns >> tick_bits) + ((ns & ((std::uint64_t{1} << tick_bits) - 1)) != 0 ? 1 : 0);
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

std::uint64_t timer_wheel::next_stop() const noexcept {
  std::uint64_t best = UINT64_MAX;
  for (unsigned ring = 0; ring < rings; ++ring) {
    const unsigned shift = ring_bits * ring;
    const std::uint64_t digit = (current_ >> shift) & (slots - 1);
    // The first used slot after the current digit, going round.
    for (unsigned step = 1; step <= slots; ++step) {
      const unsigned s = static_cast<unsigned>(digit + step) & (slots - 1);
      const unsigned at = ring * slots + s;
      const std::uint64_t bits = used_[at / 64] >> (at % 64);
      if (bits == 0) {
        step += 63 - at % 64;
        continue;
      }
      const unsigned skip = static_cast<unsigned>(std::countr_zero(bits));
      step += skip;
      if (step > slots) {
        break;
      }
      const std::uint64_t stop = ((current_ >> shift) + step) << shift;
      best = stop < best ? stop : best;
      break;
    }
  }
  return best;
}

void timer_wheel::advance_to(std::uint64_t tick) noexcept {
  while (current_ < tick) {
    const std::uint64_t stop = next_stop();
    if (stop > tick) {
      current_ = tick;
      return;
    }
    current_ = stop;
    // From the outermost ring inwards: what is emptied may land in an inner slot of this tick.
    for (unsigned ring = rings; ring-- > 0;) {
      const unsigned shift = ring_bits * ring;
      if ((current_ & ((std::uint64_t{1} << shift) - 1)) != 0) {
        continue;
      }
      const unsigned at = ring * slots + (static_cast<unsigned>(current_ >> shift) & (slots - 1));
      timer* list = ring_[at];
      ring_[at] = nullptr;
      used_[at / 64] &= ~(std::uint64_t{1} << (at % 64));
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
