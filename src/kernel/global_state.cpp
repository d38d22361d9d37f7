// Which message it is, and that it has the shape it must have.

#include "kernel/global_state.hpp"

#include "kith/build.hpp"
#include "kith/map.hpp"

namespace kith::detail {

namespace {

bool is_proper_list(term_ref t) {
  return t.list_length() >= 0;
}

/// [{Name, Pid, Method}]
bool is_name_list(term_ref t) {
  for (; t.is_cons(); t = t.tail()) {
    if (!t.head().is_tuple(3) || !t.head()[1].is_pid()) {
      return false;
    }
  }
  return t.is_nil();
}

bool is_lock_id(term_ref t) {
  return t.is_tuple(2);
}

}  // namespace

global_state::global_state(atom node, global_table& table, global_effects& outside,
                           global_options options)
    : node_(node), table_(table), outside_(outside), options_(options),
      // Tags of two lives of a node must differ: a peer may answer what the first has said.
      last_tag_(static_cast<std::int64_t>(options.extended_creation >> 32u) << 24u) {}

std::vector<atom> global_state::known() const {
  std::vector<atom> nodes;
  nodes.reserve(known_.size());
  for (const auto& [node, version] : known_) {
    nodes.push_back(node);
  }
  return nodes;
}

void global_state::unexpected(const char* where, term_ref message) {
  outside_.log(log_level::warning, std::string("the global name server got an unexpected ") +
                                       where + ": " + brief(message));
}

void global_state::handle(const term& message) {
  if (message.is_tuple(3) && message[0].is(atoms::gen_call)) {
    const term_ref from = message[1];
    if (!from.is_tuple(2) || !from[0].is_pid() || !handle_call(message[2], term(from))) {
      unexpected("call", message[2]);
    }
  } else if (message.is_tuple(2) && message[0].is(atoms::gen_cast)) {
    if (!handle_cast(message[1])) {
      unexpected("cast", message[1]);
    }
  } else if (!handle_info(message)) {
    unexpected("message", message);
  }
}

bool global_state::handle_call(term_ref request, const term& from) {
  const pid caller = from[0].as_pid();
  if (request.is_tuple(2) && request[0].is(atom("set_lock")) && is_lock_id(request[1])) {
    outside_.reply(from, set_lock(request[1], caller));
  } else if (request.is_tuple(2) && request[0].is(atom("del_lock")) && is_lock_id(request[1])) {
    del_lock(request[1], caller);
    outside_.reply(from, true);
  } else if (request.is_tuple(4) && request[0].is(atom("register")) && request[2].is_pid()) {
    if (shares_names_with(caller.node())) {
      insert_name(term(request[1]), request[2].as_pid(), term(request[3]),
                  registrar_holds_lock(caller));
    }
    outside_.reply(from, atoms::yes);
  } else if (request.is_tuple(2) && request[0].is(atom("unregister"))) {
    if (shares_names_with(caller.node())) {
      delete_name(term(request[1]));
    }
    outside_.reply(from, atoms::ok);
  } else if (request.is_tuple(5) && request[0].is(atom("register_ext")) && request[2].is_pid() &&
             request[4].is_atom()) {
    if (shares_names_with(caller.node())) {
      insert_external(term(request[1]), request[2].as_pid(), term(request[3]), request[4].as_atom(),
                      registrar_holds_lock(caller));
    }
    outside_.reply(from, atoms::yes);
  } else if (request.is(atom("get_known"))) {
    outside_.reply(from, known_list(0));
  } else if (request.is(atom("get_synced"))) {
    outside_.reply(from, list_of(synced_));
  } else if (request.is(atom("get_protocol_version"))) {
    outside_.reply(from, protocol_version);
  } else if (request.is(atom("info"))) {
    outside_.reply(from, info());
  } else if (request.is(atom("get_names_ext"))) {
    outside_.reply(from, external_names());
  } else {
    return caller.node() == node_ && handle_local_call(request, from);
  }
  return true;
}

/// The state of OTP 25, whose record it is; without traces.
term global_state::info() const {
  term known = map();
  const auto put = [&](const term& key, const term& value) {
    known = map_put(std::move(known), key, value);
  };
  for (const auto& [node, version] : known_) {
    put(node, version);
  }
  for (const auto& [node, version] : pending_) {
    put(tuple(atom("pending"), node), version);
  }
  for (const atom node : removing_) {
    put(tuple(atom("removing"), node), atoms::yes);
  }
  for (const auto& [node, number] : connections_) {
    put(tuple(atom("connection_id"), node), number);
  }
  std::vector<term> resolving;
  for (const auto& [node, r] : resolvers_) {
    resolving.push_back(tuple(node, r.tag, r.who));
  }
  std::vector<term> syncing;
  for (const sync_request& s : syncers_) {
    syncing.emplace_back(s.from[0]);
  }
  const term settings =
      tuple(atom("conf"), options_.connect_all, options_.prevent_overlapping_partitions);
  return tuple(atom("state"), settings, known, list_of(synced_), list_of(resolving),
               list_of(syncing), node_, outside_.locker(), outside_.registrar(), atom("no_trace"),
               global_lock_down_);
}

bool global_state::handle_local_call(term_ref request, const term& from) {
  if (request.is_tuple(2) && request[0].is(atom("registrar"))) {
    outside_.tell_registrar(tuple(atom("trans_all_known"), request[1], from));
  } else if (request.is(atom("sync"))) {
    std::set<atom> nodes;
    for (const auto& [node, number] : connections_) {
      if (is_participant(node)) {
        nodes.insert(node);
      }
    }
    sync(nodes, from);
  } else if (request.is_tuple(2) && request[0].is(atom("sync")) && is_proper_list(request[1])) {
    std::set<atom> nodes;
    for (term_ref at = request[1]; at.is_cons(); at = at.tail()) {
      if (at.head().is_atom()) {
        nodes.insert(at.head().as_atom());
      }
    }
    sync(nodes, from);
  } else if (request.is(atom("disconnect"))) {
    disconnect(from);
  } else {
    return false;
  }
  return true;
}

void global_state::sync(const std::set<atom>& nodes, const term& from) {
  sync_request wanted{from, {}};
  for (const atom node : nodes) {
    // A node that is not connected counts as one that went down while we waited.
    if (node != node_ && !synced_.contains(node) && connections_.contains(node)) {
      wanted.waiting.insert(node);
    }
  }
  if (wanted.waiting.empty()) {
    outside_.reply(from, atoms::ok);
  } else {
    syncers_.push_back(std::move(wanted));
  }
}

void global_state::synced_with(atom node) {
  for (auto at = syncers_.begin(); at != syncers_.end();) {
    at->waiting.erase(node);
    if (at->waiting.empty()) {
      outside_.reply(at->from, atoms::ok);
      at = syncers_.erase(at);
    } else {
      ++at;
    }
  }
}

void global_state::disconnect(const term& from) {
  disconnect_request all{from, term::nil(), {}};
  for (const auto& [node, number] : connections_) {
    if (is_participant(node)) {
      all.waiting.insert(node);
    }
  }
  all.nodes = list_of(all.waiting);
  for (const atom node : all.waiting) {
    outside_.disconnect(node);
    nodedown(node, why_down::remove_connection);
  }
  if (all.waiting.empty()) {
    outside_.reply(from, all.nodes);
  } else {
    leavers_.push_back(std::move(all));
  }
}

void global_state::disconnected_from(atom node) {
  std::erase_if(leavers_, [&](disconnect_request& all) {
    all.waiting.erase(node);
    if (all.waiting.empty()) {
      outside_.reply(all.from, all.nodes);
    }
    return all.waiting.empty();
  });
}

bool global_state::handle_cast(term_ref m) {
  if (m.is_tuple() && m.tuple_size() >= 3) {
    const term_ref from = m[m[0].is(atom("init_connect")) ? 2 : 1];
    if (from.is_atom() && !is_participant(from.as_atom())) {
      return true;  // names are not shared with other groups, whatever their nodes say
    }
  }
  if (m.is_tuple(4) && m[0].is(atom("init_connect")) && m[2].is_atom()) {
    init_connect(m[1], m[2].as_atom(), m[3]);
  } else if (m.is_tuple(4) && m[0].is(atom("lock_is_set")) && m[1].is_atom()) {
    if (session_of(m[1].as_atom(), m[2]) != nullptr) {
      lock_is_set(m[1].as_atom(), m[3]);
    } else {
      illegal_tag(m[1].as_atom(), m[2]);
    }
  } else if (m.is_tuple(5) && m[0].is(atom("exchange")) && m[1].is_atom() && is_name_list(m[2])) {
    if (session_of(m[1].as_atom(), m[4]) != nullptr) {
      exchange(m[1].as_atom(), term(m[2]));
    } else {
      illegal_tag(m[1].as_atom(), m[4]);
    }
  } else if (m.is_tuple(5) && m[0].is(atom("exchange_ops")) && m[1].is_atom() &&
             is_proper_list(m[3]) && is_proper_list(m[4])) {
    exchange_ops(m[1].as_atom(), m[2], m[3], m[4]);
  } else if (m.is_tuple(7) && m[0].is(atom("resolved")) && m[1].is_atom() && is_proper_list(m[2]) &&
             is_proper_list(m[3]) && is_proper_list(m[5])) {
    const atom node = m[1].as_atom();
    session* s = session_of(node, m[6]);
    if (s == nullptr) {
      illegal_tag(node, m[6]);
    } else if (s->ops) {
      resolved(node, m[2], m[3], m[5]);
    } else {
      s->early_resolved = tuple(m[3], m[5], m[2]);
    }
  } else if (m.is_tuple(6) && m[0].is(atom("new_nodes")) && m[1].is_atom() &&
             is_proper_list(m[2]) && is_proper_list(m[3]) && is_proper_list(m[4])) {
    new_nodes(m[1].as_atom(), m[2], m[3], m[4], m[5]);
  } else if (m.is_tuple(3) && m[0].is(atom("in_sync")) && m[1].is_atom()) {
    in_sync(m[1].as_atom());
  } else if ((m.is_tuple(5) || m.is_tuple(4)) && m[0].is(atom("lock_set")) && m[1].is_pid() &&
             is_proper_list(m[3])) {
    lock_set(m);
  } else {
    // Sent by R13 and older; monitors do that work now.
    return m.is_tuple(3) && (m[0].is(atom("async_del_name")) || m[0].is(atom("async_del_lock")));
  }
  return true;
}

void global_state::never_connected(atom node) {
  outside_.log(log_level::warning, "global failed to connect to " + std::string(node.name()));
  nodedown(node, why_lost(node));
}

bool global_state::handle_node_event(term_ref m) {
  const atom node = m[1].as_atom();
  if (m[0].is(atoms::nodedown) && (m.is_tuple(2) || m.is_tuple(3))) {
    drop_locks_of(node);
    drop_names_of(node);
    if (connections_.erase(node) != 0) {
      nodedown(node, why_lost(node));
      disconnected_from(node);
    }
    return true;
  }
  if (m[0].is(atom("extra_nodedown"))) {
    // Of a connection that was never made; of any other there is a nodedown.
    if (!connections_.contains(node) && known_.contains(node)) {
      never_connected(node);
    }
    return true;
  }
  if (!m[0].is(atoms::nodeup) || !m.is_tuple(3)) {
    return false;
  }
  const term_ref info = m[2];
  const term_ref type = info.is_map() ? info.map_get(term(atom("node_type"))) : term_ref();
  if (type && type.is(atoms::hidden)) {
    return true;
  }
  const term_ref number = info.is_map() ? info.map_get(term(atom("connection_id"))) : term_ref();
  connections_[node] = number ? term(number) : term(0);
  // What was to be removed is gone, and this is another connection. (OTP keeps the mark when there
  // was none to remove; the next loss of the node is then told to nobody.)
  removing_.erase(node);
  if (options_.connect_all && !in_groups()) {
    nodeup(node);
  }
  return true;
}

bool global_state::handle_info(const term& m) {
  if (!m.is_tuple() || m.tuple_size() == 0) {
    return false;
  }
  if (m[0].is(atoms::DOWN) && m.is_tuple(5) && m[1].is_reference()) {
    watched_ended(m);
    return true;
  }
  if (m[0].is(atoms::timeout) && m.is_tuple(3) && m[1].is_reference()) {
    forget_lost_connection(m[1].as_reference());
    return true;
  }
  if (m[0].is(atoms::EXIT) && m.is_tuple(3)) {
    return true;  // of a process of a C node that we were linked to
  }
  if (m[0].is(atom("whereis")) && m.is_tuple(3)) {
    whereis(m);
    return true;
  }
  if (m[0].is(atom("prepare_shutdown")) && m.is_tuple(3) && m[1].is_pid()) {
    const pid who = m[1].as_pid();
    if (who.node() == node_) {
      options_.connect_all = false;
      options_.prevent_overlapping_partitions = false;
      outside_.send(who, tuple(m[2], atoms::ok));
    }
    return true;
  }
  if (m.tuple_size() < 2 || !m[1].is_atom()) {
    return false;
  }
  const atom node = m[1].as_atom();
  if (m[0].is(atom("init_connect_ack")) && m.is_tuple(4)) {
    init_connect_ack(node, m[2], m[3]);
  } else if (m[0].is(atom("cancel_connect")) && m.is_tuple(3)) {
    cancel_connect(node, m[2]);
  } else if (m[0].is(atom("lost_connection")) && m.is_tuple(5) && m[4].is_atom()) {
    lost(m);
  } else if (m[0].is(atom("remove_connection")) && m.is_tuple(2)) {
    remove_connection(node);
  } else {
    return handle_group_event(m) || handle_node_event(m);
  }
  return true;
}

}  // namespace kith::detail
