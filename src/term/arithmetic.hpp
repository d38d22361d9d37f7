// Erlang's arithmetic: integers of any size and floats. What fits a word is done by the inline
// functions; the others take any two terms.
#pragma once

#include <cstdint>

#include "kith/term.hpp"

namespace kith::arithmetic {

/// Why there is no result: the reasons of Erlang's errors of these names.
enum class fault : std::uint8_t { none, badarith, system_limit };

/// The most limbs of 64 bits that an integer has: past it is `system_limit`. OTP 25 has the same.
inline constexpr std::size_t integer_limbs_max = (std::size_t{1} << 19u) - 1;

// Each returns no term, and the reason in `why`, when there is no result; else `why` is left as it
// is. An integer and a float make a float; a float that would be infinite is badarith.

[[nodiscard]] term add(term_ref a, term_ref b, fault& why);
[[nodiscard]] term subtract(term_ref a, term_ref b, fault& why);
[[nodiscard]] term multiply(term_ref a, term_ref b, fault& why);
/// `A / B`, a float.
[[nodiscard]] term divide(term_ref a, term_ref b, fault& why);
/// Rounds towards zero; the remainder has the sign of `a`.
[[nodiscard]] term div(term_ref a, term_ref b, fault& why);
[[nodiscard]] term rem(term_ref a, term_ref b, fault& why);
[[nodiscard]] term negate(term_ref a, fault& why);
/// `+A`: the number itself.
[[nodiscard]] term plus(term_ref a, fault& why);
[[nodiscard]] term abs(term_ref a, fault& why);

// Of integers, seen as two's complement with endless sign.
[[nodiscard]] term bsl(term_ref a, term_ref count, fault& why);
[[nodiscard]] term bsr(term_ref a, term_ref count, fault& why);
[[nodiscard]] term band(term_ref a, term_ref b, fault& why);
[[nodiscard]] term bor(term_ref a, term_ref b, fault& why);
[[nodiscard]] term bxor(term_ref a, term_ref b, fault& why);
[[nodiscard]] term bnot(term_ref a, fault& why);

/// The integer that a float without fraction is. `whole` is finite.
[[nodiscard]] term integer_of(double whole);
/// False when `number` is no number or too large for a float.
[[nodiscard]] bool float_of(term_ref number, double& out) noexcept;

// The same for words of terms (`term_ref::raw`) that are small integers on both sides. 0, which is
// no term, when they are not or the result is not: then the functions above know.

[[nodiscard]] constexpr bool are_small(detail::word a, detail::word b) noexcept {
  constexpr auto mark = static_cast<detail::word>(detail::tag::small);
  return (((a ^ mark) | (b ^ mark)) & 7u) == 0;
}
[[nodiscard]] inline detail::word add_small(detail::word a, detail::word b) noexcept {
  std::int64_t sum = 0;
  constexpr auto mark = static_cast<std::int64_t>(detail::tag::small);
  return are_small(a, b) && !__builtin_add_overflow(static_cast<std::int64_t>(a) - mark,
                                                    static_cast<std::int64_t>(b), &sum)
             ? static_cast<detail::word>(sum)
             : 0;
}
[[nodiscard]] inline detail::word subtract_small(detail::word a, detail::word b) noexcept {
  std::int64_t difference = 0;
  constexpr auto mark = static_cast<std::int64_t>(detail::tag::small);
  return are_small(a, b) &&
                 !__builtin_sub_overflow(static_cast<std::int64_t>(a),
                                         static_cast<std::int64_t>(b) - mark, &difference)
             ? static_cast<detail::word>(difference)
             : 0;
}
[[nodiscard]] inline detail::word multiply_small(detail::word a, detail::word b) noexcept {
  std::int64_t product = 0;
  constexpr auto mark = static_cast<std::int64_t>(detail::tag::small);
  return are_small(a, b) && !__builtin_mul_overflow(detail::small_value(a),
                                                    static_cast<std::int64_t>(b) - mark, &product)
             ? static_cast<detail::word>(product + mark)
             : 0;
}
[[nodiscard]] inline detail::word div_small(detail::word a, detail::word b) noexcept {
  if (!are_small(a, b) || b == detail::small_word(0)) {
    return 0;
  }
  const std::int64_t quotient = detail::small_value(a) / detail::small_value(b);
  return detail::fits_small(quotient) ? detail::small_word(quotient) : 0;
}
[[nodiscard]] inline detail::word rem_small(detail::word a, detail::word b) noexcept {
  return are_small(a, b) && b != detail::small_word(0)
             ? detail::small_word(detail::small_value(a) % detail::small_value(b))
             : 0;
}
[[nodiscard]] inline detail::word band_small(detail::word a, detail::word b) noexcept {
  return are_small(a, b) ? a & b : 0;
}
[[nodiscard]] inline detail::word bor_small(detail::word a, detail::word b) noexcept {
  return are_small(a, b) ? a | b : 0;
}
[[nodiscard]] inline detail::word bxor_small(detail::word a, detail::word b) noexcept {
  constexpr auto mark = static_cast<detail::word>(detail::tag::small);
  return are_small(a, b) ? (a ^ b) | mark : 0;
}
/// To the left by 0 to 60 bits.
[[nodiscard]] inline detail::word bsl_small(detail::word a, detail::word count) noexcept {
  if (!are_small(a, count) || count > detail::small_word(60)) {  // a negative one is large, too
    return 0;
  }
  const auto n = static_cast<unsigned>(detail::small_value(count));
  const std::int64_t value = detail::small_value(a);
  const auto shifted = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << n);
  return (shifted >> n) == value && detail::fits_small(shifted) ? detail::small_word(shifted) : 0;
}
/// To the right by 0 to 60 bits.
[[nodiscard]] inline detail::word bsr_small(detail::word a, detail::word count) noexcept {
  return are_small(a, count) && count <= detail::small_word(60)
             ? detail::small_word(detail::small_value(a) >>
                                  static_cast<unsigned>(detail::small_value(count)))
             : 0;
}

}  // namespace kith::arithmetic
