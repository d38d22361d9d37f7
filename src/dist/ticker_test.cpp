#include "dist/ticker.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

using verdict = ticker::verdict;

}  // namespace

TEST_CASE("ticker: gives a silent peer up at the fifth look, as erl does") {
  // The first look finds the handshake read; then four in a row find nothing.
  ticker t(false);
  traffic seen{.reads = 0, .writes = 0, .pending = false};
  for (int look = 1; look <= 4; ++look) {
    CHECK(t.look(seen) != verdict::dead);
    ++seen.writes;
  }
  CHECK(t.look(seen) == verdict::dead);
}

TEST_CASE("ticker: anything read, at any look but the last, starts the count anew") {
  for (int at = 2; at <= 4; ++at) {
    ticker t(false);
    traffic seen;
    for (int look = 1; look < at; ++look) {
      CHECK(t.look(seen) != verdict::dead);
    }
    ++seen.reads;
    for (int look = 0; look < 4; ++look) {
      CHECK(t.look(seen) != verdict::dead);
    }
    CHECK(t.look(seen) == verdict::dead);
  }
}

TEST_CASE("ticker: ticks when nothing was written since the last look") {
  ticker t(false);
  traffic seen{.reads = 1, .writes = 1, .pending = false};
  CHECK(t.look(seen) == verdict::fine);
  ++seen.reads;
  CHECK(t.look(seen) == verdict::tick);
  ++seen.writes;  // the tick
  ++seen.reads;
  CHECK(t.look(seen) == verdict::tick);
  seen.writes += 2;  // the tick, and a message
  ++seen.reads;
  CHECK(t.look(seen) == verdict::fine);
}

TEST_CASE("ticker: what waits to be written makes a tick superfluous") {
  ticker t(false);
  traffic seen{.reads = 1, .writes = 0, .pending = true};
  CHECK(t.look(seen) == verdict::fine);
  ++seen.reads;
  CHECK(t.look(seen) == verdict::fine);
  CHECK_FALSE(t.wants_extra_tick(seen));
  CHECK(ticker(true).wants_extra_tick(seen));
}

TEST_CASE("ticker: a hidden peer is ticked whenever nothing came from it") {
  ticker hidden(true);
  ticker visible(false);
  traffic seen{.reads = 1, .writes = 1, .pending = false};
  CHECK(hidden.look(seen) == verdict::fine);
  CHECK(visible.look(seen) == verdict::fine);
  ++seen.writes;
  CHECK(hidden.look(seen) == verdict::tick);
  CHECK(visible.look(seen) == verdict::fine);
}

TEST_CASE("ticker: a peer that ticks back is up for ever") {
  ticker t(true);
  traffic seen;
  for (int look = 0; look < 1000; ++look) {
    const verdict v = t.look(seen);
    CHECK(v != verdict::dead);
    seen.writes += v == verdict::tick ? 1u : 0u;
    seen.reads += look % 2 == 0 ? 1u : 0u;
  }
}

TEST_CASE("ticker: a higher intensity looks more often and needs more silence") {
  CHECK(ticker::interval(duration::seconds(60), 4) == duration::seconds(15));
  CHECK(ticker::interval(duration::seconds(60), 1000) == duration::milliseconds(60));
  CHECK(ticker::interval(duration::milliseconds(1), 4) == duration::milliseconds(1));
  ticker t(false, 10);
  traffic seen;
  for (int look = 1; look <= 10; ++look) {
    CHECK(t.look(seen) != verdict::dead);
  }
  CHECK(t.look(seen) == verdict::dead);
}

}  // namespace kith::dist
