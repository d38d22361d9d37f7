// What the runtime needs of the layer that knows other nodes; `dist` implements it.
#pragma once

#include <cstdint>

#include "kith/process.hpp"

namespace kith::detail {

/// A signal on its way to another node. Fields that an operation does not name are unset.
struct outbound {
  enum class op : std::uint8_t {
    send,           ///< from, to | name | ref (alias), payload
    link,           ///< from, to
    unlink,         ///< from, to, id
    unlink_ack,     ///< from, to, id
    exit,           ///< from, to, payload (reason): exit/2
    link_exit,      ///< from, to, payload (reason): a link breaks
    monitor,        ///< from, to | name, ref
    demonitor,      ///< from, to | name, ref
    down,           ///< from (who ended) | name, to (the watcher), ref, payload (reason)
    group_leader,   ///< from (the leader), to
    spawn_request,  ///< from, ref, leader, module, function, arity, options, payload (arguments)
    spawn_reply,    ///< from (who was spawned), to, ref, payload (pid or an atom), id (flags)
  };
  op what;
  atom node;  ///< whither
  pid from;
  pid to;
  atom name;  ///< in place of `to` (send, monitor, demonitor) or of `from` (down)
  bool by_name = false;
  reference ref;
  std::uint64_t id = 0;
  term_ref payload;
  pid leader;
  atom module;
  atom function;
  std::uint32_t arity = 0;
  term_ref options;
  /// Answers to what came by one connection go by that one or not at all; 0: any, made if needed.
  std::uint64_t connection = 0;
  bool nosuspend = false;  ///< not if the sender would have to wait
  bool noconnect = false;  ///< not if a connection would have to be made
};

struct routed {
  std::uint64_t connection = 0;  ///< by which it goes; 0: it goes nowhere (no such node, not alive)
  bool busy = false;             ///< the connection has more to send than it should: wait
  bool refused = false;          ///< `nosuspend`: nothing was sent
};

class router {
 public:
  virtual ~router() = default;

  /// Takes a signal for another node; connects if need be. Called by any scheduler thread. The
  /// process `from` is remembered with the connection for link, monitor and what came from outside,
  /// so that it hears of the loss.
  virtual routed route(const outbound& s) = 0;
  /// The process has ended; connections may forget it.
  virtual void forget(pid ended) noexcept = 0;
  /// Whether `p` may send by it. A sender of a large message waits longer than others.
  [[nodiscard]] virtual bool writable(std::uint64_t connection, pid p) = 0;
  /// Wakes `p` (a `wake` signal) when the connection has room again; false when it has already.
  virtual bool wake_when_writable(std::uint64_t connection, pid p) = 0;
};

}  // namespace kith::detail
