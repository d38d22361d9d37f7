// Integers (42, 1_000, 16#ff) and floats (3.14, 1.0e-3).
#include <algorithm>
#include <charconv>

#include "term/bigint.hpp"
#include "term/scan.hpp"

namespace kith {

namespace {

/// What an ASCII digit or letter is worth, or 36.
constexpr unsigned digit_value(char c) {
  return c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
         : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 10
         : c >= 'A' && c <= 'Z' ? static_cast<unsigned>(c - 'A') + 10
                                : 36;
}

/// Whether "1.5e-400", which no double holds, is too small rather than too large: by the power of
/// ten of its first digit that is not 0.
bool is_too_small(std::string_view text) {
  const std::size_t mark = std::min(text.find('e'), text.size());
  const auto first = static_cast<std::int64_t>(text.find_first_of("123456789"));
  const auto point = static_cast<std::int64_t>(text.find('.'));
  std::int64_t exponent = 0;
  if (mark != text.size()) {
    const char* from = text.data() + mark + (text[mark + 1] == '+' ? 2 : 1);
    if (std::from_chars(from, text.data() + text.size(), exponent).ec != std::errc{}) {
      return *from == '-';  // an exponent of 20 digits outweighs any mantissa
    }
  }
  return exponent < first - point;
}

}  // namespace

/// Takes digits of the base and the underscores between two of them; returns the digits.
std::string scanner::digits(unsigned base) {
  std::string out;
  for (;;) {
    if (digit_value(peek_byte(0)) < base) {
      out.push_back(peek_byte(0));
      take_ascii(1);
    } else if (!out.empty() && peek_byte(0) == '_' && digit_value(peek_byte(1)) < base) {
      take_ascii(1);
    } else {
      return out;
    }
  }
}

result<token> scanner::number(token t) {
  t.kind = token_kind::integer;
  t.text = digits(10);
  if (peek_byte(0) == '.' && digit_value(peek_byte(1)) < 10) {
    return fraction(std::move(t));
  }
  if (peek_byte(0) == '#') {
    return based_integer(std::move(t));
  }
  return integer(std::move(t));
}

result<token> scanner::based_integer(token t) {
  unsigned base = 0;
  const auto [end, failure] = std::from_chars(t.text.data(), t.text.data() + t.text.size(), base);
  if (failure != std::errc{} || base < 2 || base > 36) {
    error wrong = illegal(scan_fault::kind::base, t.where, "base: it must be one of 2 to 36");
    fault_.text = std::move(t.text);
    return wrong;
  }
  take_ascii(1);
  t.base = static_cast<std::uint8_t>(base);
  t.text = digits(base);
  if (t.text.empty()) {
    return illegal(scan_fault::kind::integer, t.where, "integer: no digit of the base follows '#'");
  }
  return integer(std::move(t));
}

/// Makes a number of the digits if they fit one.
result<token> scanner::integer(token t) {
  const char* last = t.text.data() + t.text.size();
  const auto [end, failure] = std::from_chars(t.text.data(), last, t.number, t.base);
  KITH_ASSERT(end == last);
  if (failure == std::errc{}) {
    t.text.clear();
    return finish(std::move(t));
  }
  if (t.text.size() > integer_digits_max) {
    fault_ = {scan_fault::kind::integer, t.where, {}};
    return error{errc::limit, to_string(t.where) + ": an integer of more than " +
                                  std::to_string(integer_digits_max) +
                                  " digits (integer_digits_max)"};
  }
  t.is_big = true;
  return finish(std::move(t));
}

result<token> scanner::fraction(token t) {
  t.kind = token_kind::floating;
  take_ascii(1);
  t.text += '.' + digits(10);
  if (peek_byte(0) == 'e' || peek_byte(0) == 'E') {
    t.text.push_back('e');
    take_ascii(1);
    if (peek_byte(0) == '+' || peek_byte(0) == '-') {
      t.text.push_back(peek_byte(0));
      take_ascii(1);
    }
    const std::string exponent = digits(10);
    if (exponent.empty()) {
      return illegal(scan_fault::kind::floating, t.where, "float: no digit follows the 'e'");
    }
    t.text += exponent;
  }
  const char* last = t.text.data() + t.text.size();
  const auto [end, failure] = std::from_chars(t.text.data(), last, t.real);
  if (failure != std::errc{}) {
    // A text made of the right characters can only be out of range.
    if (!is_too_small(t.text)) {
      return illegal(scan_fault::kind::floating, t.where, "float: it is too large");
    }
    t.real = 0;
  }
  t.text.clear();
  return finish(std::move(t));
}

}  // namespace kith
