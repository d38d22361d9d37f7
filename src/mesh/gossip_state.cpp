#include "mesh/gossip_state.hpp"

#include <algorithm>

#include "base/latin1.hpp"
#include "kith/build.hpp"

namespace kith::mesh {

namespace {

/// 0.0.0.0, ::, groups, and all: nobody has such an address.
bool is_nobody(const io::address& a) {
  const auto is = [&](std::uint8_t byte) {
    return std::ranges::all_of(a.ip, [&](std::uint8_t each) { return each == byte; });
  };
  const bool group = a.ip.size() == 4 ? (a.ip[0] & 0xf0u) == 0xe0u : a.ip[0] == 0xff;
  return is(0) || is(255) || group;
}

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7f;
  });
}

}  // namespace

bool gossip_state::is_bogus(std::string_view node, const io::address& from) const {
  const auto name = dist::parse_node_name(node);
  if (!name || !is_plain(node) || node == atoms::nonode.name() || from.port == 0) {
    return true;
  }
  const auto numeric = io::address::parse(name->host, 0);
  if (!dist::check_peer_host(name->host, domain_, numeric.has_value()) ||
      (numeric && is_nobody(*numeric))) {
    return true;
  }
  // On loopback there are only nodes of this machine, and who is on it says so itself.
  return dist::is_loopback_host(name->host) && !from.is_loopback() && !of_.is_own(from);
}

gossip_state::verdict gossip_state::judge(const std::string& node, const io::address& from,
                                          io::instant now) {
  if (node == of_.own_name()) {
    return verdict::own;
  }
  if (of_.is_connected(node)) {
    strangers_.erase(node);
    return verdict::connected;
  }
  if (is_bogus(node, from)) {
    return verdict::bogus;
  }
  if (now - since_ >= tries_time) {
    since_ = now;
    tried_.clear();
  }
  if (tried_.contains(node)) {
    return verdict::recent;
  }
  if (tried_.size() == tries_max) {
    return verdict::crowded;
  }
  if (!of_.is_atom(node)) {
    if (strangers_.size() == strangers_max) {
      return verdict::strange;
    }
    strangers_.insert(node);
  }
  tried_.insert(node);
  return verdict::tried;
}

gossip_state::verdict gossip_state::heard(const std::string& node, const io::address& from,
                                          io::instant now) {
  const verdict v = judge(node, from, now);
  ++counts_[static_cast<std::size_t>(v)];
  return v;
}

term gossip_state::to_term() const {
  const auto of = [&](verdict v) { return counts_[static_cast<std::size_t>(v)]; };
  return map(atom("tried"), of(verdict::tried), atom("own"), of(verdict::own), atoms::connected,
             of(verdict::connected), atom("bogus"), of(verdict::bogus), atom("recent"),
             of(verdict::recent), atom("crowded"), of(verdict::crowded), atom("strange"),
             of(verdict::strange));
}

}  // namespace kith::mesh
