// The scopes of process groups that run on a node, by their names.
#pragma once

#include <map>
#include <memory>

#include "base/mutex.hpp"
#include "kith/atom.hpp"

namespace kith::detail {

class pg_groups;

class pg_scopes {
 public:
  /// Null where no scope of that name runs.
  [[nodiscard]] std::shared_ptr<pg_groups> find(atom scope) const {
    const scoped_shared_lock guard(mutex_);
    const auto at = scopes_.find(scope);
    return at == scopes_.end() ? nullptr : at->second;
  }
  /// In place of what an earlier process of the scope has left.
  void put(atom scope, std::shared_ptr<pg_groups> groups) {
    const scoped_lock guard(mutex_);
    scopes_[scope] = std::move(groups);
  }
  /// Unless another process has taken the scope over.
  void drop(atom scope, const std::shared_ptr<pg_groups>& groups) {
    const scoped_lock guard(mutex_);
    const auto at = scopes_.find(scope);
    if (at != scopes_.end() && at->second == groups) {
      scopes_.erase(at);
    }
  }

 private:
  mutable shared_mutex mutex_;
  std::map<atom, std::shared_ptr<pg_groups>> scopes_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
