// The making of processes: in batches, and as a tree.
#include <algorithm>

#include <kith/rpc.hpp>

#include "benchmarks.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

process tells(ctx, pid parent, std::int64_t number) {
  send(parent, number);
  co_return;
}

task<double> in_batches(ctx self, std::int64_t n, std::int64_t batch) {
  const stopwatch time;
  std::int64_t sum = 0;
  for (std::int64_t left = n; left > 0; left -= batch) {
    const std::int64_t size = std::min(left, batch);
    for (std::int64_t i = 0; i < size; ++i) {
      spawn(tells, pid(self), left - i);
    }
    for (std::int64_t i = 0; i < size; ++i) {
      std::int64_t number = 0;
      co_await self.receive(on(bind(number)));
      sum += number;
    }
  }
  const double took = time.seconds();
  check("spawn", sum, sum_to(n));
  co_return took;
}

task<std::int64_t> processes(ctx self) {
  const term all = co_await rpc::call(self, node_name(), atoms::erlang, atom("processes"), list());
  co_return all.ref().list_length();
}

process grows(ctx self, pid parent, std::int64_t first, std::int64_t size) {
  if (size == 1) {
    send(parent, first);
    co_return;
  }
  for (std::int64_t i = 0; i < 10; ++i) {
    spawn(grows, pid(self), first + i * (size / 10), size / 10);
  }
  std::int64_t sum = 0;
  for (int i = 0; i < 10; ++i) {
    std::int64_t part = 0;
    co_await self.receive(on(bind(part)));
    sum += part;
  }
  send(parent, sum);
}

task<double> tree(ctx self, std::int64_t n) {
  const stopwatch time;
  spawn(grows, pid(self), std::int64_t{0}, n);
  std::int64_t sum = 0;
  co_await self.receive(on(bind(sum)));
  const double took = time.seconds();
  check("skynet", sum, sum_to(n - 1));
  co_return took;
}

}  // namespace

task<void> spawning(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 500'000);
  const std::int64_t batch = s->get("batch", 1000);
  const std::int64_t before = co_await processes(self);
  co_await in_batches(self, n / 10, batch);
  const double took = co_await in_batches(self, n, batch);
  co_await rest(self, 20_ms);  // the last has sent, but need not have ended
  const std::int64_t left = co_await processes(self);
  check("processes left", left, before);
  s->emit("procs_per_s", "procs/s", static_cast<double>(n) / took);
}

task<void> skynet(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 1'000'000);
  co_await tree(self, n / 10);
  const double took = co_await tree(self, n);
  s->emit("seconds", "s", took);
}

}  // namespace bench
