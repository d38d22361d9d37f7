// When to tick a peer, and when to give it up. OTP: kernel, dist_util:send_tick/2.
//
// A connection is looked at `intensity` times per net_ticktime T. It is ticked when nothing was
// written since the last look; a hidden one also when nothing was read, since primitive hidden
// nodes tick only when ticked. When nothing was read for `intensity` looks in a row it is dead: T
// to T + T/intensity after the last byte, and as the peer may have been silent for T/intensity when
// it died, T - T/intensity to T + T/intensity after that (45 to 75 s by default).
#pragma once

#include <cstdint>

#include "kith/assert.hpp"
#include "kith/duration.hpp"

namespace kith::dist {

inline constexpr duration net_ticktime_default = duration::seconds(60);
inline constexpr unsigned net_tickintensity_default = 4;
inline constexpr unsigned net_tickintensity_max = 1000;

/// What the connection has done since it is up.
struct traffic {
  std::uint64_t reads = 0;   ///< grows with all that came, ticks too
  std::uint64_t writes = 0;  ///< grows with all that went out, ticks too
  bool pending = false;      ///< something waits to be written
};

class ticker {
 public:
  enum class verdict : std::uint8_t {
    fine,
    tick,  ///< send one; the driver's `writes` will grow by it
    dead,  ///< net_tick_timeout
  };

  explicit ticker(bool hidden, unsigned intensity = net_tickintensity_default)
      : hidden_(hidden), intensity_(intensity) {
    KITH_ASSERT(intensity >= 4);
    KITH_ASSERT(intensity <= net_tickintensity_max);
  }

  /// How often to call `look`.
  [[nodiscard]] static constexpr duration interval(duration ticktime, unsigned intensity) {
    // Rounded up, so that T is a multiple of it, as net_kernel does.
    const std::int64_t ms = (ticktime.ms() + intensity - 1) / intensity;
    return duration::milliseconds(ms > 0 ? ms : 1);
  }

  [[nodiscard]] verdict look(const traffic& now) {
    if (now.reads == reads_) {
      if (++silent_looks_ == intensity_) {
        return verdict::dead;
      }
    } else {
      silent_looks_ = 0;
    }
    const bool idle = now.writes == writes_ && !now.pending;
    const bool unanswered = hidden_ && now.reads == reads_;
    reads_ = now.reads;
    writes_ = now.writes;
    if (idle || unanswered) {
      ++writes_;  // the tick itself is no reason to leave the next one out
      return verdict::tick;
    }
    return verdict::fine;
  }

  /// For the extra ticks while a node changes its net_ticktime (kernel's aux_ticker): always, but
  /// where something waits to be written on a visible connection.
  [[nodiscard]] bool wants_extra_tick(const traffic& now) const { return hidden_ || !now.pending; }

 private:
  bool hidden_;
  unsigned intensity_;
  unsigned silent_looks_ = 0;                ///< looks in a row that found nothing read
  std::uint64_t reads_ = ~std::uint64_t{0};  ///< the handshake was read before the first look
  std::uint64_t writes_ = ~std::uint64_t{0};
};

}  // namespace kith::dist
