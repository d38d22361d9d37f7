// Which message it is, and what needs no other node.

#include "kernel/group_state.hpp"

#include "kith/build.hpp"

namespace kith::detail {

group_state::group_state(atom node, pid self, group_table& table, group_effects& outside)
    : node_(node), self_(self), table_(table), outside_(outside) {
  check_at_start();
}

term group_state::connection_of(atom node) const {
  const auto at = connections_.find(node);
  return at == connections_.end() ? term() : at->second;
}

void group_state::handle(const term& m) {
  if (m.is_tuple(3) && m[0].is(atoms::gen_call)) {
    if (m[1].is_tuple(2) && m[1][0].is_pid()) {
      handle_call(m[2], term(m[1]));
    }
  } else if (m.is_tuple(2) && m[0].is(atoms::gen_cast)) {
    handle_cast(m[1]);
  } else if (m.is_tuple() && m.tuple_size() >= 2) {
    handle_info(m);
  }
}

void group_state::handle_call(term_ref r, const term& from) {
  const auto d = groups();
  if (r.is(atom("sync"))) {
    sync();
    outside_.reply(from, atoms::ok);
  } else if (r.is(atom("global_groups"))) {
    std::vector<term> others;
    for (const auto& one : d->others) {
      others.push_back(one.name);
    }
    outside_.reply(from,
                   d->configured ? term(tuple(d->name, list_of(others))) : term(atoms::undefined));
  } else if (r.is(atom("own_nodes"))) {
    std::vector<atom> all = outside_.visible();
    all.insert(all.begin(), node_);
    outside_.reply(from, d->configured ? own_nodes_of(*d) : term(list_of(all)));
  } else if (r.is(atom("info"))) {
    outside_.reply(from, info());
  } else if (r.is_tuple(2) && r[0].is(atom("monitor_nodes")) && from[0].is_pid()) {
    outside_.reply(from, monitor_nodes(from[0].as_pid(), r[1].is(atoms::true_)));
  } else if (!handle_change(r, from) && !handle_search(r, from)) {
    outside_.reply(from, tuple(atom("illegal_message"), r));
  }
}

term group_state::monitor_nodes(pid who, bool on) {
  if (!on) {
    std::erase(monitors_, who);
    outside_.unlink(who);
  } else if (monitors_.size() < monitors_max) {
    outside_.link(who);
    monitors_.push_front(who);
  } else {
    return tuple(atoms::error, atoms::system_limit);
  }
  return atoms::ok;
}

bool group_state::handle_change(term_ref r, const term& from) {
  if (r.is_tuple(2) && r[0].is(atom("global_groups_changed"))) {
    outside_.reply(from, change(r[1], false));
  } else if (r.is_tuple(2) && r[0].is(atom("global_groups_added"))) {
    outside_.reply(from, change(r[1], true));
  } else if (r.is_tuple(2) && r[0].is(atom("global_groups_removed"))) {
    table_.set(read_groups(node_, term_ref()).definition);
    nodes_.clear();
    end_session();
    outside_.reply(from, atoms::ok);
  } else if (r.is_tuple(4) && r[0].is(atom("ng_add_check")) && r[1].is_atom()) {
    const auto d = groups();
    const bool hidden = d->publish == group_definition::publish_type::hidden;
    const bool agreed =
        r[2].is(hidden ? atoms::hidden : atoms::normal) && own_nodes_of(*d) == sorted_nodes(r[3]);
    set(r[1].as_atom(), agreed ? standing::sync : standing::sync_error);
    outside_.reply(from, atom(agreed ? "agreed" : "not_agreed"));
  } else {
    return false;
  }
  return true;
}

void group_state::handle_cast(term_ref m) {
  if (m.is_tuple(2) && m[0].is(atom("registered_names")) && m[1].is_pid()) {
    outside_.send(m[1].as_pid(), tuple(atom("registered_names_res"), outside_.names()));
  } else if (m.is_tuple(3) && m[0].is(atom("find_name")) && m[1].is_pid()) {
    const pid who = outside_.find(m[2]);
    outside_.send(m[1].as_pid(),
                  tuple(atom("find_name_res"), who ? term(who) : term(atoms::undefined)));
  } else if ((m.is_tuple(8) || m.is_tuple(7)) && m[0].is(atom("conf_check")) && m[2].is_atom()) {
    conf_check(m);
  }
}

void group_state::handle_info(const term& m) {
  if (m.is_tuple(2) && m[0].is_reference()) {
    const auto at = questions_.find(m[0]);
    if (at != questions_.end()) {
      const question q = at->second;
      questions_.erase(at);
      answered(q, m[1]);
    }
  } else if (m[0].is(atom("found")) && m.is_tuple(3) && m[1].is_pid()) {
    found(m[1].as_pid(), term(m[2]));
  } else if (m[0].is(atoms::EXIT) && m.is_tuple(3) && m[1].is_pid()) {
    ended(m[1].as_pid(), m[2]);
  } else if (m[0].is(atoms::DOWN) && m.is_tuple(5) && m[1].is_reference() && m[3].is_tuple(2) &&
             m[3][1].is_atom()) {
    watched_ended(m[1].as_reference(), m[3][1].as_atom(), m[4]);
  } else if (m.is_tuple(4) && (m[0].is(atom("config_ok")) || m[0].is(atom("config_error")))) {
    checked(m, m[0].is(atom("config_ok")));
  } else if (m[0].is(atoms::nodeup) && m.is_tuple(3) && m[1].is_atom()) {
    nodeup(m[1].as_atom(), m[2]);
  } else if (m[0].is(atoms::nodedown) && m[1].is_atom()) {
    nodedown(m[1].as_atom());
  } else if (m[0].is(atom("disconnect_node")) && m.is_tuple(2) && m[1].is_atom()) {
    const atom node = m[1].as_atom();
    const auto at = nodes_.find(node);
    if (at != nodes_.end() && at->second == standing::sync) {
      tell_monitors(atoms::nodedown, node);
    }
    share_no_more_with(node, false);
    set(node, standing::sync_error);
  }
}

void group_state::nodeup(atom node, term_ref info) {
  const term_ref type = info.is_map() ? info.map_get(term(atom("node_type"))) : term_ref();
  if (type && type.is(atoms::hidden)) {
    return;
  }
  const term_ref number = info.is_map() ? info.map_get(term(atom("connection_id"))) : term_ref();
  connections_[node] = number ? term(number) : term(0);
  const auto d = groups();
  if (!d->configured) {
    tell_monitors(atoms::nodeup, node);
  } else if (!d->is_member(node)) {
    share_no_more_with(node, true);
  } else {
    // Until it has shown that it reads the definition as we do.
    set(node, standing::sync_error);
    ask(question::what::nodeup, node);
  }
}

void group_state::nodedown(atom node) {
  if (connections_.erase(node) != 0) {
    tell_monitors(atoms::nodedown, node);
    set(node, standing::no_contact);
  }
}

void group_state::ended(pid who, term_ref reason) {
  failed(who, reason);
  // (OTP goes on sending to whom has ended.)
  std::erase(monitors_, who);
}

void group_state::tell_monitors(atom what, atom node) {
  const auto d = groups();
  if (d->configured && !d->is_member(node)) {
    return;
  }
  for (const pid who : monitors_) {
    outside_.send(who, tuple(what, node));
  }
}

term group_state::info() const {
  const auto d = groups();
  const auto those = [&](standing s) -> term {
    std::vector<atom> all;
    for (const auto& [node, is] : nodes_) {
      if (is == s) {
        all.push_back(node);
      }
    }
    return list_of(all);
  };
  return list(tuple(atom("state"), atom(d->configured ? "synced" : "no_conf")),
              tuple(atom("own_group_name"), d->name ? d->name : term::nil()),
              tuple(atom("own_group_nodes"), own_nodes_of(*d)),
              tuple(atom("synced_nodes"), those(standing::sync)),
              tuple(atom("sync_error"), those(standing::sync_error)),
              tuple(atom("no_contact"), those(standing::no_contact)),
              tuple(atom("other_groups"), other_groups_of(*d)),
              tuple(atom("monitoring"), list_of(monitors_)));
}

}  // namespace kith::detail
