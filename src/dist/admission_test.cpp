#include "dist/admission.hpp"

#include <doctest/doctest.h>

using namespace kith;
using namespace kith::dist;

namespace {

io::instant at(int seconds) {
  return io::instant{} + duration::seconds(seconds);
}
io::address host(std::uint32_t number, std::uint16_t port = 1) {
  io::address a = io::address::loopback(port);
  for (unsigned i = 0; i < 4; ++i) {
    a.ip[i] = static_cast<std::uint8_t>(number >> (24u - 8u * i));
  }
  return a;
}

}  // namespace

TEST_CASE("admission: an address waits longer with each refusal past the third, up to a limit") {
  admission a;
  const duration expected[] = {0_ms,   0_ms,   0_ms,    0_ms,    100_ms,  200_ms,
                               400_ms, 800_ms, 1600_ms, 3200_ms, 4000_ms, 4000_ms};
  for (const duration wait : expected) {
    // Whatever the port it calls from.
    CHECK(a.admit(host(7, 4711), 0, at(0)) == wait);
    (void)a.refused(host(7), at(0));
  }
  CHECK(a.admit(host(8), 0, at(0)) == duration());
}

TEST_CASE("admission: a minute after its last refusal an address starts anew") {
  admission a;
  for (int i = 0; i < 5; ++i) {
    (void)a.refused(host(7), at(i));
  }
  CHECK(a.admit(host(7), 0, at(64)) == 200_ms);
  CHECK(a.admit(host(7), 0, at(65)) == duration());
  (void)a.refused(host(7), at(65));
  CHECK(a.admit(host(7), 0, at(65)) == duration());
}

TEST_CASE("admission: of the refusals of an address ever fewer are worth a word") {
  admission a;
  std::string said;
  for (int i = 0; i < 20; ++i) {
    said += a.refused(host(7), at(0)) ? "x" : ".";
  }
  CHECK(said == "xx.x...x.......x....");
}

TEST_CASE("admission: past callers_max nobody is let in") {
  const admission a;
  CHECK(a.admit(host(1), callers_max - 1, at(0)).has_value());
  CHECK(!a.admit(host(1), callers_max, at(0)).has_value());
}

TEST_CASE("admission: of too many addresses the one refused longest ago is forgotten") {
  admission a;
  for (int i = 0; i < 5; ++i) {
    (void)a.refused(host(0), at(0));
  }
  for (std::uint32_t n = 1; n < admission::addresses_max; ++n) {
    (void)a.refused(host(n), at(1));
  }
  CHECK(a.admit(host(0), 0, at(1)) == 200_ms);
  (void)a.refused(host(admission::addresses_max), at(1));
  CHECK(a.admit(host(0), 0, at(1)) == duration());
}
