#include "runtime/native.hpp"

namespace kith::detail {

void native_table::add(atom module, atom function, std::uint32_t arity, native_function body) {
  const scoped_lock guard(mutex_);
  table_[key(module.index(), function.index(), arity)] = body;
}

native_function native_table::find(atom module, atom function, std::uint32_t arity) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = table_.find(key(module.index(), function.index(), arity));
  return at == table_.end() ? nullptr : at->second;
}

bool native_table::has_module(atom module) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = table_.lower_bound(key(module.index(), 0, 0));
  return at != table_.end() && std::get<0>(at->first) == module.index();
}

}  // namespace kith::detail
