// Who is told of nodes that come and go. Messages are pushed on the thread of the connection:
// nodeup before any traffic of it, nodedown after all of it. OTP: erlang:monitor_node/2,
// net_kernel:monitor_nodes/1,2.
#pragma once

#include <map>
#include <vector>

#include "base/mutex.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"

namespace kith::dist {

/// Which nodes a subscriber hears of, and how.
struct node_watch {
  bool visible = true;
  bool hidden = false;
  enum class shape : std::uint8_t {
    bare,  ///< `{nodeup, Node}`
    list,  ///< `{nodeup, Node, [{node_type, visible | hidden}]}`; of nodedown also nodedown_reason
    map,   ///< `{nodeup, Node, #{connection_id => Number, node_type => …}}`
  };
  shape info = shape::bare;
};

class node_monitors {
 public:
  explicit node_monitors(detail::node_core& node) : node_(node) {}

  /// As often as it was asked: each subscription is told. OTP: monitor_nodes(true, Options).
  void subscribe(pid who, node_watch how);
  /// Removes all of them. OTP: monitor_nodes(false).
  void unsubscribe(pid who);

  /// One `{nodedown, Node}` for each. OTP: monitor_node(Node, true).
  void watch(pid who, atom node);
  void unwatch(pid who, atom node);

  void up(atom node, std::uint64_t connection, bool hidden);
  /// For those who subscribed; `lost` is for those who watch.
  void down(atom node, std::uint64_t connection, bool hidden, term_ref reason);
  /// The node is lost, or a dial that somebody watched has failed: one nodedown for each that
  /// watches.
  void lost(atom node);

 private:
  struct subscriber {
    pid who;
    node_watch how;
  };
  /// Forgets those that have ended, whenever there are twice as many as after the last time.
  void drop_ended() KITH_REQUIRES(mutex_);
  void tell(atom what, atom node, std::uint64_t connection, bool hidden, term_ref reason);

  detail::node_core& node_;
  mutex mutex_;
  std::vector<subscriber> subscribers_ KITH_GUARDED_BY(mutex_);
  std::multimap<std::uint32_t, pid> watchers_ KITH_GUARDED_BY(mutex_);
  std::size_t drop_at_ KITH_GUARDED_BY(mutex_) = 64;
};

}  // namespace kith::dist
