// The local registries of a node (kith/registry.hpp), by name. Any thread may call.
#pragma once

#include <map>
#include <memory>

#include "base/mutex.hpp"
#include "kith/atom.hpp"

namespace kith::detail {

class registry_table;

class registries {
 public:
  /// Null when there is none of that name.
  [[nodiscard]] std::shared_ptr<registry_table> find(atom name) const;
  void add(atom name, std::shared_ptr<registry_table> table);
  /// Unless another has the name by now.
  void remove(atom name, const registry_table& table);

 private:
  mutable shared_mutex mutex_;
  std::map<atom, std::shared_ptr<registry_table>> tables_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
