// Whether the other nodes of our group read the definition as we do: only with those are names
// shared. OTP: kernel, global_group: initial_group_setup/3, handle_erpc_response/4, sync.

#include <algorithm>

#include "kernel/group_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

term sorted_nodes(term_ref list) {
  std::set<atom> all;
  for (; list.is_cons(); list = list.tail()) {
    if (!list.head().is_atom()) {
      return term::nil();
    }
    all.insert(list.head().as_atom());
  }
  return list_of(all);
}

void group_state::check_at_start() {
  const auto d = groups();
  for (const atom node : d->own) {
    if (node != node_) {
      set(node, standing::no_contact);
      ask(question::what::changed, node);
    }
  }
}

void group_state::set(atom node, standing s) {
  if (node != node_ && groups()->is_member(node)) {
    nodes_[node] = s;
  } else {
    nodes_.erase(node);
  }
}

void group_state::share_with(atom node) {
  outside_.tell_global(tuple(atom("group_nodeup"), node, connection_of(node)));
}

void group_state::share_no_more_with(atom node, bool tell_him) {
  const term number = connection_of(node);
  if (number) {
    outside_.tell_global(tuple(atom("group_nodedown"), node, number));
  }
  if (tell_him) {
    outside_.send(node, tuple(atom("disconnect_node"), node_));
  }
}

void group_state::no_agreement(atom node) {
  outside_.log(log_level::error, "global_group: could not synchronize with node " +
                                     std::string(node.name()) +
                                     ", because the parameters global_groups are not in agreement");
}

// ---- asking ------------------------------------------------------------------------------------

void group_state::ask(question::what why, atom node) {
  const auto d = groups();
  const bool added = why == question::what::added;
  const bool hidden = d->publish == group_definition::publish_type::hidden;
  const term args =
      added ? term(list(node_, hidden ? atoms::hidden : atoms::normal, own_nodes_of(*d)))
            : term::nil();
  const reference ref = outside_.ask(node, atom(added ? "ng_add_check" : "get_own_nodes"), args);
  questions_[term(ref)] = {why, node, connection_of(node)};
}

void group_state::answered(const question& q, term_ref outcome) {
  const term now = connection_of(q.node);
  if (!now || (q.connection && !(q.connection == now))) {
    return;  // of a connection that is gone
  }
  const bool came = outcome.is_tuple(2) && outcome[0].is(atoms::ok);
  if (!came && outcome.is_tuple(2) && outcome[1].is_tuple(2) &&
      outcome[1][1].is(atoms::noconnection)) {
    set(q.node, standing::no_contact);
    return;
  }
  const bool agreed = came && (q.why == question::what::added
                                   ? outcome[1].is(atom("agreed"))
                                   : own_nodes_of(*groups()) == sorted_nodes(outcome[1]));
  if (!agreed) {
    share_no_more_with(q.node, true);
    set(q.node, standing::sync_error);
    return;
  }
  if (q.why == question::what::nodeup) {
    tell_monitors(atoms::nodeup, q.node);
    share_with(q.node);
  }
  set(q.node, standing::sync);
}

// ---- sync: conf_check to all, config_ok or config_error back ------------------------------------

void group_state::sync() {
  const auto d = groups();
  if (!d->configured) {
    nodes_.clear();
    return;
  }
  for (const atom node : outside_.visible()) {
    if (!d->is_member(node)) {
      share_no_more_with(node, true);
    }
  }
  end_session();
  session_.emplace(outside_.fresh(), std::map<atom, reference>());
  const bool hidden = d->publish == group_definition::publish_type::hidden;
  const term check =
      tuple(atom("conf_check"), conf_check_version, node_, tuple(self_, session_->first),
            atom("sync"), d->name, hidden ? atoms::hidden : atoms::normal, own_nodes_of(*d));
  for (const atom node : d->own) {
    if (node != node_) {
      nodes_.emplace(node, standing::no_contact);
      session_->second.emplace(node, outside_.watch(node));
      outside_.cast(node, check);
    }
  }
}

void group_state::end_session() {
  if (session_) {
    for (const auto& [node, watch] : session_->second) {
      outside_.unwatch(watch);
    }
    session_.reset();
  }
}

/// Another node syncs: it is told whether we agree.
void group_state::conf_check(term_ref m) {
  const atom node = m[2].as_atom();
  if (!connection_of(node)) {
    return;
  }
  const bool to_pid = m[1].is_integer() && m[1].fits_int64() && m[1].as_int() >= 3;
  if (to_pid && (!m[3].is_tuple(2) || !m[3][0].is_pid())) {
    return;
  }
  const auto d = groups();
  const bool hidden = d->publish == group_definition::publish_type::hidden;
  const bool typed = m.is_tuple(8);
  const bool his_hidden = typed && m[6].is(atoms::hidden);
  const bool agreed = d->configured && d->name == m[5] && hidden == his_hidden &&
                      own_nodes_of(*d) == m[typed ? 7 : 6];
  if (agreed) {
    share_with(node);
  } else {
    share_no_more_with(node, true);
  }
  const term answer = tuple(atom(agreed ? "config_ok" : "config_error"), m[1], m[3], node_);
  if (to_pid) {
    outside_.send(m[3][0].as_pid(), answer);
  } else {
    // Older nodes have a process for these.
    outside_.send(atom("global_group_check"), node, answer);
  }
  set(node, agreed ? standing::sync : standing::sync_error);
}

void group_state::checked(term_ref m, bool agreed) {
  const bool mine = session_ && m[3].is_atom() && m[2].is_tuple(2) && m[2][1].is_reference() &&
                    m[2][1].as_reference() == session_->first;
  const auto at = mine ? session_->second.find(m[3].as_atom()) : decltype(session_->second.end())();
  if (!mine || at == session_->second.end()) {
    return;
  }
  const atom node = at->first;
  outside_.unwatch(at->second);
  session_->second.erase(at);
  if (agreed) {
    if (connection_of(node)) {
      share_with(node);
      set(node, standing::sync);
    }
    return;
  }
  share_no_more_with(node, false);
  no_agreement(node);
  set(node, standing::sync_error);
}

void group_state::watched_ended(const reference& watch, atom node, term_ref reason) {
  if (!session_) {
    return;
  }
  const auto at = session_->second.find(node);
  if (at == session_->second.end() || !(at->second == watch)) {
    return;
  }
  session_->second.erase(at);
  share_no_more_with(node, false);
  if (reason.is(atoms::noconnection)) {
    set(node, standing::no_contact);
  } else {
    no_agreement(node);
    set(node, standing::sync_error);
  }
}

// ---- another definition -------------------------------------------------------------------------

term group_state::change(term_ref parameter, bool added) {
  group_reading read = read_groups(node_, parameter);
  if (read.fault || !read.definition.configured) {
    return tuple(atoms::error,
                 read.fault ? term(tuple(atom("invalid global_groups definition"), parameter))
                            : term(atom("no global_groups definiton")));
  }
  table_.set(std::move(read.definition));
  const auto d = groups();
  // What nodes that are new to us share with others is not known, so that we meet them anew.
  for (const atom node : outside_.connected()) {
    if (!d->is_member(node)) {
      share_no_more_with(node, false);
      outside_.disconnect(node);
    }
  }
  auto before = std::exchange(nodes_, {});
  end_session();
  for (const atom node : d->own) {
    if (node == node_) {
      continue;
    }
    const auto old = before.find(node);
    if (added) {
      nodes_[node] = connection_of(node) ? standing::sync_error : standing::no_contact;
    } else {
      nodes_[node] = old == before.end() ? standing::no_contact : old->second;
    }
    ask(added ? question::what::added : question::what::changed, node);
  }
  return atoms::ok;
}

}  // namespace kith::detail
