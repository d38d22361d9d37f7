#include "base/large_cells.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <vector>

using namespace kith::detail;

TEST_CASE("large cells: the sizes rise by an eighth at most, and each has its own place") {
  std::size_t index = 0;
  std::size_t cell = 0;
  for (std::size_t bytes = large_cell_over + 1; bytes <= large_cell_max; ++bytes) {
    const large_class c = large_class_of(bytes);
    REQUIRE(c.bytes >= bytes);
    REQUIRE(c.bytes - bytes <= bytes / 8);
    if (bytes > cell) {
      REQUIRE(c.index == (cell == 0 ? 0 : index + 1));
      index = c.index;
      cell = c.bytes;
    }
    REQUIRE(c.index == index);
    REQUIRE(c.bytes == cell);
  }
  CHECK(index + 1 == large_classes);
  CHECK(cell == large_cell_max);
  CHECK(!is_large_cell(large_cell_over));
  CHECK(!is_large_cell(large_cell_max + 1));
}

TEST_CASE("large cells: what was given back comes again, for any size of its class") {
  void* first = large_allocate(100'000);
  std::memset(first, 1, 100'000);
  large_free(first, 100'000);
  void* again = large_allocate(100'001);
  CHECK(again == first);
  void* other = large_allocate(100'000);
  CHECK(other != again);
  std::free(other);  // memory of malloc
  large_free(again, 100'001);
}

TEST_CASE("large cells: a pool that is full gives all back, and goes on") {
  std::vector<void*> all;
  constexpr std::size_t each = 200'000;
  for (std::size_t i = 0; i < 3 * large_cells_kept_max / each; ++i) {
    all.push_back(large_allocate(each));
    std::memset(all.back(), 2, each);
  }
  for (void* memory : all) {
    large_free(memory, each);
  }
  void* one = large_allocate(each);
  std::memset(one, 3, each);
  large_free(one, each);
}
