#include "sim/link.hpp"

#include <algorithm>

namespace kith::sim {

link::link(bool is_loopback, random draws)
    : random_(draws),
      latency_(is_loopback ? random_.between(duration::microseconds(1), loopback_latency_max)
                           : random_.between(latency_min, latency_max)),
      jitter_(latency_) {
  if (is_loopback)
    bytes_per_second_ = 10 * bytes_per_second_default;
}

duration link::draw_delay() {
  return latency_ + added_ + random_.between({}, jitter_);
}

io::instant link::depart(io::instant now, std::size_t bytes) {
  const auto nanoseconds = static_cast<std::int64_t>(static_cast<double>(bytes) * 1e9 /
                                                     static_cast<double>(bytes_per_second_));
  free_at_ = std::max(free_at_, now) + duration::nanoseconds(nanoseconds);
  return free_at_;
}

io::instant link::ready_at() const {
  return io::instant{free_at_.ns - line_ahead_max.ns()};
}

std::size_t link::packet_max() const {
  const std::uint64_t in_time =
      bytes_per_second_ / 1'000 * static_cast<std::uint64_t>(line_ahead_max.ms());
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(in_time, 1, 65'536));
}

void link::set_speed(io::instant now, std::uint64_t bytes_per_second) {
  bytes_per_second_ = std::max<std::uint64_t>(bytes_per_second, 1);
  free_at_ = now;
}

}  // namespace kith::sim
