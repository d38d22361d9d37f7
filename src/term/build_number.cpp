// The numbers of C++ that do not fit a word, and floats.
#include <cmath>

#include "kith/codec.hpp"

namespace kith {

namespace detail {

bool read_wide(term_ref t, std::int64_t least, std::uint64_t most, std::uint64_t* bits) noexcept {
  if (t.tag() != tag::boxed) {
    return false;
  }
  const word* n = t.node();
  if (*n == header(kind::big_pos, 1)) {
    *bits = n[1];
    return n[1] <= most;
  }
  if (*n == header(kind::big_neg, 1)) {
    *bits = ~n[1] + 1;
    return n[1] <= ~static_cast<std::uint64_t>(least) + 1;
  }
  return false;
}

bool fail_integer(term_ref t, std::int64_t least, std::uint64_t most, mismatch& why) {
  why.record(t.is_integer()
                 ? "an integer from " + std::to_string(least) + " to " + std::to_string(most)
                 : "an integer",
             t);
  return false;
}

}  // namespace detail

bool codec<double>::read(term_ref t, double* out, reading& how) {
  if (!t.is_float() && !t.fits_int64()) {
    return how.fail("a float", t);
  }
  if (out != nullptr) {
    *out = t.is_float() ? t.as_float() : static_cast<double>(t.as_int());
  }
  return true;
}

bool codec<float>::read(term_ref t, float* out, reading& how) {
  double wide = 0;
  reading quietly;
  if (!codec<double>::read(t, &wide, quietly) ||
      std::fabs(wide) > static_cast<double>(std::numeric_limits<float>::max())) {
    return how.fail("a float of 32 bits", t);
  }
  if (out != nullptr) {
    *out = static_cast<float>(wide);
  }
  return true;
}

}  // namespace kith
