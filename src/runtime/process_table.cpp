#include "runtime/process_table.hpp"

namespace kith::detail {

process_table::process_table(std::uint32_t limit) noexcept
    : limit_(limit < (1u << pid_slot_bits) ? limit : (1u << pid_slot_bits) - 1) {}

process_table::~process_table() {
  for (auto& c : chunks_) {
    delete c.load(std::memory_order_relaxed);
  }
}

process_block* process_table::take() {
  if (count_.fetch_add(1, std::memory_order_relaxed) >= limit_) {
    count_.fetch_sub(1, std::memory_order_relaxed);
    return nullptr;
  }
  process_block* p = nullptr;
  const scoped_lock guard(mutex_);
  if (!free_.empty()) {
    p = free_.back();
    free_.pop_back();
  } else {
    const std::uint32_t slot = made_;
    if (slot / chunk_slots >= chunks_.size()) {
      count_.fetch_sub(1, std::memory_order_relaxed);
      return nullptr;
    }
    if (slot % chunk_slots == 0) {
      auto* c = new chunk;
      for (std::uint32_t i = 0; i < chunk_slots; ++i) {
        c->blocks[i].slot = slot + i;
        c->blocks[i].inbox.store(process_block::pack(nullptr, 1), std::memory_order_relaxed);
      }
      chunks_[slot / chunk_slots].store(c, std::memory_order_release);
    }
    ++made_;
    p = &chunks_[slot / chunk_slots].load(std::memory_order_relaxed)->blocks[slot % chunk_slots];
  }
  p->state.store(run_state::active, std::memory_order_relaxed);
  // seq_cst: pairs with kill_all, see spawn_begin.
  p->generation.fetch_and(~process_block::unborn, std::memory_order_seq_cst);
  return p;
}

void process_table::give(process_block& p) {
  count_.fetch_sub(1, std::memory_order_relaxed);
  const bool retired = (p.generation.load(std::memory_order_relaxed) & ~process_block::unborn) >=
                       (1u << pid_generation_bits) - 1;
  p.state.store(run_state::free, std::memory_order_seq_cst);
  if (!retired) {
    const scoped_lock guard(mutex_);
    free_.push_back(&p);
  }
}

std::uint32_t process_table::slots() const noexcept {
  const scoped_lock guard(mutex_);
  return made_;
}

}  // namespace kith::detail
