#include "kernel/format_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "kith/assert.hpp"
#include "term/bigint.hpp"

namespace kith::detail {

namespace {

/// 0.Digits * 10^Exponent.
struct decimal {
  std::string digits;
  int exponent;
};

/// With the 21 digits that float_to_list/1 writes.
decimal decimal_of(double magnitude) {
  constexpr int behind = 20;
  std::array<char, 32> text;
  const auto done = std::to_chars(text.data(), text.data() + text.size(), magnitude,
                                  std::chars_format::scientific, behind);
  KITH_ASSERT(done.ec == std::errc() && text[1] == '.' && text[2 + behind] == 'e');
  int exponent = 0;
  const bool is_negative = text[3 + behind] == '-';
  std::from_chars(text.data() + 4 + behind, done.ptr, exponent);
  decimal d{{}, (is_negative ? -exponent : exponent) + 1};
  d.digits.reserve(48);  // with a sign, a point, and an exponent
  d.digits.push_back(text[0]);
  d.digits.append(text.data() + 2, behind);
  return d;
}

/// Makes it so many digits, rounded half up, or zeros behind those that there are. Returns whether
/// a 1 belongs in front of them.
bool round_to(std::string& digits, std::size_t count) {
  const bool goes_up = count < digits.size() && digits[count] >= '5';
  digits.resize(count, '0');
  if (!goes_up) {
    return false;
  }
  for (std::size_t i = count; i-- > 0; digits[i] = '0') {
    if (digits[i] != '9') {
      ++digits[i];
      return false;
    }
  }
  return true;
}

std::string with_decimals(double value, std::int64_t decimals) {
  auto [digits, point] = decimal_of(std::fabs(value));
  if (point <= 0) {
    digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  auto whole = static_cast<std::size_t>(point);
  if (round_to(digits, whole + static_cast<std::size_t>(decimals))) {
    digits.insert(0, 1, '1');
    ++whole;
  }
  digits.insert(whole, 1, '.');
  return std::move(std::signbit(value) ? digits.insert(0, 1, '-') : digits);
}

std::string with_exponent(double value, std::int64_t count) {
  auto [digits, exponent] = decimal_of(std::fabs(value));
  if (round_to(digits, static_cast<std::size_t>(count))) {
    digits[0] = '1';
    ++exponent;
  }
  --exponent;
  digits.insert(1, 1, '.');
  digits += exponent < 0 ? "e" : "e+";
  digits += std::to_string(exponent);
  return std::move(std::signbit(value) ? digits.insert(0, 1, '-') : digits);
}

}  // namespace

std::optional<std::string> printed_integer(term_ref t, std::int64_t base, bool lower) {
  if (!t.is_integer() || base < 2 || base > 36) {
    return std::nullopt;
  }
  auto digits = to_digits(t, static_cast<int>(base));
  if (!digits.ok()) {
    return std::nullopt;
  }
  if (lower) {
    for (char& c : *digits) {
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return *std::move(digits);
}

std::int64_t low_byte(term_ref integer) {
  const integer_view v(integer);
  const std::uint64_t byte = v.limbs()[0] & 0xFFu;
  return static_cast<std::int64_t>(v.negative() ? (0x100 - byte) & 0xFFu : byte);
}

std::optional<std::string> printed_float(char32_t control, std::int64_t p, double value) {
  constexpr std::int64_t precision_max = 1'000;
  if (p > precision_max || p < (control == U'e' ? 2 : 1)) {
    return std::nullopt;
  }
  const double a = std::fabs(value);
  const std::int64_t e = a < 0.1      ? -2
                         : a < 1      ? -1
                         : a < 10     ? 0
                         : a < 100    ? 1
                         : a < 1'000  ? 2
                         : a < 10'000 ? 3
                                      : 4;
  if (control == U'f') {
    return with_decimals(value, p);
  }
  if (control == U'g' && e != 4 && ((p <= 1 && e == -1) || (p - 1 > e && e >= -1))) {
    return with_decimals(value, p - 1 - e);
  }
  return with_exponent(value, std::max<std::int64_t>(p, 2));
}

}  // namespace kith::detail
