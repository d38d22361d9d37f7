#pragma once

#include <cstdint>
#include <string>

#include "kith/process.hpp"

namespace kith::gossip {

// Nodes of one network find each other, Elixir's that use libcluster with its strategy Gossip, and
// Kith's: each says its name every few seconds, by UDP, to a group that all of them hear, and who
// hears of a node that it is not connected to connects. Cookies decide whether they get together.
// What comes by such datagrams is told by strangers; see docs/guide/security.md.
// Source: libcluster 2.0 to 3.5, Cluster.Strategy.Gossip.

/// What libcluster's configuration has by the same names. Addresses are IPv4, in numbers.
struct options {
  std::uint16_t port = 45'892;
  /// The address to bind.
  std::string if_addr = "0.0.0.0";
  /// The group. libcluster before 3.3 has 230.1.1.251.
  std::string multicast_addr = "233.252.1.32";
  /// The address of the interface that leads to the group; empty: the system chooses.
  std::string multicast_if = {};
  /// 1: what is sent stays in the local network.
  std::uint8_t multicast_ttl = 1;
  /// No group is joined; `multicast_addr` is a broadcast address, 255.255.255.255.
  bool broadcast_only = false;
  /// Hides the names, and nodes of another secret are not heard; empty: names are sent as they are.
  std::string secret = {};
};

/// Starts a process that does so, linked to the running one. Returns `{ok, Pid}`; `{error, {badarg,
/// Option}}` when an address is none, or the port 0; `{error, Text}`, a string, when the socket
/// cannot be opened; `{error, nodistribution}` on a node that is not distributed. What it has heard
/// and tried is counted: sys:get_state/1 shows it. Elixir: Cluster.Strategy.Gossip.start_link/1.
/// Differs: a node that could not be connected is tried again after 5 s, not at each heartbeat; not
/// more than 32 are tried in that time.
[[nodiscard]] task<term> start_link(ctx self, options how);
/// With the defaults.
[[nodiscard]] task<term> start_link(ctx self);

}  // namespace kith::gossip
