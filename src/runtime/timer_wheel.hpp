// A hierarchical timing wheel: a ring of 2048 slots and three of 256, a tick of 2^20 ns (1.05 ms).
// Arming and cancelling are O(1); a timer fires at the first tick that is not before its time. One
// of the next 2.1 s waits in the slot of its very tick; later ones are moved inwards when their
// time comes, a slot at a time.
#pragma once

#include <array>
#include <cstdint>

#include "io/world.hpp"

namespace kith::detail {

/// A timer, embedded in what it is for. On no wheel when made.
struct timer {
  timer* next = nullptr;
  timer** back = nullptr;  ///< what points at this one; null when not armed
  io::instant due;
  std::uint16_t slot = 0;

  [[nodiscard]] bool armed() const noexcept { return back != nullptr; }
};

class timer_wheel {
 public:
  explicit timer_wheel(io::instant now) noexcept;

  void arm(timer& t, io::instant when) noexcept;
  /// True when it was armed.
  bool cancel(timer& t) noexcept;
  /// Takes out one timer that is due, or null. Timers of one tick come in no particular order.
  timer* pop_due(io::instant now) noexcept;
  /// No timer is due before this; `never` when there is none.
  [[nodiscard]] io::instant next() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  static constexpr unsigned tick_bits = 20;
  static constexpr unsigned rings = 4;
  static constexpr unsigned first_ring_bits = 11;
  static constexpr unsigned ring_bits = 8;
  static constexpr unsigned all_slots = (1u << first_ring_bits) + (rings - 1) * (1u << ring_bits);
  static constexpr std::uint16_t due_slot = all_slots;

  static constexpr unsigned bits_of(unsigned ring) noexcept {
    return ring == 0 ? first_ring_bits : ring_bits;
  }
  /// The lowest bit of a tick that says which slot of the ring it waits in.
  static constexpr unsigned shift_of(unsigned ring) noexcept {
    return ring == 0 ? 0 : first_ring_bits + (ring - 1) * ring_bits;
  }
  static constexpr unsigned slot_of(std::uint64_t tick, unsigned ring) noexcept {
    const unsigned first = ring == 0 ? 0 : (1u << first_ring_bits) + (ring - 1) * (1u << ring_bits);
    return first + (static_cast<unsigned>(tick >> shift_of(ring)) & ((1u << bits_of(ring)) - 1));
  }

  void place(timer& t) noexcept;
  void unhook(timer& t) noexcept;
  [[nodiscard]] timer* empty_slot(unsigned at) noexcept;
  /// Stops at the first tick at which a timer is due.
  void advance_to(std::uint64_t tick) noexcept;
  /// The next tick at which some slot must be looked at, after `current_`.
  [[nodiscard]] std::uint64_t next_stop() const noexcept;
  [[nodiscard]] std::uint64_t next_stop(unsigned ring) const noexcept;

  std::uint64_t current_;  ///< all ticks up to and including this one have been looked at
  std::size_t size_ = 0;
  timer* due_ = nullptr;
  std::array<timer*, all_slots> ring_{};
  std::array<std::uint64_t, all_slots / 64> used_{};
};

}  // namespace kith::detail
