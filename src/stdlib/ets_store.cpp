#include <algorithm>

#include "stdlib/ets_table.hpp"

namespace kith::detail {

std::size_t ets_store::hash::operator()(term_ref t) const noexcept {
  return t.tag() == tag::small ? static_cast<std::size_t>(t.raw() * 0x9e3779b97f4a7c15u >> 7u)
                               : phash2(t) * std::size_t{0x9e3779b97f4a7c15u};
}

std::size_t ets_store::keys() const noexcept {
  return is_ordered() ? ordered_.size() : row_.size() - gone_;
}

void ets_store::add(ets_objects& objects, const term& object) {
  const bool replaces = type_ == ets_type::set || type_ == ets_type::ordered_set;
  if (replaces && !objects.empty()) {
    objects.front() = object;
    return;
  }
  if (type_ == ets_type::bag &&
      std::find(objects.begin(), objects.end(), object) != objects.end()) {
    return;
  }
  objects.push_back(object);
  ++size_;
}

void ets_store::insert(const term& object) {
  const term_ref key = key_of(object);
  if (is_ordered()) {
    const auto at = ordered_.find(key);
    add(at != ordered_.end() ? at->second : ordered_[term(key)], object);
    return;
  }
  const auto known = places_.find(key);
  if (known != places_.end()) {
    place& there = *known->second;
    gone_ -= there.objects.empty() ? 1u : 0u;
    add(there.objects, object);
    return;
  }
  row_.push_back({term(key), {}});
  const auto at = std::prev(row_.end());
  places_.emplace(at->key, at);
  add(at->objects, object);
}

const ets_objects* ets_store::find(term_ref key) const {
  if (is_ordered()) {
    const auto at = ordered_.find(key);
    return at == ordered_.end() ? nullptr : &at->second;
  }
  const auto at = places_.find(key);
  return at == places_.end() || at->second->objects.empty() ? nullptr : &at->second->objects;
}

void ets_store::leave(row::iterator at) {
  if (is_fixed()) {
    at->objects.clear();
    ++gone_;
  } else {
    places_.erase(at->key);
    row_.erase(at);
  }
}

void ets_store::erase(term_ref key) {
  if (is_ordered()) {
    const auto at = ordered_.find(key);
    if (at != ordered_.end()) {
      ordered_.erase(at);
      --size_;
    }
    return;
  }
  const auto at = places_.find(key);
  if (at != places_.end() && !at->second->objects.empty()) {
    size_ -= at->second->objects.size();
    leave(at->second);
  }
}

void ets_store::erase_object(term_ref object) {
  const term_ref key = key_of(object);
  if (is_ordered()) {
    const auto at = ordered_.find(key);
    if (at != ordered_.end() && at->second.front() == object) {
      ordered_.erase(at);
      --size_;
    }
    return;
  }
  const auto at = places_.find(key);
  if (at == places_.end()) {
    return;
  }
  ets_objects& objects = at->second->objects;
  const std::size_t erased =
      std::erase_if(objects, [object](const term& t) { return t == object; });
  size_ -= erased;
  if (erased != 0 && objects.empty()) {
    leave(at->second);
  }
}

void ets_store::replace(term_ref key, const term& object) {
  if (is_ordered()) {
    ordered_.find(key)->second.front() = object;
  } else {
    places_.find(key)->second->objects.front() = object;
  }
}

void ets_store::clear() {
  size_ = 0;
  gone_ = 0;
  ordered_.clear();
  places_.clear();
  row_.clear();
}

const ets_objects* ets_store::first() const {
  if (is_ordered()) {
    return ordered_.empty() ? nullptr : &ordered_.begin()->second;
  }
  const auto at =
      std::find_if(row_.begin(), row_.end(), [](const place& p) { return !p.objects.empty(); });
  return at == row_.end() ? nullptr : &at->objects;
}

const ets_objects* ets_store::last() const {
  return is_ordered() ? (ordered_.empty() ? nullptr : &ordered_.rbegin()->second) : first();
}

const ets_objects* ets_store::next(term_ref key, bool& known) const {
  known = true;
  if (is_ordered()) {
    const auto at = ordered_.upper_bound(key);
    return at == ordered_.end() ? nullptr : &at->second;
  }
  const auto there = places_.find(key);
  known = there != places_.end();
  if (!known) {
    return nullptr;
  }
  const row::const_iterator from = there->second;
  const auto at =
      std::find_if(std::next(from), row_.end(), [](const place& p) { return !p.objects.empty(); });
  return at == row_.end() ? nullptr : &at->objects;
}

const ets_objects* ets_store::prev(term_ref key, bool& known) const {
  if (!is_ordered()) {
    return next(key, known);
  }
  known = true;
  const auto at = ordered_.lower_bound(key);
  return at == ordered_.begin() ? nullptr : &std::prev(at)->second;
}

void ets_store::unfix() {
  if (fixes_ == 0 || --fixes_ != 0 || gone_ == 0) {
    return;
  }
  for (auto at = row_.begin(); at != row_.end();) {
    const auto here = at++;
    if (here->objects.empty()) {
      places_.erase(here->key);
      row_.erase(here);
    }
  }
  gone_ = 0;
}

}  // namespace kith::detail
