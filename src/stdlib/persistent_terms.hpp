// What module `persistent_term` keeps of a node.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <vector>

#include "base/mutex.hpp"
#include "kith/term.hpp"

namespace kith::detail {

class persistent_terms {
 public:
  struct entry {
    term key;
    term value;
  };

  void put(const term& key, const term& value) {
    const scoped_lock guard(mutex_);
    all_.insert_or_assign(key, value);
  }
  /// No term when there is none.
  [[nodiscard]] term get(const term& key) const {
    const scoped_shared_lock guard(mutex_);
    const auto at = all_.find(key);
    return at == all_.end() ? term() : at->second;
  }
  /// False when there was none.
  bool erase(const term& key) {
    const scoped_lock guard(mutex_);
    return all_.erase(key) != 0;
  }
  [[nodiscard]] std::vector<entry> all() const {
    const scoped_shared_lock guard(mutex_);
    std::vector<entry> out;
    for (const auto& [key, value] : all_) {
      out.push_back({key, value});
    }
    return out;
  }

 private:
  struct hash {
    std::size_t operator()(const term& t) const noexcept { return phash2(t); }
  };
  mutable shared_mutex mutex_;
  boost::unordered_flat_map<term, term, hash> all_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
