// Very many of one thing at a time: processes, monitors and links of one process, timers.

#include <ctime>

#include <algorithm>
#include <vector>

#include "io/world.hpp"
#include "memory.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

process answers_once(ctx self) {
  pid from;
  co_await self.receive(on(tuple(atom("ask"), bind(from))));
  send(from, atom("here"));
}

task<void> all_answer(ctx self, std::int64_t count) {
  std::vector<pid> all;
  for (std::int64_t i = 0; i < count; ++i) {
    all.push_back(spawn(answers_once));
  }
  for (const pid each : all) {
    send(each, tuple(atom("ask"), self));
  }
  for (std::int64_t i = 0; i < count; ++i) {
    co_await self.receive(on(atom("here")));
  }
}

TEST_SUITE_BEGIN("scale");

TEST_CASE("many: a million live processes answer once each") {
  // The default limit has room for those of the kernel beside a million.
  node n(alone());
  CHECK(run(n, all_answer, whole(1'000'000)) == "");
}

/// Processor time of the program, in seconds: not disturbed by what else the machine does.
double processor_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

process waits(ctx self) {
  co_await self.receive(on(atom("end")));
}

enum class kind : std::uint8_t { monitors, links };

/// Waits to be told of the end of `whom`, and says that it was.
process mourner(ctx self, pid boss, pid whom, kind how) {
  trap_exit(true);
  if (how == kind::links) {
    link(whom);
    send(boss, atom("ready"));
    co_await self.receive(on(tuple(atoms::EXIT, whom, atom("gone"))));
  } else {
    const reference ref = monitor(whom);
    send(boss, atom("ready"));
    co_await self.receive(on(tuple(atoms::DOWN, ref, atoms::process, whom, atom("gone"))));
  }
  send(boss, atom("told"));
}

/// `count` processes are tied to one that ends; `rounds` times.
task<void> mourn(ctx self, std::int64_t count, std::int64_t rounds, kind how) {
  for (std::int64_t r = 0; r < rounds; ++r) {
    const pid whom = spawn(waits);
    for (std::int64_t i = 0; i < count; ++i) {
      spawn(mourner, self.self(), whom, how);
    }
    for (std::int64_t i = 0; i < count; ++i) {
      co_await self.receive(on(atom("ready")));
    }
    const bool alive = co_await is_process_alive(self, whom);  // it has all ties by now
    expect(alive, "ended early");
    exit(whom, atom("gone"));
    for (std::int64_t i = 0; i < count; ++i) {
      co_await self.receive(on(atom("told")));
    }
  }
}

/// The same process has all the monitors, and gets all the 'DOWN'.
task<void> watch_often(ctx self, std::int64_t count, std::int64_t rounds, kind) {
  for (std::int64_t r = 0; r < rounds; ++r) {
    const pid whom = spawn(waits);
    for (std::int64_t i = 0; i < count; ++i) {
      [[maybe_unused]] const reference ref = monitor(whom);
    }
    exit(whom, atom("gone"));
    for (std::int64_t i = 0; i < count; ++i) {
      co_await self.receive(on(tuple(atoms::DOWN, any, any, whom, atom("gone"))));
    }
  }
}

using work = task<void> (*)(ctx, std::int64_t, std::int64_t, kind);

double cost(node& n, work what, std::int64_t count, std::int64_t rounds, kind how) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double before = processor_seconds();
    CHECK(run(n, what, count, rounds, how) == "");
    best = std::min(best, processor_seconds() - before);
  }
  return best;
}

/// The same number of ties in all, a thousand, ten thousand and a hundred thousand at a time: what
/// is linear takes about as long each time, what is quadratic a hundred times as long.
void check_linear(work what, kind how) {
  constexpr double factor = 20;
  const std::int64_t most = whole(100'000);
  node n(alone());
  const double few = cost(n, what, most / 100, 100, how);
  const double more = cost(n, what, most / 10, 10, how);
  const double all = cost(n, what, most, 1, how);
  MESSAGE(most << " in 100, 10, 1 rounds: " << few << " s, " << more << " s, " << all << " s");
  CHECK(more < factor * few);
  CHECK(all < factor * few);
}

TEST_CASE("many: the end of a process is told to those who watch it in linear time") {
  check_linear(mourn, kind::monitors);
}

TEST_CASE("many: the end of a process is told to those linked to it in linear time") {
  check_linear(mourn, kind::links);
}

TEST_CASE("many: a process gets the 'DOWN' of all its monitors on another in linear time") {
  check_linear(watch_often, kind::monitors);
}

io::instant now() {
  return io::real_world().now();
}

/// Timers of up to so long.
constexpr std::int64_t spread_ms = 2'000;

task<void> timers_fire(ctx self, std::int64_t count) {
  std::vector<bool> seen(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const duration time = duration::microseconds(i * 7'919 % (spread_ms * 1'000));
    const io::instant due = now() + time;
    send_after(time, self, tuple(atom("due"), i, due.ns));
    if (i % 1'000 == 0) {
      co_await self.yield();
    }
  }
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t number = 0;
    std::int64_t due_ns = 0;
    co_await self.receive(on(tuple(atom("due"), bind(number), bind(due_ns))));
    expect(now().ns >= due_ns, "fired early");
    expect(!seen[static_cast<std::size_t>(number)], "fired twice");
    seen[static_cast<std::size_t>(number)] = true;
  }
}

process waits_in_vain(ctx self, pid boss, std::int64_t i) {
  const io::instant due = now() + duration::microseconds(i * 7'919 % (spread_ms * 1'000));
  co_await self.receive(on(atom("never")), after(due - now()));
  send(boss, tuple(atom("woken"), now().ns >= due.ns));
}

task<void> receives_end(ctx self, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    spawn(waits_in_vain, self.self(), i);
  }
  for (std::int64_t i = 0; i < count; ++i) {
    bool in_time = false;
    co_await self.receive(on(tuple(atom("woken"), bind(in_time))));
    expect(in_time, "woken early");
  }
}

task<void> cancelled_stay_away(ctx self, std::int64_t count) {
  std::vector<reference> armed;
  for (std::int64_t i = 0; i < count; ++i) {
    armed.push_back(send_after(duration::milliseconds(500 + i % 500), self, atom("cancelled")));
  }
  std::int64_t fired = 0;
  for (const reference& timer : armed) {
    fired += cancel_timer(timer) < 0 ? 1 : 0;
  }
  for (std::int64_t i = 0; i < fired; ++i) {
    co_await self.receive(on(atom("cancelled")));
  }
  const std::size_t which = co_await self.receive(on(any), after(1'200_ms));
  expect(which == 1, "a timer fired that was cancelled");
}

TEST_CASE("many: a hundred thousand timers all fire, each once and none early") {
  node n(alone());
  CHECK(run(n, timers_fire, whole(100'000)) == "");
  CHECK(run(n, receives_end, whole(100'000)) == "");
  CHECK(run(n, cancelled_stay_away, whole(100'000)) == "");
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
