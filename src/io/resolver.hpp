#pragma once

#include <ares.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>

#include "io/asio.hpp"

namespace kith::io {

/// Host names through c-ares, on the loop of its owner: no thread, no blocking query. The channel
/// to the name servers exists only while lookups are under way, so that each batch of lookups sees
/// /etc/resolv.conf and /etc/hosts as they are then.
class resolver {
 public:
  using found_function = unique_function<void(result<std::vector<address>>)>;

  /// How long one name server gets for its answer, and how often each is asked.
  static constexpr int query_timeout_ms = 2'000;
  static constexpr int query_tries = 2;

  explicit resolver(asio::io_context& context) : context_(context), timer_(context) {}
  ~resolver() { close_channel(); }
  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  /// `found` is called from the loop later, never from inside this call. IPv4 addresses come
  /// first, since Erlang's distribution uses them unless told otherwise.
  void resolve(std::string host, found_function found);

 private:
  struct watch;
  struct lookup;

  bool open_channel();
  void close_channel();
  void finish(std::unique_ptr<lookup> done, result<std::vector<address>> outcome);
  void await_timeout();
  void socket_changed(ares_socket_t socket, bool reads, bool writes);
  void await_ready(const std::shared_ptr<watch>& watched);

  static void on_found(void* self, int status, int timeouts, ares_addrinfo* found);
  static void on_socket(void* self, ares_socket_t socket, int reads, int writes);

  asio::io_context& context_;
  asio::steady_timer timer_;
  ares_channel channel_ = nullptr;
  std::size_t pending_ = 0;
  std::map<ares_socket_t, std::shared_ptr<watch>> watches_;
};

}  // namespace kith::io
