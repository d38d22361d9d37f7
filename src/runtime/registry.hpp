// The registered names of one node; all are of its own processes.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <vector>

#include "base/mutex.hpp"
#include "kith/term.hpp"

namespace kith::detail {

class registry {
 public:
  /// False when the name is taken or the process has one.
  bool add(atom name, pid who);
  bool remove(atom name);
  /// Removes the name of a process that has ended, if it has one.
  void remove_process(pid who);
  [[nodiscard]] pid find(atom name) const {
    const scoped_shared_lock guard(mutex_);
    const auto at = names_.find(name.index());
    return at == names_.end() ? pid() : at->second;
  }
  /// False when the process has no name.
  bool name_of(pid who, atom& name) const;
  [[nodiscard]] std::vector<atom> all() const;

 private:
  mutable shared_mutex mutex_;
  boost::unordered_flat_map<std::uint32_t, pid> names_ KITH_GUARDED_BY(mutex_);
  boost::unordered_flat_map<std::uint64_t, atom> processes_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
