#include "dist/peer_ties.hpp"

#include <doctest/doctest.h>

namespace kith::dist {
namespace {

using op = control::op;

control of(op what, std::uint32_t number, bool outbound = false) {
  const atom me("me@here");
  const atom peer("peer@there");
  const std::uint32_t words[] = {number, 0, 0};
  control c;
  c.what = what;
  c.from = pid::external(outbound ? me : peer, 7, number, 0);
  c.to = pid::external(outbound ? peer : me, 7, number, 0);
  c.ref = reference(peer, 7, words);
  return c;
}

}  // namespace

TEST_CASE("peer_ties: counts what stands, once each") {
  peer_ties ties;
  REQUIRE(ties.received(of(op::monitor, 1)));
  REQUIRE(ties.received(of(op::monitor, 1)));
  REQUIRE(ties.received(of(op::monitor, 2)));
  REQUIRE(ties.received(of(op::link, 1)));
  REQUIRE(ties.received(of(op::send, 1)));
  CHECK(ties.count() == 3);
  REQUIRE(ties.received(of(op::demonitor, 1)));
  REQUIRE(ties.received(of(op::demonitor, 1)));
  REQUIRE(ties.received(of(op::demonitor, 9)));
  CHECK(ties.count() == 2);
  ties.sent(of(op::down, 2, true));
  CHECK(ties.count() == 1);
  ties.sent(of(op::link_exit, 1, true));
  CHECK(ties.count() == 0);
}

TEST_CASE("peer_ties: knows whom a monitor watches as long as it stands") {
  peer_ties ties;
  const control first = of(op::monitor, 1);
  const control second = of(op::monitor, 2);
  REQUIRE(ties.received(first));
  REQUIRE(ties.received(second));
  CHECK(ties.watched(first.ref) == first.to);
  CHECK(ties.watched(second.ref) == second.to);
  REQUIRE(ties.received(of(op::demonitor, 1)));
  ties.sent(of(op::down, 2, true));
  CHECK_FALSE(ties.watched(first.ref));
  CHECK_FALSE(ties.watched(second.ref));
}

TEST_CASE("peer_ties: either side's unlink or exit ends a link") {
  peer_ties ties;
  for (std::uint32_t i = 0; i < 4; ++i) {
    REQUIRE(ties.received(of(op::link, i)));
  }
  REQUIRE(ties.received(of(op::unlink, 0)));
  REQUIRE(ties.received(of(op::link_exit, 1)));
  ties.sent(of(op::unlink, 2, true));
  CHECK(ties.count() == 1);
}

TEST_CASE("peer_ties: a peer that monitors without end is stopped at its limit") {
  peer_ties ties(1000);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    REQUIRE(ties.received(of(i % 2 == 0 ? op::monitor : op::link, i)));
  }
  CHECK(ties.received(of(op::monitor, 5000)).failure().code == errc::limit);
}

TEST_CASE("peer_ties: those that a spawn request asked for count from the reply on") {
  peer_ties ties(2);
  const term made = pid::external(atom("me@here"), 7, 5, 0);
  for (std::uint32_t i = 0; i < 2; ++i) {
    control c = of(op::spawn_reply, i, true);
    c.result = made;
    c.id = i == 0 ? spawn_flag_link | spawn_flag_monitor : 0;
    ties.sent(c);
  }
  CHECK(ties.count() == 2);
  const auto more = ties.received(of(op::monitor, 9));
  REQUIRE(!more);
  CHECK(more.failure().code == errc::limit);
}

}  // namespace kith::dist
