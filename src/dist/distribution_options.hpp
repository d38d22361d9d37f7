// What a node is told about its distribution.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dist/epmd_link.hpp"
#include "dist/handshake.hpp"
#include "dist/node_name.hpp"
#include "dist/ticker.hpp"
#include "kith/node.hpp"

namespace kith::dist {

struct distribution_options {
  node_name name;
  name_domain domain = name_domain::short_names;
  std::string cookie;
  bool hidden = false;
  /// Whether we connect visibly to that node (its name in UTF-8); none: unless we are hidden. Any
  /// thread may call. OTP: net_kernel:publish_on_node/1.
  std::function<bool(std::string_view)> publishes_to;
  duration net_ticktime = net_ticktime_default;
  unsigned net_tickintensity = net_tickintensity_default;
  duration net_setuptime = net_setuptime_default;
  std::size_t dist_buf_busy_limit = 1024 * 1024;
  bool listen = true;  ///< false: is registered nowhere, and hidden
  /// The first peer is to name this node: of `name` only the host counts.
  bool dynamic = false;
  std::uint16_t listen_port = 0;
  std::uint16_t listen_port_max = 0;          ///< at least listen_port
  std::optional<io::address> listen_address;  ///< its port does not count
  auto_connect connects = auto_connect::always;
  std::uint16_t peer_port = 0;  ///< not 0: where all peers listen
  epmd_options epmd;
};

}  // namespace kith::dist
