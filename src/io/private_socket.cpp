#include "io/private_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace kith::io {
namespace {

error_code last_error() {
  return {errno, boost::system::system_category()};
}

template <class Protocol>
int open_descriptor(const Protocol& protocol) {
#ifdef SOCK_CLOEXEC
  return ::socket(protocol.family(), protocol.type() | SOCK_CLOEXEC, protocol.protocol());
#else
  const int s = ::socket(protocol.family(), protocol.type(), protocol.protocol());
  if (s >= 0)
    ::fcntl(s, F_SETFD, FD_CLOEXEC);
  return s;
#endif
}

int accept_descriptor(int listener) {
#ifdef SOCK_CLOEXEC
  return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
#else
  const int s = ::accept(listener, nullptr, nullptr);
  if (s >= 0)
    ::fcntl(s, F_SETFD, FD_CLOEXEC);
  return s;
#endif
}

template <class Socket, class Protocol>
void take(int descriptor, Socket& socket, const Protocol& protocol, error_code& failure) {
  if (descriptor < 0) {
    failure = last_error();
    return;
  }
  socket.assign(protocol, descriptor, failure);
  if (failure)
    ::close(descriptor);
}

}  // namespace

void open_private(asio::ip::tcp::acceptor& socket, const asio::ip::tcp& protocol,
                  error_code& failure) {
  take(open_descriptor(protocol), socket, protocol, failure);
}

void open_private(asio::ip::tcp::socket& socket, const asio::ip::tcp& protocol,
                  error_code& failure) {
  take(open_descriptor(protocol), socket, protocol, failure);
}

void open_private(asio::ip::udp::socket& socket, const asio::ip::udp& protocol,
                  error_code& failure) {
  take(open_descriptor(protocol), socket, protocol, failure);
}

void accept_private(asio::ip::tcp::acceptor& from, asio::ip::tcp::socket& peer,
                    error_code& failure) {
  const auto local = from.local_endpoint(failure);
  if (!failure)
    take(accept_descriptor(from.native_handle()), peer, local.protocol(), failure);
}

bool is_own_address(const address& a) {
  const auto endpoint = to_endpoint<asio::ip::udp>(address{a.ip, 0});
  if (endpoint.address().is_unspecified() || endpoint.address().is_multicast())
    return false;
  const int s = open_descriptor(endpoint.protocol());
  if (s < 0)
    return false;
  const bool bound = ::bind(s, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
  ::close(s);
  return bound;
}

}  // namespace kith::io
