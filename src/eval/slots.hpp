// The slots of all frames, one frame behind the other.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "kith/term.hpp"

namespace kith::eval {

/// A stack of terms that moves when it grows: addresses are good until the next `grow`.
/// What lies below `size` are terms, some of them empty.
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
    if (n > capacity_ - size_) {
      reserve(n);
    }
    empty(size_, n);
    size_ += n;
  }
  void shrink(std::size_t to) noexcept {
    for (term* t = at_ + size_; t != at_ + to;) {
      std::destroy_at(--t);
    }
    size_ = to;
  }
  /// Makes the frame from `base` on that of another function, whose arguments are n of its slots.
  void restart(std::size_t base, std::size_t arguments, std::size_t n, std::size_t slots) {
    alignas(term) std::byte kept[kept_max * sizeof(term)];
    if (n > kept_max) {
      restart_with_many(base, arguments, n, slots);
      return;
    }
    if (n != 0) {
      std::memcpy(kept, static_cast<const void*>(at_ + arguments), n * sizeof(term));
      empty(arguments, n);
    }
    shrink(base);
    if (slots > capacity_ - size_) {
      reserve(slots);
    }
    if (n != 0) {
      std::memcpy(static_cast<void*>(at_ + base), kept, n * sizeof(term));
    }
    empty(base + n, slots - n);
    size_ = base + slots;
  }
  /// Moves what lies in n slots to n empty ones.
  void move(std::size_t from, std::size_t to, std::size_t n) noexcept {
    if (n == 0) {
      return;
    }
    // A term is its bits: moving is copying and forgetting.
    std::memcpy(static_cast<void*>(at_ + to), static_cast<const void*>(at_ + from),
                n * sizeof(term));
    empty(from, n);
  }

 private:
  static constexpr std::size_t kept_max = 16;

  /// Makes slots empty whose terms are elsewhere. An empty term is all zeros.
  void empty(std::size_t from, std::size_t n) noexcept {
    if (n != 0) {
      std::memset(static_cast<void*>(at_ + from), 0, n * sizeof(term));
    }
  }

  [[gnu::noinline]] void restart_with_many(std::size_t base, std::size_t arguments, std::size_t n,
                                           std::size_t slots) {
    std::vector<term> kept;
    for (std::size_t i = 0; i < n; ++i) {
      kept.push_back(std::move(at_[arguments + i]));
    }
    shrink(base);
    grow(slots);
    for (std::size_t i = 0; i < n; ++i) {
      at_[base + i] = std::move(kept[i]);
    }
  }
  [[gnu::noinline]] void reserve(std::size_t more) {
    std::size_t wanted = capacity_ == 0 ? 64 : 2 * capacity_;
    wanted = wanted < size_ + more ? size_ + more : wanted;
    auto* fresh = static_cast<term*>(std::malloc(wanted * sizeof(term)));
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
