// What nodes of libcluster's Gossip strategy tell each other, read without making a term or an
// atom: datagrams come from strangers. Source: libcluster 2.0 to 3.5, Cluster.Strategy.Gossip.
//
//   heartbeat:   "heartbeat::" term_to_binary(#{node => Node})
//   as a term:   131  't' 1:u32  atom "node"  atom Node
//   an atom:     'd' length:u16 latin1 | 's' length:u8 latin1
//                | 'v' length:u16 utf8 | 'w' length:u8 utf8
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kith/atom.hpp"

namespace kith::mesh {

[[nodiscard]] std::string encode_heartbeat(atom node);

/// The name in it, which may be any bytes where it was sent as UTF-8; nothing for anything else.
/// Differs from libcluster: a map of more keys, and a compressed term, are nothing.
[[nodiscard]] std::optional<std::string> decode_heartbeat(std::string_view bytes);

}  // namespace kith::mesh
