// The parts of module `ets`, and how they reach a table.
#pragma once

#include <span>

#include "stdlib/ets_tables.hpp"
#include "stdlib/native_rows.hpp"

namespace kith::detail {

[[nodiscard]] std::span<const native_row> ets_object_rows();  ///< insert, lookup, …
[[nodiscard]] std::span<const native_row> ets_update_rows();  ///< update_counter, …
[[nodiscard]] std::span<const native_row> ets_walk_rows();    ///< first, next, slot, …
[[nodiscard]] std::span<const native_row> ets_match_rows();   ///< match, select, …
[[nodiscard]] std::span<const native_row> ets_table_rows();   ///< new, info, …

/// Raises badarg, and says so, when there is no such table: before what else may be wrong is told.
void ets_must_be_there(term_ref table);

enum class ets_access : std::uint8_t { read, write, own };

/// A table of the running process's node, held for reading.
class KITH_SCOPED_CAPABILITY ets_reading {
 public:
  /// Raises badarg when there is no such table, or the process may not read it.
  explicit ets_reading(term_ref table) KITH_NO_THREAD_SAFETY_ANALYSIS;
  ~ets_reading() KITH_NO_THREAD_SAFETY_ANALYSIS { table_->lock.unlock_shared(); }
  ets_reading(const ets_reading&) = delete;
  ets_reading& operator=(const ets_reading&) = delete;
  [[nodiscard]] const ets_store& store() const KITH_NO_THREAD_SAFETY_ANALYSIS {
    return table_->store;
  }

 private:
  ets_table_ptr table_;
};

/// The same for writing, or for what only its owner does.
class KITH_SCOPED_CAPABILITY ets_writing {
 public:
  explicit ets_writing(term_ref table,
                       ets_access how = ets_access::write) KITH_NO_THREAD_SAFETY_ANALYSIS;
  ~ets_writing() KITH_NO_THREAD_SAFETY_ANALYSIS { table_->lock.unlock(); }
  ets_writing(const ets_writing&) = delete;
  ets_writing& operator=(const ets_writing&) = delete;
  [[nodiscard]] ets_store& store() const KITH_NO_THREAD_SAFETY_ANALYSIS { return table_->store; }
  void give_to(pid owner) const KITH_NO_THREAD_SAFETY_ANALYSIS { table_->owner = owner; }
  void set_heir(pid heir, term data) const KITH_NO_THREAD_SAFETY_ANALYSIS {
    table_->heir = heir;
    table_->heir_data = std::move(data);
  }
  /// Whoever gets hold of it after this finds no table.
  void mark_deleted() const KITH_NO_THREAD_SAFETY_ANALYSIS { table_->deleted = true; }
  [[nodiscard]] const ets_table& table() const { return *table_; }

 private:
  ets_table_ptr table_;
};

/// What the table is called by: its name, or its reference.
[[nodiscard]] term ets_called(const ets_table& table) KITH_NO_THREAD_SAFETY_ANALYSIS;

/// The objects as a list.
[[nodiscard]] term ets_list(const ets_objects* objects);

}  // namespace kith::detail
