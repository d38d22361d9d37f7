// The processes that one scheduler is to run: a bounded ring that others may steal from, and a
// slot for the one that was woken last, whose data is warm.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "base/line_gap.hpp"
#include "kith/assert.hpp"

namespace kith::detail {

struct process_block;

/// A ring with one owner, who pushes and pops, and any number of thieves, who take half.
class run_ring {
 public:
  static constexpr std::uint32_t capacity = 256;

  /// Owner. False when full.
  bool push(process_block* p) noexcept {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    // acquire: pairs with the release of a pop or steal; the cell has been read by then.
    if (tail - head_.load(std::memory_order_acquire) == capacity) {
      return false;
    }
    cells_[tail % capacity].store(p, std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_release);  // pairs with the acquire in steal
    return true;
  }
  /// Owner. The oldest, or null.
  process_block* pop() noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      if (head == tail_.load(std::memory_order_relaxed)) {
        return nullptr;
      }
      process_block* p = cells_[head % capacity].load(std::memory_order_relaxed);
      if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel,
                                      std::memory_order_acquire)) {
        return p;
      }
    }
  }
  /// Owner. Takes the older half of a full ring out; false when thieves have made room meanwhile.
  bool take_half(std::array<process_block*, capacity / 2>& half) noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    if (tail_.load(std::memory_order_relaxed) - head != capacity) {
      return false;
    }
    for (std::uint32_t i = 0; i < capacity / 2; ++i) {
      half[i] = cells_[(head + i) % capacity].load(std::memory_order_relaxed);
    }
    return head_.compare_exchange_strong(head, head + capacity / 2, std::memory_order_acq_rel,
                                         std::memory_order_acquire);
  }
  /// Thief, the owner of `mine`, which is empty: moves half of the processes over and returns one.
  process_block* steal_into(run_ring& mine) noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      const std::uint32_t n = tail_.load(std::memory_order_acquire) - head;
      const std::uint32_t take = n - n / 2;
      if (take == 0) {
        return nullptr;
      }
      if (take > capacity / 2) {  // head and tail were read at different times
        head = head_.load(std::memory_order_acquire);
        continue;
      }
      const std::uint32_t base = mine.tail_.load(std::memory_order_relaxed);
      for (std::uint32_t i = 0; i + 1 < take; ++i) {
        mine.cells_[(base + i) % capacity].store(
            cells_[(head + i) % capacity].load(std::memory_order_relaxed),
            std::memory_order_relaxed);
      }
      process_block* kept = cells_[(head + take - 1) % capacity].load(std::memory_order_relaxed);
      if (head_.compare_exchange_weak(head, head + take, std::memory_order_acq_rel,
                                      std::memory_order_acquire)) {
        mine.tail_.store(base + take - 1, std::memory_order_release);
        return kept;
      }
    }
  }
  [[nodiscard]] bool empty() const noexcept {
    return head_.load(std::memory_order_acquire) == tail_.load(std::memory_order_acquire);
  }
  /// About how many, for any thread.
  [[nodiscard]] std::uint32_t size() const noexcept {
    const std::uint32_t head = head_.load(std::memory_order_acquire);
    const std::uint32_t n = tail_.load(std::memory_order_acquire) - head;
    return n < capacity ? n : capacity;
  }

 private:
  line_gap before_head_;
  std::atomic<std::uint32_t> head_{0};
  line_gap before_tail_;
  std::atomic<std::uint32_t> tail_{0};
  std::array<std::atomic<process_block*>, capacity> cells_{};
};

}  // namespace kith::detail
