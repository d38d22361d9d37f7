// When two nodes lose each other, all nodes give up the connection to one of them, so that
// partitions never overlap. OTP: kernel, global, "Prevent Overlapping Partitions Algorithm".

#include "kernel/global_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

namespace {
/// From this version on, a node knows these messages.
constexpr int version_partitions = 7;
/// From this version on, it keeps the connection to a node of its group.
constexpr int version_groups = 8;
/// How long a lost connection is remembered, so that its report is relayed once.
constexpr duration remembered = duration::seconds(60 * 60);
}  // namespace

void global_state::multicast(const term& message, atom except) {
  for (const auto* nodes : {&known_, &pending_}) {
    for (const auto& [node, version] : *nodes) {
      if (node != except && version >= version_partitions) {
        outside_.send(node, message);
      }
    }
  }
}

void global_state::inform_connection_loss(atom node) {
  if (options_.connect_all && options_.prevent_overlapping_partitions) {
    multicast(tuple(atom("lost_connection"), node_, options_.extended_creation, ++last_op_, node),
              node);
  }
}

void global_state::lost(const term& m) {
  if (!options_.connect_all || !options_.prevent_overlapping_partitions) {
    return;
  }
  const atom reporter = m[1].as_atom();
  const atom gone = m[4].as_atom();
  // (OTP remembers the latest creation alone: where reports of two lives of a node meet, each makes
  // it forget the other, and its nodes relay both for ever.)
  const term key = tuple(reporter, m[2], gone);
  const auto seen = lost_.find(key);
  if (seen != lost_.end() && compare(m[3], seen->second.op) <= 0) {
    return;
  }
  // Relayed, in case the reporter goes down while it tells the others.
  multicast(m, reporter);
  if (seen != lost_.end()) {
    outside_.cancel_timer(seen->second.timer);
    lost_.erase(seen);
  } else if (lost_.size() >= lost_connections_max) {
    outside_.cancel_timer(lost_.begin()->second.timer);
    lost_.erase(lost_.begin());
  }
  const reference timer = outside_.start_timer(remembered, atom("lost_connection"));
  lost_.emplace(key, lost_connection{term(m[3]), timer});

  // Should it be us whom the reporter has lost, its own nodedown for us is on its way.
  const atom remove = gone == node_ ? reporter : gone;
  if (!potentially_known(remove) || !is_participant(remove)) {
    return;
  }
  const bool old = version_of(remove) < version_partitions;
  if (old) {
    outside_.disconnect(remove);
  } else {
    outside_.send(remove, tuple(atom("remove_connection"), node_));
  }
  outside_.log(log_level::warning, std::string("global ") +
                                       (old ? "disconnected old" : "requested disconnect from") +
                                       " node " + std::string(remove.name()) +
                                       " in order to prevent overlapping partitions");
  // The connection to a node of our group stays, for what is no name.
  const bool stays = is_member(remove) && version_of(remove) >= version_groups;
  nodedown(remove, stays ? why_down::ignore_node : why_down::remove_connection);
}

void global_state::remove_connection(atom node) {
  if (!potentially_known(node)) {
    // Each has asked the other to close it, and forgotten him. (OTP's nodes then stay connected,
    // and never know each other's names.)
    if (removing_.contains(node) && connections_.contains(node)) {
      outside_.disconnect(node);
    }
    return;
  }
  if (is_member(node)) {
    outside_.tell_group(tuple(atom("disconnect_node"), node));
    nodedown(node, why_down::ignore_node);
    return;
  }
  outside_.disconnect(node);
  nodedown(node, why_down::remove_connection);
  outside_.log(log_level::warning, "global disconnected node " + std::string(node.name()) +
                                       " in order to prevent overlapping partitions");
}

void global_state::forget_lost_connection(const reference& timer) {
  for (auto at = lost_.begin(); at != lost_.end(); ++at) {
    if (at->second.timer == timer) {
      lost_.erase(at);
      return;
    }
  }
}

}  // namespace kith::detail
