#include "io/real_datagram.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/multicast.hpp>

#include "io/private_socket.hpp"

namespace kith::io {

using asio::ip::udp;

namespace {

/// The largest that UDP over IPv4 can carry.
constexpr std::size_t datagram_bytes_max = 65'507;
/// Datagrams taken at one readiness, so that a flood leaves the loop time for others.
constexpr int datagrams_per_event_max = 32;

void share(udp::socket& socket, const datagram_options& how, error_code& failure) {
  if (how.shared)
    socket.set_option(udp::socket::reuse_address(true), failure);
  if (how.broadcast && !failure)
    socket.set_option(asio::socket_base::broadcast(true), failure);
}

void join(udp::socket& socket, const multicast& how, error_code& failure) {
  namespace options = asio::ip::multicast;
  const auto group = to_asio_ip(how.group);
  const auto interface = to_asio_ip(how.interface);
  if (!group.is_v4() || !group.is_multicast() || !interface.is_v4()) {
    failure = asio::error::invalid_argument;
    return;
  }
  socket.set_option(options::join_group(group.to_v4(), interface.to_v4()), failure);
  if (!failure)
    socket.set_option(options::outbound_interface(interface.to_v4()), failure);
  if (!failure)
    socket.set_option(options::hops(how.ttl), failure);
  if (!failure)
    socket.set_option(options::enable_loopback(true), failure);
}

}  // namespace

struct real_datagram::state : std::enable_shared_from_this<state> {
  state(asio::io_context& context,
        unique_function<void(std::span<const std::byte>, const address&)> who)
      : socket(context), received(std::move(who)) {}

  void await_next() {
    socket.async_wait(udp::socket::wait_read, [self = shared_from_this()](const error_code&) {
      for (int i = 0; i < datagrams_per_event_max && self->take_one(); ++i) {
      }
      if (self->open)
        self->await_next();
    });
  }

  /// False when there is nothing more, or the socket was destroyed by who received.
  bool take_one() {
    if (!open)
      return false;
    error_code failure;
    udp::endpoint from;
    const std::size_t count = socket.receive_from(asio::buffer(buffer), from, 0, failure);
    // An ICMP error of an earlier send arrives here; the socket is as good as before.
    if (failure)
      return failure == asio::error::connection_refused;
    received(std::as_bytes(std::span(buffer).first(count)), from_endpoint(from));
    return open;
  }

  udp::socket socket;
  unique_function<void(std::span<const std::byte>, const address&)> received;
  address local;
  bool open = true;
  std::vector<std::byte> buffer = std::vector<std::byte>(datagram_bytes_max);
};

result<std::unique_ptr<datagram>>
real_datagram::open(asio::io_context& context, const address& on, const datagram_options& how,
                    unique_function<void(std::span<const std::byte>, const address&)> received) {
  auto shared = std::make_shared<state>(context, std::move(received));
  const auto endpoint = to_endpoint<udp>(on);
  error_code failure;
  open_private(shared->socket, endpoint.protocol(), failure);
  if (!failure)
    share(shared->socket, how, failure);
  if (!failure)
    shared->socket.bind(endpoint, failure);
  if (!failure)
    shared->socket.non_blocking(true, failure);
  if (!failure)
    shared->local = from_endpoint(shared->socket.local_endpoint(failure));
  if (failure)
    return to_error(failure, "bind " + on.to_string());
  if (how.group)
    join(shared->socket, *how.group, failure);
  if (failure)
    return to_error(failure, "join " + how.group->group.to_string());
  shared->await_next();
  return std::unique_ptr<datagram>(std::make_unique<real_datagram>(std::move(shared)));
}

real_datagram::real_datagram(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

real_datagram::~real_datagram() {
  state_->open = false;
  error_code ignored;
  state_->socket.close(ignored);
}

result<void> real_datagram::send_to(std::span<const std::byte> bytes, const address& to) {
  error_code failure;
  state_->socket.send_to(asio::const_buffer(bytes.data(), bytes.size()), to_endpoint<udp>(to), 0,
                         failure);
  // A full buffer, or the ICMP answer to an earlier datagram, loses this one: UDP may.
  const bool lost = failure == asio::error::would_block ||
                    failure == asio::error::no_buffer_space ||
                    failure == asio::error::connection_refused;
  if (!failure || lost)
    return {};
  return to_error(failure, "send to " + to.to_string());
}

address real_datagram::local() const {
  return state_->local;
}

}  // namespace kith::io
