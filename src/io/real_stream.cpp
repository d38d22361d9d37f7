#include "io/real_stream.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <netinet/tcp.h>

#include "io/private_socket.hpp"

namespace kith::io {

using asio::ip::tcp;

namespace {

constexpr std::size_t gather_parts_max = 64;

/// What the system takes from us and has not sent yet: enough to keep a line busy, and little to
/// wait behind.
constexpr int unsent_bytes_max = 64 * 1024;
/// What has come and has not been read, between programs of one machine: there is no long line to
/// keep full, and all that lies there is waited behind. To other machines the system decides.
constexpr int unread_bytes_near = 128 * 1024;

/// Spans as Asio wants them, without an allocation. `Buffer` is its const_buffer or mutable_buffer.
template <class Buffer>
struct gather {
  using value_type = Buffer;
  using const_iterator = const Buffer*;

  template <class Byte>
  explicit gather(std::span<const std::span<Byte>> parts) {
    for (const auto& part : parts) {
      if (part.empty())
        continue;
      if (count == gather_parts_max)
        break;
      buffers[count++] = Buffer(part.data(), part.size());
    }
  }
  [[nodiscard]] const_iterator begin() const { return buffers.data(); }
  [[nodiscard]] const_iterator end() const { return buffers.data() + count; }

  std::array<Buffer, gather_parts_max> buffers;
  std::size_t count = 0;
};

void set_options(tcp::socket& socket) {
  error_code ignored;  // an option that the system refuses costs speed, not correctness
#if defined(TCP_NOTSENT_LOWAT)
  socket.set_option(
      asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>(unsent_bytes_max),
      ignored);
#endif
  if (socket.remote_endpoint(ignored).address() == socket.local_endpoint(ignored).address()) {
    socket.set_option(asio::socket_base::receive_buffer_size(unread_bytes_near), ignored);
  }
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  socket.non_blocking(true, ignored);
}

bool is_again(const error_code& failure) {
  return failure == asio::error::would_block || failure == asio::error::try_again ||
         failure == asio::error::interrupted;
}

}  // namespace

struct real_stream::state {
  explicit state(tcp::socket from) : socket(std::move(from)) {}

  void remember_ends() {
    error_code ignored;
    local = from_endpoint(socket.local_endpoint(ignored));
    remote = from_endpoint(socket.remote_endpoint(ignored));
  }

  /// A connect makes Asio ask for writability, and it never ceases to: each acknowledgement would
  /// wake the loop.
  void register_anew() {
    error_code ignored;  // of what fails here the first read or write will tell
    const auto protocol = socket.local_endpoint(ignored).protocol();
    socket.assign(protocol, socket.release(ignored), ignored);
  }
  void dialled(const error_code& failure) {
    if (events == nullptr)
      return;
    dialling = false;
    if (failure)
      return events->connected(to_error(failure, "connect to " + remote.to_string()));
    register_anew();
    set_options(socket);
    remember_ends();
    // A dial to a free port of the ephemeral range may be given that very port as its own, and
    // TCP then connects the socket to itself. Nobody listens there: say so.
    if (local == remote) {
      error_code ignored;
      socket.close(ignored);
      return events->connected(
          error(errc::refused, "connect to " + remote.to_string() + ": connected to itself"));
    }
    events->connected({});
  }

  tcp::socket socket;
  stream_events* events = nullptr;  // null once the stream is destroyed
  address local;
  address remote;
  bool dialling = false;
  bool reads_awaited = false;
  bool writes_awaited = false;
};

std::unique_ptr<stream> real_stream::dial(asio::io_context& context, const address& to,
                                          stream_events& events) {
  auto shared = std::make_shared<state>(tcp::socket(context));
  shared->events = &events;
  shared->remote = to;
  shared->dialling = true;
  const auto endpoint = to_endpoint<tcp>(to);
  error_code failure;
  open_private(shared->socket, endpoint.protocol(), failure);
  if (failure) {
    asio::post(context, [shared, failure] { shared->dialled(failure); });
  } else {
    shared->socket.async_connect(endpoint,
                                 [shared](const error_code& outcome) { shared->dialled(outcome); });
  }
  return std::make_unique<real_stream>(std::move(shared));
}

std::unique_ptr<stream> real_stream::accepted(tcp::socket socket) {
  auto shared = std::make_shared<state>(std::move(socket));
  set_options(shared->socket);
  shared->remember_ends();
  return std::make_unique<real_stream>(std::move(shared));
}

real_stream::real_stream(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

real_stream::~real_stream() {
  state_->events = nullptr;
  error_code ignored;
  state_->socket.close(ignored);
}

void real_stream::set_events(stream_events& events) {
  state_->events = &events;
}

result<std::size_t> real_stream::read_some(std::span<const std::span<std::byte>> parts) {
  const gather<asio::mutable_buffer> buffers(parts);
  if (buffers.count == 0 || state_->dialling)
    return std::size_t{0};
  error_code failure;
  const std::size_t count = state_->socket.read_some(buffers, failure);
  if (!failure)
    return count;
  if (is_again(failure))
    return std::size_t{0};
  return to_error(failure, "read from " + state_->remote.to_string());
}

result<std::size_t> real_stream::write_some(std::span<const std::span<const std::byte>> parts) {
  const gather<asio::const_buffer> buffers(parts);
  if (buffers.count == 0 || state_->dialling)
    return std::size_t{0};
  error_code failure;
  const std::size_t count = state_->socket.write_some(buffers, failure);
  if (!failure)
    return count;
  if (is_again(failure))
    return std::size_t{0};
  return to_error(failure, "write to " + state_->remote.to_string());
}

// Other errors of a wait than that it was called off are for `read_some` and `write_some` to find.

void real_stream::await_readable() {
  KITH_ASSERT(!state_->dialling);
  if (std::exchange(state_->reads_awaited, true))
    return;
  state_->socket.async_wait(tcp::socket::wait_read, [shared = state_](const error_code& failure) {
    shared->reads_awaited = false;
    if (failure == asio::error::operation_aborted || shared->events == nullptr)
      return;
    shared->events->readable();
  });
}

void real_stream::await_writable() {
  KITH_ASSERT(!state_->dialling);
  if (std::exchange(state_->writes_awaited, true))
    return;
  state_->socket.async_wait(tcp::socket::wait_write, [shared = state_](const error_code& failure) {
    shared->writes_awaited = false;
    if (failure == asio::error::operation_aborted || shared->events == nullptr)
      return;
    shared->events->writable();
  });
}

void real_stream::shutdown_write() {
  error_code ignored;
  state_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void real_stream::reset() {
  error_code ignored;
  state_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  state_->socket.close(ignored);
}

address real_stream::local() const {
  return state_->local;
}
address real_stream::remote() const {
  return state_->remote;
}

}  // namespace kith::io
