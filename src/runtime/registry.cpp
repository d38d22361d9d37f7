#include "runtime/registry.hpp"

#include <algorithm>

namespace kith::detail {

bool registry::add(atom name, pid who) {
  const scoped_lock guard(mutex_);
  if (names_.contains(name.index()) || processes_.contains(who.local_word())) {
    return false;
  }
  names_.emplace(name.index(), who);
  processes_.emplace(who.local_word(), name);
  return true;
}

bool registry::remove(atom name) {
  const scoped_lock guard(mutex_);
  const auto at = names_.find(name.index());
  if (at == names_.end()) {
    return false;
  }
  processes_.erase(at->second.local_word());
  names_.erase(at);
  return true;
}

void registry::remove_process(pid who) {
  const scoped_lock guard(mutex_);
  const auto at = processes_.find(who.local_word());
  if (at != processes_.end()) {
    names_.erase(at->second.index());
    processes_.erase(at);
  }
}

bool registry::name_of(pid who, atom& name) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = processes_.find(who.local_word());
  if (at == processes_.end()) {
    return false;
  }
  name = at->second;
  return true;
}

std::vector<atom> registry::all() const {
  std::vector<atom> names;
  {
    const scoped_shared_lock guard(mutex_);
    for (const auto& entry : names_) {
      names.push_back(atom::from_index(entry.first));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace kith::detail
