// Names of nodes: `name@host`, in UTF-8. OTP: kernel, net_kernel:create_name/3,
// dist_util:is_node_name/1, inet_tcp_dist:splitnode/3.
#pragma once

#include <string>
#include <string_view>

#include "kith/result.hpp"

namespace kith::dist {

inline constexpr std::size_t node_name_characters_max = 255;

struct node_name {
  std::string name;  ///< before the '@'
  std::string host;  ///< after it

  [[nodiscard]] std::string full() const { return name + "@" + host; }
};

/// Short names (`-sname`) have hosts without a dot, long names (`-name`) have a domain or an
/// address; nodes of the two kinds cannot talk to each other.
enum class name_domain : std::uint8_t { short_names, long_names };

/// Splits `name@host`: one '@', both parts there, at most 255 characters. Any node's name.
[[nodiscard]] result<node_name> parse_node_name(std::string_view text);

/// The name of our own node from what the user gave: `dog`, `dog@` or `dog@host`. A host that was
/// not given is the machine's: up to its first dot for a short name, whole for a long one.
/// Fails with errc::bad_input and a sentence that says what to give instead. Of the name
/// `undefined`, by which a node asks its peers for one, the host counts.
[[nodiscard]] result<node_name> own_node_name(std::string_view given, name_domain domain,
                                              std::string_view machine);

/// Whether a node of this domain can dial that host: a long name needs a dot or an address in it,
/// a short one must not have one. `numeric` says that the host is an address.
[[nodiscard]] result<void> check_peer_host(std::string_view host, name_domain domain, bool numeric);

/// A node on such a host listens on loopback only.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace kith::dist
