#include "proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include "ports.hpp"

namespace kith::interop {

namespace {

/// Closes without a farewell: the other end gets a reset.
void reset(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket);
}

struct passage {
  std::array<int, 2> ends;
};

/// Passes on what is there; false at the end of the stream. The nodes read all they get, so that
/// writing may block.
bool pass(int from, int to) {
  std::array<char, 65536> bytes{};
  const ssize_t n = ::recv(from, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (n <= 0) {
    return false;
  }
  for (ssize_t done = 0; done < n;) {
    const ssize_t k =
        ::send(to, bytes.data() + done, static_cast<std::size_t>(n - done), MSG_NOSIGNAL);
    if (k <= 0) {
      return false;
    }
    done += k;
  }
  return true;
}

}  // namespace

proxy::proxy(std::uint16_t to) : to_(to) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof a;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0 ||
      ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&a), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(a.sin_port);
  thread_ = std::thread([this] { run(); });
}

proxy::~proxy() {
  ending_ = true;
  thread_.join();
  ::close(listener_);
}

void proxy::run() {
  std::list<passage> all;
  while (!ending_) {
    const fault now = fault_;
    if (now == fault::reset) {
      for (const passage& p : all) {
        reset(p.ends[0]);
        reset(p.ends[1]);
      }
      all.clear();
      fault_ = fault::refuse;
      continue;
    }
    std::vector<pollfd> waiting = {{listener_, POLLIN, 0}};
    for (const passage& p : all) {
      for (const int end : p.ends) {
        waiting.push_back({end, static_cast<short>(now == fault::none ? POLLIN : 0), 0});
      }
    }
    ::poll(waiting.data(), waiting.size(), 5);
    std::size_t i = 1;
    for (auto at = all.begin(); at != all.end(); i += 2) {
      const bool alive =
          now != fault::none || ((waiting[i].revents == 0 || pass(at->ends[0], at->ends[1])) &&
                                 (waiting[i + 1].revents == 0 || pass(at->ends[1], at->ends[0])));
      if (alive) {
        ++at;
      } else {
        ::close(at->ends[0]);
        ::close(at->ends[1]);
        at = all.erase(at);
      }
    }
    if ((waiting[0].revents & POLLIN) != 0) {
      const int near = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      const int far = fault_ == fault::none ? connect_to(to_) : -1;
      if (far < 0) {
        reset(near);
      } else {
        all.push_back({{near, far}});
      }
    }
  }
  for (const passage& p : all) {
    ::close(p.ends[0]);
    ::close(p.ends[1]);
  }
}

epmd_entry_of::epmd_entry_of(std::uint16_t epmd, std::string_view name, std::uint16_t port)
    : socket_(connect_to(epmd)) {
  // ALIVE2_REQ (ERTS, "Distribution Protocol", "Register a Node in EPMD"), big-endian:
  //   size:u16 'x' port:u16 type:u8=77 protocol:u8=0 highest:u16=6 lowest:u16=5
  //   name_length:u16 name extra_length:u16=0
  std::string request;
  const auto put16 = [&](std::size_t v) {
    request += static_cast<char>(v >> 8u & 0xFFu);
    request += static_cast<char>(v & 0xFFu);
  };
  put16(13 + name.size());
  request += 'x';
  put16(port);
  request += static_cast<char>(77);
  request += '\0';
  put16(6);
  put16(5);
  put16(name.size());
  request += name;
  put16(0);
  // ALIVE2_X_RESP: 'v' result:u8 creation:u32
  std::array<char, 6> answer{};
  if (socket_ < 0 ||
      ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(request.size()) ||
      ::recv(socket_, answer.data(), answer.size(), MSG_WAITALL) < 2 || answer[1] != 0) {
    throw std::runtime_error("epmd refuses the name " + std::string(name));
  }
}

epmd_entry_of::~epmd_entry_of() {
  ::close(socket_);
}

}  // namespace kith::interop
