#pragma once

#include "kith/process.hpp"

namespace kith::global_group {

// Groups of nodes, each with global names of its own (node_options::global_groups, or kernel's
// parameter global_groups). Nodes of other groups may be connected, and share no names.
// OTP: kernel, global_group.

/// Where a name is looked for: on one node, or in one group.
class place {
 public:
  static place node(atom name) { return place("node", name); }
  static place group(atom name) { return place("group", name); }
  /// `{node, Node}` or `{group, Group}`
  [[nodiscard]] term written() const;

 private:
  place(const char* kind, atom name) noexcept : kind_(kind), name_(name) {}
  const char* kind_;
  atom name_;
};

/// `{OwnGroup, [OtherGroup]}`; `undefined` when there are no groups.
/// OTP: global_group:global_groups/0.
[[nodiscard]] task<term> global_groups(ctx self);
/// The nodes of our group, connected or not; those connected when there are no groups.
/// OTP: global_group:own_nodes/0.
[[nodiscard]] task<term> own_nodes(ctx self);
/// `{nodeup, Node}` and `{nodedown, Node}` of nodes of our group come to the running process from
/// now on, or no more; it is linked to the server. OTP: global_group:monitor_nodes/1.
[[nodiscard]] task<void> monitor_nodes(ctx self, bool on);

/// Global names there, as a list; `{error, Reason}` when the search was killed. Connects if need
/// be. OTP: global_group:registered_names/1.
[[nodiscard]] task<term> registered_names(ctx self, place where);
/// The process of that name, looked for in our group and then in the others; none if nobody has it.
/// OTP: global_group:whereis_name/1,2.
[[nodiscard]] task<pid> whereis_name(ctx self, term name);
[[nodiscard]] task<pid> whereis_name(ctx self, place where, term name);
/// Sends to the process of that name and returns it; none if nobody has it. OTP:
/// global_group:send/2,3, which return `{badarg, {Name, Message}}` then.
[[nodiscard]] task<pid> send(ctx self, term name, term message);
[[nodiscard]] task<pid> send(ctx self, place where, term name, term message);

/// Gives up global's ties to nodes of other groups, and compares the definition with the nodes of
/// our own. OTP: global_group:sync/0.
[[nodiscard]] task<void> sync(ctx self);
/// `[{state, no_conf | synced}, {own_group_name, Name}, {own_group_nodes, Nodes}, {synced_nodes,
/// Nodes}, {sync_error, Nodes}, {no_contact, Nodes}, {other_groups, [{Name, Nodes}]}, {monitoring,
/// Pids}]`. OTP: global_group:info/0.
[[nodiscard]] task<term> info(ctx self);

}  // namespace kith::global_group
