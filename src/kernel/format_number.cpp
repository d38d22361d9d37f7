#include "kernel/format_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "kith/assert.hpp"
#include "term/bigint.hpp"

namespace kith::detail {

namespace {

constexpr std::int64_t precision_max = 1'000;

/// A value that is, if fixed, less than 10^21.
std::string printed(std::chars_format how, std::int64_t decimals, double value) {
  constexpr std::size_t others_max = 32;  // sign, digits before the point, exponent
  std::array<char, precision_max + others_max> text;
  const auto done =
      std::to_chars(text.data(), text.data() + text.size(), value, how, static_cast<int>(decimals));
  KITH_ASSERT(done.ec == std::errc());
  return {text.data(), done.ptr};
}

/// C writes e+00 where Erlang writes e+0.
std::string with_short_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e != std::string::npos) {
    const std::size_t digits = e + 2;
    while (digits + 1 < text.size() && text[digits] == '0') {
      text.erase(digits, 1);
    }
  }
  return text;
}

/// A float of 10^21 or more with so many zeros behind the point. OTP writes 21 digits of it, and
/// zeros for the others.
std::string printed_large_float(double value, std::int64_t decimals) {
  std::string text = printed(std::chars_format::scientific, 20, value);
  const std::size_t e = text.find('e');
  const auto exponent = static_cast<std::size_t>(std::stoi(text.substr(e + 1)));
  text.erase(e);
  text.erase(text.find('.'), 1);
  return text + std::string(exponent - 20, '0') + '.' +
         std::string(static_cast<std::size_t>(decimals), '0');
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
  const bool plain = control == U'f' ||
                     (control == U'g' && e != 4 && ((p <= 1 && e == -1) || (p - 1 > e && e >= -1)));
  constexpr double digits_end = 1.0e21;
  if (plain && a >= digits_end) {
    return printed_large_float(value, p);
  }
  if (plain) {
    return printed(std::chars_format::fixed, control == U'f' ? p : p - 1 - e, value);
  }
  return with_short_exponent(
      printed(std::chars_format::scientific, std::max<std::int64_t>(p - 1, 1), value));
}

}  // namespace kith::detail
