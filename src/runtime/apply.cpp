// What each signal does to the process that gets it. OTP: Erlang Reference Manual, "Processes",
// sections "Signals", "Links", "Monitors", "Process Aliases"; the unlink protocol as in ERTS,
// "Distribution Protocol", "Link Protocol".

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

void die(process_block& p, term reason) {
  p.ending = true;
  p.tied().reason = std::move(reason);
}

void apply_exit(process_block& p, peer_signal& s) {
  if (s.kind == signal_kind::link_exit) {
    // Only a link that is there and has not been undone here is broken.
    if (p.ties == nullptr) {
      return;
    }
    const auto at = p.ties->links.find(s.from);
    if (at == p.ties->links.end() || at->second.unlink_id != 0 ||
        (s.connection != 0 && at->second.connection != 0 &&
         s.connection != at->second.connection)) {
      return;
    }
    p.ties->links.erase(at);
  } else if (s.payload.is(atoms::kill)) {
    die(p, atoms::killed);
    return;
  }
  if (p.traps_exits) {
    p.append(make_message(tuple(atoms::EXIT, s.from, s.payload)));
    return;
  }
  if (s.payload.is(atoms::normal) && !(s.kind == signal_kind::exit && s.from == p.pid())) {
    return;
  }
  die(p, std::move(s.payload));
}

void apply_link(process_block& p, const peer_signal& s) {
  link_state& link = p.tied().links[s.from];
  p.ties->remote |= s.connection != 0;
  if (link.unlink_id != 0 && link.connection == s.connection) {
    return;  // it crossed our unlink, which ends it at the other side
  }
  link.unlink_id = 0;
  link.connection = s.connection;
}

void apply_unlink(process_block& p, const peer_signal& s) {
  if (p.ties != nullptr) {
    const auto at = p.ties->links.find(s.from);
    // When both sides unlink at once, each keeps its own entry until its own ack.
    if (at != p.ties->links.end() && at->second.unlink_id == 0) {
      p.ties->links.erase(at);
    }
  }
  send_unlink_ack(*p.node, p.pid(), s);
}

void apply_unlink_ack(process_block& p, const peer_signal& s) {
  if (p.ties == nullptr) {
    return;
  }
  const auto at = p.ties->links.find(s.from);
  if (at != p.ties->links.end() && at->second.unlink_id == s.id) {
    p.ties->links.erase(at);
  }
}

void apply_monitor(process_block& p, const peer_signal& s) {
  const auto [at, fresh] = p.tied().watchers.try_emplace(s.ref);
  watcher_state& w = at->second;
  if (!fresh && w.connection != s.connection) {
    return;  // a peer cannot take the place of somebody else
  }
  w.watcher = s.from;
  w.name = s.name;
  w.by_name = (s.number & monitor_by_name) != 0;
  w.until_reply = (s.number & monitor_until_reply) != 0;
  w.connection = s.connection;
  p.ties->remote |= s.connection != 0;
}

void apply_demonitor(process_block& p, const peer_signal& s) {
  if (p.ties == nullptr) {
    return;
  }
  const auto at = p.ties->watchers.find(s.ref);
  if (at != p.ties->watchers.end() && at->second.connection == s.connection) {
    p.ties->watchers.erase(at);
  }
}

/// The tag, which is forgotten; 'DOWN' of a monitor without one.
term take_tag(process_block& p, const reference& ref) {
  term tag = atoms::DOWN;
  if (p.ties->rare != nullptr) {
    auto& tags = p.ties->rare->tags;
    if (const auto at = tags.find(ref); at != tags.end()) {
      tag = std::move(at->second);
      tags.erase(at);
    }
  }
  return tag;
}

void down_message(process_block& p, const reference& ref, const monitor_state& m, term_ref reason) {
  const term tag = take_tag(p, ref);
  p.append(make_message(m.by_name
                            ? term(tuple(tag, ref, atoms::process, tuple(m.name, m.node), reason))
                            : term(tuple(tag, ref, atoms::process, m.target, reason))));
}

void apply_down(process_block& p, const peer_signal& s) {
  if (p.ties == nullptr) {
    return;
  }
  const auto at = p.ties->monitors.find(s.ref);
  // What comes by another connection than the monitor went by is not about it.
  if (at == p.ties->monitors.end() ||
      (s.connection != 0 && s.connection != at->second.connection)) {
    return;
  }
  const monitor_state m = at->second;
  p.ties->monitors.erase(at);
  down_message(p, s.ref, m, s.payload);
}

/// True when the message is for the process.
bool pass_alias(process_block& p, const peer_signal& s) {
  if (p.ties == nullptr) {
    return false;
  }
  const auto watching = p.ties->monitors.find(s.ref);
  if (watching != p.ties->monitors.end() && watching->second.alias != monitor_alias::none) {
    if (watching->second.alias == monitor_alias::reply) {
      drop_monitor(p, p.pid(), s.ref);
    }
    return true;
  }
  const auto at = p.ties->aliases.find(s.ref);
  if (at == p.ties->aliases.end()) {
    return false;
  }
  if (at->second == alias_kind::reply) {
    p.ties->aliases.erase(at);
  }
  return true;
}

/// True when the message is for the process. The monitor is gone at the other side already.
bool pass_answer(process_block& p, const peer_signal& s) {
  if (p.ties == nullptr || p.ties->monitors.erase(s.ref) == 0) {
    return false;
  }
  p.ties->forget_tag(s.ref);
  return true;
}

/// Every tie over one connection ends; the order is that of links, monitors, watchers.
void apply_connection_lost(process_block& p, const peer_signal& s) {
  if (p.ties == nullptr) {
    return;
  }
  std::vector<pid> linked;
  for (const auto& [to, link] : p.ties->links) {
    if (link.connection == s.id) {
      linked.push_back(to);
    }
  }
  std::vector<reference> watched;
  for (const auto& [ref, m] : p.ties->monitors) {
    if (m.connection == s.id) {
      watched.push_back(ref);
    }
  }
  std::vector<reference> asked;
  for (const auto& [ref, spawn] : p.ties->spawns) {
    if (spawn.connection == s.id) {
      asked.push_back(ref);
    }
  }
  p.ties->watchers.erase_if([&](const auto& e) { return e.second.connection == s.id; });
  for (const pid& to : linked) {
    peer_signal lost(signal_kind::link_exit, atoms::noconnection);
    lost.from = to;
    if (p.ties->links[to].unlink_id != 0) {
      p.ties->links.erase(to);  // nobody is left to confirm
    } else {
      apply_exit(p, lost);
    }
  }
  for (const reference& ref : watched) {
    peer_signal lost(signal_kind::down, atoms::noconnection);
    lost.ref = ref;
    apply_down(p, lost);
  }
  for (const reference& ref : asked) {
    peer_signal lost(signal_kind::spawn_reply, atoms::noconnection);
    lost.ref = ref;
    lost.connection = s.id;
    apply_spawn_reply(p, lost);
  }
}

}  // namespace

void apply(process_block& p, signal* s) {
  switch (s->kind) {
  case signal_kind::message: p.append(s); return;
  case signal_kind::receive_timeout:
    if (p.timer_armed && s->number == p.receive_number) {
      p.timer_armed = false;
      p.timed_out = true;
      p.is_ahead = false;  // it waits for room no longer than for messages
    }
    break;
  case signal_kind::wake: break;
  case signal_kind::alias_message: {
    auto* m = static_cast<peer_signal*>(s);
    if (pass_alias(p, *m)) {
      p.append(make_message(std::move(m->payload)));
    }
    break;
  }
  case signal_kind::call:
    apply_monitor(p, *static_cast<peer_signal*>(s));
    p.append(s);
    return;
  case signal_kind::answer:
    if (pass_answer(p, *static_cast<peer_signal*>(s))) {
      p.append(s);
      return;
    }
    break;
  case signal_kind::exit:
  case signal_kind::link_exit: apply_exit(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::link: apply_link(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::unlink: apply_unlink(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::unlink_ack: apply_unlink_ack(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::monitor: apply_monitor(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::demonitor: apply_demonitor(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::down: apply_down(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::spawn_reply: apply_spawn_reply(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::group_leader: p.leader = static_cast<peer_signal*>(s)->from; break;
  case signal_kind::alive_request:
  case signal_kind::info_request: answer_request(p, *static_cast<peer_signal*>(s)); break;
  case signal_kind::connection_lost: apply_connection_lost(p, *static_cast<peer_signal*>(s)); break;
  }
  free_signal(s);
}

bool absorb(process_block& p) {
  signal* s = p.take_inbox();
  if (s == nullptr) {
    return false;
  }
  while (s != nullptr && !p.ending) {
    signal* next = s->next;
    apply(p, s);
    s = next;
  }
  // The process ends: what came after is answered as by one that does not exist.
  while (s != nullptr) {
    signal* next = s->next;
    if (came_from_outside(*s)) {
      p.tied().remote = true;
    }
    answer_for_dead(p, s);
    s = next;
  }
  return true;
}

}  // namespace kith::detail
