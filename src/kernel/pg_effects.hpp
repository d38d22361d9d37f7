// What the state machine of a scope of process groups asks of the world around it.
#pragma once

#include <string>

#include "kith/log.hpp"
#include "kith/process.hpp"

namespace kith::detail {

class pg_effects {
 public:
  virtual ~pg_effects() = default;

  /// A message to a process; dropped where that needs a connection which is not there.
  virtual void send(pid to, term message) = 0;
  /// The same, to the scope of that name on another node.
  virtual void send(atom node, term message) = 0;
  /// Watches a process: `{'DOWN', Ref, process, _, _}` is to come in when it ends or is cut off.
  virtual reference watch(pid who) = 0;
  virtual void unwatch(const reference& watch) = 0;
  /// Whether the node is connected, and visibly.
  [[nodiscard]] virtual bool is_visible(atom node) const = 0;
  virtual void log(log_level level, std::string text) = 0;
};

}  // namespace kith::detail
