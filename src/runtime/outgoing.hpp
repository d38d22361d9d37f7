// Signals on their way out of a process: to one of this program directly, to another node through
// the router.
#pragma once

#include "runtime/node_core.hpp"
#include "runtime/process_block.hpp"

namespace kith::detail {

/// Whether `p` names a process that this program would have to know.
[[nodiscard]] inline bool is_here(const node_core& n, pid p) noexcept {
  return p.is_local() || (p.node() == n.name() && p.creation() == n.creation()) || !p;
}

/// A pid of this node that is in the form of other nodes' (from a file, from binary_to_term) in its
/// own form.
[[nodiscard]] inline pid localize(const node_core& n, pid p) {
  return !p.is_local() && p && p.node() == n.name() && p.creation() == n.creation() &&
                 p.id() < (1u << pid_slot_bits) && p.serial() < (1u << pid_generation_bits)
             ? pid::local(n.index(), p.id(), p.serial())
             : p;
}
/// The process that an alias of this program belongs to; none if it is of another node.
[[nodiscard]] pid alias_owner(const node_core& n, const reference& alias);

/// Delivers a message; nothing happens when nobody is there. `running` is the process that sends,
/// if one does.
send_outcome send_message(node_core& from, pid sender, process_block* running,
                          const destination& to, term message, const send_options& how = {});
/// The process has sent more than a connection to `node` should have waiting: it is suspended at
/// its next await.
void get_ahead(process_block& p, std::uint64_t connection, atom node);

/// A reference for `send_call`, which is still to be made known.
[[nodiscard]] reference call_reference();
/// Watches `to` by that reference, an alias until the answer comes, and sends it a message. Within
/// the program that is one signal. Equals `monitor(to, alias_mode::reply_demonitor)` and `send`.
void send_call(const destination& to, const reference& ref, term message);

/// Answers by an alias; what `send` does with one, but who has been lost with its node is not
/// dialled.
void send_to_alias(const reference& alias, term message);

/// The answers to signals, shared by the living and on behalf of the dead.
void send_unlink_ack(node_core& n, pid self, const peer_signal& request);
void send_link_exit(node_core& n, pid self, pid to, std::uint64_t connection, term_ref reason);
void send_down(node_core& n, pid self, const reference& ref, const watcher_state& w,
               term_ref reason);

/// Removes a monitor of `p` and tells the watched. False when there was none.
bool drop_monitor(process_block& p, pid self, const reference& ref);

/// `alive_request` and `info_request`: sends `{Ref, Value}` to who asked. `process_info.cpp`.
void answer_request(process_block& p, const peer_signal& request);

/// What a spawn_request has come to: a pid, or an atom that says why not. `spawn_request.cpp`.
void apply_spawn_reply(process_block& p, const peer_signal& reply);

/// In the flags of a spawn reply: the process has been linked to who asked. OTP: SPAWN_REPLY.
inline constexpr std::uint64_t spawn_reply_link = 1;
/// The same of a monitor.
inline constexpr std::uint64_t spawn_reply_monitor = 2;

/// Ends a monitor of a process of another node that has come with a spawn reply.
void send_demonitor(node_core& n, pid self, pid of, const reference& ref, std::uint64_t connection);

/// Answers a signal to a process that has ended (`noproc`), and frees it.
void answer_for_dead(process_block& p, signal* s);
/// The same for a signal to `to`, whose process is not there at all.
void answer_for_nobody(node_core& n, pid to, signal* s);

}  // namespace kith::detail
