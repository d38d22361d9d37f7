#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "kith/process.hpp"

namespace kith::global {

// Names and locks that hold on all connected visible nodes, Erlang's and Kith's.
// OTP: kernel, global.

/// What happens to two processes that got one name in two parts of the net, once the parts meet.
enum class resolve : std::uint8_t {
  random_exit_name,    ///< the one on the greater node name is killed
  random_notify_name,  ///< it gets {global_name_conflict, Name}
  notify_all_name,     ///< both get {global_name_conflict, Name, OtherPid}, the name is free
};

/// Registers `who` as `name` on every connected node.
/// Returns true (Erlang `yes`), or false (`no`) when the name is taken or `who` has another;
/// suspends until all agree. Exits with `{timeout, Name}` when some node has not answered within
/// `limit`; the name may be registered all the same.
/// OTP: global:register_name/2,3. Differs: takes a limit.
[[nodiscard]] task<bool> register_name(ctx self, term name, pid who,
                                       duration limit = duration::infinity());
[[nodiscard]] task<bool> register_name(ctx self, term name, pid who, resolve how,
                                       duration limit = duration::infinity());
/// The same, and takes the name from who has it. OTP: global:re_register_name/2.
[[nodiscard]] task<void> re_register_name(ctx self, term name, pid who,
                                          duration limit = duration::infinity());
/// OTP: global:unregister_name/1. Exits with `{timeout, Name}` as register_name does.
[[nodiscard]] task<void> unregister_name(ctx self, term name,
                                         duration limit = duration::infinity());

/// The process of that name, or none. Asks nobody. OTP: global:whereis_name/1.
[[nodiscard]] pid whereis_name(term_ref name);
/// All names, as a list. OTP: global:registered_names/0.
[[nodiscard]] term registered_names();
/// Sends to the process of that name and returns it; exits with `{badarg, {Name, Message}}` when
/// there is none. OTP: global:send/2.
pid send(term_ref name, term message);

/// Never gives up.
inline constexpr std::uint32_t retry_forever = std::numeric_limits<std::uint32_t>::max();

/// Locks `{ResourceId, LockRequesterId}` on the given nodes, or on all that are connected: true, or
/// false when another requester had it and all `retries` failed; between two it sleeps for up to 8
/// seconds. The lock is free when deleted once, and when the running process ends.
/// OTP: global:set_lock/1,2,3.
[[nodiscard]] task<bool> set_lock(ctx self, term id);
[[nodiscard]] task<bool> set_lock(ctx self, term id, std::vector<atom> nodes,
                                  std::uint32_t retries = retry_forever);
/// OTP: global:del_lock/1,2.
[[nodiscard]] task<void> del_lock(ctx self, term id);
[[nodiscard]] task<void> del_lock(ctx self, term id, std::vector<atom> nodes);

/// Waits until the names are the same on all connected nodes. OTP: global:sync/0.
[[nodiscard]] task<void> sync(ctx self);
/// Gives all connections up, without telling others of a loss; returns the nodes.
/// OTP: global:disconnect/0.
[[nodiscard]] task<term> disconnect(ctx self);

}  // namespace kith::global
