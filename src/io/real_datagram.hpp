#pragma once

#include <memory>

#include "io/asio.hpp"

namespace kith::io {

/// A UDP socket. Like a stream, it leaves behind what Asio's handlers still need.
class real_datagram final : public datagram {
 public:
  struct state;

  static result<std::unique_ptr<datagram>>
  open(asio::io_context& context, const address& on, const datagram_options& how,
       unique_function<void(std::span<const std::byte>, const address&)> received);

  explicit real_datagram(std::shared_ptr<state> shared);
  ~real_datagram() override;
  real_datagram(const real_datagram&) = delete;
  real_datagram& operator=(const real_datagram&) = delete;

  result<void> send_to(std::span<const std::byte> bytes, const address& to) override;
  [[nodiscard]] address local() const override;

 private:
  std::shared_ptr<state> state_;
};

}  // namespace kith::io
