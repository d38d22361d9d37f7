// What the nodes of a gossip that has a secret send in place of plain text. It hides the names; it
// does not prove who has sent them, nor when. Source: libcluster 3.0 to 3.5,
// Cluster.Strategy.Gossip.
//
//   iv:u8[16]  AES-256-CBC(key = SHA-256(secret), iv, plain text padded as in PKCS #7)
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kith::mesh {

class gossip_secret {
 public:
  static constexpr std::size_t block_bytes = 16;

  explicit gossip_secret(std::string_view secret);

  /// `iv` is to be random, and new each time.
  [[nodiscard]] std::string seal(std::string_view plain,
                                 std::span<const std::byte, block_bytes> iv) const;
  /// Nothing when it was not sealed with this secret (but for one of 256 or so, which are noise).
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace kith::mesh
