#include "dist/md5.hpp"

#include <bit>
#include <cstring>
#include <string>

namespace kith::dist {
namespace {

using state = std::array<std::uint32_t, 4>;

// floor(2^32 * |sin(i + 1)|), RFC 1321, 3.4.
constexpr std::array<std::uint32_t, 64> sines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

constexpr std::array<std::array<int, 4>, 4> turns{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

void mix(state& s, const char* chunk) noexcept {
  std::array<std::uint32_t, 16> word{};
  for (std::size_t i = 0; i < 64; ++i) {
    word[i / 4] |= std::uint32_t{static_cast<std::uint8_t>(chunk[i])} << (8u * (i % 4));
  }
  auto [a, b, c, d] = s;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t round = i / 16;
    std::uint32_t f = 0;
    std::size_t k = 0;
    switch (round) {
    case 0: f = (b & c) | (~b & d), k = i; break;
    case 1: f = (d & b) | (~d & c), k = (5 * i + 1) % 16; break;
    case 2: f = b ^ c ^ d, k = (3 * i + 5) % 16; break;
    default: f = c ^ (b | ~d), k = (7 * i) % 16; break;
    }
    f += a + sines[i] + word[k];
    a = d;
    d = c;
    c = b;
    b += std::rotl(f, turns[round][i % 4]);
  }
  s[0] += a;
  s[1] += b;
  s[2] += c;
  s[3] += d;
}

}  // namespace

void md5_sum::add(std::string_view bytes) noexcept {
  const std::size_t held = pending();
  bits_ += std::uint64_t{bytes.size()} * 8;
  if (held + bytes.size() >= rest_.size()) {
    const std::size_t filling = rest_.size() - held;
    std::memcpy(rest_.data() + held, bytes.data(), filling);
    mix(state_, rest_.data());
    for (bytes.remove_prefix(filling); bytes.size() >= rest_.size();
         bytes.remove_prefix(rest_.size())) {
      mix(state_, bytes.data());
    }
    std::memcpy(rest_.data(), bytes.data(), bytes.size());
  } else if (!bytes.empty()) {
    std::memcpy(rest_.data() + held, bytes.data(), bytes.size());
  }
}

md5_digest md5_sum::digest() const noexcept {
  // The rest, a one bit, zeros, and the length in the last eight bytes of a chunk.
  state mixed = state_;
  std::array<char, 128> last{};
  std::memcpy(last.data(), rest_.data(), pending());
  last[pending()] = static_cast<char>(0x80);
  const std::size_t size = pending() < 56 ? 64 : 128;
  for (std::size_t i = 0; i < 8; ++i) {
    last[size - 8 + i] = static_cast<char>(bits_ >> (8u * i));
  }
  for (std::size_t at = 0; at < size; at += 64) {
    mix(mixed, last.data() + at);
  }
  md5_digest out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(mixed[i / 4] >> (8u * (i % 4)));
  }
  return out;
}

std::string md5_sum::save() const {
  std::string out;
  for (const std::uint32_t word : state_) {
    for (unsigned i = 0; i < 4; ++i) {
      out.push_back(static_cast<char>(word >> (8u * i)));
    }
  }
  for (unsigned i = 0; i < 8; ++i) {
    out.push_back(static_cast<char>(bits_ >> (8u * i)));
  }
  out.append(rest_.data(), pending());
  out.resize(saved_bytes);
  return out;
}

std::optional<md5_sum> md5_sum::load(std::string_view saved) {
  if (saved.size() != saved_bytes) {
    return std::nullopt;
  }
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(saved[i]); };
  md5_sum sum;
  sum.state_ = {};
  for (std::size_t i = 0; i < 16; ++i) {
    sum.state_[i / 4] |= std::uint32_t{byte(i)} << (8u * (i % 4));
  }
  for (std::size_t i = 0; i < 8; ++i) {
    sum.bits_ |= std::uint64_t{byte(16 + i)} << (8u * i);
  }
  std::memcpy(sum.rest_.data(), saved.data() + 24, sum.rest_.size());
  return sum;
}

md5_digest md5(std::string_view bytes) noexcept {
  md5_sum sum;
  sum.add(bytes);
  return sum.digest();
}

md5_digest gen_digest(std::uint32_t challenge, std::string_view cookie) {
  return md5(std::string(cookie) + std::to_string(challenge));
}

bool equal_digests(const md5_digest& a, std::string_view b) noexcept {
  if (b.size() != a.size()) {
    return false;
  }
  volatile std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<std::uint8_t>(difference | (a[i] ^ static_cast<std::uint8_t>(b[i])));
  }
  return difference == 0;
}

}  // namespace kith::dist
