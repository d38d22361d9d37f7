#include "mesh/gossip_secret.hpp"

#include <openssl/evp.h>

#include <memory>

#include "kith/assert.hpp"

namespace kith::mesh {

namespace {

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

/// Null when there is no memory, or the system forbids the cipher.
cipher_context begin(const unsigned char* key, const unsigned char* iv, bool sealing) {
  cipher_context made(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  if (made != nullptr &&
      EVP_CipherInit_ex(made.get(), EVP_aes_256_cbc(), nullptr, key, iv, sealing ? 1 : 0) != 1) {
    made.reset();
  }
  return made;
}

/// All of `in` through the cipher; nothing when its padding is none.
std::optional<std::string> run(EVP_CIPHER_CTX* cipher, std::string_view in) {
  std::string out(in.size() + gossip_secret::block_bytes, '\0');
  auto* const to = reinterpret_cast<unsigned char*>(out.data());
  int first = 0;
  int last = 0;
  if (EVP_CipherUpdate(cipher, to, &first, bytes_of(in), static_cast<int>(in.size())) != 1 ||
      EVP_CipherFinal_ex(cipher, to + first, &last) != 1) {
    return std::nullopt;
  }
  out.resize(static_cast<std::size_t>(first) + static_cast<std::size_t>(last));
  return out;
}

}  // namespace

gossip_secret::gossip_secret(std::string_view secret) {
  unsigned int size = 0;
  const int done =
      EVP_Digest(secret.data(), secret.size(), key_.data(), &size, EVP_sha256(), nullptr);
  KITH_ASSERT(done == 1);
  KITH_ASSERT(size == key_.size());
}

std::string gossip_secret::seal(std::string_view plain,
                                std::span<const std::byte, block_bytes> iv) const {
  std::string sealed(reinterpret_cast<const char*>(iv.data()), iv.size());
  const cipher_context cipher = begin(key_.data(), bytes_of(sealed), true);
  KITH_ASSERT(cipher != nullptr);
  const auto rest = run(cipher.get(), plain);
  KITH_ASSERT(rest.has_value());
  return sealed + *rest;
}

std::optional<std::string> gossip_secret::open(std::string_view sealed) const {
  if (sealed.size() < 2 * block_bytes || sealed.size() % block_bytes != 0) {
    return std::nullopt;
  }
  const cipher_context cipher = begin(key_.data(), bytes_of(sealed), false);
  return cipher == nullptr ? std::nullopt : run(cipher.get(), sealed.substr(block_bytes));
}

}  // namespace kith::mesh
