#include "ports.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace kith::interop {

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

}  // namespace

std::uint16_t free_port() {
  // Below the range from which the system takes ports by itself, so that it stays free.
  static std::uint32_t next = 10'000 + static_cast<std::uint32_t>(::getpid()) * 37 % 20'000;
  for (int tries = 0; tries < 1'000; ++tries) {
    const auto port = static_cast<std::uint16_t>(10'000 + next++ % 20'000);
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in a = loopback(port);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    const bool free = ::bind(s, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0;
    ::close(s);
    if (free) {
      return port;
    }
  }
  throw std::runtime_error("no free port");
}

int connect_to(std::uint16_t port) {
  const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in a = loopback(port);
  if (::connect(s, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0) {
    ::close(s);
    return -1;
  }
  return s;
}

bool listened_on(std::uint16_t port, duration limit) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(limit.ns());
  for (;;) {
    const int s = connect_to(port);
    if (s >= 0) {
      ::close(s);
      return true;
    }
    if (std::chrono::steady_clock::now() > until) {
      return false;
    }
    ::poll(nullptr, 0, 5);
  }
}

epmd_daemon::epmd_daemon(std::uint16_t port)
    : port_(port), program_({"epmd", "-port", std::to_string(port), "-address", "127.0.0.1"}) {
  if (!listened_on(port)) {
    throw std::runtime_error("Erlang's epmd has not started:\n" + program_.output());
  }
}

std::string epmd_names(std::uint16_t port) {
  child asked({"epmd", "-port", std::to_string(port), "-names"});
  (void)asked.printed("\n");  // until its output ends
  return asked.output();
}

}  // namespace kith::interop
