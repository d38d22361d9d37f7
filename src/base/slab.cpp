#include "base/slab.hpp"

#include <utility>

#include "base/mutex.hpp"

namespace kith {

namespace detail {

namespace {

/// Where the threads' magazines of one size meet.
struct depot {
  mutex lock;
  slab_cell* magazines KITH_GUARDED_BY(lock) = nullptr;  ///< full ones, chained by `magazine`
  std::size_t magazine_count KITH_GUARDED_BY(lock) = 0;
  slab_cell* loose KITH_GUARDED_BY(lock) = nullptr;  ///< what ended threads left, chained by `next`
  std::size_t loose_count KITH_GUARDED_BY(lock) = 0;
  std::byte* fresh KITH_GUARDED_BY(lock) = nullptr;  ///< memory never used yet
  std::size_t fresh_bytes KITH_GUARDED_BY(lock) = 0;
};

constinit std::array<depot, slab_classes> depots{};

inline constexpr std::size_t fresh_chunk_bytes = std::size_t{64} * 1024;

slab_cell* carve(depot& d, std::size_t cell_bytes) noexcept KITH_REQUIRES(d.lock) {
  if (d.fresh_bytes < cell_bytes) {
    d.fresh = static_cast<std::byte*>(std::malloc(fresh_chunk_bytes));
    KITH_ASSERT(d.fresh != nullptr);
    d.fresh_bytes = fresh_chunk_bytes;
  }
  auto* cell = reinterpret_cast<slab_cell*>(d.fresh);
  d.fresh += cell_bytes;
  d.fresh_bytes -= cell_bytes;
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
      cache.count = slab_magazine_cells(cls);  // full, and nothing in it: both ways lead here
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
  const std::uint32_t cells = slab_magazine_cells(cls);
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
  const scoped_lock hold(d.lock);
  if (keep && d.magazines != nullptr) {
    slab_cell* first = d.magazines;
    d.magazines = first->magazine;
    --d.magazine_count;
    cache.free = first->next;
    cache.count = cells - 1;
    return first;
  }
  slab_cell* first = nullptr;
  const auto one = [&]() KITH_REQUIRES(d.lock) {
    if (d.loose == nullptr) {
      return carve(d, slab_cell_bytes(cls));
    }
    --d.loose_count;
    return std::exchange(d.loose, d.loose->next);
  };
  first = one();
  // Half a magazine: a thread of few needs takes little, one of many comes again.
  for (std::uint32_t i = 0; keep && i < cells / 2; ++i) {
    slab_cell* cell = one();
    cell->next = cache.free;
    cache.free = cell;
    ++cache.count;
  }
  return first;
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
  }
}

}  // namespace detail

std::size_t slab_depot_cells(std::size_t bytes) noexcept {
  const std::size_t cls = detail::slab_class(bytes);
  detail::depot& d = detail::depots[cls];
  const scoped_lock hold(d.lock);
  return d.magazine_count * detail::slab_magazine_cells(cls) + d.loose_count;
}

}  // namespace kith
