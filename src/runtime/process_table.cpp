#include "runtime/process_table.hpp"

#include <algorithm>

namespace kith::detail {

namespace {
/// Below it every slot counts, and none is shelved.
constexpr std::uint32_t shelving_from = 65'536;
}  // namespace

process_table::process_table(std::uint32_t limit, std::size_t schedulers)
    : limit_(std::min(limit, (1u << pid_slot_bits) - 1)),
      batch_(limit < shelving_from ? 1 : slot_shelf::slots_max / 2), shelves_(schedulers) {}

process_table::~process_table() {
  for (auto& c : chunks_) {
    delete c.load(std::memory_order_relaxed);
  }
}

process_block* process_table::take_free() {
  if (!free_.empty()) {
    process_block* p = free_.back();
    free_.pop_back();
    return p;
  }
  const std::uint32_t slot = made_;
  if (made_ - retired_ >= limit_ || slot / chunk_slots >= chunks_.size()) {
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
  return &chunks_[slot / chunk_slots].load(std::memory_order_relaxed)->blocks[slot % chunk_slots];
}

process_block* process_table::take(std::size_t scheduler) {
  process_block* p = nullptr;
  if (scheduler == outside) {
    const scoped_lock guard(mutex_);
    p = take_free();
  } else {
    slot_shelf& shelf = shelves_[scheduler];
    if (shelf.count == 0) {
      const scoped_lock guard(mutex_);
      for (std::uint32_t i = 0; i < batch_; ++i) {
        process_block* one = take_free();
        if (one == nullptr) {
          break;
        }
        shelf.slots[shelf.count++] = one;
      }
      // The first of the batch is taken first: lower slots are in use, and warm.
      std::reverse(shelf.slots.begin(), shelf.slots.begin() + shelf.count);
    }
    if (shelf.count != 0) {
      p = shelf.slots[--shelf.count];
    }
  }
  if (p == nullptr) {
    return nullptr;
  }
  if (scheduler == outside) {
    alive_outside_.fetch_add(1, std::memory_order_relaxed);
  } else {
    shelves_[scheduler].count_alive(1);
  }
  p->state.store(run_state::active, std::memory_order_relaxed);
  // seq_cst: pairs with kill_all, see spawn_begin.
  p->generation.fetch_and(~process_block::unborn, std::memory_order_seq_cst);
  return p;
}

void process_table::give(process_block& p, std::size_t scheduler) {
  const bool retired = (p.generation.load(std::memory_order_relaxed) & ~process_block::unborn) >=
                       (1u << pid_generation_bits) - 1;
  p.state.store(run_state::free, std::memory_order_seq_cst);
  if (scheduler == outside) {
    alive_outside_.fetch_sub(1, std::memory_order_relaxed);
  } else {
    shelves_[scheduler].count_alive(-1);
    slot_shelf& shelf = shelves_[scheduler];
    if (!retired && batch_ > 1) {
      if (shelf.count == slot_shelf::slots_max) {
        const scoped_lock guard(mutex_);
        shelf.count -= batch_;
        free_.insert(free_.end(), shelf.slots.begin() + shelf.count,
                     shelf.slots.begin() + shelf.count + batch_);
      }
      shelf.slots[shelf.count++] = &p;
      return;
    }
  }
  const scoped_lock guard(mutex_);
  if (retired) {
    ++retired_;
  } else {
    free_.push_back(&p);
  }
}

std::uint32_t process_table::count() const noexcept {
  std::int64_t n = alive_outside_.load(std::memory_order_relaxed);
  for (const slot_shelf& shelf : shelves_) {
    n += shelf.alive.load(std::memory_order_relaxed);
  }
  return static_cast<std::uint32_t>(std::max<std::int64_t>(n, 0));
}

std::uint32_t process_table::slots() const noexcept {
  const scoped_lock guard(mutex_);
  return made_;
}

}  // namespace kith::detail
