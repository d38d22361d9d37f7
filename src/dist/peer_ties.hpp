// How many links and monitors a peer holds on our processes. Each costs us memory as long as it
// stands, so a peer has a limit; past it the connection is dropped.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "dist/control.hpp"
#include "kith/result.hpp"

namespace kith::dist {

/// `ties_per_peer_max`, unless configured.
inline constexpr std::size_t ties_per_peer_default = 1'000'000;

class peer_ties {
 public:
  explicit peer_ties(std::size_t limit = ties_per_peer_default) : limit_(limit) {}

  /// A control message of the peer that has been read. Fails with errc::limit.
  [[nodiscard]] result<void> received(const control& c);
  /// One that goes to the peer: it may end a tie, or grant those that came with a spawn request.
  void sent(const control& c);

  /// Whom the monitor of theirs watches that went to a name: another may bear the name now.
  [[nodiscard]] pid watched(const reference& monitor) const;
  [[nodiscard]] std::size_t count() const { return monitors_.size() + links_.size(); }

 private:
  struct hash {
    std::size_t operator()(const reference& r) const noexcept;
    std::size_t operator()(const std::pair<pid, pid>& p) const noexcept;
  };
  std::size_t limit_;
  boost::unordered_flat_map<reference, pid, hash> monitors_;    ///< of ours
  boost::unordered_flat_set<std::pair<pid, pid>, hash> links_;  ///< theirs, ours
};

}  // namespace kith::dist
