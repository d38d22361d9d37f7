// The challenges that we issued lately. An initiator answers any challenge it is given before the
// other side has proved anything; so whoever gets us to dial could hand us the very challenge that
// we gave him on another connection, and answer that one with our own digest. A challenge of ours
// is therefore never signed while its connection can still live.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>

#include "io/world.hpp"
#include "kith/result.hpp"

namespace kith::dist {

class challenge_table {
 public:
  static constexpr duration remembered = duration::seconds(60);
  /// So many challenges in a minute (4,369 handshakes a second); past it handshakes are refused,
  /// because forgetting early would open the hole again.
  static constexpr std::size_t challenges_max = 262'144;

  /// Remembers a challenge that goes out now. Fails with errc::limit when too many are young.
  [[nodiscard]] result<void> issue(std::uint32_t challenge, io::instant now);

  /// Whether we issued it within the last 60 s.
  [[nodiscard]] bool contains(std::uint32_t challenge, io::instant now);

  [[nodiscard]] std::size_t size() const { return order_.size(); }

 private:
  struct issued {
    std::uint32_t challenge;
    io::instant at;
  };
  void forget(io::instant now);

  std::deque<issued> order_;  ///< oldest first
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> counts_;
};

}  // namespace kith::dist
