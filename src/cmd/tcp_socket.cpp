#include "cmd/tcp_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace kith::cmd {

namespace {

/// Waits for a descriptor; false when time is up.
bool wait_for(int descriptor, short what, const deadline& until) {
  for (;;) {
    pollfd p{descriptor, what, 0};
    const int left = until.milliseconds_left(60'000);
    const int n = ::poll(&p, 1, left);
    if (n > 0) {
      return true;
    }
    if (n == 0 && until.passed()) {
      return false;
    }
  }
}

error system_error(const std::string& what, int number) {
  return {number == ETIMEDOUT      ? errc::timed_out
          : number == ECONNREFUSED ? errc::refused
                                   : errc::unavailable,
          what + ": " + std::strerror(number)};
}

}  // namespace

result<tcp_socket> tcp_socket::connect(const io::address& to, const deadline& until) {
  const std::string what = "cannot connect to " + to.to_string();
  tcp_socket s(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (s.descriptor_ < 0) {
    return system_error(what, errno);
  }
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(to.port);
  std::memcpy(&a.sin_addr, to.ip.data(), std::min(to.ip.size(), sizeof a.sin_addr));
  if (::connect(s.descriptor_, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0) {
    if (errno != EINPROGRESS) {
      return system_error(what, errno);
    }
    if (!wait_for(s.descriptor_, POLLOUT, until)) {
      return error(errc::timed_out, what + ": no answer in time");
    }
    int failure = 0;
    socklen_t size = sizeof failure;
    ::getsockopt(s.descriptor_, SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure != 0) {
      return system_error(what, failure);
    }
  }
  const int on = 1;
  ::setsockopt(s.descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return s;
}

tcp_socket::~tcp_socket() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

result<void> tcp_socket::write(std::string_view bytes, const deadline& until) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN && errno != EINTR) {
      return system_error("cannot write", errno);
    } else if (!wait_for(descriptor_, POLLOUT, until)) {
      return error(errc::timed_out, "cannot write: the other side does not read");
    }
  }
  return {};
}

result<std::size_t> tcp_socket::read(std::span<std::byte> into, const deadline& until) {
  for (;;) {
    const ssize_t n = ::recv(descriptor_, into.data(), into.size(), 0);
    if (n >= 0) {
      return static_cast<std::size_t>(n);
    }
    if (errno == ECONNRESET) {
      return std::size_t{0};
    }
    if (errno != EAGAIN && errno != EINTR) {
      return system_error("cannot read", errno);
    }
    if (!wait_for(descriptor_, POLLIN, until)) {
      return error(errc::timed_out, "no answer in time");
    }
  }
}

bool tcp_socket::readable(int milliseconds) const {
  pollfd p{descriptor_, POLLIN, 0};
  return ::poll(&p, 1, milliseconds) > 0;
}

result<std::vector<io::address>> resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (failure != 0) {
    return error(errc::not_found, "no address of host '" + host + "': " + ::gai_strerror(failure));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> keep(found, ::freeaddrinfo);
  std::vector<io::address> all;
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(a->ai_addr);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&in->sin_addr);
    all.push_back({{bytes, bytes + 4}, 0});
  }
  return all;
}

}  // namespace kith::cmd
