#include "kernel/registry_table.hpp"

#include <algorithm>

#include "kernel/registries.hpp"
#include "kith/build.hpp"

namespace kith::detail {

std::vector<kith::registry::entry> registry_table::find(term_ref key) const {
  const shard& s = by_key(key);
  const scoped_shared_lock guard(s.mutex);
  const auto at = s.entries.find(key);
  return at == s.entries.end() ? std::vector<kith::registry::entry>() : at->second;
}

bool registry_table::put_value(term_ref key, pid who, term value) {
  shard& s = by_key(key);
  const scoped_lock guard(s.mutex);
  const auto at = s.entries.find(key);
  if (at == s.entries.end()) {
    return false;
  }
  for (kith::registry::entry& e : at->second) {
    if (e.who == who) {
      e.value = std::move(value);
      return true;
    }
  }
  return false;
}

bool registry_table::drop(term_ref key, pid who) {
  std::size_t dropped = 0;
  {
    shard& s = by_key(key);
    const scoped_lock guard(s.mutex);
    if (const auto at = s.entries.find(key); at != s.entries.end()) {
      dropped = std::erase_if(at->second, [who](const auto& e) { return e.who == who; });
      if (at->second.empty()) {
        s.entries.erase(at);
      }
    }
  }
  return remove_key(who, key, dropped);
}

bool registry_table::drop_values(term_ref key, pid who, const std::vector<term>& values) {
  std::size_t dropped = 0;
  {
    shard& s = by_key(key);
    const scoped_lock guard(s.mutex);
    if (const auto at = s.entries.find(key); at != s.entries.end()) {
      for (const term& value : values) {
        const auto one = std::ranges::find_if(at->second, [&](const auto& e) {
          return e.who == who && compare_exact(e.value, value) == 0;
        });
        if (one != at->second.end()) {
          at->second.erase(one);
          ++dropped;
        }
      }
      if (at->second.empty()) {
        s.entries.erase(at);
      }
    }
  }
  return remove_key(who, key, dropped);
}

void registry_table::drop_all(pid who) {
  std::vector<term> keys;
  {
    process_shard& p = by_process(who);
    const scoped_lock guard(p.mutex);
    const auto at = p.keys.find(term(who));
    if (at != p.keys.end()) {
      keys = std::move(at->second);
      p.keys.erase(at);
    }
  }
  for (const term& key : keys) {
    shard& s = by_key(key);
    const scoped_lock guard(s.mutex);
    if (const auto at = s.entries.find(key); at != s.entries.end()) {
      std::erase_if(at->second, [who](const auto& e) { return e.who == who; });
      if (at->second.empty()) {
        s.entries.erase(at);
      }
    }
  }
}

void registry_table::add_key(pid who, const term& key) {
  process_shard& p = by_process(who);
  const scoped_lock guard(p.mutex);
  p.keys[term(who)].push_back(key);
}

bool registry_table::remove_key(pid who, term_ref key, std::size_t times) {
  process_shard& p = by_process(who);
  const scoped_lock guard(p.mutex);
  const auto at = p.keys.find(term(who));
  if (at == p.keys.end()) {
    return false;
  }
  for (; times > 0; --times) {
    const auto one = std::ranges::find_if(
        at->second, [key](const term& k) { return compare_exact(k, key) == 0; });
    if (one != at->second.end()) {
      at->second.erase(one);
    }
  }
  if (!at->second.empty()) {
    return true;
  }
  p.keys.erase(at);
  return false;
}

std::vector<term> registry_table::keys_of(pid who) const {
  const process_shard& p = by_process(who);
  const scoped_shared_lock guard(p.mutex);
  const auto at = p.keys.find(term(who));
  return at == p.keys.end() ? std::vector<term>() : at->second;
}

bool registry_table::has_keys(pid who) const {
  const process_shard& p = by_process(who);
  const scoped_shared_lock guard(p.mutex);
  return p.keys.contains(term(who));
}

std::size_t registry_table::count() const {
  std::size_t all = 0;
  for (const shard& s : by_key_) {
    const scoped_shared_lock guard(s.mutex);
    for (const auto& [key, entries] : s.entries) {
      all += entries.size();
    }
  }
  return all;
}

std::vector<term> registry_table::all() const {
  std::vector<term> list;
  for (const shard& s : by_key_) {
    const scoped_shared_lock guard(s.mutex);
    for (const auto& [key, entries] : s.entries) {
      for (const kith::registry::entry& e : entries) {
        list.push_back(tuple(key, tuple(e.who, e.value)));
      }
    }
  }
  return list;
}

void registry_table::put_meta(const term& key, term value) {
  const scoped_lock guard(meta_mutex_);
  meta_.insert_or_assign(key, std::move(value));
}

term registry_table::meta(term_ref key) const {
  const scoped_shared_lock guard(meta_mutex_);
  const auto at = meta_.find(key);
  return at == meta_.end() ? term() : at->second;
}

void registry_table::delete_meta(term_ref key) {
  const scoped_lock guard(meta_mutex_);
  if (const auto at = meta_.find(key); at != meta_.end()) {
    meta_.erase(at);
  }
}

std::shared_ptr<registry_table> registries::find(atom name) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = tables_.find(name);
  return at == tables_.end() ? nullptr : at->second;
}

void registries::add(atom name, std::shared_ptr<registry_table> table) {
  const scoped_lock guard(mutex_);
  tables_.insert_or_assign(name, std::move(table));
}

void registries::remove(atom name, const registry_table& table) {
  const scoped_lock guard(mutex_);
  const auto at = tables_.find(name);
  if (at != tables_.end() && at->second.get() == &table) {
    tables_.erase(at);
  }
}

}  // namespace kith::detail
