// The functions of Erlang's module `erlang` that deal with processes and act for the one that runs.

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/scheduler.hpp"

namespace kith {

using detail::current_process;
using detail::make_peer_signal;
using detail::outbound;
using detail::process_block;
using detail::signal_kind;

namespace {

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

detail::routed route(process_block& p, const outbound& out) {
  detail::router* r = p.node->remote.load(std::memory_order_acquire);
  const detail::routed sent = r == nullptr ? detail::routed{} : r->route(out);
  if (sent.busy) {
    detail::get_ahead(p, sent.connection, out.node);
  }
  return sent;
}

/// Delivers a request to a local process, or answers it as for one that does not exist.
void request(process_block& p, pid to, detail::signal* s) {
  if (!to.is_local() || !p.node->home().deliver(to, s)) {
    detail::answer_for_nobody(*p.node, to, s);
  }
}

void lost(process_block& p, signal_kind kind, pid from, const reference& ref) {
  detail::peer_signal* s = make_peer_signal(kind, from, atoms::noconnection);
  s->ref = ref;
  p.node->home().deliver_or_free(p.pid(), s);
}

reference start_monitor(process_block& p, const destination& target, const reference& ref,
                        detail::monitor_alias alias = detail::monitor_alias::none) {
  detail::monitor_state m;
  m.alias = alias;
  p.set_mark(detail::reference_number(ref));
  bool here = true;
  switch (target.kind()) {
  case destination::what::process:
    m.target = detail::localize(*p.node, target.process());
    m.node = m.target.node();
    here = detail::is_here(*p.node, m.target);
    break;
  case destination::what::name:
  case destination::what::remote_name:
    m.by_name = true;
    m.name = target.name();
    m.node = target.kind() == destination::what::name ? p.node->name() : target.node();
    here = m.node == p.node->name();
    break;
  case destination::what::alias: badarg();
  }
  if (here) {
    if (m.by_name) {
      m.target = p.node->names.find(m.name);
    }
    p.tied().monitors[ref] = m;
    detail::peer_signal* s = make_peer_signal(signal_kind::monitor, p.pid());
    s->ref = ref;
    s->name = m.name;
    s->number = (m.by_name ? detail::monitor_by_name : 0) |
                (alias == detail::monitor_alias::reply ? detail::monitor_until_reply : 0);
    request(p, m.target, s);
    return ref;
  }
  outbound out{};
  out.what = outbound::op::monitor;
  out.from = p.pid();
  out.ref = ref;
  out.to = m.target;
  out.node = m.node;
  out.name = m.name;
  out.by_name = m.by_name;
  p.tied().remote = true;
  m.connection = route(p, out).connection;
  p.tied().monitors[ref] = m;
  if (m.connection == 0) {
    lost(p, signal_kind::down, {}, ref);
  }
  return ref;
}

}  // namespace

pid ctx::self() const noexcept {
  return p_->pid();
}

pid self() {
  return current_process().pid();
}
atom node_name() {
  return current_process().node->name();
}

void exit(term reason) {
  throw exit_exception(std::move(reason));
}
void raise_error(term reason) {
  throw exit_exception(std::move(reason), exception_class::error);
}
void throw_term(term value) {
  throw exit_exception(std::move(value), exception_class::throw_);
}

namespace {

/// To a process of this program, which is the most frequent case; or to a name that nobody has.
bool send_at_once(process_block& p, const destination& to, term& message) {
  --p.budget;
  if (to.kind() == destination::what::process && to.process().is_local()) {
    p.node->home().deliver_or_free(to.process(), detail::make_message(std::move(message)));
    return true;
  }
  if (to.kind() == destination::what::name && !p.node->names.find(to.name())) {
    if (p.ending) {
      return true;  // a destructor in a frame that is taken apart
    }
    badarg();
  }
  return false;
}

}  // namespace

void send(const destination& to, term message) {
  process_block& p = current_process();
  if (!send_at_once(p, to, message)) {
    detail::send_message(*p.node, p.pid(), &p, to, std::move(message));
  }
}

send_outcome send(const destination& to, term message, const send_options& how) {
  process_block& p = current_process();
  return send_at_once(p, to, message)
             ? send_outcome::ok
             : detail::send_message(*p.node, p.pid(), &p, to, std::move(message), how);
}

reference make_ref() {
  process_block& p = current_process();
  const reference ref = p.node->make_reference();
  p.set_mark(detail::reference_number(ref));
  return ref;
}

void link(pid to) {
  process_block& p = current_process();
  to = detail::localize(*p.node, to);
  const pid me = p.pid();
  if (to == me) {
    return;
  }
  detail::relations& ties = p.tied();
  const auto [at, fresh] = ties.links.try_emplace(to);
  if (!fresh && at->second.unlink_id == 0) {
    return;
  }
  at->second = {};
  if (detail::is_here(*p.node, to)) {
    request(p, to, make_peer_signal(signal_kind::link, me));
    return;
  }
  ties.remote = true;
  outbound out{};
  out.what = outbound::op::link;
  out.node = to.node();
  out.from = me;
  out.to = to;
  at->second.connection = route(p, out).connection;
  if (at->second.connection == 0) {
    lost(p, signal_kind::link_exit, to, {});
  }
}

void unlink(pid to) {
  process_block& p = current_process();
  to = detail::localize(*p.node, to);
  if (p.ties == nullptr) {
    return;
  }
  const auto at = p.ties->links.find(to);
  if (at == p.ties->links.end() || at->second.unlink_id != 0) {
    return;
  }
  const std::uint64_t id = p.ties->next_unlink_id++;
  at->second.unlink_id = id;
  if (to.is_local()) {
    detail::peer_signal* s = make_peer_signal(signal_kind::unlink, p.pid());
    s->id = id;
    request(p, to, s);
    return;
  }
  if (at->second.connection == 0) {
    p.ties->links.erase(at);  // it never got anywhere
    return;
  }
  outbound out{};
  out.what = outbound::op::unlink;
  out.node = to.node();
  out.from = p.pid();
  out.to = to;
  out.id = id;
  out.connection = at->second.connection;
  if (route(p, out).connection == 0) {
    p.ties->links.erase(to);
  }
}

reference monitor(const destination& target) {
  process_block& p = current_process();
  return start_monitor(p, target, p.node->make_reference());
}

reference monitor(const destination& target, alias_mode mode) {
  process_block& p = current_process();
  const reference ref = p.node->make_alias(p);
  switch (mode) {
  case alias_mode::explicit_unalias: p.tied().aliases[ref] = detail::alias_kind::plain; break;
  case alias_mode::demonitor: return start_monitor(p, target, ref, detail::monitor_alias::lasting);
  case alias_mode::reply_demonitor:
    return start_monitor(p, target, ref, detail::monitor_alias::reply);
  }
  return start_monitor(p, target, ref);
}

reference detail::call_reference() {
  process_block& p = current_process();
  const reference ref = p.node->make_alias(p);
  p.set_mark(reference_number(ref));
  return ref;
}

void detail::send_call(const destination& to, const reference& ref, term message) {
  process_block& p = current_process();
  if (to.kind() != destination::what::process || !to.process().is_local()) {
    start_monitor(p, to, ref, monitor_alias::reply);
    send(to, std::move(message));
    return;
  }
  --p.budget;
  monitor_state& m = p.tied().monitors[ref];
  m.alias = monitor_alias::reply;
  m.target = to.process();
  m.node = p.node->name();
  peer_signal* s = make_peer_signal(signal_kind::call, p.pid(), std::move(message));
  s->ref = ref;
  s->number = monitor_until_reply;
  request(p, to.process(), s);
}

void demonitor(const reference& monitor_ref) {
  process_block& p = current_process();
  detail::drop_monitor(p, p.pid(), monitor_ref);
}

void demonitor_flush(const reference& monitor_ref) {
  process_block& p = current_process();
  if (p.ties != nullptr && p.ties->monitors.contains(monitor_ref)) {
    demonitor(monitor_ref);
    return;  // it has not fired; if it is in the inbox, nobody will know it
  }
  detail::signal** at = p.marked == detail::reference_number(monitor_ref) ? p.mark : &p.first;
  for (; *at != nullptr; at = &(*at)->next) {
    const term_ref m = (*at)->payload;
    if (m.is_tuple(5) && m[1].is(monitor_ref)) {  // whatever its tag
      detail::free_signal(p.take(at));
      return;
    }
  }
}

reference alias() {
  process_block& p = current_process();
  const reference ref = p.node->make_alias(p);
  p.set_mark(detail::reference_number(ref));
  p.tied().aliases[ref] = detail::alias_kind::plain;
  return ref;
}

reference alias_reply() {
  const reference ref = alias();
  current_process().ties->aliases[ref] = detail::alias_kind::reply;
  return ref;
}

bool unalias(const reference& the_alias) {
  process_block& p = current_process();
  if (p.ties == nullptr) {
    return false;
  }
  const auto at = p.ties->monitors.find(the_alias);
  if (at != p.ties->monitors.end() && at->second.alias != detail::monitor_alias::none) {
    at->second.alias = detail::monitor_alias::none;
    return true;
  }
  return p.ties->aliases.erase(the_alias) != 0;
}

void exit(pid to, term reason) {
  process_block& p = current_process();
  to = detail::localize(*p.node, to);
  if (detail::is_here(*p.node, to)) {
    if (to.is_local()) {
      p.node->home().deliver_or_free(
          to, make_peer_signal(signal_kind::exit, p.pid(), std::move(reason)));
    }
    return;
  }
  outbound out{};
  out.what = outbound::op::exit;
  out.node = to.node();
  out.from = p.pid();
  out.to = to;
  out.payload = reason;
  route(p, out);
}

void register_name(atom name, pid who) {
  process_block& p = current_process();
  who = detail::localize(*p.node, who);
  process_block* named = p.node->home().find(who);
  if (named == nullptr || detail::pid_node(who.local_word()) != p.node->index() ||
      name == atoms::undefined) {
    badarg();
  }
  if (!p.node->names.add(name, who)) {
    badarg();
  }
  // seq_cst: pairs with end_process, which changes the generation and then reads the flag.
  named->has_name.store(true, std::memory_order_seq_cst);
  if (named->generation.load(std::memory_order_seq_cst) !=
      detail::pid_generation(who.local_word())) {
    p.node->names.remove_process(who);
    badarg();
  }
}

void unregister(atom name) {
  if (!current_process().node->names.remove(name)) {
    badarg();
  }
}

pid whereis(atom name) {
  return current_process().node->names.find(name);
}

term registered() {
  return list_of(current_process().node->names.all());
}

bool trap_exit(bool on) {
  return std::exchange(current_process().traps_exits, on);
}

pid group_leader() {
  return current_process().leader;
}

void group_leader(pid leader, pid of) {
  process_block& p = current_process();
  of = detail::localize(*p.node, of);
  if (of == p.pid()) {
    p.leader = leader;
  } else if (detail::is_here(*p.node, of)) {
    p.node->home().deliver_or_free(of, make_peer_signal(signal_kind::group_leader, leader));
  } else {
    outbound out{};
    out.what = outbound::op::group_leader;
    out.node = of.node();
    out.from = leader;
    out.to = of;
    route(p, out);
  }
}

term put(term key, term value) {
  auto& entries = current_process().tied().dictionary;
  for (auto& entry : entries) {
    if (entry.first == key) {
      return std::exchange(entry.second, std::move(value));
    }
  }
  entries.emplace_back(std::move(key), std::move(value));
  return atoms::undefined;
}

term get(term_ref key) {
  const process_block& p = current_process();
  if (p.ties != nullptr) {
    for (const auto& entry : p.ties->dictionary) {
      if (entry.first == key) {
        return entry.second;
      }
    }
  }
  return atoms::undefined;
}

term erase(term_ref key) {
  process_block& p = current_process();
  if (p.ties != nullptr) {
    auto& entries = p.ties->dictionary;
    for (auto& entry : entries) {
      if (entry.first == key) {
        term old = std::move(entry.second);
        entry = std::move(entries.back());
        entries.pop_back();
        return old;
      }
    }
  }
  return atoms::undefined;
}

}  // namespace kith
