#include "io/real_listener.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

#include "io/descriptor.hpp"
#include "io/private_socket.hpp"
#include "io/real_stream.hpp"

namespace kith::io {

using asio::ip::tcp;

namespace {

/// How long a listener rests when the system has no descriptor or memory for a new connection. The
/// dialler waits in the system's queue meanwhile.
constexpr std::chrono::milliseconds accept_pause{100};

}  // namespace

struct real_listener::state : std::enable_shared_from_this<state> {
  state(asio::io_context& context, unique_function<void(std::unique_ptr<stream>)> who)
      : acceptor(context), pause(context), accepted(std::move(who)) {}

  void accept_next() {
    acceptor.async_wait(tcp::acceptor::wait_read, [self = shared_from_this()](const error_code&) {
      if (self->open)
        self->accept_one();
    });
  }

  void accept_one() {
    tcp::socket peer(acceptor.get_executor());
    error_code failure;
    accept_private(acceptor, peer, failure);
    // The dialler may have gone meanwhile.
    if (failure == asio::error::would_block || failure == asio::error::try_again ||
        failure == asio::error::interrupted || failure == asio::error::connection_aborted)
      return accept_next();
    if (failure)
      return rest();
    accepted(real_stream::accepted(std::move(peer)));  // may destroy the listener
    if (open)
      accept_next();
  }

  void rest() {
    pause.expires_after(accept_pause);
    pause.async_wait([self = shared_from_this()](const error_code&) {
      if (self->open)
        self->accept_next();
    });
  }

  tcp::acceptor acceptor;
  asio::steady_timer pause;
  unique_function<void(std::unique_ptr<stream>)> accepted;
  address local;
  bool open = true;
};

result<std::unique_ptr<listener>>
real_listener::open(asio::io_context& context, const address& on,
                    unique_function<void(std::unique_ptr<stream>)> accepted) {
  auto shared = std::make_shared<state>(context, std::move(accepted));
  tcp::acceptor& acceptor = shared->acceptor;
  const auto endpoint = to_endpoint<tcp>(on);
  error_code failure;
  open_private(acceptor, endpoint.protocol(), failure);
  if (!failure)
    acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  // "::" would otherwise take IPv4 too, on some systems, under addresses nobody expects.
  if (!failure && on.ip.size() == 16)
    acceptor.set_option(asio::ip::v6_only(true), failure);
  if (!failure)
    acceptor.bind(endpoint, failure);
  if (!failure)
    acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (!failure)
    acceptor.non_blocking(true, failure);
  if (!failure)
    shared->local = from_endpoint(acceptor.local_endpoint(failure));
  if (failure)
    return to_error(failure, "listen on " + on.to_string());
  shared->accept_next();
  return std::unique_ptr<listener>(std::make_unique<real_listener>(std::move(shared)));
}

result<std::unique_ptr<listener>>
real_listener::inherit(asio::io_context& context, int socket,
                       unique_function<void(std::unique_ptr<stream>)> accepted) {
  descriptor own(socket);
  int listens = 0;
  socklen_t length = sizeof listens;
  sockaddr_storage bound{};
  socklen_t bound_length = sizeof bound;
  if (::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0 || listens == 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &bound_length) != 0 ||
      (bound.ss_family != AF_INET && bound.ss_family != AF_INET6)) {
    return error(errc::bad_input,
                 "descriptor " + std::to_string(socket) + " is no socket that listens for TCP");
  }
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  auto shared = std::make_shared<state>(context, std::move(accepted));
  tcp::acceptor& acceptor = shared->acceptor;
  error_code failure;
  acceptor.assign(bound.ss_family == AF_INET ? tcp::v4() : tcp::v6(), socket, failure);
  if (failure)
    return to_error(failure, "listen at an inherited socket");
  (void)own.release();
  acceptor.non_blocking(true, failure);
  if (!failure)
    shared->local = from_endpoint(acceptor.local_endpoint(failure));
  if (failure)
    return to_error(failure, "listen at an inherited socket");
  shared->accept_next();
  return std::unique_ptr<listener>(std::make_unique<real_listener>(std::move(shared)));
}

real_listener::real_listener(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

real_listener::~real_listener() {
  state_->open = false;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->pause.cancel();
}

address real_listener::local() const {
  return state_->local;
}

}  // namespace kith::io
