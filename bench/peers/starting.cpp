// Nodes that start: how long one takes, and how long many take to know each other.
#include "benchmarks.hpp"
#include "measure.hpp"
#include "near.hpp"

using namespace kith;

namespace bench {

namespace {

/// The mean of the memory of programs, in MiB.
double mean_rss_mb(const std::vector<child>& programs) {
  std::int64_t sum_kb = 0;
  for (const child& c : programs) {
    sum_kb += status_kb("VmRSS", c.process());
  }
  return static_cast<double>(sum_kb) / static_cast<double>(programs.size()) / 1024;
}

}  // namespace

task<void> mesh_connect(ctx self, settings* s) {
  const std::int64_t count = s->get("nodes", 20);
  const stopwatch booting;
  std::vector<child> programs;
  for (std::int64_t i = 1; i <= count; ++i) {
    const std::string name = "mesh" + std::to_string(i);
    programs.push_back(start_node(name, "mesh", {"n=" + std::to_string(count)}));
  }
  for (const child& c : programs) {
    co_await await_line(self, c.output(), "UP");
  }
  const double boot_s = booting.seconds();
  const double idle_mb = mean_rss_mb(programs);
  const stopwatch joining;
  for (std::size_t i = 1; i < programs.size(); ++i) {
    programs[i].tell("join " + node_called("mesh1"));
  }
  programs.front().tell("watch");
  for (const child& c : programs) {
    co_await await_line(self, c.output(), "FULL");
  }
  const double full_s = joining.seconds();
  const double full_mb = mean_rss_mb(programs);
  s->emit("boot_s", "s", boot_s);
  s->emit("full_mesh_s", "s", full_s);
  s->emit("rss_per_node_idle_mb", "MiB", idle_mb);
  s->emit("rss_per_node_mb", "MiB", full_mb);
}

task<void> node_start(ctx self, settings* s) {
  const std::int64_t starts = s->get("starts", 5);
  const std::string here(node_name().name());
  std::vector<double> took_ms;
  std::vector<double> rss_kb;
  for (std::int64_t i = 1; i <= starts; ++i) {
    const std::string name = "ns" + std::to_string(i);
    const std::vector<std::string> to = {"to=" + here};
    const stopwatch time;
    const child c = start_node(name, "ping", to);
    co_await await_line(self, c.output(), "PONG");
    took_ms.push_back(time.seconds() * 1000);
    rss_kb.push_back(static_cast<double>(status_kb("VmRSS", c.process())));
  }
  s->emit("start_ms", "ms", percentile(took_ms, 0.5));
  s->emit("rss_mb", "MiB", percentile(rss_kb, 0.5) / 1024);
}

}  // namespace bench
