// Who may begin a handshake: so many callers at a time, and an address that has been refused waits,
// the longer the more often, so that cookies cannot be tried at full speed. It is not shut out: an
// honest node of the same address gets in a few seconds later.
#pragma once

#include <map>
#include <optional>

#include "io/world.hpp"

namespace kith::dist {

/// Callers whose handshake is under way at one time; more are hung up on.
inline constexpr std::size_t callers_max = 1'000;

class admission {
 public:
  /// Addresses that are remembered; past it the one whose refusal is longest ago is forgotten.
  static constexpr std::size_t addresses_max = 1'024;
  /// So many refusals are a mistake and cost nothing.
  static constexpr unsigned refusals_free = 3;
  /// The first delay; each refusal doubles it.
  static constexpr duration delay_min = duration::milliseconds(100);
  /// Shorter than net_setuptime, so that the peer still waits.
  static constexpr duration delay_max = duration::seconds(4);
  /// An address that has not been refused for so long starts anew.
  static constexpr duration remembered = duration::seconds(60);

  /// How long a caller waits before its first word is read; nothing when there are too many.
  [[nodiscard]] std::optional<duration> admit(const io::address& from, std::size_t callers,
                                              io::instant now) const;
  /// A caller has shown a wrong cookie. Whether that is worth a line in the log: the 1st, 2nd, 4th,
  /// 8th… time.
  bool refused(const io::address& from, io::instant now);

 private:
  struct record {
    unsigned refusals = 0;
    io::instant last;
  };
  std::map<std::vector<std::uint8_t>, record> by_address_;
};

}  // namespace kith::dist
