// The timers of processes that were armed on one scheduler.
//
// Those of receives may be cancelled by any thread, under a mutex. Those that send a message are
// named by the number of their reference: it says the scheduler, a slot and how often the slot has
// been used, so that finding one is looking at its slot. Who changes the number in the slot, by one
// compare-and-swap, has the timer; only its scheduler touches the wheel they are on.
#pragma once

#include <array>
#include <atomic>
#include <vector>

#include "base/mutex.hpp"
#include "kith/process.hpp"
#include "runtime/timer_wheel.hpp"

namespace kith::detail {

class process_timers;
class runtime;
class node_core;

/// The `after` of a process's receive.
struct receive_timer : timer {
  process_block* process = nullptr;
  process_timers* home = nullptr;
  std::uint32_t generation = 0;
  std::uint32_t number = 0;
};

class process_timers {
 public:
  /// `numbers`: see scheduler::numbers_from.
  process_timers(runtime& home, std::uint64_t numbers, io::instant now) noexcept;
  process_timers(const process_timers&) = delete;
  process_timers& operator=(const process_timers&) = delete;
  ~process_timers();

  // ---- any thread ----------------------------------------------------------------------------
  void arm_receive(receive_timer& t, io::instant when);
  /// When it returns, the timer has fired completely or will not fire.
  void cancel_receive(receive_timer& t);
  /// As `cancel_message`, for who is not the scheduler of these timers.
  bool cancel_message_from_outside(std::uint64_t number, io::instant& due);
  /// When a timer that is armed, for a process that lives or for a name, will fire.
  [[nodiscard]] bool due_of(std::uint64_t number, io::instant& due) const;
  /// The node ends: its messages are not sent.
  void drop_messages_of(const node_core& node);

  // ---- the thread of its scheduler -------------------------------------------------------------
  /// The number of the next timer that is armed. Unique; `is_timer`.
  [[nodiscard]] std::uint64_t next_number();
  /// Sends `message` to `to`, a process of this program or a name of `node`, at `when`. Returns the
  /// number by which it is found again.
  std::uint64_t arm_message(io::instant when, node_core& node, const destination& to, term message);
  /// True when it was armed, for a process that lives or for a name; `due` is then when it would
  /// have fired.
  bool cancel_message(std::uint64_t number, io::instant& due);
  /// Fires what is due; true if anything was.
  bool fire(io::instant now);
  [[nodiscard]] io::instant next() const;
  /// How many are armed.
  [[nodiscard]] std::size_t size() const;

 private:
  struct message_timer;
  static constexpr unsigned first_chunk_bits = 8;
  static constexpr unsigned slot_bits = 28;

  [[nodiscard]] message_timer* at(std::uint64_t number) const noexcept;
  message_timer* take_slot();
  void give_slot(message_timer& t) noexcept;
  /// Whether nobody can get the message any more, as the process that it is for has ended.
  [[nodiscard]] bool is_void(const message_timer& t) const noexcept;
  /// Cancels those that are void, whenever there are twice as many as after the last time.
  void drop_void();
  void fire_message(message_timer& t);
  void sweep();

  runtime& home_;
  const std::uint64_t numbers_;
  timer_wheel messages_;
  message_timer* free_ = nullptr;  ///< slots, chained by `next`
  std::size_t drop_at_ = 64;
  std::atomic<std::uint32_t> made_{0};
  /// Slots lie in chunks of 256, 512, 1024, …, so that none ever moves.
  std::array<std::atomic<message_timer*>, slot_bits - first_chunk_bits> chunks_{};
  std::atomic<bool> any_swept_{false};

  mutable mutex mutex_;
  timer_wheel receives_ KITH_GUARDED_BY(mutex_);
  /// Message timers that other threads have cancelled: still on the wheel.
  std::vector<message_timer*> swept_ KITH_GUARDED_BY(mutex_);
};

/// As kith::send_after and kith::start_timer, at a time of the world's clock; one that has passed
/// is at once. OTP: the option {abs, true} of send_after/4 and start_timer/4.
reference send_at(io::instant when, const destination& to, term message);
reference start_timer_at(io::instant when, const destination& to, term message);

}  // namespace kith::detail
