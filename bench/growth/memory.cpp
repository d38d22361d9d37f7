// What a process that waits takes. To be measured once in a program: what another has given back is
// used again, and would not be seen.
#include <cstdio>
#include <cstring>
#include <vector>

#include <cstdlib>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

process waits(ctx self) {
  pid from;
  co_await self.receive(on(tuple(atom("stop"), bind(from))));
  send(from, atom("stopped"));
}

/// Resident memory of this program.
std::int64_t resident_bytes() {
  std::int64_t found_kb = -1;
  if (std::FILE* file = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, file) != nullptr) {
      if (std::strncmp(line, "VmRSS:", 6) == 0) {
        found_kb = std::strtoll(line + 6, nullptr, 10);
      }
    }
    std::fclose(file);
  }
  check("resident memory", found_kb > 0);
  return found_kb * 1024;
}

}  // namespace

task<double> memory(ctx self, std::int64_t n, double) {
  std::vector<pid> all;
  all.reserve(static_cast<std::size_t>(n));
  co_await self.receive(after(50_ms));
  const std::int64_t before = resident_bytes();
  for (std::int64_t i = 0; i < n; ++i) {
    all.push_back(spawn(waits));
  }
  co_await self.receive(after(duration::milliseconds(100 + n / 1000)));  // until each waits
  const std::int64_t after_it = resident_bytes();
  for (const pid p : all) {
    send(p, tuple(atom("stop"), self));
  }
  for (std::int64_t i = 0; i < n; ++i) {
    co_await self.receive(on(atom("stopped")));
  }
  co_return static_cast<double>(after_it - before) / static_cast<double>(n);
}

}  // namespace growth
