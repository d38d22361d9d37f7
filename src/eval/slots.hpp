// The slots of all frames, one frame behind the other.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "kith/term.hpp"

namespace kith::eval {

/// A stack of terms that moves when it grows: addresses are good until the next `grow`.
/// What lies below `size` are terms, some of them empty; all behind it are empty.
class slot_stack {
 public:
  slot_stack() = default;
  slot_stack(const slot_stack&) = delete;
  slot_stack& operator=(const slot_stack&) = delete;
  ~slot_stack() {
    shrink(0);
    std::free(at_);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] term* at(std::size_t i) noexcept { return at_ + i; }

  /// Adds empty slots.
  void grow(std::size_t n) {
    if (n > capacity_ - size_) [[unlikely]] {
      reserve(n);
    }
    size_ += n;
  }
  void shrink(std::size_t to) noexcept {
    empty(to, size_);
    size_ = to;
  }
  /// Makes the frame from `base` on that of another function, whose arguments are n of its slots.
  void restart(std::size_t base, std::size_t arguments, std::size_t n, std::size_t slots) {
    if (base + slots > capacity_) [[unlikely]] {
      reserve(slots);
    }
    // They come from further up: what is overwritten has been moved before.
    move(arguments, base, n);
    empty(base + n, size_);
    size_ = base + slots;
  }
  /// Moves what lies in n slots to others further down, or to empty ones.
  void move(std::size_t from, std::size_t to, std::size_t n) noexcept {
    term* const source = at_ + from;
    term* const target = at_ + to;
    for (std::size_t i = 0; i < n; ++i) {
      target[i] = std::move(source[i]);
    }
  }

 private:
  void empty(std::size_t from, std::size_t to) noexcept {
    term* const end = at_ + to;
    for (term* t = at_ + from; t < end; ++t) {
      *t = term();
    }
  }

  [[gnu::noinline]] void reserve(std::size_t more) {
    std::size_t wanted = capacity_ == 0 ? 64 : 2 * capacity_;
    wanted = wanted < size_ + more ? size_ + more : wanted;
    // An empty term is all zeros, and moving one is copying its bits.
    auto* fresh = static_cast<term*>(std::calloc(wanted, sizeof(term)));
    if (fresh == nullptr) {
      throw std::bad_alloc();
    }
    if (size_ != 0) {
      std::memcpy(static_cast<void*>(fresh), static_cast<const void*>(at_), size_ * sizeof(term));
    }
    std::free(at_);
    at_ = fresh;
    capacity_ = wanted;
  }

  term* at_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace kith::eval
