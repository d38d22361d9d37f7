// A stack of trivial values: the first few lie in the object, the rest on the heap. What walks
// terms keeps its place here instead of recursing, since a peer decides how deep a term is.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "kith/assert.hpp"

namespace kith {

template <class T, std::size_t Inline>
class small_stack {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  small_stack() noexcept = default;
  small_stack(const small_stack&) = delete;
  small_stack& operator=(const small_stack&) = delete;
  ~small_stack() {
    if (at_ != reinterpret_cast<T*>(first_)) {
      std::free(at_);
    }
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] T& back() noexcept { return at_[size_ - 1]; }
  /// The i-th, counted from the bottom.
  [[nodiscard]] T& operator[](std::size_t i) noexcept { return at_[i]; }
  void push(const T& value) noexcept {
    if (size_ == capacity_) {
      grow();
    }
    at_[size_++] = value;
  }
  T pop() noexcept { return at_[--size_]; }
  /// Keeps the memory.
  void clear() noexcept { size_ = 0; }

 private:
  void grow() noexcept {
    const bool first = at_ == reinterpret_cast<T*>(first_);
    auto* bigger = static_cast<T*>(std::realloc(first ? nullptr : at_, 2 * capacity_ * sizeof(T)));
    KITH_ASSERT(bigger != nullptr);
    if (first) {
      std::memcpy(static_cast<void*>(bigger), first_, sizeof first_);
    }
    at_ = bigger;
    capacity_ *= 2;
  }

  alignas(T) std::byte first_[Inline * sizeof(T)];
  T* at_ = reinterpret_cast<T*>(first_);
  std::size_t size_ = 0;
  std::size_t capacity_ = Inline;
};

}  // namespace kith
