#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::pg {

// Groups of processes, the same on all connected nodes that run the same scope, Erlang's and
// Kith's. A process may be in a group several times; a group that nobody is in is none. Functions
// that wait exit with `{Reason, {gen_server, call, [Scope, Request, infinity]}}` when the scope
// does not run. OTP: kernel, pg. Differs: a scope outlives messages that it does not know.

/// The scope of the functions that name none, `pg`. It has to be started as any other.
[[nodiscard]] atom default_scope();

/// Starts a scope on this node: `{ok, Pid}`, or `{error, {already_started, Pid}}`. It is registered
/// by the scope's name. OTP: pg:start/1.
[[nodiscard]] task<term> start(ctx self, atom scope);
/// The same, linked to the running process. OTP: pg:start_link/0,1.
[[nodiscard]] task<term> start_link(ctx self, atom scope = default_scope());

/// Processes of this node join a group, each as often as it is named; the first named is the first
/// of the group's members. Raises `{nolocal, Pid}` for one of another node. OTP: pg:join/2,3.
[[nodiscard]] task<void> join(ctx self, term group, pid who);
[[nodiscard]] task<void> join(ctx self, term group, std::vector<pid> who);
[[nodiscard]] task<void> join(ctx self, atom scope, term group, pid who);
[[nodiscard]] task<void> join(ctx self, atom scope, term group, std::vector<pid> who);
/// Each leaves once, if it is there. False (`not_joined`) when none was. A process that ends leaves
/// all its groups. OTP: pg:leave/2,3.
[[nodiscard]] task<bool> leave(ctx self, term group, pid who);
[[nodiscard]] task<bool> leave(ctx self, term group, std::vector<pid> who);
[[nodiscard]] task<bool> leave(ctx self, atom scope, term group, pid who);
[[nodiscard]] task<bool> leave(ctx self, atom scope, term group, std::vector<pid> who);

/// The members on all nodes, the one that joined last first; asks nobody. None where the scope does
/// not run. OTP: pg:get_members/1,2.
[[nodiscard]] std::vector<pid> get_members(const term& group);
[[nodiscard]] std::vector<pid> get_members(atom scope, const term& group);
/// Those of this node. OTP: pg:get_local_members/1,2.
[[nodiscard]] std::vector<pid> get_local_members(const term& group);
[[nodiscard]] std::vector<pid> get_local_members(atom scope, const term& group);
/// The groups that have members, in any order; raises `badarg` where the scope does not run.
/// OTP: pg:which_groups/0,1.
[[nodiscard]] std::vector<term> which_groups(atom scope = default_scope());
/// Those that have members of this node. OTP: pg:which_local_groups/0,1.
[[nodiscard]] std::vector<term> which_local_groups(atom scope = default_scope());

/// What `monitor` returns: `{Ref, join | leave, Group, [Pid]}` comes for each change from now on.
struct watched_group {
  reference ref;
  std::vector<pid> members;
};
/// What `monitor_scope` returns; `groups` is `#{Group => [Pid]}`.
struct watched_scope {
  reference ref;
  term groups;
};
/// OTP: pg:monitor/1,2.
[[nodiscard]] task<watched_group> monitor(ctx self, term group);
[[nodiscard]] task<watched_group> monitor(ctx self, atom scope, term group);
/// All groups of a scope. OTP: pg:monitor_scope/0,1.
[[nodiscard]] task<watched_scope> monitor_scope(ctx self, atom scope = default_scope());
/// No such message comes any more, and none is left in the mailbox; false when there was no such
/// monitor. OTP: pg:demonitor/1,2.
[[nodiscard]] task<bool> demonitor(ctx self, reference ref);
[[nodiscard]] task<bool> demonitor(ctx self, atom scope, reference ref);

}  // namespace kith::pg
