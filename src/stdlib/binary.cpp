// Module `binary`.

#include <algorithm>

#include "stdlib/binary.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"
#include "term/bigint.hpp"

namespace kith::detail {

std::string_view binary_bytes(term_ref t) {
  return t.is_binary() ? t.as_binary() : (badarg(), std::string_view());
}

byte_range range_in(std::string_view bytes, term_ref start, term_ref length) {
  if (start.tag() != tag::small || length.tag() != tag::small) {
    badarg();
  }
  const auto size = static_cast<std::int64_t>(bytes.size());
  std::int64_t at = start.as_int();
  std::int64_t count = length.as_int();
  if (count < 0) {
    at += count;
    count = -count;
  }
  if (at < 0 || at > size || count > size - at) {
    badarg();
  }
  return {static_cast<std::size_t>(at), static_cast<std::size_t>(count)};
}

namespace {

term at_2(arguments a) {
  const std::string_view bytes = binary_bytes(a[0]);
  const std::int64_t at = integer_from(0, a[1]);
  return static_cast<std::uint64_t>(at) < bytes.size()
             ? term(static_cast<unsigned char>(bytes[static_cast<std::size_t>(at)]))
             : (badarg(), term());
}
term first_1(arguments a) {
  const std::string_view bytes = binary_bytes(a[0]);
  return bytes.empty() ? (badarg(), term()) : term(static_cast<unsigned char>(bytes.front()));
}
term last_1(arguments a) {
  const std::string_view bytes = binary_bytes(a[0]);
  return bytes.empty() ? (badarg(), term()) : term(static_cast<unsigned char>(bytes.back()));
}

term listed(std::string_view bytes, byte_range r) {
  return list_of_bytes(bytes.substr(r.at, r.size));
}
term bin_to_list_1(arguments a) {
  return list_of_bytes(binary_bytes(a[0]));
}
term bin_to_list_2(arguments a) {
  const std::string_view bytes = binary_bytes(a[0]);
  return a[1].is_tuple(2) ? listed(bytes, range_in(bytes, a[1][0], a[1][1])) : (badarg(), term());
}
term bin_to_list_3(arguments a) {
  const std::string_view bytes = binary_bytes(a[0]);
  return listed(bytes, range_in(bytes, a[1], a[2]));
}
term list_to_bin_1(arguments a) {
  std::string bytes;
  return a[0].is_list() && append_iodata(a[0], bytes) ? term::binary(bytes) : (badarg(), term());
}

/// The whole bytes of a bitstring.
std::string_view whole_bytes(term_ref t) {
  return t.is_bitstring() ? t.bit_bytes().substr(0, t.bit_size() / 8)
                          : (badarg(), std::string_view());
}

term part_2(arguments a) {
  if (!a[1].is_tuple(2)) {
    badarg();
  }
  const byte_range r = range_in(whole_bytes(a[0]), a[1][0], a[1][1]);
  return part_of(a[0], r.at, r.size);
}
term part_3(arguments a) {
  const byte_range r = range_in(whole_bytes(a[0]), a[1], a[2]);
  return part_of(a[0], r.at, r.size);
}

constexpr std::uint64_t copy_bytes_max = std::uint64_t{1} << 34u;

term copy(std::string_view bytes, std::uint64_t times) {
  if (!bytes.empty() && times > copy_bytes_max / bytes.size()) {
    system_limit();
  }
  char* at = nullptr;
  term made = term::binary(bytes.size() * times, at);
  for (std::uint64_t i = 0; i < times && !bytes.empty(); ++i, at += bytes.size()) {
    bytes.copy(at, bytes.size());
  }
  return made;
}
term copy_1(arguments a) {
  return copy(binary_bytes(a[0]), 1);
}
term copy_2(arguments a) {
  const auto times = static_cast<std::uint64_t>(integer_from(0, a[1]));
  if (times == 0 && a[0].ref().is_bitstring()) {
    return term::binary({});
  }
  const std::string_view bytes = binary_bytes(a[0]);
  return copy(bytes, bytes.empty() ? 0 : times);
}

int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : (badarg(), 0);
}
term decode_hex_1(arguments a) {
  const std::string_view digits = binary_bytes(a[0]);
  if (digits.size() % 2 != 0) {
    badarg();
  }
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(16 * hex_digit(digits[i]) + hex_digit(digits[i + 1])));
  }
  return term::binary(bytes);
}
term encode_hex_1(arguments a) {
  std::string digits;
  for (const char c : binary_bytes(a[0])) {
    digits.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4u]);
    digits.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) & 15u]);
  }
  return term::binary(digits);
}

bool is_little(term_ref order) {
  return order.is(atom("little")) || (order.is(atom("big")) ? false : (badarg(), false));
}

term decode_unsigned(std::string_view bytes, bool little) {
  std::vector<std::uint64_t> limbs((bytes.size() + 7) / 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = little ? bytes[i] : bytes[bytes.size() - 1 - i];
    limbs[i / 8] |= std::uint64_t{static_cast<unsigned char>(c)} << (8 * (i % 8));
  }
  if (trim(limbs).size() > arithmetic::integer_limbs_max) {
    system_limit();
  }
  return make_integer(false, limbs);
}
term decode_unsigned_1(arguments a) {
  return decode_unsigned(binary_bytes(a[0]), false);
}
term decode_unsigned_2(arguments a) {
  const bool little = is_little(a[1]);
  return decode_unsigned(binary_bytes(a[0]), little);
}

term encode_unsigned(term_ref t, bool little) {
  if (!t.is_integer() || is_negative(t)) {
    badarg();
  }
  std::string bytes;
  const integer_view number(t);
  for (std::uint64_t limb : number.limbs()) {
    for (int i = 0; i < 8; ++i, limb >>= 8u) {
      bytes.push_back(static_cast<char>(limb & 0xFFu));
    }
  }
  while (!bytes.empty() && bytes.back() == '\0') {
    bytes.pop_back();
  }
  if (bytes.empty()) {
    bytes.push_back('\0');
  }
  if (!little) {
    std::reverse(bytes.begin(), bytes.end());
  }
  return term::binary(bytes);
}
term encode_unsigned_1(arguments a) {
  return encode_unsigned(a[0], false);
}
term encode_unsigned_2(arguments a) {
  const bool little = is_little(a[1]);
  return encode_unsigned(a[0], little);
}

std::vector<std::string_view> binaries_of(term_ref list) {
  std::vector<std::string_view> all;
  for (; list.is_cons(); list = list.tail()) {
    all.push_back(binary_bytes(list.head()));
  }
  return list.is_nil() && !all.empty() ? all : (badarg(), all);
}

term longest_common_prefix_1(arguments a) {
  const auto all = binaries_of(a[0]);
  std::size_t n = all[0].size();
  for (const std::string_view one : all) {
    const auto at = std::mismatch(one.begin(), one.end(), all[0].begin(), all[0].end());
    n = std::min(n, static_cast<std::size_t>(at.first - one.begin()));
  }
  return term(n);
}
term longest_common_suffix_1(arguments a) {
  const auto all = binaries_of(a[0]);
  std::size_t n = all[0].size();
  for (const std::string_view one : all) {
    const auto at = std::mismatch(one.rbegin(), one.rend(), all[0].rbegin(), all[0].rend());
    n = std::min(n, static_cast<std::size_t>(at.first - one.rbegin()));
  }
  return term(n);
}

/// Of a part of another binary the size of that one.
term referenced_byte_size_1(arguments a) {
  const std::string_view bytes = binary_bytes(a[0]);
  const word* n = a[0].ref().node();
  if (kind_of(*n) != kind::sub_binary) {
    return term(bytes.size());
  }
  return term(size_of(*pointer(reinterpret_cast<const xref*>(n + 2)->target)) / 8);
}

constexpr native_row rows[] = {
    {"at", 2, at_2},
    {"first", 1, first_1},
    {"last", 1, last_1},
    {"bin_to_list", 1, bin_to_list_1},
    {"bin_to_list", 2, bin_to_list_2},
    {"bin_to_list", 3, bin_to_list_3},
    {"list_to_bin", 1, list_to_bin_1},
    {"part", 2, part_2},
    {"part", 3, part_3},
    {"copy", 1, copy_1},
    {"copy", 2, copy_2},
    {"decode_hex", 1, decode_hex_1},
    {"encode_hex", 1, encode_hex_1},
    {"decode_unsigned", 1, decode_unsigned_1},
    {"decode_unsigned", 2, decode_unsigned_2},
    {"encode_unsigned", 1, encode_unsigned_1},
    {"encode_unsigned", 2, encode_unsigned_2},
    {"longest_common_prefix", 1, longest_common_prefix_1},
    {"longest_common_suffix", 1, longest_common_suffix_1},
    {"referenced_byte_size", 1, referenced_byte_size_1},
};

}  // namespace

void add_binary_natives(native_table& natives) {
  add_rows(natives, atom("binary"), rows);
  add_rows(natives, atom("binary"), binary_search_rows());
}

}  // namespace kith::detail
