#include "runtime/timer_wheel.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace kith::detail {
namespace {

constexpr std::int64_t tick = std::int64_t{1} << 20;

TEST_CASE("timer wheel: no timer fires early, and none later than the first tick after its time") {
  std::mt19937_64 random(7);  // NOLINT: the same times each run
  const io::instant start{123 * tick + 17};
  timer_wheel wheel(start);
  std::vector<timer> timers(2000);
  for (timer& t : timers) {
    const unsigned bits = static_cast<unsigned>(random() % 50);
    const std::uint64_t later = random() & ((std::uint64_t{1} << bits) - 1);
    wheel.arm(t, io::instant{start.ns + static_cast<std::int64_t>(later)});
  }
  std::size_t fired = 0;
  std::int64_t now = start.ns;
  while (wheel.size() != 0) {
    const io::instant next = wheel.next();
    REQUIRE(next != io::instant::never());
    now = std::max(now, next.ns);
    while (timer* t = wheel.pop_due(io::instant{now})) {
      CHECK(t->due.ns <= now);
      CHECK(now - t->due.ns <= tick);
      ++fired;
    }
  }
  CHECK(fired == timers.size());
  CHECK(wheel.next() == io::instant::never());
}

TEST_CASE("timer wheel: a cancelled timer does not fire, and can be armed again") {
  timer_wheel wheel(io::instant{0});
  timer a;
  timer b;
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
  timer a;
  wheel.arm(a, io::instant{3 * tick});
  CHECK(wheel.next().ns <= 1000 * tick);
  CHECK(wheel.pop_due(io::instant{1000 * tick}) == &a);
}

TEST_CASE("timer wheel: timers beyond the last ring wait for their time") {
  timer_wheel wheel(io::instant{0});
  timer far;
  const std::int64_t due = (std::int64_t{1} << 36) * tick;  // the rings hold 2^35
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

TEST_CASE("timer wheel: what waits for one tick, and what is moved inwards at it, all fire then") {
  timer_wheel wheel(io::instant{0});
  constexpr std::int64_t first_ring = 2048;
  timer far;
  timer near;
  timer after;
  timer cancelled;
  wheel.arm(far, io::instant{2 * first_ring * tick});  // waits further out
  CHECK(wheel.pop_due(io::instant{(first_ring + 1) * tick}) == nullptr);
  wheel.arm(near, io::instant{2 * first_ring * tick});
  wheel.arm(cancelled, io::instant{2 * first_ring * tick});
  wheel.arm(after, io::instant{(2 * first_ring + 1) * tick});
  CHECK(wheel.next().ns == 2 * first_ring * tick);
  CHECK(wheel.pop_due(io::instant{(2 * first_ring - 1) * tick}) == nullptr);
  std::vector<timer*> popped;
  popped.push_back(wheel.pop_due(io::instant{(2 * first_ring + 5) * tick}));
  CHECK(wheel.cancel(cancelled));
  popped.push_back(wheel.pop_due(io::instant{(2 * first_ring + 5) * tick}));
  CHECK(std::count(popped.begin(), popped.end(), &far) == 1);
  CHECK(std::count(popped.begin(), popped.end(), &near) == 1);
  CHECK(wheel.size() == 1);
  CHECK(wheel.pop_due(io::instant{(2 * first_ring + 5) * tick}) == &after);
  CHECK(wheel.next() == io::instant::never());
}

TEST_CASE("timer wheel: arming and cancelling at random keeps the count") {
  std::mt19937_64 random(11);  // NOLINT
  timer_wheel wheel(io::instant{0});
  std::vector<timer> timers(100);
  std::int64_t now = 0;
  std::size_t armed = 0;
  for (int i = 0; i < 50'000; ++i) {
    timer& t = timers[random() % timers.size()];
    if (t.armed()) {
      CHECK(wheel.cancel(t));
      --armed;
    } else {
      const auto later = static_cast<std::int64_t>(random() % (4000 * tick));
      wheel.arm(t, io::instant{now + later});
      ++armed;
    }
    if (i % 10 == 0) {
      now += static_cast<std::int64_t>(random() % (3 * tick));
      while (timer* due = wheel.pop_due(io::instant{now})) {
        CHECK(due->due.ns <= now);
        --armed;
      }
    }
    REQUIRE(wheel.size() == armed);
  }
  for (timer& t : timers) {
    wheel.cancel(t);
  }
}

}  // namespace
}  // namespace kith::detail
