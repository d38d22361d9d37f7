#include "runtime/native.hpp"

namespace kith::detail {

void native_table::put(atom module, atom function, std::uint32_t arity, native_body body) {
  const scoped_lock guard(mutex_);
  table_[key(module.index(), function.index(), arity)] = body;
}

native_body native_table::find(atom module, atom function, std::uint32_t arity) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = table_.find(key(module.index(), function.index(), arity));
  return at == table_.end() ? native_body() : at->second;
}

bool native_table::has_module(atom module) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = table_.lower_bound(key(module.index(), 0, 0));
  return at != table_.end() && std::get<0>(at->first) == module.index();
}

std::vector<native_table::exported> native_table::exports(atom module) const {
  const scoped_shared_lock guard(mutex_);
  std::vector<exported> all;
  for (auto at = table_.lower_bound(key(module.index(), 0, 0));
       at != table_.end() && std::get<0>(at->first) == module.index(); ++at) {
    all.push_back({atom::from_index(std::get<1>(at->first)), std::get<2>(at->first)});
  }
  return all;
}

std::vector<atom> native_table::modules() const {
  const scoped_shared_lock guard(mutex_);
  std::vector<atom> all;
  for (const auto& [at, body] : table_) {
    const atom module = atom::from_index(std::get<0>(at));
    if (all.empty() || all.back() != module) {
      all.push_back(module);
    }
  }
  return all;
}

}  // namespace kith::detail
