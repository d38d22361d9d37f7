#include "etf/decode.hpp"

#include <cmath>

#include <doctest/doctest.h>

#include "etf/decode_rows.hpp"
#include "etf/encode.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"
#include "term/bigint.hpp"
#include "term/sample_terms.hpp"

using namespace kith;
using namespace kith::sample;

namespace {

const std::string node = node_name();

}  // namespace

TEST_CASE("decode: integers of every size come as they are, whatever their tag") {
  check_read({
      {wire(97, 0), "0"},
      {wire(97, 255), "255"},
      {wire(98, u32(0x7FFFFFFF)), "2147483647"},
      {wire(98, u32(0x80000000)), "-2147483648"},
      {wire(110, 0, 0), "0"},
      {wire(110, 1, 1, 0), "0"},
      {wire(110, 1, 1, 5), "-5"},
      {wire(110, 1, 2, 5), "-5"},  // any sign but 0 is negative
      {wire(110, 12, 0, 5, repeated(u8(0), 11)), "5"},
      {wire(110, 8, 0, u32(0xFFFFFFFF), u32(0xFFFFFF0F)), "1152921504606846975"},
      {wire(110, 8, 0, u32(0), u32(0x10)), "1152921504606846976"},
      {wire(110, 8, 1, u32(0), u32(0x10)), "-1152921504606846976"},
      {wire(110, 8, 0, repeated(u8(255), 8)), "18446744073709551615"},
      {wire(110, 9, 1, repeated(u8(0), 8), 1), "-18446744073709551616"},
      {wire(111, u32(1), 0, 7), "7"},
      {wire(111, u32(0), 0), "0"},
  });
  const term big = decoded(wire(131, 111, u32(256), 0, repeated(u8(0), 255), 1));
  CHECK(to_digits(big, 16).value() == "1" + repeated("0", 510));
}

TEST_CASE("decode: an integer that fits a word is one, so that equal ones are equal words") {
  const term small = decoded(wire(131, 111, u32(9), 0, 1, repeated(u8(0), 8)));
  CHECK(small.ref().raw() == term(1).ref().raw());
  const term lowest = decoded(wire(131, 110, 8, 1, u32(0), u32(0x10)));
  CHECK(lowest.ref().tag() == detail::tag::small);
}

TEST_CASE("decode: floats come as bits, and as the text of old") {
  const auto text = [](std::string_view digits) {
    return wire(131, 99, digits, std::string(31 - digits.size(), '\0'));
  };
  CHECK(decoded(wire(131, 70, u64(0x3FF8000000000000))).as_float() == 1.5);
  CHECK(std::signbit(decoded(wire(131, 70, u64(0x8000000000000000))).as_float()));
  CHECK(decoded(text("1.50000000000000000000e+00")).as_float() == 1.5);
  CHECK(decoded(text("-2.5e-3")).as_float() == -2.5e-3);
  CHECK(refusal(wire(131, 70, u64(0x7FF0000000000000))) ==
        "external term: float that is infinite or not a number, at byte 1");
  CHECK(!binary_to_term(wire(131, 70, u64(0xFFF0000000000000))).ok());
  CHECK(!binary_to_term(wire(131, 70, u64(0x7FF8000000000001))).ok());
  CHECK(refusal(text("1e5")) == "external term: text that is no float, at byte 1");
}

TEST_CASE("decode: an atom comes by any of its four tags") {
  check_read({
      {wire(100, u16(3), "abc"), "abc"},
      {wire(115, 3, "abc"), "abc"},
      {wire(118, u16(3), "abc"), "abc"},
      {wire(119, 3, "abc"), "abc"},
      {wire(119, 0), "''"},
      {wire(100, u16(0)), "''"},
      {wire(100, u16(1), 0xE5), "'\\x{E5}'"},
      {wire(115, 1, 0xE5), "'\\x{E5}'"},
      {wire(119, 2, 0xC3, 0xA5), "'\\x{E5}'"},
      {wire(118, u16(2), 0xD0, 0x96), "'\\x{416}'"},
  });
  // The bytes of one name in Latin-1 are another name in UTF-8.
  CHECK(decoded(wire(131, 119, 2, 0xC3, 0xA9)).as_atom() == atom("\u00E9"));
  CHECK(decoded(wire(131, 115, 2, 0xC3, 0xA9)).as_atom() == atom("\u00C3\u00A9"));
  CHECK(decoded(wire(131, 119, 2, 0xC3, 0xA9)).as_atom() == atom("\u00E9"));
}

TEST_CASE("decode: an atom of 255 characters is one, however many bytes they take; of 256 none") {
  CHECK(decoded(wire(131, 100, u16(255), std::string(255, 'q'))).as_atom().name().size() == 255);
  CHECK(decoded(wire(131, 115, 255, std::string(255, '\xE5'))).as_atom().name().size() == 510);
  CHECK(decoded(wire(131, 118, u16(1020), repeated("\U0001F600", 255))).as_atom().name().size() ==
        1020);
  check_refused({
      {wire(100, u16(256), std::string(256, 'q')), "atom of more than 255 characters", 1},
      {wire(118, u16(256), std::string(256, 'q')), "atom of more than 255 characters", 1},
      {wire(118, u16(1024), repeated("\U0001F600", 256)), "atom of more than 255 characters", 1},
  });
}

TEST_CASE("decode: an atom that is not UTF-8 is refused") {
  check_refused({
      {wire(119, 1, 0xFF), "atom whose name is not UTF-8", 1},
      {wire(119, 2, 0xC0, 0x80), "atom whose name is not UTF-8", 1},
      {wire(119, 3, 0xED, 0xA0, 0x80), "atom whose name is not UTF-8", 1},
      {wire(119, 4, 0xF4, 0x90, 0x80, 0x80), "atom whose name is not UTF-8", 1},
      {wire(104, 2, 97, 1, 119, 1, 0xC3), "atom whose name is not UTF-8", 5},
  });
  // No character by Unicode, but OTP takes it.
  CHECK(decoded(wire(131, 119, 3, 0xEF, 0xBF, 0xBE)).is_atom());
}

TEST_CASE("decode: tuples, lists and strings") {
  check_read({
      {wire(104, 0), "{}"},
      {wire(105, u32(0)), "{}"},
      {wire(105, u32(1), 97, 1), "{1}"},
      {wire(104, 2, 104, 1, 106, 97, 2), "{{[]}, 2}"},
      {wire(106), "[]"},
      {wire(107, u16(0)), "[]"},
      {wire(107, u16(3), "abc"), "\"abc\""},
      {wire(108, u32(2), 97, 1, 97, 2, 106), "[1, 2]"},
      {wire(108, u32(1), 97, 1, 97, 2), "[1 | 2]"},
      {wire(108, u32(0), 106), "[]"},
      {wire(108, u32(0), 97, 7), "7"},  // a list of nothing is its tail
      {wire(108, u32(1), 97, 1, 108, u32(1), 97, 2, 106), "[1, 2]"},
      {wire(108, u32(1), 97, 1, 107, u16(2), "ab"), "[1, 97, 98]"},
      {wire(108, u32(2), 104, 1, 97, 1, 108, u32(1), 106, 106, 106), "[{1}, [[]]]"},
      {wire(104, 2, 108, u32(1), 97, 1, 106, 97, 2), "{[1], 2}"},
      {wire(104, 2, 107, u16(1), 1, 107, u16(1), 2), "{[1], [2]}"},
  });
}

TEST_CASE("decode: maps take their pairs in any order; a key that comes twice is refused") {
  check_read({
      {wire(116, u32(0)), "#{}"},
      {wire(116, u32(2), 97, 2, 97, 20, 97, 1, 97, 10), "#{1 => 10, 2 => 20}"},
      {wire(116, u32(2), 97, 1, 97, 2, 70, u64(0x3FF0000000000000), 97, 3), "#{1 => 2, 1.0 => 3}"},
      {wire(116, u32(1), 116, u32(1), 97, 1, 97, 2, 116, u32(0)), "#{#{1 => 2} => #{}}"},
      {wire(104, 2, 116, u32(1), 97, 1, 97, 2, 97, 3), "{#{1 => 2}, 3}"},
  });
  check_refused({
      {wire(116, u32(2), 97, 1, 97, 2, 97, 1, 97, 3), "map with one key twice", 1},
      {wire(116, u32(2), 97, 1, 97, 2, 110, 1, 0, 1, 97, 3), "map with one key twice", 1},
      {wire(104, 1, 116, u32(2), 106, 97, 2, 108, u32(0), 106, 97, 3), "map with one key twice", 3},
  });
  for (const std::size_t pairs : {31u, 32u, 33u, 300u, 70'000u}) {
    std::string bytes = wire(131, 116, u32(pairs));
    for (std::size_t i = pairs; i-- > 0;) {
      bytes += wire(98, u32(i), 98, u32(i * 7));
    }
    const term map = decoded(bytes);
    REQUIRE(map.ref().map_size() == pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
      REQUIRE(map.ref().map_get(term(i)).as_int() == static_cast<std::int64_t>(i * 7));
    }
    bytes.replace(6, 5, wire(98, u32(0)));  // the first key becomes the last
    CHECK(!binary_to_term(bytes).ok());
  }
}

TEST_CASE("decode: binaries and bitstrings of any size; spare bits count for nothing") {
  check_read({
      {wire(109, u32(0)), "<<>>"},
      {wire(109, u32(3), "abc"), "<<\"abc\">>"},
      {wire(77, u32(0), 0), "<<>>"},
      {wire(77, u32(1), 8, 255), "<<255>>"},
      {wire(77, u32(1), 3, 255), "<<7:3>>"},
      {wire(77, u32(2), 1, 1, 0x80), "<<1, 1:1>>"},
  });
  for (const std::size_t n : {63u, 64u, 65u, 66u, 1000u}) {
    const std::string bytes(n, 'b');
    CHECK(decoded(wire(131, 109, u32(n), bytes)).as_binary() == bytes);
    CHECK(decoded(wire(131, 104, 1, 109, u32(n), bytes))[0].as_binary() == bytes);
    const term bits = decoded(wire(131, 104, 1, 77, u32(n), 5, std::string(n, '\xFF')));
    CHECK(bits[0].bit_size() == 8 * n - 3);
    CHECK(bits[0].bit_bytes().back() == '\xF8');
  }
  check_refused({
      {wire(77, u32(0), 1), "impossible number of bits in the last byte", 1},
      {wire(77, u32(0), 8), "impossible number of bits in the last byte", 1},
      {wire(77, u32(1), 0, 255), "impossible number of bits in the last byte", 1},
      {wire(77, u32(1), 9, 255), "impossible number of bits in the last byte", 1},
  });
}

TEST_CASE(
    "decode: a binary of over 64 bytes has a block of its own; a smaller one lies in the term") {
  const term t = decoded(
      wire(131, 104, 2, 109, u32(64), std::string(64, 'a'), 109, u32(65), std::string(65, 'b')));
  CHECK(t[0].home() == t.ref().home());
  CHECK(t[1].home() != t.ref().home());
  const term alone = decoded(wire(131, 109, u32(65), std::string(65, 'b')));
  CHECK(alone.ref().tag() == detail::tag::boxed);
}

TEST_CASE("decode: large binaries are shared with the binary that carries the term") {
  const std::string large(400, 'l');
  const std::string small(65, 's');
  const std::string tail(2000, 't');
  const term carrier =
      term::binary(wire(104, 3, 109, u32(400), large, 109, u32(65), small, 109, u32(2000), tail));
  etf::decoder d({});
  std::size_t at = 0;
  const auto t = d.decode(carrier.as_binary(), at, carrier);
  REQUIRE(t.ok());
  CHECK(at == carrier.as_binary().size());
  const auto within = [&](std::string_view part) {
    const std::string_view all = carrier.as_binary();
    return part.data() >= all.data() && part.data() < all.data() + all.size();
  };
  CHECK((*t)[0].as_binary() == large);
  CHECK(within((*t)[0].as_binary()));
  CHECK((*t)[1].as_binary() == small);
  CHECK(!within((*t)[1].as_binary()));  // it would keep 37 times its size
  CHECK((*t)[2].as_binary() == tail);
  CHECK(within((*t)[2].as_binary()));
}

TEST_CASE("decode: atom cache references stand for the atoms of the message, and for no others") {
  const std::vector<atom> cached = {atom("first"), atom("a@h")};
  etf::decoder d({.limits = {}, .self = nullptr, .cached = cached});
  const std::string bytes =
      wire(104, 3, 82, 0, 88, 82, 1, u32(1), u32(2), u32(5), 90, u16(1), 82, 1, u32(5), u32(7));
  std::size_t at = 0;
  const auto t = d.decode(bytes, at);
  REQUIRE(t.ok());
  CHECK((*t)[0].is(atom("first")));
  CHECK((*t)[1].as_pid().node() == atom("a@h"));
  CHECK((*t)[2].as_reference().node() == atom("a@h"));
  at = 0;
  const auto beyond = d.decode(wire(82, 2), at);
  REQUIRE(!beyond.ok());
  CHECK(beyond.failure().text ==
        "external term: reference to an atom that the message has not, at byte 0");
  CHECK(!binary_to_term(wire(131, 82, 0)).ok());
}

TEST_CASE("decode: several terms follow one another in the same bytes") {
  const std::string bytes = wire(0, 97, 1, 107, u16(2), "ab", 106);
  etf::decoder d({});
  std::size_t at = 1;
  CHECK(*d.decode(bytes, at) == term(1));
  CHECK(at == 3);
  CHECK(*d.decode(bytes, at) == term("ab"));
  CHECK(*d.decode(bytes, at) == term::nil());
  CHECK(at == bytes.size());
  CHECK(!d.decode(bytes, at).ok());
  CHECK(at == bytes.size());
}

TEST_CASE("decode: tags that are none, or that belong before a term only, are refused") {
  for (unsigned t = 0; t < 256; ++t) {
    const bool known = t == 70 || t == 77 || t == 82 || (t >= 88 && t <= 90) ||
                       (t >= 97 && t <= 116) || t == 118 || t == 119 || t == 120;
    CAPTURE(t);
    const auto read = binary_to_term(wire(131, 104, 1, t));
    if (t == 106) {
      CHECK(read.ok());
      continue;
    }
    REQUIRE(!read.ok());
    CHECK((read.failure().text == "external term: unknown tag, at byte 3") == !known);
  }
}

TEST_CASE("decode: what OTP 25 has written is read as the term that it prints") {
  const auto golden = golden_terms();
  REQUIRE(golden.size() > 100);
  for (const golden_term& g : golden) {
    CAPTURE(g.text);
    const term t = decoded(g.bytes);
    if (g.text != "-") {
      CHECK(t == parsed(g.text));
      CHECK(to_string(t, format::tp) == g.text);
    }
  }
}
