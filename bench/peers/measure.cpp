#include "measure.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace kith;

namespace bench {

void check(const char* what, std::int64_t got, std::int64_t wanted) {
  if (got != wanted) {
    std::fprintf(stderr, "%s: got %lld, wanted %lld\n", what, static_cast<long long>(got),
                 static_cast<long long>(wanted));
    std::_Exit(1);
  }
}

void check(const char* what, bool right) {
  if (!right) {
    std::fprintf(stderr, "%s: wrong\n", what);
    std::_Exit(1);
  }
}

double percentile(std::vector<double> samples, double p) {
  check("samples", !samples.empty());
  std::sort(samples.begin(), samples.end());
  const auto rank = static_cast<std::size_t>(p * static_cast<double>(samples.size()) + 0.5);
  return samples[std::clamp<std::size_t>(rank, 1, samples.size()) - 1];
}

std::int64_t status_kb(const std::string& line, int process) {
  const std::string path = "/proc/" + (process == 0 ? "self" : std::to_string(process)) + "/status";
  std::int64_t found = -1;
  if (std::FILE* file = std::fopen(path.c_str(), "r")) {
    char text[256];
    while (std::fgets(text, sizeof text, file) != nullptr) {
      if (std::strncmp(text, (line + ":").c_str(), line.size() + 1) == 0) {
        found = std::strtoll(text + line.size() + 1, nullptr, 10);
      }
    }
    std::fclose(file);
  }
  check(path.c_str(), found >= 0);
  return found;
}

task<void> rest(ctx self, duration time) {
  co_await self.receive(after(time));
}

task<double> all_at_once(ctx self, std::vector<pid> workers, std::int64_t sum) {
  co_await rest(self, 20_ms);
  const stopwatch time;
  for (const pid worker : workers) {
    send(worker, atom("start"));
  }
  for (std::size_t i = 0; i < workers.size(); ++i) {
    std::int64_t got = 0;
    co_await self.receive(on(tuple(atom("done"), bind(got))));
    check("sum of a worker", got, sum);
  }
  co_return time.seconds();
}

}  // namespace bench
