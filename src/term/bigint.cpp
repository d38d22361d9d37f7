#include "term/bigint.hpp"

#include <gmp.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace kith {

using namespace detail;

static_assert(sizeof(mp_limb_t) == sizeof(std::uint64_t) && GMP_NAIL_BITS == 0);

namespace {

/// Limbs are GMP's; the types differ in name only.
const mp_limb_t* gmp(std::span<const std::uint64_t> limbs) noexcept {
  return reinterpret_cast<const mp_limb_t*>(limbs.data());
}

std::size_t bits_of(std::span<const std::uint64_t> limbs) noexcept {
  return limbs.empty()
             ? 0
             : limbs.size() * 64 - static_cast<std::size_t>(std::countl_zero(limbs.back()));
}

std::strong_ordering compare_magnitudes(std::span<const std::uint64_t> a,
                                        std::span<const std::uint64_t> b) noexcept {
  if (a.size() != b.size()) {
    return a.size() <=> b.size();
  }
  return a.empty() ? std::strong_ordering::equal
                   : mpn_cmp(gmp(a), gmp(b), static_cast<mp_size_t>(a.size())) <=> 0;
}

std::strong_ordering turn(std::strong_ordering o, bool negative) noexcept {
  return negative ? 0 <=> o : o;
}

/// A magnitude against a finite, non-negative float.
std::strong_ordering compare_magnitude(std::span<const std::uint64_t> a, double b) noexcept {
  int exponent = 0;
  const double fraction = std::frexp(b, &exponent);  // 0.5 <= fraction < 1, or 0
  const auto bits = static_cast<std::int64_t>(bits_of(a));
  if (fraction == 0.0 || exponent <= 0) {  // b < 1
    if (bits != 0) {
      return std::strong_ordering::greater;
    }
    return b == 0.0 ? std::strong_ordering::equal : std::strong_ordering::less;
  }
  if (bits != exponent) {
    return bits <=> std::int64_t{exponent};
  }
  // The same number of bits before the point: compare the top 64, then what is below them.
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
  const auto lead = static_cast<unsigned>(std::countl_zero(a.back()));
  std::uint64_t top = a.back() << lead;
  bool rest = false;
  if (a.size() > 1) {
    const std::uint64_t next = a[a.size() - 2];
    top |= lead == 0 ? 0 : next >> (64 - lead);
    rest = (next << lead) != 0 ||
           std::any_of(a.begin(), a.end() - 2, [](std::uint64_t limb) { return limb != 0; });
  }
  if (top != mantissa) {
    return top <=> mantissa;
  }
  return rest ? std::strong_ordering::greater : std::strong_ordering::equal;
}

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'z') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

}  // namespace

integer_view::integer_view(term_ref t) noexcept {
  KITH_ASSERT(t.is_integer());
  if (t.tag() == tag::small) {
    const std::int64_t v = small_value(t.raw());
    negative_ = v < 0;
    small_ = static_cast<std::uint64_t>(negative_ ? -v : v);
    at_ = &small_;
    count_ = v == 0 ? 0 : 1;
  } else {
    const word* n = t.node();
    negative_ = kind_of(*n) == kind::big_neg;
    at_ = n + 1;
    count_ = size_of(*n);
  }
}

std::strong_ordering compare_integers(const integer_view& a, const integer_view& b) noexcept {
  if (a.negative() != b.negative()) {
    return a.negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return turn(compare_magnitudes(a.limbs(), b.limbs()), a.negative());
}

std::strong_ordering compare_with_float(const integer_view& a, double b) noexcept {
  const bool negative = std::signbit(b) && b != 0.0;
  if (a.negative() != negative) {
    return a.negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return turn(compare_magnitude(a.limbs(), std::fabs(b)), negative);
}

bool to_double(const integer_view& a, double& out) noexcept {
  const auto limbs = a.limbs();
  const std::size_t bits = bits_of(limbs);
  if (bits > 1024) {
    return false;
  }
  // The top 64 bits, the lowest of them set if anything below is: rounding to 53 is then right.
  std::uint64_t top = 0;
  if (bits <= 64) {
    top = limbs.empty() ? 0 : limbs[0];
  } else {
    const auto lead = static_cast<unsigned>(std::countl_zero(limbs.back()));
    const std::uint64_t next = limbs[limbs.size() - 2];
    top = (limbs.back() << lead) | (lead == 0 ? 0 : next >> (64 - lead));
    const bool rest =
        (next << lead) != 0 ||
        std::any_of(limbs.begin(), limbs.end() - 2, [](std::uint64_t limb) { return limb != 0; });
    top |= rest ? 1u : 0u;
  }
  const double magnitude =
      std::ldexp(static_cast<double>(top), bits <= 64 ? 0 : static_cast<int>(bits - 64));
  out = a.negative() ? -magnitude : magnitude;
  return std::isfinite(magnitude);
}

std::span<const std::uint64_t> trim(std::span<const std::uint64_t> limbs) noexcept {
  while (!limbs.empty() && limbs.back() == 0) {
    limbs = limbs.first(limbs.size() - 1);
  }
  return limbs;
}

std::uint64_t size_limbs(bool negative, std::span<const std::uint64_t> limbs) noexcept {
  if (limbs.size() <= 1) {
    return arena::size_integer(negative, limbs.empty() ? 0 : limbs[0]);
  }
  return 1 + limbs.size();
}

word integer_in(arena& a, bool negative, std::span<const std::uint64_t> limbs) noexcept {
  if (limbs.size() <= 1) {
    return a.integer(negative, limbs.empty() ? 0 : limbs[0]);
  }
  KITH_ASSERT(limbs.back() != 0);
  word* n = a.take(1 + limbs.size());
  n[0] = header(negative ? kind::big_neg : kind::big_pos, limbs.size());
  std::copy(limbs.begin(), limbs.end(), n + 1);
  return boxed_word(n);
}

term make_integer(bool negative, std::span<const std::uint64_t> limbs) {
  limbs = trim(limbs);
  arena a(size_limbs(negative, limbs));
  return a.finish(integer_in(a, negative, limbs));
}

result<std::string> to_digits(term_ref integer, int base) {
  KITH_ASSERT(base >= 2 && base <= 36);
  const integer_view v(integer);
  const auto limbs = v.limbs();
  if (limbs.empty()) {
    return std::string("0");
  }
  const std::size_t digits = mpn_sizeinbase(gmp(limbs), static_cast<mp_size_t>(limbs.size()), base);
  if (digits > integer_digits_max) {
    return error(errc::limit, "the integer has more than integer_digits_max digits");
  }
  // mpn_get_str destroys what it prints, and wants room for a digit more.
  std::vector<mp_limb_t> copy(gmp(limbs), gmp(limbs) + limbs.size());
  copy.push_back(0);
  std::vector<unsigned char> raw(digits + 1);
  const std::size_t written =
      mpn_get_str(raw.data(), base, copy.data(), static_cast<mp_size_t>(limbs.size()));
  std::string text(v.negative() ? "-" : "");
  std::size_t first = 0;
  while (first + 1 < written && raw[first] == 0) {
    ++first;
  }
  for (std::size_t i = first; i < written; ++i) {
    text.push_back("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[raw[i]]);
  }
  return text;
}

result<term> from_digits(std::string_view digits, int base) {
  KITH_ASSERT(base >= 2 && base <= 36);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) {
    digits.remove_prefix(1);
  }
  if (digits.empty()) {
    return error(errc::bad_input, "an integer has at least one digit");
  }
  if (digits.size() > integer_digits_max) {
    return error(errc::limit, "the integer has more than integer_digits_max digits");
  }
  std::vector<unsigned char> raw;
  raw.reserve(digits.size());
  for (const char c : digits) {
    const int d = digit_of(c);
    if (d >= base) {
      return error(errc::bad_input, "not a digit of that base");
    }
    if (d != 0 || !raw.empty()) {  // mpn_set_str takes no leading zeros
      raw.push_back(static_cast<unsigned char>(d));
    }
  }
  if (raw.empty()) {
    return term(0);
  }
  // A digit takes at most 6 bits (base 36).
  std::vector<std::uint64_t> limbs(raw.size() * 6 / 64 + 2);
  const mp_size_t used =
      mpn_set_str(reinterpret_cast<mp_limb_t*>(limbs.data()), raw.data(), raw.size(), base);
  return make_integer(negative, std::span(limbs).first(static_cast<std::size_t>(used)));
}

}  // namespace kith
