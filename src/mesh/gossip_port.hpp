// The socket of a gossip, on the loop of one scheduler: heartbeats go out, those that come are
// unsealed and read there, and wait for the process that judges them. What a flood brings beyond a
// few is lost.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_function.hpp"
#include "io/world.hpp"
#include "mesh/gossip_secret.hpp"
#include "runtime/scheduler.hpp"

namespace kith::mesh {

/// The longest that a heartbeat can be: a name of 255 characters, sealed. Longer ones are not
/// looked at.
inline constexpr std::size_t heartbeat_bytes_max = 1'120;
/// Heartbeats that wait for the process.
inline constexpr std::size_t heartbeats_waiting_max = 64;

struct gossip_place {
  io::address on;
  io::datagram_options how;
  io::address to;
  std::optional<gossip_secret> secret;
};

struct heartbeat {
  std::string node;  ///< any bytes
  io::address from;
};

/// What has come since the last time.
struct gossip_news {
  std::vector<heartbeat> heard;
  std::uint64_t unreadable = 0;  ///< no heartbeats, or of another secret
  std::uint64_t lost = 0;        ///< more than can wait
  std::string unsent;            ///< why the last heartbeat was not sent; empty: it was
};

/// Made, used and destroyed by any thread.
class gossip_port {
 public:
  /// `opened` is called once, `news` when there is something to take where there was nothing; both
  /// on the thread of `home`, unless this is destroyed before.
  gossip_port(detail::scheduler& home, gossip_place place,
              unique_function<void(result<void>)> opened, unique_function<void()> news);
  gossip_port(const gossip_port&) = delete;
  gossip_port& operator=(const gossip_port&) = delete;
  ~gossip_port();

  /// Sends a heartbeat of that node.
  void beat(atom node);
  [[nodiscard]] gossip_news take();

 private:
  class socket;

  detail::scheduler& home_;
  std::shared_ptr<socket> socket_;
};

}  // namespace kith::mesh
