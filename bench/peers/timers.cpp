// Timers: arming and cancelling very many, and how late they fire.
#include "benchmarks.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

/// A process is not preempted: one that arms a million timers lets others run now and then.
constexpr std::int64_t armed_at_once = 1000;

struct arming {
  double arm_s = 0;
  double cancel_s = 0;
};

task<arming> arm_and_cancel(ctx self, std::int64_t n) {
  arming took;
  std::vector<reference> armed;
  const stopwatch first;
  for (std::int64_t i = n; i > 0; --i) {
    const duration time = duration::milliseconds(60'000 + i % 1000);
    armed.push_back(send_after(time, self, tuple(atom("t"), i)));
    if (i % armed_at_once == 0) {
      co_await self.yield();
    }
  }
  took.arm_s = first.seconds();
  const stopwatch second;
  std::int64_t cancelled = 0;
  for (const reference& timer : armed) {
    cancelled += cancel_timer(timer) >= 0 ? 1 : 0;
  }
  took.cancel_s = second.seconds();
  check("cancelled", cancelled, n);
  co_return took;
}

process arms(ctx self, pid to, std::int64_t n, std::int64_t spread_ms) {
  for (std::int64_t i = n; i > 0; --i) {
    const std::int64_t ms = 1 + (i * 7919) % spread_ms;
    const std::int64_t due_ns = now_ns() + ms * 1'000'000;
    send_after(duration::milliseconds(ms), to, tuple(atom("t"), i, due_ns));
    if (i % armed_at_once == 0) {
      co_await self.yield();
    }
  }
}

}  // namespace

task<void> timers(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 1'000'000);
  const std::int64_t spread_ms = s->get("spread_ms", 1000);
  co_await arm_and_cancel(self, n / 10);
  const arming took = co_await arm_and_cancel(self, n);
  s->emit("armed_per_s", "timers/s", static_cast<double>(n) / took.arm_s);
  s->emit("cancelled_per_s", "timers/s", static_cast<double>(n) / took.cancel_s);

  co_await rest(self, 50_ms);
  std::vector<double> late_us;
  std::int64_t sum = 0;
  const stopwatch time;
  spawn(arms, pid(self), n, spread_ms);
  for (std::int64_t left = n; left > 0; --left) {
    std::int64_t i = 0;
    std::int64_t due_ns = 0;
    co_await self.receive(on(tuple(atom("t"), bind(i), bind(due_ns))));
    sum += i;
    if (i % 16 == 0) {
      late_us.push_back(static_cast<double>(now_ns() - due_ns) / 1000);
    }
  }
  const double rate = time.rate(n);
  check("fired", sum, sum_to(n));
  s->emit("fired_per_s", "timers/s", rate);
  s->emit("fire_late_p50_us", "us", percentile(late_us, 0.50));
  s->emit("fire_late_p99_us", "us", percentile(late_us, 0.99));
}

}  // namespace bench
