#include "dist/md5.hpp"

#include <doctest/doctest.h>

#include <string>

namespace kith::dist {
namespace {

std::string hex(const md5_digest& d) {
  std::string out;
  for (const std::uint8_t b : d) {
    out += "0123456789abcdef"[b >> 4u];
    out += "0123456789abcdef"[b & 15u];
  }
  return out;
}

std::string raw(const md5_digest& d) {
  return {d.begin(), d.end()};
}

}  // namespace

TEST_CASE("md5: gives the digests of RFC 1321") {
  CHECK(hex(md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(hex(md5("a")) == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(hex(md5("message digest")) == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(hex(md5(
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890")) ==
        "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("md5: pads right at the borders of a chunk") {
  CHECK(hex(md5(std::string(55, 'x'))) == "04364420e25c512fd958a70738aa8f72");
  CHECK(hex(md5(std::string(56, 'x'))) == "668a72d5ba17f08e62dabcafad6db14b");
  CHECK(hex(md5(std::string(64, 'x'))) == "c1bb4f81d892b2d57947682aeb252456");
}

TEST_CASE("md5: a sum of parts is that of the whole, saved between any two") {
  const std::string whole(200, 'x');
  for (const std::size_t cut : {0u, 1u, 55u, 63u, 64u, 65u, 128u, 200u}) {
    md5_sum sum;
    sum.add(std::string_view(whole).substr(0, cut));
    auto again = md5_sum::load(sum.save());
    REQUIRE(again);
    again->add(std::string_view(whole).substr(cut));
    CHECK(again->digest() == md5(whole));
  }
  CHECK_FALSE(md5_sum::load(""));
  CHECK_FALSE(md5_sum::load(std::string(md5_sum::saved_bytes + 1, '\0')));
}

TEST_CASE("md5: answers a challenge as erl does") {
  // erl 25.2 with cookie goldencookie, challenged with 16909060 (tests/golden).
  CHECK(hex(gen_digest(0x01020304, "goldencookie")) == "0a7963e0dd83a8ec1d0760b9a5e972e7");
}

TEST_CASE("md5: a digest is equal to itself alone") {
  const md5_digest d = gen_digest(1, "cookie");
  CHECK(equal_digests(d, raw(d)));
  CHECK_FALSE(equal_digests(d, raw(gen_digest(2, "cookie"))));
  CHECK_FALSE(equal_digests(d, raw(d).substr(1)));
  CHECK_FALSE(equal_digests(d, raw(d) + "x"));
  std::string flipped = raw(d);
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  CHECK_FALSE(equal_digests(d, flipped));
}

}  // namespace kith::dist
