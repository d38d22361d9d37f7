// How many random samples a test takes, and from which seed on.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace kith::testing {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* wanted = std::getenv(variable);
  return wanted == nullptr ? otherwise : std::strtoull(wanted, nullptr, 10);
}
/// More by hand: KITH_SAMPLES=100000.
inline std::uint64_t samples() {
  return number_from("KITH_SAMPLES", 10'000);
}
inline std::uint64_t first_seed() {
  return number_from("KITH_SEED", 1);
}

}  // namespace kith::testing
