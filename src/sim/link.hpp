#pragma once

#include <cstddef>
#include <cstdint>

#include "io/world.hpp"
#include "sim/random.hpp"

namespace kith::sim {

/// What the packets from one host to another meet on their way: that direction alone.
class link {
 public:
  static constexpr duration latency_min = duration::microseconds(50);
  static constexpr duration latency_max = duration::microseconds(500);
  static constexpr duration loopback_latency_max = duration::microseconds(30);
  static constexpr std::uint64_t bytes_per_second_default = 125'000'000;  // one gigabit
  /// A sender puts this much on the line at once: a change of the line's speed is felt soon.
  static constexpr duration line_ahead_max = duration::milliseconds(10);

  link(bool is_loopback, random draws);

  /// The time from departure to arrival of one packet.
  duration draw_delay();
  /// Occupies the line for that many bytes; returns when the last of them leaves.
  io::instant depart(io::instant now, std::size_t bytes);
  /// When the line is free enough to put more on it; in the past if it is.
  [[nodiscard]] io::instant ready_at() const;
  /// The largest packet that does not occupy a slow line for long.
  [[nodiscard]] std::size_t packet_max() const;

  void set_latency(duration base, duration jitter) {
    latency_ = base;
    jitter_ = jitter;
  }
  void set_delay(duration added) { added_ = added; }
  void set_speed(io::instant now, std::uint64_t bytes_per_second);

  [[nodiscard]] bool is_cut() const { return cut_; }
  void set_cut(bool cut) { cut_ = cut; }

  /// For datagrams only, in thousandths; streams hide them as TCP does.
  void set_datagram_faults(unsigned lost_permille, unsigned doubled_permille,
                           duration reorder_within) {
    lost_permille_ = lost_permille;
    doubled_permille_ = doubled_permille;
    reorder_within_ = reorder_within;
  }
  bool loses() { return random_.chance(lost_permille_); }
  bool doubles() { return random_.chance(doubled_permille_); }
  duration draw_datagram_delay() { return draw_delay() + random_.between({}, reorder_within_); }

 private:
  random random_;
  duration latency_;
  duration jitter_;
  duration added_;
  std::uint64_t bytes_per_second_ = bytes_per_second_default;
  io::instant free_at_;
  bool cut_ = false;
  unsigned lost_permille_ = 0;
  unsigned doubled_permille_ = 0;
  duration reorder_within_;
};

}  // namespace kith::sim
