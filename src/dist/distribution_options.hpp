// What a node is told about its distribution.
#pragma once

#include <string>

#include "dist/epmd_link.hpp"
#include "dist/handshake.hpp"
#include "dist/node_name.hpp"

namespace kith::dist {

struct distribution_options {
  node_name name;
  name_domain domain = name_domain::short_names;
  std::string cookie;
  bool hidden = false;
  duration net_ticktime = duration::seconds(60);
  duration net_setuptime = net_setuptime_default;
  std::uint16_t listen_port = 0;
  epmd_options epmd;
};

}  // namespace kith::dist
