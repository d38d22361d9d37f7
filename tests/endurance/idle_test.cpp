// What a node takes of the machine when there is nothing to do.

#include <doctest/doctest.h>

#include <ctime>

#include "subject.hpp"

namespace kith::endurance {
namespace {

double seconds_of(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

process waits(ctx self) {
  co_await self.receive(on(atom("end")));
}

TEST_SUITE_BEGIN("scale");

TEST_CASE("idle: two connected nodes at rest take less than half a per cent of a processor") {
  constexpr double share_max = 0.005;
  constexpr duration rest = 10_s;
  node a(named("a"));
  node b(named("b"));
  REQUIRE(a.connect(b.name().name()));
  for (int i = 0; i < 1'000; ++i) {
    a.spawn(waits);
  }
  // Until the name servers have nothing more to say.
  pause(2_s);
  const double wall = seconds_of(CLOCK_MONOTONIC);
  const double processor = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  pause(rest);
  const double used = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - processor;
  const double part = used / (seconds_of(CLOCK_MONOTONIC) - wall);
  MESSAGE("at rest: " << 100 * part << " % of a processor");
  CHECK(part < share_max);
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
