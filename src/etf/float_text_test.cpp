#include "etf/float_text.hpp"

#include <cmath>
#include <cstring>
#include <string_view>

#include <doctest/doctest.h>

using namespace kith::etf;

namespace {

struct row {
  std::string_view text;
  bool good;
  double value;
};

bool read(std::string_view text, double& value) {
  char bytes[float_text_bytes] = {};
  std::memcpy(bytes, text.data(), text.size());
  return read_float_text(bytes, value);
}

}  // namespace

TEST_CASE("float text: is read as OTP 25 reads it") {
  const row rows[] = {
      {"1.5", true, 1.5},
      {"1.50000000000000000000e+00", true, 1.5},
      {"+1.5", true, 1.5},
      {"-1.5", true, -1.5},
      {"1,5", true, 1.5},
      {"1.5E5", true, 1.5e5},
      {"-0.0", true, -0.0},
      {"1.0e-400", true, 0.0},
      {"4.9e-324", true, 5e-324},
      {"1.7976931348623157e308", true, 1.7976931348623157e308},
      {"1.0e400", false, 0},
      {"-1.0e400", false, 0},
      {"1", false, 0},
      {"1.", false, 0},
      {".5", false, 0},
      {"1e5", false, 0},
      {"1.e5", false, 0},
      {"1.5e", false, 0},
      {"1.5e+", false, 0},
      {"1.5e5x", false, 0},
      {" 1.5", false, 0},
      {"1.5 ", false, 0},
      {"inf", false, 0},
      {"nan", false, 0},
      {"0x1.8p1", false, 0},
      {"", false, 0},
      {"--1.5", false, 0},
      {"1.50000000000000000000000000000", false, 0},  // no 0 behind it
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    double value = 7;
    CHECK(read(r.text, value) == r.good);
    if (r.good) {
      CHECK(value == r.value);
      CHECK(std::signbit(value) == std::signbit(r.value));
    }
  }
}

TEST_CASE("float text: what stands behind the 0 counts for nothing") {
  double value = 0;
  char bytes[float_text_bytes] = "2.25";
  std::memcpy(bytes + 5, "junk", 4);
  CHECK(read_float_text(bytes, value));
  CHECK(value == 2.25);
}
