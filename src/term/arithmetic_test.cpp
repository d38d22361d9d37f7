#include "term/arithmetic.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

using namespace kith;
using arithmetic::fault;

namespace {

using binary_operation = term (*)(term_ref, term_ref, fault&);

/// The printed result, or the reason.
std::string done(binary_operation of, std::string_view a, std::string_view b) {
  fault why = fault::none;
  const term result = of(*parse_term(a), *parse_term(b), why);
  CHECK(static_cast<bool>(result) == (why == fault::none));
  return result ? to_string(result, format::w)
                : (why == fault::badarith ? "badarith" : "system_limit");
}

std::string two_to(int bits) {
  fault why = fault::none;
  return to_string(arithmetic::bsl(term(1), term(bits), why));
}

}  // namespace

TEST_CASE("arithmetic: sums, differences and products cross from words to big integers and back") {
  struct row {
    binary_operation of;
    std::string_view a;
    std::string_view b;
    std::string_view result;
  };
  const std::string_view m = "1152921504606846975";     // 2^60 - 1, the largest in a word
  const std::string_view n = "-1152921504606846976";    // -2^60
  const std::string_view big = "18446744073709551616";  // 2^64
  const std::string_view under = "-18446744073709551616";
  for (const row& r : {
           row{arithmetic::add, m, "1", "1152921504606846976"},
           row{arithmetic::add, "1152921504606846976", "-1", m},
           row{arithmetic::add, big, under, "0"},
           row{arithmetic::add, big, big, "36893488147419103232"},
           row{arithmetic::subtract, n, "1", "-1152921504606846977"},
           row{arithmetic::subtract, under, "-18446744073709551617", "1"},
           row{arithmetic::subtract, "5", big, "-18446744073709551611"},
           row{arithmetic::multiply, n, "-1", "1152921504606846976"},
           row{arithmetic::multiply, m, m, "1329227995784915870597964051066650625"},
           row{arithmetic::multiply, big, "0", "0"},
           row{arithmetic::multiply, under, "3", "-55340232221128654848"},
           row{arithmetic::div, n, "-1", "1152921504606846976"},
           row{arithmetic::div, "-7", "2", "-3"},
           row{arithmetic::rem, "-7", "2", "-1"},
           row{arithmetic::div, under, "5", "-3689348814741910323"},
           row{arithmetic::rem, under, "5", "-1"},
           row{arithmetic::rem, "5", big, "5"},
           row{arithmetic::div, "7", "0", "badarith"},
           row{arithmetic::rem, big, "0", "badarith"},
           row{arithmetic::div, "7.0", "2", "badarith"},
           row{arithmetic::add, "a", "1", "badarith"},
       }) {
    CAPTURE(r.a);
    CAPTURE(r.b);
    CHECK(done(r.of, r.a, r.b) == r.result);
  }
}

TEST_CASE("arithmetic: a float makes the result a float, and is never infinite") {
  CHECK(done(arithmetic::add, "1", "0.5") == "1.5");
  CHECK(done(arithmetic::multiply, "18446744073709551616", "0.5") == "9.223372036854776e18");
  CHECK(done(arithmetic::divide, "4", "2") == "2.0");
  CHECK(done(arithmetic::divide, "4", "0.0") == "badarith");
  CHECK(done(arithmetic::multiply, "1.0e308", "10") == "badarith");
  CHECK(done(arithmetic::subtract, "0", "0.0") == "0.0");
  const std::string past_floats = two_to(1024);
  CHECK(done(arithmetic::add, past_floats, "1.0") == "badarith");
  CHECK(done(arithmetic::divide, past_floats, past_floats) == "badarith");
}

TEST_CASE("arithmetic: bits of negative integers go on without end") {
  CHECK(done(arithmetic::band, "-1", "18446744073709551617") == "18446744073709551617");
  CHECK(done(arithmetic::band, "-18446744073709551616", "-2") == "-18446744073709551616");
  CHECK(done(arithmetic::bor, "-18446744073709551616", "1") == "-18446744073709551615");
  CHECK(done(arithmetic::bxor, "-18446744073709551616", "18446744073709551615") == "-1");
  CHECK(done(arithmetic::bsr, "-18446744073709551617", "64") == "-2");
  CHECK(done(arithmetic::bsr, "-18446744073709551616", "64") == "-1");
  CHECK(done(arithmetic::bsr, "-18446744073709551616", "3000") == "-1");
  CHECK(done(arithmetic::bsr, "-340282366920938463463374607431768211455", "64") ==
        "-18446744073709551616");
  CHECK(done(arithmetic::bsl, "-3", "70") == "-3541774862152233910272");
  CHECK(done(arithmetic::bsl, "3", "-1") == "1");
  CHECK(done(arithmetic::bsr, "3", "-64") == "55340232221128654848");
  fault why = fault::none;
  CHECK(arithmetic::bnot(term(0), why) == term(-1));
  CHECK(done(arithmetic::band, "1.0", "1") == "badarith");
}

TEST_CASE("arithmetic: an integer has at most 33,554,368 bits") {
  fault why = fault::none;
  const term one(1);
  const term top = arithmetic::bsl(one, term(33'554'367), why);
  REQUIRE(top);
  CHECK(!arithmetic::bsl(one, term(33'554'368), why));
  CHECK(why == fault::system_limit);
  CHECK(!arithmetic::add(top, top, why));
  CHECK(!arithmetic::multiply(top, term(2), why));
  CHECK(!arithmetic::multiply(top, top, why));
  CHECK(arithmetic::multiply(top, one, why) == top);
  const term most = arithmetic::add(top, arithmetic::subtract(top, one, why), why);
  REQUIRE(most);
  CHECK(!arithmetic::add(most, one, why));
  CHECK(!arithmetic::bnot(most, why));
  CHECK(done(arithmetic::bsl, "0", "1208925819614629174706176") == "0");
  CHECK(done(arithmetic::bsl, "1", "1208925819614629174706176") == "system_limit");
  CHECK(done(arithmetic::bsl, "-1", "-1208925819614629174706176") == "-1");
  CHECK(done(arithmetic::bsr, "1", "-1208925819614629174706176") == "system_limit");
}

TEST_CASE("arithmetic: floats without fraction become integers exactly") {
  CHECK(arithmetic::integer_of(-5.0) == term(-5));
  CHECK(to_string(arithmetic::integer_of(1e23)) == "99999999999999991611392");
  CHECK(to_string(arithmetic::integer_of(-9223372036854775808.0)) == "-9223372036854775808");
}

TEST_CASE("arithmetic: what fits a word is done on words, the rest is left") {
  using detail::small_max;
  using detail::small_min;
  using detail::small_word;
  const auto w = [](std::int64_t v) { return small_word(v); };
  CHECK(arithmetic::add_small(w(2), w(-5)) == w(-3));
  CHECK(arithmetic::add_small(w(small_max), w(1)) == 0);
  CHECK(arithmetic::subtract_small(w(small_min), w(1)) == 0);
  CHECK(arithmetic::subtract_small(w(2), w(5)) == w(-3));
  CHECK(arithmetic::multiply_small(w(-4), w(5)) == w(-20));
  CHECK(arithmetic::multiply_small(w(std::int64_t{1} << 30), w(std::int64_t{1} << 30)) == 0);
  CHECK(arithmetic::multiply_small(w(-(std::int64_t{1} << 30)), w(std::int64_t{1} << 30)) ==
        w(small_min));
  CHECK(arithmetic::div_small(w(small_min), w(-1)) == 0);
  CHECK(arithmetic::div_small(w(1), w(0)) == 0);
  CHECK(arithmetic::rem_small(w(-7), w(2)) == w(-1));
  CHECK(arithmetic::bxor_small(w(-1), w(5)) == w(-6));
  CHECK(arithmetic::bsl_small(w(1), w(59)) == w(std::int64_t{1} << 59));
  CHECK(arithmetic::bsl_small(w(1), w(60)) == 0);
  CHECK(arithmetic::bsl_small(w(1), w(-1)) == 0);
  CHECK(arithmetic::bsl_small(w(-1), w(60)) == w(small_min));
  CHECK(arithmetic::bsr_small(w(-8), w(60)) == w(-1));
  CHECK(arithmetic::add_small(w(1), term(atoms::ok).ref().raw()) == 0);
}
