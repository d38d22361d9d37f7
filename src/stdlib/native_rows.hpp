// What the library's native functions share besides kernel/native_rows.hpp: numbers as arguments
// and results.
#pragma once

#include "kernel/native_rows.hpp"
#include "term/arithmetic.hpp"

namespace kith::detail {

[[noreturn]] inline void badarith() {
  raise_error(atom("badarith"));
}

/// The result of an operation of term/arithmetic.hpp, or its error.
template <class Operation, class... Operands>
term computed(Operation of, const Operands&... operands) {
  arithmetic::fault why = arithmetic::fault::none;
  term result = of(operands..., why);
  if (!result) [[unlikely]] {
    why == arithmetic::fault::badarith ? badarith() : system_limit();
  }
  return result;
}

[[nodiscard]] inline bool is_number(term_ref t) noexcept {
  return t.is_integer() || t.is_float();
}
/// An integer that is negative, of any size.
[[nodiscard]] inline bool is_negative(term_ref integer) noexcept {
  return compare(integer, term(0)) < 0;
}
/// An integer from `low` on, cut to INT64_MAX when it is larger; badarg for all else.
[[nodiscard]] inline std::int64_t integer_from(std::int64_t low, term_ref t) {
  if (!t.is_integer() || compare(t, term(low)) < 0) {
    badarg();
  }
  return t.fits_int64() ? t.as_int() : INT64_MAX;
}

}  // namespace kith::detail
