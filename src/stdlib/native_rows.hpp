// What the files of native functions share: tables of them, how they fail, and how they read their
// arguments. Errors are those of OTP's functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kith/build.hpp"
#include "kith/native.hpp"
#include "runtime/native.hpp"
#include "term/arithmetic.hpp"

namespace kith::detail {

using arguments = std::span<const term>;

struct native_row {
  std::string_view name;
  std::uint32_t arity;
  plain_function body;
};

inline void add_rows(native_table& natives, atom module, std::span<const native_row> rows) {
  for (const native_row& row : rows) {
    natives.add(module, atom(row.name), row.arity, row.body);
  }
}

[[noreturn]] inline void badarg() {
  raise_error(atoms::badarg);
}
[[noreturn]] inline void badarith() {
  raise_error(atom("badarith"));
}
[[noreturn]] inline void system_limit() {
  raise_error(atoms::system_limit);
}
/// What a function written in Erlang raises when no clause matches.
[[noreturn]] inline void function_clause() {
  raise_error(atom("function_clause"));
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
