#include "term/parse_bits.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "kith/assert.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

/// Sets what is absent; false if it is there and differs.
template <class Word>
bool merge(Word& old, Word value) {
  if (old != Word{} && old != value) {
    return false;
  }
  old = value;
  return true;
}

/// IEEE 754 half precision, rounded to nearest, ties to even; what is too large becomes infinite.
std::uint16_t half_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16u) & 0x8000u;
  const std::int32_t exponent = static_cast<std::int32_t>((bits >> 23u) & 0xFFu) - 127 + 15;
  if (exponent >= 31) {
    return static_cast<std::uint16_t>(sign | 0x7C00u);
  }
  if (exponent < -10) {
    return static_cast<std::uint16_t>(sign);
  }
  const std::uint32_t fraction = (bits & 0x7FFFFFu) | (exponent > 0 ? 0u : 0x800000u);
  const unsigned dropped = exponent > 0 ? 13u : static_cast<unsigned>(14 - exponent);
  std::uint32_t half = fraction >> dropped;
  if (exponent > 0) {
    half |= static_cast<std::uint32_t>(exponent) << 10u;
  }
  const std::uint32_t rest = fraction & ((1u << dropped) - 1);
  const std::uint32_t middle = 1u << (dropped - 1);
  if (rest > middle || (rest == middle && (half & 1u) != 0)) {
    ++half;  // may carry into the exponent, and from the last one to infinity: both are right
  }
  return static_cast<std::uint16_t>(sign | half);
}

template <class Unsigned>
std::string little_endian(Unsigned value) {
  std::string out;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFu));
  }
  return out;
}

double to_double(const whole_number& n) {
  double value = 0;
  for (std::size_t i = n.limbs.size(); i-- > 0;) {
    value = value * 18446744073709551616.0 + static_cast<double>(n.limbs[i]);
  }
  return n.negative && value != 0 ? -value : value;
}

}  // namespace

bool bit_segment::add(std::string_view name) {
  has_types = true;
  if (name == "integer")
    return merge(what, type::integer);
  if (name == "float")
    return merge(what, type::floating);
  if (name == "binary")
    return merge(what, type::binary);
  if (name == "utf8")
    return merge(what, type::utf8);
  if (name == "utf16")
    return merge(what, type::utf16);
  if (name == "utf32")
    return merge(what, type::utf32);
  if (name == "bytes")
    return merge(what, type::binary) && merge<std::uint16_t>(unit, 8);
  if (name == "bits" || name == "bitstring") {
    return merge(what, type::binary) && merge<std::uint16_t>(unit, 1);
  }
  if (name == "big")
    return merge(endian, order::big);
  if (name == "little")
    return merge(endian, order::little);
  if (name == "native")
    return merge(endian, order::native);
  if (name == "signed")
    return merge(signedness, sign::is_signed);
  if (name == "unsigned")
    return merge(signedness, sign::is_unsigned);
  return false;
}

bool bit_segment::add_unit(std::uint64_t bits) {
  has_types = true;
  return bits >= 1 && bits <= 256 && merge(unit, static_cast<std::uint16_t>(bits));
}

bool bit_segment::complete() {
  if (what == type::absent) {
    what = type::integer;
  }
  if (what == type::utf8 || what == type::utf16 || what == type::utf32) {
    return (sized == size::absent || sized == size::undefined) && unit == 0;
  }
  if (what == type::binary) {
    sized = sized == size::absent ? size::all : sized;
    unit = unit == 0 ? 8 : unit;
    return sized != size::undefined;
  }
  if (sized == size::absent) {
    if (unit != 0) {
      return false;
    }
    sized = size::number;
    count = what == type::integer ? 8 : 64;
  }
  unit = unit == 0 ? 1 : unit;
  return sized == size::number;
}

bool bit_segment::is_little() const noexcept {
  return endian == order::little ||
         (endian == order::native && std::endian::native == std::endian::little);
}

void bit_string::add_byte(unsigned byte, unsigned bits) {
  KITH_ASSERT(bits >= 1 && bits <= 8);
  const auto used = static_cast<unsigned>(bits_ % 8);
  const unsigned high = (byte << (8 - bits)) & 0xFFu;  // the bits, from the top
  if (used == 0) {
    bytes_.push_back(static_cast<char>(high));
  } else {
    bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) | (high >> used));
    if (used + bits > 8) {
      bytes_.push_back(static_cast<char>((high << (8 - used)) & 0xFFu));
    }
  }
  bits_ += bits;
}

void bit_string::add_bytes(std::string_view little_endian, bool little) {
  for (std::size_t i = 0; i < little_endian.size(); ++i) {
    const std::size_t at = little ? i : little_endian.size() - 1 - i;
    add_byte(static_cast<unsigned char>(little_endian[at]), 8);
  }
}

void bit_string::add_integer(whole_number value, std::uint64_t bits, bool little) {
  // Two's complement, the least significant byte first.
  std::string bytes(static_cast<std::size_t>((bits + 7) / 8), '\0');
  unsigned carry = value.negative ? 1 : 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t limb = i / 8;
    unsigned byte = limb < value.limbs.size()
                        ? static_cast<unsigned>((value.limbs[limb] >> (8 * (i % 8))) & 0xFFu)
                        : 0;
    if (value.negative) {
      byte = (byte ^ 0xFFu) + carry;
      carry = byte >> 8u;
    }
    bytes[i] = static_cast<char>(byte & 0xFFu);
  }
  const auto rest = static_cast<unsigned>(bits % 8);
  const std::string_view whole =
      std::string_view(bytes).substr(0, static_cast<std::size_t>(bits / 8));
  // The bits of the most significant byte that is not whole come first, or last in little-endian.
  if (rest != 0 && !little) {
    add_byte(static_cast<unsigned char>(bytes.back()), rest);
  }
  add_bytes(whole, little);
  if (rest != 0 && little) {
    add_byte(static_cast<unsigned char>(bytes.back()), rest);
  }
}

bool bit_string::add_float(double value, std::uint64_t bits, bool little) {
  switch (bits) {
  case 16: add_bytes(little_endian(half_of(static_cast<float>(value))), little); return true;
  case 32:
    add_bytes(little_endian(std::bit_cast<std::uint32_t>(static_cast<float>(value))), little);
    return true;
  case 64: add_bytes(little_endian(std::bit_cast<std::uint64_t>(value)), little); return true;
  default: return false;
  }
}

bool bit_string::add_character(std::uint64_t c, bit_segment::type encoding, bool little) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
    return false;
  }
  const auto character = static_cast<std::uint32_t>(c);
  if (encoding == bit_segment::type::utf8) {
    std::string bytes;
    append_utf8(bytes, character);
    add_bits(bytes, bytes.size() * 8);
  } else if (encoding == bit_segment::type::utf32) {
    add_bytes(little_endian(character), little);
  } else if (character < 0x10000) {
    add_bytes(little_endian(static_cast<std::uint16_t>(character)), little);
  } else {
    const std::uint32_t rest = character - 0x10000;
    add_bytes(little_endian(static_cast<std::uint16_t>(0xD800u | (rest >> 10u))), little);
    add_bytes(little_endian(static_cast<std::uint16_t>(0xDC00u | (rest & 0x3FFu))), little);
  }
  return true;
}

void bit_string::add_bits(std::string_view from, std::uint64_t bits) {
  KITH_ASSERT(bits <= from.size() * std::uint64_t{8});
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (bits_ % 8 == 0) {
    bytes_ += from.substr(0, whole);
    bits_ += whole * std::uint64_t{8};
  } else {
    for (const char byte : from.substr(0, whole)) {
      add_byte(static_cast<unsigned char>(byte), 8);
    }
  }
  if (const auto rest = static_cast<unsigned>(bits % 8); rest != 0) {
    add_byte(static_cast<unsigned>(static_cast<unsigned char>(from[whole])) >> (8 - rest), rest);
  }
}

bool bit_string::add_number(const bit_segment& segment, whole_number value) {
  switch (segment.what) {
  case bit_segment::type::integer:
    add_integer(value, segment.bits(), segment.is_little());
    return true;
  case bit_segment::type::floating: {
    const double real = to_double(value);
    return std::isfinite(real) && add_float(real, segment.bits(), segment.is_little());
  }
  case bit_segment::type::utf8:
  case bit_segment::type::utf16:
  case bit_segment::type::utf32:
    return !value.negative && value.limbs.size() <= 1 &&
           add_character(value.limbs.empty() ? 0 : value.limbs[0], segment.what,
                         segment.is_little());
  default: return false;
  }
}

}  // namespace kith
