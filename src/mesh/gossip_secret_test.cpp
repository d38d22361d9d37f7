#include "mesh/gossip_secret.hpp"

#include <doctest/doctest.h>

#include <array>
#include <utility>

namespace kith::mesh {
namespace {

std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

std::array<std::byte, 16> counting_iv() {
  std::array<std::byte, 16> iv{};
  for (std::size_t i = 0; i < iv.size(); ++i) {
    iv[i] = static_cast<std::byte>(i);
  }
  return iv;
}

const std::string iv_text = from_hex("000102030405060708090A0B0C0D0E0F");

/// What OTP 25's crypto makes of texts with the secret "somepassword" and that iv:
///   Pad = 16 - byte_size(P) rem 16,
///   crypto:crypto_one_time(aes_256_cbc, crypto:hash(sha256, <<"somepassword">>), Iv,
///                          <<P/binary, (binary:copy(<<Pad>>, Pad))/binary>>, true).
const std::pair<std::string, std::string> by_otp[] = {
    {from_hex("6865617274626561743A3A8374000000016400046E6F646564000D636174406C6F63616C686F7374"),
     from_hex("0293FCF646D248542D82EEA283216C730C736D5AA5577172AAE82515065A434694281E391DA52208"
              "C8FF476D0D07E255")},
    // A whole block: another one of padding follows.
    {"0123456789abcdef",
     from_hex("941ADB304188031C8673C599C8BDB578DBE7DA0C7B05CDE2B36AED52DF0E12D1")},
};

TEST_CASE("gossip_secret: what it seals is what OTP seals, and it opens both") {
  const gossip_secret secret("somepassword");
  for (const auto& [plain, sealed] : by_otp) {
    CHECK(secret.seal(plain, counting_iv()) == iv_text + sealed);
    CHECK(secret.open(iv_text + sealed) == plain);
  }
}

TEST_CASE("gossip_secret: what was cut, changed, or sealed with another secret does not open") {
  const gossip_secret secret("somepassword");
  const std::string sealed = iv_text + by_otp[0].second;
  for (std::size_t n = 0; n < sealed.size(); ++n) {
    CAPTURE(n);
    CHECK(secret.open(sealed.substr(0, n)) != by_otp[0].first);
    CHECK((n % 16 == 0 || !secret.open(sealed.substr(0, n))));
  }
  for (std::size_t n = 0; n < sealed.size(); ++n) {
    CAPTURE(n);
    std::string changed = sealed;
    changed[n] = static_cast<char>(changed[n] ^ 1);
    CHECK(secret.open(changed) != by_otp[0].first);
  }
  CHECK_FALSE(secret.open(sealed + std::string(1, 'x')));
  CHECK_FALSE(secret.open({}));
  CHECK_FALSE(secret.open(by_otp[0].first));
  CHECK(gossip_secret("somepasswort").open(sealed) != by_otp[0].first);
}

}  // namespace
}  // namespace kith::mesh
