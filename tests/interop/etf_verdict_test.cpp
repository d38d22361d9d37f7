// What a decoder takes and what it refuses, as a real erl does: damage done to random terms and to
// OTP's own bytes, and oddities written by hand.
#include "etf_verdict.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "etf/sample_bytes.hpp"
#include "etf_generator.hpp"
#include "samples.hpp"

using namespace kith;
using namespace kith::sample;
using kith::testing::etf_coverage;
using kith::testing::etf_generator;
using kith::testing::etf_verdict;
using kith::testing::first_seed;
using kith::testing::samples;

namespace {

etf_verdict start() {
  auto verdict = etf_verdict::start();
  REQUIRE_MESSAGE(verdict.ok(), "no erl: ", (verdict.ok() ? "" : verdict.failure().text));
  return std::move(verdict).value();
}

std::string flipped(std::string bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1u << bit % 8));
  return bytes;
}

void check_rows(const std::vector<std::string>& rows) {
  etf_verdict erl = start();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CAPTURE(row);
    CHECK(erl.disagreement(wire(131) + rows[row]) == "");
    // The same with something before and behind it.
    CHECK(erl.disagreement(wire(131, 104, 3, 97, 1) + rows[row] + wire(97, 2)) == "");
  }
  CHECK(erl.taken > 0);
  CHECK(erl.refused > 0);
}

const std::string node = node_name();

}  // namespace

TEST_CASE("etf: damaged terms are refused where erl refuses them") {
  etf_verdict erl = start();
  etf_coverage covered;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    etf_generator random(seed, ~seed, covered);
    std::string bytes = random.term(1 + static_cast<unsigned>(random.below(6)));
    if (bytes.size() > 4'000) {
      continue;
    }
    for (std::uint64_t i = 0; i <= seed % 3; ++i) {
      const std::size_t bit = 8 + random.below(8 * (bytes.size() - 1));
      bytes = flipped(std::move(bytes), bit);
    }
    REQUIRE(erl.disagreement(bytes) == "");
  }
  CHECK(erl.taken > samples() / 10);
  CHECK(erl.refused > samples() / 10);
}

TEST_CASE("etf: every bit of OTP's own bytes, flipped, is taken or refused as in erl") {
  etf_verdict erl = start();
  for (const golden_term& g : golden_terms()) {
    CAPTURE(g.text.substr(0, 100));
    for (std::size_t bit = 0; bit < 8 * g.bytes.size(); ++bit) {
      if (bit >= 8 * 64 && bit % 61 != 0) {
        continue;  // behind its head a large term is more of the same
      }
      CAPTURE(bit);
      REQUIRE(erl.disagreement(flipped(g.bytes, bit)) == "");
    }
  }
  CHECK(erl.taken > 1'000);
  CHECK(erl.refused > 1'000);
}

TEST_CASE("etf: OTP's own bytes, cut off anywhere, are refused there too") {
  etf_verdict erl = start();
  for (const golden_term& g : golden_terms()) {
    CAPTURE(g.text.substr(0, 100));
    for (std::size_t n = 0; n < g.bytes.size(); n += n < 64 ? 1 : 61) {
      CAPTURE(n);
      REQUIRE(erl.disagreement(g.bytes.substr(0, n)) == "");
    }
  }
  CHECK(erl.taken == 0);
  CHECK(erl.refused > 1'000);
}

TEST_CASE("etf: of the 256 tags those are taken that erl takes, whatever follows") {
  std::vector<std::string> rows;
  for (unsigned tag = 0; tag < 256; ++tag) {
    for (const std::string& body :
         {std::string(), wire(0), wire(u16(0)), wire(u32(0)), wire(u32(1), 97, 1, 97, 2),
          wire(1, "a"), wire(u16(1), "a"), wire(u64(0)), wire(u32(1), 0, 5),
          wire(u16(1), node, u32(1), u32(7)), wire(node, u32(1), u32(2), u32(3)),
          wire(node, node, 97, 3), wire(u32(1), 1, 255)}) {
      rows.push_back(wire(tag) + body);
    }
  }
  check_rows(rows);
}

TEST_CASE("etf: the text of a float is read as in erl") {
  std::vector<std::string> rows;
  for (const char* text : {"1.5",
                           "+1.5",
                           "-1.5",
                           "-0.0",
                           "1.",
                           ".5",
                           "1",
                           "1e5",
                           "1.0e5",
                           "1.0E5",
                           "1.0e+5",
                           "1.0e-5",
                           "1.0e",
                           "1.0e+",
                           "1.0e5.",
                           "1.0x",
                           " 1.0",
                           "1.0 ",
                           "\t1.0",
                           "1,5",
                           "1.0e308",
                           "1.8e308",
                           "-1.8e308",
                           "1.0e999",
                           "1.0e-999",
                           "-1.0e-99",
                           "4.9e-324",
                           "2.4e-324",
                           "2.5e-324",
                           "1.0e-400",
                           "inf",
                           "nan",
                           "infinity",
                           "0x1.8p1",
                           "0x10",
                           "--1.0",
                           "",
                           "-",
                           "+",
                           "e",
                           "1.0f",
                           "1.0e1e1",
                           "00001.5",
                           "1.5e0005",
                           "1..5",
                           "1.5-3",
                           "1_000.0",
                           "1.0e2147483648",
                           "1.0e-2147483648",
                           "1.0e99999999999999999",
                           "0.0e99999999999999999"}) {
    const std::string_view t(text);
    rows.push_back(wire(99, t, std::string(31 - t.size(), '\0')));
    rows.push_back(wire(99, t, '\0', std::string(30 - t.size(), 'x')));  // what is behind the end
    rows.push_back(wire(99, t, std::string(31 - t.size(), ' ')));
    rows.push_back(wire(99, t, std::string(30 - t.size(), '0'), '\0'));
    // Without an end the emulator reads on in what it finds behind the term.
  }
  check_rows(rows);
}

TEST_CASE("etf: atoms of every tag are taken as in erl, whatever their bytes") {
  std::vector<std::string> rows;
  for (const std::string& name : {std::string(),
                                  wire("a"),
                                  wire(0),
                                  wire("a", 0, "b"),
                                  wire(0x7F),
                                  wire(0x80),
                                  wire(0xFF),
                                  wire(0xC3, 0xA5),
                                  wire(0xC3),
                                  wire(0xC0, 0x80),
                                  wire(0xC1, 0xBF),
                                  wire(0xE0, 0x80, 0x80),
                                  wire(0xE0, 0x9F, 0xBF),
                                  wire(0xED, 0x9F, 0xBF),
                                  wire(0xED, 0xA0, 0x80),
                                  wire(0xED, 0xBF, 0xBF),
                                  wire(0xEE, 0x80, 0x80),
                                  wire(0xEF, 0xBF, 0xBE),
                                  wire(0xEF, 0xBF, 0xBF),
                                  wire(0xF0, 0x80, 0x80, 0x80),
                                  wire(0xF0, 0x90, 0x80, 0x80),
                                  wire(0xF4, 0x8F, 0xBF, 0xBF),
                                  wire(0xF4, 0x90, 0x80, 0x80),
                                  wire(0xF8, 0x80, 0x80, 0x80),
                                  wire("a", 0xE4, 0xB8),
                                  std::string(254, 'q'),
                                  std::string(255, 'q'),
                                  std::string(256, 'q'),
                                  std::string(254, '\xE5'),
                                  std::string(255, '\xE5'),
                                  repeated("\u00E5", 127),
                                  repeated("\u00E5", 128),
                                  repeated("\u00E5", 255),
                                  repeated("\u00E5", 256),
                                  repeated("\U0001F600", 255),
                                  repeated("\U0001F600", 256),
                                  std::string(65'535, 'q')}) {
    if (name.size() < 256) {
      rows.push_back(wire(115, name.size(), name));
      rows.push_back(wire(119, name.size(), name));
      rows.push_back(wire(115, name.size() + 1, name));
    }
    rows.push_back(wire(100, u16(name.size()), name));
    rows.push_back(wire(118, u16(name.size()), name));
    rows.push_back(wire(88, 118, u16(name.size()), name, u32(1), u32(2), u32(3)));  // as a node
  }
  check_rows(rows);
}

TEST_CASE("etf: integers, lists, maps and bits at their borders are taken as in erl") {
  const std::string zeros(20, '\0');
  check_rows({
      wire(110, 0, 0),
      wire(110, 0, 7),
      wire(110, 1, 1, 0),
      wire(110, 1, 255, 5),
      wire(110, 20, 1, zeros),
      wire(110, 8, 0, u64(0x0F)),
      wire(110, 8, 1, repeated(u8(0), 7), 0x08),
      wire(110, 8, 1, repeated(u8(0), 7), 0x10),
      wire(110, 9, 1, repeated(u8(255), 8), 0),
      wire(110, 255, 1, repeated(u8(255), 255)),
      wire(110, 2, 0, 1),
      wire(111, u32(0), 0),
      wire(111, u32(8), 1, repeated(u8(255), 8)),
      wire(111, u32(300), 0, 1, std::string(299, '\0')),
      wire(111, u32(0xFFFFFFFF), 0, 1),
      wire(107, u16(0)),
      wire(107, u16(3), "ab"),
      wire(108, u32(0), 106),
      wire(108, u32(0), 97, 1),
      wire(108, u32(0), 108, u32(0), 97, 1),
      wire(108, u32(1), 97, 1, 108, u32(0), 97, 2),
      wire(108, u32(1), 97, 1, 107, u16(2), "ab"),
      wire(108, u32(1), 97, 1, 107, u16(0)),
      wire(108, u32(1), 97, 1),
      wire(104, 0),
      wire(105, u32(0)),
      wire(105, u32(2), 97, 1),
      wire(116, u32(0)),
      wire(116, u32(2), 97, 1, 97, 2, 97, 1, 97, 2),
      wire(116, u32(2), 97, 1, 97, 2, 110, 1, 0, 1, 97, 2),
      wire(116, u32(2), 97, 1, 97, 2, 70, u64(0x3FF0000000000000), 97, 2),
      wire(116, u32(2), 70, u64(0), 97, 2, 70, u64(0x8000000000000000), 97, 2),
      wire(116, u32(2), 107, u16(1), 1, 106, 108, u32(1), 97, 1, 106, 106),
      wire(116, u32(2), 109, u32(0), 106, 77, u32(0), 0, 106),
      wire(116, u32(1), 97, 1),
      wire(116, u32(0x80000000)),
      wire(109, u32(0)),
      wire(109, u32(2), "a"),
      wire(77, u32(0), 0),
      wire(77, u32(0), 1),
      wire(77, u32(0), 8),
      wire(77, u32(1), 0, 255),
      wire(77, u32(1), 1, 255),
      wire(77, u32(1), 7, 255),
      wire(77, u32(1), 8, 255),
      wire(77, u32(1), 9, 255),
      wire(77, u32(1), 255, 255),
      wire(77, u32(70), 3, std::string(70, '\xFF')),
      wire(77, u32(2), 3, 255),
      wire(70, u64(0x8000000000000000)),
      wire(70, u64(0x7FEFFFFFFFFFFFFF)),
      wire(70, u64(0x7FF0000000000000)),
      wire(70, u64(0xFFF0000000000000)),
      wire(70, u64(0x7FF8000000000000)),
      wire(70, u64(0x7FF0000000000001)),
      wire(82, 0),
  });
}

TEST_CASE("etf: pids, ports and references of every layout are taken as in erl") {
  std::vector<std::string> rows;
  for (const std::uint32_t creation : {0u, 1u, 3u, 4u, 255u}) {
    for (const std::uint32_t number :
         {0u, 0x7FFFu, 0x8000u, 0x3FFFFu, 0x40000u, 0x0FFFFFFFu, 0x10000000u, 0xFFFFFFFFu}) {
      for (const std::uint32_t serial : {0u, 0x1FFFu, 0x2000u, 0xFFFFFFFFu}) {
        rows.push_back(wire(103, node, u32(number), u32(serial), creation));
        rows.push_back(wire(88, node, u32(number), u32(serial), u32(creation)));
      }
      rows.push_back(wire(102, node, u32(number), creation));
      rows.push_back(wire(89, node, u32(number), u32(creation)));
      rows.push_back(wire(120, node, u64(number), u32(creation)));
      rows.push_back(wire(120, node, u64(std::uint64_t{number} << 32u), u32(creation)));
      rows.push_back(wire(101, node, u32(number), creation));
      for (std::size_t n = 0; n < 8; ++n) {
        const std::string words = repeated(u32(number), n);
        rows.push_back(wire(114, u16(n), node, creation) + words);
        rows.push_back(wire(90, u16(n), node, u32(creation)) + words);
      }
    }
  }
  for (const std::string& no_node : {wire(97, 1), wire(106), wire(82, 0), wire(107, u16(1), "a")}) {
    rows.push_back(wire(103, no_node, u32(1), u32(2), 1));
    rows.push_back(wire(88, no_node, u32(1), u32(2), u32(1)));
    rows.push_back(wire(102, no_node, u32(1), 1));
    rows.push_back(wire(120, no_node, u64(1), u32(1)));
    rows.push_back(wire(101, no_node, u32(1), 1));
    rows.push_back(wire(90, u16(1), no_node, u32(1), u32(1)));
  }
  for (const std::string& odd : {wire(119, 0), wire(119, 1, "@"), wire(119, 3, "a@@")}) {
    rows.push_back(wire(88, odd, u32(1), u32(2), u32(1)));
    rows.push_back(wire(89, odd, u32(1), u32(1)));
    rows.push_back(wire(90, u16(2), odd, u32(1), u32(1), u32(9)));
  }
  check_rows(rows);
}

TEST_CASE("etf: funs are taken as in erl, whatever their sizes and numbers claim") {
  const std::string m = wire(100, u16(1), "m");
  const std::string maker = wire(88, node, u32(7), u32(9), u32(5));
  std::vector<std::string> rows;
  const auto fun = [&](std::uint32_t size, std::uint32_t free, const std::string& rest) {
    rows.push_back(wire(112, u32(size), 1, u64(1), u64(2), u32(3), u32(free), rest));
  };
  for (const std::uint32_t size : {0u, 3u, 57u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
    fun(size, 0, wire(m, 97, 1, 97, 2, maker));
    fun(size, 2, wire(m, 97, 1, 97, 2, maker, 97, 1, 106));
    fun(size, 3, wire(m, 97, 1, 97, 2, maker, 97, 1, 106));
  }
  fun(0, 0, wire(m, 97, 1, 97, 2, 103, node, u32(7), u32(9), 3));
  fun(0, 0, wire(m, 97, 1, 97, 2, 103, node, u32(7), u32(9), 4));
  fun(0, 0, wire(97, 1, 97, 1, 97, 2, maker));
  fun(0, 255, wire(m, 97, 1, 97, 2, maker, repeated(u8(106), 255)));
  fun(0, 255, wire(m, 97, 1, 97, 2, maker, repeated(u8(106), 254)));
  fun(0, 0xFFFFFFFF, wire(m, 97, 1, 97, 2, maker, repeated(u8(106), 255)));
  const std::vector<std::string> numbers = {wire(97, 0),
                                            wire(97, 255),
                                            wire(98, u32(0x7FFFFFFF)),
                                            wire(98, u32(0xFFFFFFFF)),
                                            wire(98, u32(0x80000000)),
                                            wire(110, 4, 0, u32(0xFFFFFFFF)),
                                            wire(110, 1, 1, 5),
                                            wire(110, 9, 0, repeated(u8(1), 9)),
                                            wire(110, 12, 0, 5, std::string(11, '\0')),
                                            wire(111, u32(1), 0, 5),
                                            wire(111, u32(300), 1, 5, std::string(299, '\0')),
                                            wire(70, u64(0)),
                                            wire(106),
                                            wire(100, u16(1), "x"),
                                            wire(110, 0, 0)};
  for (const std::string& n : numbers) {
    fun(0, 0, wire(m, n, 97, 2, maker));
    fun(0, 0, wire(m, 97, 1, n, maker));
    rows.push_back(wire(113, m, m, n));
  }
  for (const std::uint32_t arity : {254u, 255u, 256u, 300u, 0x10000u}) {
    rows.push_back(wire(113, m, m, 98, u32(arity)));
  }
  rows.push_back(wire(113, m, 97, 1, 97, 1));
  rows.push_back(wire(113, 82, 0, m, 97, 1));
  rows.push_back(
      wire(117, u32(0), maker, m, 97, 1, 97, 2));  // FUN_EXT, which OTP 23 was last to read
  check_rows(rows);
}

TEST_CASE("etf: compressed data that lies is refused as in erl") {
  etf_verdict erl = start();
  for (const golden_term& g : golden_terms()) {
    if (g.bytes[1] != 80) {
      continue;
    }
    const std::string packed = g.bytes.substr(6);
    for (const std::uint64_t size : {0u, 1u, 102u, 103u, 104u, 154u, 155u, 156u, 1000u, 70'000u}) {
      CAPTURE(size);
      CHECK(erl.disagreement(wire(131, 80, u32(size), packed)) == "");
      CHECK(erl.disagreement(wire(131, 80, u32(size), packed, "behind")) == "");
    }
    CHECK(erl.disagreement(wire(131, 104, 1) + g.bytes.substr(1)) == "");
    CHECK(erl.disagreement(wire(131) + g.bytes) == "");
  }
  // Unpacked they begin with a version byte, and with the tag of compressed data.
  for (const char* hex : {"835000000068789c6bce664861a003000088210153",
                          "835000000013789c0b60606048af98733acd237101330343d00b860b00388c0653"}) {
    CHECK(erl.disagreement(from_hex(hex)) == "");
  }
  CHECK(erl.taken > 2);
  CHECK(erl.refused > 10);
}
