#include "memory.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace kith::endurance {

std::int64_t resident_kib() {
  // Pages: size, resident, … See proc(5).
  long long size = 0;
  long long resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  REQUIRE(file != nullptr);
  const int read = std::fscanf(file, "%lld %lld", &size, &resident);
  std::fclose(file);
  REQUIRE(read == 2);
  return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

std::size_t descriptors() {
  std::size_t n = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++n;
  }
  return n;
}

}  // namespace kith::endurance
