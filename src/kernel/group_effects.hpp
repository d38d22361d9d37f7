// What the state machine of global_group asks of the world around it.
#pragma once

#include <string>
#include <vector>

#include "kith/log.hpp"
#include "kith/process.hpp"

namespace kith::detail {

class group_effects {
 public:
  virtual ~group_effects() = default;

  /// A bare message, `{'$gen_cast', message}`: to the global_group of another node.
  virtual void send(atom node, term message) = 0;
  virtual void cast(atom node, term message) = 0;
  /// A message to a process, of whatever node; to the process of that name on a node.
  virtual void send(pid to, term message) = 0;
  virtual void send(atom name, atom node, term message) = 0;
  virtual void reply(const term& from, term answer) = 0;
  /// A message to the global name server of this node.
  virtual void tell_global(term message) = 0;
  virtual void disconnect(atom node) = 0;
  [[nodiscard]] virtual std::vector<atom> visible() const = 0;
  /// The visible and the hidden.
  [[nodiscard]] virtual std::vector<atom> connected() const = 0;

  /// Calls `global_group:Function` there; `{Ref, {ok, Value} | {error, Reason}}` is to come in,
  /// also when there can be no process more.
  virtual reference ask(atom node, atom function, term args) = 0;
  /// Watches the global_group of another node: `{'DOWN', Ref, process, {global_group, Node}, _}`.
  virtual reference watch(atom node) = 0;
  virtual void unwatch(const reference& watch) = 0;
  virtual reference fresh() = 0;
  virtual void link(pid who) = 0;
  virtual void unlink(pid who) = 0;

  /// A process, linked, that asks `groups` ([[Node]]) one after the other, of each the first node
  /// that answers, for the process of `name`, or with no name for the names. `{found, Pid, Result}`
  /// is to come in: a pid, a list of names, or `undefined`. None when there can be no process more.
  virtual pid search(std::vector<std::vector<atom>> groups, term name) = 0;
  /// One that fails with `testing_exit` after five seconds. OTP: global_search:names_test/1.
  virtual pid failing_search() = 0;
  [[nodiscard]] virtual pid find(term_ref name) const = 0;
  [[nodiscard]] virtual term names() const = 0;

  virtual void log(log_level level, std::string text) = 0;
};

}  // namespace kith::detail
