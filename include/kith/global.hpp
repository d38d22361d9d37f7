#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "kith/build.hpp"
#include "kith/process.hpp"
#include "kith/via.hpp"

namespace kith::global {

// Names and locks that hold on all connected visible nodes, Erlang's and Kith's.
// OTP: kernel, global.

/// What happens to two processes that got one name in two parts of the net, once the parts meet:
/// a function of OTP's, or one's own.
class resolve {
 public:
  enum standard : std::uint8_t {
    random_exit_name,    ///< the one on the greater node name is killed
    random_notify_name,  ///< it gets {global_name_conflict, Name}
    notify_all_name,     ///< both get {global_name_conflict, Name, OtherPid}, the name is free
  };
  resolve(standard s) : resolve(atom("global"), named(s)) {}  // NOLINT: implicit by design
  /// `Module:Function(Name, Pid1, Pid2)`, native or of Erlang, which is called once, on the node of
  /// one of the two processes. It returns the process that keeps the name; after anything else
  /// nobody has it, and when it fails that of the greater of the two nodes that met.
  resolve(atom module, atom function);
  /// A fun of three arguments, as Erlang has made it.
  explicit resolve(term fun) noexcept : fun_(std::move(fun)) {}

  [[nodiscard]] const term& fun() const noexcept { return fun_; }

 private:
  static atom named(standard s);
  term fun_;
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
/// The same, and takes the name from who has it. OTP: global:re_register_name/2,3.
[[nodiscard]] task<void> re_register_name(ctx self, term name, pid who,
                                          duration limit = duration::infinity());
[[nodiscard]] task<void> re_register_name(ctx self, term name, pid who, resolve how,
                                          duration limit = duration::infinity());
/// OTP: global:unregister_name/1. Exits with `{timeout, Name}` as register_name does.
[[nodiscard]] task<void> unregister_name(ctx self, term name,
                                         duration limit = duration::infinity());

/// The same of a process of a C node, which knows no names itself: this node stands for it.
/// OTP: global:register_name_external/2,3, unregister_name_external/1.
[[nodiscard]] task<bool> register_name_external(ctx self, term name, pid who,
                                                resolve how = resolve::random_exit_name,
                                                duration limit = duration::infinity());
[[nodiscard]] task<void> unregister_name_external(ctx self, term name,
                                                  duration limit = duration::infinity());

/// The process of that name, or none. Asks nobody. OTP: global:whereis_name/1.
[[nodiscard]] pid whereis_name(term_ref name);
/// All names, as a list. OTP: global:registered_names/0.
[[nodiscard]] term registered_names();
/// Sends to the process of that name and returns it; exits with `{badarg, {Name, Message}}` when
/// there is none. OTP: global:send/2.
pid send(term_ref name, term message);

/// The server of a global name: `gen_server::call(self, global::name(atom("clock")), question)`.
/// OTP: {global, Name}.
[[nodiscard]] inline via name(term name) {
  return {atom("global"), std::move(name)};
}

// ---- locks -------------------------------------------------------------------------------------

/// Never gives up.
inline constexpr std::uint32_t retry_forever = std::numeric_limits<std::uint32_t>::max();

/// This node and all visible ones that are connected.
[[nodiscard]] std::vector<atom> all_nodes();

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

/// The locks that this node knows of: `[{ResourceId, LockRequesterId, [Pid]}]`, each with the
/// processes that hold it. Asks nobody. Not of OTP.
[[nodiscard]] term locks();

/// Locks as set_lock does, but for `time` at most: then the lock is given up on all nodes, whatever
/// the running process does, and it gets the message `{lock_expired, Id}`. Returns the process that
/// keeps the lock, or none when it could not be had. When the running process ends, the lock goes.
/// Other nodes see nothing but a process that holds a lock and ends, so it works beside OTP. It
/// bounds how long a process can hold a lock, not a machine: on nodes that can no longer be
/// reached, the lock goes when they give up the connection. Not of OTP.
[[nodiscard]] task<pid> lease_lock(ctx self, term id, duration time);
[[nodiscard]] task<pid> lease_lock(ctx self, term id, duration time, std::vector<atom> nodes,
                                   std::uint32_t retries = retry_forever);
/// The lease ends `time` from now. False when it has ended already.
[[nodiscard]] task<bool> renew_lease(ctx self, pid keeper, duration time);
/// Gives the lock up, and waits until it is free. False when the lease had ended already.
[[nodiscard]] task<bool> end_lease(ctx self, pid keeper);

/// A fencing epoch for who has locked something on `nodes`: greater than any that one of the Kith
/// nodes among them, this node included, has handed out or seen since it started, and than their
/// clocks in microseconds of Unix time. Nodes of OTP know none and are passed over. Not of OTP;
/// docs/guide/names.md says what follows from it.
[[nodiscard]] task<std::uint64_t> lock_epoch(ctx self, std::vector<atom> nodes);

/// Locks, calls `body(self)`, which is a coroutine, and deletes the lock, also when it throws.
/// Returns what it returned, or the atom `aborted` when the lock could not be had. A body that
/// takes a second argument, a std::uint64_t, gets a fencing epoch, see lock_epoch. OTP:
/// global:trans/2,3,4.
template <class Body>
[[nodiscard]] task<term> trans(ctx self, term id, Body body, std::vector<atom> nodes,
                               std::uint32_t retries = retry_forever) {
  const bool is_locked = co_await set_lock(self, id, nodes, retries);
  if (!is_locked) {
    co_return atom("aborted");
  }
  std::exception_ptr thrown;
  term value;
  try {
    if constexpr (std::is_invocable_v<Body&, ctx, std::uint64_t>) {
      const std::uint64_t epoch = co_await lock_epoch(self, nodes);
      value = co_await body(self, epoch);
    } else {
      value = co_await body(self);
    }
  } catch (...) {
    thrown = std::current_exception();
  }
  co_await del_lock(self, id, nodes);
  if (thrown) {
    std::rethrow_exception(thrown);
  }
  co_return value;
}
template <class Body>
[[nodiscard]] task<term> trans(ctx self, term id, Body body) {
  return trans(self, std::move(id), std::move(body), all_nodes());
}

// ---- the net -----------------------------------------------------------------------------------

/// Waits until the names are the same on all connected nodes, or on those given.
/// OTP: global:sync/0,1.
[[nodiscard]] task<void> sync(ctx self);
[[nodiscard]] task<void> sync(ctx self, std::vector<atom> nodes);
/// Gives all connections up, without telling others of a loss; returns the nodes.
/// OTP: global:disconnect/0.
[[nodiscard]] task<term> disconnect(ctx self);

}  // namespace kith::global
