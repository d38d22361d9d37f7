#include "base/slab.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/mutex.hpp"

namespace kith {

namespace detail {

namespace {

constexpr std::size_t chunk_bytes_min = std::size_t{64} * 1024;
constexpr std::size_t chunk_bytes_max = std::size_t{1024} * 1024;
constexpr std::size_t run_bytes_max = std::size_t{64} * 1024;

/// Where the threads' magazines of one size meet.
struct depot {
  mutex lock;
  slab_cell* magazines KITH_GUARDED_BY(lock) = nullptr;  ///< full ones, chained by `magazine`
  std::size_t magazine_count KITH_GUARDED_BY(lock) = 0;
  slab_cell* loose KITH_GUARDED_BY(lock) = nullptr;  ///< what ended threads left, chained by `next`
  std::size_t loose_count KITH_GUARDED_BY(lock) = 0;
  std::byte* fresh KITH_GUARDED_BY(lock) = nullptr;  ///< memory never used yet
  std::size_t fresh_bytes KITH_GUARDED_BY(lock) = 0;
  std::size_t chunk_bytes KITH_GUARDED_BY(lock) = chunk_bytes_min;  ///< of the next
  /// There are magazines or loose cells; a hint, read without the lock.
  std::atomic<bool> has_cells{false};

  void note_cells() noexcept KITH_REQUIRES(lock) {
    has_cells.store(magazines != nullptr || loose != nullptr, std::memory_order_relaxed);
  }
};

constinit std::array<depot, slab_classes> depots{};

/// Fresh memory that is one thread's own: each run is twice as long as the one before, so that one
/// that needs little takes little, and one that needs much seldom asks.
struct fresh_run {
  std::byte* at = nullptr;
  std::size_t bytes = 0;
  std::size_t next_bytes = 0;
};
constinit thread_local std::array<fresh_run, slab_classes> fresh_runs{};

/// A run of whole cells, one at least.
void take_run(depot& d, std::size_t cell_bytes, fresh_run& mine) noexcept KITH_REQUIRES(d.lock) {
  if (d.fresh_bytes < cell_bytes) {
    d.fresh = static_cast<std::byte*>(std::malloc(d.chunk_bytes));
    KITH_ASSERT(d.fresh != nullptr);
    d.fresh_bytes = d.chunk_bytes;
    d.chunk_bytes = std::min(d.chunk_bytes * 2, chunk_bytes_max);
  }
  const std::size_t cells = std::max<std::size_t>(mine.next_bytes / cell_bytes, 1);
  const std::size_t bytes = std::min(cells, d.fresh_bytes / cell_bytes) * cell_bytes;
  mine = {d.fresh, bytes, std::min(mine.next_bytes * 2, run_bytes_max)};
  d.fresh += bytes;
  d.fresh_bytes -= bytes;
}

slab_cell* carve(fresh_run& mine, std::size_t cell_bytes) noexcept {
  auto* cell = reinterpret_cast<slab_cell*>(mine.at);
  mine.at += cell_bytes;
  mine.bytes -= cell_bytes;
  return cell;
}

void put_loose(std::size_t cls, slab_cell* cells) noexcept {
  depot& d = depots[cls];
  const scoped_lock hold(d.lock);
  while (cells != nullptr) {
    slab_cell* next = cells->next;
    cells->next = d.loose;
    d.loose = cells;
    ++d.loose_count;
    cells = next;
  }
  d.note_cells();
}

// Set when this thread's cells have gone to the depot. Thread-locals that die later still free
// theirs; those go there one by one.
constinit thread_local bool flushed = false;

struct flusher {
  flusher() noexcept = default;
  flusher(const flusher&) = delete;
  flusher& operator=(const flusher&) = delete;
  ~flusher() {
    flushed = true;
    for (std::size_t cls = 0; cls < slab_classes; ++cls) {
      slab_cache& cache = slab_caches[cls];
      put_loose(cls, std::exchange(cache.free, nullptr));
      put_loose(cls, std::exchange(cache.spare, nullptr));
      slab_cell* never_used = nullptr;
      while (fresh_runs[cls].bytes != 0) {
        slab_cell* cell = carve(fresh_runs[cls], slab_cell_bytes(cls));
        cell->next = std::exchange(never_used, cell);
      }
      put_loose(cls, never_used);
      cache.count = slab_magazine_cells[cls];  // full, and nothing in it: both ways lead here
    }
  }
};

/// Makes sure that this thread's cells go to the depot when it ends.
void flush_at_thread_end() noexcept {
  static thread_local const flusher at_end;
}

}  // namespace

void* slab_refill(std::size_t cls) noexcept {
  slab_cache& cache = slab_caches[cls];
  const std::uint32_t cells = slab_magazine_cells[cls];
  if (cache.spare != nullptr) {
    slab_cell* first = std::exchange(cache.spare, nullptr);
    cache.free = first->next;
    cache.count = cells - 1;
    return first;
  }
  const bool keep = !flushed;
  if (keep) {
    flush_at_thread_end();
  }
  depot& d = depots[cls];
  const std::size_t cell_bytes = slab_cell_bytes(cls);
  // Half a magazine: a thread of few needs takes little, one of many comes again.
  const std::uint32_t some = keep ? 1 + cells / 2 : 1;
  fresh_run& mine = fresh_runs[cls];
  slab_cell* taken = nullptr;
  std::uint32_t count = 0;
  if (!keep || mine.bytes == 0 || d.has_cells.load(std::memory_order_relaxed)) {
    const scoped_lock hold(d.lock);
    if (keep && d.magazines != nullptr) {
      taken = d.magazines;
      d.magazines = taken->magazine;
      --d.magazine_count;
      count = cells;
    }
    for (; count < some && d.loose != nullptr; ++count) {
      slab_cell* cell = std::exchange(d.loose, d.loose->next);
      --d.loose_count;
      cell->next = taken;
      taken = cell;
    }
    d.note_cells();
    if (count == 0 && mine.bytes == 0) {
      mine.next_bytes = keep ? std::max(mine.next_bytes, some * cell_bytes) : cell_bytes;
      take_run(d, cell_bytes, mine);
    }
  }
  for (; count < some && mine.bytes != 0; ++count) {
    slab_cell* cell = carve(mine, cell_bytes);
    cell->next = taken;
    taken = cell;
  }
  if (keep) {
    cache.free = taken->next;
    cache.count = count - 1;
  }
  return taken;
}

void slab_overflow(void* memory, std::size_t cls) noexcept {
  slab_cache& cache = slab_caches[cls];
  auto* cell = static_cast<slab_cell*>(memory);
  if (flushed) {
    cell->next = nullptr;
    put_loose(cls, cell);
    return;
  }
  flush_at_thread_end();
  slab_cell* full = std::exchange(cache.spare, cache.free);
  cell->next = nullptr;
  cache.free = cell;
  cache.count = 1;
  if (full != nullptr) {
    depot& d = depots[cls];
    const scoped_lock hold(d.lock);
    full->magazine = d.magazines;
    d.magazines = full;
    ++d.magazine_count;
    d.note_cells();
  }
}

}  // namespace detail

std::size_t slab_depot_cells(std::size_t bytes) noexcept {
  const std::size_t cls = detail::slab_class(bytes);
  detail::depot& d = detail::depots[cls];
  const scoped_lock hold(d.lock);
  return d.magazine_count * detail::slab_magazine_cells[cls] + d.loose_count;
}

}  // namespace kith
