#include "runtime/outgoing.hpp"

#include "kith/build.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

routed to_router(node_core& n, const outbound& s) {
  router* r = n.remote.load(std::memory_order_acquire);
  return r == nullptr ? routed{} : r->route(s);
}

}  // namespace

pid alias_owner(const node_core& n, const reference& alias) {
  const auto words = alias.words();
  if (words.size() != 5 || !n.made(alias) || words[3] >= (1u << pid_slot_bits) ||
      words[4] >= (1u << pid_generation_bits)) {
    return {};
  }
  return pid::local(n.index(), words[3], words[4]);
}

namespace {

/// Whether the owner of an alias watches the process until it sends there. That is over then: the
/// owner need not say so.
bool answers_call(process_block& p, const reference& alias, pid owner) {
  if (p.ties == nullptr) {
    return false;
  }
  const auto at = p.ties->watchers.find(alias);
  if (at == p.ties->watchers.end() || !at->second.until_reply || at->second.watcher != owner) {
    return false;
  }
  p.ties->watchers.erase(at);
  return true;
}

/// An alias of this node.
void alias_here(node_core& from, pid sender, process_block* running, const reference& alias,
                term message) {
  const pid owner = alias_owner(from, alias);
  if (!owner) {
    return;
  }
  const auto kind = running != nullptr && answers_call(*running, alias, owner)
                        ? signal_kind::answer
                        : signal_kind::alias_message;
  peer_signal* s = make_peer_signal(kind, sender, std::move(message));
  s->ref = alias;
  from.home().deliver_or_free(owner, s);
}

/// Whether the addressee would have to be of this program; then it has the message, if it lives.
bool send_here(node_core& from, pid sender, process_block* running, const destination& to,
               term& message) {
  switch (to.kind()) {
  case destination::what::process: {
    const pid p = localize(from, to.process());
    if (p.is_local()) {
      from.home().deliver_or_free(p, make_message(std::move(message)));
      return true;
    }
    return is_here(from, p);  // of this node by name, but no slot of ours: nobody
  }
  case destination::what::remote_name:
    if (to.node() != from.name()) {
      return false;
    }
    [[fallthrough]];
  case destination::what::name:
    from.home().deliver_or_free(from.names.find(to.name()), make_message(std::move(message)));
    return true;
  case destination::what::alias:
    if (!from.made(to.alias())) {
      return false;
    }
    alias_here(from, sender, running, to.alias(), std::move(message));
    return true;
  }
  return false;
}

}  // namespace

void get_ahead(process_block& p, std::uint64_t connection, atom node) {
  p.set_ahead(connection);
  p.node->watching.is_ahead(p, node);
}

send_outcome send_message(node_core& from, pid sender, process_block* running,
                          const destination& to, term message, const send_options& how) {
  if (send_here(from, sender, running, to, message)) {
    return send_outcome::ok;
  }
  outbound out{};
  out.what = outbound::op::send;
  out.from = sender;
  switch (to.kind()) {
  case destination::what::process:
    out.to = to.process();
    out.node = to.process().node();
    break;
  case destination::what::name: return send_outcome::ok;
  case destination::what::remote_name:
    out.name = to.name();
    out.by_name = true;
    out.node = to.node();
    break;
  case destination::what::alias:
    out.ref = to.alias();
    out.node = to.alias().node();
    break;
  }
  out.payload = message;
  out.nosuspend = how.nosuspend;
  out.noconnect = how.noconnect;
  const routed r = to_router(from, out);
  if (r.refused) {
    return send_outcome::nosuspend;
  }
  if (r.busy && running != nullptr && !how.nosuspend) {
    get_ahead(*running, r.connection, out.node);
  }
  return how.noconnect && r.connection == 0 ? send_outcome::noconnect : send_outcome::ok;
}

void send_to_alias(const reference& alias, term message) {
  process_block& p = current_process();
  node_core& n = *p.node;
  --p.budget;
  if (n.made(alias)) {
    alias_here(n, p.pid(), &p, alias, std::move(message));
  } else {
    send_message(n, p.pid(), &p, alias, std::move(message), {.noconnect = true});
  }
}

void send_from_outside(node_core& from, const destination& to, term message) {
  send_message(from, pid::local(from.index(), 0, 0), nullptr, to, std::move(message));
}

void send_unlink_ack(node_core& n, pid self, const peer_signal& request) {
  if (request.from.is_local()) {
    peer_signal* ack = make_peer_signal(signal_kind::unlink_ack, self);
    ack->id = request.id;
    n.home().deliver_or_free(request.from, ack);
    return;
  }
  outbound out{};
  out.what = outbound::op::unlink_ack;
  out.node = request.from.node();
  out.from = self;
  out.to = request.from;
  out.id = request.id;
  out.connection = request.connection;
  to_router(n, out);
}

void send_link_exit(node_core& n, pid self, pid to, std::uint64_t connection, term_ref reason) {
  if (to.is_local()) {
    n.home().deliver_or_free(to, make_peer_signal(signal_kind::link_exit, self, term(reason)));
    return;
  }
  if (connection == 0) {
    return;  // the link never got anywhere
  }
  outbound out{};
  out.what = outbound::op::link_exit;
  out.node = to.node();
  out.from = self;
  out.to = to;
  out.payload = reason;
  out.connection = connection;
  to_router(n, out);
}

void send_down(node_core& n, pid self, const reference& ref, const watcher_state& w,
               term_ref reason) {
  if (w.watcher.is_local()) {
    peer_signal* s = make_peer_signal(signal_kind::down, self, term(reason));
    s->ref = ref;
    n.home().deliver_or_free(w.watcher, s);
    return;
  }
  outbound out{};
  out.what = outbound::op::down;
  out.node = w.watcher.node();
  out.from = self;
  out.to = w.watcher;
  out.name = w.name;
  out.by_name = w.by_name;
  out.ref = ref;
  out.payload = reason;
  out.connection = w.connection;
  to_router(n, out);
}

bool drop_monitor(process_block& p, pid self, const reference& ref) {
  if (p.ties == nullptr) {
    return false;
  }
  const auto at = p.ties->monitors.find(ref);
  if (at == p.ties->monitors.end()) {
    return false;
  }
  const monitor_state m = at->second;
  p.ties->monitors.erase(at);
  p.ties->forget_tag(ref);
  if (m.connection == 0) {
    peer_signal* s = make_peer_signal(signal_kind::demonitor, self);
    s->ref = ref;
    p.node->home().deliver_or_free(m.target, s);
    return true;
  }
  outbound out{};
  out.what = outbound::op::demonitor;
  out.node = m.node;
  out.from = self;
  out.to = m.target;
  out.name = m.name;
  out.by_name = m.by_name;
  out.ref = ref;
  out.connection = m.connection;
  to_router(*p.node, out);
  return true;
}

void send_demonitor(node_core& n, pid self, pid of, const reference& ref,
                    std::uint64_t connection) {
  outbound out{};
  out.what = outbound::op::demonitor;
  out.node = of.node();
  out.from = self;
  out.to = of;
  out.ref = ref;
  out.connection = connection;
  to_router(n, out);
}

void answer_for_nobody(node_core& n, pid to, signal* s) {
  auto* peer = static_cast<peer_signal*>(s);
  switch (s->kind) {
  case signal_kind::link:
    send_link_exit(n, to, peer->from, peer->connection, term(atoms::noproc));
    break;
  case signal_kind::unlink: send_unlink_ack(n, to, *peer); break;
  case signal_kind::call:
  case signal_kind::monitor: {
    watcher_state w;
    w.watcher = peer->from;
    w.name = peer->name;
    w.by_name = (peer->number & monitor_by_name) != 0;
    w.connection = peer->connection;
    send_down(n, to, peer->ref, w, term(atoms::noproc));
    break;
  }
  case signal_kind::spawn_reply:
    // Who asked has ended since: what was linked to it hears of that.
    if (peer->payload.is_pid() && (peer->id & spawn_reply_link) != 0) {
      send_link_exit(n, to, peer->payload.as_pid(), peer->connection, term(atoms::noproc));
    }
    if (peer->payload.is_pid() && (peer->id & spawn_reply_monitor) != 0) {
      send_demonitor(n, to, peer->payload.as_pid(), peer->ref, peer->connection);
    }
    break;
  case signal_kind::alive_request:
    n.home().deliver_or_free(peer->from, make_message(tuple(peer->ref, atoms::false_)));
    break;
  case signal_kind::info_request:
    n.home().deliver_or_free(peer->from, make_message(tuple(peer->ref, atoms::undefined)));
    break;
  default: break;
  }
  free_signal(s);
}

void answer_for_dead(process_block& p, signal* s) {
  answer_for_nobody(*p.node, p.pid(), s);
}

}  // namespace kith::detail
