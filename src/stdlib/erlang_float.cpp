// Module `erlang`: floats as text.

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "stdlib/erlang.hpp"
#include "stdlib/text.hpp"
#include "term/format_text.hpp"

namespace kith::detail {

namespace {

constexpr std::int64_t decimals_max = 253;
constexpr std::int64_t scientific_max = 249;

enum class notation : std::uint8_t { scientific, decimals, shortest };

struct float_options {
  notation how = notation::scientific;
  std::int64_t digits = 20;
  bool compact = false;  ///< of decimals: without zeros at the end
};

float_options options_of(term_ref list) {
  float_options o;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref option = list.head();
    if (option.is(atom("compact"))) {
      o.compact = true;
    } else if (option.is(atom("short"))) {
      o.how = notation::shortest;
    } else if (option.is_tuple(2) && option[1].tag() == tag::small && option[1].as_int() >= 0) {
      const bool fixed = option[0].is(atom("decimals"));
      if (!fixed && !option[0].is(atom("scientific"))) {
        badarg();
      }
      o.how = fixed ? notation::decimals : notation::scientific;
      o.digits = option[1].as_int();
      if (o.digits > (fixed ? decimals_max : scientific_max)) {
        badarg();
      }
    } else {
      badarg();
    }
  }
  return list.is_nil() ? o : (badarg(), o);
}

std::string printed(const char* format, std::int64_t digits, double value) {
  char text[700];  // 309 digits before the point, 253 behind it
  const int n = std::snprintf(text, sizeof text, format, static_cast<int>(digits), value);
  return {text, static_cast<std::size_t>(n)};
}

/// Rounds as OTP does: the fraction by itself, half away from zero, as long as its digits fit an
/// integer.
std::string with_decimals(std::int64_t digits, double value) {
  constexpr std::int64_t digits_by_integer = 18;
  constexpr double integer_max = 1.0e18;
  const double magnitude = std::fabs(value);
  std::string text;
  if (digits > digits_by_integer || magnitude >= integer_max) {
    text = printed("%.*f", digits, value);
  } else {
    std::uint64_t scale = 1;
    for (std::int64_t i = 0; i < digits; ++i) {
      scale *= 10;
    }
    auto whole = static_cast<std::uint64_t>(magnitude);
    auto fraction = static_cast<std::uint64_t>(
        std::round((magnitude - static_cast<double>(whole)) * static_cast<double>(scale)));
    if (fraction >= scale) {
      fraction -= scale;
      ++whole;
    }
    text = (std::signbit(value) ? "-" : "") + std::to_string(whole);
    if (digits > 0) {
      const std::string behind = std::to_string(fraction);
      text += '.' + std::string(static_cast<std::size_t>(digits) - behind.size(), '0') + behind;
    }
  }
  return text;
}

std::string any_text_of(double value, const float_options& o) {
  std::string text;
  switch (o.how) {
  case notation::shortest: append_float(text, value); return text;
  case notation::scientific: return printed("%.*e", o.digits, value);
  case notation::decimals: break;
  }
  text = with_decimals(o.digits, value);
  if (o.compact && o.digits > 0) {
    while (text.back() == '0' && text[text.size() - 2] != '.') {
      text.pop_back();
    }
  }
  return text;
}

/// More than 255 characters is badarg, as in OTP.
std::string text_of(double value, const float_options& o) {
  constexpr std::size_t characters_max = 255;
  std::string text = any_text_of(value, o);
  return text.size() <= characters_max ? text : (badarg(), text);
}

double float_of(term_ref t) {
  return t.is_float() ? t.as_float() : (badarg(), 0.0);
}

term float_to_list_1(arguments a) {
  return list_of_bytes(text_of(float_of(a[0]), {}));
}
term float_to_list_2(arguments a) {
  const float_options o = options_of(a[1]);
  return list_of_bytes(text_of(float_of(a[0]), o));
}
term float_to_binary_1(arguments a) {
  return term::binary(text_of(float_of(a[0]), {}));
}
term float_to_binary_2(arguments a) {
  const float_options o = options_of(a[1]);
  return term::binary(text_of(float_of(a[0]), o));
}

/// Skips digits; whether there was one.
bool skip_digits(std::string_view text, std::size_t& at) {
  const std::size_t from = at;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    ++at;
  }
  return at > from;
}
void skip_sign(std::string_view text, std::size_t& at) {
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
    ++at;
  }
}

/// `[+-] digits . digits [e [+-] digits]`.
bool is_float_text(std::string_view text) {
  std::size_t at = 0;
  skip_sign(text, at);
  if (!skip_digits(text, at) || at == text.size() || text[at] != '.' || !skip_digits(text, ++at)) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    skip_sign(text, at);
    if (!skip_digits(text, at)) {
      return false;
    }
  }
  return at == text.size();
}

term float_of_text(const std::string& text) {
  if (!is_float_text(text)) {
    badarg();
  }
  const double value = std::strtod(text.c_str(), nullptr);
  return std::isfinite(value) ? term(value) : (badarg(), term());
}

term list_to_float_1(arguments a) {
  std::string text;
  return read_latin1_list(a[0], text) ? float_of_text(text) : (badarg(), term());
}
term binary_to_float_1(arguments a) {
  return a[0].is_binary() ? float_of_text(std::string(a[0].as_binary())) : (badarg(), term());
}

}  // namespace

std::span<const native_row> erlang_float_rows() {
  static constexpr native_row rows[] = {
      {"float_to_list", 1, float_to_list_1},     {"float_to_list", 2, float_to_list_2},
      {"float_to_binary", 1, float_to_binary_1}, {"float_to_binary", 2, float_to_binary_2},
      {"list_to_float", 1, list_to_float_1},     {"binary_to_float", 1, binary_to_float_1},
  };
  return rows;
}

}  // namespace kith::detail
