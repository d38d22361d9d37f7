#include "term/bigint.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

using namespace kith;

namespace {

std::string digits_of(const char* text, int base = 10) {
  return to_digits(from_digits(text).value(), base).value();
}

double double_of(const char* text) {
  double out = 0;
  CHECK(to_double(integer_view(from_digits(text).value()), out));
  return out;
}

}  // namespace

TEST_CASE("bigint: digits go in and come out") {
  for (const char* text :
       {"0", "1", "-1", "1152921504606846975", "1152921504606846976", "-1152921504606846976",
        "-1152921504606846977", "9223372036854775808", "18446744073709551615",
        "18446744073709551616", "-340282366920938463463374607431768211456",
        "123456789012345678901234567890123456789012345678901234567890"}) {
    CHECK(digits_of(text) == text);
  }
  CHECK(digits_of("+12") == "12");
  CHECK(digits_of("-0") == "0");
  CHECK(digits_of("000000000000000000000000000000000000000000007") == "7");
  CHECK(digits_of("255", 16) == "FF");
  CHECK(digits_of("-18446744073709551616", 16) == "-10000000000000000");
  CHECK(to_digits(from_digits("zz", 36).value(), 36).value() == "ZZ");
  CHECK(to_digits(from_digits("10101", 2).value()).value() == "21");
}

TEST_CASE("bigint: what fits a word is no big integer, whatever limbs it came in") {
  const std::uint64_t five[] = {5, 0, 0};
  CHECK(make_integer(true, five) == term(-5));
  const std::uint64_t edge[] = {std::uint64_t{1} << 60u};
  CHECK(make_integer(true, edge).ref().tag() == detail::tag::small);
  CHECK(make_integer(false, edge).ref().tag() == detail::tag::boxed);
  CHECK(make_integer(false, {}) == term(0));
}

TEST_CASE("bigint: text that is no integer is refused, and too much of it") {
  for (const char* text : {"", "-", "+", "1a", "1_0", " 1", "--1", "0x10"}) {
    CAPTURE(text);
    const auto read = from_digits(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.failure().code == errc::bad_input);
  }
  CHECK_FALSE(from_digits("2", 2).ok());
  const auto long_text = from_digits(std::string(integer_digits_max + 1, '1'));
  REQUIRE_FALSE(long_text.ok());
  CHECK(long_text.failure().code == errc::limit);
}

TEST_CASE("bigint: printing is bounded") {
  std::vector<std::uint64_t> limbs(integer_digits_max / 16, ~std::uint64_t{0});
  const auto printed = to_digits(make_integer(false, limbs));
  REQUIRE_FALSE(printed.ok());
  CHECK(printed.failure().code == errc::limit);
}

TEST_CASE("bigint: the nearest double is found, ties to even") {
  CHECK(double_of("9007199254740993") == 9007199254740992.0);
  CHECK(double_of("9007199254740995") == 9007199254740996.0);
  CHECK(double_of("-18446744073709551616") == -18446744073709551616.0);
  // Half way between two doubles, and a little past it.
  CHECK(double_of("36893488147419107328") == std::ldexp(1.0, 65) + 4096 * 1.0);
  CHECK(double_of("36893488147419107329") == std::ldexp(1.0, 65) + 8192 * 1.0);
  double out = 0;
  CHECK_FALSE(to_double(integer_view(from_digits("1" + std::string(309, '0')).value()), out));
  CHECK(to_double(integer_view(from_digits("1" + std::string(308, '0')).value()), out));
  CHECK(out == 1e308);
}

TEST_CASE("bigint: comparing with a float agrees with the float's own exact integer") {
  CHECK(rc::check([] {
    const int exponent = *rc::gen::inRange(0, 1023);
    const double f = std::ldexp(1.0 + *rc::gen::inRange(0, 1000) / 1000.0, exponent);
    // The digits of a double at or past 2^53 are printed exactly.
    char text[400];
    std::snprintf(text, sizeof text, "%.0f", std::trunc(f));
    const term whole = from_digits(text).value();
    const auto to_whole = compare_with_float(integer_view(whole), std::trunc(f));
    RC_ASSERT((to_whole == 0));
    const auto to_f = compare_with_float(integer_view(whole), f);
    RC_ASSERT((f == std::trunc(f) ? to_f == 0 : to_f < 0));
    const term negative = from_digits(std::string("-") + text).value();
    RC_ASSERT((compare_with_float(integer_view(negative), -std::trunc(f)) == 0));
    RC_ASSERT((compare_with_float(integer_view(negative), f) < 0));
    if (exponent > 60) {
      const double above = std::nextafter(f, std::numeric_limits<double>::infinity());
      RC_ASSERT((compare_with_float(integer_view(whole), above) < 0));
      RC_ASSERT((compare_with_float(integer_view(negative), -above) > 0));
    }
  }));
}

TEST_CASE("bigint: order follows sign, then length, then limbs") {
  const char* ascending[] = {"-36893488147419103232",
                             "-18446744073709551616",
                             "-1152921504606846977",
                             "-1",
                             "0",
                             "1152921504606846976",
                             "18446744073709551615",
                             "18446744073709551616",
                             "18446744073709551617",
                             "36893488147419103232"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      const term a = from_digits(ascending[i]).value();
      const term b = from_digits(ascending[j]).value();
      CHECK((compare_integers(integer_view(a), integer_view(b)) == (i <=> j)));
    }
  }
}
