// A map of mostly few entries, which lie side by side in the order of their arrival (but the last
// takes the place of one that goes). Up to `indexed_from` they are searched one by one; beyond,
// by an index.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace kith {

/// Any change ends iterators, but that erasing by one leaves those before it, and itself at the
/// entry that took the place.
template <class Key, class Value, class Hash>
class dense_map {
 public:
  using entry = std::pair<Key, Value>;
  using iterator = typename std::vector<entry>::iterator;
  using const_iterator = typename std::vector<entry>::const_iterator;

  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] iterator begin() noexcept { return entries_.begin(); }
  [[nodiscard]] iterator end() noexcept { return entries_.end(); }
  [[nodiscard]] const_iterator begin() const noexcept { return entries_.begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return entries_.end(); }

  [[nodiscard]] iterator find(const Key& key) noexcept {
    return entries_.begin() + static_cast<std::ptrdiff_t>(place_of(key));
  }
  [[nodiscard]] bool contains(const Key& key) const noexcept {
    return place_of(key) != entries_.size();
  }

  std::pair<iterator, bool> try_emplace(const Key& key) {
    const std::size_t at = place_of(key);
    if (at != entries_.size()) {
      return {entries_.begin() + static_cast<std::ptrdiff_t>(at), false};
    }
    entries_.emplace_back(std::piecewise_construct, std::forward_as_tuple(key), std::tuple<>());
    if (index_ != nullptr) {
      index_->emplace(key, static_cast<std::uint32_t>(at));
    } else if (entries_.size() == indexed_from) {
      make_index();
    }
    return {entries_.end() - 1, true};
  }
  Value& operator[](const Key& key) { return try_emplace(key).first->second; }

  void erase(iterator at) {
    const iterator last = entries_.end() - 1;
    if (index_ != nullptr) {
      index_->erase(at->first);
      if (at != last) {
        (*index_)[last->first] = static_cast<std::uint32_t>(at - entries_.begin());
      }
    }
    if (at != last) {
      *at = std::move(*last);
    }
    entries_.pop_back();
    if (entries_.empty()) {
      index_.reset();
    }
  }
  /// How many went: 0 or 1.
  std::size_t erase(const Key& key) {
    const std::size_t at = place_of(key);
    if (at == entries_.size()) {
      return 0;
    }
    erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
    return 1;
  }
  void shrink_to_fit() { entries_.shrink_to_fit(); }
  template <class Test>
  void erase_if(Test test) {
    for (std::size_t i = entries_.size(); i-- > 0;) {
      if (test(std::as_const(entries_[i]))) {
        erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }

 private:
  static constexpr std::size_t indexed_from = 12;
  using index = boost::unordered_flat_map<Key, std::uint32_t, Hash>;

  [[nodiscard]] std::size_t place_of(const Key& key) const noexcept {
    if (index_ != nullptr) {
      const auto at = index_->find(key);
      return at == index_->end() ? entries_.size() : at->second;
    }
    std::size_t i = 0;
    while (i < entries_.size() && !(entries_[i].first == key)) {
      ++i;
    }
    return i;
  }
  void make_index() {
    index_ = std::make_unique<index>();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      index_->emplace(entries_[i].first, static_cast<std::uint32_t>(i));
    }
  }

  std::vector<entry> entries_;
  std::unique_ptr<index> index_;
};

}  // namespace kith
