// Module `base64` (RFC 4648, 4). What is no such text raises what OTP 25 raises.

#include <algorithm>
#include <array>

#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string bytes_of(term_ref t) {
  if (t.is_binary()) {
    return std::string(t.as_binary());
  }
  std::string bytes;
  if (!t.is_list()) {
    function_clause();
  }
  return read_latin1_list(t, bytes) ? bytes : (badarg(), bytes);
}

/// The same, with the reasons of encoding.
std::string plain_bytes_of(term_ref t) {
  for (term_ref at = t; at.is_cons(); at = at.tail()) {
    if (!at.head().is_integer()) {
      badarith();
    }
    if (at.head().tag() != tag::small || at.head().as_int() < 0 || at.head().as_int() > 0xFF) {
      badarg();
    }
  }
  return bytes_of(t);
}

std::string encoded(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8u | (j < n ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out.push_back(j <= n ? alphabet[group >> (18 - 6 * j) & 63u] : '=');
    }
  }
  return out;
}

term encode_1(arguments a) {
  return term::binary(encoded(plain_bytes_of(a[0])));
}
term encode_to_string_1(arguments a) {
  return list_of_bytes(encoded(plain_bytes_of(a[0])));
}

constexpr int none = -1;

/// The six bits of a character, or `none`.
int bits_of(char c) {
  static const auto table = [] {
    std::array<std::int8_t, 256> t{};
    t.fill(none);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
      t[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return t;
  }();
  return table[static_cast<unsigned char>(c)];
}

/// Takes six bits at a time.
class bit_collector {
 public:
  void add(int six) {
    value_ = value_ << 6u | static_cast<unsigned>(six);
    bits_ += 6;
    if (bits_ >= 8) {
      bits_ -= 8;
      bytes_.push_back(static_cast<char>(value_ >> bits_ & 0xFFu));
    }
  }
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

 private:
  std::uint32_t value_ = 0;
  unsigned bits_ = 0;
  std::string bytes_;
};

/// What is no character of the alphabet is passed over, as is '=' with more behind it.
std::string mime_decoded(std::string_view text) {
  bit_collector out;
  std::size_t digits = 0;
  for (const char c : text) {
    if (const int six = bits_of(c); six != none) {
      out.add(six);
      ++digits;
    }
  }
  return digits % 4 == 1 ? (function_clause(), std::string()) : out.bytes();
}

term mime_decode_1(arguments a) {
  return term::binary(mime_decoded(bytes_of(a[0])));
}
term mime_decode_to_string_1(arguments a) {
  return list_of_bytes(mime_decoded(bytes_of(a[0])));
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// What stands where a digit should: OTP calculates with it, or puts it into a binary.
enum class use : std::uint8_t { number, bits };

void expect_digit(int six, use as) {
  if (six == none) {
    as == use::number ? badarith() : badarg();
  }
}

/// Behind the padding stands white space alone.
void expect_spaces(std::string_view rest) {
  const auto at = std::find_if_not(rest.begin(), rest.end(), is_space);
  if (at != rest.end()) {
    const int six = bits_of(*at);
    raise_error(tuple(atom("case_clause"), *at == '='    ? term(atom("eq"))
                                           : six == none ? term(atom("bad"))
                                                         : term(six)));
  }
}

/// Only white space may stand between the characters. `whole`: how the digits of a group without
/// padding are used.
std::string decoded(std::string_view text, use whole) {
  bit_collector out;
  std::array<char, 4> group{};
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i])) {
      continue;
    }
    group[n++] = text[i];
    if (n < group.size()) {
      continue;
    }
    n = 0;
    std::array<int, 4> six{};
    std::transform(group.begin(), group.end(), six.begin(), bits_of);
    const std::size_t digits = group[3] != '=' ? 4 : group[2] != '=' ? 3 : 2;
    if (digits < 4) {
      expect_digit(six[digits - 1], use::number);
    }
    for (std::size_t k = 0; k < digits; ++k) {
      expect_digit(six[k], digits < 4 ? use::bits : whole);
      out.add(six[k]);
    }
    if (digits < 4) {
      expect_spaces(text.substr(i + 1));
      return out.bytes();
    }
  }
  if (n != 0) {
    function_clause();
  }
  return out.bytes();
}

term decode_1(arguments a) {
  return term::binary(decoded(bytes_of(a[0]), use::bits));
}
term decode_to_string_1(arguments a) {
  return list_of_bytes(decoded(bytes_of(a[0]), use::number));
}

constexpr native_row rows[] = {
    {"encode", 1, encode_1},           {"encode_to_string", 1, encode_to_string_1},
    {"decode", 1, decode_1},           {"decode_to_string", 1, decode_to_string_1},
    {"mime_decode", 1, mime_decode_1}, {"mime_decode_to_string", 1, mime_decode_to_string_1},
};

}  // namespace

void add_base64_natives(native_table& natives) {
  add_rows(natives, atom("base64"), rows);
}

}  // namespace kith::detail
