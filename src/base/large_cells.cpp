#include "base/large_cells.hpp"

#include <cstdlib>
#include <utility>

#include "base/mutex.hpp"
#include "kith/assert.hpp"

namespace kith::detail {

namespace {

/// A cell that is kept.
struct kept_cell {
  kept_cell* next;
};

struct large_pool {
  mutex lock;
  std::array<kept_cell*, large_classes> cells KITH_GUARDED_BY(lock) = {};
  std::size_t bytes KITH_GUARDED_BY(lock) = 0;
};

constinit large_pool pool;

void free_all(const std::array<kept_cell*, large_classes>& cells) noexcept {
  for (kept_cell* cell : cells) {
    while (cell != nullptr) {
      std::free(std::exchange(cell, cell->next));
    }
  }
}

}  // namespace

void* large_allocate(std::size_t bytes) noexcept {
  const large_class c = large_class_of(bytes);
  {
    const scoped_lock hold(pool.lock);
    if (kept_cell* cell = pool.cells[c.index]) {
      pool.cells[c.index] = cell->next;
      pool.bytes -= c.bytes;
      return cell;
    }
  }
  void* memory = std::malloc(c.bytes);
  KITH_ASSERT(memory != nullptr);
  return memory;
}

void large_free(void* memory, std::size_t bytes) noexcept {
  const large_class c = large_class_of(bytes);
  std::array<kept_cell*, large_classes> unwanted{};
  {
    const scoped_lock hold(pool.lock);
    if (pool.bytes + c.bytes > large_cells_kept_max) {
      pool.cells.swap(unwanted);
      pool.bytes = 0;
    }
    auto* cell = static_cast<kept_cell*>(memory);
    cell->next = pool.cells[c.index];
    pool.cells[c.index] = cell;
    pool.bytes += c.bytes;
  }
  free_all(unwanted);
}

}  // namespace kith::detail
