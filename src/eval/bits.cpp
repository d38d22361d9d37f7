#include "eval/bits.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "etf/block_of_bits.hpp"
#include "term/arithmetic.hpp"
#include "term/bigint.hpp"
#include "term/scan_utf8.hpp"

namespace kith::eval {

namespace {

using type = bit_segment::type;

/// The bits of a segment whose size is given; false if that is no size.
bool bits_of(const bit_segment& s, term_ref size, std::uint64_t& bits) {
  std::uint64_t count = s.count;
  if (size) {
    if (!size.is_integer() || !size.fits_int64() || size.as_int() < 0) {
      return false;
    }
    count = static_cast<std::uint64_t>(size.as_int());
  }
  return !__builtin_mul_overflow(count, std::uint64_t{s.unit}, &bits);
}

/// A size that no segment may have, whatever its value is: OTP's small integers end before it.
bool is_beyond_all(const bit_segment& s, term_ref size) {
  if (!size || !size.is_integer() || integer_view(term(size)).negative()) {
    return false;
  }
  std::uint64_t bits = 0;
  return !bits_of(s, size, bits) || size.as_int() >= std::int64_t{1} << 59u;
}

bits_fault add_number(bit_string& to, const bit_segment& s, term_ref value, std::uint64_t bits) {
  if (s.what == type::integer) {
    if (!value.is_integer()) {
      return bits_fault::badarg;
    }
    const integer_view number(value);
    to.add_integer({number.limbs(), number.negative()}, bits, s.is_little());
    return bits_fault::none;
  }
  double d = 0;
  if (!arithmetic::float_of(value, d)) {
    return bits_fault::badarg;
  }
  // What is too large for 16 or 32 bits becomes infinite, which no pattern matches.
  return to.add_float(d, bits, s.is_little()) ? bits_fault::none : bits_fault::badarg;
}

bits_fault add_binary(bit_string& to, const bit_segment& s, term_ref value, term_ref size) {
  if (!value.is_bitstring()) {
    return bits_fault::badarg;
  }
  std::uint64_t bits = value.bit_size();
  if (s.sized == bit_segment::size::all) {
    if (bits % s.unit != 0) {
      return bits_fault::badarg;
    }
  } else if (std::uint64_t wanted = 0; bits_of(s, size, wanted) && wanted <= bits) {
    bits = wanted;
  } else {
    return bits_fault::badarg;
  }
  if (bits > bits_max - to.size()) {
    return bits_fault::system_limit;
  }
  to.add_bits(value.bit_bytes(), bits);
  return bits_fault::none;
}

/// Up to 64 bits, the first the most significant.
std::uint64_t bits_at(std::string_view bytes, std::uint64_t at, unsigned count) {
  std::uint64_t value = 0;
  while (count > 0) {
    const auto offset = static_cast<unsigned>(at % 8);
    const unsigned n = std::min(8 - offset, count);
    const unsigned byte = static_cast<unsigned char>(bytes[at / 8]);
    value = (value << n) | ((byte >> (8 - offset - n)) & ((1u << n) - 1));
    at += n;
    count -= n;
  }
  return value;
}

/// The bits as bytes of which the first is the least significant; the last may be less than whole.
std::string little_bytes(std::string_view bytes, std::uint64_t at, std::uint64_t bits,
                         bool little) {
  std::string out(static_cast<std::size_t>((bits + 7) / 8), '\0');
  const auto rest = static_cast<unsigned>(bits % 8);
  const std::size_t whole = static_cast<std::size_t>(bits / 8);
  if (little) {
    for (std::size_t i = 0; i < whole; ++i) {
      out[i] = static_cast<char>(bits_at(bytes, at + 8 * i, 8));
    }
    if (rest != 0) {
      out[whole] = static_cast<char>(bits_at(bytes, at + 8 * whole, rest));
    }
    return out;
  }
  if (rest != 0) {
    out[whole] = static_cast<char>(bits_at(bytes, at, rest));
  }
  for (std::size_t i = 0; i < whole; ++i) {
    out[whole - 1 - i] = static_cast<char>(bits_at(bytes, at + rest + 8 * i, 8));
  }
  return out;
}

term small_integer(std::uint64_t value, unsigned bits, bool is_signed) {
  if (is_signed && bits > 0 && bits < 64 && ((value >> (bits - 1)) & 1u) != 0) {
    return static_cast<std::int64_t>(value | (~std::uint64_t{0} << bits));
  }
  return is_signed && bits == 64 ? term(static_cast<std::int64_t>(value)) : term(value);
}

term read_integer(std::string_view bytes, std::uint64_t at, std::uint64_t bits,
                  const bit_segment& s) {
  const bool is_signed = s.signedness == bit_segment::sign::is_signed;
  if (bits <= 64 && !s.is_little()) {
    return small_integer(bits_at(bytes, at, static_cast<unsigned>(bits)),
                         static_cast<unsigned>(bits), is_signed);
  }
  std::string little = little_bytes(bytes, at, bits, s.is_little());
  const auto rest = static_cast<unsigned>(bits % 8);
  const unsigned top = rest == 0 ? 8 : rest;
  const bool negative = is_signed && bits != 0 &&
                        ((static_cast<unsigned char>(little.back()) >> (top - 1)) & 1u) != 0;
  std::vector<std::uint64_t> limbs((little.size() + 7) / 8, 0);
  for (std::size_t i = 0; i < little.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(little[i]);
    if (negative) {  // the magnitude is what is missing to 2^bits
      byte = ~byte & 0xFFu;
      if (i + 1 == little.size() && rest != 0) {
        byte &= (1u << rest) - 1;
      }
    }
    limbs[i / 8] |= std::uint64_t{byte} << (8 * (i % 8));
  }
  if (negative) {
    for (std::uint64_t& limb : limbs) {
      if (++limb != 0) {
        break;
      }
    }
  }
  return make_integer(negative, trim(limbs));
}

double half_value(std::uint64_t bits) {
  const auto exponent = static_cast<int>((bits >> 10u) & 0x1Fu);
  const auto fraction = static_cast<double>(bits & 0x3FFu);
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  return (bits & 0x8000u) != 0 ? -magnitude : magnitude;
}

term read_float(std::string_view bytes, std::uint64_t at, std::uint64_t bits,
                const bit_segment& s) {
  if (bits == 0) {
    return term(0.0);
  }
  if (bits != 16 && bits != 32 && bits != 64) {
    return {};
  }
  const std::string little = little_bytes(bytes, at, bits, s.is_little());
  std::uint64_t raw = 0;
  for (std::size_t i = little.size(); i > 0; --i) {
    raw = (raw << 8u) | static_cast<unsigned char>(little[i - 1]);
  }
  if (bits == 16) {
    return ((raw >> 10u) & 0x1Fu) == 0x1F ? term() : term(half_value(raw));
  }
  const double d = bits == 32
                       ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(raw)))
                       : std::bit_cast<double>(raw);
  return std::isfinite(d) ? term(d) : term();
}

/// The binary that the bytes of `whole` lie in, if they can be shared.
term_ref carrier_of(term_ref whole) {
  if (!whole.is_binary()) {
    return {};
  }
  if (detail::kind_of(*whole.node()) == detail::kind::binary) {
    return whole;
  }
  const auto* base = reinterpret_cast<const detail::xref*>(whole.node() + 2);
  return {base->target, base->owner};
}

term part_of(term_ref whole, std::uint64_t at, std::uint64_t bits) {
  const std::string_view bytes = whole.bit_bytes();
  if (at % 8 == 0) {
    return etf::block_of_bits(bytes.data() + at / 8, bits, carrier_of(whole));
  }
  std::string copy;
  copy.reserve(static_cast<std::size_t>(bits / 8 + 1));
  std::uint64_t done = 0;
  for (; done + 8 <= bits; done += 8) {
    copy.push_back(static_cast<char>(bits_at(bytes, at + done, 8)));
  }
  if (done < bits) {
    const auto rest = static_cast<unsigned>(bits - done);
    copy.push_back(static_cast<char>(bits_at(bytes, at + done, rest) << (8 - rest)));
  }
  return etf::block_of_bits(copy.data(), bits, term_ref());
}

/// A character, and how many bits it takes; no_char when there is none.
char32_t character_at(std::string_view bytes, std::uint64_t at, std::uint64_t left,
                      const bit_segment& s, std::uint64_t& bits) {
  if (s.what == type::utf8) {
    std::string some;
    for (std::uint64_t i = 0; i < 4 && 8 * (i + 1) <= left; ++i) {
      some.push_back(static_cast<char>(bits_at(bytes, at + 8 * i, 8)));
    }
    std::size_t taken = 0;
    const char32_t c = decode_utf8(some, taken);
    bits = 8 * std::uint64_t{taken};
    return c;
  }
  const auto unit = [&](std::uint64_t from, unsigned n) {
    std::uint64_t v = bits_at(bytes, from, n);
    if (s.is_little()) {
      v = n == 16 ? __builtin_bswap16(static_cast<std::uint16_t>(v))
                  : __builtin_bswap32(static_cast<std::uint32_t>(v));
    }
    return static_cast<char32_t>(v);
  };
  if (s.what == type::utf32) {
    bits = 32;
    const char32_t c = left >= 32 ? unit(at, 32) : no_char;
    return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) ? c : no_char;
  }
  bits = 16;
  const char32_t first = left >= 16 ? unit(at, 16) : no_char;
  if (first < 0xD800 || first == no_char || first > 0xDFFF) {
    return first;
  }
  bits = 32;
  const char32_t second = first < 0xDC00 && left >= 32 ? unit(at + 16, 16) : 0;
  return second >= 0xDC00 && second <= 0xDFFF
             ? 0x10000 + ((first - 0xD800) << 10u) + (second - 0xDC00)
             : no_char;
}

}  // namespace

bits_fault add_segment(bit_string& to, const bit_segment& s, term_ref value, term_ref size) {
  if (is_beyond_all(s, size)) {
    return bits_fault::system_limit;
  }
  switch (s.what) {
  case type::binary: return add_binary(to, s, value, size);
  case type::utf8:
  case type::utf16:
  case type::utf32:
    return value.is_integer() && value.fits_int64() && value.as_int() >= 0 &&
                   to.add_character(static_cast<std::uint64_t>(value.as_int()), s.what,
                                    s.is_little())
               ? bits_fault::none
               : bits_fault::badarg;
  default: break;
  }
  std::uint64_t bits = 0;
  if (!bits_of(s, size, bits)) {
    return bits_fault::badarg;
  }
  if (bits > bits_max - to.size()) {
    return bits_fault::system_limit;
  }
  return add_number(to, s, value, bits);
}

term bits_term(const bit_string& all) {
  return etf::block_of_bits(all.bytes().data(), all.size(), term_ref());
}

term read_segment(term_ref whole, std::uint64_t& at, const bit_segment& s, term_ref size,
                  bool wanted) {
  const std::string_view bytes = whole.bit_bytes();
  const std::uint64_t left = whole.bit_size() - at;
  std::uint64_t bits = 0;
  if (s.what == type::utf8 || s.what == type::utf16 || s.what == type::utf32) {
    const char32_t c = character_at(bytes, at, left, s, bits);
    if (c == no_char) {
      return {};
    }
    at += bits;
    return static_cast<std::int64_t>(c);
  }
  if (s.what == type::binary && s.sized == bit_segment::size::all) {
    if (left % s.unit != 0) {
      return {};
    }
    bits = left;
  } else if (!bits_of(s, size, bits) || bits > left) {
    return {};
  }
  const std::uint64_t from = at;
  term value = term::nil();
  if (wanted || s.what == type::floating) {
    value = s.what == type::binary     ? part_of(whole, from, bits)
            : s.what == type::floating ? read_float(bytes, from, bits, s)
                                       : read_integer(bytes, from, bits, s);
  }
  if (value) {
    at += bits;
  }
  return value;
}

}  // namespace kith::eval
