// Bytes for tests: put together from pieces, damaged, and read from the golden file.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kith/etf.hpp"

namespace kith::sample {

inline std::string big_endian(std::uint64_t v, unsigned bytes) {
  std::string out;
  for (unsigned i = bytes; i-- > 0;) {
    out.push_back(static_cast<char>(v >> (8 * i)));
  }
  return out;
}
inline std::string u8(std::uint64_t v) {
  return big_endian(v, 1);
}
inline std::string u16(std::uint64_t v) {
  return big_endian(v, 2);
}
inline std::string u32(std::uint64_t v) {
  return big_endian(v, 4);
}
inline std::string u64(std::uint64_t v) {
  return big_endian(v, 8);
}

/// The pieces one behind the other: numbers are bytes.
template <class... Pieces>
std::string wire(const Pieces&... pieces) {
  std::string out;
  const auto add = [&](const auto& piece) {
    if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(piece)>>) {
      out += u8(static_cast<std::uint64_t>(piece));
    } else {
      out += piece;
    }
  };
  (add(pieces), ...);
  return out;
}

inline std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) {
    out += piece;
  }
  return out;
}

/// The atom `a@h` in ATOM_EXT, a node's name.
inline std::string node_name() {
  return wire(100, u16(3), "a@h");
}

inline std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out.push_back(static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  }
  return out;
}

/// A term that OTP 25 has written: how it prints there (`~0tp`), and its bytes.
struct golden_term {
  std::string text;
  std::string bytes;
};
/// The lines of tests/golden/etf_otp25.txt. Tests run in the project's folder.
inline std::vector<golden_term> golden_terms() {
  std::ifstream in("tests/golden/etf_otp25.txt");
  std::vector<golden_term> all;
  for (std::string line; std::getline(in, line);) {
    const std::size_t gap = line.find(' ');
    if (line.empty() || line[0] == '#' || gap == std::string::npos) {
      continue;
    }
    all.push_back({line.substr(gap + 1), from_hex(std::string_view(line).substr(0, gap))});
  }
  return all;
}

}  // namespace kith::sample
