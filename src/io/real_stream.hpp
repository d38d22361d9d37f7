#pragma once

#include <memory>

#include "io/asio.hpp"

namespace kith::io {

/// A TCP connection on an Asio socket. What Asio's pending handlers need outlives this object in
/// `state`, which forgets its owner when the stream is destroyed: so a stream may be destroyed from
/// within its own callback, and is never called back afterwards.
class real_stream final : public stream {
 public:
  struct state;

  /// Dials `to`; the outcome comes through the loop, never from inside this call.
  static std::unique_ptr<stream> dial(asio::io_context& context, const address& to,
                                      stream_events& events);
  /// Takes over a connection that a listener accepted.
  static std::unique_ptr<stream> accepted(asio::ip::tcp::socket socket);

  explicit real_stream(std::shared_ptr<state> shared);
  ~real_stream() override;
  real_stream(const real_stream&) = delete;
  real_stream& operator=(const real_stream&) = delete;

  void set_events(stream_events& events) override;
  result<std::size_t> read_some(std::span<const std::span<std::byte>> parts) override;
  result<std::size_t> write_some(std::span<const std::span<const std::byte>> parts) override;
  void await_readable() override;
  void await_writable() override;
  void shutdown_write() override;
  void reset() override;
  [[nodiscard]] address local() const override;
  [[nodiscard]] address remote() const override;

 private:
  std::shared_ptr<state> state_;
};

}  // namespace kith::io
