// All processes of a runtime: slots in chunks that never move and are never freed.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "base/mutex.hpp"
#include "runtime/process_block.hpp"

namespace kith::detail {

class process_table {
 public:
  /// At most `limit` processes at a time (`+P` of erl).
  explicit process_table(std::uint32_t limit) noexcept;
  process_table(const process_table&) = delete;
  process_table& operator=(const process_table&) = delete;
  ~process_table();

  /// A free slot, its state `running` (nobody else touches it), or null at the limit.
  process_block* take();
  /// Gives a slot back whose generation has been advanced. A slot whose generations are used up is
  /// retired.
  void give(process_block& p);

  /// The block of a slot that was handed out at some time; null for one that never was.
  [[nodiscard]] process_block* at(std::uint32_t slot) const noexcept {
    if (slot / chunk_slots >= chunks_.size()) {
      return nullptr;
    }
    chunk* c = chunks_[slot / chunk_slots].load(std::memory_order_acquire);
    return c == nullptr ? nullptr : &c->blocks[slot % chunk_slots];
  }

  [[nodiscard]] std::uint32_t count() const noexcept {
    return count_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint32_t limit() const noexcept { return limit_; }
  /// Slots that exist; every live process has a lower one.
  [[nodiscard]] std::uint32_t slots() const noexcept;

 private:
  static constexpr std::uint32_t chunk_slots = 1024;
  struct chunk {
    std::array<process_block, chunk_slots> blocks;
  };

  const std::uint32_t limit_;
  std::atomic<std::uint32_t> count_{0};
  mutable mutex mutex_;
  std::vector<process_block*> free_ KITH_GUARDED_BY(mutex_);
  std::uint32_t made_ KITH_GUARDED_BY(mutex_) = 0;
  std::array<std::atomic<chunk*>, (1u << pid_slot_bits) / chunk_slots> chunks_{};
};

}  // namespace kith::detail
