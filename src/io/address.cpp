#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "io/world.hpp"

namespace kith::io {
namespace {

constexpr std::array<std::uint8_t, 16> loopback_v6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool address::is_loopback() const noexcept {
  if (ip.size() == 4)
    return ip[0] == 127;
  if (ip.size() != 16)
    return false;
  if (std::ranges::equal(ip, loopback_v6))
    return true;
  // ::ffff:127.0.0.1, an IPv4 address in IPv6 dress
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), ip.begin()) && ip[12] == 127;
}

std::string address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v6 = ip.size() == 16;
  if ((!v6 && ip.size() != 4) ||
      ::inet_ntop(v6 ? AF_INET6 : AF_INET, ip.data(), text.data(), text.size()) == nullptr) {
    return "(no address)";
  }
  const std::string port_text = ":" + std::to_string(port);
  return v6 ? "[" + std::string(text.data()) + "]" + port_text : text.data() + port_text;
}

std::optional<address> address::parse(std::string_view ip, std::uint16_t port) {
  const std::string text(ip);
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return address{{bytes.begin(), bytes.begin() + 4}, port};
  }
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    return address{{bytes.begin(), bytes.end()}, port};
  }
  return std::nullopt;
}

address address::loopback(std::uint16_t port) {
  return address{{127, 0, 0, 1}, port};
}
address address::any(std::uint16_t port) {
  return address{{0, 0, 0, 0}, port};
}

}  // namespace kith::io
