// The timers of processes that were armed on one scheduler; any thread may cancel them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

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
  process_timers(runtime& home, io::instant now) noexcept : home_(home), wheel_(now) {}
  ~process_timers();

  void arm_receive(receive_timer& t, io::instant when);
  /// When it returns, the timer has fired completely or will not fire.
  void cancel_receive(receive_timer& t);

  /// Sends `message` to `to`, a process or a name of `node`, at `when`. `number` finds it again.
  void arm_message(std::uint64_t number, io::instant when, node_core& node, const destination& to,
                   term message);
  /// True when it was armed; `due` is then when it would have fired.
  bool cancel_message(std::uint64_t number, io::instant& due);
  /// The node ends: its messages are not sent.
  void drop_messages_of(const node_core& node);

  /// Fires what is due; true if anything was.
  bool fire(io::instant now);
  [[nodiscard]] io::instant next() const;

 private:
  struct message_timer;
  runtime& home_;
  mutable mutex mutex_;
  timer_wheel wheel_ KITH_GUARDED_BY(mutex_);
  boost::unordered_flat_map<std::uint64_t, message_timer*> messages_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
