#include "runtime/timer_wheel.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace kith::detail {
namespace {

constexpr std::int64_t tick = std::int64_t{1} << 20;

struct noted : timer {
  std::int64_t due = 0;
};

TEST_CASE("timer wheel: no timer fires early, and none later than the first tick after its time") {
  std::mt19937_64 random(7);  // NOLINT: the same times each run
  const io::instant start{123 * tick + 17};
  timer_wheel wheel(start);
  std::vector<noted> timers(2000);
  for (noted& t : timers) {
    const unsigned bits = static_cast<unsigned>(random() % 50);
    t.due = start.ns + static_cast<std::int64_t>(random() & ((std::uint64_t{1} << bits) - 1));
    wheel.arm(t, io::instant{t.due});
  }
  std::size_t fired = 0;
  std::int64_t now = start.ns;
  while (wheel.size() != 0) {
    const io::instant next = wheel.next();
    REQUIRE(next != io::instant::never());
    now = std::max(now, next.ns);
    while (timer* t = wheel.pop_due(io::instant{now})) {
      const noted& n = *static_cast<noted*>(t);
      CHECK(n.due <= now);
      CHECK(now - n.due <= tick);
      ++fired;
    }
  }
  CHECK(fired == timers.size());
  CHECK(wheel.next() == io::instant::never());
}

TEST_CASE("timer wheel: a cancelled timer does not fire, and can be armed again") {
  timer_wheel wheel(io::instant{0});
  noted a;
  noted b;
  wheel.arm(a, io::instant{5 * tick});
  wheel.arm(b, io::instant{5 * tick});
  CHECK(wheel.cancel(a));
  CHECK_FALSE(wheel.cancel(a));
  CHECK(wheel.pop_due(io::instant{5 * tick}) == &b);
  CHECK(wheel.pop_due(io::instant{5 * tick}) == nullptr);
  wheel.arm(a, io::instant{70'000 * tick});
  CHECK(wheel.pop_due(io::instant{69'999 * tick}) == nullptr);
  CHECK(wheel.pop_due(io::instant{70'000 * tick}) == &a);
}

TEST_CASE("timer wheel: a timer in the past is due at once") {
  timer_wheel wheel(io::instant{1000 * tick});
  noted a;
  wheel.arm(a, io::instant{3 * tick});
  CHECK(wheel.next().ns <= 1000 * tick);
  CHECK(wheel.pop_due(io::instant{1000 * tick}) == &a);
}

TEST_CASE("timer wheel: timers beyond the last ring wait for their time") {
  timer_wheel wheel(io::instant{0});
  noted far;
  const std::int64_t due = (std::int64_t{1} << 34) * tick / 1;  // beyond 2^32 ticks
  wheel.arm(far, io::instant{due});
  std::int64_t now = 0;
  for (int hops = 0; hops < 10'000 && wheel.size() != 0; ++hops) {
    now = std::max(now, wheel.next().ns);
    if (wheel.pop_due(io::instant{now}) != nullptr) {
      CHECK(now >= due);
    }
  }
  CHECK(wheel.size() == 0);
}

TEST_CASE("timer wheel: arming and cancelling at random keeps the count") {
  std::mt19937_64 random(11);  // NOLINT
  timer_wheel wheel(io::instant{0});
  std::vector<noted> timers(100);
  std::int64_t now = 0;
  std::size_t armed = 0;
  for (int i = 0; i < 50'000; ++i) {
    noted& t = timers[random() % timers.size()];
    if (t.armed()) {
      CHECK(wheel.cancel(t));
      --armed;
    } else {
      t.due = now + static_cast<std::int64_t>(random() % (400 * tick));
      wheel.arm(t, io::instant{t.due});
      ++armed;
    }
    if (i % 10 == 0) {
      now += static_cast<std::int64_t>(random() % (3 * tick));
      while (timer* due = wheel.pop_due(io::instant{now})) {
        CHECK(static_cast<noted*>(due)->due <= now);
        --armed;
      }
    }
    REQUIRE(wheel.size() == armed);
  }
  for (noted& t : timers) {
    wheel.cancel(t);
  }
}

}  // namespace
}  // namespace kith::detail
