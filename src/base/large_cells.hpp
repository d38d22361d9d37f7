// Memory for what is large and mostly short-lived: the bodies of messages. Of some 64 KiB and more
// malloc gives it back to the system as soon as it is free, and takes it anew, page by page, which
// costs several times what it costs to fill it. So some of it is kept. (Past 256 KiB malloc learns
// to keep it, and has it in one place, which the processor's caches like better.) A cell is memory
// of malloc: who has one may hand it to realloc or free instead.
#pragma once

#include <array>
#include <bit>
#include <cstddef>

namespace kith::detail {

/// Cells are for more than the first and up to the second.
inline constexpr std::size_t large_cell_over = std::size_t{16} * 1024;
inline constexpr std::size_t large_cell_max = std::size_t{256} * 1024;
/// What is kept in all. When more is given back, all is freed: it holds what nobody asks for.
inline constexpr std::size_t large_cells_kept_max = std::size_t{4} * 1024 * 1024;

constexpr bool is_large_cell(std::size_t bytes) noexcept {
  return bytes > large_cell_over && bytes <= large_cell_max;
}

/// Which size, of eight between each power of two and the next.
struct large_class {
  std::size_t index;
  std::size_t bytes;  ///< of the cell
};
constexpr large_class large_class_of(std::size_t bytes) noexcept {
  const std::size_t below = std::bit_floor(bytes - 1);
  const std::size_t step = below / 8;
  const std::size_t nth = (bytes - 1) / step - 8;
  const auto doublings = static_cast<std::size_t>(std::countr_zero(below / large_cell_over));
  return {doublings * 8 + nth, (nth + 9) * step};
}
inline constexpr std::size_t large_classes = large_class_of(large_cell_max).index + 1;

/// At least that many bytes; never fails. `is_large_cell(bytes)`.
[[nodiscard]] void* large_allocate(std::size_t bytes) noexcept;
/// For memory of malloc that has at least as many bytes as the cell of that size.
void large_free(void* memory, std::size_t bytes) noexcept;

}  // namespace kith::detail
