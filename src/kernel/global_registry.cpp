// Names and locks. OTP: kernel, global: handle_set_lock/3, remove_lock/6, ins_name/6, do_ops/5.

#include "kernel/global_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

namespace {
/// The lock under which names change.
bool is_global(term_ref resource) {
  return resource.is(atom("global"));
}

/// The value of `key` in a list of pairs.
term_ref extra_value(term_ref extra, atom key) {
  for (; extra.is_cons(); extra = extra.tail()) {
    if (extra.head().is_tuple(2) && extra.head()[0].is(key)) {
      return extra.head()[1];
    }
  }
  return {};
}

bool is_insert(term_ref op) {
  return op.is_tuple(2) && op[0].is(atom("insert")) && op[1].is_tuple(3) && op[1][1].is_pid();
}
}  // namespace

bool global_state::set_lock(term_ref id, pid who) {
  const term resource(id[0]);
  global_lock lock = table_.lock(resource).value_or(global_lock{term(id[1]), {}});
  if (!(lock.requester == id[1])) {
    return false;
  }
  for (const auto& [holder, watch] : lock.holders) {
    if (holder == who) {
      return true;  // not counted: deleted once, it is free
    }
  }
  if (lock.holders.empty() && table_.lock_count() >= locks_max) {
    return false;
  }
  lock.holders.emplace_back(who, outside_.watch(who));
  table_.put_lock(resource, std::move(lock));
  return true;
}

void global_state::del_lock(term_ref id, pid who) {
  const term resource(id[0]);
  const auto lock = table_.lock(resource);
  if (lock && lock->requester == id[1]) {
    remove_lock_holder(resource, who, false);
  }
}

void global_state::remove_lock_holder(const term& resource, pid who, bool died) {
  auto lock = table_.lock(resource);
  if (!lock) {
    return;
  }
  std::erase_if(lock->holders, [&](const auto& holder) {
    if (holder.first == who) {
      outside_.unwatch(holder.second);
      return true;
    }
    return false;
  });
  if (!lock->holders.empty()) {
    table_.put_lock(resource, std::move(*lock));
    return;
  }
  table_.drop_lock(resource);
  if (is_global(resource)) {
    global_lock_down_ = died;
  }
}

void global_state::watched_ended(term_ref down) {
  const reference watch = down[1].as_reference();
  if (const auto resource = table_.resource_watched_by(watch)) {
    const auto lock = table_.lock(*resource);
    for (const auto& [holder, ref] : lock->holders) {
      if (ref == watch) {
        remove_lock_holder(*resource, holder, true);
        break;
      }
    }
  }
  if (const auto name = table_.name_watched_by(watch)) {
    const pid who = table_.entry(*name)->who;
    // Names of a node go when it is not known any more, so that nobody takes them for free before.
    // (OTP deletes it now, and a registrar that has the lock gives it to another process, while the
    // nodes that still see both have it of the first.)
    if (!down[4].is(atoms::noconnection) || !known_.contains(who.node())) {
      delete_name(*name);
    } else if (!connections_.contains(who.node())) {
      never_connected(who.node());
    }
  }
}

/// The connection is gone, and with it what was asked for by it. What was handled when it was gone
/// already is watched by another connection, so that no 'DOWN' tells of it. (OTP keeps it: a lock
/// that way is held by nobody who knows, and for ever.)
void global_state::drop_locks_of(atom node) {
  for (const auto& [resource, holder] : table_.holders_on(node)) {
    remove_lock_holder(resource, holder, true);
  }
}

/// We do not know the node any more. (OTP waits for the connection to close; where there is none
/// yet it keeps the names, the others of its partition do not, and nobody tells them again.)
void global_state::drop_names_of(atom node) {
  for (const term& name : table_.names_on(node)) {
    delete_name(name);
  }
}

bool global_state::registrar_holds_lock(pid registrar) const {
  const auto lock = table_.lock(term(atom("global")));
  if (!lock) {
    return !global_lock_down_;
  }
  for (const auto& [holder, watch] : lock->holders) {
    if (holder == registrar) {
      return true;
    }
  }
  return false;
}

bool global_state::node_holds_lock(term_ref extra) const {
  const auto lock = table_.lock(term(atom("global")));
  if (!lock) {
    return !global_lock_down_;
  }
  const term_ref id = extra_value(extra, atom("lock"));
  return id && id.is_tuple(2) && is_global(id[0]) && lock->requester == id[1];
}

void global_state::insert_name(const term& name, pid who, const term& method, bool lock_still_set) {
  if (!lock_still_set) {
    // Who took the lock has died since, and the lock with it: the message comes too late.
    delete_name(name);
    return;
  }
  if (const auto old = table_.entry(name)) {
    outside_.unwatch(old->watch);
  }
  drop_external(name);
  table_.put_name(name, global_name{who, method, outside_.watch(who)});
}

void global_state::insert_external(const term& name, pid who, const term& method, atom registrar,
                                   bool lock_still_set) {
  insert_name(name, who, method, lock_still_set);
  if (lock_still_set) {
    external_.emplace(name, std::pair(who, registrar));
    if (registrar == node_) {
      outside_.link(who);
    }
  }
}

void global_state::drop_external(const term& name) {
  const auto at = external_.find(name);
  if (at == external_.end()) {
    return;
  }
  const auto [who, registrar] = at->second;
  external_.erase(at);
  if (registrar == node_) {
    outside_.unlink(who);
  }
}

void global_state::delete_name(const term& name) {
  if (const auto old = table_.entry(name)) {
    outside_.unwatch(old->watch);
    table_.drop_name(name);
    drop_external(name);
  }
}

void global_state::do_ops(term_ref ops, term_ref names_ext, term_ref extra) {
  const bool still_set = node_holds_lock(extra);
  std::map<term, std::pair<pid, atom>, term_less> external;
  for (; names_ext.is_cons(); names_ext = names_ext.tail()) {
    const term_ref e = names_ext.head();
    if (e.is_tuple(3) && e[1].is_pid() && e[2].is_atom()) {
      external.emplace(term(e[0]), std::pair(e[1].as_pid(), e[2].as_atom()));
    }
  }
  for (term_ref at = ops; at.is_cons(); at = at.tail()) {
    if (!is_insert(at.head())) {
      continue;
    }
    const term name(at.head()[1][0]);
    const pid who = at.head()[1][1].as_pid();
    const term method(at.head()[1][2]);
    const auto by = external.find(name);
    if (by != external.end() && by->second.first == who) {
      insert_external(name, who, method, by->second.second, still_set);
    } else {
      insert_name(name, who, method, still_set);
    }
  }
  for (term_ref at = ops; at.is_cons(); at = at.tail()) {
    const term_ref op = at.head();
    if (op.is_tuple(2) && op[0].is(atom("delete"))) {
      delete_name(term(op[1]));
    }
  }
}

term global_state::names_to_send() const {
  std::vector<term> all;
  for (const term& name : table_.names()) {
    if (const auto entry = table_.entry(name)) {
      all.push_back(tuple(name, entry->who, entry->method));
    }
  }
  return list_of(all);
}

term global_state::external_names() const {
  std::vector<term> all;
  for (const auto& [name, by] : external_) {
    all.push_back(tuple(name, by.first, by.second));
  }
  return list_of(all);
}

void global_state::whereis(const term& m) {
  if (table_.is_locked(term(atom("global")))) {
    outside_.try_again(m);
    return;
  }
  const pid who = table_.find(m[1]);
  outside_.reply(term(m[2]), who ? term(who) : term(atoms::undefined));
}

}  // namespace kith::detail
