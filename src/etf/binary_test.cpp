#include <doctest/doctest.h>

#include "etf/sample_bytes.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"

using namespace kith;
using namespace kith::sample;

TEST_CASE("binary_to_term: the version byte comes first") {
  CHECK(binary_to_term(wire(131, 97, 1)).value() == term(1));
  for (const std::string& bytes : {std::string(), wire(97, 1), wire(130, 97, 1)}) {
    const auto t = binary_to_term(bytes);
    REQUIRE(!t.ok());
    CHECK(t.failure().text == "external term: no version byte 131 at byte 0");
  }
  CHECK(binary_to_term(wire(131)).failure().text ==
        "external term: the bytes end within the term, at byte 1");
}

TEST_CASE("binary_to_term: says where the term ends when asked, and else wants no more bytes") {
  std::size_t used = 0;
  CHECK(binary_to_term(wire(131, 97, 1, "rest"), used).value() == term(1));
  CHECK(used == 3);
  CHECK(binary_to_term(wire(131, 97, 1, "rest")).failure().text ==
        "external term: 4 bytes behind the term, at byte 3");
  const std::string packed = term_to_binary(term(std::string(200, 'a')), {.compressed = 6});
  REQUIRE(packed[1] == 80);
  CHECK(binary_to_term(packed + "rest", used).value() == term(std::string(200, 'a')));
  CHECK(used == packed.size());
  CHECK(!binary_to_term(packed + "rest").ok());
}

TEST_CASE("term_to_binary: compressed is only what gets smaller by it") {
  const auto packed = [](std::size_t n) {
    return term_to_binary(term(std::string(n, '\0')), {.compressed = 6});
  };
  // The same border as in OTP 25.
  CHECK(packed(15) == wire(131, 107, u16(15)) + std::string(15, '\0'));
  CHECK(packed(16).size() == 19);
  CHECK(packed(16)[1] == 80);
  for (int level = 1; level <= 9; ++level) {
    const term t = term(std::string(5000, 'x'));
    const std::string bytes = term_to_binary(t, {.compressed = level});
    CHECK(bytes.size() < 100);
    CHECK(binary_to_term(bytes).value() == t);
  }
}

TEST_CASE("binary_to_term: compressed data holds one term and no version byte") {
  // zlib data of <<107,0,100,0:800>>, as OTP 25 made it, with one byte more and with a version
  // byte.
  const std::string one = from_hex("835000000067789ccb664861a003000052e800d0");
  CHECK(binary_to_term(one).ok());
  std::string long_claim = one;
  long_claim[5] = 104;
  CHECK(!binary_to_term(long_claim).ok());
  std::string short_claim = one;
  short_claim[5] = 102;
  CHECK(!binary_to_term(short_claim).ok());
}
