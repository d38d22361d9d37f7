#include "base/huge_pages.hpp"

#include <cstdint>

#include <sys/mman.h>

namespace kith {

void prefer_huge_pages(void* memory, std::size_t bytes) noexcept {
#if defined(MADV_HUGEPAGE)
  constexpr std::uintptr_t page = std::uintptr_t{2} * 1024 * 1024;
  const auto from = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) & ~(page - 1);
  const auto to = (reinterpret_cast<std::uintptr_t>(memory) + bytes) & ~(page - 1);
  if (from < to) {
    // A system without them says so, and nothing is lost.
    [[maybe_unused]] const int ignored =
        ::madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE);
  }
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
}

}  // namespace kith
