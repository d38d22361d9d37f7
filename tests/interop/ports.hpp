// TCP ports of this machine, for tests.
#pragma once

#include <cstdint>

#include "child.hpp"

namespace kith::interop {

/// A port of the loopback address that nobody listens on.
[[nodiscard]] std::uint16_t free_port();

/// Connects to a port of the loopback address; -1 when nobody listens.
[[nodiscard]] int connect_to(std::uint16_t port);

/// Waits until somebody listens.
[[nodiscard]] bool listened_on(std::uint16_t port, duration limit = patience);

/// A cluster's port of epmd, and Erlang's epmd on it where one is wanted.
class epmd_daemon {
 public:
  /// Throws std::runtime_error when it does not start.
  explicit epmd_daemon(std::uint16_t port = free_port());
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  std::uint16_t port_;
  child program_;
};

/// What `epmd -names` prints of that port.
[[nodiscard]] std::string epmd_names(std::uint16_t port);

}  // namespace kith::interop
