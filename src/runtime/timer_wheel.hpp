// A hierarchical timing wheel: four rings of 256 slots, a tick of 2^20 ns (1.05 ms). Arming and
// cancelling are O(1); a timer fires at the first tick that is not before its time.
#pragma once

#include <array>
#include <cstdint>

#include "io/world.hpp"

namespace kith::detail {

/// A timer, embedded in what it is for. On no wheel when made.
struct timer {
  timer* next = nullptr;
  timer** back = nullptr;  ///< what points at this one; null when not armed
  std::uint64_t tick = 0;
  std::uint16_t slot = 0;
  bool is_message = false;  ///< process_timers: which of its two kinds

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
  static constexpr unsigned ring_bits = 8;
  static constexpr unsigned rings = 4;
  static constexpr unsigned slots = 1u << ring_bits;
  static constexpr std::uint16_t due_slot = rings * slots;

  void place(timer& t) noexcept;
  void unhook(timer& t) noexcept;
  void advance_to(std::uint64_t tick) noexcept;
  /// The next tick at which some slot must be looked at, after `current_`.
  [[nodiscard]] std::uint64_t next_stop() const noexcept;

  std::uint64_t current_;  ///< all ticks up to and including this one have been looked at
  std::size_t size_ = 0;
  timer* due_ = nullptr;
  std::array<timer*, rings * slots> ring_{};
  std::array<std::uint64_t, rings * slots / 64> used_{};
};

}  // namespace kith::detail
