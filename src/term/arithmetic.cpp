#include "term/arithmetic.hpp"

#include <algorithm>
#include <cmath>

#include "term/bigint.hpp"
#include "term/limb_buffer.hpp"

namespace kith::arithmetic {

namespace {

using detail::small_value;
using detail::tag;

using limbs_view = std::span<const std::uint64_t>;

const mp_limb_t* gmp(limbs_view limbs) noexcept {
  return reinterpret_cast<const mp_limb_t*>(limbs.data());
}
mp_size_t length(limbs_view limbs) noexcept {
  return static_cast<mp_size_t>(limbs.size());
}

term fail(fault reason, fault& why) noexcept {
  why = reason;
  return {};
}

term finite(double d, fault& why) {
  return std::isfinite(d) ? term(d) : fail(fault::badarith, why);
}

term bounded(bool negative, limbs_view limbs, fault& why) {
  limbs = trim(limbs);
  return limbs.size() > integer_limbs_max ? fail(fault::system_limit, why)
                                          : make_integer(negative, limbs);
}

bool both_small(term_ref a, term_ref b) noexcept {
  return are_small(a.raw(), b.raw());
}
bool both_integers(term_ref a, term_ref b) noexcept {
  return a.is_integer() && b.is_integer();
}

/// The sum of magnitudes and signs.
term sum(bool a_negative, limbs_view a, bool b_negative, limbs_view b, fault& why) {
  if (a.size() < b.size()) {
    std::swap(a, b);
    std::swap(a_negative, b_negative);
  }
  if (b.empty()) {
    return make_integer(a_negative, a);
  }
  limb_buffer out(a.size() + 1);
  if (a_negative == b_negative) {
    out.all().back() = mpn_add(out.gmp(), gmp(a), length(a), gmp(b), length(b));
    return bounded(a_negative, out.all(), why);
  }
  out.all().back() = 0;
  if (a.size() == b.size() && mpn_cmp(gmp(a), gmp(b), length(a)) < 0) {
    std::swap(a, b);
    std::swap(a_negative, b_negative);
  }
  mpn_sub(out.gmp(), gmp(a), length(a), gmp(b), length(b));
  return bounded(a_negative, out.all(), why);
}

template <class OfFloats>
term of_floats(term_ref a, term_ref b, fault& why, OfFloats of) {
  double x = 0;
  double y = 0;
  return float_of(a, x) && float_of(b, y) ? finite(of(x, y), why) : fail(fault::badarith, why);
}

/// Two's complement, in as many limbs as `out` has, which are more than the integer's.
void spread(const integer_view& v, std::span<std::uint64_t> out) noexcept {
  const limbs_view from = v.limbs();
  std::fill(std::copy(from.begin(), from.end(), out.begin()), out.end(), 0);
  if (v.negative()) {
    auto* at = reinterpret_cast<mp_limb_t*>(out.data());
    mpn_neg(at, at, length(out));
  }
}

term from_complement(std::span<std::uint64_t> limbs, fault& why) {
  const bool negative = (limbs.back() >> 63u) != 0;
  if (negative) {
    auto* at = reinterpret_cast<mp_limb_t*>(limbs.data());
    mpn_neg(at, at, length(limbs));
  }
  return bounded(negative, limbs, why);
}

template <class OfLimbs>
term bitwise(term_ref a, term_ref b, fault& why, OfLimbs of) {
  if (!both_integers(a, b)) {
    return fail(fault::badarith, why);
  }
  const integer_view x(a);
  const integer_view y(b);
  const std::size_t limbs = std::max(x.limbs().size(), y.limbs().size()) + 1;
  limb_buffer left(limbs);
  limb_buffer right(limbs);
  spread(x, left.all());
  spread(y, right.all());
  for (std::size_t i = 0; i < limbs; ++i) {
    left.data()[i] = of(left.data()[i], right.data()[i]);
  }
  return from_complement(left.all(), why);
}

term shift_left(term_ref a, std::uint64_t count, fault& why) {
  const integer_view v(a);
  const limbs_view from = v.limbs();
  if (from.empty()) {
    return term(0);
  }
  if (count / 64 > integer_limbs_max) {
    return fail(fault::system_limit, why);
  }
  const auto whole = static_cast<std::size_t>(count / 64);
  const auto bits = static_cast<unsigned>(count % 64);
  limb_buffer out(from.size() + whole + 1);
  std::fill_n(out.data(), whole, 0);
  if (bits == 0) {
    *std::copy(from.begin(), from.end(), out.data() + whole) = 0;
  } else {
    out.all().back() = mpn_lshift(out.gmp() + whole, gmp(from), length(from), bits);
  }
  return bounded(v.negative(), out.all(), why);
}

/// Rounds down, so that the bits of a negative integer move as in two's complement.
term shift_right(term_ref a, std::uint64_t count, fault& why) {
  const integer_view v(a);
  const limbs_view from = v.limbs();
  const std::uint64_t skipped = count / 64;
  if (skipped >= from.size()) {
    return term(v.negative() ? -1 : 0);
  }
  const auto whole = static_cast<std::size_t>(skipped);
  const auto bits = static_cast<unsigned>(count % 64);
  const limbs_view kept = from.subspan(whole);
  limb_buffer out(kept.size() + 1);
  out.all().back() = 0;
  bool lost = std::any_of(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(whole),
                          [](std::uint64_t limb) { return limb != 0; });
  if (bits == 0) {
    std::copy(kept.begin(), kept.end(), out.data());
  } else {
    lost = mpn_rshift(out.gmp(), gmp(kept), length(kept), bits) != 0 || lost;
  }
  if (v.negative() && lost) {
    mpn_add_1(out.gmp(), out.gmp(), length(out.all()), 1);
  }
  return bounded(v.negative(), out.all(), why);
}

enum class direction : std::uint8_t { left, right };

direction other(direction d) noexcept {
  return d == direction::left ? direction::right : direction::left;
}

term shift(term_ref a, term_ref count, direction to, fault& why) {
  if (!both_integers(a, count)) {
    return fail(fault::badarith, why);
  }
  const integer_view by(count);
  if (by.negative()) {
    to = other(to);
  }
  // Past 64 bits of count nothing is left, or there is no room.
  const std::uint64_t bits =
      by.limbs().empty() ? 0 : (by.limbs().size() > 1 ? UINT64_MAX : by.limbs()[0]);
  return to == direction::left ? shift_left(a, bits, why) : shift_right(a, bits, why);
}

struct quotient_and_remainder {
  term quotient;
  term remainder;
};

quotient_and_remainder div_rem(term_ref a, term_ref b, fault& why) {
  if (!both_integers(a, b)) {
    return {fail(fault::badarith, why), {}};
  }
  const integer_view x(a);
  const integer_view y(b);
  if (y.limbs().empty()) {
    return {fail(fault::badarith, why), {}};
  }
  if (x.limbs().size() < y.limbs().size()) {
    return {term(0), term(a)};
  }
  limb_buffer quotient(x.limbs().size() - y.limbs().size() + 1);
  limb_buffer remainder(y.limbs().size());
  mpn_tdiv_qr(quotient.gmp(), remainder.gmp(), 0, gmp(x.limbs()), length(x.limbs()), gmp(y.limbs()),
              length(y.limbs()));
  return {make_integer(x.negative() != y.negative(), quotient.all()),
          make_integer(x.negative(), remainder.all())};
}

}  // namespace

bool float_of(term_ref number, double& out) noexcept {
  if (number.is_float()) {
    out = number.as_float();
    return true;
  }
  if (number.tag() == tag::small) {
    out = static_cast<double>(small_value(number.raw()));
    return true;
  }
  return number.is_integer() && to_double(integer_view(number), out);
}

term integer_of(double whole) {
  KITH_ASSERT(std::isfinite(whole));
  constexpr double two_to_63 = 9223372036854775808.0;
  if (std::fabs(whole) < two_to_63) {
    return term(static_cast<std::int64_t>(whole));
  }
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(whole), &exponent);
  // 53 bits of mantissa, then zeros.
  fault none = fault::none;
  const term mantissa(static_cast<std::int64_t>(std::ldexp(std::copysign(fraction, whole), 53)));
  return shift_left(mantissa, static_cast<std::uint64_t>(exponent - 53), none);
}

term add(term_ref a, term_ref b, fault& why) {
  if (both_small(a, b)) {
    return term(small_value(a.raw()) + small_value(b.raw()));
  }
  if (both_integers(a, b)) {
    const integer_view x(a);
    const integer_view y(b);
    return sum(x.negative(), x.limbs(), y.negative(), y.limbs(), why);
  }
  return of_floats(a, b, why, [](double x, double y) { return x + y; });
}

term subtract(term_ref a, term_ref b, fault& why) {
  if (both_small(a, b)) {
    return term(small_value(a.raw()) - small_value(b.raw()));
  }
  if (both_integers(a, b)) {
    const integer_view x(a);
    const integer_view y(b);
    return sum(x.negative(), x.limbs(), !y.negative(), y.limbs(), why);
  }
  return of_floats(a, b, why, [](double x, double y) { return x - y; });
}

term multiply(term_ref a, term_ref b, fault& why) {
  if (const detail::word small = multiply_small(a.raw(), b.raw()); small != 0) {
    return term::adopt(small, nullptr);
  }
  if (!both_integers(a, b)) {
    return of_floats(a, b, why, [](double x, double y) { return x * y; });
  }
  const integer_view x(a);
  const integer_view y(b);
  limbs_view longer = x.limbs();
  limbs_view shorter = y.limbs();
  if (longer.size() < shorter.size()) {
    std::swap(longer, shorter);
  }
  if (shorter.empty()) {
    return term(0);
  }
  if (longer.size() + shorter.size() > integer_limbs_max + 1) {
    return fail(fault::system_limit, why);
  }
  limb_buffer out(longer.size() + shorter.size());
  mpn_mul(out.gmp(), gmp(longer), length(longer), gmp(shorter), length(shorter));
  return bounded(x.negative() != y.negative(), out.all(), why);
}

term divide(term_ref a, term_ref b, fault& why) {
  double x = 0;
  double y = 0;
  if (!float_of(a, x) || !float_of(b, y) || y == 0.0) {
    return fail(fault::badarith, why);
  }
  return finite(x / y, why);
}

term div(term_ref a, term_ref b, fault& why) {
  if (both_small(a, b) && small_value(b.raw()) != 0) {
    return term(small_value(a.raw()) / small_value(b.raw()));
  }
  return div_rem(a, b, why).quotient;
}

term rem(term_ref a, term_ref b, fault& why) {
  if (both_small(a, b) && small_value(b.raw()) != 0) {
    return term(small_value(a.raw()) % small_value(b.raw()));
  }
  return div_rem(a, b, why).remainder;
}

term negate(term_ref a, fault& why) {
  if (a.is_float()) {
    return term(-a.as_float());
  }
  if (!a.is_integer()) {
    return fail(fault::badarith, why);
  }
  const integer_view v(a);
  return make_integer(!v.negative(), v.limbs());
}

term plus(term_ref a, fault& why) {
  return a.is_integer() || a.is_float() ? term(a) : fail(fault::badarith, why);
}

term abs(term_ref a, fault& why) {
  if (a.is_float()) {
    const double value = a.as_float();  // OTP 25 leaves -0.0 as it is
    return value < 0 ? term(-value) : term(a);
  }
  if (!a.is_integer()) {
    return fail(fault::badarith, why);
  }
  const integer_view v(a);
  return v.negative() ? make_integer(false, v.limbs()) : term(a);
}

term bsl(term_ref a, term_ref count, fault& why) {
  return shift(a, count, direction::left, why);
}
term bsr(term_ref a, term_ref count, fault& why) {
  return shift(a, count, direction::right, why);
}

term band(term_ref a, term_ref b, fault& why) {
  if (const detail::word small = band_small(a.raw(), b.raw()); small != 0) {
    return term::adopt(small, nullptr);
  }
  return bitwise(a, b, why, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}
term bor(term_ref a, term_ref b, fault& why) {
  if (const detail::word small = bor_small(a.raw(), b.raw()); small != 0) {
    return term::adopt(small, nullptr);
  }
  return bitwise(a, b, why, [](std::uint64_t x, std::uint64_t y) { return x | y; });
}
term bxor(term_ref a, term_ref b, fault& why) {
  if (const detail::word small = bxor_small(a.raw(), b.raw()); small != 0) {
    return term::adopt(small, nullptr);
  }
  return bitwise(a, b, why, [](std::uint64_t x, std::uint64_t y) { return x ^ y; });
}
term bnot(term_ref a, fault& why) {
  return a.is_integer() ? subtract(term(-1), a, why) : fail(fault::badarith, why);
}

}  // namespace kith::arithmetic
