#include "stdlib/ets.hpp"

#include "runtime/raised.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/natives.hpp"

namespace kith::detail {

namespace {

[[noreturn]] void badarg_of(const char* cause) {
  throw caused_error(atoms::badarg, atom(cause));
}

ets_table_ptr table_of(term_ref t) {
  if (!t.is_atom() && !t.is_reference()) {
    badarg_of("type");
  }
  ets_table_ptr table = library_here().tables.find(t);
  return table ? table : (badarg_of("id"), table);
}

/// The table's lock is held.
bool may(const ets_table& table, ets_access how) KITH_NO_THREAD_SAFETY_ANALYSIS {
  if (table.deleted) {
    return false;
  }
  switch (how) {
  case ets_access::read:
    return table.options.protection != ets_protection::private_ || table.owner == self();
  case ets_access::write:
    return table.options.protection == ets_protection::public_ || table.owner == self();
  case ets_access::own: return table.owner == self();
  }
  return false;
}

}  // namespace

void ets_must_be_there(term_ref table) {
  static_cast<void>(table_of(table));
}

ets_reading::ets_reading(term_ref table) : table_(table_of(table)) {
  table_->lock.lock_shared();
  if (!may(*table_, ets_access::read)) {
    table_->lock.unlock_shared();
    badarg_of("access");
  }
}

ets_writing::ets_writing(term_ref table, ets_access how) : table_(table_of(table)) {
  table_->lock.lock();
  if (!may(*table_, how)) {
    table_->lock.unlock();
    badarg_of("access");
  }
}

term ets_called(const ets_table& table) {
  return table.options.named ? term(table.name) : table.id;
}

term ets_list(const ets_objects* objects) {
  if (objects == nullptr) {
    return term::nil();
  }
  const term_refs refs(objects->begin(), objects->end());
  return make_list(refs);
}

void add_ets_natives(native_table& natives) {
  const atom m("ets");
  add_rows(natives, m, ets_object_rows());
  add_rows(natives, m, ets_update_rows());
  add_rows(natives, m, ets_walk_rows());
  add_rows(natives, m, ets_match_rows());
  add_rows(natives, m, ets_table_rows());
}

}  // namespace kith::detail
