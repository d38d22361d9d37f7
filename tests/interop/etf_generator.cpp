#include "etf_generator.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <vector>

namespace kith::testing {

namespace {

template <class T, std::size_t N>
const T& pick(const std::array<T, N>& from, std::uint64_t i) {
  return from[i % N];
}

std::string times(std::string_view piece, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) {
    out += piece;
  }
  return out;
}

bool is_latin1(std::string_view utf8) {
  return std::all_of(utf8.begin(), utf8.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0xC3; });
}

std::string to_latin1(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    out.push_back(c < 0x80 ? utf8[i]
                           : static_cast<char>(((c & 3u) << 6u) |
                                               (static_cast<unsigned char>(utf8[++i]) & 0x3Fu)));
  }
  return out;
}

/// Names on both sides of every border: 255 characters, 255 bytes, Latin-1 and past it.
const std::vector<std::string>& names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made = {"a",  "b",     "ok",         "",         "true",   "undefined",
                                     "A",  "a b",   "\u00E5",     "\u00FF",   "\u0100", "\u0416",
                                     "if", "a'b\\", "\U0001F600", "x@\u00F6", "\n",     "\x7F"};
    for (const std::size_t n : {127u, 128u, 254u, 255u}) {
      made.push_back(times("x", n));
      made.push_back(times("\u00E5", n));
      made.push_back(times("\u0416", n));
    }
    made.push_back(times("\U0001F600", 255));
    return made;
  }();
  return all;
}

}  // namespace

std::uint64_t etf_generator::next(std::uint64_t& state) noexcept {  // splitmix64
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t z = state;
  z = (z ^ (z >> 30u)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27u)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31u);
}

void etf_generator::cover(std::string_view what, std::uint64_t size) {
  static constexpr std::array<std::uint64_t, 18> borders = {
      0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 254, 255, 256, 257, 65'534, 65'535, 65'536, 65'537};
  if (std::find(borders.begin(), borders.end(), size) != borders.end()) {
    cover(std::string(what) + " " + std::to_string(size));
  }
}

void etf_generator::put(std::uint64_t v, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) {
    out_.push_back(static_cast<char>(v >> (8 * i)));
  }
}

void etf_generator::put_tag(unsigned tag, std::string_view name) {
  put(tag, 1);
  cover(name);
}

std::string etf_generator::term(unsigned size, std::uint64_t twisted) {
  out_.assign(1, '\x83');
  leaves_ = 0;
  twisted_ = twisted;
  large_map_ = false;
  wide_fun_ = false;
  value(size);
  return out_;
}

void etf_generator::value(unsigned size) {
  if (size <= 1) {
    leaf();
    return;
  }
  switch (below(8)) {
  case 0:
  case 1:
  case 2: tuple(size); return;
  case 3:
  case 4: list(size); return;
  case 5:
  case 6: map(size); return;
  default: closure(size); return;
  }
}

void etf_generator::leaf() {
  if (leaves_++ != twisted_) {
    any_leaf();
    return;
  }
  const std::size_t before = out_.size();
  any_leaf();
  out_.resize(before);
  const std::uint64_t after = values_;
  values_ ^= 0x5555;
  any_leaf();
  values_ = after;
}

void etf_generator::any_leaf() {
  switch (below(16)) {
  case 0:
  case 1:
  case 2: integer(); return;
  case 3:
  case 4: real(); return;
  case 5:
  case 6:
  case 7: atom(); return;
  case 8: pid(); return;
  case 9: port(); return;
  case 10: reference(); return;
  case 11:
  case 12: string(); return;
  case 13:
  case 14: binary(); return;
  default: one_in(3) ? large_integer() : exported(); return;
  }
}

void etf_generator::integer() {
  if (one_in(3)) {  // few values, so that equal ones are met
    put_integer(below(4), one_in(2));
    return;
  }
  const auto bits = static_cast<unsigned>(below(65));
  std::uint64_t m = bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
  m += one_in(3) ? 1u : 0u;
  m -= one_in(3) ? 1u : 0u;
  put_integer(one_in(2) ? m : m & next(values_), one_in(2));
}

void etf_generator::put_integer(std::uint64_t m, bool negative) {
  negative = negative && m != 0;
  const std::uint64_t how = way(4);
  if (how < 2 && m < 256 && !negative) {
    put_tag(97, "SMALL_INTEGER_EXT");
    put(m, 1);
    cover("integer", m);
  } else if (how < 3 && m <= (negative ? std::uint64_t{1} << 31u : (std::uint64_t{1} << 31u) - 1)) {
    put_tag(98, "INTEGER_EXT");
    put(negative ? ~m + 1 : m, 4);
    cover(m == std::uint64_t{1} << 31u         ? "integer -2^31"
          : m == (std::uint64_t{1} << 31u) - 1 ? "integer 2^31-1"
                                               : "integer of 32 bits");
  } else {
    const std::uint64_t least = (static_cast<std::uint64_t>(std::bit_width(m)) + 7) / 8;
    const std::uint64_t n = least + (way(3) == 0 ? way(5) : 0);  // zeros in front are allowed
    if (way(4) != 0) {
      put_tag(110, "SMALL_BIG_EXT");
      put(n, 1);
    } else {
      put_tag(111, "LARGE_BIG_EXT");
      put(n, 4);
    }
    put(negative ? 1 : 0, 1);
    for (std::uint64_t i = 0; i < n; ++i) {
      put(i < 8 ? m >> (8 * i) : 0, 1);
    }
    cover("integer of " + std::to_string(std::bit_width(m)) + " bits");
  }
}

void etf_generator::large_integer() {
  static constexpr std::array<std::uint64_t, 10> sizes = {9,   12,  16,  17,  127,
                                                          128, 254, 255, 256, 257};
  const std::uint64_t n = pick(sizes, below(sizes.size()));
  const bool negative = one_in(2);
  if (n < 256 && way(3) != 0) {
    put_tag(110, "SMALL_BIG_EXT");
    put(n, 1);
  } else {
    put_tag(111, "LARGE_BIG_EXT");
    put(n, 4);
  }
  cover("bytes of an integer", n);
  put(negative ? 1 : 0, 1);
  const bool round = one_in(2);
  for (std::uint64_t i = 1; i < n; ++i) {
    put(round ? 0 : below(256), 1);
  }
  put(1 + below(255), 1);
}

void etf_generator::real() {
  static constexpr std::array<double, 12> some = {
      0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1.5, 255.0, 5e-324, 1e308, 1e22, 1152921504606846976.0};
  switch (below(3)) {
  case 0: put_real(std::bit_cast<std::uint64_t>(pick(some, below(some.size())))); return;
  case 1:
    put_real(std::bit_cast<std::uint64_t>(
        std::ldexp(static_cast<double>(below(1u << 20u)), static_cast<int>(below(90)) - 20)));
    return;
  default: {
    std::uint64_t bits = next(values_);
    if (((bits >> 52u) & 0x7FFu) == 0x7FFu) {
      bits ^= std::uint64_t{1} << 52u;  // infinite or not a number
    }
    put_real(bits);
  }
  }
}

void etf_generator::put_real(std::uint64_t bits) {
  const double d = std::bit_cast<double>(bits);
  if (way(4) == 0) {
    char text[40] = {};
    const int n = std::snprintf(text, sizeof text, "%.20e", d);
    if (n > 0 && n < 31) {
      put_tag(99, "FLOAT_EXT");
      put(std::string_view(text, 31));
      return;
    }
  }
  put_tag(70, "NEW_FLOAT_EXT");
  put(bits, 8);
}

void etf_generator::atom() {
  put_atom(names()[below(names().size())]);
}

void etf_generator::put_atom(std::string_view utf8) {
  const bool latin1 = is_latin1(utf8);
  const std::string narrow = latin1 ? to_latin1(utf8) : std::string();
  cover("bytes of an atom", utf8.size());
  switch (way(4)) {
  case 0:
    if (latin1) {
      put_tag(100, "ATOM_EXT");
      put(narrow.size(), 2);
      put(narrow);
      return;
    }
    break;
  case 1:
    if (latin1) {
      put_tag(115, "SMALL_ATOM_EXT");
      put(narrow.size(), 1);
      put(narrow);
      return;
    }
    break;
  case 2:
    if (utf8.size() < 256) {
      put_tag(119, "SMALL_ATOM_UTF8_EXT");
      put(utf8.size(), 1);
      put(utf8);
      return;
    }
    break;
  default: break;
  }
  put_tag(118, "ATOM_UTF8_EXT");
  put(utf8.size(), 2);
  put(utf8);
}

void etf_generator::node() {
  static constexpr std::array<std::string_view, 5> nodes = {"a@h", "b@h", "a@localhost", "\u00E5@h",
                                                            "longer_name@some.host.example"};
  put_atom(pick(nodes, below(nodes.size())));
}

std::uint32_t etf_generator::creation() noexcept {
  // 0 to 3 are all that the old layouts can say.
  const std::uint64_t v = below(6);
  return v < 4 ? static_cast<std::uint32_t>(v)
               : static_cast<std::uint32_t>(v == 4 ? 0x12345678 : 0xFFFFFFFF);
}

void etf_generator::pid() {
  const std::uint64_t id = one_in(2) ? below(4) : below(std::uint64_t{1} << (1 + below(32)));
  const std::uint64_t serial = one_in(2) ? below(4) : below(std::uint64_t{1} << (1 + below(28)));
  const std::uint32_t c = creation();
  if (c < 4 && way(2) == 0) {
    put_tag(103, "PID_EXT");
    node();
    put(id, 4);
    put(serial, 4);
    put(c, 1);
  } else {
    put_tag(88, "NEW_PID_EXT");
    node();
    put(id, 4);
    put(serial, 4);
    put(c, 4);
  }
}

void etf_generator::port() {
  static constexpr std::array<std::uint64_t, 8> numbers = {
      0,          1,           0x0FFFFFFF,         0x10000000,
      0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
  const std::uint64_t number = pick(numbers, below(numbers.size()));
  const std::uint32_t c = creation();
  const std::uint64_t how = way(3);
  if (how == 0 && c < 4 && number <= UINT32_MAX) {
    put_tag(102, "PORT_EXT");
    node();
    put(number, 4);
    put(c, 1);
  } else if (how == 1 && number <= UINT32_MAX) {
    put_tag(89, "NEW_PORT_EXT");
    node();
    put(number, 4);
    put(c, 4);
  } else {
    put_tag(120, "V4_PORT_EXT");
    node();
    put(number, 8);
    put(c, 4);
  }
  cover(number <= 0x0FFFFFFF ? "port of 28 bits" : "port past 28 bits");
}

void etf_generator::reference() {
  const std::uint64_t n = 1 + below(5);
  const std::uint32_t c = creation();
  const std::uint64_t first = one_in(2) ? below(3) : one_in(2) ? 0x3FFFF : 0xFFFFFFFF;
  std::array<std::uint64_t, 5> words = {first};
  for (std::uint64_t i = 1; i < n; ++i) {
    words[i] = one_in(2) ? below(3) : next(values_) & 0xFFFFFFFF;
  }
  const bool old = c < 4 && first <= 0x3FFFF;
  const std::uint64_t how = way(3);
  if (old && n == 1 && how == 0) {
    put_tag(101, "REFERENCE_EXT");
    node();
    put(first, 4);
    put(c, 1);
    return;
  }
  if (old && how == 1) {
    put_tag(114, "NEW_REFERENCE_EXT");
    put(n, 2);
    node();
    put(c, 1);
  } else {
    put_tag(90, "NEWER_REFERENCE_EXT");
    put(n, 2);
    node();
    put(c, 4);
  }
  cover("words of a reference " + std::to_string(n));
  for (std::uint64_t i = 0; i < n; ++i) {
    put(words[i], 4);
  }
}

void etf_generator::string() {
  static constexpr std::array<std::uint64_t, 4> large = {65'534, 65'535, 65'536, 65'537};
  static constexpr std::array<std::uint64_t, 9> small = {0, 1, 2, 3, 10, 254, 255, 256, 257};
  const std::uint64_t n = one_in(60) ? pick(large, below(4)) : pick(small, below(small.size()));
  const bool printable = one_in(2);
  std::vector<std::uint64_t> bytes(n);
  for (auto& b : bytes) {
    b = printable ? 'a' + below(26) : below(256);
  }
  cover("bytes in a list", n);
  if (n <= 65'535 && way(3) != 0) {
    put_tag(107, "STRING_EXT");
    put(n, 2);
    for (const auto b : bytes) {
      put(b, 1);
    }
    return;
  }
  put_tag(108, "LIST_EXT");
  put(n, 4);
  for (const auto b : bytes) {
    put(97, 1);
    put(b, 1);
  }
  put_tag(106, "NIL_EXT");
}

void etf_generator::binary() {
  static constexpr std::array<std::uint64_t, 4> large = {65'534, 65'535, 65'536, 65'537};
  static constexpr std::array<std::uint64_t, 13> small = {0,  1,  2,  3,   7,   31,  32,
                                                          63, 64, 65, 255, 256, 1000};
  const std::uint64_t n = one_in(60) ? pick(large, below(4)) : pick(small, below(small.size()));
  const std::uint64_t last = n != 0 && one_in(3) ? 1 + below(7) : 8;
  cover("bytes of a binary", n);
  if (last != 8 || (n != 0 && way(6) == 0)) {
    put_tag(77, "BIT_BINARY_EXT");
    put(n, 4);
    put(last, 1);
    cover("bits in the last byte " + std::to_string(last));
  } else {
    put_tag(109, "BINARY_EXT");
    put(n, 4);
  }
  const bool printable = one_in(2);
  for (std::uint64_t i = 0; i < n; ++i) {
    put(printable ? 'a' + below(26) : below(256), 1);
  }
}

void etf_generator::fun_name(std::string_view utf8) {
  wide_fun_ = wide_fun_ || std::any_of(utf8.begin(), utf8.end(), [](char c) {
                return static_cast<unsigned char>(c) >= 0x80;
              });
  put_atom(utf8);
}

void etf_generator::exported() {
  put_tag(113, "EXPORT_EXT");
  fun_name(names()[below(names().size())]);
  fun_name(names()[below(names().size())]);
  put_integer(one_in(2) ? below(4) : one_in(2) ? 255 : below(256), false);
}

void etf_generator::closure(unsigned size) {
  const std::uint64_t free = one_in(40) ? 255 : below(size);
  put_tag(112, "NEW_FUN_EXT");
  put(way(UINT32_MAX), 4);  // its size, at which nobody looks
  put(below(4), 1);
  for (unsigned i = 0; i < 16; ++i) {
    put(below(2), 1);
  }
  put(below(4), 4);
  put(free, 4);
  cover("free variables", free);
  static constexpr std::array<std::string_view, 4> modules = {"m", "erl_eval", "\u00E5",
                                                              "Elixir.IO"};
  fun_name(pick(modules, below(modules.size())));
  put_integer(below(3), false);
  put_integer(below(std::uint64_t{1} << (1 + below(30))), one_in(3));
  pid();
  for (std::uint64_t i = 0; i < free; ++i) {
    value(free == 255 ? 1 : size / static_cast<unsigned>(free));
  }
}

void etf_generator::tuple(unsigned size) {
  const std::uint64_t n = one_in(60) ? 254 + below(4) : below(size < 6 ? size + 1 : 7);
  cover("elements of a tuple", n);
  if (n < 256 && way(3) != 0) {
    put_tag(104, "SMALL_TUPLE_EXT");
    put(n, 1);
  } else {
    put_tag(105, "LARGE_TUPLE_EXT");
    put(n, 4);
  }
  for (std::uint64_t i = 0; i < n; ++i) {
    value(n > 250 ? 1 : size / static_cast<unsigned>(n));
  }
}

void etf_generator::list(unsigned size) {
  const std::uint64_t n = below(size + 1);
  if (n == 0) {
    if (way(2) == 0) {
      put_tag(108, "LIST_EXT");  // of nothing: its tail
      put(0, 4);
    }
    put_tag(106, "NIL_EXT");
    return;
  }
  const std::uint64_t cut = n > 1 && way(4) == 0 ? 1 + way(n - 1) : n;  // in two pieces, or one
  put_tag(108, "LIST_EXT");
  put(cut, 4);
  for (std::uint64_t i = 0; i < n; ++i) {
    if (i == cut) {
      put_tag(108, "LIST_EXT");
      put(n - cut, 4);
    }
    value(size / static_cast<unsigned>(n));
  }
  if (one_in(5)) {
    cover("improper list");
    leaf();
  } else {
    put_tag(106, "NIL_EXT");
  }
}

void etf_generator::map(unsigned size) {
  static constexpr std::array<std::uint64_t, 8> sizes = {30, 31, 32, 33, 34, 64, 65, 300};
  const std::uint64_t n = one_in(12) ? pick(sizes, below(sizes.size())) : below(size + 1);
  const std::uint64_t salt = below(3);
  put_tag(116, "MAP_EXT");
  put(n, 4);
  cover("pairs of a map", n);
  large_map_ = large_map_ || n > 32;
  // In an order of the layout's choice.
  std::vector<std::uint64_t> order(n);
  for (std::uint64_t i = 0; i < n; ++i) {
    order[i] = i;
    std::swap(order[i], order[way(i + 1)]);
  }
  const std::uint64_t start = values_;
  for (const std::uint64_t i : order) {
    values_ = start + i * 0x1000;
    key(i, salt);
    value(n > 28 ? 1 : size / static_cast<unsigned>(n));
  }
  values_ = start + n * 0x1000;
}

/// Keys that all differ: `i` says which, and what kind it is.
void etf_generator::key(std::uint64_t i, std::uint64_t salt) {
  const std::uint64_t number = i / 2 + salt;
  switch (salt == 0 ? 0 : i % 7) {
  case 0:
    if (i % 2 == 0) {  // an integer and the float of equal value
      put_integer(number, false);
    } else {
      put_real(std::bit_cast<std::uint64_t>(static_cast<double>(number)));
    }
    return;
  case 1: put_atom("key" + std::to_string(i)); return;
  case 2:
    put_tag(104, "SMALL_TUPLE_EXT");
    put(1, 1);
    put_integer(i, false);
    return;
  case 3:
    put_tag(109, "BINARY_EXT");
    put(4, 4);
    put(i * 0x01010101, 4);
    return;
  case 4:
    put_tag(107, "STRING_EXT");
    put(2, 2);
    put(i, 2);
    return;
  case 5:
    put_tag(116, "MAP_EXT");
    put(1, 4);
    put_integer(i, false);
    put_tag(106, "NIL_EXT");
    return;
  default: put_integer((std::uint64_t{1} << 62u) + i, true); return;
  }
}

}  // namespace kith::testing
