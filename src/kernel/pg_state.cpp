#include "kernel/pg_state.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "kith/map.hpp"
#include "kith/reflect.hpp"

namespace kith::detail {

namespace {

const atom& join_word() {
  static const atom word("join");
  return word;
}
const atom& leave_word() {
  static const atom word("leave");
  return word;
}

bool is_one(term_ref t, std::size_t arity, std::string_view tag) {
  return t.is_tuple(arity) && t[0].is_atom() && t[0].as_atom().name() == tag;
}

term bad_request() {
  return tuple(atoms::error, atoms::badarg);
}

}  // namespace

pg_state::pg_state(atom scope, pid own, pg_groups& groups, pg_effects& outside,
                   const pg_limits& limits)
    : scope_(scope), own_(own), groups_(groups), outside_(outside), limits_(limits) {}

void pg_state::start(const std::vector<atom>& nodes) {
  for (const atom node : nodes) {
    outside_.send(node, tuple(atom("discover"), own_));
  }
}

// ---- which message it is -----------------------------------------------------------------------

term pg_state::call(term_ref request, pid caller) {
  term answer;
  if (is_one(request, 3, "join_local")) {
    answer = join_local(request[1], request[2]);
  } else if (is_one(request, 3, "leave_local")) {
    answer = leave_local(request[1], request[2]);
  } else if (request.is(atom("monitor"))) {
    answer = monitor_scope(caller);
  } else if (is_one(request, 2, "monitor")) {
    answer = monitor_group(request[1], caller);
  } else if (is_one(request, 2, "demonitor")) {
    answer = demonitor(request[1]);
  }
  if (!answer) {
    unexpected("call", request);
    answer = bad_request();
  }
  return answer;
}

void pg_state::cast(term_ref request) {
  if (!is_one(request, 3, "sync") || !sync(request[1], request[2])) {
    unexpected("cast", request);
  }
}

void pg_state::info(term_ref m) {
  bool is_known = false;
  if (is_one(m, 4, "join")) {
    is_known = join_remote(m[1], m[2], m[3]);
  } else if (is_one(m, 4, "leave")) {
    is_known = leave_remote(m[1], m[2], m[3]);
  } else if (m.is_tuple(5) && m[0].is(atoms::DOWN) && m[1].is_reference()) {
    ended(m[1].as_reference());
    is_known = true;
  } else if (is_one(m, 2, "discover") || is_one(m, 3, "discover")) {
    is_known = discovered_by(m[1]);
  } else if (m.is_tuple(2) && m[0].is(atoms::nodeup) && m[1].is_atom()) {
    if (m[1].as_atom() != own_.node()) {
      outside_.send(m[1].as_atom(), tuple(atom("discover"), own_));
    }
    is_known = true;
  } else if (m.is_tuple(2) && m[0].is(atoms::nodedown)) {
    is_known = true;  // the scope there is watched
  }
  if (!is_known) {
    unexpected("message", m);
  }
}

void pg_state::unexpected(std::string_view what, term_ref message) {
  outside_.log(log_level::warning, "the scope " + std::string(scope_.name()) +
                                       " got an unexpected " + std::string(what) + ": " +
                                       brief(message));
}

bool pg_state::pids_from(pid origin, term_ref t, std::vector<pid>& out) const {
  const atom node = origin.node();
  const std::uint32_t creation = origin.creation();
  const auto take = [&](term_ref one) {
    if (!one.is_pid()) {
      return false;
    }
    const pid who = one.as_pid();
    if (who.node() == node && who.creation() == creation) {
      out.push_back(who);
    }
    return true;
  };
  if (!t.is_list()) {
    return take(t);
  }
  for (; t.is_cons(); t = t.tail()) {
    if (!take(t.head())) {
      return false;
    }
  }
  return t.is_nil();
}

// ---- of this node ------------------------------------------------------------------------------

term pg_state::join_local(term_ref group, term_ref who) {
  std::vector<pid> pids;
  if (!pids_from(own_, who, pids) ||
      (who.is_list() && pids.size() != static_cast<std::size_t>(who.list_length())) ||
      (who.is_pid() && pids.empty())) {
    return {};
  }
  if (pids.empty()) {
    return atoms::ok;
  }
  groups_.join(own_, group, pids);
  for (const pid one : pids) {
    const auto [at, is_new] = members_.try_emplace(one);
    if (is_new) {
      at->second = outside_.watch(one);
      watches_.emplace(at->second, watch{kind::member, one, {}});
    }
  }
  notify(join_word(), group, pids);
  broadcast(tuple(join_word(), own_, group, who));
  return atoms::ok;
}

term pg_state::leave_local(term_ref group, term_ref who) {
  std::vector<pid> pids;
  if (!pids_from(own_, who, pids)) {
    return {};
  }
  const std::vector<pid> gone = groups_.leave(own_, group, pids);
  if (gone.empty()) {
    return atom("not_joined");
  }
  for (const pid one : gone) {
    const auto at = members_.find(one);
    if (at != members_.end() && !groups_.is_local_member(one)) {
      forget_watch(at->second);
      members_.erase(at);
    }
  }
  notify(leave_word(), group, gone);
  if (who.is_list()) {
    broadcast(tuple(leave_word(), own_, list_of(gone), list(group)));
  } else {
    broadcast(tuple(leave_word(), own_, who, list(group)));
  }
  return atoms::ok;
}

void pg_state::member_ended(pid who) {
  members_.erase(who);
  const std::vector<term> groups = groups_.leave_all(who);
  if (groups.empty()) {
    return;
  }
  for (const term& group : groups) {
    notify(leave_word(), group, {who});
  }
  broadcast(tuple(leave_word(), own_, who, list_of(groups)));
}

// ---- those who want to hear of changes ---------------------------------------------------------

term pg_state::monitor_scope(pid caller) {
  if (watches_.size() - members_.size() >= limits_.monitors_max) {
    return tuple(atoms::error, atoms::system_limit);
  }
  const std::vector<pg_listing> all = groups_.all();
  std::vector<term> lists;
  lists.reserve(all.size());
  std::vector<map_pair> pairs;
  for (const auto& [group, who] : all) {
    lists.push_back(groups_.members(group));
    pairs.push_back({group, lists.back()});
  }
  const reference ref = outside_.watch(caller);
  watches_.emplace(ref, watch{kind::scope_monitor, caller, {}});
  scope_monitors_[ref] = caller;
  return tuple(ref, map_from_list(pairs));
}

term pg_state::monitor_group(term_ref group, pid caller) {
  if (watches_.size() - members_.size() >= limits_.monitors_max) {
    return tuple(atoms::error, atoms::system_limit);
  }
  const term name = compact(group);
  const reference ref = outside_.watch(caller);
  watches_.emplace(ref, watch{kind::group_monitor, caller, name});
  group_monitors_[name][ref] = caller;
  return tuple(ref, groups_.members(group));
}

term pg_state::demonitor(term_ref t) {
  if (!t.is_reference()) {
    return false;
  }
  const reference ref = t.as_reference();
  const auto at = watches_.find(ref);
  if (at == watches_.end() || at->second.what == kind::member || at->second.what == kind::peer) {
    return false;
  }
  outside_.unwatch(ref);
  ended(ref);
  return atoms::ok;
}

void pg_state::notify(atom what, term_ref group, const std::vector<pid>& who) {
  const auto at = group_monitors_.find(group);
  if (scope_monitors_.empty() && at == group_monitors_.end()) {
    return;
  }
  const term pids = list_of(who);
  for (const auto& [ref, listener] : scope_monitors_) {
    outside_.send(listener, tuple(ref, what, group, pids));
  }
  if (at != group_monitors_.end()) {
    for (const auto& [ref, listener] : at->second) {
      outside_.send(listener, tuple(ref, what, group, pids));
    }
  }
}

void pg_state::notify_all(const std::vector<pg_change>& changes) {
  for (const pg_change& c : changes) {
    if (!c.left.empty()) {
      notify(leave_word(), c.group, c.left);
    }
    if (!c.joined.empty()) {
      notify(join_word(), c.group, c.joined);
    }
  }
}

// ---- other nodes -------------------------------------------------------------------------------

pg_state::peer* pg_state::accept(pid who) {
  const auto known = peers_.find(who);
  if (known != peers_.end()) {
    return &known->second;
  }
  const atom node = who.node();
  const auto of_node = std::count_if(peers_.begin(), peers_.end(),
                                     [&](const auto& p) { return p.first.node() == node; });
  if (node == own_.node() || !outside_.is_visible(node) ||
      static_cast<std::size_t>(of_node) >= limits_.peers_per_node_max) {
    return nullptr;
  }
  peer& fresh = peers_[who];
  fresh.watch = outside_.watch(who);
  watches_.emplace(fresh.watch, watch{kind::peer, who, {}});
  return &fresh;
}

void pg_state::send_sync(pid to) {
  std::vector<term> all;
  for (const auto& [group, who] : groups_.of(own_)) {
    all.emplace_back(tuple(group, list_of(who)));
  }
  outside_.send(to, tuple(atoms::gen_cast, tuple(atom("sync"), own_, list_of(all))));
}

void pg_state::broadcast(const term& message) {
  for (const auto& [who, p] : peers_) {
    outside_.send(who, message);
  }
}

bool pg_state::discovered_by(term_ref t) {
  if (!t.is_pid()) {
    return false;
  }
  const pid who = t.as_pid();
  const bool is_known = peers_.contains(who);
  if (accept(who) != nullptr) {
    send_sync(who);
    if (!is_known) {
      outside_.send(who, tuple(atom("discover"), own_));
    }
  }
  return true;
}

bool pg_state::has_room(pid origin, peer& p, std::size_t groups, std::size_t members) {
  const pg_groups::size now = groups_.size_of(origin);
  if (now.groups + groups <= limits_.groups_per_peer_max &&
      now.members + members <= limits_.members_per_peer_max) {
    return true;
  }
  tell_of_quota(origin, p);
  return false;
}

void pg_state::tell_of_quota(pid origin, peer& p) {
  if (!std::exchange(p.over_quota, true)) {
    outside_.log(log_level::warning, "the scope " + std::string(scope_.name()) + " of " +
                                         std::string(origin.node().name()) +
                                         " has too many groups: more of them are ignored");
  }
}

bool pg_state::sync(term_ref t, term_ref listing) {
  if (!t.is_pid()) {
    return false;
  }
  const pid who = t.as_pid();
  std::vector<pg_listing> all;
  std::size_t members = 0;
  bool has_room = true;
  term_ref at = listing;
  for (; at.is_cons(); at = at.tail()) {
    const term_ref one = at.head();
    std::vector<pid> pids;
    if (!one.is_tuple(2) || !one[1].is_list() || !pids_from(who, one[1], pids)) {
      return false;
    }
    members += pids.size();
    has_room = all.size() < limits_.groups_per_peer_max && members <= limits_.members_per_peer_max;
    if (has_room) {
      all.emplace_back(term(one[0]), std::move(pids));
    }
  }
  if (!at.is_nil()) {
    return false;
  }
  const bool is_known = peers_.contains(who);
  peer* p = accept(who);
  if (p != nullptr) {
    if (!is_known) {
      send_sync(who);  // before the first change that it hears of
    }
    if (!has_room) {
      tell_of_quota(who, *p);
    }
    notify_all(groups_.replace(who, all));
  }
  return true;
}

bool pg_state::join_remote(term_ref t, term_ref group, term_ref who) {
  std::vector<pid> pids;
  if (!t.is_pid() || !pids_from(t.as_pid(), who, pids)) {
    return false;
  }
  const pid origin = t.as_pid();
  const auto at = peers_.find(origin);
  if (at == peers_.end() || pids.empty()) {
    return true;
  }
  const std::size_t more = groups_.has(origin, group) ? 0 : 1;
  if (has_room(origin, at->second, more, pids.size())) {
    groups_.join(origin, group, pids);
    notify(join_word(), group, pids);
  }
  return true;
}

bool pg_state::leave_remote(term_ref t, term_ref who, term_ref groups) {
  std::vector<pid> pids;
  const std::int64_t times = groups.list_length();
  if (!t.is_pid() || times < 0 || !pids_from(t.as_pid(), who, pids)) {
    return false;
  }
  // One process leaves many groups when it ends, and many leave one; never both.
  if (pids.size() * static_cast<std::size_t>(times) > limits_.members_per_peer_max) {
    return false;
  }
  const pid origin = t.as_pid();
  if (!peers_.contains(origin)) {
    return true;
  }
  for (; groups.is_cons(); groups = groups.tail()) {
    const std::vector<pid> gone = groups_.leave(origin, groups.head(), pids);
    if (!gone.empty()) {
      notify(leave_word(), groups.head(), gone);
    }
  }
  return true;
}

void pg_state::ended(const reference& ref) {
  const auto at = watches_.find(ref);
  if (at == watches_.end()) {
    return;
  }
  const watch gone = at->second;
  watches_.erase(at);
  switch (gone.what) {
  case kind::member: member_ended(gone.who); break;
  case kind::peer:
    peers_.erase(gone.who);
    notify_all(groups_.drop(gone.who));
    break;
  case kind::scope_monitor: scope_monitors_.erase(ref); break;
  case kind::group_monitor: {
    const auto of_group = group_monitors_.find(gone.group);
    of_group->second.erase(ref);
    if (of_group->second.empty()) {
      group_monitors_.erase(of_group);
    }
    break;
  }
  }
}

void pg_state::forget_watch(const reference& ref) {
  outside_.unwatch(ref);
  watches_.erase(ref);
}

// ---- what sys:get_state/1 shows -----------------------------------------------------------------

term pg_state::to_term() const {
  term local = map();
  for (const auto& [who, ref] : members_) {
    local = map_put(std::move(local), term(who), term(tuple(ref, list_of(groups_.groups_of(who)))));
  }
  term remote = map();
  for (const auto& [who, p] : peers_) {
    term groups = map();
    for (const auto& [group, pids] : groups_.of(who)) {
      groups = map_put(std::move(groups), group, term(list_of(pids)));
    }
    remote = map_put(std::move(remote), term(who), term(tuple(p.watch, groups)));
  }
  term of_scope = map();
  for (const auto& [ref, who] : scope_monitors_) {
    of_scope = map_put(std::move(of_scope), term(ref), term(who));
  }
  term of_groups = map();
  term monitored = map();
  for (const auto& [group, listeners] : group_monitors_) {
    std::vector<term> pairs;
    for (const auto& [ref, who] : listeners) {
      of_groups = map_put(std::move(of_groups), term(ref), term(tuple(who, group)));
      pairs.emplace_back(tuple(who, ref));
    }
    monitored = map_put(std::move(monitored), group, term(list_of(pairs)));
  }
  return tuple(atom("state"), scope_, local, remote, of_scope, of_groups, monitored);
}

}  // namespace kith::detail
