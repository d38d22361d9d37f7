// Module `erlang`: integers, and what becomes of numbers.

#include <cmath>

#include "stdlib/erlang.hpp"
#include "stdlib/text.hpp"
#include "term/bigint.hpp"

namespace kith::detail {

namespace {

term abs_1(arguments a) {
  return is_number(a[0]) ? computed(arithmetic::abs, a[0]) : (badarg(), term());
}

template <double (*Of)(double)>
term to_integer(arguments a) {
  if (a[0].is_integer()) {
    return a[0];
  }
  return a[0].is_float() ? arithmetic::integer_of(Of(a[0].as_float())) : (badarg(), term());
}

term float_1(arguments a) {
  double value = 0;
  return arithmetic::float_of(a[0], value) ? term(value) : (badarg(), term());
}

std::string digits_of(term_ref t, std::int64_t base) {
  if (!t.is_integer()) {
    badarg();
  }
  auto digits = to_digits(t, static_cast<int>(base));
  return digits.ok() ? *std::move(digits) : (system_limit(), std::string());
}

std::int64_t base_of(term_ref t) {
  if (t.tag() != tag::small || t.as_int() < 2 || t.as_int() > 36) {
    badarg();
  }
  return t.as_int();
}

term integer_to_list_1(arguments a) {
  return list_of_bytes(digits_of(a[0], 10));
}
term integer_to_list_2(arguments a) {
  const std::int64_t base = base_of(a[1]);
  return list_of_bytes(digits_of(a[0], base));
}
term integer_to_binary_1(arguments a) {
  return term::binary(digits_of(a[0], 10));
}
term integer_to_binary_2(arguments a) {
  const std::int64_t base = base_of(a[1]);
  return term::binary(digits_of(a[0], base));
}

term integer_of_text(std::string_view text, std::int64_t base) {
  auto t = from_digits(text, static_cast<int>(base));
  if (!t.ok()) {
    t.failure().code == errc::limit ? system_limit() : badarg();
  }
  return *std::move(t);
}

std::string text_of(term_ref list) {
  std::string text;
  return read_latin1_list(list, text) ? text : (badarg(), text);
}

term list_to_integer_1(arguments a) {
  return integer_of_text(text_of(a[0]), 10);
}
term list_to_integer_2(arguments a) {
  const std::int64_t base = base_of(a[1]);
  return integer_of_text(text_of(a[0]), base);
}
std::string_view bytes_of(term_ref t) {
  return t.is_binary() ? t.as_binary() : (badarg(), std::string_view());
}
term binary_to_integer_1(arguments a) {
  return integer_of_text(bytes_of(a[0]), 10);
}
term binary_to_integer_2(arguments a) {
  const std::int64_t base = base_of(a[1]);
  return integer_of_text(bytes_of(a[0]), base);
}

}  // namespace

std::span<const native_row> erlang_number_rows() {
  static constexpr native_row rows[] = {
      {"abs", 1, abs_1},
      {"round", 1, to_integer<std::round>},
      {"trunc", 1, to_integer<std::trunc>},
      {"floor", 1, to_integer<std::floor>},
      {"ceil", 1, to_integer<std::ceil>},
      {"float", 1, float_1},
      {"integer_to_list", 1, integer_to_list_1},
      {"integer_to_list", 2, integer_to_list_2},
      {"integer_to_binary", 1, integer_to_binary_1},
      {"integer_to_binary", 2, integer_to_binary_2},
      {"list_to_integer", 1, list_to_integer_1},
      {"list_to_integer", 2, list_to_integer_2},
      {"binary_to_integer", 1, binary_to_integer_1},
      {"binary_to_integer", 2, binary_to_integer_2},
  };
  return rows;
}

}  // namespace kith::detail
