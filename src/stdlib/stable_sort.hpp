// A stable sort of trivial values. (std::stable_sort of g++ 12 is built on what C++17 deprecates,
// which clang says of every use.)
#pragma once

#include <algorithm>
#include <vector>

namespace kith::detail {

/// Runs of a few are sorted by insertion, then merged by twos, to and fro between two buffers.
template <class T, class Less>
void stable_sort(std::vector<T>& all, Less less) {
  constexpr std::size_t run = 12;
  const std::size_t n = all.size();
  for (std::size_t from = 0; from < n; from += run) {
    const std::size_t end = std::min(n, from + run);
    for (std::size_t i = from + 1; i < end; ++i) {
      const T value = all[i];
      std::size_t at = i;
      for (; at > from && less(value, all[at - 1]); --at) {
        all[at] = all[at - 1];
      }
      all[at] = value;
    }
  }
  if (n <= run) {
    return;
  }
  std::vector<T> other(n);
  for (std::size_t width = run; width < n; width *= 2) {
    for (std::size_t from = 0; from < n; from += 2 * width) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(from);
      const auto middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(n, from + width));
      const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(n, from + 2 * width));
      const auto to = other.begin() + static_cast<std::ptrdiff_t>(from);
      if (middle == end || !less(*middle, *(middle - 1))) {
        std::copy(first, end, to);  // in order as they are
      } else {
        std::merge(first, middle, middle, end, to, less);
      }
    }
    all.swap(other);
  }
}

}  // namespace kith::detail
