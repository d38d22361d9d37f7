// What the program holds of the system: memory and descriptors.
#pragma once

#include <doctest/doctest.h>

#include "effort.hpp"

namespace kith::endurance {

/// The resident pages of the program, in KiB.
[[nodiscard]] std::int64_t resident_kib();
/// Open descriptors of the program.
[[nodiscard]] std::size_t descriptors();

/// What may be resident more after nine tenths of the work than after the first, whatever was done:
/// lists of free cells that fill, buffers that meet their largest message. A mere 16 bytes lost of
/// each of a million are four times as much.
inline constexpr std::int64_t growth_kib_max = 4 * 1024;

/// Does `total` units of work, a tenth of them before the memory is looked at, and checks that the
/// others leave it as it was. Under a sanitizer, which keeps memory for itself, the work alone.
template <class Work>
void check_no_growth(std::int64_t total, Work work) {
  const std::int64_t warm_up = total / 10 + 1;
  work(warm_up);
  const std::int64_t before = resident_kib();
  work(total);
  const std::int64_t growth = resident_kib() - before;
  MESSAGE(total << " after " << warm_up << ": resident " << before << " KiB, grown by " << growth);
  if (!sanitized) {
    CHECK(growth < growth_kib_max);
  }
}

}  // namespace kith::endurance
