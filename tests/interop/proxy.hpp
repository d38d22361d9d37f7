// A stretch of network between two nodes, which a test can cut.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <thread>

namespace kith::interop {

/// Passes on what comes to a port of its own to another port of the loopback address.
class proxy {
 public:
  explicit proxy(std::uint16_t to);
  proxy(const proxy&) = delete;
  proxy& operator=(const proxy&) = delete;
  ~proxy();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  /// What happens to all connections, from now on.
  enum class fault { none, reset, silence, refuse };
  void set(fault f) noexcept { fault_ = f; }

 private:
  void run();

  std::uint16_t to_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<fault> fault_{fault::none};
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

/// A node's entry with epmd that points where a test wants it to; it lasts as long as the object.
class epmd_entry_of {
 public:
  /// Throws std::runtime_error when epmd refuses.
  epmd_entry_of(std::uint16_t epmd, std::string_view name, std::uint16_t port);
  epmd_entry_of(const epmd_entry_of&) = delete;
  epmd_entry_of& operator=(const epmd_entry_of&) = delete;
  ~epmd_entry_of();

 private:
  int socket_;
};

}  // namespace kith::interop
