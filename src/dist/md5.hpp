// MD5 (RFC 1321). The handshake and the identity of funs need it and nothing else does. Our own,
// because OpenSSL's is switched off where FIPS rules; it protects nothing that MD5 could not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kith::dist {

using md5_digest = std::array<std::uint8_t, 16>;

[[nodiscard]] md5_digest md5(std::string_view bytes) noexcept;

/// The same, of bytes that come in parts.
class md5_sum {
 public:
  void add(std::string_view bytes) noexcept;
  [[nodiscard]] md5_digest digest() const noexcept;

  /// All that there is of it: four words of state, the length in bits, the bytes that fill no chunk
  /// yet and zeros; little-endian.
  static constexpr std::size_t saved_bytes = 88;
  [[nodiscard]] std::string save() const;
  /// Nothing: these are not so many bytes.
  [[nodiscard]] static std::optional<md5_sum> load(std::string_view saved);

 private:
  [[nodiscard]] std::size_t pending() const noexcept { return bits_ / 8 % 64; }

  std::array<std::uint32_t, 4> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  std::uint64_t bits_ = 0;
  std::array<char, 64> rest_{};
};

/// What a side that knows the cookie answers to a challenge: MD5 of the cookie's bytes followed by
/// the challenge in decimal. OTP: kernel, dist_util:gen_digest/2.
[[nodiscard]] md5_digest gen_digest(std::uint32_t challenge, std::string_view cookie);

/// Whether both are equal, in a time that does not tell where they differ.
[[nodiscard]] bool equal_digests(const md5_digest& a, std::string_view b) noexcept;

}  // namespace kith::dist
