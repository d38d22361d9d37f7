#include "io/resolver.hpp"

#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <climits>
#include <cstring>

namespace kith::io {

/// One socket of c-ares, which owns it: Asio only waits on it.
struct resolver::watch {
  watch(asio::io_context& context, ares_socket_t socket) : descriptor(context) {
    error_code failure;
    descriptor.assign(socket, failure);
    open = !failure;  // unwatched, it gets no answer, and the query ends by its timeout
  }

  asio::posix::stream_descriptor descriptor;
  bool reads = false;
  bool writes = false;
  bool open = true;
  bool read_awaited = false;
  bool write_awaited = false;
};

struct resolver::lookup {
  resolver* owner;
  std::string host;
  found_function found;
};

namespace {

template <class Raw, std::size_t Size>
address address_at(const Raw& raw) {
  std::array<std::uint8_t, Size> ip{};
  static_assert(sizeof raw == Size);
  std::memcpy(ip.data(), &raw, Size);
  return {{ip.begin(), ip.end()}, 0};
}

std::vector<address> addresses_of(const ares_addrinfo& found) {
  std::vector<address> all;
  std::vector<address> all_v6;
  for (const auto* node = found.nodes; node != nullptr; node = node->ai_next) {
    if (node->ai_family == AF_INET) {
      sockaddr_in raw{};
      std::memcpy(&raw, node->ai_addr, sizeof raw);
      all.push_back(address_at<in_addr, 4>(raw.sin_addr));
    } else if (node->ai_family == AF_INET6) {
      sockaddr_in6 raw{};
      std::memcpy(&raw, node->ai_addr, sizeof raw);
      all_v6.push_back(address_at<in6_addr, 16>(raw.sin6_addr));
    }
  }
  all.insert(all.end(), all_v6.begin(), all_v6.end());
  return all;
}

/// Names that mean this machine whatever DNS says. `localhost` always does (RFC 6761). The
/// machine's own name does as a last resort: many a laptop's is in neither DNS nor the hosts file,
/// and its nodes must still find their own epmd. Others cannot be misled by it, for it is only we
/// who call ourselves so.
bool is_this_machine(const std::string& host) {
  if (host == "localhost")
    return true;
  std::array<char, HOST_NAME_MAX + 1> own{};
  return ::gethostname(own.data(), own.size() - 1) == 0 && host == own.data();
}

errc to_errc(int status) {
  switch (status) {
  case ARES_ENOTFOUND:
  case ARES_ENODATA:
  case ARES_EBADNAME: return errc::not_found;
  case ARES_ETIMEOUT: return errc::timed_out;
  default: return errc::unavailable;
  }
}

bool library_ready() {
  static const int status = ares_library_init(ARES_LIB_INIT_ALL);
  return status == ARES_SUCCESS;
}

}  // namespace

void resolver::resolve(std::string host, found_function found) {
  ++pending_;
  auto asked = std::make_unique<lookup>(lookup{this, std::move(host), std::move(found)});
  if (channel_ == nullptr && !open_channel()) {
    return finish(std::move(asked), error(errc::unavailable, "the resolver does not start"));
  }
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  const std::string name = asked->host;  // c-ares may call back, and free the lookup, at once
  ares_getaddrinfo(channel_, name.c_str(), nullptr, &hints, &on_found, asked.release());
  await_timeout();
}

void resolver::on_found(void* self, int status, int /*timeouts*/, ares_addrinfo* found) {
  std::unique_ptr<lookup> done(static_cast<lookup*>(self));
  result<std::vector<address>> outcome = std::vector<address>{};
  if (status == ARES_SUCCESS)
    outcome = addresses_of(*found);
  if (found != nullptr)
    ares_freeaddrinfo(found);
  if (status == ARES_EDESTRUCTION)
    return;  // the loop goes, and nobody listens any more
  if (status != ARES_SUCCESS) {
    outcome = error(to_errc(status), "look up " + done->host + ": " + ares_strerror(status));
  } else if (outcome->empty()) {
    outcome = error(errc::not_found, "look up " + done->host + ": no address");
  }
  resolver& owner = *done->owner;
  owner.finish(std::move(done), std::move(outcome));
}

void resolver::finish(std::unique_ptr<lookup> done, result<std::vector<address>> outcome) {
  if (!outcome && is_this_machine(done->host))
    outcome = std::vector{address::loopback(0)};
  asio::post(context_, [this, done = std::move(done), outcome = std::move(outcome)]() mutable {
    done->found(std::move(outcome));
    if (--pending_ == 0)
      close_channel();
  });
}

bool resolver::open_channel() {
  if (!library_ready())
    return false;
  ares_options options{};
  options.timeout = query_timeout_ms;
  options.tries = query_tries;
  options.sock_state_cb = &on_socket;
  options.sock_state_cb_data = this;
  const int given = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  if (ares_init_options(&channel_, &options, given) == ARES_SUCCESS)
    return true;
  channel_ = nullptr;
  return false;
}

void resolver::close_channel() {
  timer_.cancel();
  if (channel_ != nullptr)
    ares_destroy(std::exchange(channel_, nullptr));
  KITH_ASSERT(watches_.empty());
}

/// c-ares resends and gives up when told that the time has come.
void resolver::await_timeout() {
  timeval left{};
  if (channel_ == nullptr || ares_timeout(channel_, nullptr, &left) == nullptr) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
  timer_.async_wait([this](const error_code& failure) {
    if (failure || channel_ == nullptr)
      return;
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    await_timeout();
  });
}

void resolver::on_socket(void* self, ares_socket_t socket, int reads, int writes) {
  static_cast<resolver*>(self)->socket_changed(socket, reads != 0, writes != 0);
}

void resolver::socket_changed(ares_socket_t socket, bool reads, bool writes) {
  auto found = watches_.find(socket);
  if (!reads && !writes) {  // c-ares is about to close it
    if (found == watches_.end())
      return;
    if (std::exchange(found->second->open, false))
      found->second->descriptor.release();
    watches_.erase(found);
    return;
  }
  if (found == watches_.end()) {
    found = watches_.emplace(socket, std::make_shared<watch>(context_, socket)).first;
  }
  found->second->reads = reads;
  found->second->writes = writes;
  await_ready(found->second);
}

void resolver::await_ready(const std::shared_ptr<watch>& watched) {
  using descriptor = asio::posix::stream_descriptor;
  if (!watched->open)
    return;
  if (watched->reads && !std::exchange(watched->read_awaited, true)) {
    watched->descriptor.async_wait(descriptor::wait_read, [this, watched](const error_code&) {
      watched->read_awaited = false;
      if (!watched->open)
        return;
      ares_process_fd(channel_, watched->descriptor.native_handle(), ARES_SOCKET_BAD);
      await_ready(watched);
      await_timeout();
    });
  }
  if (watched->writes && !std::exchange(watched->write_awaited, true)) {
    watched->descriptor.async_wait(descriptor::wait_write, [this, watched](const error_code&) {
      watched->write_awaited = false;
      if (!watched->open)
        return;
      ares_process_fd(channel_, ARES_SOCKET_BAD, watched->descriptor.native_handle());
      await_ready(watched);
      await_timeout();
    });
  }
}

}  // namespace kith::io
