#include "base/slab.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

using namespace kith;

namespace {

constexpr std::size_t sizes[] = {0, 1, 15, 16, 17, 32, 100, 512, 1008, 1023, 1024, 1025, 5000};

void* filled(std::size_t bytes, int with) {
  void* memory = slab_allocate(bytes);
  std::memset(memory, with, bytes);
  return memory;
}

bool holds(const void* memory, std::size_t bytes, int what) {
  const auto* at = static_cast<const unsigned char*>(memory);
  for (std::size_t i = 0; i < bytes; ++i) {
    if (at[i] != what) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("slab: cells are aligned, writable and apart") {
  std::vector<std::pair<void*, std::size_t>> cells;
  for (int round = 0; round < 200; ++round) {
    for (const std::size_t bytes : sizes) {
      cells.emplace_back(filled(bytes, static_cast<int>(cells.size() % 251)), bytes);
    }
  }
  std::set<void*> different;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto [memory, bytes] = cells[i];
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % 16 == 0);
    CHECK(holds(memory, bytes, static_cast<int>(i % 251)));
    different.insert(memory);
    slab_free(memory, bytes);
  }
  CHECK(different.size() == cells.size());
  slab_free(nullptr, 16);
}

#if !KITH_SLAB_IS_MALLOC

TEST_CASE("slab: a freed cell is used again by the same thread") {
  void* first = slab_allocate(48);
  slab_free(first, 48);
  CHECK(slab_allocate(40) == first);
  slab_free(first, 40);
}

TEST_CASE("slab: cells freed on another thread come back through the depot") {
  constexpr std::size_t bytes = 432;
  constexpr std::size_t count = 1000;
  std::vector<void*> cells;
  for (std::size_t i = 0; i < count; ++i) {
    cells.push_back(slab_allocate(bytes));
  }
  std::set<void*> first(cells.begin(), cells.end());
  std::thread([&] {
    for (void* cell : cells) {
      slab_free(cell, bytes);
    }
  }).join();
  // The thread has ended: the depot holds all, and hands them out before it takes new memory.
  CHECK(slab_depot_cells(bytes) >= count);
  std::size_t again = 0;
  for (std::size_t i = 0; i < count; ++i) {
    cells[i] = slab_allocate(bytes);
    again += first.count(cells[i]);
  }
  CHECK(again >= count - 2 * detail::slab_magazine_cells[detail::slab_class(bytes)]);
  for (void* cell : cells) {
    slab_free(cell, bytes);
  }
}

TEST_CASE("slab: fresh memory that a thread has not come to use serves others when it ends") {
  constexpr std::size_t bytes = 976;
  constexpr std::size_t at_once = 1 + detail::slab_magazine_cells[detail::slab_class(bytes)] / 2;
  REQUIRE(slab_depot_cells(bytes) == 0);
  std::vector<void*> cells(at_once + 1);
  std::thread([&] {
    for (void*& cell : cells) {
      cell = filled(bytes, 1);
    }
  }).join();
  // It took a run for the first ones and one twice as long for the last.
  CHECK(slab_depot_cells(bytes) == 2 * at_once - 1);
  std::set<void*> different(cells.begin(), cells.end());
  while (slab_depot_cells(bytes) != 0) {
    cells.push_back(filled(bytes, 2));
    different.insert(cells.back());
  }
  CHECK(different.size() == cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    CHECK(holds(cells[i], bytes, i <= at_once ? 1 : 2));
    slab_free(cells[i], bytes);
  }
}

TEST_CASE("slab: a thread keeps at most two magazines of a size") {
  constexpr std::size_t bytes = 416;
  const std::size_t before = slab_depot_cells(bytes);
  std::vector<void*> cells;
  for (int i = 0; i < 500; ++i) {
    cells.push_back(slab_allocate(bytes));
  }
  for (void* cell : cells) {
    slab_free(cell, bytes);
  }
  CHECK(slab_depot_cells(bytes) + 2 * detail::slab_magazine_cells[detail::slab_class(bytes)] >=
        before + 500);
}

namespace {

/// Frees what it holds when its thread ends, after or before the slab has looked.
struct late {
  void* cell = nullptr;
  ~late() { slab_free(cell, 400); }
};

}  // namespace

TEST_CASE("slab: a thread-local that dies late may still free and allocate") {
  std::size_t before = 0;
  std::thread([&] {
    static thread_local late first;
    first.cell = nullptr;  // made before the slab's own, so it dies after
    first.cell = slab_allocate(400);
    before = slab_depot_cells(400);
  }).join();
  CHECK(slab_depot_cells(400) > before);
}

#endif

TEST_CASE("slab: threads that pass cells to one another lose and mix none") {
  constexpr int rounds = 20'000;
  constexpr std::size_t slots = 64;
  std::vector<std::atomic<void*>> shared(slots);
  std::atomic<int> wrong{0};
  const auto work = [&](unsigned seed) {
    for (int i = 0; i < rounds; ++i) {
      seed = seed * 1664525u + 1013904223u;
      const std::size_t slot = (seed >> 10u) % slots;
      const std::size_t bytes = 16 * (1 + slot % 8);
      void* fresh = filled(bytes, static_cast<int>(slot));
      void* old = shared[slot].exchange(fresh, std::memory_order_acq_rel);
      if (old != nullptr && !holds(old, bytes, static_cast<int>(slot))) {
        wrong.fetch_add(1, std::memory_order_relaxed);
      }
      slab_free(old, bytes);
    }
  };
  std::thread a(work, 1u);
  std::thread b(work, 2u);
  work(3u);
  a.join();
  b.join();
  CHECK(wrong.load() == 0);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    slab_free(shared[slot].load(), 16 * (1 + slot % 8));
  }
}
