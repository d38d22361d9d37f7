// Memory for what is small, short-lived and often freed by another thread than made it: signals,
// term blocks, coroutine frames. Cells of 16, 32, … 1024 bytes; what is larger comes from malloc.
//
// Each thread keeps, for each size, a list of free cells and one spare list (a *magazine*). A
// thread that mostly frees hands full magazines to a depot, where a thread that mostly allocates
// finds them, so memory flows back without a lock per cell. Memory never used yet is handed to
// threads in runs that grow with their need. A thread's cells go to the depot when it ends. Nothing
// is returned to the system: the cells of a peak serve the next one. Of what is larger, some is
// kept: see large_cells.hpp.
//
// Under the address and thread sanitizers every cell is malloc's own, so that they see each one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/large_cells.hpp"
#include "kith/assert.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KITH_SLAB_IS_MALLOC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KITH_SLAB_IS_MALLOC 1
#endif
#endif
#if !defined(KITH_SLAB_IS_MALLOC)
#define KITH_SLAB_IS_MALLOC 0
#endif

namespace kith {

inline constexpr std::size_t slab_bytes_max = 1024;

namespace detail {

inline constexpr std::size_t slab_grain = 16;
inline constexpr std::size_t slab_classes = slab_bytes_max / slab_grain;

constexpr std::size_t slab_class(std::size_t bytes) noexcept {
  return bytes == 0 ? 0 : (bytes - 1) / slab_grain;
}
constexpr std::size_t slab_cell_bytes(std::size_t cls) noexcept {
  return (cls + 1) * slab_grain;
}

/// Cells of a magazine: 8 KiB worth, but 16 to 64. (A table: the division would be a good part of
/// what freeing costs.)
inline constexpr auto slab_magazine_cells = [] {
  std::array<std::uint8_t, slab_classes> cells{};
  for (std::size_t cls = 0; cls < slab_classes; ++cls) {
    const std::size_t n = 8192 / slab_cell_bytes(cls);
    cells[cls] = static_cast<std::uint8_t>(n < 16 ? 16 : n > 64 ? 64 : n);
  }
  return cells;
}();

/// A free cell. `magazine` is used in the first cell of a magazine that lies in the depot.
struct slab_cell {
  slab_cell* next;
  slab_cell* magazine;
};

struct slab_cache {
  slab_cell* free = nullptr;   ///< the list that is being used
  std::uint32_t count = 0;     ///< its length
  slab_cell* spare = nullptr;  ///< a full magazine, or none
};

// Trivial on purpose: no guard on the way to it, and still there when other thread-locals die.
inline constinit thread_local std::array<slab_cache, slab_classes> slab_caches{};

void* slab_refill(std::size_t cls) noexcept;
void slab_overflow(void* cell, std::size_t cls) noexcept;

}  // namespace detail

/// `bytes` bytes aligned to 16. Never fails: without memory the program ends, as OTP does.
[[nodiscard]] inline void* slab_allocate(std::size_t bytes) noexcept {
  if (KITH_SLAB_IS_MALLOC != 0 || bytes > slab_bytes_max) {
    if (KITH_SLAB_IS_MALLOC == 0 && detail::is_large_cell(bytes)) {
      return detail::large_allocate(bytes);
    }
    void* memory = std::malloc(bytes == 0 ? 1 : bytes);
    KITH_ASSERT(memory != nullptr);
    return memory;
  }
  const std::size_t cls = detail::slab_class(bytes);
  detail::slab_cache& cache = detail::slab_caches[cls];
  detail::slab_cell* cell = cache.free;
  if (cell == nullptr) {
    return detail::slab_refill(cls);
  }
  cache.free = cell->next;
  --cache.count;
  return cell;
}

/// Frees what `slab_allocate(bytes)` returned, on any thread. Does nothing with null.
inline void slab_free(void* memory, std::size_t bytes) noexcept {
  if (KITH_SLAB_IS_MALLOC != 0 || bytes > slab_bytes_max) {
    if (KITH_SLAB_IS_MALLOC == 0 && detail::is_large_cell(bytes) && memory != nullptr) {
      return detail::large_free(memory, bytes);
    }
    std::free(memory);
    return;
  }
  if (memory == nullptr) {
    return;
  }
  const std::size_t cls = detail::slab_class(bytes);
  detail::slab_cache& cache = detail::slab_caches[cls];
  if (cache.count >= detail::slab_magazine_cells[cls]) {
    return detail::slab_overflow(memory, cls);
  }
  auto* cell = static_cast<detail::slab_cell*>(memory);
  cell->next = cache.free;
  cache.free = cell;
  ++cache.count;
}

/// Cells of that size that the depot holds; for tests and statistics.
[[nodiscard]] std::size_t slab_depot_cells(std::size_t bytes) noexcept;

}  // namespace kith
