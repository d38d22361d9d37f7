#pragma once

#include <cstddef>

namespace kith {

/// Memory from so many bytes on is worth telling.
inline constexpr std::size_t huge_pages_bytes_min = std::size_t{4} * 1024 * 1024;

/// Tells the system that this memory, fresh from malloc, will be filled from its start to its end:
/// where it can it then takes it in pages of megabytes, of which hundreds of times fewer have to be
/// made and unmade.
void prefer_huge_pages(void* memory, std::size_t bytes) noexcept;

}  // namespace kith
