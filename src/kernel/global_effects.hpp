// What the state machine of the global name server asks of the world around it.
#pragma once

#include <string>
#include <string_view>

#include "kith/log.hpp"
#include "kith/process.hpp"

namespace kith::detail {

class global_effects {
 public:
  virtual ~global_effects() = default;

  /// `{'$gen_cast', message}` to the name server of a node that we are connected to; dropped
  /// otherwise.
  virtual void cast(atom node, term message) = 0;
  /// A bare message to the name server of a node that we are connected to; dropped otherwise.
  virtual void send(atom node, term message) = 0;
  /// A message to a process of this node.
  virtual void send(pid to, term message) = 0;
  /// Answers a call.
  virtual void reply(const term& from, term answer) = 0;

  /// Watches a process: `{'DOWN', Ref, process, _, _}` is to come in when it ends.
  virtual reference watch(pid who) = 0;
  virtual void unwatch(const reference& watch) = 0;
  /// For a process of a C node, which so hears of the end of the node that stands for it.
  virtual void link(pid who) = 0;
  virtual void unlink(pid who) = 0;

  [[nodiscard]] virtual pid locker() const = 0;
  [[nodiscard]] virtual pid registrar() const = 0;
  /// A message to the locker of this node, to the registrar.
  virtual void tell_locker(term message) = 0;
  virtual void tell_registrar(term message) = 0;

  /// A process that compares the names of `node` with ours when it gets
  /// `{resolve, Names, NamesThatItGot, Node}`, and casts `{exchange_ops, Node, Tag, Ops, Resolved}`
  /// to us.
  virtual pid start_resolver(atom node, const term& tag) = 0;
  virtual void kill(pid resolver) = 0;
  /// Connects to `node` and casts `{in_sync, OurNode, true}` to it; should that fail,
  /// `{extra_nodedown, Node}` is to come in.
  virtual void sync_with(atom node) = 0;
  /// A message to the process global_group of this node.
  virtual void tell_group(term message) = 0;
  /// Closes the connection to `node` without waiting.
  virtual void disconnect(atom node) = 0;

  /// `{timeout, Ref, message}` is to come in after `time`.
  virtual reference start_timer(duration time, term message) = 0;
  virtual void cancel_timer(const reference& timer) = 0;
  /// `message` is to come in again, a random time of up to 4 seconds later.
  virtual void try_again(term message) = 0;

  virtual void log(log_level level, std::string text) = 0;
};

}  // namespace kith::detail
