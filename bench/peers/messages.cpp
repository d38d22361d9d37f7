// Messages between processes of one node: around a ring, back and forth, from many to one.
#include "benchmarks.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

/// Passes the token on; the first of the ring hears from the one that got 0.
process hops(ctx self, pid boss, std::int64_t index) {
  pid next;
  co_await self.receive(on(tuple(atom("next"), bind(next))));
  for (;;) {
    std::int64_t left = 0;
    co_await self.receive(on(bind(left)));
    if (left == 0) {
      send(boss, tuple(atom("done"), index));
    } else {
      send(next, left - 1);
    }
  }
}

process answers(ctx self) {
  for (;;) {
    pid from;
    std::int64_t i = 0;
    co_await self.receive(on(tuple(atom("ping"), bind(from), bind(i))));
    send(from, tuple(atom("pong"), i));
  }
}

process plays(ctx self, pid boss, std::int64_t n) {
  const pid other = spawn(answers);
  co_await self.receive(on(atom("start")));
  std::int64_t sum = 0;
  for (std::int64_t i = n; i > 0; --i) {
    send(other, tuple(atom("ping"), self, i));
    std::int64_t got = 0;
    co_await self.receive(on(tuple(atom("pong"), bind(got))));
    sum += got;
  }
  exit(other, atoms::kill);
  send(boss, tuple(atom("done"), sum));
}

task<double> in_pairs(ctx self, std::int64_t count, std::int64_t n) {
  std::vector<pid> players;
  for (std::int64_t i = 0; i < count; ++i) {
    players.push_back(spawn(plays, pid(self), n));
  }
  const double took = co_await all_at_once(self, players, sum_to(n));
  co_return took;
}

process pours(ctx self, pid to, std::int64_t index, std::int64_t n) {
  co_await self.receive(on(atom("start")));
  for (std::int64_t i = n; i > 0; --i) {
    send(to, tuple(atom("data"), index, i));
  }
}

task<double> into_one(ctx self, std::int64_t senders, std::int64_t n) {
  std::vector<pid> all;
  for (std::int64_t i = 0; i < senders; ++i) {
    all.push_back(spawn(pours, pid(self), i, n));
  }
  co_await rest(self, 20_ms);
  const stopwatch time;
  for (const pid p : all) {
    send(p, atom("start"));
  }
  std::int64_t sum = 0;
  for (std::int64_t left = senders * n; left > 0; --left) {
    std::int64_t i = 0;
    co_await self.receive(on(tuple(atom("data"), any, bind(i))));
    sum += i;
  }
  const double took = time.seconds();
  check("fan_in", sum, senders * sum_to(n));
  co_return took;
}

}  // namespace

task<void> ring(ctx self, settings* s) {
  const std::int64_t procs = s->get("procs", 1000);
  const std::int64_t count = s->get("hops", 5'000'000);
  const pid first = spawn(hops, pid(self), std::int64_t{0});
  pid next = first;
  for (std::int64_t i = procs - 1; i > 0; --i) {
    const pid one = spawn(hops, pid(self), i);
    send(one, tuple(atom("next"), next));
    next = one;
  }
  send(first, tuple(atom("next"), next));
  double rate = 0;
  const std::int64_t rounds[] = {count / 10, count};
  for (const std::int64_t n : rounds) {
    const stopwatch time;
    send(first, n);
    std::int64_t index = -1;
    co_await self.receive(on(tuple(atom("done"), bind(index))));
    rate = time.rate(n);
    check("ring", index, n % procs);
  }
  s->emit("hops_per_s", "hops/s", rate);
}

task<void> pingpong(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 1'000'000);
  co_await in_pairs(self, 1, n / 10);
  const double took = co_await in_pairs(self, 1, n);
  s->emit("roundtrips_per_s", "rt/s", static_cast<double>(n) / took);
}

task<void> pairs(ctx self, settings* s) {
  const std::int64_t count = s->get("pairs", 100);
  const std::int64_t n = s->get("n", 20'000);
  co_await in_pairs(self, count, n / 10);
  const double took = co_await in_pairs(self, count, n);
  s->emit("roundtrips_per_s", "rt/s", static_cast<double>(count * n) / took);
}

task<void> fan_in(ctx self, settings* s) {
  const std::int64_t senders = s->get("senders", 100);
  const std::int64_t n = s->get("n", 20'000);
  co_await into_one(self, senders, n / 10);
  const double took = co_await into_one(self, senders, n);
  s->emit("msgs_per_s", "msgs/s", static_cast<double>(senders * n) / took);
}

}  // namespace bench
