// Where a peer listens: its host is resolved, and the epmd there is asked, at one address of the
// host after the other until one knows the peer.
#pragma once

#include <memory>
#include <vector>

#include "base/unique_function.hpp"
#include "dist/conversation.hpp"
#include "dist/epmd_client.hpp"
#include "dist/node_name.hpp"
#include "runtime/scheduler.hpp"

namespace kith::dist {

class peer_lookup final : conversation::owner {
 public:
  /// `found` gets the address of the peer's listener, or why the last attempt failed. It is called
  /// once, from the loop, and may destroy the lookup. A `known_port` other than 0 is where the peer
  /// listens: epmd is not asked.
  peer_lookup(detail::scheduler& home, const node_name& peer, std::uint16_t epmd_port,
              std::uint16_t known_port, unique_function<void(result<io::address>)> found);
  peer_lookup(const peer_lookup&) = delete;
  peer_lookup& operator=(const peer_lookup&) = delete;
  ~peer_lookup();

 private:
  void heard(std::string_view bytes) override;
  void ended(const error& why) override;
  void ask_next();
  void failed(const error& why);
  void settle();
  void finish(result<io::address> outcome);

  detail::scheduler& home_;
  const std::string name_;
  const std::uint16_t epmd_port_;
  const std::uint16_t known_port_;
  unique_function<void(result<io::address>)> found_;
  std::vector<io::address> hosts_;  ///< those not yet asked, the next one last
  io::address asked_;
  epmd_lookup question_;
  detail::loop_timer timer_;
  std::unique_ptr<conversation> talk_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< for a resolution that is late
};

}  // namespace kith::dist
