// Large binaries to another node: how many bytes per second, and what small messages suffer from
// it.
#include "benchmarks.hpp"
#include "corpora.hpp"
#include "measure.hpp"
#include "near.hpp"
#include "round_trips.hpp"

using namespace kith;

namespace bench {

namespace {

task<double> bulk(ctx self, pid blob, term bytes, std::int64_t n, std::int64_t window) {
  const auto size = static_cast<std::int64_t>(bytes.as_binary().size());
  std::int64_t to_send = n;
  std::int64_t on_its_way = 0;
  const stopwatch time;
  while (to_send > 0 || on_its_way > 0) {
    if (to_send > 0 && on_its_way < window) {
      send(blob, tuple(atom("blob"), self, to_send, bytes));
      --to_send;
      ++on_its_way;
      continue;
    }
    std::int64_t acknowledged = 0;
    co_await self.receive(on(tuple(atom("ack"), any, bind(acknowledged))));
    check("size of a binary", acknowledged, size);
    --on_its_way;
  }
  co_return time.seconds();
}

/// Sends binaries until told to stop; then the boss gets {streamed, Bytes, Nanoseconds}.
process floods(ctx self, pid boss, pid blob, term bytes, std::int64_t window) {
  const auto size = static_cast<std::int64_t>(bytes.as_binary().size());
  const std::int64_t began = now_ns();
  std::int64_t on_its_way = 0;
  std::int64_t arrived = 0;
  for (;;) {
    const duration limit = on_its_way < window ? 0_s : 60_s;
    std::int64_t acknowledged = 0;
    const auto clause = co_await self.receive(
        on(atom("stop")), on(tuple(atom("ack"), any, bind(acknowledged))), after(limit));
    if (clause == 0) {
      send(boss, tuple(atom("streamed"), arrived * size, now_ns() - began));
      co_return;
    }
    if (clause == 1) {
      check("size of a binary", acknowledged, size);
      --on_its_way;
      ++arrived;
    } else {
      check("an answer in time", on_its_way < window);
      send(blob, tuple(atom("blob"), self, arrived, bytes));
      ++on_its_way;
    }
  }
}

}  // namespace

task<void> dist_bulk(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 2000);
  const std::int64_t size = s->get("size", 1'048'576);
  const std::int64_t window = s->get("window", 16);
  const far_end far = co_await reach_far(self, s);
  const pid blob = co_await far_process(self, far.node, "blob");
  const term bytes = pattern_binary(size);
  co_await bulk(self, blob, bytes, 50, window);
  const double took = co_await bulk(self, blob, bytes, n, window);
  s->emit("mb_per_s", "MB/s", static_cast<double>(n * size) / took / 1e6);
}

task<void> dist_hol(ctx self, settings* s) {
  const std::int64_t ms = s->get("ms", 4000);
  const std::int64_t size = s->get("size", 67'108'864);
  const std::int64_t window = s->get("window", 2);
  const far_end far = co_await reach_far(self, s);
  const pid blob = co_await far_process(self, far.node, "blob");
  const pid echo = co_await far_process(self, far.node, "echo");
  const term bytes = pattern_binary(size);
  co_await round_trips(self, echo, 500, never_ns);
  const pid flood = spawn_link(floods, pid(self), blob, bytes, window);
  co_await rest(self, 300_ms);
  const std::int64_t until = now_ns() + ms * 1'000'000;
  const std::vector<double> took_us = co_await round_trips(self, echo, never_ns, until);
  send(flood, atom("stop"));
  double streamed = 0;
  double ns = 0;
  co_await self.receive(on(tuple(atom("streamed"), bind(streamed), bind(ns))));
  s->emit("rtt_p50_us", "us", percentile(took_us, 0.50));
  s->emit("rtt_p99_us", "us", percentile(took_us, 0.99));
  s->emit("rtt_samples", "count", static_cast<double>(took_us.size()));
  s->emit("stream_mb_per_s", "MB/s", streamed / ns * 1e3);
}

}  // namespace bench
