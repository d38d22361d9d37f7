// Small messages between two nodes: there and back, and as many as may be.
#include "benchmarks.hpp"
#include "measure.hpp"
#include "near.hpp"
#include "round_trips.hpp"

using namespace kith;

namespace bench {

task<std::vector<double>> round_trips(ctx self, pid echo, std::int64_t n, std::int64_t until_ns) {
  std::vector<double> took_us;
  for (std::int64_t i = n; i > 0 && now_ns() < until_ns; --i) {
    const std::int64_t began = now_ns();
    send(echo, tuple(self, tuple(atom("pong"), i)));
    std::int64_t got = 0;
    co_await self.receive(on(tuple(atom("pong"), bind(got))));
    took_us.push_back(static_cast<double>(now_ns() - began) / 1000);
    check("echo", got, i);
  }
  co_return took_us;
}

namespace {

/// A process is not preempted, and a connection waits for senders only where they await: one that
/// sends a million messages lets others run now and then.
constexpr std::int64_t sent_at_once = 100;

task<void> pour(ctx self, pid sink, std::int64_t n) {
  for (std::int64_t i = n; i > 0; --i) {
    send(sink, tuple(atom("msg"), i, bin("0123456789abcdef")));
    if (i % sent_at_once == 0) {
      co_await self.yield();
    }
  }
}

task<void> tell_to_count(ctx self, pid sink, std::int64_t n) {
  send(sink, tuple(atom("start"), self, n));
  co_await self.receive(on(atom("ready")));
}

task<std::int64_t> await_sum(ctx self, std::int64_t n) {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  co_await self.receive(on(tuple(atom("done"), bind(count), bind(sum))));
  check("messages counted", count, n);
  co_return sum;
}

task<double> stream(ctx self, pid sink, std::int64_t n) {
  co_await tell_to_count(self, sink, n);
  const stopwatch time;
  co_await pour(self, sink, n);
  const std::int64_t sum = co_await await_sum(self, n);
  const double took = time.seconds();
  check("sum of the messages", sum, sum_to(n));
  co_return took;
}

process streams(ctx self, pid boss, pid sink, std::int64_t n) {
  co_await tell_to_count(self, sink, n);
  co_await self.receive(on(atom("start")));
  co_await pour(self, sink, n);
  const std::int64_t sum = co_await await_sum(self, n);
  send(boss, tuple(atom("done"), sum));
}

task<double> stream_all(ctx self, std::vector<pid> sinks, std::int64_t n) {
  std::vector<pid> workers;
  for (const pid sink : sinks) {
    workers.push_back(spawn(streams, pid(self), sink, n));
  }
  const double took = co_await all_at_once(self, workers, sum_to(n));
  co_return took;
}

}  // namespace

task<void> dist_rtt(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 20'000);
  const far_end far = co_await reach_far(self, s);
  const pid echo = co_await far_process(self, far.node, "echo");
  co_await round_trips(self, echo, 3000, never_ns);
  const std::vector<double> took_us = co_await round_trips(self, echo, n, never_ns);
  s->emit("rtt_p50_us", "us", percentile(took_us, 0.50));
  s->emit("rtt_p99_us", "us", percentile(took_us, 0.99));
}

task<void> dist_msgs(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 1'000'000);
  const far_end far = co_await reach_far(self, s);
  const pid sink = co_await far_process(self, far.node, "sink");
  co_await stream(self, sink, n / 10);
  const double took = co_await stream(self, sink, n);
  s->emit("msgs_per_s", "msgs/s", static_cast<double>(n) / took);
}

task<void> dist_msgs_par(ctx self, settings* s) {
  const std::int64_t pairs = s->get("pairs", 100);
  const std::int64_t n = s->get("n", 10'000);
  const far_end far = co_await reach_far(self, s);
  std::vector<pid> sinks;
  for (std::int64_t i = 0; i < pairs; ++i) {
    const pid sink = co_await far_process(self, far.node, "sink");
    sinks.push_back(sink);
  }
  co_await stream_all(self, sinks, n / 10);
  const double took = co_await stream_all(self, sinks, n);
  s->emit("msgs_per_s", "msgs/s", static_cast<double>(pairs * n) / took);
}

}  // namespace bench
