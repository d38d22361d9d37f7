// Module `math`. What has no finite result is badarith, what is no number badarg.

#include <cmath>
#include <numbers>

#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"

namespace kith::detail {

namespace {

double number_of(term_ref t) {
  double value = 0;
  if (!is_number(t)) {
    badarg();
  }
  return arithmetic::float_of(t, value) ? value : (badarith(), 0.0);
}

term finite(double value) {
  return std::isfinite(value) ? term(value) : (badarith(), term());
}

template <double (*Of)(double)>
term of_one(arguments a) {
  return finite(Of(number_of(a[0])));
}
template <double (*Of)(double, double)>
term of_two(arguments a) {
  const double first = number_of(a[0]);
  return finite(Of(first, number_of(a[1])));
}
term pi_0(arguments) {
  return std::numbers::pi;
}

constexpr native_row rows[] = {
    {"sin", 1, of_one<std::sin>},
    {"cos", 1, of_one<std::cos>},
    {"tan", 1, of_one<std::tan>},
    {"asin", 1, of_one<std::asin>},
    {"acos", 1, of_one<std::acos>},
    {"atan", 1, of_one<std::atan>},
    {"sinh", 1, of_one<std::sinh>},
    {"cosh", 1, of_one<std::cosh>},
    {"tanh", 1, of_one<std::tanh>},
    {"asinh", 1, of_one<std::asinh>},
    {"acosh", 1, of_one<std::acosh>},
    {"atanh", 1, of_one<std::atanh>},
    {"exp", 1, of_one<std::exp>},
    {"log", 1, of_one<std::log>},
    {"log2", 1, of_one<std::log2>},
    {"log10", 1, of_one<std::log10>},
    {"sqrt", 1, of_one<std::sqrt>},
    {"erf", 1, of_one<std::erf>},
    {"erfc", 1, of_one<std::erfc>},
    {"ceil", 1, of_one<std::ceil>},
    {"floor", 1, of_one<std::floor>},
    {"pow", 2, of_two<std::pow>},
    {"atan2", 2, of_two<std::atan2>},
    {"fmod", 2, of_two<std::fmod>},
    {"pi", 0, pi_0},
};

}  // namespace

void add_math_natives(native_table& natives) {
  add_rows(natives, atom("math"), rows);
}

}  // namespace kith::detail
