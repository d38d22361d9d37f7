// The arrays of modules `counters` and `atomics`, by the references that stand for them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <memory>
#include <vector>

#include "base/mutex.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

/// 64-bit integers that processes change without a lock. Differs: an array stays as long as its
/// node, since a reference does not say when the last one of it has gone.
struct atomic_array {
  explicit atomic_array(std::size_t size, bool has_sign) : values(size), is_signed(has_sign) {}
  std::vector<std::atomic<std::uint64_t>> values;
  bool is_signed;
};

class atomic_arrays {
 public:
  explicit atomic_arrays(node_core& node) : node_(node) {}

  [[nodiscard]] reference make(std::size_t size, bool is_signed) {
    const reference id = node_.make_reference();
    const scoped_lock guard(mutex_);
    all_.emplace(reference_number(id), std::make_unique<atomic_array>(size, is_signed));
    return id;
  }
  /// Null when the reference stands for none.
  [[nodiscard]] atomic_array* find(const reference& id) const {
    const scoped_shared_lock guard(mutex_);
    const auto at = all_.find(reference_number(id));
    return at == all_.end() || !node_.made(id) ? nullptr : at->second.get();
  }

 private:
  node_core& node_;
  mutable shared_mutex mutex_;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<atomic_array>>
      all_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
