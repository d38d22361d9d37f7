// The tables of a node, by what they are called by and by who owns them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <memory>
#include <vector>

#include "runtime/node_core.hpp"
#include "stdlib/ets_table.hpp"

namespace kith::detail {

using ets_table_ptr = std::shared_ptr<ets_table>;

class ets_tables {
 public:
  explicit ets_tables(node_core& node) : node_(node) {}

  /// Null when the name is taken.
  [[nodiscard]] ets_table_ptr make(atom name, const ets_options& how, pid owner);
  /// By its name or its reference; null when there is none.
  [[nodiscard]] ets_table_ptr find(term_ref table) const;
  /// False when the name is taken.
  [[nodiscard]] bool rename(ets_table& table, atom name);
  void remove(ets_table& table);
  [[nodiscard]] std::vector<ets_table_ptr> all() const;

  /// Its tables go to their heirs, or go, and it fixes none any more.
  void process_ended(pid who);

 private:
  /// What is done under the table's own lock; true when the table goes.
  bool leave(ets_table& table, pid who);

  node_core& node_;
  mutable shared_mutex mutex_;
  boost::unordered_flat_map<std::uint64_t, ets_table_ptr> by_number_ KITH_GUARDED_BY(mutex_);
  boost::unordered_flat_map<std::uint32_t, ets_table_ptr> by_name_ KITH_GUARDED_BY(mutex_);
  /// So that processes that end need not look where there are no tables.
  std::atomic<std::size_t> count_{0};
};

}  // namespace kith::detail
