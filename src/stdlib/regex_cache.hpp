// The patterns that a node has compiled, those used last.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <list>

#include "base/mutex.hpp"
#include "stdlib/regex.hpp"

namespace kith::detail {

class regex_cache {
 public:
  static constexpr std::size_t kept_max = 512;
  static constexpr std::size_t kept_bytes_max = std::size_t{4} << 20u;

  /// Compiles what is not here; what is no pattern is never kept.
  [[nodiscard]] regex::outcome get(const regex_source& from);

  [[nodiscard]] std::size_t size() const {
    const scoped_lock guard(mutex_);
    return order_.size();
  }

 private:
  struct entry {
    std::string source;
    std::shared_ptr<const regex> compiled;
    [[nodiscard]] std::size_t bytes() const { return source.size() + compiled->size(); }
  };
  using place = std::list<entry>::iterator;

  [[nodiscard]] std::shared_ptr<const regex> find(std::string_view source);
  void keep(entry e);

  mutable mutex mutex_;
  std::list<entry> order_ KITH_GUARDED_BY(mutex_);  ///< that used last is first
  boost::unordered_flat_map<std::string_view, place> places_ KITH_GUARDED_BY(mutex_);
  std::size_t bytes_ KITH_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::detail
