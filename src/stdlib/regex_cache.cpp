#include "stdlib/regex_cache.hpp"

namespace kith::detail {

regex::outcome regex_cache::get(const regex_source& from) {
  std::string source = from.bytes();
  if (auto known = find(source)) {
    return known;
  }
  // Without the lock: two may compile the same at once, and one is kept.
  regex::outcome made = regex::compile(from);
  if (const auto* compiled = std::get_if<std::shared_ptr<const regex>>(&made)) {
    keep({std::move(source), *compiled});
  }
  return made;
}

std::shared_ptr<const regex> regex_cache::find(std::string_view source) {
  const scoped_lock guard(mutex_);
  const auto at = places_.find(source);
  if (at == places_.end()) {
    return nullptr;
  }
  order_.splice(order_.begin(), order_, at->second);
  return at->second->compiled;
}

void regex_cache::keep(entry e) {
  const scoped_lock guard(mutex_);
  if (e.bytes() > kept_bytes_max || places_.contains(e.source)) {
    return;
  }
  order_.push_front(std::move(e));
  places_.emplace(order_.front().source, order_.begin());
  bytes_ += order_.front().bytes();
  while (order_.size() > kept_max || bytes_ > kept_bytes_max) {
    bytes_ -= order_.back().bytes();
    places_.erase(order_.back().source);
    order_.pop_back();
  }
}

}  // namespace kith::detail
