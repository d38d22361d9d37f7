#include "kernel/global_table.hpp"

#include <algorithm>

namespace kith::detail {

pid global_table::find(term_ref name) const {
  const shard& s = shard_of(name);
  const scoped_lock guard(s.guard);
  const auto at = s.names.find(name);
  return at == s.names.end() ? pid() : at->second.who;
}

std::optional<global_name> global_table::entry(term_ref name) const {
  const shard& s = shard_of(name);
  const scoped_lock guard(s.guard);
  const auto at = s.names.find(name);
  return at == s.names.end() ? std::nullopt : std::optional(at->second);
}

std::vector<term> global_table::names() const {
  std::vector<term> all;
  for (const shard& s : shards_) {
    const scoped_lock guard(s.guard);
    for (const auto& [name, entry] : s.names) {
      all.push_back(name);
    }
  }
  std::sort(all.begin(), all.end(), term_less());
  return all;
}

std::vector<term> global_table::names_of(pid who) const {
  const scoped_shared_lock guard(mutex_);
  std::vector<term> all;
  const term key(who);
  const auto [first, last] = names_of_pid_.equal_range(key.ref());
  for (auto at = first; at != last; ++at) {
    all.push_back(at->second);
  }
  return all;
}

bool global_table::is_locked(term_ref resource) const {
  const scoped_shared_lock guard(mutex_);
  return locks_.find(resource) != locks_.end();
}

bool global_table::can_lock(term_ref resource, term_ref requester) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = locks_.find(resource);
  return at == locks_.end() || at->second.requester == requester;
}

std::vector<std::pair<term, global_lock>> global_table::locks() const {
  const scoped_shared_lock guard(mutex_);
  return {locks_.begin(), locks_.end()};
}

void global_table::put_name(const term& name, global_name entry) {
  const scoped_lock guard(mutex_);
  erase_name(name);
  names_of_pid_.emplace(term(entry.who), name);
  watched_names_.emplace(term(entry.watch), name);
  shard& s = shard_of(name);
  const scoped_lock one(s.guard);
  s.names.emplace(name, std::move(entry));
}

void global_table::drop_name(term_ref name) {
  const scoped_lock guard(mutex_);
  erase_name(name);
}

void global_table::erase_name(term_ref name) {
  const auto old = entry(name);
  if (!old) {
    return;
  }
  const term who(old->who);
  const auto [first, last] = names_of_pid_.equal_range(who.ref());
  for (auto one = first; one != last; ++one) {
    if (one->second == name) {
      names_of_pid_.erase(one);
      break;
    }
  }
  const term watch(old->watch);
  watched_names_.erase(watch);
  shard& s = shard_of(name);
  const scoped_lock guard(s.guard);
  s.names.erase(s.names.find(name));
}

std::optional<term> global_table::name_watched_by(const reference& watch) const {
  const scoped_shared_lock guard(mutex_);
  const term key(watch);
  const auto at = watched_names_.find(key.ref());
  return at == watched_names_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<global_lock> global_table::lock(term_ref resource) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = locks_.find(resource);
  return at == locks_.end() ? std::nullopt : std::optional(at->second);
}

void global_table::put_lock(const term& resource, global_lock lock) {
  const scoped_lock guard(mutex_);
  erase_lock(resource);
  for (const auto& holder : lock.holders) {
    watched_resources_.emplace(term(holder.second), resource);
  }
  locks_.emplace(resource, std::move(lock));
}

void global_table::drop_lock(term_ref resource) {
  const scoped_lock guard(mutex_);
  erase_lock(resource);
}

void global_table::erase_lock(term_ref resource) {
  const auto at = locks_.find(resource);
  if (at == locks_.end()) {
    return;
  }
  for (const auto& holder : at->second.holders) {
    const term watch(holder.second);
    watched_resources_.erase(watch);
  }
  locks_.erase(at);
}

std::optional<term> global_table::resource_watched_by(const reference& watch) const {
  const scoped_shared_lock guard(mutex_);
  const term key(watch);
  const auto at = watched_resources_.find(key.ref());
  return at == watched_resources_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<term> global_table::names_on(atom node) const {
  std::vector<term> all;
  for (const shard& s : shards_) {
    const scoped_lock guard(s.guard);
    for (const auto& [name, entry] : s.names) {
      if (entry.who.node() == node) {
        all.push_back(name);
      }
    }
  }
  std::sort(all.begin(), all.end(), term_less());
  return all;
}

std::vector<std::pair<term, pid>> global_table::holders_on(atom node) const {
  const scoped_shared_lock guard(mutex_);
  std::vector<std::pair<term, pid>> all;
  for (const auto& [resource, lock] : locks_) {
    for (const auto& holder : lock.holders) {
      if (holder.first.node() == node) {
        all.emplace_back(resource, holder.first);
      }
    }
  }
  return all;
}

std::size_t global_table::lock_count() const {
  const scoped_shared_lock guard(mutex_);
  return locks_.size();
}

}  // namespace kith::detail
