// MD5 (RFC 1321). The handshake and the identity of funs need it and nothing else does. Our own,
// because OpenSSL's is switched off where FIPS rules; it protects nothing that MD5 could not.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kith::dist {

using md5_digest = std::array<std::uint8_t, 16>;

[[nodiscard]] md5_digest md5(std::string_view bytes) noexcept;

/// What a side that knows the cookie answers to a challenge: MD5 of the cookie's bytes followed by
/// the challenge in decimal. OTP: kernel, dist_util:gen_digest/2.
[[nodiscard]] md5_digest gen_digest(std::uint32_t challenge, std::string_view cookie);

/// Whether both are equal, in a time that does not tell where they differ.
[[nodiscard]] bool equal_digests(const md5_digest& a, std::string_view b) noexcept;

}  // namespace kith::dist
