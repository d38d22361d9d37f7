// The opened files of a node, by the references that stand for them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>

#include "base/mutex.hpp"
#include "runtime/node_core.hpp"
#include "stdlib/held_file.hpp"

namespace kith::detail {

using held_file_ptr = std::shared_ptr<held_file>;

class held_files {
 public:
  explicit held_files(node_core& node) : node_(node) {}

  [[nodiscard]] reference add(held_file_ptr file) {
    const reference id = node_.make_reference();
    const scoped_lock guard(mutex_);
    files_.emplace(reference_number(id), std::move(file));
    count_.fetch_add(1, std::memory_order_relaxed);
    return id;
  }
  /// Null when it is closed, or never was.
  [[nodiscard]] held_file_ptr find(term_ref id) const {
    const scoped_shared_lock guard(mutex_);
    const auto at = files_.find(reference_number(id.as_reference()));
    return at == files_.end() ? nullptr : at->second;
  }
  /// It closes when nobody uses it any more.
  held_file_ptr take(term_ref id) {
    const scoped_lock guard(mutex_);
    const auto at = files_.find(reference_number(id.as_reference()));
    if (at == files_.end()) {
      return nullptr;
    }
    held_file_ptr file = std::move(at->second);
    files_.erase(at);
    count_.fetch_sub(1, std::memory_order_relaxed);
    return file;
  }
  /// Its files close.
  void process_ended(pid who) {
    if (count_.load(std::memory_order_relaxed) == 0) {
      return;
    }
    const scoped_lock guard(mutex_);
    const std::size_t gone =
        erase_if(files_, [&](const auto& entry) { return entry.second->owner == who; });
    count_.fetch_sub(gone, std::memory_order_relaxed);
  }

 private:
  node_core& node_;
  mutable shared_mutex mutex_;
  boost::unordered_flat_map<std::uint64_t, held_file_ptr> files_ KITH_GUARDED_BY(mutex_);
  /// So that processes that end need not look where there are no files.
  std::atomic<std::size_t> count_{0};
};

}  // namespace kith::detail
