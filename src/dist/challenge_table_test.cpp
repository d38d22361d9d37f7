#include "dist/challenge_table.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

io::instant at(std::int64_t seconds) {
  return io::instant{} + duration::seconds(seconds);
}

}  // namespace

TEST_CASE("challenge_table: remembers a challenge for a minute") {
  challenge_table table;
  REQUIRE(table.issue(7, at(0)));
  CHECK(table.contains(7, at(0)));
  CHECK(table.contains(7, at(59)));
  CHECK_FALSE(table.contains(8, at(0)));
  CHECK_FALSE(table.contains(7, at(60)));
  CHECK(table.size() == 0);
}

TEST_CASE("challenge_table: a challenge issued twice is remembered from the later time") {
  challenge_table table;
  REQUIRE(table.issue(7, at(0)));
  REQUIRE(table.issue(7, at(30)));
  CHECK(table.contains(7, at(61)));
  CHECK_FALSE(table.contains(7, at(90)));
}

TEST_CASE("challenge_table: refuses new ones rather than forget young ones") {
  challenge_table table;
  for (std::uint32_t i = 0; i < challenge_table::challenges_max; ++i) {
    REQUIRE(table.issue(i, at(1)));
  }
  CHECK(table.issue(1'000'000, at(2)).failure().code == errc::limit);
  CHECK(table.contains(0, at(2)));
  CHECK(table.issue(1'000'000, at(61)));
  CHECK(table.size() == 1);
}

}  // namespace kith::dist
