#include "etf/float_text.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

namespace kith::etf {

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Moves over digits, of which there must be one at least.
bool skip_digits(const char*& at) noexcept {
  const char* const from = at;
  while (is_digit(*at)) {
    ++at;
  }
  return at != from;
}

}  // namespace

bool read_float_text(const char* text, double& value) noexcept {
  char copy[float_text_bytes + 1];
  std::memcpy(copy, text, float_text_bytes);
  if (std::memchr(copy, 0, float_text_bytes) == nullptr) {
    return false;
  }
  const char* at = copy;
  at += *at == '+' || *at == '-' ? 1 : 0;
  if (!skip_digits(at) || (*at != '.' && *at != ',')) {
    return false;
  }
  copy[at++ - copy] = '.';
  if (!skip_digits(at)) {
    return false;
  }
  bool small = false;
  if (*at == 'e' || *at == 'E') {
    ++at;
    small = *at == '-';
    at += *at == '+' || *at == '-' ? 1 : 0;
    if (!skip_digits(at)) {
      return false;
    }
  }
  if (*at != 0) {
    return false;
  }
  const char* const from = copy[0] == '+' ? copy + 1 : copy;
  const auto read = std::from_chars(from, at, value);
  if (read.ec == std::errc::result_out_of_range) {
    // 29 digits of mantissa reach no limit by themselves: the exponent did.
    value = *from == '-' ? -0.0 : 0.0;
    return small;
  }
  return read.ec == std::errc() && std::isfinite(value);
}

}  // namespace kith::etf
