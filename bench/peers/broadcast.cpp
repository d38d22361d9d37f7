// One long list to every process, each of which keeps it for a while.
#include "benchmarks.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

struct item {  // as a term {item, I, 2I}
  std::int64_t a = 0;
  std::int64_t b = 0;
};

std::int64_t sum_of(term_ref items) {
  std::int64_t sum = 0;
  for (; items.is_cons(); items = items.tail()) {
    std::int64_t a = 0;
    std::int64_t b = 0;
    if (!match(items.head(), tuple(atom("item"), bind(a), bind(b)))) {
      check("an item", false);
    }
    sum += a + b;
  }
  return sum;
}

process listens(ctx self) {
  for (;;) {
    pid from;
    term items;
    co_await self.receive(on(tuple(atom("bcast"), bind(from), bind(items))));
    send(from, tuple(atom("got"), sum_of(items)));
    co_await self.receive(on(atom("drop")));
    check("the list is still there", items.ref().head()[1].as_int(), 1);
  }
}

}  // namespace

task<void> broadcast(ctx self, settings* s) {
  const std::int64_t procs = s->get("procs", 1000);
  const std::int64_t length = s->get("len", 10'000);
  const std::int64_t rounds = s->get("rounds", 1);
  std::vector<item> items;
  for (std::int64_t i = 1; i <= length; ++i) {
    items.push_back({i, 2 * i});
  }
  const term list = list_of(items);
  std::vector<pid> all;
  for (std::int64_t i = 0; i < procs; ++i) {
    all.push_back(spawn(listens));
  }
  co_await rest(self, 50_ms);
  const std::int64_t before_kb = status_kb("VmRSS");
  const stopwatch time;
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (const pid p : all) {
      send(p, tuple(atom("bcast"), self, list));
    }
    for (std::int64_t i = 0; i < procs; ++i) {
      std::int64_t sum = 0;
      co_await self.receive(on(tuple(atom("got"), bind(sum))));
      check("broadcast", sum, 3 * sum_to(length));
    }
    for (const pid p : all) {
      send(p, atom("drop"));
    }
  }
  const double rate = time.rate(procs * rounds);
  const std::int64_t peak_kb = status_kb("VmHWM");
  s->emit("sends_per_s", "sends/s", rate);
  s->emit("peak_rss_mb", "MiB", static_cast<double>(peak_kb - before_kb) / 1024);
}

}  // namespace bench
