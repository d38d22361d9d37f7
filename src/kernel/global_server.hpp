// The processes of `global`: the name server, which drives the state machine, and its helpers.
#pragma once

#include "kith/global.hpp"

namespace kith::detail {

/// Registered as `global_name_server`; spawns the others. It is told of nodes by the messages
///   {nodeup, Node, #{connection_id => Integer, node_type => visible | hidden}}
///   {nodedown, Node, Info}
/// nodeup before all traffic of a connection, nodedown after all of it.
process global_name_server(ctx self);

/// Locks our partition with that of each node that connects. OTP: global, loop_the_locker/1.
process global_locker(ctx self, pid server);
/// Takes the lock `id` on our partition and the nodes `extra`, and holds it until told.
/// OTP: global, lock_nodes_safely/3.
process global_holder(ctx self, pid locker, pid server, term id, std::vector<atom> extra);
/// Registers names, one at a time, under global's lock. OTP: global, loop_the_registrar/0.
process global_registrar(ctx self, pid server);
/// Compares the names of `node` with ours, once. OTP: global, resolver/2.
process global_resolver(ctx self, atom node, term tag, pid server);
/// Connects to a node that others know. OTP: global, sync_other/2.
process global_connector(ctx self, atom node, pid server);

/// Settles a conflict of names as OTP's function of that name does; returns the process that keeps
/// it, or `none`. OTP: global:random_exit_name/3, random_notify_name/3, notify_all_name/3.
term resolve_as(global::resolve::standard how, term_ref name, pid first, pid second);
/// Settles a conflict of names by what `method` says. Returns one of the two processes, `none`, or
/// `{'EXIT', Reason}` for a method that cannot be called here. OTP: global:resolve_it/4.
[[nodiscard]] task<term> resolve_it(ctx self, term method, term name, pid first, pid second);

}  // namespace kith::detail
