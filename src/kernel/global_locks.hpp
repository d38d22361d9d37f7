// Taking locks on several nodes: for the users of `global`, and for its own lock, under which names
// change. OTP: kernel, global: set_lock_on_nodes/2, set_lock_known/2, delete_global_lock/2.
#pragma once

#include <vector>

#include "kith/process.hpp"

namespace kith::detail {

/// One try. A node that does not answer counts as locked.
[[nodiscard]] task<bool> try_lock(ctx self, term id, std::vector<atom> nodes);
/// The same, of nodes that the name server knows: when it has lost one, it is to hear of that, and
/// tell the others, before anything is changed without that node. (OTP goes on, and those that
/// still know the node have what it has not.)
[[nodiscard]] task<bool> try_lock_known(ctx self, term id, std::vector<atom> nodes);
/// Of the nodes that are connected: one that is lost has freed what it had of us, and is not
/// dialled for that. (OTP dials it, though it may just have been disconnected.)
[[nodiscard]] task<void> unlock(ctx self, term id, std::vector<atom> nodes);
/// The greatest node last, which is locked first.
[[nodiscard]] task<void> unlock_boss_last(ctx self, term id, std::vector<atom> nodes);

/// The nodes that the name server `server` knows.
[[nodiscard]] task<std::vector<atom>> known_nodes(ctx self, pid server);
/// Locks all nodes that global knows, making sure that none becomes known meanwhile. Returns them.
[[nodiscard]] task<std::vector<atom>> lock_all_known(ctx self, term id, pid server);

/// A quarter of a second at most the first time, up to 8 seconds later on.
[[nodiscard]] task<void> random_sleep(ctx self, std::uint32_t times);
/// As random_sleep would.
[[nodiscard]] duration random_time(std::uint32_t times);

/// The process that has a global name; none when it is of this node and dead.
[[nodiscard]] pid global_where(term_ref name);

/// This node, or one that is connected, hidden or not.
[[nodiscard]] bool is_reached(atom node);
[[nodiscard]] std::vector<atom> without(const std::vector<atom>& nodes,
                                        const std::vector<atom>& excluded);

}  // namespace kith::detail
