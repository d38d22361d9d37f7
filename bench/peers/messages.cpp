// Messages between processes of one node: around a ring, back and forth, from many to one.
#include "bench.hpp"

using namespace kith;

namespace bench {

namespace {

const atom done_tag("done");
const atom next_tag("next");

/// Passes the token on; the first of the ring hears from the one that got 0.
process hops(ctx self, pid boss, std::int64_t index) {
  pid next;
  co_await self.receive(on(tuple(next_tag, bind(next))));
  for (;;) {
    std::int64_t left = 0;
    co_await self.receive(on(bind(left)));
    if (left == 0) {
      send(boss, tuple(done_tag, index));
    } else {
      send(next, left - 1);
    }
  }
}

process around(ctx self, std::int64_t procs, std::int64_t count, outcome* out) {
  const pid first = spawn(hops, pid(self), std::int64_t{0});
  pid next = first;
  for (std::int64_t i = procs - 1; i > 0; --i) {
    const pid one = spawn(hops, pid(self), i);
    send(one, tuple(next_tag, next));
    next = one;
  }
  send(first, tuple(next_tag, next));
  const std::int64_t rounds[] = {count / 10, count};
  double took = 0;
  for (const std::int64_t n : rounds) {
    const stopwatch time;
    send(first, n);
    std::int64_t index = -1;
    co_await self.receive(on(tuple(done_tag, bind(index))));
    took = time.seconds();
    check("ring", index, n % procs);
  }
  out->set_value(took);
}

process answers(ctx self) {
  for (;;) {
    pid from;
    std::int64_t i = 0;
    co_await self.receive(on(tuple(atom("ping"), bind(from), bind(i))));
    send(from, tuple(atom("pong"), i));
  }
}

/// Waits for `start`, plays, and tells the boss the sum.
process plays(ctx self, std::int64_t n, pid boss) {
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
  send(boss, tuple(atom("sum"), sum));
}

process in_pairs(ctx self, std::int64_t count, std::int64_t n, outcome* out) {
  std::vector<pid> players;
  for (std::int64_t i = 0; i < count; ++i) {
    players.push_back(spawn(plays, n, pid(self)));
  }
  const stopwatch time;
  for (const pid p : players) {
    send(p, atom("start"));
  }
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t sum = 0;
    co_await self.receive(on(tuple(atom("sum"), bind(sum))));
    check("pairs", sum, n * (n + 1) / 2);
  }
  out->set_value(time.seconds());
}

process pours(ctx self, pid to, std::int64_t index, std::int64_t n) {
  co_await self.receive(on(atom("start")));
  for (std::int64_t i = n; i > 0; --i) {
    send(to, tuple(atom("data"), index, i));
  }
}

process into_one(ctx self, std::int64_t senders, std::int64_t n, outcome* out) {
  std::vector<pid> all;
  for (std::int64_t i = 0; i < senders; ++i) {
    all.push_back(spawn(pours, pid(self), i, n));
  }
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
  check("fan_in", sum, senders * (n * (n + 1) / 2));
  out->set_value(took);
}

}  // namespace

void ring(node& on, settings& s) {
  const std::int64_t procs = s.get("procs", 1000);
  const std::int64_t count = s.get("hops", 5'000'000);
  s.emit("hops_per_s", "hops/s", static_cast<double>(count) / measured(on, around, procs, count));
}

void pingpong(node& on, settings& s) {
  const std::int64_t n = s.get("n", 1'000'000);
  measured(on, in_pairs, std::int64_t{1}, n / 10);
  s.emit("roundtrips_per_s", "rt/s",
         static_cast<double>(n) / measured(on, in_pairs, std::int64_t{1}, n));
}

void pairs(node& on, settings& s) {
  const std::int64_t count = s.get("pairs", 100);
  const std::int64_t n = s.get("n", 20'000);
  measured(on, in_pairs, count, n / 10);
  s.emit("roundtrips_per_s", "rt/s",
         static_cast<double>(count * n) / measured(on, in_pairs, count, n));
}

void fan_in(node& on, settings& s) {
  const std::int64_t senders = s.get("senders", 100);
  const std::int64_t n = s.get("n", 20'000);
  measured(on, into_one, senders, n / 10);
  s.emit("msgs_per_s", "msgs/s",
         static_cast<double>(senders * n) / measured(on, into_one, senders, n));
}

}  // namespace bench
