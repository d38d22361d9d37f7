// All processes of a runtime: slots in chunks that never move and are never freed.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "base/line_gap.hpp"
#include "base/mutex.hpp"
#include "runtime/process_block.hpp"

namespace kith::detail {

/// Free slots at hand of one scheduler, and its part of the count of processes.
struct slot_shelf {
  static constexpr std::uint32_t slots_max = 128;
  std::array<process_block*, slots_max> slots{};
  std::uint32_t count = 0;
  /// Taken less given by this scheduler, which alone writes it: maybe negative.
  std::atomic<std::int64_t> alive{0};
  line_gap after;

  void count_alive(std::int64_t by) noexcept {
    alive.store(alive.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
};

class process_table {
 public:
  /// At most `limit` processes at a time (`+P` of erl); of a large table, a few hundred of them may
  /// be the shelved slots of other schedulers.
  process_table(std::uint32_t limit, std::size_t schedulers);
  process_table(const process_table&) = delete;
  process_table& operator=(const process_table&) = delete;
  ~process_table();

  /// A free slot, its state `active` (nobody else touches it), or null at the limit. Called by the
  /// scheduler of that index, or by another thread, with `outside`.
  process_block* take(std::size_t scheduler);
  /// Gives a slot back whose generation has been advanced. A slot whose generations are used up is
  /// retired.
  void give(process_block& p, std::size_t scheduler);
  static constexpr std::size_t outside = ~std::size_t{0};

  /// The block of a slot that was handed out at some time; null for one that never was.
  [[nodiscard]] process_block* at(std::uint32_t slot) const noexcept {
    if (slot / chunk_slots >= chunks_.size()) {
      return nullptr;
    }
    chunk* c = chunks_[slot / chunk_slots].load(std::memory_order_acquire);
    return c == nullptr ? nullptr : &c->blocks[slot % chunk_slots];
  }

  [[nodiscard]] std::uint32_t count() const noexcept;
  [[nodiscard]] std::uint32_t limit() const noexcept { return limit_; }
  /// Slots that exist; every live process has a lower one.
  [[nodiscard]] std::uint32_t slots() const noexcept;

 private:
  static constexpr std::uint32_t chunk_slots = 1024;
  struct chunk {
    std::array<process_block, chunk_slots> blocks;
  };

  process_block* take_free() KITH_REQUIRES(mutex_);

  const std::uint32_t limit_;
  /// How many slots move between a shelf and the table at a time; 1: nothing is shelved.
  const std::uint32_t batch_;
  std::vector<slot_shelf> shelves_;
  std::atomic<std::int64_t> alive_outside_{0};
  mutable mutex mutex_;
  std::vector<process_block*> free_ KITH_GUARDED_BY(mutex_);
  std::uint32_t made_ KITH_GUARDED_BY(mutex_) = 0;
  std::uint32_t retired_ KITH_GUARDED_BY(mutex_) = 0;
  std::array<std::atomic<chunk*>, (1u << pid_slot_bits) / chunk_slots> chunks_{};
};

}  // namespace kith::detail
