// Room between what different threads write, so that no cache line holds both.
#pragma once

#include <array>
#include <cstddef>

namespace kith {

/// As long as a line, so whatever lies before it and whatever lies after share none, wherever the
/// object begins. Not `alignas(64)`: to glibc 2.36 aligned memory that has been freed is too short
/// for the same request again unless a neighbour is free too, and a program that starts and ends
/// nodes grew by 70 KiB with each.
struct [[maybe_unused]] line_gap {
  std::array<std::byte, 64> unused;
};

}  // namespace kith
