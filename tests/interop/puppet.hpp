// A Kith process that does what messages tell it, so that a test, in this program or on another
// node, can let it link, monitor, die.
//
//   {do, From, Command} is carried out, and answered with {did, Result}; all other messages are
//   kept. Commands:
//
//   {link, Pid}   {unlink, Pid}   {monitor, Pid | {Name, Node}}   {demonitor, Ref}
//   {monitor_node, Node, Bool}   {exit, Pid, Reason}   {die, Reason}   {trap_exit, Bool}
//   {send, Pid | {Name, Node}, Message}   {disconnect, Node}   monitor_nodes   spawn   alias
//   {await, N}
//
// The result of monitor is the reference, of spawn the pid of another puppet (which does not trap
// exits), of alias a reference. {await, N} is answered with the list of all messages kept so far
// once there are N of them, which are then forgotten.
#pragma once

#include <vector>

#include "kith/kith.hpp"

namespace kith::interop {

inline destination where(term_ref t) {
  return t.is_pid()         ? destination(t.as_pid())
         : t.is_reference() ? destination(t.as_reference())
                            : destination(t[0].as_atom(), t[1].as_atom());
}

process puppet(ctx self);

inline term obey(term_ref c) {
  if (c.is(atom("spawn"))) {
    return spawn(puppet);
  }
  if (c.is(atom("monitor_nodes"))) {
    net_kernel::monitor_nodes(true);
    return atoms::ok;
  }
  if (c.is(atom("alias"))) {
    return alias();
  }
  const term_ref what = c[0];
  const term_ref first = c[1];
  if (what.is(atom("link"))) {
    link(first.as_pid());
  } else if (what.is(atom("unlink"))) {
    unlink(first.as_pid());
  } else if (what.is(atom("monitor"))) {
    return monitor(where(first));
  } else if (what.is(atom("demonitor"))) {
    demonitor(first.as_reference());
  } else if (what.is(atom("monitor_node"))) {
    monitor_node(first.as_atom(), c[2].is(atoms::true_));
  } else if (what.is(atom("exit"))) {
    exit(first.as_pid(), term(c[2]));
  } else if (what.is(atom("trap_exit"))) {
    trap_exit(first.is(atoms::true_));
  } else if (what.is(atom("send"))) {
    send(where(first), term(c[2]));
  } else if (what.is(atom("disconnect"))) {
    return disconnect_node(first.as_atom());
  } else {
    return tuple(atom("unknown"), c);
  }
  return atoms::ok;
}

inline process puppet(ctx self) {
  std::vector<term> kept;
  std::size_t awaited = 0;
  pid waiting;
  const auto give = [&] {
    if (waiting && kept.size() >= awaited) {
      send(waiting, tuple(atom("did"), list_of(kept)));
      kept.clear();
      waiting = pid();
    }
  };
  for (;;) {
    pid from;
    term command;
    const term m = co_await self.receive();
    if (!match(m, tuple(atom("do"), bind(from), bind(command)))) {
      kept.push_back(m);
    } else if (match(command, tuple(atom("die"), any))) {
      send(from, tuple(atom("did"), atoms::ok));
      exit(term(command[1]));
    } else if (match(command, tuple(atom("await"), bind(awaited)))) {
      waiting = from;
    } else {
      send(from, tuple(atom("did"), obey(command)));
    }
    give();
  }
}

}  // namespace kith::interop
