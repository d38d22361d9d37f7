#include "effort.hpp"

#include <algorithm>
#include <cstdlib>

namespace kith::endurance {

namespace {

std::int64_t number_of(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

}  // namespace

std::int64_t share(std::int64_t full) {
  return std::max<std::int64_t>(full * number_of("KITH_SCALE", sanitized ? 1 : 10) / 100, 1);
}

std::int64_t whole(std::int64_t full) {
  return sanitized ? share(full) : full;
}

duration stress_time() {
  return duration::seconds(number_of("KITH_SECONDS", 60));
}

std::uint64_t seed() {
  return static_cast<std::uint64_t>(number_of("KITH_SEED", 1));
}

}  // namespace kith::endurance
