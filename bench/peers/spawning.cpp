// The making of processes: in batches, and as a tree.
#include <kith/rpc.hpp>

#include "bench.hpp"

using namespace kith;

namespace bench {

namespace {

process tells(ctx, pid parent, std::int64_t number) {
  send(parent, number);
  co_return;
}

process in_batches(ctx self, std::int64_t n, std::int64_t batch, outcome* out) {
  const stopwatch time;
  std::int64_t sum = 0;
  for (std::int64_t begun = 0; begun < n; begun += batch) {
    for (std::int64_t i = begun; i < begun + batch; ++i) {
      spawn(tells, pid(self), i);
    }
    for (std::int64_t i = 0; i < batch; ++i) {
      std::int64_t number = 0;
      co_await self.receive(on(bind(number)));
      sum += number;
    }
  }
  const double took = time.seconds();
  check("spawn", sum, n * (n - 1) / 2);
  out->set_value(took);
}

process counts(ctx self, outcome* out) {
  const term all = co_await rpc::call(self, node_name(), atoms::erlang, atom("processes"), list());
  out->set_value(static_cast<double>(all.ref().list_length()));
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

process tree(ctx self, std::int64_t n, outcome* out) {
  const stopwatch time;
  spawn(grows, pid(self), std::int64_t{0}, n);
  std::int64_t sum = 0;
  co_await self.receive(on(bind(sum)));
  const double took = time.seconds();
  check("skynet", sum, n * (n - 1) / 2);
  out->set_value(took);
}

}  // namespace

void spawning(node& on, settings& s) {
  const std::int64_t n = s.get("n", 500'000);
  const std::int64_t batch = s.get("batch", 1000);
  const double before = measured(on, counts);
  measured(on, in_batches, n / 10, batch);
  const double took = measured(on, in_batches, n, batch);
  check("processes left", static_cast<std::int64_t>(measured(on, counts)),
        static_cast<std::int64_t>(before));
  s.emit("procs_per_s", "procs/s", static_cast<double>(n) / took);
}

void skynet(node& on, settings& s) {
  const std::int64_t n = s.get("n", 1'000'000);
  measured(on, tree, n / 10);
  s.emit("seconds", "s", measured(on, tree, n));
}

}  // namespace bench
