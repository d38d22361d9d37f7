#include "stdlib/ets_tables.hpp"

#include "kith/build.hpp"

namespace kith::detail {

ets_table_ptr ets_tables::make(atom name, const ets_options& how, pid owner) {
  const reference id = node_.make_reference();
  auto table = std::make_shared<ets_table>(term(id), name, how, owner);
  const scoped_lock guard(mutex_);
  if (how.named && !by_name_.emplace(name.index(), table).second) {
    return nullptr;
  }
  by_number_.emplace(reference_number(id), table);
  count_.fetch_add(1, std::memory_order_relaxed);
  return table;
}

ets_table_ptr ets_tables::find(term_ref table) const {
  const scoped_shared_lock guard(mutex_);
  if (table.is_atom()) {
    const auto at = by_name_.find(table.as_atom().index());
    return at == by_name_.end() ? nullptr : at->second;
  }
  if (!table.is_reference()) {
    return nullptr;
  }
  const auto at = by_number_.find(reference_number(table.as_reference()));
  return at == by_number_.end() || at->second->id != table ? nullptr : at->second;
}

bool ets_tables::rename(ets_table& table, atom name) {
  const scoped_lock guard(mutex_);
  const scoped_lock inner(table.lock);
  if (table.options.named) {
    const auto at = by_name_.find(table.name.index());
    if (at == by_name_.end() || by_name_.contains(name.index())) {
      return false;
    }
    ets_table_ptr same = at->second;
    by_name_.erase(at);
    by_name_.emplace(name.index(), std::move(same));
  }
  table.name = name;
  return true;
}

void ets_tables::remove(ets_table& table) {
  ets_table_ptr kept;  // so that what it holds goes without the lock
  const scoped_lock guard(mutex_);
  const auto at = by_number_.find(reference_number(table.id.as_reference()));
  if (at == by_number_.end()) {
    return;
  }
  kept = at->second;
  by_number_.erase(at);
  count_.fetch_sub(1, std::memory_order_relaxed);
  if (table.options.named) {
    erase_if(by_name_, [&](const auto& named) { return named.second == kept; });
  }
}

std::vector<ets_table_ptr> ets_tables::all() const {
  const scoped_shared_lock guard(mutex_);
  std::vector<ets_table_ptr> all;
  for (const auto& [number, table] : by_number_) {
    all.push_back(table);
  }
  return all;
}

bool ets_tables::leave(ets_table& table, pid who) {
  const scoped_lock guard(table.lock);
  for (const pid fixer : table.fixed_by) {
    if (fixer == who) {
      table.store.unfix();
    }
  }
  std::erase(table.fixed_by, who);
  if (table.owner != who) {
    return false;
  }
  if (table.heir && table.heir != who && !table.deleted) {
    table.owner = table.heir;
    table.heir = pid();
    const term called = table.options.named ? term(table.name) : table.id;
    send_from_outside(node_, table.owner,
                      tuple(atom("ETS-TRANSFER"), called, who, table.heir_data));
    return false;
  }
  table.deleted = true;
  return true;
}

void ets_tables::process_ended(pid who) {
  if (count_.load(std::memory_order_relaxed) == 0) {
    return;
  }
  for (const ets_table_ptr& table : all()) {
    if (leave(*table, who)) {
      remove(*table);
    }
  }
}

}  // namespace kith::detail
