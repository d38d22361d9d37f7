// Tables of characters for PCRE2, as pcre2_maketables(3) makes them for a locale of C: here for
// Latin-1, of which OTP has its own.
//
//   lower:u8[256] other_case:u8[256] classes:(u8[32])[10] types:u8[256]
//
// A class is a set of bits, one for each character. Which classes and types there are is PCRE2's
// business: a character past ASCII gets those of one of ASCII that is like it.

#include <array>

#include "stdlib/regex.hpp"

namespace kith::detail {

namespace {

constexpr std::size_t lower_at = 0;
constexpr std::size_t other_case_at = 256;
constexpr std::size_t classes_at = 512;
constexpr std::size_t class_count = 10;
constexpr std::size_t class_bytes = 32;
constexpr std::size_t types_at = classes_at + class_count * class_bytes;
constexpr std::size_t tables_bytes = types_at + 256;

using tables = std::array<std::uint8_t, tables_bytes>;

unsigned char like(unsigned c) {
  if (c < 0xA0) {
    return '\x01';
  }
  const bool is_sign = c == 0xD7 || c == 0xF7;
  const bool is_ordinal = c == 0xAA || c == 0xB5 || c == 0xBA;
  if (is_sign || (c < 0xC0 && !is_ordinal)) {
    return '!';
  }
  return c >= 0xC0 && c <= 0xDE ? 'Z' : 'z';
}

void extend(tables& all) {
  for (unsigned c = 0x80; c <= 0xFF; ++c) {
    const unsigned model = like(c);
    const bool is_upper = model == 'Z';
    const bool has_upper = model == 'z' && c >= 0xE0 && c != 0xFF;
    all[lower_at + c] = static_cast<std::uint8_t>(is_upper ? c + 0x20 : c);
    all[other_case_at + c] = static_cast<std::uint8_t>(is_upper    ? c + 0x20
                                                       : has_upper ? c - 0x20
                                                                   : c);
    for (std::size_t i = 0; i < class_count; ++i) {
      std::uint8_t* const bits = all.data() + classes_at + i * class_bytes;
      const bool is_in = (bits[model / 8] >> model % 8 & 1u) != 0;
      const auto bit = static_cast<std::uint8_t>(1u << c % 8);
      bits[c / 8] = static_cast<std::uint8_t>(is_in ? bits[c / 8] | bit : bits[c / 8] & ~bit);
    }
    all[types_at + c] = all[types_at + model];
  }
}

}  // namespace

const std::uint8_t* latin1_tables() {
  static const tables* const made = []() -> const tables* {
    std::uint32_t size = 0;
    if (pcre2_config(PCRE2_CONFIG_TABLES_LENGTH, &size) != 0 || size != tables_bytes) {
      return nullptr;
    }
    const std::uint8_t* const ascii = pcre2_maketables(nullptr);
    if (ascii == nullptr) {
      return nullptr;
    }
    static tables all{};
    std::copy(ascii, ascii + tables_bytes, all.begin());
    pcre2_maketables_free(nullptr, ascii);
    extend(all);
    return &all;
  }();
  return made == nullptr ? nullptr : made->data();
}

}  // namespace kith::detail
