#include "io/bet.hpp"

#include <doctest/doctest.h>

namespace kith::io {
namespace {

/// How many of `n` bets in a row were made, all with that outcome.
int made(bet& b, int n, bool paid) {
  int count = 0;
  for (int i = 0; i < n; ++i) {
    if (b.is_on()) {
      ++count;
      b.settle(paid);
    }
  }
  return count;
}

TEST_CASE("bet: one that does not pay is made ever less often, one that does always") {
  bet b;
  CHECK(made(b, 1'000, true) == 1'000);
  CHECK(made(b, 16, false) == 16);
  CHECK(made(b, 31, false) == 0);
  CHECK(made(b, 1, true) == 1);  // the trial
  CHECK(made(b, 5, false) == 4);
  CHECK(made(b, 320, false) == 10);
}

}  // namespace
}  // namespace kith::io
