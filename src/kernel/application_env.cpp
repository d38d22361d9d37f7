#include "kernel/application_env.hpp"

namespace kith::detail {

term application_env::get(atom application, atom key) const {
  const scoped_lock guard(mutex_);
  const auto of = values_.find(application);
  if (of == values_.end()) {
    return {};
  }
  const auto at = of->second.find(key);
  return at == of->second.end() ? term() : at->second;
}

void application_env::set(atom application, atom key, term value) {
  const scoped_lock guard(mutex_);
  values_[application][key] = std::move(value);
}

void application_env::unset(atom application, atom key) {
  const scoped_lock guard(mutex_);
  values_[application].erase(key);
}

term application_env::all(atom application) const {
  std::vector<term> pairs;
  const scoped_lock guard(mutex_);
  const auto of = values_.find(application);
  if (of != values_.end()) {
    for (const auto& [key, value] : of->second) {
      pairs.emplace_back(tuple(key, value));
    }
  }
  return list_of(pairs);
}

}  // namespace kith::detail
