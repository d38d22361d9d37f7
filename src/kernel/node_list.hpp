// What the kernel asks of the layer that knows other nodes; `dist` implements it.
#pragma once

#include <vector>

#include "kith/duration.hpp"
#include "kith/term.hpp"

namespace kith::detail {

/// Any thread may call.
class node_list {
 public:
  virtual ~node_list() = default;

  /// Nodes that are connected, as `nodes()` of OTP tells them apart, in order of their names.
  [[nodiscard]] virtual std::vector<atom> visible() const = 0;
  [[nodiscard]] virtual std::vector<atom> hidden() const = 0;
  /// Whether `node` is among the visible ones, without a list of them.
  [[nodiscard]] virtual bool is_visible(atom node) const = 0;
  /// All that this node has heard of: connected ones, those in pids it holds, itself.
  [[nodiscard]] virtual std::vector<atom> known() const = 0;
  /// The number of the connection to a node, visible or hidden; 0 where there is none.
  [[nodiscard]] virtual std::uint64_t connection_id(atom node) const = 0;
  [[nodiscard]] virtual duration net_ticktime() const = 0;
  /// `{nodeup, Node}` and `{nodedown, Node}` of visible nodes come to `who` from now on.
  virtual void tell_of_nodes(pid who) = 0;
  /// Peers name this node; without one it is `nonode@nohost`, and alive. OTP: -sname undefined.
  [[nodiscard]] virtual bool has_dynamic_name() const = 0;
  /// Hosts of names have a domain. OTP: -name.
  [[nodiscard]] virtual bool has_long_names() const = 0;
  /// Closes the connection; does not wait. OTP: net_kernel:async_disconnect/1.
  virtual void disconnect(atom node) = 0;
};

}  // namespace kith::detail
