// Very many processes at once: what each takes, how long they take to make and to end.
#include "benchmarks.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

process waits(ctx self) {
  pid from;
  co_await self.receive(on(tuple(atom("stop"), bind(from))));
  send(from, atom("stopped"));
}

process hibernates(ctx self) {
  co_await self.hibernate();
  pid from;
  co_await self.receive(on(tuple(atom("stop"), bind(from))));
  send(from, atom("stopped"));
}

struct held {
  double bytes = 0;     ///< of each process
  double create_s = 0;  ///< of all
  double stop_s = 0;
};

task<held> hold(ctx self, process (*body)(ctx), std::int64_t n) {
  held h;
  co_await rest(self, 50_ms);
  const std::int64_t before_kb = status_kb("VmRSS");
  const stopwatch creating;
  std::vector<pid> all;
  for (std::int64_t i = 0; i < n; ++i) {
    all.push_back(spawn(body));
  }
  h.create_s = creating.seconds();
  co_await rest(self, 1500_ms);  // until each has come to its receive
  const std::int64_t after_kb = status_kb("VmRSS");
  h.bytes = static_cast<double>(after_kb - before_kb) * 1024 / static_cast<double>(n);
  const stopwatch stopping;
  for (const pid p : all) {
    send(p, tuple(atom("stop"), self));
  }
  for (std::int64_t i = 0; i < n; ++i) {
    co_await self.receive(on(atom("stopped")));
  }
  h.stop_s = stopping.seconds();
  co_return h;
}

}  // namespace

task<void> spawn_hold(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 1'000'000);
  const held h = co_await hold(self, waits, n);
  s->emit("bytes_per_process", "B", h.bytes);
  s->emit("create_s", "s", h.create_s);
  s->emit("stop_s", "s", h.stop_s);
}

task<void> spawn_hold_hibernate(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 1'000'000);
  const held h = co_await hold(self, hibernates, n);
  s->emit("bytes_per_process", "B", h.bytes);
  s->emit("create_s", "s", h.create_s);
}

}  // namespace bench
